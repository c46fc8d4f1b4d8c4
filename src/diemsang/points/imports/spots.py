"""Where a row of the list says a point stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from diemsang.areas.models import Level
from diemsang.imports.description import Fault, Row, Value
from diemsang.imports.lists.units import Units
from diemsang.points.actions.place import coordinate_problems

if TYPE_CHECKING:
    from diemsang.points.imports.standing import Held
    from diemsang.points.models import PointPlace

PLACE = {"huyen", "xa", "thon", "noi_dat", "cong_trinh", "vi_do", "kinh_do", "so"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a row tells it."""

    area_id: int
    slot: int | None
    village: str
    host_building: str
    building_name: str
    lat: float | None
    lon: float | None

    @classmethod
    def of(cls, place: PointPlace) -> Spot:
        """The place on record."""
        return cls(
            place.area_id,
            place.slot,
            place.village,
            place.host_building,
            place.building_name,
            place.lat,
            place.lon,
        )


def locate(row: Row, held: Held | None, day: dt.date, units: Units, *, quiet: bool = False) -> Spot | None:
    """The spot that the row gives the point, with ``huyen`` and ``xa`` put in their usual form; faults on the row.

    ``quiet`` only looks: neither faults nor values are written. ``None`` when a unit cannot be told.
    """
    faults: list[Fault] = []
    before = held.standing.values if held else {}

    def given(key: str) -> Value:
        return row.values[key] if key in row.values else before.get(key)

    area = _area(row, held, day, units, faults)
    lat, lon = _float(given("vi_do")), _float(given("kinh_do"))
    faults += [Fault("vi_do", "coordinates", one.message, one.advice) for one in coordinate_problems(lat, lon)]
    if not quiet:
        row.faults += faults
    if area is None:
        return None
    commune = units.level(area) == Level.COMMUNE
    slot = None if commune and (held is None or held.place is None or held.place.area_id != area) else given("so")
    if held is not None and held.place is not None and held.place.area_id == area:
        slot = held.place.slot
    spot = Spot(
        area,
        slot if isinstance(slot, int) else None,
        str(given("thon") or ""),
        str(given("noi_dat") or ""),
        str(given("cong_trinh") or ""),
        lat,
        lon,
    )
    if not quiet:
        _settle(row, spot, held, day, units)
    return spot


def _settle(row: Row, spot: Spot, held: Held | None, day: dt.date, units: Units) -> None:
    """Units in their usual words, so that another spelling of what stands is no change."""
    if held is not None and held.place is not None and held.place.area_id == spot.area_id:
        for key in ("huyen", "xa", "so"):
            if key in row.values:
                row.values[key] = held.standing.values.get(key)
        if units.level(spot.area_id) != Level.COMMUNE and spot != Spot.of(held.place):
            advice = _("Ghi xã trong cùng dòng.")
            row.bad("xa", "commune_needed", _("cần biết xã mới ghi được nơi đặt."), advice)
        return
    district = units.district(spot.area_id, day)
    row.values["huyen"] = units.title(district, day) if district is not None else None
    row.values["xa"] = units.title(spot.area_id, day) if units.level(spot.area_id) == Level.COMMUNE else None
    row.values["so"] = spot.slot
    if held is None and row.values["xa"] is None and spot.slot is None:
        message = _("điểm mới cần xã, hoặc số thứ tự trong huyện khi chưa rõ xã.")
        row.bad("xa", "commune_needed", message, _("Ghi xã, hoặc ghi số trong huyện."))


def _area(row: Row, held: Held | None, day: dt.date, units: Units, faults: list[Fault]) -> int | None:
    values = row.values
    commune, district = values.get("xa"), values.get("huyen")
    standing = held.place.area_id if held is not None and held.place is not None else None
    at_commune = standing is not None and units.level(standing) == Level.COMMUNE
    if held is not None and "xa" in values and commune is None and at_commune:
        name = str(held.standing.values.get("xa") or "")
        faults.append(Fault("xa", "emptied", _("xã đã ghi thì không bỏ trống được."), "", name))
        return None
    if held is not None and commune == held.standing.values.get("xa") and _same(district, held, values):
        return standing
    under: int | None = None
    if district is not None:
        found = units.find("huyen", str(district), level=Level.DISTRICT, day=held.day if held else day)
        if isinstance(found, Fault):
            faults.append(found)
            return None
        under = found
    elif standing is not None and held is not None:
        under = units.district(standing, held.day)
    if commune is None:
        if held is not None and standing is not None and under in (None, standing):
            return standing
        if held is not None and standing is not None:
            faults.append(Fault("xa", "commune_needed", _("đổi huyện thì phải ghi xã."), _("Ghi xã.")))
            return None
        if under is None:
            faults.append(Fault("xa", "required", _("để trống."), _("Ghi xã, hoặc huyện và số trong huyện.")))
        return under
    if under is not None and not units.stood(under, day):
        under = None  # A move into a day without districts.
    found = units.find("xa", str(commune), level=Level.COMMUNE, day=day, under=under)
    if isinstance(found, Fault):
        faults.append(found)
        return None
    return found


def _same(district: Value, held: Held, values: dict[str, Value]) -> bool:
    return "huyen" not in values or district == held.standing.values.get("huyen")


def _float(value: Value) -> float | None:
    return float(value) if isinstance(value, int | Decimal) else None
