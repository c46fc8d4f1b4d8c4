"""Reconciliation as JSON: one shape for the command line and the API."""

from __future__ import annotations

from typing import Any

from diemsang.plans.models import Plan
from diemsang.plans.queries import open_anomalies
from diemsang.plans.reconcile import Reconciliation


def reconciliation_json(plan: Plan, result: Reconciliation) -> dict[str, Any]:
    """The JSON answer. Names of keys are a promise to others: docs/plan-format.md."""
    return {
        "plan": plan.code,
        "on": result.on.isoformat(),
        "geography": result.geography,
        "rows": [
            {
                "area": row.area.name,
                "area_code": row.area.code,
                "period": row.period,
                "item": row.item,
                "planned": row.planned,
                **row.counts,
                "due": row.due,
            }
            for row in result.rows
        ],
        "totals": result.totals,
        "gaps": [
            {
                "kind": gap.kind,
                "area": gap.area.name,
                "period": gap.period,
                "item": gap.item,
                "planned": gap.planned,
                "actual": gap.actual,
                "points": list(gap.points),
                "owner": gap.owner,
            }
            for gap in result.gaps
        ],
        "anomalies": [{"item": anomaly.item, "message": anomaly.message} for anomaly in open_anomalies(plan)],
    }
