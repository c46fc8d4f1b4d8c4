"""An office is set up, ends with a successor, or is taken away because it was a mistake."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from diemsang.accounts.lengths import OFFICE_NAME, length_problems
from diemsang.accounts.models import Grant, Office, OfficeSuccession, OfficeVersion
from diemsang.accounts.queries import office_names
from diemsang.accounts.queries.office_use import office_uses
from diemsang.areas.models import Area
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.create_office", "lập cơ quan {subject}")
register("accounts.merge_office", "kết thúc cơ quan {subject} từ {on}, {target} kế tiếp; {people} người chuyển sang")
register("accounts.remove_office", "xóa cơ quan {subject} lập nhầm")

_RESERVED = {"lap-moi"}
"""Words that stand in the addresses of offices' pages."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,78}")


@transaction.atomic
def create_office(
    *,
    actor: Actor,
    code: str,
    kind: str,
    area: Area,
    name: str,
    duty: str = "",
    valid_from: dt.date | None = None,
    source: str = "",
) -> Office:
    """A new office with its first name; an unknown first day stays unknown."""
    require(actor, "accounts.manage")
    code, name = nfc(code).lower(), nfc(name)
    problems = []
    if not _CODE.fullmatch(code):
        problems.append(Problem(_("Mã"), _("không hợp lệ."), _("Dùng chữ thường không dấu, số và gạch nối.")))
    elif code in _RESERVED or Office.objects.filter(code=code).exists():
        problems.append(Problem(_("Mã"), _("“{code}” đã có.").format(code=code), _("Chọn mã khác.")))
    if kind not in Office.Kind.values:
        problems.append(Problem(_("Loại"), _("không có loại này."), _("Chọn loại trong danh sách.")))
    if not name:
        problems.append(Problem(_("Tên"), _("còn trống."), _("Ghi tên cơ quan.")))
    problems += length_problems((_("Tên"), name, OFFICE_NAME))
    if problems:
        raise Refused(_("Chưa lập được cơ quan."), problems)
    office = Office.objects.create(code=code, kind=kind, duty=duty, area=area)
    OfficeVersion.objects.create(office=office, name=name, valid_from=valid_from, note=nfc(source))
    record(
        actor=actor,
        action="accounts.create_office",
        subject_type="office",
        subject_key=code,
        subject_label=name,
        after={"name": name, "area": area.key, "valid_from": valid_from.isoformat() if valid_from else None},
    )
    return office


@transaction.atomic
def merge_office(*, actor: Actor, office: Office, into: Office, on: dt.date, reason: str) -> OfficeSuccession:
    """The office ends on ``on``; its people and the grants held through it go on in ``into``.

    What other apps say that it holds (``accounts.registry``) stays on record under the old office and is listed on its
    page until somebody hands it over. Done twice with the same successor, nothing happens.
    """
    require(actor, "accounts.manage")
    # Both are held: two who merge each other's office at once would make a circle.
    list(Office.objects.select_for_update().filter(pk__in=[office.pk, into.pk]).order_by("pk"))
    standing = OfficeSuccession.objects.filter(origin=office).first()
    if standing is not None and (standing.target_id, standing.on) == (into.pk, on):
        return standing
    problems = []
    if into.pk == office.pk:
        problems.append(Problem(_("Cơ quan kế tiếp"), _("chính là cơ quan này."), _("Chọn cơ quan khác.")))
    if standing is not None:
        problems.append(Problem(_("Cơ quan"), _("đã kết thúc và có cơ quan kế tiếp."), _("Xem trang cơ quan.")))
    if OfficeSuccession.objects.filter(origin=into).exists():
        problems.append(Problem(_("Cơ quan kế tiếp"), _("đã kết thúc."), _("Chọn cơ quan đang hoạt động.")))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("chưa đến."), _("Ghi vào đúng ngày đó hoặc sau đó.")))
    last = office.versions.order_by(F("valid_from").asc(nulls_first=True)).last()
    if last is not None and last.valid_from is not None and on <= last.valid_from:
        problems.append(Problem(_("Từ ngày"), _("không sau tên gần nhất."), _("Chọn ngày sau ngày đó.")))
    if not nfc(reason):
        problems.append(Problem(_("Căn cứ"), _("còn trống."), _("Ghi quyết định hoặc lý do.")))
    if problems:
        raise Refused(_("Chưa kết thúc được cơ quan."), problems)
    names = office_names([office.pk, into.pk], on - dt.timedelta(days=1))
    last = last or OfficeVersion(office=office, name=names[office.pk])
    if last.valid_to is None or last.valid_to > on:
        last.valid_to = on
        last.save()
    made = OfficeSuccession.objects.create(origin=office, target=into, on=on, reason=nfc(reason))
    people = office.people.update(office=into)
    not_ended = Q(valid_to=None) | Q(valid_to__gt=on)
    grants = Grant.objects.filter(not_ended, office=office).update(office=into)
    record(
        actor=actor,
        action="accounts.merge_office",
        subject_type="office",
        subject_key=office.code,
        subject_label=names[office.pk],
        data={"target": names[into.pk], "on": f"{on:%d/%m/%Y}", "people": people, "grants": grants},
        after={"valid_to": on.isoformat()},
        reason=nfc(reason),
    )
    return made


@transaction.atomic
def remove_office(*, actor: Actor, office: Office, reason: str) -> None:
    """Take an office away that was made by mistake; ``Refused``, naming it all, while anything refers to it."""
    require(actor, "accounts.manage")
    uses = office_uses(office)
    problems = [
        Problem(
            use.label, _("{count} dòng còn ghi cơ quan này.").format(count=use.count), _("Chuyển các dòng đó trước.")
        )
        for use in uses
    ]
    if not nfc(reason):
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao là lập nhầm.")))
    if problems:
        raise Refused(_("Chưa xóa được cơ quan."), problems)
    name, code = office_names([office.pk], None)[office.pk], office.code
    office.delete()
    record(
        actor=actor,
        action="accounts.remove_office",
        subject_type="office",
        subject_key=code,
        subject_label=name,
        reason=nfc(reason),
    )
