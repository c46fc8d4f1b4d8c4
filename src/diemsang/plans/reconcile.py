"""A plan that argues back: targets against facts on a day, and every difference as a named gap with an owner.

Pure functions over rows gathered elsewhere (``points.queries``); no database. The rules, in one place:

* **As of a day** ``on``: periods that end by ``on``, plus those running on it, which are marked *due*.
* A target stays on the area that carries it. A plan that gives a district 16 points in 2023 and 8 in 2024 does not
  say which ones; a point without a period of its own is therefore counted in the earliest period with room, the most
  advanced points first, and what exceeds all targets stands in the last period shown. Sums over periods are exact.
* A stage nobody has recorded anything for, anywhere in the plan, is ``None`` ("no record"), never zero.
* Each point that is due stands in exactly one gap of the chain: its next step. So the counts of the chain's gaps of
  an area add up to what is planned and not yet working.
* **Today's geography**: a point whose commune is certain moves to today's unit; its target moves with it only when
  every point of its area is due (otherwise the plan does not say which); the rest of each area stands in one row.
  Totals are the same in both geographies.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

POINT = "point"
STAGES = ("listed", "surveyed", "approved", "delivered", "installed", "accepted", "working")
"""The chain of stages after *planned*; *working* comes from activity, the others from milestones."""
MILESTONES = STAGES[:-1]
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


@dataclass(frozen=True, slots=True)
class PointFact:
    """What is known of one point of the plan on the day asked.

    ``target_area`` is the key of the area whose target it counts toward; ``today`` its commune of today, ``None``
    when not certain; ``period`` the plan's period, ``None`` when the plan does not say. ``reached`` holds the
    milestone stages reached by that day; ``equipment`` maps item → stage → quantity.
    """

    code: str
    target_area: str
    today: AreaRef | None = None
    period: str | None = None
    reached: Mapping[str, dt.date] = field(default_factory=dict)
    working: bool = False
    place_known: bool = True
    custody_confirmed: bool = True
    equipment: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def has(self, stage: str) -> bool:
        """Whether the point has reached the stage."""
        return self.working if stage == "working" else stage in self.reached

    @property
    def progress(self) -> int:
        """How far along the chain: the index of the furthest milestone, plus one when everything is reached."""
        furthest = max((MILESTONES.index(stage) for stage in self.reached), default=-1) + 1
        return furthest + (furthest == len(MILESTONES) and self.working)

    @property
    def next_stage(self) -> str | None:
        """The first stage not reached after the furthest one; ``None`` for a working point with all milestones."""
        return STAGES[self.progress] if self.progress < len(STAGES) else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the reconciliation table. ``planned`` is ``None`` where the target cannot be divided."""

    area: AreaRef
    period: str
    item: str
    planned: int | None
    counts: Counts
    due: bool
    unallocated: bool = False
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference with a name and an owner.

    ``count`` points (or pieces) lack the step. ``points`` are their codes; where the plan does not say which points
    belong to the period, they are all candidates and outnumber ``count``. ``actual`` is ``None`` without records.
    ``due`` marks a period still running.
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


def reconcile(
    *,
    targets: Sequence[TargetFact],
    points: Sequence[PointFact],
    recorded: frozenset[tuple[str, str]],
    on: dt.date,
    geography: Geography,
    owner_of: OwnerOf,
    area_suffix: str = "chưa phân bổ theo xã",
) -> Reconciliation:
    """Reconcile a plan on a day.

    ``recorded`` holds the ``(item, stage)`` pairs for which the plan has any record at all, on whatever day.
    ``area_suffix`` follows the name of an area whose points are not known by commune.
    """
    shown = [target for target in targets if target.period.start <= on]
    by_area: dict[str, list[PointFact]] = defaultdict(list)
    for point in points:
        by_area[point.target_area].append(point)
    rows: list[Row] = []
    gaps: list[Gap] = []
    for group in _group_by_area(target for target in shown if target.item == POINT):
        cell = _Cell(group, by_area[group[0].area.key], recorded, on)
        if geography == "plan":
            rows.extend(cell.plan_rows())
            gaps.extend(cell.gaps(owner_of))
        else:
            rows.extend(cell.today_rows(area_suffix))
            gaps.extend(cell.today_gaps(owner_of, area_suffix))
    if geography == "today":
        rows = _merge_today(rows)
    for target in shown:
        if target.item != POINT:
            row = _equipment_row(target, points, recorded, on)
            rows.append(row)
            gaps.extend(_equipment_gaps(row, owner_of))
    return Reconciliation(on, geography, tuple(rows), _totals(rows, targets, recorded), tuple(gaps))


