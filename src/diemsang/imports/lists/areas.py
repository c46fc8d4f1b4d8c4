"""Administrative units of a day as a workbook. Names, codes and units above change by a reform alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.areas.actions.relabel import relabel
from diemsang.areas.models import AreaVersion, Level
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem, Refused
from diemsang.imports.description import Change, Column, Fault, ListDescription, ListSession, Row, Standing, Step, Value
from diemsang.imports.lists.offices import find_area
from diemsang.imports.lists.units import Units

RIGHT = "areas.reform"
FREE = ("vi_do", "kinh_do", "khac")


class AreasSession(ListSession):
    """Units in force on the day asked for (today)."""

    def __init__(self, actor: Actor, params: Mapping[str, str]) -> None:
        super().__init__(actor, params)
        day = params.get("ngay")
        self.day = dt.date.fromisoformat(day) if day else clock.today()
        self.units = Units()
        rows = AreaVersion.objects.filter(on_date(self.day)).select_related("area").order_by("code", "area_id")
        self.versions = {row.area.key: row for row in rows if actor.can("areas.view")}
        self.keys = {row.area_id: key for key, row in self.versions.items()}

    def standing(self) -> list[Standing]:
        """In the order of codes."""
        return [Standing(key, self._values(row), row.title) for key, row in self.versions.items()]

    def _values(self, row: AreaVersion) -> dict[str, Value]:
        lat, lon = row.area.label_lat, row.area.label_lon
        return {
            "ma": row.code,
            "ten": row.title,
            "cap": row.area.level,
            "thuoc": self.units.full(row.parent_id, self.day) if row.parent_id else None,
            "khac": row.variant or None,
            "vi_do": None if lat is None else Decimal(repr(lat)),
            "kinh_do": None if lon is None else Decimal(repr(lon)),
        }

    def key(self, row: Row) -> str:
        """The unit of the code, else the one of the name; a name that several bear is asked about."""
        code, name = row.values.get("ma"), row.values.get("ten")
        above = row.values.get("thuoc")
        text = str(code or (f"{name}, {str(above).partition(',')[0]}" if above else name or ""))
        found = find_area(self.units, "ma" if code else "ten", text, self.day) if text else 0
        if isinstance(found, Fault):
            row.found["wrong"] = found
            return ""
        return self.keys.get(found, "")

    def check(self, rows: Sequence[Row]) -> None:
        """Only labels and spellings change; everything else is the reform desk's."""
        advice = _("Tên, mã, cấp và đơn vị trên chỉ đổi bằng đợt sắp xếp: mở «Sắp xếp địa bàn».")
        for row in rows:
            if row.standing is None:
                fault = row.found.get("wrong")
                if fault is not None and fault.code == "ambiguous_area":
                    row.faults.append(fault)
                elif not row.row_id:
                    row.bad("ten", "new_unit", _("không có đơn vị này vào ngày đã chọn."), advice)
                continue
            held = row.standing.values
            for key in row.values.keys() - set(FREE):
                if row.values[key] is None:
                    row.values[key] = held.get(key)
                elif row.values[key] != held.get(key):
                    row.bad(key, "reform_only", _("không sửa qua Excel."), advice, str(held.get(key) or ""))
            lat, lon = (row.values.get(key, held.get(key)) for key in ("vi_do", "kinh_do"))
            if (lat is None) != (lon is None):
                row.bad("vi_do", "coordinates", _("mới có một nửa tọa độ."), _("Ghi cả hai, hoặc bỏ trống cả hai."))
            changed = any(row.values.get(key, held.get(key)) != held.get(key) for key in FREE)
            if changed and not self.actor.can(RIGHT, self.versions[row.row_id].area_id):
                row.bad("", "right", _("bạn không có quyền sửa đơn vị này."))

    def write(self, change: Change) -> Step:
        """The label and the spelling."""
        version = self.versions[change.row.row_id]
        before = [version.area.label_lat, version.area.label_lon, version.variant]
        values = {**self._values(version), **change.after}
        lat, lon = (None if values[key] is None else float(str(values[key])) for key in ("vi_do", "kinh_do"))
        variant = str(values["khac"] or "")
        relabel(actor=self.actor, version=version, lat=lat, lon=lon, variant=variant)
        after = [lat, lon, version.variant]
        return {"row_id": change.row.row_id, "version": version.pk, "before": before, "after": after}

    def undo(self, step: Step) -> None:
        """What stood before, unless changed since."""
        version = AreaVersion.objects.select_related("area").filter(pk=step["version"]).first()
        if version is None or [version.area.label_lat, version.area.label_lon, version.variant] != step["after"]:
            message = _("đã sửa hoặc sắp xếp lại sau lần nhập này.")
            raise Refused(_("Không hoàn tác được."), [Problem(str(step["row_id"]), message, _("Giữ bản mới."))])
        lat, lon, variant = step["before"]
        relabel(actor=self.actor, version=version, lat=lat, lon=lon, variant=variant)

    def in_scope(self, row_ids: Iterable[str]) -> int:
        """Units that the actor may reform."""
        rows = AreaVersion.objects.filter(area__key__in=set(row_ids)).values_list("area_id", flat=True)
        return sum(self.actor.can(RIGHT, area_id) for area_id in set(rows))


def _levels() -> list[tuple[str, str]]:
    return [(level.value, str(level.label)) for level in Level]


AREAS = ListDescription(
    key="areas",
    title=gettext_lazy("Địa bàn"),
    right=RIGHT,
    columns=(
        Column("ma", gettext_lazy("Mã"), "code", limit=10, width=9),
        Column("ten", gettext_lazy("Tên"), required=True, limit=160, aliases=("đơn vị", "tên xã"), width=28),
        Column("cap", gettext_lazy("Cấp"), "choice", choices=_levels, width=10),
        Column("thuoc", gettext_lazy("Trực thuộc"), limit=200, width=30),
        Column("khac", gettext_lazy("Cách viết khác"), limit=120, width=22),
        Column("vi_do", gettext_lazy("Vĩ độ nhãn"), "decimal", minimum=6, maximum=24, width=11),
        Column("kinh_do", gettext_lazy("Kinh độ nhãn"), "decimal", minimum=102, maximum=118, width=11),
    ),
    open=AreasSession,
    params=(Column("ngay", gettext_lazy("Vào ngày"), "date", help=gettext_lazy("Để trống là hôm nay.")),),
    help=gettext_lazy("Sửa được vị trí nhãn và cách viết khác. Tên, mã, đơn vị trên đổi bằng đợt sắp xếp."),
)
