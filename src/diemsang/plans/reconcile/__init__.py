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

from diemsang.plans.reconcile.engine import reconcile
from diemsang.plans.reconcile.facts import (
    EQUIPMENT_STAGES,
    MILESTONES,
    POINT,
    STAGES,
    AreaRef,
    Gap,
    Geography,
    OwnerOf,
    PeriodRef,
    PointFact,
    Reconciliation,
    Row,
    TargetFact,
    span,
)

__all__ = [
    "EQUIPMENT_STAGES",
    "MILESTONES",
    "POINT",
    "STAGES",
    "AreaRef",
    "Gap",
    "Geography",
    "OwnerOf",
    "PeriodRef",
    "PointFact",
    "Reconciliation",
    "Row",
    "TargetFact",
    "reconcile",
    "span",
]
