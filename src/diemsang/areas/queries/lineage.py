"""Where what lay in a unit lies on another day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max

from diemsang.areas.models import AreaClosure, AreaCover, AreaSuccession, AreaVersion
from diemsang.core import once


@dataclass(frozen=True, slots=True)
class Succession:
    """A place of what lay in a unit: wholly there, or (``whole`` false) divided among several."""

    target_id: int
    whole: bool


@dataclass(frozen=True, slots=True)
class OriginSet:
    """Units whose content lies, wholly or in part, in a unit or below it."""

    whole: set[int]
    partial: set[int]


def successors_on(area_ids: Iterable[int], day: dt.date) -> dict[int, list[Succession]]:
    """Where what lay in each unit lies on a day: the unit itself while it lives. One query at most.

    A district, abolished with no successor, answers with the province that it lay in (a coarser place, not a
    successor of its own level). A unit that had not begun by that day, or that ended and went nowhere known, answers
    with an empty list.
    """

    def ask(ids: set[int]) -> dict[int, list[Succession]]:
        found: dict[int, list[Succession]] = {area_id: [] for area_id in ids}
        rows = AreaSuccession.objects.on(day).filter(origin_id__in=ids).order_by("origin_id", "target_id")
        for origin, target, whole in rows.values_list("origin_id", "target_id", "whole"):
            found[origin].append(Succession(target, whole))
        return found

    return once.asked(("successors", day), area_ids, ask)


def origins_of(area_id: int, day: dt.date) -> OriginSet:
    """Every unit whose content lies in ``area_id`` or below it on a day, itself included.

    A divided unit is whole when all its parts lie inside. For a unit that ended before ``day``: its last day.
    """
    end = AreaVersion.objects.filter(area_id=area_id, valid_to__isnull=False).aggregate(end=Max("valid_to"))["end"]
    if end is not None and end <= day and not AreaVersion.objects.filter(area_id=area_id, valid_to=None).exists():
        day = end - dt.timedelta(days=1)
    inside = set(AreaClosure.objects.on(day).filter(ancestor_id=area_id).values_list("descendant_id", flat=True))
    whole: set[int] = set()
    parts: dict[int, set[int]] = defaultdict(set)
    rows = AreaSuccession.objects.on(day)
    for origin, target in rows.filter(whole=True).values_list("origin_id", "target_id"):
        if target in inside:
            whole.add(origin)
    for origin, target in rows.filter(whole=False).values_list("origin_id", "target_id"):
        parts[origin].add(target)
    partial: set[int] = set()
    for origin, targets in parts.items():
        if targets <= inside:
            whole.add(origin)
        elif targets & inside:
            partial.add(origin)
    return OriginSet(whole, partial)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a right over one unit reaches: units wholly, and units of which only answered parts count."""

    whole: frozenset[int]
    partial: frozenset[int]


def covers_on(area_ids: Iterable[int], day: dt.date | None) -> dict[int, Cover]:
    """How far a right over each unit reaches on a day (``None``: after everything that is known). One query."""
    found: dict[int, tuple[set[int], set[int]]] = {area_id: (set(), set()) for area_id in area_ids}
    rows = AreaCover.objects.filter(area_id__in=set(found))
    rows = rows.filter(valid_to=None) if day is None else rows.on(day)
    for area_id, covered_id, whole in rows.values_list("area_id", "covered_id", "whole"):
        found[area_id][0 if whole else 1].add(covered_id)
    return {area_id: Cover(frozenset(whole), frozenset(partial)) for area_id, (whole, partial) in found.items()}