class _Cell:
    """One area's points against its targets in the periods shown."""

    def __init__(
        self,
        targets: Sequence[TargetFact],
        points: Sequence[PointFact],
        recorded: frozenset[tuple[str, str]],
        on: dt.date,
    ) -> None:
        self.targets = sorted(targets, key=lambda target: (target.period.end, target.period.start))
        self.area = self.targets[0].area
        self.recorded = recorded
        self.on = on
        # Most advanced first; the code only breaks ties, so that the result does not depend on the order of rows.
        self.points = sorted(points, key=lambda point: (-point.progress, point.code))
        self.by_period = self._assign()
        ended = [target for target in self.targets if target.period.end <= on]
        running = [target for target in self.targets if target.period.end > on]
        self.due_groups = [(group, flag) for group, flag in ((ended, False), (running, True)) if group]

    @property
    def planned(self) -> int:
        """Everything planned in the periods shown."""
        return sum(target.quantity for target in self.targets)

    @property
    def divisible(self) -> bool:
        """Whether each point's own target is certain: all listed points are due."""
        return self.planned >= len(self.points)

    def _assign(self) -> dict[str, list[PointFact]]:
        """Points to periods: their own when the plan says it, else the earliest with room, the rest to the last."""
        shown = {target.period.code for target in self.targets}
        assigned: dict[str, list[PointFact]] = {code: [] for code in shown}
        free: list[PointFact] = []
        for point in self.points:
            (assigned[point.period] if point.period in assigned else free).append(point)
        for target in self.targets:
            room = max(0, target.quantity - len(assigned[target.period.code]))
            assigned[target.period.code] += free[:room]
            free = free[room:]
        assigned[self.targets[-1].period.code] += free
        return assigned

    def _counts(self, points: Iterable[PointFact]) -> Counts:
        points = list(points)
        return {
            stage: sum(point.has(stage) for point in points) if (POINT, stage) in self.recorded else None
            for stage in STAGES
        }

    def plan_rows(self) -> list[Row]:
        """A row a period, in the plan's own geography."""
        return [
            Row(
                area=self.area,
                period=target.period.code,
                item=POINT,
                planned=target.quantity,
                counts=self._counts(self.by_period[target.period.code]),
                due=target.period.end > self.on,
                points=tuple(sorted(point.code for point in self.by_period[target.period.code])),
            )
            for target in self.targets
        ]

    def today_rows(self, suffix: str) -> list[Row]:
        """A row for each unit of today that surely has points, and one for the rest of the area."""
        period = span([target.period for target in self.targets])
        due = any(target.period.end > self.on for target in self.targets)
        units: dict[str, list[PointFact]] = defaultdict(list)
        rest: list[PointFact] = []
        for point in self.points:
            (units[point.today.key] if point.today else rest).append(point)
        rows = []
        moved = 0
        for members in units.values():
            unit = members[0].today
            assert unit is not None
            codes = tuple(sorted(point.code for point in members))
            planned = len(members) if self.divisible else None
            moved += planned or 0
            rows.append(Row(unit, period, POINT, planned, self._counts(members), due, points=codes))
        if rest or self.planned > moved:
            codes = tuple(sorted(point.code for point in rest))
            left = self.planned - moved
            rows.append(Row(self.rest_area(suffix), period, POINT, left, self._counts(rest), due, True, codes))
        return rows

    def rest_area(self, suffix: str) -> AreaRef:
        """The area's own line in today's geography."""
        return AreaRef(self.area.key, self.area.code, f"{self.area.name} – {suffix}", f"~{self.area.sort}")

    def due_points(self) -> list[tuple[list[TargetFact], bool, list[PointFact]]]:
        """Points that count as due, for the ended periods together and for the running ones together."""
        groups = []
        for targets, running in self.due_groups:
            pool = [point for target in targets for point in self.by_period[target.period.code]]
            pool.sort(key=lambda point: (-point.progress, point.code))
            groups.append((targets, running, pool[: sum(target.quantity for target in targets)]))
        return groups

    def gaps(self, owner_of: OwnerOf) -> list[Gap]:
        """The chain's gaps of this area, then what is wrong beside the chain."""
        found: list[Gap] = []
        for targets, running, due in self.due_points():
            planned = sum(target.quantity for target in targets)
            period = span([target.period for target in targets])
            if len(due) < planned:
                owner = owner_of("not_listed", self.area, None)
                missing = planned - len(due)
                found.append(
                    Gap("not_listed", self.area, period, POINT, planned, len(due), missing, (), owner, running)
                )
            for stage in STAGES[1:]:
                lacking = [point for point in due if point.next_stage == stage]
                if not lacking:
                    continue
                counted = sum(point.has(stage) for point in due)
                actual = counted if (POINT, stage) in self.recorded else None
                candidates = self._candidates(lacking, due)
                found.append(
                    Gap(
                        kind=f"not_{stage}",
                        area=self.area,
                        period=period,
                        item=POINT,
                        planned=planned,
                        actual=actual,
                        count=len(lacking),
                        points=tuple(sorted(point.code for point in candidates)),
                        owner=_owners(f"not_{stage}", self.area, candidates, owner_of),
                        due=running,
                    )
                )
        return found + self._side_gaps(self.area, self.points, owner_of)

    def _candidates(self, lacking: list[PointFact], due: list[PointFact]) -> list[PointFact]:
        """Those lacking, and those equally far along that the plan could as well have meant."""
        steps = {point.progress for point in lacking if point.period is None}
        chosen = {point.code for point in due}
        tied = [p for p in self.points if p.code not in chosen and p.period is None and p.progress in steps]
        return lacking + tied

    def _side_gaps(self, area: AreaRef, points: Sequence[PointFact], owner_of: OwnerOf) -> list[Gap]:
        found = []
        total = sum(target.quantity for target in self.targets)
        period = span([target.period for target in self.targets])
        if area.key == self.area.key and len(self.points) > total and self._all_periods_over():
            extra = len(self.points) - total
            owner = owner_of("over_listed", area, None)
            codes = tuple(sorted(point.code for point in self.points))
            found.append(Gap("over_listed", area, period, POINT, total, len(self.points), extra, codes, owner))
        for kind, lacking in (
            ("place_unknown", [point for point in points if not point.place_known]),
            ("custody_unconfirmed", [point for point in points if not point.custody_confirmed]),
        ):
            if lacking:
                codes = tuple(sorted(point.code for point in lacking))
                owner = _owners(kind, area, lacking, owner_of)
                actual = len(points) - len(lacking)
                found.append(Gap(kind, area, period, POINT, len(points), actual, len(lacking), codes, owner))
        return found

    def _all_periods_over(self) -> bool:
        return all(target.period.end <= self.on for target in self.targets)

    def today_gaps(self, owner_of: OwnerOf, suffix: str) -> list[Gap]:
        """The same gaps, moved to today's units where it is certain which points they mean."""
        rest = self.rest_area(suffix)
        unit_of = {point.code: point.today for point in self.points}
        by_code = {point.code: point for point in self.points}
        found: list[Gap] = []
        for gap in self.gaps(owner_of):
            if not gap.points or len(gap.points) != gap.count:
                found.append(_moved(gap, rest, gap.points, gap.count, gap.planned, gap.actual, gap.owner))
                continue
            groups: dict[str, list[str]] = defaultdict(list)
            for code in gap.points:
                unit = unit_of[code]
                groups[unit.key if unit else ""].append(code)
            for key, codes in groups.items():
                unit = unit_of[codes[0]] if key else None
                members = [p for p in self.points if (p.today.key if p.today else "") == key]
                actual = None if gap.actual is None else len(members) - len(codes)
                owner = _owners(gap.kind, unit or rest, [by_code[code] for code in codes], owner_of)
                found.append(_moved(gap, unit or rest, tuple(codes), len(codes), len(members), actual, owner))
        return found


