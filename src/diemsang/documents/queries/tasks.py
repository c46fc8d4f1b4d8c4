"""What minutes ask of a person."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.documents.models import Minute, MinuteState
from diemsang.documents.queries.minutes import SIGN, visible_to


def minute_tasks(actor: Actor, day: dt.date) -> list[Task]:
    """Printed minutes whose signed copy is not here, or is here whole and does not count yet; the latter first."""
    if not actor.can(SIGN):
        return []
    whole = Case(When(waiting="", then=Value(1)), default=Value(0))
    printed = visible_to(actor, SIGN).filter(state=MinuteState.PRINTED).order_by(whole, "printed_at", "pk")
    return told(printed, _minute, _minutes)


def _minute(row: Minute) -> Task:
    words, button = _("Chờ bản ký"), _("Nộp bản ký")
    if row.waiting:
        words, button = _("Bản ký đã đủ, chưa được tính"), _("Xem lại")
    where = f"{row.code} · {row.title}"
    return Task(words, button, reverse("minutes:detail", args=[row.public_id]), where, since=_day(row))


def _minutes(count: int, row: Minute) -> Task:
    words = _("%(count)s biên bản đã in, chưa được tính") % {"count": count}
    href = f"{reverse('minutes:list')}?tinh_trang={MinuteState.PRINTED.value}"
    return Task(words, _("Xem danh sách"), href, since=_day(row), count=count)


def _day(row: Minute) -> dt.date | None:
    return row.printed_at.astimezone(clock.VIETNAM).date() if row.printed_at is not None else None
