"""Remembering which plan was illustrated, so that the invention can be made again."""

from __future__ import annotations

import datetime as dt

from diemsang.plans.models import Plan
from diemsang.points.models import IllustrationRun


def remember_run(*, plan: Plan, seed: int, until: dt.date) -> IllustrationRun:
    """The plan has been illustrated up to ``until``; never shortened. Journalled by ``record_evidence``."""
    run, made = IllustrationRun.objects.get_or_create(plan=plan, defaults={"seed": seed, "until": until})
    if not made and until > run.until:
        run.until = until
        run.save(update_fields=["until"])
    return run
