"""Bringing the milestones *installed* and *accepted* in line with what checklists and signed minutes imply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import Office
from diemsang.areas.models import Area
from diemsang.core.actor import Actor
from diemsang.equipment.standing import KINDS, facts_of
from diemsang.points.actions import record_milestones, void_milestone
from diemsang.points.ledger import MilestoneFact
from diemsang.points.models import Milestone


@dataclass(frozen=True, slots=True)
class _ByMinute:
    """The person who handed in the signed copy, acting by the minute; made only by ``by_minute`` below.

    What allows it: holding ``minutes.sign`` over *every* point of the minute (``minutes.make`` to void it), which
    ``documents.actions`` asked before it called the hook; for an acceptance also ``equipment.accept``. The paper with
    its signatures is what moves the rows, so a single row asks no further right: who signs for a handover need not
    hold ``points.edit``. It stands for that one call, is never kept, and carries the key and name of the real person
    into every entry of the journal.
    """

    actor_key: str
    actor_label: str

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Always true: see the class."""
        return True


def by_minute(actor: Actor) -> Actor:
    """The same person in the journal, with what the minute allows; for the hooks of ``actions.signed``."""
    return _ByMinute(actor.actor_key, actor.actor_label)


def committee_of(*, actor: Actor, area: Area) -> Office:
    """The People's Committee of a unit, to be named on a paper; written down when it is not yet.

    It exists whether or not anybody wrote it down, so preparing the paper asks no right over accounts. The caller has
    asked its right over the points.
    """
    return ensure_committee(actor=by_minute(actor), area=area, duty="COMMUNE")


def settle(*, actor: Actor, name: str, point_ids: Collection[int], reason: str) -> None:
    """What no longer follows is voided with ``reason``, what follows is recorded. Again changes nothing."""
    facts = facts_of(name, point_ids)
    bring_in_line(actor=actor, name=name, kind=KINDS[name], facts=facts, point_ids=point_ids, reason=reason)


def bring_in_line(
    *, actor: Actor, name: str, kind: str, facts: Iterable[MilestoneFact], point_ids: Collection[int], reason: str
) -> None:
    """The milestones of these points that have their source in ``name`` become exactly ``facts``.

    The caller has the transaction and has checked its own right.
    """
    wanted = {(fact.point_id, fact.item, fact.on, fact.quantity, fact.source) for fact in facts}
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
    new = sorted(wanted - kept, key=lambda key: (key[2], key[4], key[1]))
    record_milestones(
        actor=actor,
        facts=[
            MilestoneFact(point_id, item, kind, on, quantity, source) for point_id, item, on, quantity, source in new
        ],
    )
