"""What new points of a plan need to know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.imports.lists.units import Units
from diemsang.plans.content import POINT
from diemsang.plans.models import Period, Plan, Target
from diemsang.plans.queries import latest_version, visible_to


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan; the units that carry a target of points, with the period where there is a single one."""

    plan: Plan
    listed_on: dt.date
    areas_as_of: dt.date
    carriers: Mapping[int, Period | None]
    units: Units

    @property
    def code(self) -> str:
        """The plan's code."""
        return self.plan.code

    @property
    def title(self) -> str:
        """The plan's short name."""
        return self.plan.short_title

    @property
    def area_id(self) -> int:
        """The province."""
        return self.plan.area_id

    def target(self, area_id: int) -> tuple[int, Period | None]:
        """The nearest unit at or above that carries a target (else the plan's own), and its period if only one."""
        for above in self.units.above(area_id, self.areas_as_of):
            if above in self.carriers:
                return above, self.carriers[above]
        return self.plan.area_id, None


def plan_facts(actor: Actor, units: Units) -> dict[str, PlanFacts]:
    """Plans that the actor may see, by code."""
    found = {}
    for plan in visible_to(actor):
        version = latest_version(plan)
        if version is None:
            continue
        periods: dict[int, set[Period]] = {}
        targets = Target.objects.filter(version=version, item__key=POINT, quantity__gt=0).select_related("period")
        for target in targets:
            periods.setdefault(target.area_id, set()).add(target.period)
        carriers = {pk: next(iter(one)) if len(one) == 1 else None for pk, one in periods.items()}
        listed_on = version.in_force_from or version.decision.on or clock.today()
        found[plan.code] = PlanFacts(plan, listed_on, version.areas_as_of, carriers, units)
    return found
