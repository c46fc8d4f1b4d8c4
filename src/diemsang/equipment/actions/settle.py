"""Bringing the milestones *installed* and *accepted* in line with what checklists and signed minutes imply."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.equipment.standing import KINDS, facts_of
from diemsang.points.actions import record_milestone, void_milestone
from diemsang.points.models import Milestone, SupportPoint


@dataclass(frozen=True, slots=True)
class ByMinute:
    """The person who handed in the signed copy, acting by the minute.

    The right over the rows was asked of who made the minute and of who hands it in (``minutes.sign``); the paper with
    its signatures is what moves them, so each single row asks no further right.
    """

    actor_key: str
    actor_label: str

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Always true."""
        return True


def by_minute(actor: Actor) -> ByMinute:
    """The same name in the journal, with what the minute allows."""
    return ByMinute(actor.actor_key, actor.actor_label)


def settle(*, actor: Actor, name: str, point_ids: Collection[int], reason: str) -> None:
    """What no longer follows is voided with ``reason``, what follows is recorded. Again changes nothing."""
    kind = KINDS[name]
    wanted = {(fact.point_id, fact.item, fact.on, fact.quantity, fact.source) for fact in facts_of(name, point_ids)}
    rows = Milestone.objects.filter(
        point_id__in=point_ids, kind=kind, source__startswith=f"{name}:", voided_at=None
    ).select_related("point")
    kept = set()
    for row in rows:
        key = (row.point_id, row.item, row.on, row.quantity, row.source)
        if key in wanted:
            kept.add(key)
        else:
            void_milestone(actor=actor, milestone=row, reason=reason)
    points = SupportPoint.objects.in_bulk({key[0] for key in wanted - kept})
    for point_id, item, on, quantity, source in sorted(wanted - kept, key=lambda key: (key[2], key[4], key[1])):
        record_milestone(
            actor=actor, point=points[point_id], item=item, kind=kind, on=on, quantity=quantity, source=source
        )
