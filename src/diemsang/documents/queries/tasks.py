"""What minutes ask of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.documents.models import Minute, MinuteState
from diemsang.documents.queries.minutes import SIGN, lacking_pages, visible_to, with_held


def minute_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Minutes held whole that do not count yet, and printed ones whose signed copy is not here."""
    if not actor.can(SIGN):
        return
    printed = visible_to(actor, SIGN).filter(state=MinuteState.PRINTED).order_by("printed_at", "pk")
    listed = reverse("minutes:list")
    yield from told(
        printed.exclude(waiting=""),
        lambda row: _minute(row, _("Bản ký đã đủ, chưa được tính"), _("Xem lại")),
        lambda count, row: Task(
            _("%(count)s biên bản đủ bản ký, chưa được tính") % {"count": count},
            _("Xem danh sách"),
            f"{listed}?tinh_trang=cho-tinh",
            now=True,
            since=_day(row),
            count=count,
        ),
    )
    yield from told(
        lacking_pages(with_held(printed.filter(waiting=""))),
        lambda row: _minute(row, _("Chờ bản ký"), _("Nộp bản ký")),
        lambda count, row: Task(
            _("%(count)s biên bản đã in, chờ bản ký") % {"count": count},
            _("Xem danh sách"),
            f"{listed}?tinh_trang=printed",
            since=_day(row),
            count=count,
        ),
    )


def _minute(row: Minute, words: str, button: str) -> Task:
    where = f"{row.code} · {row.title}"
    return Task(words, button, reverse("minutes:detail", args=[row.public_id]), where, since=_day(row))


def _day(row: Minute) -> dt.date | None:
    return row.printed_at.astimezone(clock.VIETNAM).date() if row.printed_at is not None else None
