"""Who may see and write which incidents and inspections: they follow their point; a firm sees what it is to repair."""

from __future__ import annotations

import uuid

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from diemsang.accounts.scope import holds_own
from diemsang.core.actor import Actor
from diemsang.equipment.queries.scope import own_firms
from diemsang.operations.models import FaultState, Finding, Incident, Inspection
from diemsang.operations.queries.scope import VIEW, visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to as visible_points

REPORT, FAULTS = "operations.report", "operations.faults"
TERMS, INSPECT = "operations.terms", "operations.inspect"
FIX = "operations.fix"
"""Held over one's own: what is given to a firm that the person speaks for."""


def reads_faults(actor: Actor) -> bool:
    """Whether there is a list of incidents for the actor at all."""
    return actor.can(VIEW) or actor.can(FIX)


def given_to_own(actor: Actor) -> Q:
    """Incidents given to a firm that the actor speaks for, as long as they are given to it."""
    return Q(assigned_firm__in=own_firms(actor)) & ~Q(state__in=(FaultState.REPORTED, FaultState.WITHDRAWN))


def _of_own(actor: Actor) -> Q:
    """What is given to the firm, and confirmed incidents of pieces that it sold and that began under warranty."""
    sold = Incident.objects.annotate(began=Coalesce("found_on", "opened_on")).filter(
        opened_on__isnull=False,
        asset__lot__contract__supplier__in=own_firms(actor),
        asset__warranty_from__lte=F("began"),
        asset__warranty_to__gte=F("began"),
    )
    sold = sold.exclude(state__in=(FaultState.REPORTED, FaultState.WITHDRAWN))
    return given_to_own(actor) | Q(pk__in=sold.order_by().values("pk"))


def own_points(actor: Actor) -> Q:
    """Points of the incidents that are given to the actor's firms."""
    return Q(Exists(Incident.objects.filter(given_to_own(actor), point=OuterRef("pk"))))


def fault_points(actor: Actor) -> QuerySet[SupportPoint]:
    """Points among which the actor looks for incidents: those whose running they read, and those of their own."""
    within = visible_to(actor, VIEW)
    if not holds_own(actor, FIX):
        return within
    return SupportPoint.objects.filter(Q(pk__in=within.values("pk")) | Q(pk__in=visible_points(actor).values("pk")))


def fixes_own(actor: Actor, incident: Incident) -> bool:
    """Whether the actor may write down a visit because the incident is given to their firm."""
    return holds_own(actor, FIX) and Incident.objects.filter(given_to_own(actor), pk=incident.pk).exists()


def incidents_for(actor: Actor) -> QuerySet[Incident]:
    """Incidents of points whose running the actor may read, and those of their own firms."""
    reach = Q(point__in=visible_to(actor, VIEW))
    if holds_own(actor, FIX):
        reach |= _of_own(actor)
    rows = Incident.objects.filter(reach)
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