def _moved(
    gap: Gap, area: AreaRef, points: tuple[str, ...], count: int, planned: int, actual: int | None, owner: str
) -> Gap:
    return Gap(gap.kind, area, gap.period, gap.item, planned, actual, count, points, owner, gap.due)


def _merge_today(rows: Sequence[Row]) -> list[Row]:
    """A unit of today formed from several former areas has one row; units first, then what is not allocated."""
    merged: dict[tuple[str, bool], Row] = {}
    for row in rows:
        key = (row.area.key, row.unallocated)
        seen = merged.get(key)
        if seen is None:
            merged[key] = row
            continue
        numbers = [value for value in (seen.planned, row.planned) if value is not None]
        merged[key] = Row(
            area=seen.area,
            period=seen.period if seen.period == row.period else f"{seen.period}, {row.period}",
            item=row.item,
            planned=sum(numbers) if numbers else None,
            counts={stage: _add(seen.counts[stage], row.counts[stage]) for stage in STAGES},
            due=seen.due or row.due,
            unallocated=row.unallocated,
            points=tuple(sorted((*seen.points, *row.points))),
        )
    return sorted(merged.values(), key=lambda row: (row.unallocated, "" if row.unallocated else row.area.sort))


def _equipment_row(
    target: TargetFact, points: Sequence[PointFact], recorded: frozenset[tuple[str, str]], on: dt.date
) -> Row:
    counts: Counts = dict.fromkeys(STAGES)
    for stage in EQUIPMENT_STAGES:
        if (target.item, stage) in recorded:
            counts[stage] = sum(point.equipment.get(target.item, {}).get(stage, 0) for point in points)
    return Row(target.area, target.period.code, target.item, target.quantity, counts, target.period.end > on)


