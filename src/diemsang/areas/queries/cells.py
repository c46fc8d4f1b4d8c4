"""Cells of the hexagon cartogram."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from diemsang.areas.cartogram import Hex, hexagons
from diemsang.areas.models import AreaClosure, AreaSuccession, Level

CELL = ("id", "label_lat", "label_lon", "key")
"""What a cell is drawn from."""


@dataclass(frozen=True, slots=True)
class Cartogram:
    """Cells of communes, and the communes that have no label point and therefore no cell."""

    cells: list[Hex]
    without_cell: list[int]


def cartogram(area_id: int, day: dt.date) -> Cartogram:
    """A cell for each commune below ``area_id`` on a day. One query; computed once per set of communes."""
    below = AreaClosure.objects.on(day).filter(ancestor_id=area_id, descendant__level=Level.COMMUNE)
    return _drawn(below.values_list(*(f"descendant__{column}" for column in CELL)))


def cartogram_of_what_was(area_id: int, day: dt.date) -> Cartogram:
    """A cell for each commune of a day that holds land of a unit which may have ended long before."""
    # Two questions, not one within the other: with statistics of an empty table PostgreSQL answers the inner one anew
    # for each row of the outer one, which takes hours.
    below = AreaClosure.objects.filter(ancestor_id=area_id, descendant__level=Level.COMMUNE)
    origins = set(below.values_list("descendant_id", flat=True))
    holding = AreaSuccession.objects.on(day).filter(origin_id__in=origins, target__level=Level.COMMUNE)
    return _drawn(holding.values_list(*(f"target__{column}" for column in CELL)))


def _drawn(communes: Iterable[tuple[int, float | None, float | None, str]]) -> Cartogram:
    points, without = [], []
    for pk, lat, lon, _key in sorted(set(communes), key=lambda commune: commune[3]):
        if lat is None or lon is None:
            without.append(pk)
        else:
            points.append((pk, lat, lon))
    return Cartogram(hexagons(points), without)
