"""Writing invented training of a demonstration home; every name says *minh họa*."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.text import search_key, sort_key
from diemsang.points.models import SupportPoint
from diemsang.training.actions.certificates import issue_certificates
from diemsang.training.actions.common import keep_until, tell_class
from diemsang.training.codes import ANSWER, new_code
from diemsang.training.models import (
    Attendance,
    ClassState,
    Enrolment,
    Trainee,
    TraineePost,
    TrainingClass,
)


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody invented: their point, how they did, and the first day on which they were gone (null: still there)."""

    public_id: uuid.UUID
    name: str
    point: SupportPoint
    since: dt.date
    pre: int
    post: int
    gone_on: dt.date | None = None


def give_class(*, public_id: uuid.UUID, trainer: User) -> None:
    """An invented class was held by an invented trainer, also when it is closed already."""
    TrainingClass.objects.filter(public_id=public_id, trainer_user=None).update(
        trainer_user=trainer, trainer=str(trainer)
    )


@transaction.atomic
def write_class(*, actor: Actor, training_class: TrainingClass, learners: Sequence[Learner], source: str) -> None:
    """A class that took place, at once; a class with a list already is left alone."""
    if training_class.enrolments.exists():
        return
    now, until = clock.now(), keep_until(training_class.ends_on)
    people = Trainee.objects.bulk_create(
        Trainee(
            public_id=one.public_id,
            name=one.name,
            search_key=search_key(one.name)[:140],
            name_sort=sort_key(one.name),
            keep_until=until,
            recorded_at=now,
        )
        for one in learners
    )
    TraineePost.objects.bulk_create(
        TraineePost(
            public_id=uuid.uuid5(one.public_id, "post"),
            trainee=person,
            point=one.point,
            valid_from=one.since,
            valid_to=one.gone_on,
            source=source,
            recorded_at=now,
        )
        for one, person in zip(learners, people, strict=True)
    )
    seats = Enrolment.objects.bulk_create(
        Enrolment(
            public_id=uuid.uuid5(one.public_id, "seat"),
            training_class=training_class,
            trainee=person,
            point=one.point,
            answer_code=new_code(ANSWER),
            pre_score=one.pre,
            post_score=one.post,
            recorded_at=now,
        )
        for one, person in zip(learners, people, strict=True)
    )
    Attendance.objects.bulk_create(
        Attendance(enrolment=seat, on=day, present=True, marked_at=now) for seat in seats for day in training_class.days
    )
    rows = Enrolment.objects.filter(training_class=training_class).prefetch_related("attendance")
    passed, issued = issue_certificates(training_class, list(rows))
    training_class.state, training_class.closed_at = ClassState.CLOSED, now
    training_class.save(update_fields=["state", "closed_at"])
    tell_class(actor, "training.closed", training_class, passed=passed, issued=issued)
    for expires in {row.expires_on for seat in rows for row in seat.certificates.all()}:
        held = Trainee.objects.filter(enrolments__certificates__expires_on=expires, enrolments__in=seats)
        held.update(keep_until=keep_until(training_class.ends_on, expires))
