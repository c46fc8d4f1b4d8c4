"""What the apps above hand in: evidence of screens beside the log, and faults that are open at a point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from diemsang.points.models import SupportPoint


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a screen tells of one day at one point. Null: it told nothing of that; ``told`` false: it was not heard."""

    opened: bool | None = None
    visits: int | None = None
    women: int | None = None
    men: int | None = None
    children: int | None = None
    groups: int | None = None
    hours: float | None = None
    words: tuple[str, ...] = field(default_factory=tuple)


Days = dict[tuple[int, dt.date], Evidence]
EvidenceSource = Callable[[Collection[int], dt.date, dt.date], Days]
"""``(point ids, first day, last day)``: evidence by point and day, only of days that are surely those."""
FaultSource = Callable[[SupportPoint], list[str]]

_evidence: dict[str, EvidenceSource] = {}
_faults: dict[str, FaultSource] = {}


def register_evidence(name: str, source: EvidenceSource) -> None:
    """Called from ``AppConfig.ready`` by an app that knows what screens told."""
    _evidence[name] = source


def evidence_of(point_ids: Collection[int], first: dt.date, last: dt.date) -> Days:
    """Of every source; an earlier one stands where two tell of one day."""
    found: Days = {}
    for source in _evidence.values() if point_ids else ():
        found = {**source(point_ids, first, last), **found}
    return found


def register_faults(name: str, source: FaultSource) -> None:
    """``source(point)``: what is broken there now, a sentence each. Called from ``AppConfig.ready``."""
    _faults[name] = source


def open_faults(point: SupportPoint) -> list[str]:
    """Of every source."""
    return [words for source in _faults.values() for words in source(point)]
