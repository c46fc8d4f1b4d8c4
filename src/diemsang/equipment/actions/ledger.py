"""Bringing the milestone ledger in line with what deliveries imply, inside the act that changed them."""

from __future__ import annotations

from collections.abc import Collection

from diemsang.core.actor import Actor
from diemsang.equipment.actions.settle import bring_in_line
from diemsang.equipment.ledger import DELIVERED, NAME, facts_of


def settle_points(*, actor: Actor, point_ids: Collection[int], reason: str) -> None:
    """What no longer follows from the deliveries to these points is voided with ``reason``, what follows is recorded.

    The caller has the transaction and has checked its own right. Again changes nothing.
    """
    facts = facts_of(point_ids)
    bring_in_line(actor=actor, name=NAME, kind=DELIVERED, facts=facts, point_ids=point_ids, reason=reason)
