"""What residents' questions ask of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import Task
from diemsang.core.vietnamese import number
from diemsang.feedback.queries.rows import waiting_for


def question_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """One line each for questions to look at, to answer, and answers to approve."""
    for line in waiting_for(actor, day):
        what = line.text if line.count == 1 else f"{line.text} ({number(line.count)})"
        due = line.since if line.key == "answer" else None
        since = None if line.key == "answer" else line.since
        yield Task(what, _("Mở"), line.href, due=due, since=since, now=line.key == "accept", count=line.count)
