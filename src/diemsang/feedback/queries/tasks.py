"""What residents' questions ask of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.core.vietnamese import number
from diemsang.feedback.models import OWNERS, Answer, Question, State
from diemsang.feedback.queries.scope import ANSWER, SHOW, duties_of, points_for, questions_for
from diemsang.points.queries.rows import placed_at


def question_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Questions to look at and to answer (whose office's turn it is), answers of others to approve for the screen."""
    duties = duties_of(actor) & set(OWNERS)
    if not duties or not actor.can(ANSWER):
        return
    mine = questions_for(actor).filter(_turn(actor, duties, day), point__in=points_for(actor, ANSWER))
    for state, words, order in (
        (State.WAITING, _("Xem lại câu hỏi gửi bằng mã QR"), "asked_at"),
        (State.OPEN, _("Trả lời câu hỏi của bà con"), "due_on"),
    ):
        rows = mine.filter(state=state).order_by(order, "pk")
        yield from told(rows, partial(_one, words), partial(_many, words, state.value))
    if actor.can(SHOW):
        others = Answer.objects.filter(question=OuterRef("pk"), replaced_at=None, shown_at=None)
        others = others.exclude(by_key=actor.actor_key)
        rows = mine.filter(Exists(others), state=State.ANSWERED, point__in=points_for(actor, SHOW))
        words = _("Duyệt câu trả lời lên màn hình của điểm")
        yield from told(rows.order_by("closed_on", "pk"), partial(_one, words), partial(_many, words, "cho-duyet"))


def _turn(actor: Actor, duties: set[str], on: dt.date) -> Q:
    """Questions that the person's duties own; of a point whose commune nobody knows, ``PROV_IT`` has the commune's."""
    turn = Q(owner__in=duties)
    if "PROV_IT" in duties:
        unknown = placed_at(points_for(actor, ANSWER), on, known=False).order_by().values("pk")
        turn |= Q(owner="COMMUNE", point__in=unknown)
    return turn


def _one(words: str, row: Question) -> Task:
    href = reverse("feedback:question", args=[row.public_id])
    where = f"{row.code} · {row.point.code}"
    now = row.state == State.WAITING
    return Task(words, _("Mở"), href, where, since=row.asked_on, due=_due(row), now=now)


def _many(words: str, wanted: str, count: int, row: Question) -> Task:
    href = f"{reverse('feedback:list')}?tinh-trang={wanted}&goc=1"
    what, now = f"{words} ({number(count)})", row.state == State.WAITING
    return Task(what, _("Xem danh sách"), href, since=row.asked_on, due=_due(row), now=now, count=count)


def _due(row: Question) -> dt.date | None:
    return row.due_on if row.state == State.OPEN else None
