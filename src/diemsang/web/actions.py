"""Saving, renaming, sharing and removing views of lists."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import EARLIER, EXPORT, NAMED, PAGE, WHOLE
from diemsang.core.text import nfc
from diemsang.web.models import DefaultView, SavedView

register("web.view_saved", "lưu cách xem «{subject}» của danh sách {path}")
register("web.view_renamed", "đổi tên cách xem «{subject}»")
register("web.view_removed", "xóa cách xem «{subject}»")

MOST = 60
"""Views that one person may keep."""
LONGEST = 1500
"""Letters of a kept query; the column's length."""


@transaction.atomic
def save_view(*, actor: User, view_name: str, address: str, name: str, shared: bool, default: bool) -> SavedView:
    """Keep the filters, order and columns of ``address`` (a list's own path) under a name.

    ``Refused`` for a list that keeps none, an address of another page, an empty or taken name, too many views.
    """
    problems = []
    query = ""
    if view_name not in NAMED:
        problems.append(Problem(_("Danh sách"), _("không lưu cách xem được.")))
    else:
        path, _mark, asked = address.partition("?")
        if path != reverse(view_name):
            problems.append(Problem(_("Địa chỉ"), _("không phải của danh sách này."), _("Mở danh sách rồi lưu lại.")))
        query = _kept(asked)
    if len(query) > LONGEST:
        problems.append(Problem(_("Địa chỉ"), _("dài quá."), _("Bớt điều kiện lọc.")))
    name = _checked_name(actor, view_name, name, problems)
    if shared and actor.office_id is None:
        problems.append(Problem(_("Dùng chung"), _("bạn chưa thuộc cơ quan nào."), _("Bỏ chọn dùng chung.")))
    if SavedView.objects.filter(owner=actor).count() >= MOST:
        problems.append(Problem(_("Cách xem"), _("đã đủ %(most)s.") % {"most": MOST}, _("Xóa bớt rồi lưu.")))
    if problems:
        raise Refused(_("Chưa lưu được cách xem."), problems)
    view = SavedView.objects.create(
        owner=actor,
        office_id=actor.office_id if shared else None,
        view_name=view_name,
        name=name,
        query=query,
        made_at=clock.now(),
    )
    record(
        actor=actor,
        action="web.view_saved",
        subject_type="saved_view",
        subject_key=str(view.pk),
        subject_label=name,
        data={"path": reverse(view_name), "query": query, "shared": shared},
    )
    if default:
        set_default(actor=actor, view_name=view_name, view=view)
    return view


@transaction.atomic
def rename_view(*, actor: User, view: SavedView, name: str) -> None:
    """Another name for one's own view; ``Refused`` when empty, too long or taken."""
    _own(actor, view)
    problems: list[Problem] = []
    before, after = view.name, _checked_name(actor, view.view_name, name, problems, but=view.pk)
    if problems:
        raise Refused(_("Chưa đổi được tên."), problems)
    if before == after:
        return
    view.name = after
    view.save(update_fields=["name"])
    record(
        actor=actor,
        action="web.view_renamed",
        subject_type="saved_view",
        subject_key=str(view.pk),
        subject_label=after,
        before={"name": before},
        after={"name": after},
    )


@transaction.atomic
def remove_view(*, actor: User, view: SavedView) -> None:
    """One's own view goes, for colleagues too."""
    _own(actor, view)
    record(
        actor=actor,
        action="web.view_removed",
        subject_type="saved_view",
        subject_key=str(view.pk),
        subject_label=view.name,
        data={"query": view.query},
    )
    view.delete()


@transaction.atomic
def set_default(*, actor: User, view_name: str, view: SavedView | None) -> None:
    """The view that the list opens with for this person; ``None`` for none. A matter of taste, so no journal."""
    DefaultView.objects.filter(user=actor, view_name=view_name).delete()
    if view is not None and view.query:
        DefaultView.objects.create(user=actor, view_name=view_name, view=view)


def _own(actor: User, view: SavedView) -> None:
    if view.owner_id != actor.pk:
        raise Refused(_("Chỉ người đã lưu mới sửa, xóa được cách xem này."))


def _kept(asked: str) -> str:
    """The parameters worth keeping: never a page, a download or a step of the column form."""
    query = QueryDict(asked, mutable=True)
    for name in (PAGE, EXPORT, EARLIER, WHOLE):
        query.pop(name, None)
    return nfc(query.urlencode(safe=",/"))


def _checked_name(actor: User, view_name: str, name: str, problems: list[Problem], but: int = 0) -> str:
    name = nfc(name)
    if not name or len(name) > 80:
        problems.append(Problem(_("Tên"), _("còn trống hoặc dài quá 80 chữ.")))
    elif SavedView.objects.filter(owner=actor, view_name=view_name, name=name).exclude(pk=but).exists():
        problems.append(Problem(_("Tên"), _("bạn đã có cách xem tên này."), _("Đặt tên khác.")))
    return name
