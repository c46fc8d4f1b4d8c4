"""One area's points against its targets: rows and gaps in both geographies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

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
            for stage in STAGES:
                lacking = [point for point in due if point.next_stage == stage]
                count = len(lacking) + (planned - len(due) if stage == "listed" else 0)
                if not count:
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
                        count=count,
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
                codes = tuple(sorted(point.code for point in lacking))
                owner = _owners(kind, area, lacking, owner_of)
                actual = len(points) - len(lacking)
                found.append(Gap(kind, area, period, POINT, len(points), actual, len(lacking), codes, owner))
        return found

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


def _owners(kind: str, area: AreaRef, points: Sequence[PointFact], owner_of: OwnerOf, limit: int = 2) -> str:
    """The owners of a group of points in one line; many offices are counted, not all named."""
    names = list(dict.fromkeys(owner_of(kind, area, point) for point in points or (None,)))
    if len(names) <= limit:
        return "; ".join(names)
    return f"{len(names)} đơn vị: {'; '.join(names[:limit])}…"
