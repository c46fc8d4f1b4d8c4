"""Installations against the plan's phasing, by area and period."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Max

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.plans.models import Period, Plan
from diemsang.plans.reconcile import POINT
from diemsang.points.queries import reconcile_plan

STAGES = ("delivered", "installed", "accepted")


@dataclass(slots=True)
class Progress:
    """One area (or the whole) in one period. ``None``: nobody recorded the stage anywhere in the plan."""

    name: str
    planned: int = 0
    counts: dict[str, int | None] = field(default_factory=dict)

    @property
    def delivered(self) -> int | None:
        """Points delivered to."""
        return self.counts.get("delivered")

    @property
    def installed(self) -> int | None:
        """Points installed."""
        return self.counts.get("installed")

    @property
    def accepted(self) -> int | None:
        """Points accepted."""
        return self.counts.get("accepted")

    @property
    def left(self) -> int | None:
        """Still to be installed."""
        return None if self.installed is None else max(0, self.planned - self.installed)


@dataclass(slots=True)
class PeriodProgress:
    """A period: its areas and their sum."""

    code: str
    total: Progress
    rows: list[Progress] = field(default_factory=list)

    @property
    def largest(self) -> int:
        """The biggest plan of the table, for its bars."""
        return max((row.planned for row in self.rows), default=0)


def progress_of(actor: Actor, plan: Plan) -> list[PeriodProgress]:
    """Every period that the plan names, also those to come; figures are of the whole plan, as in its reconciliation."""
    last = Period.objects.filter(version__plan=plan).aggregate(last=Max("end"))["last"]
    on = max(clock.today(), last) if last else clock.today()
    periods: dict[str, PeriodProgress] = {}
    for row in reconcile_plan(actor, plan, on=on).rows:
        if row.item != POINT:
            continue
        period = periods.setdefault(row.period, PeriodProgress(row.period, Progress("")))
        line = Progress(row.area.name, row.planned or 0, {stage: row.counts.get(stage) for stage in STAGES})
        period.rows.append(line)
        period.total.planned += line.planned
        for stage in STAGES:
            told = line.counts[stage]
            before = period.total.counts.get(stage)
            period.total.counts[stage] = before if told is None else (before or 0) + told
    return sorted(periods.values(), key=lambda period: period.code)
