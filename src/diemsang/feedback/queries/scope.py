"""Who may see and write which questions: they follow their point."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.feedback.models import Door, Question, State
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, visible_to

VIEW, ASK, ANSWER, SHOW = "feedback.view", "feedback.ask", "feedback.answer", "feedback.show"

__all__ = [
    "ANSWER",
    "ASK",
    "SHOW",
    "VIEW",
    "door_of",
    "may",
    "open_door",
    "points_for",
    "question_for",
    "questions_for",
]


def points_for(actor: Actor, right: str = VIEW) -> QuerySet[SupportPoint]:
    """Points over which the actor holds a right of this app."""
    return visible_to(actor, right) if actor.can(right) else SupportPoint.objects.none()


def questions_for(actor: Actor) -> QuerySet[Question]:
    """Questions of points the actor may read. What a stranger wrote is read by who moderates alone, until accepted."""
    rows = Question.objects.filter(point__in=points_for(actor))
    if actor.can(ANSWER):
        rows = rows.filter(~Q(state=State.WAITING) | Q(point__in=points_for(actor, ANSWER)))
    else:
        rows = rows.exclude(state=State.WAITING)
    return rows.select_related("point", "variety")


def question_for(actor: Actor, public_id: uuid.UUID) -> Question:
    """The question, or 404."""
    found = questions_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def duties_of(actor: Actor) -> set[str]:
    """Roles that the person holds today; a question's owner is one of these."""
    if not isinstance(actor, User):
        return set()
    return set(actor.grants.on(clock.today()).values_list("role", flat=True))


def door_of(point: SupportPoint) -> Door | None:
    """The address behind the point's QR, when somebody made one."""
    return Door.objects.filter(point=point, ended_at=None).first()


def open_door(code: str) -> Door | None:
    """For who scanned a sheet: the door while it stands. No actor: the code is the right."""
    return Door.objects.filter(code=code, ended_at=None).select_related("point").first()


def by_read_code(code: str) -> Question | None:
    """For who asked by QR. No actor: the code is the right."""
    return Question.objects.filter(read_code=code).select_related("point").first() if code else None
