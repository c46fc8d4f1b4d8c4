"""Who may see and write which incidents and inspections: they follow their point."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import Http404

from diemsang.core.actor import Actor
from diemsang.operations.models import Finding, Incident, Inspection
from diemsang.operations.queries.scope import VIEW, visible_to

REPORT, FAULTS = "operations.report", "operations.faults"
TERMS, INSPECT = "operations.terms", "operations.inspect"


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """Incidents of points whose running the actor may read."""
    rows = Incident.objects.filter(point__in=visible_to(actor, VIEW))
    return rows.select_related("point", "item", "asset", "outage", "assigned_office", "duplicate_of")


def incident_for(actor: Actor, public_id: uuid.UUID) -> Incident:
    """The incident, or 404."""
    found = incidents_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def inspections_for(actor: Actor) -> QuerySet[Inspection]:
    """Inspections of points whose running the actor may read."""
    return Inspection.objects.filter(point__in=visible_to(actor, VIEW)).select_related("point", "minute")


def inspection_for(actor: Actor, public_id: uuid.UUID) -> Inspection:
    """The inspection, or 404."""
    found = inspections_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def findings_for(actor: Actor) -> QuerySet[Finding]:
    """What inspections that stand found, at points whose running the actor may read."""
    rows = Finding.objects.filter(inspection__point__in=visible_to(actor, VIEW), inspection__voided_at=None)
    return rows.select_related("inspection__point", "line", "office")


def finding_for(actor: Actor, public_id: uuid.UUID) -> Finding:
    """The finding, or 404."""
    found = findings_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
