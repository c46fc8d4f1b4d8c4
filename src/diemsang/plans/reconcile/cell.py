"""One area's points against its targets: rows and gaps in both geographies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from diemsang.plans.reconcile.facts import (
    POINT,
    STAGES,
    AreaRef,
    Counts,
    Gap,
    OwnerOf,
    PointFact,
    Row,
    TargetFact,
    span,
)

OWNERS_NAMED = 2
"""So many offices are named in a gap's line; more are counted. ``Gap.owners`` has them all."""


class Cell:
    """One area's points against its targets in the periods shown; ``plan_total`` counts the later ones too."""

    def __init__(
        self,
        targets: Sequence[TargetFact],
        points: Sequence[PointFact],
        recorded: frozenset[tuple[str, str]],
        on: dt.date,
        plan_total: int,
    ) -> None:
        self.targets = sorted(targets, key=lambda target: (target.period.end, target.period.start))
        self.area = self.targets[0].area
        self.recorded = recorded
        self.on = on
        self.plan_total = plan_total
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
            assigned.get(point.period or "", free).append(point)
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
            apart = bool(units) and not self.divisible
            area = self.rest_area(suffix)
            rows.append(Row(area, period, POINT, left, self._counts(rest), due, True, codes, apart))
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
            for stage in STAGES:
                lacking = [point for point in due if point.next_stage == stage]
                count = len(lacking) + (planned - len(due) if stage == "listed" else 0)
                if not count:
                    continue
                counted = sum(point.has(stage) for point in due)
                actual = counted if (POINT, stage) in self.recorded else None
                for kind, members in _by_kind(stage, lacking):
                    figures = planned, actual, count if stage == "listed" else len(members)
                    candidates = self._candidates(members, due)
                    found.append(_gap(kind, self.area, period, figures, candidates, owner_of, running))
        return found + self._side_gaps(self.area, self.points, owner_of)

    def _candidates(self, lacking: list[PointFact], due: list[PointFact]) -> list[PointFact]:
        """Those lacking, and those equally far along that the plan could as well have meant."""
        steps = {(point.next_stage, point.progress, point.suspended) for point in lacking if point.period is None}
        chosen = {point.code for point in due}
        tied = [p for p in self.points if p.code not in chosen and p.period is None]
        return lacking + [p for p in tied if (p.next_stage, p.progress, p.suspended) in steps]

    def _side_gaps(self, area: AreaRef, points: Sequence[PointFact], owner_of: OwnerOf) -> list[Gap]:
        found = []
        period = span([target.period for target in self.targets])
        if len(self.points) > self.plan_total:
            extra = len(self.points) - self.plan_total
            owner = owner_of("over_listed", area, None)
            codes = tuple(sorted(point.code for point in points))
            total, listed = self.plan_total, len(self.points)
            found.append(Gap("over_listed", area, period, POINT, total, listed, extra, codes, owner))
        for kind, lacking in (
            ("place_unknown", [point for point in points if not point.place_known]),
            ("custody_unconfirmed", [point for point in points if not point.custody_confirmed]),
        ):
            if lacking:
                figures = len(points), len(points) - len(lacking), len(lacking)
                found.append(_gap(kind, area, period, figures, lacking, owner_of))
        return found

    def today_gaps(self, owner_of: OwnerOf, suffix: str) -> list[Gap]:
        """The same gaps, moved to today's units where it is certain which points they mean."""
        rest = self.rest_area(suffix)
        unit_of = {point.code: point.today for point in self.points}
        by_code = {point.code: point for point in self.points}
        found: list[Gap] = []
        for gap in self.gaps(owner_of):
            if not gap.points or len(gap.points) != gap.count:
                found.append(replace(gap, area=rest))
                continue
            groups: dict[str, list[str]] = defaultdict(list)
            for code in gap.points:
                unit = unit_of[code]
                groups[unit.key if unit else ""].append(code)
            for key, codes in groups.items():
                unit = unit_of[codes[0]] if key else None
                members = [p for p in self.points if (p.today.key if p.today else "") == key]
                actual = None if gap.actual is None else len(members) - len(codes)
                figures = len(members), actual, len(codes)
                lacking = [by_code[code] for code in codes]
                found.append(_gap(gap.kind, unit or rest, gap.period, figures, lacking, owner_of, gap.due))
        return found


def _by_kind(stage: str, lacking: list[PointFact]) -> list[tuple[str, list[PointFact]]]:
    """Gap kinds of those who lack a stage: a suspended point is not simply unused."""
    if stage != "working":
        return [(f"not_{stage}", lacking)]
    stopped = [point for point in lacking if point.suspended]
    idle = [point for point in lacking if not point.suspended]
    return [(kind, members) for kind, members in (("not_working", idle), ("suspended", stopped)) if members]


def _gap(
    kind: str,
    area: AreaRef,
    period: str,
    figures: tuple[int, int | None, int],
    points: Sequence[PointFact],
    owner_of: OwnerOf,
    due: bool = False,
) -> Gap:
    """A gap of points with its owners; ``figures`` are planned, actual and count."""
    planned, actual, count = figures
    waiting: dict[str, int] = defaultdict(int)
    for point in points or (None,):
        waiting[owner_of(kind, area, point)] += 1 if point else count
    owners = tuple(sorted(waiting.items(), key=lambda item: (-item[1], item[0])))
    codes = tuple(sorted(point.code for point in points))
    owner = "; ".join(name for name, _count in owners[:OWNERS_NAMED])
    if len(owners) > OWNERS_NAMED:
        owner = f"{len(owners)} đơn vị: {owner}…"
    # With more candidates than are missing, nobody can say how many wait for which office.
    certain = owners if len(points) <= count else ()
    return Gap(kind, area, period, POINT, planned, actual, count, codes, owner, due, certain)
