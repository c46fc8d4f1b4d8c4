"""What classes ask of who holds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.scope import holds_own
from diemsang.core.actor import Actor
from diemsang.core.tasks import FEW, WEEK, Task, told
from diemsang.training.models import ClassState, Enrolment, TrainingClass
from diemsang.training.queries.scope import ATTEND, MANAGE, classes_within, own_classes

OPEN = (ClassState.PLANNED, ClassState.HELD)


def class_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """For who makes classes: today's, those that are over and not closed, and those of the two weeks to come. For their
    trainer: the next thing to do in each class of their own."""
    if holds_own(actor, ATTEND):
        yield from _own_tasks(actor, day)
    if not actor.can(MANAGE):
        return
    mine = TrainingClass.objects.filter(classes_within(actor, MANAGE), state__in=OPEN).select_related("course")
    mine = mine.order_by("starts_on", "pk")
    listed = reverse("training:classes")
    yield from told(
        mine.filter(ends_on__lt=day).order_by("ends_on", "pk"),
        lambda row: _class(row, _("Lớp đã học xong: ghi đủ điểm rồi kết thúc"), _("Kết thúc lớp"), row.ends_on),
        lambda count, row: Task(
            _("%(count)s lớp đã học xong, chưa kết thúc") % {"count": count},
            _("Xem danh sách"),
            listed,
            due=row.ends_on,
            count=count,
        ),
    )
    yield from told(
        mine.filter(starts_on__lte=day, ends_on__gte=day),
        lambda row: _class(row, _("Lớp hôm nay: điểm danh"), _("Điểm danh"), day, "training:attendance"),
        lambda count, row: Task(
            _("%(count)s lớp học hôm nay") % {"count": count}, _("Xem danh sách"), listed, due=day, count=count
        ),
    )
    unnamed = Count("enrolments", filter=Q(enrolments__voided_at=None, enrolments__trainee=None))
    yield from told(
        mine.filter(starts_on__gt=day, starts_on__lte=day + WEEK * 2).annotate(unnamed=unnamed),
        _ahead,
        lambda count, row: Task(
            _("%(count)s lớp sắp học") % {"count": count}, _("Xem danh sách"), listed, due=row.starts_on, count=count
        ),
    )


def _ahead(row: TrainingClass) -> Task:
    unnamed = getattr(row, "unnamed", 0)
    words = _("Lớp sắp học: còn %(n)s chỗ chưa ghi tên") % {"n": unnamed} if unnamed else _("Lớp sắp học: in danh sách")
    return _class(row, words, _("Mở lớp"), row.starts_on)


def _class(row: TrainingClass, words: str, button: str, due: dt.date, page: str = "training:class") -> Task:
    return Task(words, button, reverse(page, args=[row.public_id]), f"{row.course.title} · {row.place}", due=due)


MOST = 200
"""Open classes of one trainer that are looked at, the earliest first."""


@dataclass(frozen=True, slots=True)
class _Next:
    """The next thing to do in a class. ``kind``: what becomes one line when there are many; ``on``: the day to tick."""

    kind: str
    row: TrainingClass
    words: str
    button: str
    page: str
    due: dt.date
    on: dt.date | None = None

    def task(self) -> Task:
        """As a line of its own."""
        href = reverse(self.page, args=[self.row.public_id]) + (f"?ngay={self.on.isoformat()}" if self.on else "")
        return Task(self.words, self.button, href, f"{self.row.course.title} · {self.row.place}", due=self.due)


def _own_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    rows = TrainingClass.objects.filter(own_classes(actor, ATTEND), state__in=OPEN, starts_on__lte=day + WEEK * 2)
    classes = list(with_gaps(rows).order_by("starts_on", "pk")[:MOST])
    ticked = _ticked(classes)
    found: dict[str, list[_Next]] = defaultdict(list)
    for row in classes:
        step = _next(row, ticked[row.pk], day)
        if step is not None:
            found[step.kind].append(step)
    many = {
        "missed": _("%(count)s lớp của bạn còn ngày chưa điểm danh"),
        "today": _("%(count)s lớp của bạn học hôm nay"),
        "scores": _("%(count)s lớp của bạn chưa ghi đủ điểm"),
        "close": _("%(count)s lớp của bạn học xong, chưa kết thúc"),
        "ahead": _("%(count)s lớp của bạn sắp học"),
    }
    for kind, steps in found.items():
        if len(steps) <= FEW:
            yield from (step.task() for step in steps)
            continue
        words, due = many[kind] % {"count": len(steps)}, min(step.due for step in steps)
        yield Task(words, _("Xem danh sách"), reverse("training:classes"), due=due, count=len(steps))


def with_gaps(classes: QuerySet[TrainingClass]) -> QuerySet[Any]:
    """Adds what is written of the people on the list: ``named`` and ``unnamed`` seats, who came and has no score
    (``no_pre``, ``no_post``)."""
    seat = Q(enrolments__voided_at=None)
    person = seat & Q(enrolments__trainee__isnull=False)
    came = person & Q(enrolments__attendance__present=True)

    def seats(which: Q) -> Count:
        return Count("enrolments", filter=which, distinct=True)

    return classes.select_related("course").annotate(
        named=seats(person),
        unnamed=seats(seat & Q(enrolments__trainee=None)),
        no_pre=seats(came & Q(enrolments__pre_score=None)),
        no_post=seats(came & Q(enrolments__post_score=None)),
    )


def _ticked(classes: list[Any]) -> dict[int, dict[dt.date, int]]:
    """Class → day → how many of the people on its list are ticked. One query."""
    people = Enrolment.objects.filter(training_class__in=classes, voided_at=None, trainee__isnull=False)
    rows = people.filter(attendance__isnull=False).values_list("training_class", "attendance__on")
    found: dict[int, dict[dt.date, int]] = defaultdict(dict)
    for class_id, on, number in rows.annotate(number=Count("pk")).order_by():
        found[class_id][on] = number
    return found


def _next(row: Any, ticked: dict[dt.date, int], day: dt.date) -> _Next | None:
    """What comes first: a day that was missed, today's class, scores, closing it."""
    if row.starts_on > day:
        words = _("Lớp sắp dạy: in danh sách, xem người học")
        if row.unnamed:
            words = _("Lớp sắp dạy: còn %(n)s chỗ chưa ghi tên") % {"n": row.unnamed}
        return _Next("ahead", row, words, _("Mở lớp"), "training:class", row.starts_on)
    if not row.course.named_people:
        return _next_of_residents(row, day)
    missed = next((each for each in row.days if each < day and ticked.get(each, 0) < row.named), None)
    if missed is not None:
        words = _("Chưa điểm danh đủ ngày %(day)s") % {"day": f"{missed:%d/%m/%Y}"}
        return _Next("missed", row, words, _("Điểm danh"), "training:attendance", missed, missed)
    if row.ends_on >= day and (not row.named or ticked.get(day, 0) < row.named):
        return _Next("today", row, _("Lớp hôm nay: điểm danh"), _("Điểm danh"), "training:attendance", day, day)
    return _scores(row, day) or _closing(row, day)


