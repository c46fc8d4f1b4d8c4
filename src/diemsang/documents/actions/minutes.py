"""The life of a minute: draft, printed, signed copy held, void. Edited once printed only for a name that must go."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.audit.reasons import require_reason
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.documents import jobs
from diemsang.documents.minutes import render
from diemsang.documents.minutes.registry import copy_links, office_of, spec_of
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.documents.queries.minutes import MAKE, require_minute

registry.register("minutes.make", "lập bản nháp {subject}")
registry.register("minutes.edit", "sửa bản nháp {subject}")
registry.register("minutes.print", "in {subject}; từ đây nội dung không sửa nữa")
registry.register("minutes.void", "hủy {subject}")
registry.register("minutes.count_pages", "ghi số trang bản in của {subject}: {pages}")
registry.name_fields({"pages": gettext_noop("số trang"), "state": gettext_noop("tình trạng")})


@transaction.atomic
def make_minute(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    kind: str,
    title: str,
    on: dt.date,
    data: dict[str, Any],
    office_key: str = "",
) -> Minute:
    """A draft; the same ``public_id`` again by the same person returns the row that stands, whatever it has become.

    The caller checks its own right over the place and links the minute to it. ``data`` is what the template prints.
    Without ``office_key`` the template is that of the actor's office. ``Refused`` for an unknown kind, an empty title
    or a day ahead.
    """
    require(actor, MAKE)
    standing = Minute.objects.filter(public_id=public_id).first()
    if standing is not None:
        # Ids are printed on paper: naming somebody else's must not make their minute mine.
        if (standing.made_by_key, standing.kind) != (actor.actor_key[:200], kind):
            raise _refused(_("mã này là của biên bản khác."), _("Tải lại trang rồi lập lại."))
        return standing
    title = nfc(title)
    _check(kind, title, on)
    minute, made = Minute.objects.get_or_create(
        public_id=public_id,
        defaults={
            "kind": kind,
            "title": title,
            "on": on,
            "data": render.clean(data),
            "office_key": office_key or office_of(actor),
            "made_by": actor.actor_label[:200],
            "made_by_key": actor.actor_key[:200],
            "made_at": clock.now(),
            "search_key": search_key(f"{title} {public_id.hex[:4]}-{public_id.hex[4:8]} {public_id}"),
        },
    )
    if made:
        _journal(actor, "minutes.make", minute, after={"kind": kind, "on": on.isoformat()})
    return minute


@transaction.atomic
def edit_draft(*, actor: Actor, minute: Minute, title: str, on: dt.date, data: dict[str, Any]) -> Minute:
    """Other words in a draft. ``Refused`` once it was printed: void it and make another."""
    require_minute(actor, MAKE, minute)
    minute = lock(minute)
    if minute.state != MinuteState.DRAFT:
        raise _refused(_("đã in, không sửa được nữa."), _("Hủy biên bản này và lập bản thay."))
    title = nfc(title)
    _check(minute.kind, title, on)
    minute.title, minute.on, minute.data = title, on, render.clean(data)
    minute.search_key = search_key(f"{title} {minute.code} {minute.public_id}")
    minute.save(update_fields=["title", "on", "data", "search_key"])
    _journal(actor, "minutes.edit", minute)
    return minute


@transaction.atomic
def print_minute(*, actor: Actor, minute: Minute, ask: bool = True) -> Minute:
    """Draft → printed: the Word file is made and kept, the words are frozen, the PDF is asked of the worker
    (unless ``ask`` is false: the caller makes it).

    Printed already: nothing happens. ``Refused`` when voided, when the template does not fit or the disk is full;
    the draft then stays a draft.
    """
    require_minute(actor, MAKE, minute)
    minute = lock(minute)
    if minute.state == MinuteState.VOID:
        raise _refused(_("đã hủy, không in được."), _("Mở biên bản thay cho nó."))
    if minute.state != MinuteState.DRAFT:
        return minute
    minute.docx = render.store_docx(actor, minute)
    minute.state, minute.printed_at = MinuteState.PRINTED, clock.now()
    minute.save(update_fields=["docx", "state", "printed_at"])
    _journal(actor, "minutes.print", minute)
    if ask:
        transaction.on_commit(lambda: jobs.send_pdf([minute.pk]))
    return minute


@transaction.atomic
def state_pages(*, actor: Actor, minute: Minute, pages: int) -> Minute:
    """A person who printed the Word file says on how many sheets' sides it came out; only while no PDF tells it."""
    require_minute(actor, MAKE, minute)
    minute = lock(minute)
    if minute.pages == pages:
        return minute
    highest = minute.held.filter(voided_at=None).order_by("-number").values_list("number", flat=True).first() or 0
    problems = []
    if minute.state != MinuteState.PRINTED or minute.pdf_id is not None:
        problems.append(Problem(_("Số trang"), _("không ghi được: biên bản chưa in, hoặc bản PDF đã cho biết.")))
    if not max(1, highest) <= pages <= MAX_PAGES:
        message = _("phải từ %(low)s đến %(high)s.") % {"low": max(1, highest), "high": MAX_PAGES}
        problems.append(Problem(_("Số trang"), message, _("Đếm lại các trang đã in.")))
    if problems:
        raise Refused(_("Chưa ghi được số trang."), problems)
    minute.pages = pages
    minute.save(update_fields=["pages"])
    _journal(actor, "minutes.count_pages", minute, data={"pages": pages})
    return minute


