"""Who may see and do what. The register is the whole hub's; a round and its tiles belong to its area.

What points are shown is for everybody with ``platforms.view``: approved tiles, and those that were.
"""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from diemsang.core import once
from diemsang.core.actor import Actor
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile
from diemsang.platforms.rights import VIEW


def platforms_visible(actor: Actor) -> QuerySet[Platform]:
    """The register: all or none."""
    return Platform.objects.all() if actor.can(VIEW) else Platform.objects.none()


def platform_for(actor: Actor, code: str) -> Platform:
    """The platform, or 404 for who may read none."""
    found = platforms_visible(actor).filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def _areas_seen(actor: Actor) -> list[int]:
    if not actor.can(VIEW):
        return []
    areas = once.told("areas of rounds", _areas_of_rounds)
    return [area_id for area_id in areas if actor.can(VIEW, area_id)]


def _areas_of_rounds() -> list[int]:
    return list(PlatformSelection.objects.order_by().values_list("area_id", flat=True).distinct())


def selections_visible(actor: Actor) -> QuerySet[PlatformSelection]:
    """Rounds of the areas over which the actor holds ``platforms.view``."""
    return PlatformSelection.objects.filter(area_id__in=_areas_seen(actor))


def selection_for(actor: Actor, code: str) -> PlatformSelection:
    """The round, or 404 for who may not see it."""
    rows = selections_visible(actor).select_related("area", "plan", "decision")
    found = rows.filter(code=code.upper()).first()
    if found is None:
        raise Http404
    return found


def may(actor: Actor, right: str, selection: PlatformSelection) -> bool:
    """Whether the actor holds the right where the round belongs."""
    return actor.can(right, selection.area_id)


def require_selection(actor: Actor, right: str, selection: PlatformSelection) -> None:
    """404 for outsiders, ``PermissionDenied`` (403) for readers without the right."""
    if may(actor, right, selection):
        return
    if not may(actor, VIEW, selection):
        raise Http404
    raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {right}")


def tiles_visible(actor: Actor) -> QuerySet[PlatformTile]:
    """Tiles that are or were shown; drafts for who sees their round."""
    if not actor.can(VIEW):
        return PlatformTile.objects.none()
    shown = Q(approved_at__isnull=False) | Q(selection__area_id__in=_areas_seen(actor))
    return PlatformTile.objects.filter(shown).select_related("platform", "selection", "decision")


def tile_for(actor: Actor, public_id: uuid.UUID) -> PlatformTile:
    """The tile, or 404."""
    found = tiles_visible(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
