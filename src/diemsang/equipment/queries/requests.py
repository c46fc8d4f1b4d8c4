"""Requests (DN_TL) about pieces: which wait for a signature, and those of a point."""

from __future__ import annotations

from collections.abc import Collection

from diemsang.core.actor import Actor
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.documents.queries.minutes import visible_to as visible_minutes
from diemsang.equipment.models import ActLine
from diemsang.points.models import SupportPoint


def asked_for(assets: Collection[int]) -> dict[int, Minute]:
    """Piece → the request about it that is neither signed nor void. One query."""
    lines = ActLine.objects.filter(asset__in=assets, act__kind=MinuteKind.DN_TL).select_related("act__minute")
    open_ = lines.exclude(act__minute__state__in=(MinuteState.VOID, MinuteState.SIGNED)).order_by("act_id")
    return {line.asset_id: line.act.minute for line in open_ if line.asset_id is not None}


def requests_of(actor: Actor, point: SupportPoint) -> list[Minute]:
    """Requests about pieces of the point that the actor may see, the void left out, latest first."""
    told = ActLine.objects.filter(point=point, act__kind=MinuteKind.DN_TL).values("act__minute")
    return list(visible_minutes(actor).filter(pk__in=told).exclude(state=MinuteState.VOID).order_by("-on", "-id"))
