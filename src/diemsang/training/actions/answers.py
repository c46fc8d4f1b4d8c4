"""A check answered on a phone, by who holds a code from the class's slips. Nobody is signed in."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from diemsang.core.errors import Problem, Refused
from diemsang.training.actions.common import refuse
from diemsang.training.codes import read
from diemsang.training.marks import percent_right
from diemsang.training.models import AnswerCount, Enrolment, Moment, Question

FIELDS = {Moment.PRE: "pre_score", Moment.POST: "post_score"}


def open_seat(code: str) -> tuple[Enrolment, list[Question]] | None:
    """The seat of a code and the questions, while its class has a check open; ``None`` for anything else."""
    rows = Enrolment.objects.filter(answer_code=read(code), voided_at=None, trainee__forgotten_at=None)
    seat = rows.exclude(trainee=None).select_related("training_class__course").first()
    if seat is None or not seat.training_class.check_open:
        return None
    questions = Question.objects.filter(
        question_set__course=seat.training_class.course_id, question_set__voided_at=None
    )
    return seat, list(questions)


@transaction.atomic
def answer_check(*, code: str, moment: str, answers: Mapping[int, int]) -> int:
    """Score the answers (number of the question → answer, from 0) and keep the score alone; of the answers, only how
    often each was chosen. The score.

    ``Refused`` for a code that fits nothing, a check that is not open any more, a question left out. Scored already:
    the score that stands, whatever is sent.
    """
    found = open_seat(code)
    if found is None or found[0].training_class.check_open != moment:
        message = _("bài kiểm tra không mở, hoặc mã không đúng.")
        raise Refused(_("Chưa nhận bài."), [Problem(_("Mã làm bài"), message, _("Hỏi người tổ chức lớp."))])
    seat, questions = found
    field = FIELDS[Moment(moment)]
    seat = Enrolment.objects.select_for_update(of=("self",)).select_related("training_class").get(pk=seat.pk)
    standing = getattr(seat, field)
    if standing is not None:
        return int(standing)
    refuse(
        [
            Problem(_("Câu %(number)s") % {"number": question.number}, _("chưa chọn câu trả lời."))
            for question in questions
            if not 0 <= answers.get(question.number, -1) < len(question.choices)
        ],
        _("Chưa nhận bài."),
    )
    score = percent_right((question.answer, question.weight, answers.get(question.number)) for question in questions)
    setattr(seat, field, score)
    seat.save(update_fields=[field])
    for question in questions:
        row, _made = AnswerCount.objects.get_or_create(
            training_class=seat.training_class,
            moment=moment,
            question=question,
            choice=answers[question.number],
        )
        AnswerCount.objects.filter(pk=row.pk).update(count=F("count") + 1)
    return score
