"""Logs from TVs that wait for a person of the point."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diemsang.operations.day_fields import name_words, value_words
from diemsang.operations.models import DayField, LogSource, WaitingLog, WaitingWhy
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
    rows = list(WaitingLog.objects.filter(point=point, settled_at=None))
    told: dict[dt.date, dict[str, Any]] = defaultdict(dict)
    days = {row.said_day for row in rows}
    fields = DayField.objects.filter(log__point=point, log__day__in=days, source=LogSource.TV)
    for day, name, value in fields.values_list("log__day", "name", "value"):
        told[day][name] = value
    return [_shown(row, told.get(row.said_day, {})) for row in rows]


def waiting_count(point: SupportPoint) -> int:
    """How many wait at the point."""
    return WaitingLog.objects.filter(point=point, settled_at=None).count()


def _shown(row: WaitingLog, told: Mapping[str, Any]) -> Waiting:
    proposed = row.said_day if row.from_day <= row.said_day <= row.last_day else None
    span = (row.last_day - row.from_day).days + 1
    days = [row.from_day + ONE_DAY * at for at in range(span)] if span <= CHOICES else []
    lines = [(name_words(name), value_words(name, value)) for name, value in row.fields.items() if value is not None]
    held = [
        (name_words(name), value_words(name, value))
        for name, value in told.items()
        if proposed is not None and name in row.fields and row.fields[name] != value
    ]
    return Waiting(row, lines, proposed, days, held)