def _scores(row: Any, day: dt.date) -> _Next | None:
    """Before the last day the check before learning is asked for; from it on, the check after."""
    count, words = row.no_pre, _("%(n)s người có mặt chưa có điểm trước khi học")
    if row.ends_on <= day:
        count, words = row.no_post, _("%(n)s người có mặt chưa có điểm sau khi học: ghi rồi kết thúc lớp")
        if row.no_pre:
            words = _("%(n)s người có mặt chưa có điểm kiểm tra: ghi rồi kết thúc lớp")
    if row.course.pass_mark is None or not count:
        return None
    due = min(row.ends_on, day)
    return _Next("scores", row, words % {"n": count}, _("Ghi điểm"), "training:scores", due)


def _next_of_residents(row: TrainingClass, day: dt.date) -> _Next | None:
    if row.women is None and row.men is None and row.children is None:
        words = _("Lớp cho người dân: ghi số người dự")
        due = min(row.ends_on, day)
        return _Next("today", row, words, _("Ghi số người dự"), "training:residents", due)
    return _closing(row, day)


def _closing(row: TrainingClass, day: dt.date) -> _Next | None:
    if row.ends_on > day:
        return None
    words = _("Lớp đã học xong: kết thúc lớp")
    if row.state == ClassState.PLANNED:
        words = _("Lớp đã đến ngày học mà chưa mở: mở lớp, hoặc báo cơ quan tổ chức hủy")
    elif row.course.named_people:
        words = _("Lớp đã đủ điểm danh: kết thúc lớp để cấp chứng nhận")
    return _Next("close", row, words, _("Mở lớp"), "training:class", row.ends_on)
