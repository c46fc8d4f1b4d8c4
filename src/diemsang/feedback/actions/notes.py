"""An approved answer on the screen of its point: a note of the library, by the word of two people."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.feedback.models import About, Answer, Question
from diemsang.library.actions import Approval, publish_note, withdraw_note
from diemsang.library.models import Product, Topic
from diemsang.operations.day_fields import Service

SHOWN_DAYS = 180
"""So long an answer stays on the screen unless somebody takes it off: *tự đặt*, no rule names a number of days."""
_STEPS, _TITLE = 40, 200
_TOPICS = {
    Service.HEALTH: Topic.HEALTH_EDU,
    Service.LEARN: Topic.HEALTH_EDU,
    Service.PUBLIC_SERVICE: Topic.PUBLIC_SERVICE,
    Service.TRADE: Topic.TRADE,
    Service.SAFETY: Topic.SECURITY_ORDER,
}


def put_on_screen(actor: Actor, question: Question, answer: Answer) -> None:
    """Publish the question's words and the answer to the point's screens. ``Refused`` as ``publish_note``."""
    lines = answer.text.splitlines()
    lines = [*lines[: _STEPS - 2], " ".join(lines[_STEPS - 2 :])]
    with override("vi"):  # the screen is Vietnamese whatever the interface speaks
        publish_note(
            actor=actor,
            public_id=answer.public_id,
            title=(_("Bà con hỏi: %(what)s") % {"what": question.about_words})[:_TITLE],
            steps=[_("Bà con hỏi: %(words)s") % {"words": question.words}, *lines],
            approval=Approval(
                written_by=answer.by,
                written_by_key=answer.by_key,
                approved_by=answer.shown_by,
                approved_by_key=answer.shown_by_key,
                approved_on=clock.today(),
            ),
            source_label=_("Trả lời câu hỏi %(code)s ở điểm %(point)s")
            % {"code": question.code, "point": question.point.code},
            valid_from=clock.today(),
            valid_until=answer.shown_until or clock.today() + dt.timedelta(days=SHOWN_DAYS),
            topic=_topic(question),
            owner=answer.office,
            points=[question.point],
        )


def take_off_screen(actor: Actor, answer: Answer) -> None:
    """Gone from the screens; nothing when it was not there."""
    reason = _("câu trả lời được thay hoặc được gỡ khỏi màn hình")
    withdraw_note(actor=actor, public_id=answer.public_id, reason=reason)


def _topic(question: Question) -> str:
    if question.about == About.PRODUCT:
        told = Product.objects.filter(code=question.product_code).values_list("topic", flat=True).first()
        return told or Topic.CULTURE_SOCIETY
    if question.about == About.OTHER:
        return Topic.CULTURE_SOCIETY
    return _TOPICS.get(Service(question.service), Topic.DIGITAL_SKILL)
