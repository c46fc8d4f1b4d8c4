"""What is taught: courses, their materials and questions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.files import actions as files
from diemsang.files.types import safe_name
from diemsang.library.models import Topic
from diemsang.training.actions.common import needed, refuse, tell_course
from diemsang.training.models import Audience, Course, CourseMaterial, Question, QuestionSet
from diemsang.training.queries.scope import MANAGE

register("training.course", "ghi khóa tập huấn {subject}")
register("training.course_edit", "sửa khóa tập huấn {subject}")
register("training.material", "thêm tài liệu {what} vào khóa tập huấn {subject}")
register("training.material_drop", "bỏ tài liệu {what} khỏi khóa tập huấn {subject}")
register("training.questions", "ghi {count} câu hỏi của khóa tập huấn {subject}")

FEWEST, MOST = 3, 10
"""Questions of one check."""
CHOICES = (2, 5)
"""Answers of one question."""


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What is written of a course; see ``Course``."""

    title: str
    audience: str
    hours: Decimal
    topics: Sequence[str] = ()
    pass_mark: int | None = None
    min_attendance: int = 80
    validity_months: int | None = None
    valid_from: dt.date | None = None
    last_day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question as written; ``answer`` counts from 0."""

    text: str
    choices: Sequence[str]
    answer: int
    weight: int = 1


@transaction.atomic
def make_course(*, actor: Actor, public_id: uuid.UUID, facts: CourseFacts) -> Course:
    """A new course; the same ``public_id`` again: the one that stands. ``Refused`` with everything that is wrong."""
    require(actor, MANAGE)
    standing = Course.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    course = Course(public_id=public_id, made_at=clock.now())
    _write(course, facts)
    course.save()
    tell_course(actor, "training.course", course)
    return course


@transaction.atomic
def edit_course(*, actor: Actor, course: Course, facts: CourseFacts) -> Course:
    """Other words or marks, for classes that are not closed yet: certificates that were given stay as they are."""
    require(actor, MANAGE)
    course = Course.objects.select_for_update().get(pk=course.pk)
    if facts.audience != course.audience and course.classes.exists():
        message = _("không đổi được nữa: khóa đã có lớp.")
        refuse([Problem(_("Đối tượng"), message, _("Ghi một khóa khác."))])
    _write(course, facts)
    course.save()
    tell_course(actor, "training.course_edit", course)
    return course


def _write(course: Course, facts: CourseFacts) -> None:
    problems: list[Problem] = []
    course.title = needed(_("Tên khóa"), facts.title, 200, problems)
    if facts.audience not in Audience.values:
        problems.append(Problem(_("Đối tượng"), _("không có trong danh mục.")))
    topics = [code for code in Topic.values if code and code in facts.topics]
    if not topics:
        problems.append(Problem(_("Nội dung"), _("chưa chọn."), _("Chọn ít nhất một nội dung.")))
    if not Decimal("0.5") <= facts.hours <= 400:
        problems.append(Problem(_("Số giờ"), _("phải từ 0,5 đến 400.")))
    if facts.pass_mark is not None and not 1 <= facts.pass_mark <= 100:
        problems.append(Problem(_("Điểm đạt"), _("phải từ 1 đến 100 %."), _("Để trống nếu khóa không kiểm tra.")))
    if not 1 <= facts.min_attendance <= 100:
        problems.append(Problem(_("Dự ít nhất"), _("phải từ 1 đến 100 % số ngày.")))
    if facts.validity_months is not None and not 1 <= facts.validity_months <= 240:
        problems.append(
            Problem(_("Thời hạn chứng nhận"), _("phải từ 1 đến 240 tháng."), _("Để trống nếu không hết hạn."))
        )
    if facts.valid_from and facts.last_day and facts.last_day < facts.valid_from:
        problems.append(Problem(_("Dạy đến hết ngày"), _("trước ngày bắt đầu."), _("Kiểm tra lại hai ngày.")))
    refuse(problems, _("Chưa ghi được khóa tập huấn."))
    course.audience, course.topics, course.hours = facts.audience, topics, facts.hours
    course.pass_mark, course.min_attendance = facts.pass_mark, facts.min_attendance
    course.validity_months, course.valid_from = facts.validity_months, facts.valid_from
    course.valid_to = facts.last_day + dt.timedelta(days=1) if facts.last_day else None


@transaction.atomic
def add_material(
    *, actor: Actor, public_id: uuid.UUID, course: Course, stream: IO[bytes], file_name: str, title: str = ""
) -> CourseMaterial:
    """A file for the people of the course. The same id, or the same file again: the row that stands."""
    require(actor, MANAGE)
    blob = files.store(actor=actor, stream=stream, name=file_name)
    standing = CourseMaterial.objects.filter(public_id=public_id).first()
    standing = standing or course.materials.filter(blob=blob, voided_at=None).first()
    if standing is not None:
        return standing
    shown = safe_name(file_name)[:200]
    row = CourseMaterial.objects.create(
        public_id=public_id,
        course=course,
        title=(nfc(title) or shown)[:200],
        file_name=shown,
        blob=blob,
        recorded_at=clock.now(),
    )
    tell_course(actor, "training.material", course, what=row.title)
    return row


@transaction.atomic
def drop_material(*, actor: Actor, material: CourseMaterial) -> None:
    """It is not handed out any more. Again changes nothing."""
    require(actor, MANAGE)
    row = CourseMaterial.objects.select_related("course").get(pk=material.pk)
    if row.voided_at is None:
        row.voided_at, row.void_reason = clock.now(), _("bỏ khỏi khóa")
        row.save(update_fields=["voided_at", "void_reason"])
        tell_course(actor, "training.material_drop", row.course, what=row.title)


@transaction.atomic
def set_questions(
    *, actor: Actor, public_id: uuid.UUID, course: Course, questions: Sequence[QuestionDraft]
) -> QuestionSet:
    """The questions from now on, asked before and after. What was scored with the earlier ones stays scored.

    ``Refused`` while a check with the earlier ones is open in a class: half of the people would get other questions.
    """
    require(actor, MANAGE)
    list(Course.objects.select_for_update().filter(pk=course.pk))
    standing = QuestionSet.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    problems = list(_problems(questions))
    if course.classes.exclude(check_open="").exists():
        problems.append(
            Problem(course.title, _("một lớp đang mở bài kiểm tra."), _("Đóng bài kiểm tra của lớp đó trước."))
        )
    refuse(problems, _("Chưa ghi được bộ câu hỏi."))
    course.question_sets.filter(voided_at=None).update(voided_at=clock.now(), void_reason=_("thay bằng bộ mới"))
    made = QuestionSet.objects.create(public_id=public_id, course=course, recorded_at=clock.now())
    Question.objects.bulk_create(
        Question(
            question_set=made,
            number=number,
            text=nfc(draft.text),
            choices=[nfc(choice) for choice in draft.choices],
            answer=draft.answer,
            weight=draft.weight,
        )
        for number, draft in enumerate(questions, 1)
    )
    tell_course(actor, "training.questions", course, count=len(questions))
    return made


def _problems(questions: Sequence[QuestionDraft]) -> list[Problem]:
    found = []
    if not FEWEST <= len(questions) <= MOST:
        message = _("có %(count)s câu; cần từ %(low)s đến %(high)s câu.")
        found.append(Problem(_("Bộ câu hỏi"), message % {"count": len(questions), "low": FEWEST, "high": MOST}))
    for number, draft in enumerate(questions, 1):
        where = _("Câu %(number)s") % {"number": number}
        choices = [nfc(choice) for choice in draft.choices]
        if not nfc(draft.text) or len(nfc(draft.text)) > 300:
            found.append(Problem(where, _("câu hỏi còn trống hoặc dài quá 300 chữ.")))
        if not CHOICES[0] <= len(choices) <= CHOICES[1]:
            message = _("có %(count)s câu trả lời; cần từ 2 đến 5.") % {"count": len(choices)}
            found.append(Problem(where, message, _("Mỗi dòng một câu trả lời.")))
        if any(not choice or len(choice) > 200 for choice in choices):
            found.append(Problem(where, _("một câu trả lời còn trống hoặc dài quá 200 chữ.")))
        if len(set(choices)) != len(choices):
            found.append(Problem(where, _("hai câu trả lời giống nhau."), _("Sửa một câu.")))
        if not 0 <= draft.answer < max(1, len(choices)):
            found.append(Problem(where, _("chưa chọn câu trả lời đúng."), _("Đánh dấu * trước câu đúng.")))
        if not 1 <= draft.weight <= 10:
            found.append(Problem(where, _("hệ số phải từ 1 đến 10.")))
    return found


def parse_questions(text: str) -> list[QuestionDraft]:
    """Questions as people type them: paragraphs apart by an empty line, the question first, then one answer a line,
    ``*`` before the right one; ``[2]`` at the end of the question is its weight.

    ``Refused`` with the number of each question that has no single right answer.
    """
    drafts, problems = [], []
    blocks = [block for block in _paragraphs(text) if block]
    for number, (head, *lines) in enumerate(blocks, 1):
        right = [at for at, line in enumerate(lines) if line.startswith("*")]
        if len(right) != 1:
            message = _("có %(count)s câu trả lời được đánh dấu *; cần đúng một.") % {"count": len(right)}
            problems.append(Problem(_("Câu %(number)s") % {"number": number}, message, _("Đánh dấu * trước câu đúng.")))
        weight, body = 1, head
        start, bracket, tail = head.rpartition("[")
        if bracket and tail.endswith("]") and tail[:-1].strip().isdecimal():
            weight, body = int(tail[:-1]), start
        drafts.append(
            QuestionDraft(nfc(body), [nfc(line.lstrip("*")) for line in lines], right[0] if right else 0, weight)
        )
    if problems:
        raise Refused(_("Chưa ghi được bộ câu hỏi."), problems)
    return drafts


def write_questions(questions: Sequence[Question]) -> str:
    """The same as text, to be changed and sent again."""
    blocks = []
    for question in questions:
        head = f"{question.text} [{question.weight}]" if question.weight != 1 else question.text
        lines = [f"{'* ' if at == question.answer else ''}{choice}" for at, choice in enumerate(question.choices)]
        blocks.append("\n".join([head, *lines]))
    return "\n\n".join(blocks)


def _paragraphs(text: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return found
