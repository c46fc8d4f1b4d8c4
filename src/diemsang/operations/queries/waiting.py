"""Logs from TVs that wait for a person of the point."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from diemsang.operations.day_fields import name_words, value_words
from diemsang.operations.models import LogSource, WaitingLog, WaitingWhy
from diemsang.operations.queries.days import said_by
from diemsang.points.models import SupportPoint

CHOICES = 31
"""Up to so many days are offered in a list; beyond, the day is typed."""
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One log as the page shows it. ``proposed`` null: the TV's own day cannot be true. ``days`` empty: too many."""

    row: WaitingLog
    lines: list[tuple[str, str]]
    proposed: dt.date | None
    days: list[dt.date]
    held: list[tuple[str, str]]
    """What the book has from the TV on the proposed day, where that differs: it would be replaced."""

    @property
    def many(self) -> bool:
        """The day is sure; the person is asked about the numbers."""
        return self.row.why == WaitingWhy.MANY


def waiting_rows(point: SupportPoint) -> list[Waiting]:
    """Oldest first."""
    return [_shown(point, row) for row in WaitingLog.objects.filter(point=point, settled_at=None)]


def waiting_count(point: SupportPoint) -> int:
    """How many wait at the point."""
    return WaitingLog.objects.filter(point=point, settled_at=None).count()


def _shown(point: SupportPoint, row: WaitingLog) -> Waiting:
    proposed = row.said_day if row.from_day <= row.said_day <= row.last_day else None
    span = (row.last_day - row.from_day).days + 1
    days = [row.from_day + ONE_DAY * at for at in range(span)] if span <= CHOICES else []
    before = said_by(point, proposed, LogSource.TV) if proposed is not None else {}
    lines = [(name_words(name), value_words(name, value)) for name, value in row.fields.items() if value is not None]
    held = [
        (name_words(name), value_words(name, value))
        for name, value in before.items()
        if name in row.fields and row.fields[name] != value
    ]
    return Waiting(row, lines, proposed, days, held)
