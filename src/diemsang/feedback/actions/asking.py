"""Somebody of a point asks: through who runs it, or by the QR on the wall, without an account.

What strangers write is moderated and bounded: every bound that counts rows stands in the database, so that several
server processes hold it together; the speed of one address is the page's (``views.public``).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, Nobody
from diemsang.core.errors import Problem
from diemsang.core.text import nfc, search_key
from diemsang.feedback.actions.common import open_now, step, tell
from diemsang.feedback.models import MOST_WORDS, About, Door, Question, Source, State, new_code
from diemsang.feedback.queries.scope import ASK
from diemsang.feedback.terms import term_of
from diemsang.library.models import LanguageVariety, Product
from diemsang.operations.actions.common import refuse
from diemsang.operations.actions.faults import lock_point
from diemsang.operations.actions.sticker import without_numbers
from diemsang.operations.day_fields import Service
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("feedback.ask", "ghi câu hỏi {code} của bà con ở điểm {subject}: {about}")

WAITING_POINT, DAY_POINT = 20, 40
"""So many questions of strangers may wait at one point, and come in one day: the office reads these first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A question as somebody typed it. ``product``, ``service``: what it is about; neither: something else."""

    words: str
    product: Product | None = None
    service: str = ""
    variety: LanguageVariety | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of it: the question, or ``None`` when too many wait already and nothing was kept."""

    question: Question | None
    new: bool = True


@transaction.atomic
def ask(*, actor: Actor, public_id: uuid.UUID, point: SupportPoint, wish: Wish) -> Question:
    """Written down for somebody by who runs the point: open at once. The same ``public_id`` changes nothing.

    ``Refused`` for empty or too long words, or a service that is not in the list.
    """
    require_on(actor, ASK, point)
    lock_point(point)
    made = _made(public_id, point, strangers=False)
    if made is not None:
        return made
    question = _question(public_id, point, wish, Source.OPERATOR)
    question.asked_by = actor.actor_label[:200]
    open_now(question)
    question.save()
    step(actor, question, _("nhận câu hỏi"))
    tell(actor, "feedback.ask", question)
    return question


@transaction.atomic
def ask_by_qr(*, public_id: uuid.UUID, door: Door, wish: Wish) -> Asked:
    """From who scanned the sheet of the point. Waits for a person of the office; nothing of the asker is kept.

    The caller has found the door by its code, standing. The same ``public_id`` gives the same question. ``Refused`` as
    in ``ask``.
    """
    point = door.point
    lock_point(point)
    made = _made(public_id, point, strangers=True)
    if made is not None:
        return Asked(made, new=False)
    question = _question(public_id, point, wish, Source.QR)
    mine = Question.objects.filter(point=point, source=Source.QR)
    since = clock.now() - dt.timedelta(days=1)
    if (
        mine.filter(state=State.WAITING).count() >= WAITING_POINT
        or mine.filter(asked_at__gt=since).count() >= DAY_POINT
    ):
        return Asked(None)
    question.state, question.read_code = State.WAITING, new_code()
    question.save()
    nobody = Nobody()
    step(nobody, question, _("gửi câu hỏi bằng mã QR"))
    tell(nobody, "feedback.ask", question)
    return Asked(question)


def _made(public_id: uuid.UUID, point: SupportPoint, *, strangers: bool) -> Question | None:
    """What the first press of the same form made. ``Refused`` when the id is another point's, or another way's."""
    made = Question.objects.filter(public_id=public_id).select_related("point").first()
    if made is not None and (made.point_id != point.pk or strangers != (made.source == Source.QR)):
        message = _("mã của lần ghi này đã dùng cho câu hỏi khác.")
        refuse([Problem(_("Câu hỏi"), message, _("Mở lại trang rồi ghi lại."))], _("Chưa gửi được câu hỏi."))
    return made


def _question(public_id: uuid.UUID, point: SupportPoint, wish: Wish, source: Source) -> Question:
    """Checked, without long numbers; not saved."""
    problems: list[Problem] = []
    typed = nfc(wish.words)
    if not any(char.isalpha() for char in typed):
        problems.append(Problem(_("Câu hỏi"), _("còn trống."), _("Ghi điều bà con muốn hỏi.")))
    if len(typed) > MOST_WORDS:
        message = _("dài %(n)s chữ, quá 1.000.") % {"n": len(typed)}
        problems.append(Problem(_("Câu hỏi"), message, _("Rút gọn, hoặc tách thành hai câu hỏi.")))
    if wish.service and wish.service not in Service.values:
        problems.append(Problem(_("Hỏi về"), _("không có trong danh mục."), _("Chọn lại.")))
    refuse(problems, _("Chưa gửi được câu hỏi."))
    about = About.PRODUCT if wish.product else About.SERVICE if wish.service else About.OTHER
    words = without_numbers(typed)
    return Question(
        public_id=public_id,
        point=point,
        about=about,
        product_code=wish.product.code if wish.product else "",
        product_title=wish.product.title if wish.product else "",
        service="" if wish.product else wish.service,
        words=words,
        search_key=search_key(words),
        masked=words != typed,
        variety=wish.variety,
        source=source,
        asked_at=clock.now(),
        owner=term_of(about, wish.service).owner,
    )
