"""What stands between a class and its end: who would pass if it were closed now, whom its printed sheet lacks, which
check fits the day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.documents.models import Minute
from diemsang.training.marks import came
from diemsang.training.models import Course, Moment, TrainingClass
from diemsang.training.queries.pages import SeatRow


@dataclass(frozen=True, slots=True)
class Outlook:
    """How the class would end now: how many named people would pass, and who would not with the reason in words."""

    passing: int
    failing: list[tuple[str, str]]


def outlook(course: Course, rows: Iterable[SeatRow]) -> Outlook:
    """The end of the class as it stands; seats that nobody named get nothing and are left out."""
    people = [row for row in rows if row.seat.trainee]
    failing = [(row.name, _why(course, row)) for row in people if not row.passed]
    return Outlook(len(people) - len(failing), failing)


def _why(course: Course, row: SeatRow) -> str:
    """The first reason for which the person does not pass."""
    if row.ticked < row.days:
        return _("mới điểm danh %(ticked)s/%(days)s ngày") % {"ticked": row.ticked, "days": row.days}
    if not came(course, days=row.days, present=[mark.present for mark in row.seat.attendance.all()]):
        return _("không đủ buổi: dự %(here)s/%(days)s ngày") % {"here": row.present, "days": row.days}
    if row.seat.post_score is None:
        return _("chưa có điểm sau khi học")
    return _("dưới điểm đạt: %(score)s %%, cần %(mark)s %%") % {
        "score": row.seat.post_score,
        "mark": course.pass_mark,
    }


def lacking(minute: Minute, rows: Iterable[SeatRow]) -> list[str]:
    """Who is on the list and not on the sheet, by name, or by the code of the point when nobody is named.

    A line that the sheet keeps for a point is the line of whoever was named for it since.
    """
    lines = Counter((line[1], line[2]) for line in minute.data.get("lines", []) if line[1] or line[2])
    found = []
    for row in rows:
        where = row.seat.point.code if row.seat.point else row.place
        held = next((line for line in ((row.name, where), ("", where)) if lines[line]), None)
        if held is None:
            found.append(row.name or where)
        else:
            lines[held] -= 1
    return found


def moments(training_class: TrainingClass, rows: Sequence[SeatRow], day: dt.date) -> list[str]:
    """Both checks, the one that fits the day first: before learning, until the last of several
    days or until everybody who came has that score."""
    here = [row for row in rows if row.seat.trainee and row.present]
    several = training_class.starts_on < training_class.ends_on
    late = day > training_class.ends_on or (several and day == training_class.ends_on)
    done = bool(here) and all(row.seat.pre_score is not None for row in here)
    return [Moment.POST, Moment.PRE] if late or done else [Moment.PRE, Moment.POST]
