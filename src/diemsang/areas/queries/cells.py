"""Cells of the hexagon cartogram."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from diemsang.areas.cartogram import Hex, hexagons
from diemsang.areas.models import Area, AreaClosure, Level


@dataclass(frozen=True, slots=True)
class Cartogram:
    """Cells of communes, and the communes that have no label point and therefore no cell."""

    cells: list[Hex]
    without_cell: list[int]


def cartogram(area_id: int, day: dt.date) -> Cartogram:
    """A cell for each commune below ``area_id`` on a day. One query; computed once per set of communes."""
    below = AreaClosure.objects.on(day).filter(ancestor_id=area_id).values("descendant_id")
    rows = Area.objects.filter(pk__in=below, level=Level.COMMUNE).order_by("key")
    points, without = [], []
    for pk, lat, lon in rows.values_list("pk", "label_lat", "label_lon"):
        if lat is None or lon is None:
            without.append(pk)
        else:
            points.append((pk, lat, lon))
    return Cartogram(hexagons(points), without)
