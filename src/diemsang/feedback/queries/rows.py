"""Questions as a person reads them in lists: whose turn it is, until when, how late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.core.text import search_key
from diemsang.feedback.models import Answer, Question, State
from diemsang.feedback.queries.scope import points_for, questions_for
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows
from diemsang.points.queries.rows import matching

TONES: dict[str, Tone] = {
    State.WAITING: "turmeric",
    State.OPEN: "indigo",
    State.ANSWERED: "leaf",
    State.DISMISSED: "plain",
}
STANDING = (State.WAITING, State.OPEN)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list, on a day."""

    question: Question
    place: str
    owner: str
    on: dt.date
    shown: bool

    @property
    def code(self) -> str:
        """What people call it by."""
        return self.question.code

    @property
    def point_code(self) -> str:
        """The point's permanent code."""
        return self.question.point.code

    @property
    def state(self) -> str:
        """In words."""
        return str(self.question.get_state_display())

    @property
    def tone(self) -> Tone:
        """Of the badge."""
        return TONES.get(self.question.state, "plain")

    @property
    def late(self) -> int:
        """Days past its deadline; 0 when it is not, or answered."""
        due = self.question.due_on
        return max(0, (self.on - due).days) if due is not None and self.question.state == State.OPEN else 0

    @property
    def done(self) -> bool:
        """Answered or put aside: its deadline asks nothing of anybody any more."""
        return self.question.state not in STANDING

    @property
    def screen(self) -> str | None:
        """Whether the answer is on the point's screen."""
        return _("đang hiện") if self.shown else None


def question_rows(questions: Sequence[Question], on: dt.date) -> list[QuestionRow]:
    """Rows of a list, owners by their names of the day in today's geography; a constant number of queries."""
    points = list({row.point_id: row.point for row in questions}.values())
    told = {row.point_id: row for row in placed_rows(points, on)}
    areas = {pk: row.spot.then.id if row.spot is not None else None for pk, row in told.items()}
    owners = OwnerNames(areas.values(), on) if questions else None
    shown = set(
        Answer.objects.filter(shown_on(on), question__in=[row.pk for row in questions])
        .order_by()
        .values_list("question_id", flat=True)
    )
    return [
        QuestionRow(
            row,
            told[row.point_id].place,
            owners.name(row.owner, areas[row.point_id]) if owners else "",
            on,
            row.pk in shown,
        )
        for row in questions
    ]


def ranked(questions: QuerySet[Question]) -> QuerySet[Question]:
    """What nobody has looked at first, then by deadline (the latest late first); last what is done, the newest of it
    first, whatever its deadline was; adds ``rank``."""
    rows = questions.annotate(
        rank=Case(
            When(state=State.WAITING, then=Value(0)),
            When(state=State.OPEN, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    due = Case(When(state__in=STANDING, then=F("due_on")), output_field=DateField())
    return rows.order_by("rank", due, "-closed_on", "pk")


def in_state(questions: QuerySet[Question], wanted: str, on: dt.date) -> QuerySet[Question]:
    """``chua-xong``: waits for anything; ``qua-han``; ``cho-duyet``: an answer nobody else approved for the screen;
    ``tren-man-hinh``; otherwise the state itself."""
    if wanted == "chua-xong":
        return questions.filter(state__in=STANDING)
    if wanted == "qua-han":
        return questions.filter(state=State.OPEN, due_on__lt=on)
    if wanted == "cho-duyet":
        return questions.filter(unshown())
    if wanted == "tren-man-hinh":
        return questions.filter(Exists(Answer.objects.filter(shown_on(on), question=OuterRef("pk"))))
    return questions.filter(state=wanted) if wanted in State.values else questions


def unshown() -> Q:
    """Questions whose standing answer was never on the screen."""
    rows = Answer.objects.filter(question=OuterRef("pk"), replaced_at=None, shown_at=None)
    return Q(state=State.ANSWERED) & Q(Exists(rows))


def shown_on(on: dt.date) -> Q:
    """Answers that are on a screen."""
    return Q(shown_at__isnull=False, hidden_at=None, shown_until__gt=on)


def searched(actor: Actor, questions: QuerySet[Question], text: str) -> QuerySet[Question]:
    """``CH-0012``; else a point, a unit, or words of the question with or without marks."""
    typed = text.strip().upper()
    digits = typed.removeprefix("CH-").lstrip("0")
    if typed.startswith("CH-") and digits.isdecimal() and len(digits) < 10:
        return questions.filter(pk=int(digits))
    words = Q()
    for word in search_key(text).split():
        words &= Q(search_key__contains=word)
    points = matching(actor, points_for(actor), text).order_by().values("pk")
    return questions.filter(Q(point__in=points) | words)


@dataclass(frozen=True, slots=True)
class Counts:
    """The large figures above the list."""

    waiting: int
    open: int
    late: int
    answered: int


def counts(questions: QuerySet[Question], on: dt.date) -> Counts:
    """One query."""
    told = questions.order_by().aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        open=Count("pk", filter=Q(state=State.OPEN)),
        late=Count("pk", filter=Q(state=State.OPEN, due_on__lt=on)),
        answered=Count("pk", filter=Q(state=State.ANSWERED)),
    )
    return Counts(told["waiting"], told["open"], told["late"], told["answered"])


def open_at(actor: Actor, point: SupportPoint) -> QuerySet[Question]:
    """What is not done at a point, as far as the actor may know."""
    return ranked(questions_for(actor).filter(point=point, state__in=STANDING))
