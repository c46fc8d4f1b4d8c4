"""Courses, their materials and questions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.training import actions
from diemsang.training.forms import CourseForm, MaterialForm, QuestionsForm
from diemsang.training.models import Course
from diemsang.training.queries.pages import with_numbers
from diemsang.training.queries.scope import MANAGE, VIEW, course_for, visible_to
from diemsang.training.views.classes import TONES
from diemsang.training.views.common import fresh, person, tabs, task


@require_GET
def course_list(request: HttpRequest) -> HttpResponse:
    """Every course, those that are taught now first."""
    user = person(request)
    require(user, VIEW)
    today = clock.today()
    courses = sorted(Course.objects.all(), key=lambda course: (not course.in_force(today), course.title))
    context = {
        "rows": [(course, course.in_force(today)) for course in courses],
        "may_manage": user.can(MANAGE),
        "tabs": tabs("training:courses", user),
        "token": uuid.uuid4(),
    }
    return render(request, "training/courses.html", context)


@require_GET
def course_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One course: facts, materials, questions, classes."""
    user = person(request)
    course = course_for(user, public_id)
    classes = list(with_numbers(visible_to(user).filter(course=course)).order_by("-starts_on", "-id")[:50])
    standing = course.question_sets.filter(voided_at=None).first()
    context = {
        "course": course,
        "in_force": course.in_force(clock.today()),
        "materials": list(course.materials.filter(voided_at=None).select_related("blob")),
        "questions": list(standing.questions.all()) if standing else [],
        "classes": [(row, TONES[row.state]) for row in classes],
        "may_manage": user.can(MANAGE),
    }
    return render(request, "training/course.html", context)


def _facts(wanted: dict[str, Any]) -> actions.CourseFacts:
    return actions.CourseFacts(**wanted)


@require_http_methods(["GET", "POST"])
def new_course(request: HttpRequest) -> HttpResponse:
    """A new course."""
    user = person(request)
    require(user, MANAGE)

    def write(wanted: dict[str, Any]) -> Course:
        return actions.make_course(actor=user, public_id=wanted.pop("public_id"), facts=_facts(wanted))

    return task(
        request,
        title=_("Ghi khóa tập huấn"),
        form=CourseForm(request.POST or None, initial=fresh()),
        write=write,
        back=reverse("training:courses"),
        said=_("Đã ghi khóa."),
        target=lambda made: reverse("training:course", args=[made.public_id]),
    )


@require_http_methods(["GET", "POST"])
def edit_course(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Other words or marks."""
    user = person(request)
    course = course_for(user, public_id)
    require(user, MANAGE)
    names = ("title", "audience", "topics", "hours", "pass_mark", "min_attendance", "validity_months", "valid_from")
    initial = {name: getattr(course, name) for name in names} | fresh()
    initial["last_day"] = course.valid_to and course.valid_to - dt.timedelta(days=1)

    def write(wanted: dict[str, Any]) -> Course:
        wanted.pop("public_id")
        return actions.edit_course(actor=user, course=course, facts=_facts(wanted))

    return task(
        request,
        title=_("Sửa khóa tập huấn"),
        subject=course.title,
        form=CourseForm(request.POST or None, initial=initial),
        write=write,
        back=reverse("training:course", args=[public_id]),
        said=_("Đã sửa khóa."),
        note=_("Chứng nhận đã cấp giữ nguyên; điểm đạt và thời hạn mới dùng cho lớp kết thúc sau."),
    )


@require_http_methods(["GET", "POST"])
def questions_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """All questions of the course, as text."""
    user = person(request)
    course = course_for(user, public_id)
    require(user, MANAGE)
    standing = course.question_sets.filter(voided_at=None).first()
    text = actions.write_questions(list(standing.questions.all())) if standing else ""

    def write(wanted: dict[str, Any]) -> object:
        drafts = actions.parse_questions(wanted["text"])
        return actions.set_questions(actor=user, public_id=wanted["public_id"], course=course, questions=drafts)

    return task(
        request,
        title=_("Câu hỏi kiểm tra"),
        subject=course.title,
        form=QuestionsForm(request.POST or None, initial={**fresh(), "text": text}),
        write=write,
        back=reverse("training:course", args=[public_id]),
        said=_("Đã ghi bộ câu hỏi."),
        note=_("Cùng bộ câu hỏi dùng trước và sau khi học. Chỉ giữ điểm, không giữ bài của từng người."),
    )


@require_http_methods(["GET", "POST"])
def material_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file for the people of the course."""
    user = person(request)
    course = course_for(user, public_id)
    require(user, MANAGE)
    form = MaterialForm(request.POST or None, request.FILES or None, initial=fresh())

    def write(wanted: dict[str, Any]) -> object:
        file = wanted["file"]
        return actions.add_material(
            actor=user,
            public_id=wanted["public_id"],
            course=course,
            stream=file.file,
            file_name=file.name,
            title=wanted["title"],
        )

    return task(
        request,
        title=_("Thêm tài liệu"),
        subject=course.title,
        form=form,
        write=write,
        back=reverse("training:course", args=[public_id]),
        said=_("Đã thêm tài liệu."),
        note=_("PDF, ảnh hoặc văn bản, không quá 20 MB."),
    )


@require_POST
def drop_material_page(request: HttpRequest, public_id: uuid.UUID, material_id: uuid.UUID) -> HttpResponse:
    """A file is not handed out any more."""
    user = person(request)
    course = course_for(user, public_id)
    require(user, MANAGE)
    material = course.materials.filter(public_id=material_id).first()
    if material is None:
        raise Http404
    actions.drop_material(actor=user, material=material)
    messages.success(request, _g("Đã bỏ tài liệu."))
    return redirect("training:course", public_id)
