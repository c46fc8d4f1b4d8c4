"""Who may see and write what: a fact follows its point."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to as visible_points
from diemsang.points.queries.scope import may as may_on_point
from diemsang.points.queries.scope import require_on

VIEW, MANAGE = "operations.view", "operations.manage"
PEOPLE, LOG = "operations.people", "operations.log"


def visible_to(actor: Actor, right: str = VIEW) -> QuerySet[SupportPoint]:
    """Points whose line and power the actor may read (or, with ``MANAGE``, write)."""
    return visible_points(actor, right) if actor.can(right) else SupportPoint.objects.none()


def point_for(actor: Actor, code: str) -> SupportPoint:
    """The point; 404 for outsiders, 403 for those who see the point and may not read its line."""
    point = visible_points(actor).filter(code=code.strip().upper()).first()
    if point is None:
        point = visible_to(actor).filter(code=code.strip().upper()).first()
    if point is None:
        raise Http404
    require_on(actor, VIEW, point)
    return point


def may(actor: Actor, right: str, point: SupportPoint) -> bool:
    """Whether the actor holds ``right`` over the point where it stands now."""
    return may_on_point(actor, right, point)
