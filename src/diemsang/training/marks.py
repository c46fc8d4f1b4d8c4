"""What attendance and score amount to: pure, so that page, close and illustration agree."""

from __future__ import annotations

from collections.abc import Iterable

from diemsang.training.models import Course


def percent_present(days: int, present: Iterable[bool]) -> int:
    """Days on which the person was there, in percent of the class's days."""
    return sum(present) * 100 // max(1, days)


def has_passed(course: Course, *, days: int, present: Iterable[bool], score: int | None) -> bool:
    """Came often enough and, when the course has a check, reached its mark after the course."""
    if percent_present(days, present) < course.min_attendance:
        return False
    return course.pass_mark is None or (score is not None and score >= course.pass_mark)


def percent_right(answers: Iterable[tuple[int, int, int | None]]) -> int:
    """Score of a check from ``(right answer, weight, given answer)``: weights of right ones in percent, rounded half
    up."""
    rows = list(answers)
    total = sum(weight for _right, weight, _given in rows)
    got = sum(weight for right, weight, given in rows if given == right)
    return (200 * got + total) // (2 * total) if total else 0
