"""Who may share what, and what a link still shows."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute
from diemsang.documents.queries import minutes as minute_queries
from diemsang.equipment.models import WorkOrder
from diemsang.equipment.rights import VIEW as EQUIPMENT
from diemsang.points.queries import point_for, visible_to
from diemsang.points.queries.scope import may
from diemsang.sharing.models import ShareKind, ShareLink
from diemsang.sharing.subjects import Card, card_of

MAKE = "sharing.make"


def shareable(actor: Actor, kind: str, key: str) -> str:
    """The key of a thing that the actor may see and share, in its one spelling.

    404 for who may not see it, ``PermissionDenied`` (403) for who sees it without the right to share.
    """
    if kind == ShareKind.POINT:
        point = point_for(actor, key)
        found, allowed = point.code, may(actor, MAKE, point)
    elif kind == ShareKind.MINUTE:
        minute = minute_queries.minute_for(actor, _uuid(key))
        found, allowed = str(minute.public_id), may_share_minute(actor, minute)
    elif kind == ShareKind.ORDER:
        orders = WorkOrder.objects.filter(public_id=_uuid(key), point__in=visible_to(actor, EQUIPMENT))
        order = orders.select_related("point").first()
        if order is None:
            raise Http404
        found, allowed = str(order.public_id), may(actor, MAKE, order.point)
    else:
        raise Http404
    if not allowed:
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {MAKE}")
    return found


def may_share_minute(actor: Actor, minute: Minute) -> bool:
    """Whether the actor may share things of a place that the minute tells of (anywhere, when it tells of none)."""
    if not actor.can(MAKE):
        return False
    told = minute.point_links.values("point")
    return not told.exists() or visible_to(actor, MAKE).filter(pk__in=told).exists()


def links_of(kind: str, key: str) -> QuerySet[ShareLink]:
    """Links of a thing that still show it. The caller has shown that the actor may share it."""
    return ShareLink.objects.filter(kind=kind, object_key=key, revoked_at=None, expires_at__gt=clock.now())


def link_for(actor: Actor, public_id: uuid.UUID) -> ShareLink:
    """A link of something that the actor may share, or 404 (403)."""
    link = ShareLink.objects.filter(public_id=public_id).first()
    if link is None:
        raise Http404
    shareable(actor, link.kind, link.object_key)
    return link


def shown(token: str) -> tuple[ShareLink, Card] | None:
    """What a link shows to anybody; ``None`` when it is unknown, has ended, was revoked, or its thing is gone."""
    link = ShareLink.objects.filter(token=token, revoked_at=None, expires_at__gt=clock.now()).first()
    card = card_of(link.kind, link.object_key) if link else None
    return (link, card) if link and card else None


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None
