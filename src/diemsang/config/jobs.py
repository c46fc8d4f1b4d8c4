"""Scheduled housekeeping, run by the worker through django-q2."""

from __future__ import annotations

import datetime as dt

from django.core.management import call_command
from django.db import transaction
from django_q.models import Schedule

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.config.check import run_checks
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.library.actions import publish_by_date
from diemsang.screens.actions.tiles import settle_tiles
from diemsang.training.actions import forget_due

register("config.nightly_check", "kiểm tra {subject} hằng đêm: {problems} vấn đề")

JOBS = (
    "diemsang.config.jobs.clear_sessions",
    "diemsang.config.jobs.nightly_check",
    "diemsang.config.jobs.publish_new_day",
    "diemsang.config.jobs.forget_old_trainees",
)
HOUR = dt.time(2, 15, tzinfo=clock.VIETNAM)


def ensure_schedules() -> None:
    """Keep exactly one nightly schedule for each job; called when a worker starts."""
    tonight = dt.datetime.combine(clock.today() + dt.timedelta(days=1), HOUR)
    with transaction.atomic():
        for function in JOBS:
            values = {"func": function, "schedule_type": Schedule.DAILY, "repeats": -1, "next_run": tonight}
            Schedule.objects.get_or_create(name=function, defaults=values)


def clear_sessions() -> None:
    """Delete expired sessions."""
    call_command("clearsessions")


def nightly_check() -> None:
    """Run ``diemsang check`` and tell the journal, where an administrator reads it."""
    problems = run_checks().problems
    record(
        actor=SYSTEM,
        action="config.nightly_check",
        subject_type="hub",
        subject_key="hub",
        subject_label="hub",
        data={"problems": len(problems), "sentences": problems[:50]},
    )


def publish_new_day() -> None:
    """Televisions hide what expired by its date anyway; this takes it out of the tree and lets the next edition in.

    Tiles of platforms begin and end with their days and their rounds.
    """
    publish_by_date(actor=SYSTEM)
    settle_tiles(SYSTEM)


def forget_old_trainees() -> None:
    """Names of trained people go when the time for which they are kept is over."""
    forget_due(actor=SYSTEM)
