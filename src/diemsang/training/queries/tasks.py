"""What classes ask of who holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import WEEK, Task, told
from diemsang.training.models import ClassState, TrainingClass
from diemsang.training.queries.scope import MANAGE, classes_within

OPEN = (ClassState.PLANNED, ClassState.HELD)


def class_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Today's classes, classes that are over and not closed, and those of the coming week."""
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
