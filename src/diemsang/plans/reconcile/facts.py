"""The rows that reconciliation reads and writes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

POINT = "point"
STAGES = ("listed", "surveyed", "approved", "delivered", "installed", "accepted", "working")
"""The chain of stages after *planned*; *working* comes from activity, the others from milestones."""
MILESTONES = STAGES[:-1]
_RANK = {stage: rank for rank, stage in enumerate(MILESTONES, 1)}
EQUIPMENT_STAGES = ("delivered", "installed", "accepted")
Geography = Literal["plan", "today"]
Counts = dict[str, int | None]


@dataclass(frozen=True, slots=True)
class AreaRef:
    """An area as a row shows it. ``sort`` orders rows of today's geography."""

    key: str
    code: str
    name: str
    sort: str = ""


@dataclass(frozen=True, slots=True)
class PeriodRef:
    """A period of the plan; ``end`` is its last day."""

    code: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class TargetFact:
    """So many of ``item`` in ``area`` in ``period``. ``position`` is the order of the published table."""

    item: str
    area: AreaRef
    period: PeriodRef
    quantity: int
    position: int = 0


@dataclass(frozen=True)
class PointFact:
    """What is known of one point of the plan on the day asked. (No slots: what is asked often is kept.)

    ``target_area`` is the key of the area whose target it counts toward; ``today`` its commune of today, ``None``
    when not certain; ``period`` the plan's period, ``None`` when the plan does not say. ``reached`` holds the
    milestone stages reached by that day; ``fresh`` was accepted too lately to be called unused, ``suspended`` is out
    of use for a stated reason; ``equipment`` maps item → stage → quantity.
    """

    code: str
    target_area: str
    today: AreaRef | None = None
    period: str | None = None
    reached: Collection[str] = frozenset()
    working: bool = False
    fresh: bool = False
    suspended: bool = False
    place_known: bool = True
    custody_confirmed: bool = True
    equipment: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def has(self, stage: str) -> bool:
        """Whether the point has reached the stage."""
        return self.working if stage == "working" else stage in self.reached

    @cached_property
    def progress(self) -> int:
        """How far along the chain: the index of the furthest milestone, plus one when everything is reached."""
        furthest = max((_RANK[stage] for stage in self.reached), default=0)
        return furthest + (furthest == len(MILESTONES) and self.working)

    @cached_property
    def next_stage(self) -> str | None:
        """The first stage not reached after the furthest one; ``None`` for a working point with all milestones."""
        if self.progress == len(MILESTONES) and self.fresh:
            return None
        return STAGES[self.progress] if self.progress < len(STAGES) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the reconciliation table. ``planned`` is ``None`` where the target cannot be divided.

    ``apart``: the target stands here while its points stand in rows of their own, so the two must not be compared.
    """

    area: AreaRef
    period: str
    item: str
    planned: int | None
    counts: Counts
    due: bool
    unallocated: bool = False
    points: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference with a name and an owner.

    ``count`` points (or pieces) lack the step. ``points`` are their codes; where the plan does not say which points
    belong to the period, they are all candidates and outnumber ``count``. ``actual`` is ``None`` without records.
    ``due`` marks a period still running. ``owners`` counts what waits for each office by itself; ``owner`` says it in
    one line.
    """

    kind: str
    area: AreaRef
    period: str
    item: str
    planned: int
    actual: int | None
    count: int
    points: tuple[str, ...]
    owner: str
    due: bool = False
    owners: tuple[tuple[str, int], ...] = ()

    @property
    def waiting(self) -> tuple[tuple[str, int], ...]:
        """How many wait for whom; the whole under one label where the plan does not tell the points apart."""
        return self.owners or ((self.owner, self.count),)

    @property
    def recorded(self) -> bool:
        """Whether the plan has any record of the stage that is missing."""
        return self.actual is not None


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The answer: rows, totals by item (keys of ``STAGES`` plus planned, due, plan_total) and gaps."""

    on: dt.date
    geography: Geography
    rows: tuple[Row, ...]
    totals: dict[str, dict[str, int | None]]
    gaps: tuple[Gap, ...]


OwnerOf = Callable[[str, AreaRef, PointFact | None], str]
"""``(gap kind, area of the row, point or None) → name of the office that has the next step``, as of the day."""


def span(periods: Sequence[PeriodRef]) -> str:
    """One label for several periods: ``2023``, or ``2023–2024`` from the first to the last."""
    codes = list(dict.fromkeys(period.code for period in sorted(periods, key=lambda p: (p.start, p.end))))
    return codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}"
