"""The plan's equipment on a day, from *planned* to *working*: the ledger's reconciliation, with what lies before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from diemsang.core.actor import Actor
from diemsang.equipment.models import Bill, BillLine, Lot
from diemsang.plans.models import Plan
from diemsang.plans.queries import item_names
from diemsang.plans.reconcile import EQUIPMENT_STAGES, POINT, Gap
from diemsang.points.models import Milestone, PlanPoint, reached_by
from diemsang.points.queries import reconcile_plan
from diemsang.points.queries.reconcile import active_ids, suspended_ids

STAGES = ("planned", "allotted", "contracted", *EQUIPMENT_STAGES, "working")


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of the plan; ``None`` where nothing is on record. Keys of ``figures`` are ``STAGES``.

    *allotted*: on approved bills; *contracted*: in lots bought for the plan; *working*: accepted pieces at points that
    were used in the last 14 days (the ledger knows the use of points, not of pieces).
    """

    item: str
    name: str
    figures: dict[str, int | None]
    gaps: tuple[Gap, ...]


def reconcile_equipment(actor: Actor, plan: Plan, *, on: dt.date) -> list[ItemRow]:
    """Rows in the order of the plan. A constant number of queries, however many points."""
    result = reconcile_plan(actor, plan, on=on)
    names = item_names(plan)
    lines = BillLine.objects.filter(bill__plan=plan, bill__state=Bill.State.APPROVED)
    allotted = _sums(lines.filter(bill__approved_on__lte=on), "item__key")
    lots = Lot.objects.filter(contract__plan=plan)
    # A contract whose day nobody wrote down counts from the day it was recorded.
    lots = lots.annotate(since=Coalesce("contract__on", TruncDate("contract__created_at")))
    contracted = _sums(lots.filter(since__lte=on), "item__key")
    has_bills, has_lots = lines.exists(), lots.exists()
    used_at_all = result.totals.get(POINT, {}).get("working") is not None
    working = _working(plan, on) if used_at_all else None
    rows = []
    for item, totals in result.totals.items():
        if item == POINT:
            continue
        figures: dict[str, int | None] = {stage: totals[stage] for stage in ("planned", *EQUIPMENT_STAGES)}
        figures["allotted"] = allotted.get(item, 0) if has_bills else None
        figures["contracted"] = contracted.get(item, 0) if has_lots else None
        figures["working"] = None if working is None else working.get(item, 0)
        gaps = tuple(gap for gap in result.gaps if gap.item == item)
        rows.append(ItemRow(item, names.get(item, item), {stage: figures[stage] for stage in STAGES}, gaps))
    return rows


def _sums(rows: Any, key: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(key).annotate(total=Sum("quantity")))


def _working(plan: Plan, on: dt.date) -> dict[str, int]:
    """Accepted pieces by item at points in use."""
    mine = Q(point_id__in=PlanPoint.objects.filter(plan=plan).values("point_id"))
    used = active_ids(mine, on) - suspended_ids(mine, on)
    accepted = Milestone.objects.filter(mine, reached_by(on), kind=Milestone.Kind.ACCEPTED).exclude(item=POINT)
    sums: dict[str, int] = {}
    for point_id, item, quantity in accepted.order_by().values_list("point_id", "item", "quantity"):
        if point_id in used:
            sums[item] = sums.get(item, 0) + quantity
    return sums


def as_json(plan: Plan, on: dt.date, rows: list[ItemRow]) -> dict[str, Any]:
    """The JSON answer. Names of keys are a promise to others."""
    return {
        "plan": plan.code,
        "on": on.isoformat(),
        "rows": [
            {
                "item": row.item,
                **row.figures,
                "gaps": [
                    {"kind": gap.kind, "count": gap.count, "period": gap.period, "owner": gap.owner, "due": gap.due}
                    for gap in row.gaps
                ],
            }
            for row in rows
        ],
    }
