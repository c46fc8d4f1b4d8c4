"""Offices and the names they bore."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from diemsang.accounts.lengths import OFFICE_NAME, length_problems
from diemsang.accounts.models import Office, OfficeVersion
from diemsang.accounts.office_file import OfficeRow, read_offices
from diemsang.accounts.queries import office_names
from diemsang.areas.models import Area
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

register("accounts.load_offices", "nạp danh bạ cơ quan {subject}: {offices} cơ quan, {changed} thay đổi")
register("accounts.rename_office", "đổi tên cơ quan {subject} thành “{name}” từ {on}")
register("accounts.ensure_committee", "thêm cơ quan {subject}")


@dataclass(frozen=True, slots=True)
class OfficesLoaded:
    """How many offices the file names and how many rows it made or changed."""

    offices: int
    changed: int


@transaction.atomic
def load_offices(*, actor: Actor, path: Path) -> OfficesLoaded:
    """Take over a file of offices (columns: ``accounts.office_file``). Loading it again changes nothing.

    A line is known by office and first day; its name, last day and source are brought up to date. Nothing is removed.
    """
    require(actor, "accounts.manage")
    rows = read_offices(path)
    changed = sum(_keep(row) for row in rows)
    offices = len({row.code for row in rows})
    if changed:
        record(
            actor=actor,
            action="accounts.load_offices",
            subject_type="office_file",
            subject_key=path.name,
            data={"offices": offices, "changed": changed},
            after={row.where: [row.code, row.name, _iso(row.valid_from), _iso(row.valid_to)] for row in rows},
        )
    return OfficesLoaded(offices, changed)


def _keep(row: OfficeRow) -> bool:
    """Write one line; whether anything changed."""
    office, made = Office.objects.get_or_create(
        code=row.code, defaults={"kind": row.kind, "duty": row.duty, "area": row.area}
    )
    if (office.kind, office.duty, office.area_id) != (row.kind, row.duty, row.area.pk):
        message = _("cơ quan “{code}” đã có với loại, vai hoặc địa bàn khác.").format(code=row.code)
        raise Refused(
            _("Tệp cơ quan chưa nạp được."), [Problem(row.where, message, _("Dùng mã khác cho cơ quan khác."))]
        )
    if not row.name:
        return made
    wanted = {"name": row.name, "valid_to": row.valid_to, "note": row.source}
    version, new = OfficeVersion.objects.get_or_create(office=office, valid_from=row.valid_from, defaults=wanted)
    if new:
        return True
    if all(getattr(version, name) == value for name, value in wanted.items()):
        return made
    for name, value in wanted.items():
        setattr(version, name, value)
    version.save()
    return True


@transaction.atomic
def rename_office(*, actor: Actor, office: Office, name: str, on: dt.date, source: str = "") -> OfficeVersion:
    """From ``on`` the office is called ``name``; its former name stays. Rights and tasks follow the office."""
    require(actor, "accounts.manage")
    name = nfc(name)
    last = office.versions.order_by(F("valid_from").asc(nulls_first=True)).last()
    problems = []
    if not name:
        problems.append(Problem(_("Tên"), _("còn trống."), _("Ghi tên mới của cơ quan.")))
    problems += length_problems((_("Tên"), name, OFFICE_NAME))
    if last is not None and last.valid_from is not None and on <= last.valid_from:
        problems.append(Problem(_("Từ ngày"), _("không sau lần đổi tên trước."), _("Chọn ngày sau lần đổi tên trước.")))
    if last is not None and last.valid_to is not None and last.valid_to <= on:
        problems.append(Problem(_("Từ ngày"), _("cơ quan đã kết thúc trước ngày này."), _("Chọn cơ quan kế tiếp.")))
    if problems:
        raise Refused(_("Chưa đổi được tên."), problems)
    before = office_names([office.pk], on)[office.pk]
    if last is None:
        last = OfficeVersion(office=office, name=before)
    last.valid_to = on
    last.save()
    made = OfficeVersion.objects.create(office=office, name=name, valid_from=on, note=nfc(source))
    record(
        actor=actor,
        action="accounts.rename_office",
        subject_type="office",
        subject_key=office.code,
        subject_label=before,
        data={"name": name, "on": f"{on:%d/%m/%Y}"},
        before={"name": before},
        after={"name": name, "valid_from": on.isoformat()},
    )
    return made


@transaction.atomic
def ensure_committee(*, actor: Actor, area: Area, duty: str) -> Office:
    """The People's Committee of a unit as an office people can work in; made once, called after its unit."""
    require(actor, "accounts.manage")
    office, made = Office.objects.get_or_create(
        code=f"ubnd-{area.key}", defaults={"kind": Office.Kind.PEOPLES_COMMITTEE, "duty": duty, "area": area}
    )
    if made:
        record(
            actor=actor,
            action="accounts.ensure_committee",
            subject_type="office",
            subject_key=office.code,
            subject_label=office_names([office.pk], None)[office.pk],
        )
    return office


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
