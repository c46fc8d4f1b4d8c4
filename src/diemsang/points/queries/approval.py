"""A plan's list and what decisions did to it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from diemsang.documents.models import Decision
from diemsang.plans.models import Plan
from diemsang.points.models import Approval, PlanPoint


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """A point on the plan's list; ``approved_by`` is the decision whose approval stands."""

    code: str
    area_id: int
    approved_by: str | None
    approved_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Act:
    """What one decision did from one day on: approved or withdrew so many points. ``ended`` of them were withdrawn."""

    decision: Decision
    on: dt.date
    withdrawal: bool
    count: int
    ended: int


def listed_points(plan: Plan) -> list[ListedPoint]:
    """The list as it stands. The caller has shown that the reader may approve it."""
    standing = {
        row.point_id: row
        for row in Approval.objects.filter(plan=plan, voided_at=None, ends_on=None).select_related("decision")
    }
    lines = PlanPoint.objects.filter(plan=plan, left_on=None).order_by("point__code")
    found = []
    for point_id, code, area_id in lines.values_list("point_id", "point__code", "target_area_id"):
        row = standing.get(point_id)
        found.append(ListedPoint(code, area_id, str(row.decision) if row else None, row.on if row else None))
    return found


def acts_of(plan: Plan) -> list[Act]:
    """Approvals and withdrawals that stand, latest first."""
    rows = list(Approval.objects.filter(plan=plan, voided_at=None).select_related("decision", "ended_by"))
    papers: dict[int, Decision] = {}
    given: Counter[tuple[int, dt.date]] = Counter()
    ended: Counter[tuple[int, dt.date]] = Counter()
    taken: Counter[tuple[int, dt.date]] = Counter()
    for row in rows:
        papers[row.decision_id] = row.decision
        given[row.decision_id, row.on] += 1
        if row.ended_by is not None and row.ends_on is not None:
            papers[row.ended_by.pk] = row.ended_by
            ended[row.decision_id, row.on] += 1
            taken[row.ended_by.pk, row.ends_on] += 1
    acts = [Act(papers[key], on, False, count, ended[key, on]) for (key, on), count in given.items()]
    acts += [Act(papers[key], on, True, count, 0) for (key, on), count in taken.items()]
    return sorted(acts, key=lambda act: (act.on, act.decision.pk, act.withdrawal), reverse=True)
