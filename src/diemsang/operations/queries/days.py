"""The daily log as a person reads it: today, one day with its sources, a month of a point, a month of many."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.operations.day_fields import HEADS, VISITS, name_words, value_words
from diemsang.operations.hours import open_minutes
from diemsang.operations.models import DayEntry, DayField, DayLog, LogSource, PostedHours
from diemsang.operations.registry import Evidence, evidence_of
from diemsang.operations.weighing import Held, Said, heads_total, weigh
from diemsang.points.models import SupportPoint, Suspension
from diemsang.points.queries import placed_rows

LATE = 3
ONE_DAY = dt.timedelta(days=1)


def month_of(text: str, today: dt.date) -> dt.date:
    """The first day of ``2026-03``; of this month when it is no month, or lies ahead."""
    try:
        first = dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if dt.date(2021, 1, 1) <= first <= today else today.replace(day=1)


def last_of(first: dt.date) -> dt.date:
    """The last day of the month."""
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


@dataclass(frozen=True, slots=True)
class OneSaid:
    """What a source says of a name, in words."""

    source: str
    source_words: str
    words: str
    at: dt.datetime
    by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One name of a day with everything said about it."""

    name: str
    words: str
    said: list[OneSaid]
    differs: bool


@dataclass(frozen=True, slots=True)
class DayStory:
    """One day of a point. ``log`` null: nobody wrote anything."""

    log: DayLog | None
    held: Held
    lines: list[FieldLine]
    entries: list[DayEntry]
    evidence: Evidence | None
    late: bool

    def mine(self, source: str) -> dict[str, Any]:
        """What one source said, by name."""
        return {line.name: one for line in self.lines for one in line.said if one.source == source}


def day_story(point: SupportPoint, day: dt.date) -> DayStory:
    """The day with its sources, its history and what the screen tells."""
    log = DayLog.objects.filter(point=point, day=day).first()
    rows = list(DayField.objects.filter(log=log)) if log is not None else []
    held = weigh(as_said(rows), log.chosen if log is not None else {})
    return DayStory(
        log=log,
        held=held,
        lines=_lines(rows, held),
        entries=list(DayEntry.objects.filter(log=log).order_by("-at", "-id")[:50]) if log is not None else [],
        evidence=evidence_of({point.pk}, day, day).get((point.pk, day)),
        late=log is not None and log.late_days > LATE,
    )


def as_said(rows: Iterable[DayField]) -> list[Said]:
    """Rows as weighing takes them."""
    return [Said(row.name, row.source, row.value, row.said_at, row.said_by) for row in rows]


def said_by(point: SupportPoint, day: dt.date, source: str) -> dict[str, Any]:
    """What one source said of a day, by name."""
    rows = DayField.objects.filter(log__point=point, log__day=day, source=source)
    return dict(rows.values_list("name", "value"))


def _lines(rows: Sequence[DayField], held: Held) -> list[FieldLine]:
    by_name: dict[str, list[DayField]] = defaultdict(list)
    for row in rows:
        by_name[VISITS if row.name in HEADS else row.name].append(row)
    lines = []
    for name in sorted(by_name, key=_order):
        said = []
        for source in sorted({row.source for row in by_name[name]}):
            mine = [row for row in by_name[name] if row.source == source]
            if name == VISITS:
                parts = {row.name: row.value for row in mine}
                words = str(heads_total(parts))
                known = [f"{name_words(part)} {parts[part]}" for part in HEADS[1:] if part in parts]
                words += f" ({', '.join(known)})" if known else ""
            else:
                words = value_words(name, mine[0].value)
            newest = max(mine, key=lambda row: row.said_at)
            label = str(LogSource(source).label)
            said.append(OneSaid(source, label, words, newest.said_at, newest.said_by, held.sources.get(name) == source))
        lines.append(FieldLine(name, name_words(name), said, name in held.differs))
    return lines


def _order(name: str) -> tuple[int, str]:
    first = ["not_open", "opened", "closed", VISITS]
    return (first.index(name), "") if name in first else (len(first) + name.startswith("support"), name)


@dataclass(slots=True)
class DayRow:
    """One day of a month, as a line and as a box of the calendar."""

    day: dt.date
    log: DayLog | None = None
    posted: bool | None = None
    suspended: bool = False
    ahead: bool = False
    today: bool = False
    evidence: Evidence | None = None

    @property
    def missing(self) -> bool:
        """The point said it would be open, and nobody wrote what happened."""
        return self.log is None and bool(self.posted) and not (self.ahead or self.today or self.suspended)

    @property
    def late(self) -> bool:
        """First written more than three days later."""
        return self.log is not None and self.log.late_days > LATE

    @property
    def state(self) -> str:
        """In one word."""
        if self.log is not None and self.log.not_open:
            return _("không mở")
        if self.log is not None and self.log.active:
            return _("có hoạt động")
        if self.suspended:
            return _("tạm dừng")
        if self.log is not None:
            return _("đã ghi")
        return _("thiếu sổ") if self.missing else ""

    @property
    def tone(self) -> str:
        """For the badge."""
        tones = {_("không mở"): "turmeric", _("có hoạt động"): "leaf", _("thiếu sổ"): "madder"}
        return tones.get(self.state, "plain")

    @property
    def hours(self) -> float | None:
        """Hours between opening and closing."""
        minutes = open_minutes(self.log.opened, self.log.closed) if self.log is not None else None
        return round(minutes / 60, 1) if minutes is not None else None

    @property
    def difference(self) -> str:
        """How the screen's evidence differs from the log; empty when it does not or nothing is known."""
        told = self.evidence
        if told is None:
            return ""
        words = []
        log = self.log
        if told.opened and (log is None or log.opened is None):
            words.append(_("màn hình: có mở; sổ: chưa ghi mở") if log is None or not log.not_open else "")
            if log is not None and log.not_open:
                words[-1] = _("màn hình: có mở; sổ: không mở")
        if told.visits is not None and (log is None or log.visits != told.visits):
            mine = str(log.visits) if log is not None and log.visits is not None else _("chưa ghi")
            words.append(_("lượt người: màn hình %(tv)s, sổ %(log)s") % {"tv": told.visits, "log": mine})
        return "; ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class Sums:
    """A period of one point in figures. ``missing`` null: no hours are posted, so nobody knows on which days to ask."""

    days_open: int = 0
    visits: int = 0
    women: int = 0
    men: int = 0
    children: int = 0
    activities: int = 0
    done: int = 0
    referred: int = 0
    failed: int = 0
    minutes: int = 0
    not_open: int = 0
    logged: int = 0
    late: int = 0
    differs: int = 0
    missing: int | None = None

    @property
    def supports(self) -> int:
        """Any result."""
        return self.done + self.referred + self.failed

    @property
    def hours(self) -> float:
        """Hours open, as far as both times are known."""
        return round(self.minutes / 60, 1)


