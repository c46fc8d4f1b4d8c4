"""A fault told on the TV in three digits becomes an incident of the point, as one told on a phone does.

The row of the screen (``ReportedFault``) stays: it is about the TV; the incident is about the point and has a deadline.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction

from diemsang.core.actor import SystemActor
from diemsang.core.errors import Refused
from diemsang.operations.actions.faults import report_fault
from diemsang.operations.models import ENDED, FaultKind, FoundBy, Incident, Symptom
from diemsang.points.models import SupportPoint
from diemsang.screens.faults import fault_text
from diemsang.screens.models import Screen
from diemsang.screens.registry import StoredEvent

SAME: dict[str, tuple[FaultKind, Symptom]] = {
    "101": (FaultKind.ITEM, Symptom.SOUND),
    "102": (FaultKind.ITEM, Symptom.SOUND),
    "103": (FaultKind.ITEM, Symptom.SOUND),
    "201": (FaultKind.ITEM, Symptom.PICTURE),
    "202": (FaultKind.ITEM, Symptom.PICTURE),
    "203": (FaultKind.ITEM, Symptom.CONTROL),
    "301": (FaultKind.ITEM, Symptom.CONTROL),
    "302": (FaultKind.ITEM, Symptom.CONTROL),
    "401": (FaultKind.ITEM, Symptom.DEAD),
    "402": (FaultKind.ITEM, Symptom.CONTROL),
    "403": (FaultKind.POWER, Symptom.WEAK_POWER),
    "501": (FaultKind.LINE, Symptom.NO_NET),
    "502": (FaultKind.LINE, Symptom.SLOW),
    "601": (FaultKind.OTHER, Symptom.ELSE),
    "602": (FaultKind.OTHER, Symptom.ELSE),
    "603": (FaultKind.OTHER, Symptom.ELSE),
    "701": (FaultKind.ITEM, Symptom.BROKEN),
    "702": (FaultKind.ITEM, Symptom.MISSING),
    "703": (FaultKind.OTHER, Symptom.BUILDING),
    "901": (FaultKind.OTHER, Symptom.ELSE),
}
"""Number on the TV → what an incident calls it. One that a newer app knows is something else of the point."""


def tv_actor(screen: Screen) -> SystemActor:
    """Who the book and the journal say wrote it: the TV, for its operator is known to nobody here."""
    return SystemActor(actor_key=f"screen:{screen.public_id}", actor_label=f"TV {str(screen.public_id)[:8]}")


def tell_incidents(screen: Screen, events: Sequence[StoredEvent]) -> None:
    """Report the faults of a batch that was just stored (``registry.register_intake``).

    Told again while the same is open it makes no second one. What the register refuses stays a fault of the screen.
    """
    for event in events:
        if event.kind != "fault" or event.point_id is None:
            continue
        code = str(event.fields["code"])
        kind, symptom = SAME.get(code, (FaultKind.OTHER, Symptom.ELSE))
        note = f"{code}: {fault_text(code)}"
        # Of line and power the register joins what it is told again; of a piece only when it knows which.
        if kind in (FaultKind.ITEM, FaultKind.OTHER) and _stands(event.point_id, note):
            continue
        try:
            with transaction.atomic():
                report_fault(
                    actor=tv_actor(screen),
                    public_id=uuid.uuid5(screen.public_id, f"fault/{event.boot}/{event.fields['mono_ms']}/{code}"),
                    point=SupportPoint.objects.get(pk=event.point_id),
                    kind=kind,
                    symptom=symptom,
                    found_by=FoundBy.TV,
                    found_on=event.day_from if event.day_from == event.day_to else None,
                    note=note,
                )
        except Refused:
            continue


def _stands(point_id: int, note: str) -> bool:
    """A TV of the point told of the same number, and it is not closed."""
    rows = Incident.objects.filter(point_id=point_id, found_by=FoundBy.TV, note=note)
    return rows.exclude(state__in=ENDED).exists()
