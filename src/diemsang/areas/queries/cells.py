"""Cells of the hexagon cartogram."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from diemsang.areas.cartogram import Hex, hexagons
from diemsang.areas.models import Area, AreaClosure, AreaSuccession, Level


@dataclass(frozen=True, slots=True)
class Cartogram:
    """Cells of communes, and the communes that have no label point and therefore no cell."""

    cells: list[Hex]
    without_cell: list[int]


def cartogram(area_id: int, day: dt.date) -> Cartogram:
    """A cell for each commune below ``area_id`` on a day. One query; computed once per set of communes."""
    below = AreaClosure.objects.on(day).filter(ancestor_id=area_id).values("descendant_id")
    return _drawn(Area.objects.filter(pk__in=below, level=Level.COMMUNE))


def cartogram_of_what_was(area_id: int, day: dt.date) -> Cartogram:
    """A cell for each commune of a day that holds land of a unit which may have ended long before."""
    # Joined, not nested: on tables without statistics PostgreSQL runs a subquery within a subquery for each row.
    below = AreaSuccession.objects.on(day).filter(origin__above__ancestor_id=area_id, origin__level=Level.COMMUNE)
    return _drawn(Area.objects.filter(pk__in=below.values("target_id"), level=Level.COMMUNE))


def _drawn(communes: QuerySet[Area]) -> Cartogram:
    rows = communes.order_by("key")
    points, without = [], []
    for pk, lat, lon in rows.values_list("pk", "label_lat", "label_lon"):
        if lat is None or lon is None:
            without.append(pk)
        else:
            points.append((pk, lat, lon))
    return Cartogram(hexagons(points), without)
