"""Pairing the TV of a point while its equipment is put up: by the code that it shows."""

from __future__ import annotations

from diemsang.core.actor import Actor
from diemsang.equipment.hands import Pairing
from diemsang.points.models import SupportPoint
from diemsang.screens.actions import claim_screen
from diemsang.screens.queries.claiming import screens_at
from diemsang.screens.queries.scope import CLAIM, may


def _pair(actor: Actor, point: SupportPoint, code: str) -> None:
    claim_screen(actor=actor, code=code, point=point)


def _standing(point: SupportPoint) -> list[str]:
    return [str(screen) for screen in screens_at(point)]


def _may(actor: Actor, point: SupportPoint) -> bool:
    return may(actor, CLAIM, point)


PAIRING = Pairing(pair=_pair, standing=_standing, may=_may)