def month_sums(point: SupportPoint, first: dt.date, last: dt.date) -> Sums:
    """One point."""
    return sums_of([point], first, last)[point.pk]


def sums_of(points: Sequence[SupportPoint], first: dt.date, last: dt.date) -> dict[int, Sums]:
    """Figures of these points; three queries."""
    return {key: _sum(rows) for key, rows in month_rows(points, first, last, evidence=False).items()}


def _sum(rows: Sequence[DayRow]) -> Sums:
    logs = [row.log for row in rows if row.log is not None]
    asked = [row for row in rows if row.posted is not None]
    open_days = [log for log in logs if log.active]
    return Sums(
        days_open=len(open_days),
        visits=sum(log.visits or 0 for log in logs),
        women=sum(log.women or 0 for log in logs),
        men=sum(log.men or 0 for log in logs),
        children=sum(log.children or 0 for log in logs),
        activities=sum(log.activities for log in logs),
        done=sum(log.done for log in logs),
        referred=sum(log.referred for log in logs),
        failed=sum(log.failed for log in logs),
        minutes=sum(open_minutes(log.opened, log.closed) or 0 for log in logs),
        not_open=sum(1 for log in logs if log.not_open),
        logged=len(logs),
        late=sum(row.late for row in rows),
        differs=sum(log.differs for log in logs),
        missing=sum(row.missing for row in rows) if asked else None,
    )


def month_rows(
    points: Sequence[SupportPoint], first: dt.date, last: dt.date, *, evidence: bool = True
) -> dict[int, list[DayRow]]:
    """Every day of the period for each point, in order; a fixed number of queries."""
    ids = [point.pk for point in points]
    logs = {
        (log.point_id, log.day): log for log in DayLog.objects.filter(point_id__in=ids, day__gte=first, day__lte=last)
    }
    hours: dict[int, list[PostedHours]] = defaultdict(list)
    for posted in PostedHours.objects.filter(point_id__in=ids, voided_at=None):
        hours[posted.point_id].append(posted)
    stopped: dict[int, list[Suspension]] = defaultdict(list)
    for row in Suspension.objects.filter(point_id__in=ids, voided_at=None):
        stopped[row.point_id].append(row)
    told = evidence_of(set(ids), first, last) if evidence else {}
    today = clock.today()
    days = [first + ONE_DAY * at for at in range((last - first).days + 1)]
    return {
        pk: [
            DayRow(
                day,
                logs.get((pk, day)),
                _posted(hours[pk], day),
                any(row.in_force(day) for row in stopped[pk]),
                day > today,
                day == today,
                told.get((pk, day)),
            )
            for day in days
        ]
        for pk in ids
    }


def _posted(rows: Sequence[PostedHours], day: dt.date) -> bool | None:
    row = next((row for row in rows if row.in_force(day)), None)
    return row.opens_on(day) if row is not None else None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One point in a list of a month."""

    code: str
    place: str
    sums: Sums
    in_charge: str = ""


def office_month(points: Sequence[SupportPoint], first: dt.date, last: dt.date) -> list[MonthRow]:
    """Rows of the list, in their order; a constant number of queries."""
    from diemsang.operations.queries.people import assignments_on

    sums, on = sums_of(points, first, last), min(last, clock.today())
    people = assignments_on([point.pk for point in points], on)
    rows = []
    for point, told in zip(points, placed_rows(points, clock.today()), strict=True):
        named = [one.shown_name for one in people.get(point.pk, []) if one.role == "IN_CHARGE"]
        rows.append(MonthRow(point.code, told.place, sums[point.pk], named[0] if named else ""))
    return rows


def suspended_on(point: SupportPoint, day: dt.date) -> Suspension | None:
    """The suspension in force on a day."""
    return Suspension.objects.on(day).filter(point=point, voided_at=None).first()


@dataclass(frozen=True, slots=True)
class Week:
    """A line of the calendar; days of other months are null."""

    days: list[DayRow | None] = field(default_factory=list)


def weeks_of(rows: Sequence[DayRow], first: dt.date) -> list[Week]:
    """The month from Mondays."""
    by_day = {row.day: row for row in rows}
    return [
        Week([by_day.get(day) if day.month == first.month else None for day in week])
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
