"""Offices as a list: new ones, and new names from a day on. Ending and merging offices is done on their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts import actions
from diemsang.accounts.models import Office, OfficeVersion
from diemsang.accounts.roles import DUTY_LABELS
from diemsang.areas.models import Area, Level
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.text import search_key
from diemsang.imports.description import Change, Column, Fault, ListDescription, ListSession, Row, Standing, Step, Value
from diemsang.imports.lists.units import Units

MANAGE = "accounts.manage"
FIXED = ("kind", "duty", "area", "to")


class OfficesSession(ListSession):
    """Names are the only thing of a standing office that a row changes; «từ ngày» is the new name's first day."""

    _units: Units | None = None
    _codes: set[str] | None = None

    @property
    def units(self) -> Units:
        """Looked up once."""
        if self._units is None:
            self._units = Units()
        return self._units

    def standing(self) -> list[Standing]:
        """All offices with the name of today, or their last."""
        require(self.actor, MANAGE)
        today = clock.today()
        newest: dict[int, OfficeVersion] = {}
        for version in OfficeVersion.objects.order_by(F("valid_from").asc(nulls_first=True)):
            newest[version.office_id] = version
        return [
            Standing(office.code, self._values(office, newest.get(office.pk), today), office.code)
            for office in Office.objects.order_by("code")
        ]

    def _values(self, office: Office, version: OfficeVersion | None, day: dt.date) -> dict[str, Value]:
        return {
            "code": office.code,
            "name": version.name if version else None,
            "kind": office.kind,
            "duty": office.duty or None,
            "area": self.units.full(office.area_id, day),
            "from": version.valid_from if version else None,
            "to": version.valid_to if version else None,
            "source": (version.note or None) if version else None,
        }

    def key(self, row: Row) -> str:
        """An existing code is that office."""
        if self._codes is None:
            self._codes = set(Office.objects.values_list("code", flat=True))
        code = self.natural_key(row)
        return code if code in self._codes else ""

    def natural_key(self, row: Row) -> str:
        """The code."""
        return str(row.values.get("code") or "").lower()

    def check(self, rows: Sequence[Row]) -> None:
        """Units of new offices; only names of standing ones change."""
        for row in rows:
            if row.standing is not None:
                self._check_standing(row, row.standing)
            elif not row.row_id:
                self._check_new(row)

    def _check_standing(self, row: Row, held: Standing) -> None:
        before = held.values
        if "area" in row.values and row.values["area"] is not None:
            found = find_area(self.units, "area", str(row.values["area"]))
            if not isinstance(found, Fault) and self.units.full(found, clock.today()) == before["area"]:
                row.values["area"] = before["area"]
        row.values["code"] = row.row_id
        for key in FIXED:
            if key in row.values and row.values[key] is None:
                row.values[key] = before.get(key)
            if key in row.values and row.values[key] != before.get(key):
                row.bad(key, "fixed", _("không sửa qua Excel."), _("Mở trang của cơ quan để sửa."))
        name = row.values.get("name", before.get("name"))
        since = row.values.get("from", before.get("from"))
        if name is None:
            row.values["name"] = before.get("name")
        elif name == before.get("name"):
            if since != before.get("from"):
                row.bad("from", "fixed", _("ngày chỉ đổi khi đổi tên."), _("Trả lại như cũ."))
            if "source" in row.values:
                row.values["source"] = before.get("source")
        elif not isinstance(since, dt.date) or since == before.get("from"):
            row.bad("from", "required", _("đổi tên thì cần ngày bắt đầu tên mới."), _("Điền ngày của quyết định."))

    def _check_new(self, row: Row) -> None:
        for key in ("code", "name", "kind", "area"):
            if row.values.get(key) is None and not any(fault.column == key for fault in row.faults):
                row.bad(key, "required", _("để trống."), _("Cơ quan mới cần mã, tên, loại và địa bàn."))
        if row.values.get("to") is not None:
            row.bad("to", "fixed", _("cơ quan mới chưa có ngày kết thúc."), _("Xóa ô."))
        if row.values.get("area") is not None:
            found = find_area(self.units, "area", str(row.values["area"]))
            if isinstance(found, Fault):
                row.faults.append(found)
            else:
                row.found["area"] = found
                row.values["area"] = self.units.full(found, clock.today())

    def write(self, change: Change) -> Step:
        """A new office, or a new name."""
        values, row = change.row.values, change.row
        since = values.get("from")
        first_day = since if isinstance(since, dt.date) else None
        source = str(values.get("source") or "")
        if row.standing is None:
            office = actions.create_office(
                actor=self.actor,
                code=str(values["code"]),
                kind=str(values["kind"]),
                area=Area.objects.get(pk=row.found["area"]),
                name=str(values["name"]),
                duty=str(values.get("duty") or ""),
                valid_from=first_day,
                source=source,
            )
            return {"row_id": office.code, "made": True}
        assert first_day is not None
        office = Office.objects.get(code=row.row_id)
        last = office.versions.order_by(F("valid_from").asc(nulls_first=True)).last()
        made = actions.rename_office(
            actor=self.actor, office=office, name=str(values["name"]), on=first_day, source=source
        )
        until = last.valid_to.isoformat() if last and last.valid_to else None
        return {
            "row_id": office.code,
            "made": False,
            "name": made.name,
            "on": first_day.isoformat(),
            "until": until,
            "first": last is None,
        }

    def undo(self, step: Step) -> None:
        """A new office goes while nothing refers to it; a new name goes while no other followed."""
        office = Office.objects.get(code=step["row_id"])
        if not step["made"]:
            actions.take_back_name(
                actor=self.actor,
                office=office,
                name=step["name"],
                on=dt.date.fromisoformat(step["on"]),
                until=dt.date.fromisoformat(step["until"]) if step["until"] else None,
                first=step["first"],
                reason=_("hoàn tác lần nhập Excel"),
            )
            return
        actions.remove_office(actor=self.actor, office=office, reason=_("hoàn tác lần nhập Excel"))

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """All offices, for whoever manages accounts."""
        return Office.objects.filter(code__in=set(row_ids)).count() if self.actor.can(MANAGE) else 0


