"""Where the register of points, one layer above, hooks itself into the loading of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from diemsang.core.actor import Actor
from diemsang.plans.models import Plan, PlanVersion


@dataclass(frozen=True, slots=True)
class PointRow:
    """A line of the plan's list, with its references looked up.

    ``target_area_id`` is the unit whose target the point counts toward. ``period_id`` is set only where that unit has
    a target in one single period; the plan does not say it otherwise. ``eligibility`` is a rule's code or empty.
    """

    code: str
    area_id: int
    target_area_id: int
    period_id: int | None
    slot: int | None
    eligibility: str
    note: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load did with some sort of row."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


class PointLoader(Protocol):
    """Brings the list of a plan version into the register; runs inside the load's transaction.

    ``rows`` is the list of ``version``: a code that an earlier version had and that is absent has left the list,
    unless ``whole_list`` is false (a version that changes other things than the list leaves its other points alone).
    Raises ``Refused`` when a code belongs to a point that another plan brought in.
    """

    def __call__(
        self, *, actor: Actor, plan: Plan, version: PlanVersion, rows: Sequence[PointRow], whole_list: bool
    ) -> Counts:
        """Register the points."""


_loaders: list[PointLoader] = []


def register_point_loader(loader: PointLoader) -> None:
    """Called once by the points' app at start-up; the same loader again changes nothing."""
    if loader not in _loaders:
        _loaders.append(loader)


def load_points(
    *, actor: Actor, plan: Plan, version: PlanVersion, rows: Sequence[PointRow], whole_list: bool = True
) -> Counts:
    """Hand the list to whoever registered; without anybody nothing is registered."""
    total = Counts()
    for loader in _loaders:
        one = loader(actor=actor, plan=plan, version=version, rows=rows, whole_list=whole_list)
        total = Counts(
            total.created + one.created,
            total.updated + one.updated,
            total.unchanged + one.unchanged,
        )
    return total
