"""Writing invented visits of a demonstration home; every team says *minh họa* in its name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record_many
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.equipment.models import Checklist, WorkOrder


@transaction.atomic
def write_visits(*, actor: Actor, rows: Sequence[WorkOrder]) -> int:
    """Visits that were made, many at once, with the journal of ``plan_visit``; those on record are left alone.

    The installation written at the point on that day becomes the visit's. How many were new.
    """
    known = set(
        WorkOrder.objects.filter(public_id__in=[row.public_id for row in rows]).values_list("public_id", flat=True)
    )
    fresh = [row for row in rows if row.public_id not in known]
    for row in fresh:
        row.state, row.made_by, row.made_at = WorkOrder.State.DONE, actor.actor_label[:200], clock.now()
    WorkOrder.objects.bulk_create(fresh, batch_size=500)
    made = {
        (row.point_id, row.on): row for row in WorkOrder.objects.filter(public_id__in=[row.public_id for row in fresh])
    }
    checks = list(Checklist.objects.filter(point__in=[row.point_id for row in fresh], order=None, voided_at=None))
    for check in checks:
        check.order = made.get((check.point_id, check.on))
    Checklist.objects.bulk_update(checks, ["order"], batch_size=500)
    told = [Told(row.point.code, {"team": row.team.name, "on": f"{row.on:%d/%m/%Y}"}) for row in fresh]
    if told:
        record_many(actor=actor, action="equipment.order", subject_type="point", items=told)
    return len(fresh)
