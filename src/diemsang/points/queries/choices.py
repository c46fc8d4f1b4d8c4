"""What a list of points can be narrowed to: units that have points, plans that list them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from diemsang.areas.models import Level
from diemsang.areas.queries import labels, successors_on
from diemsang.areas.queries import visible_to as visible_areas
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.plans.queries import visible_to as visible_plans
from diemsang.points.models import PlanPoint, PointPlace
from diemsang.points.queries.scope import visible_to

Choices = list[tuple[str, str]]


def area_choices(actor: Actor, asked: str) -> list[tuple[str, Choices]]:
    """Units of today that surely have points, then the units that plans gave targets to; ``asked`` always stands."""
    today = clock.today()
    points = visible_to(actor)
    placed = set(
        PointPlace.objects.filter(point__in=points, voided_at=None, valid_to=None)
        .order_by()
        .values_list("area_id", flat=True)
        .distinct()
    )
    targets = set(
        PlanPoint.objects.filter(point__in=points).order_by().values_list("target_area_id", flat=True).distinct()
    )
    units = {place.target_id for places in successors_on(placed, today).values() for place in places}
    extra = set(visible_areas(actor).filter(key=asked).values_list("pk", flat=True)) if asked else set()
    names = labels(units | targets | extra, today)
    now = [names[pk] for pk in units if names[pk].level == Level.COMMUNE]
    former = [names[pk] for pk in targets if names[pk] not in now]
    other = [names[pk] for pk in extra if names[pk] not in now and names[pk] not in former]
    groups = ((_("xã, phường hôm nay"), now), (_("địa bàn trong kế hoạch"), former), (_("địa bàn khác"), other))
    return [
        (title, [(label.key, label.name) for label in sorted(found, key=lambda label: label.sort)])
        for title, found in groups
        if found
    ]


def plan_choices(actor: Actor) -> Sequence[tuple[str, str]]:
    """Plans the actor may see that list points."""
    plans = visible_plans(actor).filter(listings__isnull=False).distinct()
    return [(plan.code, plan.short_title) for plan in plans]
