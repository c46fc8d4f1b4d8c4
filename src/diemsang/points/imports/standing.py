"""The points an actor may see, as rows of the list, with what checking and writing them needs; few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from diemsang.accounts.scope import covered_ids
from diemsang.areas.models import Level
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.imports.description import Standing, Value
from diemsang.imports.lists.units import Units
from diemsang.points.models import PlanPoint, PointEligibility, PointPlace, SupportPoint
from diemsang.points.queries import point_rows, visible_to
from diemsang.points.queries.scope import EDIT, places_within


@dataclass(slots=True)
class Held:
    """A point as the hub holds it: its row of the list, its standing place, the day its place is told for."""

    point: SupportPoint
    standing: Standing
    place: PointPlace | None
    day: dt.date
    plans: frozenset[str]
    basis: str


def held_points(actor: Actor, units: Units) -> dict[str, Held]:
    """By code, in the order of codes."""
    seen = visible_to(actor)
    points = list(seen.order_by("code"))
    mine = seen.values("pk")
    places = {
        place.point_id: place
        for place in PointPlace.objects.filter(point__in=mine, voided_at=None, valid_to=None).select_related("area")
    }
    listed: dict[int, list[tuple[str, str, dt.date]]] = {}
    lines = PlanPoint.objects.filter(point__in=mine).order_by("listed_on")
    for pk, code, title, day in lines.values_list("point_id", "plan__code", "plan__short_title", "listed_on"):
        listed.setdefault(pk, []).append((code, title, day))
    bases = dict(
        PointEligibility.objects.filter(point__in=mine, voided_at=None, valid_to=None)
        .order_by("valid_from", "id")
        .values_list("point_id", "basis")
    )
    found = {}
    for point, row in zip(points, point_rows(points, clock.today()), strict=True):
        place, lists = places.get(point.pk), listed.get(point.pk, [])
        day = place_day(place, lists[0][2] if lists else None)
        values: dict[str, Value] = {
            "ma": point.code,
            "ke_hoach": lists[0][1] if lists else None,
            "ngay": lists[0][2] if lists else None,
            "can_cu": bases.get(point.pk) or None,
            "tinh_trang": row.stage_label,
            "nay": row.spot.now if row.spot else None,
            **place_values(place, day, units),
        }
        held = Standing(point.code, values, point.code)
        found[point.code] = Held(
            point, held, place, day, frozenset(code for code, _title, _day in lists), bases.get(point.pk, "")
        )
    return found


def place_day(place: PointPlace | None, listed_on: dt.date | None) -> dt.date:
    """The day whose units the place is told in: its first day, else when a plan first listed the point."""
    if place is not None and place.valid_from is not None:
        return place.valid_from
    return listed_on or clock.today()


def place_values(place: PointPlace | None, day: dt.date, units: Units) -> dict[str, Value]:
    """The columns that say where a point stands."""
    if place is None:
        return {}
    commune = place.area.level == Level.COMMUNE
    district = units.district(place.area_id, day)
    return {
        "huyen": units.title(district, day) if district is not None else None,
        "xa": units.title(place.area_id, day) if commune else None,
        "thon": place.village or None,
        "noi_dat": place.host_building or None,
        "cong_trinh": place.building_name or None,
        "vi_do": degrees(place.lat),
        "kinh_do": degrees(place.lon),
        "so": place.slot,
    }


def degrees(value: float | None) -> Decimal | None:
    """A stored coordinate as the exact number that was written."""
    return None if value is None else Decimal(repr(value))


def writable(actor: Actor, codes: Iterable[str]) -> set[str]:
    """Which of these points the actor may change where they stand now."""
    wanted = set(codes)
    covered = covered_ids(actor, EDIT)
    points = SupportPoint.objects.order_by()
    if not covered.everywhere:
        places = PointPlace.objects.filter(places_within(covered), voided_at=None, valid_to=None)
        points = points.filter(pk__in=places.values("point_id"))
    return wanted & set(points.values_list("code", flat=True))