def _equipment_gaps(row: Row, owner_of: OwnerOf) -> list[Gap]:
    """Pieces not yet at the next stage; each piece stands in one gap."""
    found = []
    ahead = row.planned or 0
    for stage in EQUIPMENT_STAGES:
        actual = row.counts[stage]
        count = ahead - (actual or 0)
        if count > 0:
            kind = f"not_{stage}"
            owner = owner_of(kind, row.area, None)
            planned = row.planned or 0
            found.append(Gap(kind, row.area, row.period, row.item, planned, actual, count, (), owner, row.due))
        ahead = min(ahead, actual or 0)
        if ahead == 0:
            break
    return found


def _owners(kind: str, area: AreaRef, points: Sequence[PointFact], owner_of: OwnerOf, limit: int = 2) -> str:
    """The owners of a group of points in one line; many offices are counted, not all named."""
    names = list(dict.fromkeys(owner_of(kind, area, point) for point in points))
    if len(names) <= limit:
        return "; ".join(names)
    return f"{len(names)} đơn vị: {'; '.join(names[:limit])}…"


def _group_by_area(targets: Iterable[TargetFact]) -> list[list[TargetFact]]:
    groups: dict[str, list[TargetFact]] = {}
    for target in sorted(targets, key=lambda target: target.position):
        groups.setdefault(target.area.key, []).append(target)
    return list(groups.values())


def _add(left: int | None, right: int | None) -> int | None:
    return None if left is None and right is None else (left or 0) + (right or 0)


def _totals(
    rows: Sequence[Row], targets: Sequence[TargetFact], recorded: frozenset[tuple[str, str]]
) -> dict[str, dict[str, int | None]]:
    """Sums by item; an item of the plan with no row yet still shows its plan total."""
    totals: dict[str, dict[str, int | None]] = {}
    for item in dict.fromkeys(target.item for target in sorted(targets, key=lambda target: target.position)):
        mine = [row for row in rows if row.item == item]
        sums: dict[str, int | None] = {"planned": sum(row.planned or 0 for row in mine)}
        for stage in STAGES:
            values = [row.counts[stage] for row in mine]
            known = (item, stage) in recorded and any(value is not None for value in values)
            sums[stage] = sum(value or 0 for value in values) if known else None
        sums["due"] = sum(row.planned or 0 for row in mine if row.due)
        sums["plan_total"] = sum(target.quantity for target in targets if target.item == item)
        totals[item] = sums
    return totals


def span(periods: Sequence[PeriodRef]) -> str:
    """One label for several periods: ``2023``, or ``2023–2024`` from the first to the last."""
    codes = list(dict.fromkeys(period.code for period in sorted(periods, key=lambda p: (p.start, p.end))))
    return codes[0] if len(codes) == 1 else f"{codes[0]}–{codes[-1]}"
