"""Putting the cells together."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from diemsang.plans.reconcile.cell import Cell
from diemsang.plans.reconcile.facts import (
    EQUIPMENT_STAGES,
    POINT,
    STAGES,
    Counts,
    Gap,
    Geography,
    OwnerOf,
    PointFact,
    Reconciliation,
    Row,
    TargetFact,
)


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
        area = group[0].area.key
        total = sum(target.quantity for target in targets if target.item == POINT and target.area.key == area)
        cell = Cell(group, by_area[area], recorded, on, total)
        if geography == "plan":
            rows.extend(cell.plan_rows())
            gaps.extend(cell.gaps(owner_of))
        else:
            rows.extend(cell.today_rows(area_suffix))
            gaps.extend(cell.today_gaps(owner_of, area_suffix))
    if geography == "today":
        rows = _merge_today(rows)
    holders = [point for point in points if point.equipment]
    for target in shown:
        if target.item != POINT:
            row = _equipment_row(target, holders, recorded, on)
            rows.append(row)
            gaps.extend(_equipment_gaps(row, owner_of))
    return Reconciliation(on, geography, tuple(rows), _totals(rows, targets, recorded, on), tuple(gaps))


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


def _group_by_area(targets: Iterable[TargetFact]) -> list[list[TargetFact]]:
    groups: dict[str, list[TargetFact]] = {}
    for target in sorted(targets, key=lambda target: target.position):
        groups.setdefault(target.area.key, []).append(target)
    return list(groups.values())


def _add(left: int | None, right: int | None) -> int | None:
    return None if left is None and right is None else (left or 0) + (right or 0)


def _totals(
    rows: Sequence[Row], targets: Sequence[TargetFact], recorded: frozenset[tuple[str, str]], on: dt.date
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
        wanted = [target for target in targets if target.item == item]
        sums["due"] = sum(target.quantity for target in wanted if target.period.start <= on < target.period.end)
        sums["plan_total"] = sum(target.quantity for target in wanted)
        totals[item] = sums
    return totals
