"""What becomes of a question before it is answered: accepted, put aside, opened again, given to another office."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.feedback.actions.common import check_reason, enter, open_now, step, tell
from diemsang.feedback.models import OWNERS, Question, State
from diemsang.feedback.queries.scope import ANSWER
from diemsang.operations.actions.common import refuse

register("feedback.accept", "nhận câu hỏi {code} ở điểm {subject}: {about}")
register("feedback.dismiss", "xếp câu hỏi {code} ở điểm {subject} là không phải câu hỏi")
register("feedback.reopen", "mở lại câu hỏi {code} ở điểm {subject}")
register("feedback.transfer", "chuyển câu hỏi {code} ở điểm {subject} cho {owner}")


@transaction.atomic
def accept_question(*, actor: Actor, question: Question) -> Question:
    """Somebody read what a stranger wrote and it is a question: from today the deadline counts. Again: nothing."""
    row = enter(actor, question, ANSWER)
    if row.state != State.WAITING:
        return row
    open_now(row)
    row.save()
    step(actor, row, _("nhận câu hỏi"))
    tell(actor, "feedback.accept", row)
    return row


@transaction.atomic
def dismiss_question(*, actor: Actor, question: Question, reason: str) -> Question:
    """Not a question (an insult, a trial, the same again), with the reason; who asked by QR reads the reason."""
    row = enter(actor, question, ANSWER)
    if row.state == State.DISMISSED:
        return row
    problems: list[Problem] = []
    reason = check_reason(reason, problems)
    if row.state == State.ANSWERED:
        problems.append(Problem(row.code, _("đã trả lời."), _("Không cần xếp lại.")))
    refuse(problems, _("Chưa xếp được."))
    row.state, row.closed_on = State.DISMISSED, clock.today()
    row.save(update_fields=["state", "closed_on"])
    step(actor, row, _("không phải câu hỏi"), reason)
    tell(actor, "feedback.dismiss", row, reason)
    return row


@transaction.atomic
def reopen_question(*, actor: Actor, question: Question, reason: str) -> Question:
    """It was put aside by mistake: a new deadline counts from today."""
    row = enter(actor, question, ANSWER)
    if row.state == State.OPEN:
        return row
    problems: list[Problem] = []
    reason = check_reason(reason, problems)
    if row.state != State.DISMISSED:
        problems.append(Problem(row.code, _("chưa bị xếp lại."), _("Nhận hoặc trả lời câu hỏi.")))
    refuse(problems, _("Chưa mở lại được."))
    open_now(row)
    row.save()
    step(actor, row, _("mở lại"), reason)
    tell(actor, "feedback.reopen", row, reason)
    return row


@transaction.atomic
def transfer_question(*, actor: Actor, question: Question, owner: str, reason: str) -> Question:
    """Another office answers. The deadline stays: who asked does not wait longer because the first was the wrong one.

    To the office that has it already: nothing. ``Refused`` for an office that cannot own a question, or when it is
    closed.
    """
    row = enter(actor, question, ANSWER)
    if row.owner == owner:
        return row
    problems: list[Problem] = []
    reason = check_reason(reason, problems)
    if owner not in OWNERS:
        problems.append(Problem(_("Nơi trả lời"), _("không có trong danh mục."), _("Chọn lại.")))
    if row.state not in (State.WAITING, State.OPEN):
        problems.append(Problem(row.code, _("đã xong: %s.") % row.get_state_display(), _("Không chuyển được nữa.")))
    refuse(problems, _("Chưa chuyển được."))
    before, row.owner = row.owner, owner
    row.save(update_fields=["owner"])
    words = _("chuyển từ %(old)s sang %(new)s") % {"old": OWNERS[before], "new": OWNERS[owner]}
    step(actor, row, words, reason)
    tell(actor, "feedback.transfer", row, reason, owner=str(OWNERS[owner]))
    return row
