"""Certificates are given when a class closes, and withdrawn with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.training.actions.common import add_months, needed, refresh_keep, refuse, tell_trainee
from diemsang.training.codes import CERTIFICATE, new_code
from diemsang.training.marks import has_passed
from diemsang.training.models import Certificate, Enrolment, TrainingClass
from diemsang.training.queries.scope import MANAGE, require_class

register("training.withdraw", "thu hồi chứng nhận của {subject}")


def issue_certificates(training_class: TrainingClass, seats: Sequence[Enrolment]) -> tuple[int, int]:
    """For who passed and holds none of this class (or a withdrawn one): how many passed, how many are new.

    Called by the action that closes the class, which journals it. Seats come with their attendance.
    """
    course, days = training_class.course, len(training_class.days)
    passed = [
        seat
        for seat in seats
        if has_passed(
            course, days=days, present=[mark.present for mark in seat.attendance.all()], score=seat.post_score
        )
    ]
    standing = Certificate.objects.filter(enrolment__in=passed, withdrawn_on=None)
    known = set(standing.values_list("enrolment_id", flat=True))
    on = training_class.ends_on
    expires = add_months(on, course.validity_months) if course.validity_months else None
    made = [
        Certificate(
            public_id=uuid.uuid4(),
            enrolment=seat,
            code=new_code(CERTIFICATE),
            issued_on=on,
            expires_on=expires,
            issued_at=clock.now(),
        )
        for seat in passed
        if seat.pk not in known
    ]
    Certificate.objects.bulk_create(made)
    return len(passed), len(made)


@transaction.atomic
def withdraw_certificate(*, actor: Actor, certificate: Certificate, reason: str) -> Certificate:
    """It no longer counts from today on; the public check says so, never why. Again changes nothing."""
    seat = certificate.enrolment
    require_class(actor, MANAGE, seat.training_class)
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("enrolment__trainee")
    row = rows.get(pk=certificate.pk)
    if row.withdrawn_on is not None:
        return row
    problems: list[Problem] = []
    reason = needed(_("Lý do thu hồi"), reason, 300, problems)
    refuse(problems, _("Chưa thu hồi được chứng nhận."))
    row.withdrawn_on, row.withdraw_reason = clock.today(), reason
    row.save(update_fields=["withdrawn_on", "withdraw_reason"])
    if row.enrolment.trainee is not None:
        refresh_keep(row.enrolment.trainee)
        tell_trainee(actor, "training.withdraw", row.enrolment.trainee, reason)
    return row
