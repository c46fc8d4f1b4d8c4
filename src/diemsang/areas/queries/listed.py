"""Units as one list: of a day, or found by a name of any time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from diemsang.areas.models import AreaVersion
from diemsang.areas.queries.find import find
from diemsang.areas.queries.lineage import successors_on
from diemsang.areas.queries.lookup import AreaLabel, labels
from diemsang.core import clock
from diemsang.core.actor import Actor, require

FOUND_LIMIT = 500
"""Most hits of a search."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit with the name that was in force or that matched, and where it lies today."""

    key: str
    level: str
    code: str
    scheme: str
    name: str
    under: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    today: tuple[AreaLabel, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """How many there are, and a way to get some: ``page(first, last)`` counts from 0, ``last`` excluded."""

    count: int
    page: Callable[[int, int], list[Listed]]


def listed(actor: Actor, *, q: str, on: dt.date | None, level: str | None, parent: str | None) -> Units:
    """Units by name or code (any time when ``on`` is null), or all those of a day (today when it is null)."""
    require(actor, "areas.view")
    return _searched(actor, q, on, level, parent) if q else _standing(on or clock.today(), level, parent)


def _searched(actor: Actor, q: str, on: dt.date | None, level: str | None, parent: str | None) -> Units:
    hits = find(actor, q, on=on, limit=FOUND_LIMIT)
    if level:
        hits = [hit for hit in hits if hit.level == level]
    if parent:
        versions = AreaVersion.objects.filter(parent__key=parent)
        below = set((versions.on(on) if on else versions).values_list("area_id", flat=True))
        hits = [hit for hit in hits if hit.id in below]

    def page(first: int, last: int) -> list[Listed]:
        return [
            Listed(
                hit.key, hit.level, hit.code, hit.scheme, hit.title, hit.under, hit.valid_from, hit.valid_to, hit.today
            )
            for hit in hits[first:last]
        ]

    return Units(len(hits), page)


def _standing(day: dt.date, level: str | None, parent: str | None) -> Units:
    rows = AreaVersion.objects.on(day).select_related("area")
    if level:
        rows = rows.filter(area__level=level)
    if parent:
        rows = rows.filter(parent__key=parent)
    rows = rows.order_by("name_sort", "code", "pk")

    def page(first: int, last: int) -> list[Listed]:
        return _shown(list(rows[first:last]), day)

    return Units(rows.count(), page)


def _shown(rows: list[AreaVersion], day: dt.date) -> list[Listed]:
    """Four queries, however many rows."""
    now = clock.today()
    parents = labels({row.parent_id for row in rows if row.parent_id is not None}, day)
    later = successors_on({row.area_id for row in rows}, now)
    names = labels({place.target_id for places in later.values() for place in places}, now)
    return [
        Listed(
            row.area.key,
            row.area.level,
            row.code,
            row.scheme,
            row.title,
            parents[row.parent_id].name if row.parent_id is not None else "",
            row.valid_from,
            row.valid_to,
            tuple(names[place.target_id] for place in later[row.area_id]),
        )
        for row in rows
    ]
