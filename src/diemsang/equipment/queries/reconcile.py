"""The plan's equipment on a day, from *planned* to *working*: the ledger's reconciliation, with what lies before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from diemsang.equipment.models import Bill, BillLine, Item, Lot
from diemsang.plans.models import Plan
from diemsang.plans.queries import item_names
from diemsang.plans.reconcile import EQUIPMENT_STAGES, POINT, Gap
from diemsang.points.models import ActivityDay, Milestone, PlanPoint, Suspension, reached_by
from diemsang.points.queries import WORKING_DAYS, reconcile_pieces

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


def reconcile_equipment(plan: Plan, *, on: dt.date) -> list[ItemRow]:
    """Rows in the order of the plan, the same for whoever may see it. A constant number of queries."""
    result, used_at_all = reconcile_pieces(plan, on=on)
    names = item_names(plan)
    approved = BillLine.objects.filter(bill__plan=plan, bill__state=Bill.State.APPROVED)
    allotted = _sums(approved, Q(bill__approved_on__lte=on))
    # A contract whose day nobody wrote down counts from the day it was recorded.
    lots = Lot.objects.filter(contract__plan=plan)
    lots = lots.annotate(since=Coalesce("contract__on", TruncDate("contract__created_at")))
    contracted = _sums(lots, Q(since__lte=on))
    ids = dict(Item.objects.values_list("key", "pk")) if allotted or contracted else {}
    working = _working(plan, on) if used_at_all else None
    rows = []
    for item, totals in result.totals.items():
        figures: dict[str, int | None] = {stage: totals[stage] for stage in ("planned", *EQUIPMENT_STAGES)}
        figures["allotted"] = allotted.get(ids.get(item, 0), 0) if allotted else None
        figures["contracted"] = contracted.get(ids.get(item, 0), 0) if contracted else None
        figures["working"] = None if working is None else working.get(item, 0)
        gaps = tuple(gap for gap in result.gaps if gap.item == item)
        rows.append(ItemRow(item, names.get(item, item), {stage: figures[stage] for stage in STAGES}, gaps))
    return rows


def _sums(rows: QuerySet[Any], by_then: Q) -> dict[int, int]:
    """Item (id) → pieces by the day; empty only when nothing is on record on whatever day."""
    sums = rows.order_by().values_list("item_id").annotate(total=Sum("quantity", filter=by_then))
    return {item_id: total or 0 for item_id, total in sums}


def _working(plan: Plan, on: dt.date) -> dict[str, int]:
    """Accepted pieces by item at points in use. One query: the pieces are summed where they lie."""
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    listed = PlanPoint.objects.filter(plan=plan).values("point_id")
    used = ActivityDay.objects.filter(point_id__in=listed, day__gte=first, day__lte=on).values("point_id")
    idle = Suspension.objects.on(on).filter(voided_at=None).values("point_id")
    accepted = Milestone.objects.filter(reached_by(on), kind=Milestone.Kind.ACCEPTED, point_id__in=used)
    sums = accepted.exclude(item=POINT).exclude(point_id__in=idle).order_by().values_list("item")
    return dict(sums.annotate(total=Sum("quantity")))


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