def find_area(units: Units, column: str, text: str, day: dt.date | None = None) -> int | Fault:
    """A unit of the day (today) or, failing that, of any level and time, by name or code."""
    day = day or clock.today()
    head = search_key(text.partition(",")[0])
    order = [Level.COMMUNE, Level.DISTRICT, Level.PROVINCE]
    if head.startswith("tinh "):
        order.reverse()
    elif head.startswith(("huyen ", "thi xa ", "thanh pho ")):
        order = [Level.DISTRICT, Level.COMMUNE, Level.PROVINCE]
    faults = []
    for level in order:
        found = units.find(column, text, level=level, day=day)
        if not isinstance(found, Fault):
            return found
        faults.append(found)
    told = [fault for fault in faults if fault.code != "unknown_area"] or [f for f in faults if f.suggestion]
    return told[0] if told else faults[0]


def _kinds() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in Office.Kind.choices]


def _duties() -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in DUTY_LABELS.items()]


OFFICES = ListDescription(
    key="offices",
    title=gettext_lazy("Cơ quan"),
    right=MANAGE,
    columns=(
        Column("code", gettext_lazy("Mã cơ quan"), "code", required=True, limit=80, aliases=("mã",), example="tq-khcn"),
        Column("name", gettext_lazy("Tên cơ quan"), limit=200, aliases=("tên", "cơ quan"), width=40),
        Column("kind", gettext_lazy("Loại"), "choice", choices=_kinds, width=22),
        Column("duty", gettext_lazy("Vai trong chương trình"), "choice", choices=_duties, width=24),
        Column("area", gettext_lazy("Địa bàn"), width=30, help=gettext_lazy("Tên hoặc mã đơn vị hành chính.")),
        Column("from", gettext_lazy("Từ ngày"), "date", help=gettext_lazy("Ngày đầu tiên mang tên này."), width=12),
        Column("to", gettext_lazy("Đến trước ngày"), "date", width=12),
        Column("source", gettext_lazy("Nguồn, ghi chú"), width=30),
    ),
    open=OfficesSession,
    help=gettext_lazy("Mỗi dòng một cơ quan: thêm cơ quan mới, hoặc đổi tên từ một ngày."),
)
