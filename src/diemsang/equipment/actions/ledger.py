"""Bringing the milestone ledger in line with what deliveries imply, inside the act that changed them."""

from __future__ import annotations

from collections.abc import Collection

from diemsang.core.actor import Actor
from diemsang.equipment.ledger import DELIVERED, NAME, facts_of
from diemsang.points.actions import record_milestones, void_milestone
from diemsang.points.ledger import MilestoneFact
from diemsang.points.models import Milestone


def settle_points(*, actor: Actor, point_ids: Collection[int], reason: str) -> None:
    """What no longer follows from the deliveries to these points is voided with ``reason``, what follows is recorded.

    The caller has the transaction and has checked its own right. Again changes nothing.
    """
    wanted = {(fact.point_id, fact.item, fact.on, fact.quantity, fact.source) for fact in facts_of(point_ids)}
    standing = Milestone.objects.filter(
        point_id__in=point_ids, kind=DELIVERED, source__startswith=f"{NAME}:", voided_at=None
    ).select_related("point")
    kept = set()
    for row in standing:
        key = (row.point_id, row.item, row.on, row.quantity, row.source)
        if key in wanted:
            kept.add(key)
        else:
            void_milestone(actor=actor, milestone=row, reason=reason)
    new = sorted(wanted - kept, key=lambda key: (key[2], key[4], key[1]))
    record_milestones(
        actor=actor,
        facts=[
            MilestoneFact(point_id, item, DELIVERED, on, quantity, source)
            for point_id, item, on, quantity, source in new
        ],
    )
