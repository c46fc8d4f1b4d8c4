"""What follows from versions and lineage, as pure functions: closure, succession and the reach of rights.

Intervals are half-open; inside this module an unknown start is ``date.min`` and an open end ``date.max``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

START, END = dt.date.min, dt.date.max

Interval = tuple[dt.date, dt.date]
ClosureRow = tuple[int, int, int, dt.date, dt.date]
"""ancestor, descendant, depth, from, to"""
SuccessionRow = tuple[int, int, bool, dt.date, dt.date]
"""origin, target, whole, from, to"""
CoverRow = tuple[int, int, bool, dt.date, dt.date]
"""area, covered, whole, from, to"""


@dataclass(frozen=True, slots=True)
class VersionFact:
    """The part of a version that derivation needs."""

    area: int
    parent: int | None
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Derived:
    """Everything derived, as sets of rows."""

    closure: frozenset[ClosureRow]
    succession: frozenset[SuccessionRow]
    cover: frozenset[CoverRow]


def derive(versions: Iterable[VersionFact], lineage: Iterable[tuple[int, int]]) -> Derived:
    """Closure, succession and cover of all areas. ``lineage`` holds (origin, target) pairs; a target is born later."""
    by_area: dict[int, list[VersionFact]] = defaultdict(list)
    for version in versions:
        by_area[version.area].append(version)
    for rows in by_area.values():
        rows.sort(key=lambda row: row.start)
    lives = {area: _merge((row.start, row.end) for row in rows) for area, rows in by_area.items()}
    edges = _edges(by_area, lives, lineage)
    closure = _closure(by_area, lives)
    return Derived(frozenset(closure), frozenset(_succession(lives, edges)), frozenset(_cover(lives, closure, edges)))


def _merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals joined where they touch or overlap, in order."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _edges(
    by_area: Mapping[int, list[VersionFact]], lives: Mapping[int, list[Interval]], lineage: Iterable[tuple[int, int]]
) -> dict[int, set[int]]:
    """Where the content of an ended area went: its lineage or, when it was abolished, to what it lay in."""
    edges: dict[int, set[int]] = defaultdict(set)
    for origin, target in lineage:
        edges[origin].add(target)

    def holders(area: int, day: dt.date) -> set[int]:
        """The area itself while it lives on ``day``, else where its content went."""
        if any(start <= day < end for start, end in lives.get(area, ())):
            return {area}
        if edges.get(area):
            return set(edges[area])
        parent = by_area[area][-1].parent if by_area.get(area) else None
        return holders(parent, day) if parent is not None else set()

    for area, rows in by_area.items():
        end, parent = rows[-1].end, rows[-1].parent
        if end != END and area not in edges and parent is not None:
            found = holders(parent, end)
            if found:
                edges[area] = found
    return edges


def _closure(by_area: Mapping[int, list[VersionFact]], lives: Mapping[int, list[Interval]]) -> set[ClosureRow]:
    spans: dict[tuple[int, int, int], list[Interval]] = defaultdict(list)

    def climb(descendant: int, area: int, depth: int, start: dt.date, end: dt.date) -> None:
        for row in by_area[area]:
            low, high = max(start, row.start), min(end, row.end)
            if row.parent is None or low >= high:
                continue
            for alive_from, alive_to in lives.get(row.parent, ()):
                inside = max(low, alive_from), min(high, alive_to)
                if inside[0] < inside[1]:
                    spans[row.parent, descendant, depth + 1].append(inside)
                    climb(descendant, row.parent, depth + 1, *inside)

    for area, life in lives.items():
        spans[area, area, 0].extend(life)
        climb(area, area, 0, START, END)
    return {(*key, start, end) for key, intervals in spans.items() for start, end in _merge(intervals)}


def _succession(lives: Mapping[int, list[Interval]], edges: Mapping[int, set[int]]) -> set[SuccessionRow]:
    known: dict[int, dict[int, list[Interval]]] = {}

    def places(area: int) -> dict[int, list[Interval]]:
        """When the content of the area lay in which area: in itself while it lives, then where its successors lie."""
        if area not in known:
            found: dict[int, list[Interval]] = defaultdict(list, {area: list(lives[area])})
            end = lives[area][-1][1]
            for target in edges.get(area, ()):
                for place, intervals in places(target).items():
                    found[place] += [(max(low, end), high) for low, high in intervals if high > end]
            known[area] = {place: _merge(intervals) for place, intervals in found.items()}
        return known[area]

    rows: set[SuccessionRow] = set()
    for area in lives:
        here = places(area)
        cuts = sorted({day for intervals in here.values() for interval in intervals for day in interval})
        spans: dict[tuple[int, bool], list[Interval]] = defaultdict(list)
        for low, high in pairwise(cuts):
            targets = [place for place, parts in here.items() if any(a <= low and high <= b for a, b in parts)]
            for place in targets:
                spans[place, len(targets) == 1].append((low, high))
        for (place, whole), intervals in spans.items():
            rows.update((area, place, whole, start, end) for start, end in _merge(intervals))
    return rows


def _cover(
    lives: Mapping[int, list[Interval]], closure: Iterable[ClosureRow], edges: Mapping[int, set[int]]
) -> set[CoverRow]:
    """What a right over an area reaches on each day, told as if nothing later than that day were known."""
    rows = list(closure)
    cuts = sorted({day for life in lives.values() for span in life for day in span} | {row[3] for row in rows})
    days = [START, *(day for day in cuts if day not in (START, END))]
    spans: dict[tuple[int, int, bool], list[Interval]] = defaultdict(list)
    for low, high in zip(days, [*days[1:], END], strict=True):
        for found in _cover_on(low, lives, rows, edges):
            held = spans[found]
            if held and held[-1][1] == low:
                held[-1] = (held[-1][0], high)
            else:
                held.append((low, high))
    return {(*key, low, high) for key, held in spans.items() for low, high in held}


def _cover_on(
    day: dt.date,
    lives: Mapping[int, list[Interval]],
    closure: Iterable[ClosureRow],
    edges: Mapping[int, set[int]],
) -> set[tuple[int, int, bool]]:
    """What a right over an area reaches on a day; see ``AreaCover``. An end after that day has not come."""

    def known(end: dt.date) -> dt.date:
        return end if end <= day else END

    ends = {area: known(life[-1][1]) for area, life in lives.items() if life[0][0] <= day}
    last: dict[tuple[int, int], dt.date] = {}
    for ancestor, descendant, _depth, start, end in closure:
        if start <= day:
            last[ancestor, descendant] = max(known(end), last.get((ancestor, descendant), START))
    below: dict[int, set[int]] = defaultdict(set)
    for (ancestor, descendant), end in last.items():
        # Below it now, on its own last day, or until the descendant itself ended; not what moved away alive.
        if end in (END, ends[ancestor], ends[descendant]):
            below[ancestor].add(descendant)
    origins: dict[int, set[int]] = defaultdict(set)
    for origin, targets in edges.items():
        if ends.get(origin, END) != END:
            for target in targets:
                origins[target].add(origin)

    rows: set[tuple[int, int, bool]] = set()
    for area in ends:
        whole, partial = _reach(below[area], origins, edges)
        rows.update((area, covered, True) for covered in whole)
        rows.update((area, covered, False) for covered in partial)
    return rows


def _reach(
    start: set[int], origins: Mapping[int, set[int]], edges: Mapping[int, set[int]]
) -> tuple[set[int], set[int]]:
    """Predecessors of ``start``: those that went wholly into the set, and those that went there only in part."""
    whole, partial = set(start), set[int]()
    queue = list(whole)
    while queue:
        for origin in origins.get(queue.pop(), ()):
            if origin in whole:
                continue
            if edges[origin] <= whole:
                whole.add(origin)
                queue.append(origin)
            else:
                partial.add(origin)
    partial -= whole
    queue = list(partial)
    while queue:
        for origin in origins.get(queue.pop(), ()):
            if origin not in whole and origin not in partial:
                partial.add(origin)
                queue.append(origin)
    return whole, partial
