"""What the acts share: sentences that know no person's name, problems, months."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.training.models import Certificate, Course, Enrolment, Trainee, TrainingClass


def refuse(problems: Iterable[Problem], message: str = "") -> None:
    """``Refused`` with all of them, if any."""
    found = list(problems)
    if found:
        raise Refused(message or _("Chưa ghi được."), found)


def tell_class(actor: Actor, action: str, training_class: TrainingClass, reason: str = "", **data: Any) -> None:
    """One sentence about a class."""
    record(
        actor=actor,
        action=action,
        subject_type="training_class",
        subject_key=str(training_class.public_id),
        subject_label=str(training_class),
        data=data,
        reason=reason,
    )


def tell_course(actor: Actor, action: str, course: Course, **data: Any) -> None:
    """One sentence about a course."""
    record(
        actor=actor,
        action=action,
        subject_type="course",
        subject_key=str(course.public_id),
        subject_label=course.title,
        data=data,
    )


def tell_trainee(actor: Actor, action: str, trainee: Trainee, reason: str = "", **data: Any) -> None:
    """One sentence about a person, by code: the journal keeps everything for ever, so it never learns the name."""
    record(
        actor=actor,
        action=action,
        subject_type="trainee",
        subject_key=str(trainee.public_id),
        subject_label=trainee.code,
        data=data,
        reason=reason,
    )


def needed(where: str, text: str, limit: int, problems: list[Problem]) -> str:
    """The text in one form; a problem when it is empty or too long."""
    text = nfc(text)
    if not text:
        problems.append(Problem(where, _("còn trống."), _("Ghi vào ô này.")))
    return short(where, text, limit, problems)


def short(where: str, text: str, limit: int, problems: list[Problem]) -> str:
    """The text in one form; a problem when it is too long."""
    text = nfc(text)
    if len(text) > limit:
        problems.append(Problem(where, _("dài quá %(limit)s chữ.") % {"limit": limit}, _("Rút gọn.")))
    return text


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month when there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    year, month = min(year, dt.date.max.year - 1), month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def keep_until(*days: dt.date | None) -> dt.date:
    """Until when a name is kept: ``TRAINING_KEEP_MONTHS`` after the latest of these days."""
    latest = max([day for day in days if day], default=clock.today())
    return add_months(latest, settings.TRAINING_KEEP_MONTHS)


def refresh_keep(trainee: Trainee) -> None:
    """Reckon anew: after the last class that took place or is to come, the end of the last certificate, or the day on
    which they last left a point."""
    seats = Enrolment.objects.filter(trainee=trainee, voided_at=None).exclude(training_class__state="cancelled")
    ends = list(seats.values_list("training_class__ends_on", flat=True))
    held = Certificate.objects.filter(enrolment__trainee=trainee, withdrawn_on=None)
    lasts = list(held.values_list("expires_on", flat=True))
    recorded = trainee.recorded_at.astimezone(clock.VIETNAM).date()
    left = [post.ends for post in trainee.posts.filter(voided_at=None).select_related("assignment")]
    until = keep_until(recorded, *ends, *lasts, *left)
    if until != trainee.keep_until:
        trainee.keep_until = until
        trainee.save(update_fields=["keep_until"])
