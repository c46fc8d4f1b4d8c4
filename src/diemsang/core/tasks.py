"""What waits for a person: each app tells its part, the home page puts it in order.

A task is one line with one button. Things of the same kind beyond a few become one line that says how many and leads
to the list which shows them, so a page of three hundred tasks is as short as a page of three.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from django.db.models import Model, QuerySet

from diemsang.core.actor import Actor

FEW = 3
"""Things of one kind that are named one by one."""
WEEK = dt.timedelta(days=7)
Row = TypeVar("Row", bound=Model)


class When(IntEnum):
    """The order of the page."""

    LATE = 0
    TODAY = 1
    WEEK = 2
    LATER = 3


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person.

    ``due``: its last good day, null when none is set; ``since``: from when it waits, null when nobody knows.
    ``now``: for today although no day is set. ``count``: how many things the line stands for.
    """

    what: str
    action: str
    href: str
    where: str = ""
    due: dt.date | None = None
    since: dt.date | None = None
    now: bool = False
    count: int = 1

    def when(self, day: dt.date) -> When:
        """Where on the page it stands on ``day``."""
        if self.due is not None and self.due < day:
            return When.LATE
        if self.now or self.due == day:
            return When.TODAY
        return When.WEEK if self.due is not None and self.due <= day + WEEK else When.LATER


Source = Callable[[Actor, dt.date], Iterable[Task]]

_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """``source(actor, day)`` gives what waits for the actor, in a bounded number of lines and queries."""
    _sources[name] = source


def told(rows: QuerySet[Row], one: Callable[[Row], Task], many: Callable[[int, Row], Task]) -> list[Task]:
    """A few rows one by one; more as one line made of their number and the first. At most two queries."""
    first = list(rows[: FEW + 1])
    if len(first) <= FEW:
        return [one(row) for row in first]
    return [many(rows.count(), first[0])]


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one stretch of time."""

    when: When
    tasks: Sequence[Task]


def tasks_for(actor: Actor, day: dt.date) -> list[Group]:
    """All that waits: late things first, within a stretch the earliest day first; empty stretches are left out."""
    found = [task for source in _sources.values() for task in source(actor, day)]
    found.sort(key=lambda task: (task.due or dt.date.max, task.since or dt.date.max))
    groups = [Group(when, [task for task in found if task.when(day) is when]) for when in When]
    return [group for group in groups if group.tasks]
