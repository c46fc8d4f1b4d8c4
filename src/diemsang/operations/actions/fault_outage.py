"""An incident of line or power and the outage behind it: one fact, told once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.equipment.rights import STOCKTAKE
from diemsang.operations.actions.power import end_outage, record_outage
from diemsang.operations.actions.void import unvoid_fact, void_fact
from diemsang.operations.models import FaultState, Incident, Outage, Symptom
from diemsang.operations.models.faults import AWAY
from diemsang.operations.queries.scope import MANAGE


@dataclass(frozen=True, slots=True)
class ByIncident:
    """The person who tells of an incident or of its repair, which asked for that right over the point.

    Made only for what follows from it: the outage of line or power, and how the piece is. The journal names the person.
    """

    actor_key: str
    actor_label: str

    @classmethod
    def of(cls, actor: Actor) -> ByIncident:
        """For this person."""
        return cls(actor.actor_key, actor.actor_label)

    def can(self, right: str, area_id: int | None = None) -> bool:
        """To write outages and what happened to a piece, and nothing else."""
        return right in {MANAGE, STOCKTAKE}


def linked_outage(actor: Actor, incident: Incident, since: dt.date | None) -> Outage | None:
    """The outage that this incident is part of: one that stands over that day, else a new one from that day.

    Null for what is no outage, and when nobody knows since when and none is running. Never a second one over the
    same hours.
    """
    kind = AWAY.get(Symptom(incident.symptom))
    if kind is None:
        return None
    rows = Outage.objects.filter(point=incident.point, kind=kind, voided_at=None)
    running = rows.filter(over=False).first()
    if running is not None:
        return running
    if since is None:
        return None
    start = dt.datetime.combine(since, dt.time.min)
    after = [row for row in rows.order_by("-start_on") if row.span[1] > start]
    if after:
        return next((row for row in after if row.span[0] < start + dt.timedelta(days=1)), None)
    public_id = _outage_id(incident, since)
    taken_back = Outage.objects.filter(public_id=public_id).exclude(voided_at=None).select_related("point").first()
    if taken_back is not None:
        unvoid_fact(actor=ByIncident.of(actor), fact=taken_back, reason=f"{incident.code} mở lại")
        return Outage.objects.get(pk=taken_back.pk)
    return record_outage(
        actor=ByIncident.of(actor),
        public_id=public_id,
        point=incident.point,
        kind=kind,
        start_on=since,
        source=f"Sự cố do {actor.actor_label} báo"[:500],
    )


def _outage_id(incident: Incident, since: dt.date) -> uuid.UUID:
    return uuid.uuid5(incident.public_id, f"outage-{since:%Y%m%d}")


def take_back_linked(actor: Actor, incident: Incident, reason: str) -> None:
    """The incident was none: the outage that it alone had begun was none either. One that somebody else wrote, that
    has ended, or that another incident is part of, stays."""
    outage = incident.outage
    if outage is None or outage.voided_at is not None or outage.over:
        return
    if outage.start_on is None or outage.public_id != _outage_id(incident, outage.start_on):
        return
    others = Incident.objects.filter(outage=outage).exclude(pk=incident.pk).exclude(state=FaultState.WITHDRAWN)
    if not others.exists():
        void_fact(actor=ByIncident.of(actor), fact=outage, reason=f"{incident.code}: {reason}"[:300])


def end_linked(actor: Actor, incident: Incident, on: dt.date) -> None:
    """The repair ended the outage, if nobody wrote its end before."""
    outage = incident.outage
    if outage is not None:
        outage = Outage.objects.filter(pk=outage.pk, voided_at=None, over=False).select_related("point").first()
    if outage is not None:
        end_outage(actor=ByIncident.of(actor), outage=outage, end_on=on)
