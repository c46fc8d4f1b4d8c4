"""What every act on a question shares: the right and the lock, the story, the journal."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.feedback.models import MOST_REASON, Question, State
from diemsang.feedback.terms import term_of
from diemsang.operations.actions.faults import lock_point
from diemsang.points.queries import require_on


def enter(actor: Actor, question: Question, right: str) -> Question:
    """Check the right over the point, hold it, and read the row anew."""
    require_on(actor, right, question.point)
    lock_point(question.point)
    return Question.objects.select_related("point").get(pk=question.pk)


def open_now(question: Question) -> None:
    """From today somebody has to answer. The caller saves."""
    today = clock.today()
    question.state, question.opened_on, question.closed_on = State.OPEN, today, None
    question.due_on = today + dt.timedelta(days=term_of(question.about, question.service).days)


def check_reason(reason: str, problems: list[Problem]) -> str:
    """In one form; a problem when empty or too long."""
    reason = nfc(reason)
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao.")))
    if len(reason) > MOST_REASON:
        problems.append(Problem(_("Lý do"), _("dài quá 300 chữ."), _("Rút gọn.")))
    return reason


def step(actor: Actor, question: Question, what: str, text: str = "") -> None:
    """One line of its story."""
    question.steps.create(at=clock.now(), by=actor.actor_label[:200], what=what[:120], text=text)


def tell(actor: Actor, action: str, question: Question, reason: str = "", **more: str) -> None:
    """One sentence of the journal, on the point's own story. The words of the question stay out of it."""
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=question.point.code,
        data={"code": question.code, "about": question.about_words[:120]} | more,
        reason=reason,
    )
