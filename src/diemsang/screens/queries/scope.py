"""Who may see and change which screen: it follows the point where the screen stands or stood."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to as visible_points
from diemsang.points.queries.scope import may as may_on_point
from diemsang.screens.models import Screen, ScreenPlace

VIEW, CLAIM, MANAGE, SETTINGS = "screens.view", "screens.claim", "screens.manage", "screens.settings"


def visible_to(actor: Actor, right: str = VIEW) -> QuerySet[Screen]:
    """Screens that stand, or last stood, at a point where the actor holds ``right``, revoked ones too."""
    if not actor.can(right):
        return Screen.objects.none()
    later = ScreenPlace.objects.filter(screen=OuterRef("screen"), valid_from__gt=OuterRef("valid_from"))
    last = ScreenPlace.objects.filter(
        ~Exists(later), screen=OuterRef("pk"), point__in=visible_points(actor, right).order_by().values("pk")
    )
    return Screen.objects.filter(Exists(last))


def screen_for(actor: Actor, public_id: uuid.UUID) -> Screen:
    """The screen with its state, or 404 for somebody who may not see it."""
    screen = visible_to(actor).filter(public_id=public_id).select_related("state", "replaced_by").first()
    if screen is None:
        raise Http404
    return screen


def point_of(screen: Screen) -> SupportPoint | None:
    """Where it stands, or where it stood last."""
    place = screen.places.select_related("point").order_by("-valid_from", "-pk").first()
    return place.point if place else None


def require_on(actor: Actor, right: str, screen: Screen) -> None:
    """404 for outsiders, ``PermissionDenied`` (403) for readers without the right where the screen stands."""
    if not visible_to(actor).filter(pk=screen.pk).exists():
        raise Http404
    if not visible_to(actor, right).filter(pk=screen.pk).exists():
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def may(actor: Actor, right: str, point: SupportPoint | None) -> bool:
    """Whether the actor holds ``right`` over this point."""
    return point is not None and may_on_point(actor, right, point)


def require_right_at(actor: Actor, right: str, point: SupportPoint) -> None:
    """``PermissionDenied`` (403) for somebody who sees the point and lacks ``right`` there."""
    if not may_on_point(actor, right, point):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def point_with(actor: Actor, right: str, code: str) -> SupportPoint:
    """A point at which the actor may put a screen: 404 for outsiders, 403 for readers without the right."""
    point = visible_points(actor).filter(code=code.strip().upper()).first()
    if point is None:
        raise Http404
    require_right_at(actor, right, point)
    return point
