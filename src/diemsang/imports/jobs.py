"""Long files go through the queue. Every step can be asked for twice: the run's state decides who does it."""

from __future__ import annotations

import contextlib

from django.core.exceptions import PermissionDenied
from django_q.tasks import async_task

from diemsang.core.errors import Refused
from diemsang.imports import actions
from diemsang.imports.models import ImportRun

INLINE = 300
"""Rows up to which a file is checked and applied while the person waits."""


def send_check(run: ImportRun) -> None:
    """Ask a worker for the check."""
    async_task("diemsang.imports.jobs.check", run.pk)


def send_apply(run: ImportRun) -> None:
    """Ask a worker to apply."""
    async_task("diemsang.imports.jobs.apply", run.pk)


def check(pk: int) -> None:
    """In the worker: as the person who brought the file."""
    run = ImportRun.objects.select_related("owner", "blob").filter(pk=pk).first()
    if run is not None:
        actions.check_run(actor=run.owner, run=run)


def apply(pk: int) -> None:
    """In the worker. A refusal is no fault of the job: the run is back at its check, whose page says why."""
    run = ImportRun.objects.select_related("owner", "blob").filter(pk=pk, state="queued").first()
    if run is not None:
        with contextlib.suppress(Refused, PermissionDenied):
            actions.apply_run(actor=run.owner, run=run)
