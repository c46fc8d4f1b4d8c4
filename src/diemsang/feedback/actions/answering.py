"""An answer: written, replaced, and shown on the point's screen when a second person agrees."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.feedback.actions.common import enter, open_now, step, tell
from diemsang.feedback.actions.notes import SHOWN_DAYS, put_on_screen, take_off_screen
from diemsang.feedback.models import MOST_ANSWER, Answer, Question, State
from diemsang.feedback.queries.scope import ANSWER, SHOW
from diemsang.operations.actions.common import refuse

register("feedback.answer", "trả lời câu hỏi {code} ở điểm {subject}: {about}")
register("feedback.show", "duyệt câu trả lời {code} lên màn hình của điểm {subject}")
register("feedback.hide", "gỡ câu trả lời {code} khỏi màn hình của điểm {subject}")


@transaction.atomic
def answer_question(*, actor: Actor, public_id: uuid.UUID, question: Question, text: str) -> Answer:
    """The office's answer. A second one takes the place of the first, which stays in the story and leaves the screen.

    What a stranger wrote is accepted by being answered. The same ``public_id`` changes nothing. ``Refused`` for empty
    or too long words, and for what was put aside.
    """
    row = enter(actor, question, ANSWER)
    made = Answer.objects.filter(public_id=public_id).first()
    if made is not None and made.question_id == row.pk:
        return made
    problems: list[Problem] = []
    text = "\n".join(line for line in map(nfc, text.splitlines()) if line)
    if made is not None:
        problems.append(Problem(row.code, _("mã của lần ghi này đã dùng cho câu hỏi khác."), _("Mở lại trang.")))
    if not any(char.isalpha() for char in text):
        problems.append(Problem(_("Trả lời"), _("còn trống."), _("Ghi câu trả lời bằng lời dễ hiểu.")))
    if len(text) > MOST_ANSWER:
        message = _("dài %(n)s chữ, quá 2.000.") % {"n": len(text)}
        problems.append(Problem(_("Trả lời"), message, _("Rút gọn để đọc được trên màn hình.")))
    if row.state == State.DISMISSED:
        problems.append(Problem(row.code, _("đã xếp là không phải câu hỏi."), _("Mở lại trước.")))
    refuse(problems, _("Chưa trả lời được."))
    now = clock.now()
    old = row.answers.filter(replaced_at=None).first()
    if old is not None:
        _hide(actor, row, old)
        old.replaced_at = now
        old.save(update_fields=["replaced_at"])
    answer = Answer.objects.create(
        public_id=public_id,
        question=row,
        text=text,
        by=actor.actor_label[:200],
        by_key=actor.actor_key[:120],
        office=_office(actor),
        at=now,
    )
    if row.opened_on is None:
        open_now(row)
    row.state, row.closed_on = State.ANSWERED, row.closed_on or clock.today()
    row.save()
    step(actor, row, _("trả lời lại") if old is not None else _("trả lời"), text)
    tell(actor, "feedback.answer", row)
    return answer


@transaction.atomic
def show_answer(*, actor: Actor, answer: Answer) -> Answer:
    """A second person agrees: the answer goes to the screen of its point. Again: nothing.

    ``Refused`` for the person who wrote it (as for all content, nobody approves his own words), or for an answer that
    was replaced.
    """
    row = enter(actor, answer.question, SHOW)
    answer = Answer.objects.get(pk=answer.pk)
    if answer.on_screen:
        return answer
    problems: list[Problem] = []
    if answer.by_key == actor.actor_key:
        message = _("chính bạn đã viết câu này.")
        problems.append(Problem(_("Duyệt lên màn hình"), message, _("Nhờ một người khác ở xã hoặc ở tỉnh duyệt.")))
    if answer.replaced_at is not None:
        problems.append(Problem(row.code, _("đã có câu trả lời mới hơn."), _("Mở lại trang.")))
    refuse(problems, _("Chưa đưa lên màn hình được."))
    answer.shown_at, answer.hidden_at = clock.now(), None
    answer.shown_until = clock.today() + dt.timedelta(days=SHOWN_DAYS)
    answer.shown_by, answer.shown_by_key = actor.actor_label[:200], actor.actor_key[:120]
    answer.save()
    put_on_screen(actor, row, answer)
    step(actor, row, _("duyệt lên màn hình của điểm"))
    tell(actor, "feedback.show", row)
    return answer


@transaction.atomic
def hide_answer(*, actor: Actor, answer: Answer) -> Answer:
    """Off the screen; the answer itself stands. Again: nothing."""
    row = enter(actor, answer.question, SHOW)
    answer = Answer.objects.get(pk=answer.pk)
    _hide(actor, row, answer)
    return answer


def _hide(actor: Actor, row: Question, answer: Answer) -> None:
    if not answer.on_screen:
        return
    take_off_screen(actor, answer)
    answer.hidden_at = clock.now()
    answer.save(update_fields=["hidden_at"])
    step(actor, row, _("gỡ khỏi màn hình của điểm"))
    tell(actor, "feedback.hide", row)


def _office(actor: Actor) -> str:
    """What the person's office is called today; empty when they have none."""
    if not isinstance(actor, User) or actor.office_id is None:
        return ""
    return office_names([actor.office_id], clock.today()).get(actor.office_id, "")[:200]
