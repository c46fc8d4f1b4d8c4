"""What attendance and score amount to: pure, so that page, close and illustration agree."""

from __future__ import annotations

from collections.abc import Iterable

from diemsang.training.models import Course, Enrolment


def percent_present(days: int, present: Iterable[bool]) -> int:
    """Days on which the person was there, in percent of the class's days."""
    return sum(present) * 100 // max(1, days)


def has_passed(course: Course, *, days: int, present: Iterable[bool], score: int | None) -> bool:
    """Came often enough and, when the course has a check, reached its mark after the course."""
    if not came(course, days=days, present=present):
        return False
    return course.pass_mark is None or (score is not None and score >= course.pass_mark)


def came(course: Course, *, days: int, present: Iterable[bool]) -> bool:
    """Came often enough."""
    return percent_present(days, present) >= course.min_attendance


def untested(course: Course, *, days: int, seats: Iterable[Enrolment]) -> list[Enrolment]:
    """Named people who came often enough and have no score after a course that has a check: a gap, or no check taken.

    Seats come with their attendance.
    """
    if course.pass_mark is None:
        return []
    return [
        seat
        for seat in seats
        if seat.trainee is not None
        and seat.post_score is None
        and came(course, days=days, present=[mark.present for mark in seat.attendance.all()])
    ]


def percent_right(answers: Iterable[tuple[int, int, int | None]]) -> int:
    """Score of a check from ``(right answer, weight, given answer)``: weights of right ones in percent, rounded half
    up."""
    rows = list(answers)
    total = sum(weight for _right, weight, _given in rows)
    got = sum(weight for right, weight, given in rows if given == right)
    return (200 * got + total) // (2 * total) if total else 0