@transaction.atomic
def void_minute(
    *, actor: Actor, minute: Minute, reason: str, replace: bool = False, replacement_id: uuid.UUID | None = None
) -> Minute:
    """Void with a reason; what a signature had caused is voided too. With ``replace`` the new draft is returned.

    Voided already: the row that stands (or its replacement). ``Refused`` without a reason.
    """
    require_minute(actor, MAKE, minute)
    minute = lock(minute)
    if minute.state == MinuteState.VOID:
        replacement = minute.replaced_by.first()
        return replacement if replace and replacement is not None else minute
    reason = nfc(reason)
    problems = require_reason(True, reason, where=_("Lý do hủy"), why=_("người đọc sau cần biết vì sao hủy"))
    if problems:
        raise Refused(_("Chưa hủy được biên bản."), problems)
    before = minute.state
    minute.state, minute.voided_at, minute.void_reason = MinuteState.VOID, clock.now(), reason
    minute.waiting = ""
    minute.save(update_fields=["state", "voided_at", "void_reason", "waiting"])
    _journal(actor, "minutes.void", minute, before={"state": before}, reason=reason)
    spec = spec_of(minute.kind)
    if before == MinuteState.SIGNED:
        spec.on_void(actor, minute)
    if not replace:
        return minute
    new = make_minute(
        actor=actor,
        public_id=replacement_id or uuid.uuid4(),
        kind=minute.kind,
        title=minute.title,
        on=minute.on,
        data=minute.data,
        office_key=minute.office_key,
    )
    new.replaces = minute
    new.save(update_fields=["replaces"])
    copy_links(minute, new)
    spec.on_replace(actor, minute, new)
    return new


def signing_begun(minute: Minute) -> bool:
    """Whether the paper bears, or begins to bear, signatures: from then on it is a paper of record."""
    if minute.state == MinuteState.PRINTED:
        return minute.held.filter(voided_at=None).exists()
    return minute.state == MinuteState.SIGNED


@transaction.atomic
def strike_out(*, actor: Actor, minute: Minute, data: dict[str, Any]) -> bool:
    """Other words in a paper that nobody signed, for a name that the law wants gone; printed or void all the same.

    The kept files go with the old words; what is printed is made anew. The caller checked the right and journals why.
    Whether it was done: not once signing has begun.
    """
    minute = lock(minute)
    if signing_begun(minute):
        return False
    minute.data, minute.docx, minute.pdf = render.clean(data), None, None
    if minute.state == MinuteState.PRINTED:
        with suppress(Refused):  # a template that no longer fits: the paper has no file until it is made again
            minute.docx = render.store_docx(actor, minute)
        transaction.on_commit(lambda: jobs.send_pdf([minute.pk]))
    minute.save(update_fields=["data", "docx", "pdf"])
    return True


PREPARED = {MinuteKind.DS_DD}
"""Kinds that are printed before the day of the act: people sign them there."""
MAX_PAGES = 300
"""Sides of paper that one minute may have: an inventory of a whole former district fits."""


def lock(minute: Minute) -> Minute:
    """The row as it stands now, for this transaction alone."""
    return Minute.objects.select_for_update().get(pk=minute.pk)


def _check(kind: str, title: str, on: dt.date) -> None:
    problems = []
    if kind not in MinuteKind.values:
        problems.append(Problem(_("Loại"), _("không có loại biên bản này.")))
    if not title:
        problems.append(Problem(_("Trích yếu"), _("còn trống."), _("Ghi biên bản về việc gì.")))
    if len(title) > 300:
        problems.append(Problem(_("Trích yếu"), _("dài hơn 300 chữ."), _("Rút gọn.")))
    if on > clock.today() and kind not in PREPARED:
        problems.append(Problem(_("Ngày"), _("ở phía trước."), _("Lập biên bản khi việc đã diễn ra.")))
    if problems:
        raise Refused(_("Chưa lập được biên bản."), problems)


def _refused(message: str, advice: str) -> Refused:
    return Refused(_("Chưa làm được."), [Problem(_("Biên bản"), message, advice)])


def _journal(
    actor: Actor,
    action: str,
    minute: Minute,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="minute",
        subject_key=str(minute.public_id),
        subject_label=minute.title,
        before=before,
        after=after,
        data=data,
        reason=reason,
    )
