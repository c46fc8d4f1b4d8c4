"""Classes: the list, one class, and the acts that move it on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.documents.models import MinuteState
from diemsang.training import actions
from diemsang.training.forms import ClassFilter, ClassForm, ReasonForm, ResidentsForm
from diemsang.training.marks import untested
from diemsang.training.models import ClassState, Course, TrainingClass
from diemsang.training.queries.outlook import lacking, moments, outlook
from diemsang.training.queries.pages import answer_lines, means, seat_rows, with_numbers
from diemsang.training.queries.scope import (
    ATTEND,
    CLOSE,
    MANAGE,
    VIEW,
    class_for,
    course_for,
    may,
    only_teaches,
    require_class,
    seats_within,
    visible_to,
)
from diemsang.training.views.common import ended, fresh, person, tabs, task

TONES = {"planned": "indigo", "held": "turmeric", "closed": "leaf", "cancelled": "plain"}


class ClassListing(Listing[Any]):
    """Classes, the latest first."""

    form_class = ClassFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("khoa", _("Khóa"), lambda row: row.course.title, sort=("course__title", "-starts_on"), fixed=True),
        Column("ngay", _("Ngày học"), lambda row: row.day_words, sort=("starts_on", "id")),
        Column("noi", _("Nơi học"), lambda row: row.place, sort=("place", "id")),
        Column("co-quan", _("Cơ quan tổ chức"), lambda row: row.office_name),
        Column("tinh-trang", _("Tình trạng"), lambda row: row.get_state_display(), sort=("state", "-starts_on")),
        Column("cho", _("Trong danh sách"), lambda row: row.seats, sort=("seats", "id"), number=True),
        Column("chung-nhan", _("Chứng nhận"), lambda row: row.certified, sort=("certified", "id"), number=True),
        Column("nguoi-dan", _("Người dân dự"), lambda row: row.residents, number=True),
        Column("so-cho", _("Số chỗ"), lambda row: row.capacity, number=True, extra=True),
        Column("giang-vien", _("Giảng viên"), lambda row: row.trainer or None, extra=True),
    )
    default_sort = "-ngay"
    name = "lop-tap-huan"
    view_name = "training:classes"

    def __init__(self, user: User, request: HttpRequest) -> None:
        seen = visible_to(user)
        years = sorted({day.year for day in seen.order_by().values_list("starts_on", flat=True)}, reverse=True)
        courses = Course.objects.filter(classes__in=seen.order_by().values("pk")).distinct()
        super().__init__(
            with_numbers(seen),
            request,
            courses=[(str(row.public_id), row.title) for row in courses],
            years=[(str(year), str(year)) for year in years],
        )

    def filter(self, rows: QuerySet[TrainingClass], wanted: dict[str, Any]) -> QuerySet[TrainingClass]:
        """Narrow the classes as the address says."""
        if wanted.get("tinh-trang"):
            rows = rows.filter(state=wanted["tinh-trang"])
        if wanted.get("khoa"):
            rows = rows.filter(course__public_id=wanted["khoa"])
        if wanted.get("nam"):
            rows = rows.filter(starts_on__year=int(wanted["nam"]))
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Names of offices as they were called at the time, tones, sums."""
        names = office_names({row.office_id for row in rows}, None)
        for row in rows:
            row.office_name, row.tone = names[row.office_id], TONES[row.state]
            counts = [count for count in (row.women, row.men, row.children) if count is not None]
            row.residents = sum(counts) if counts else None
        return rows


@require_GET
def class_list(request: HttpRequest) -> HttpResponse:
    """Classes within reach; ``?xuat=csv|xlsx`` gives them as a file."""
    user = person(request)
    require(user, VIEW)
    listing = ClassListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=_g("Lớp tập huấn"))
    context = {"listing": listing, "may_manage": user.can(MANAGE), "teaches": only_teaches(user)}
    context["tabs"] = tabs("training:classes", user)
    return render(request, "training/classes.html", context)


@require_GET
def class_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One class: its list, sheet, marks, counts, and what to do next."""
    return detail(request, class_for(person(request), public_id))


def detail(request: HttpRequest, training_class: TrainingClass, refused: Refused | None = None) -> HttpResponse:
    """The page of a class, also after an act that was refused."""
    user = person(request)
    rows = seat_rows(user, training_class)
    minute = training_class.minute
    may_manage, may_attend = may(user, MANAGE, training_class), may(user, ATTEND, training_class)
    may_close = training_class.state == ClassState.HELD and may(user, CLOSE, training_class)
    seats, days = [row.seat for row in rows], len(training_class.days)
    over = training_class.ends_on <= clock.today()
    shows_end = may_close and over and training_class.course.named_people
    context = {
        "one": training_class,
        "course": training_class.course,
        "rows": rows,
        "means": means(rows),
        "office": office_names([training_class.office_id], training_class.starts_on)[training_class.office_id],
        "tone": TONES[training_class.state],
        "minute": minute if minute is not None and minute.state != MinuteState.VOID else None,
        "whole": may(user, VIEW, training_class),
        "may_manage": may_manage,
        "may_close": may_close,
        "untested": len(untested(training_class.course, days=days, seats=seats)) if may_close else 0,
        "may_invite": may_attend and not only_teaches(user),
        "may_points": user.can("points.view"),
        "may_attend": may_attend,
        "may_mark": may_attend or seats_within(user, ATTEND, training_class).exists(),
        "due": training_class.starts_on <= clock.today(),
        "over": over,
        "lacking": lacking(minute, rows) if minute is not None and minute.state == MinuteState.PRINTED else [],
        "moments": moments(training_class, rows, clock.today()),
        "outlook": outlook(training_class.course, rows) if shows_end else None,
        "answers": answer_lines(training_class) if may_manage and not training_class.check_open else [],
        "has_questions": training_class.course.question_sets.filter(voided_at=None).exists(),
        "journal": story_of("training_class", str(training_class.public_id), limit=30),
        "token": uuid.uuid4(),
        "refused": refused,
    }
    return render(request, "training/class.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def new_class(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A class of a course."""
    user = person(request)
    course = course_for(user, public_id)
    require(user, MANAGE)
    form = ClassForm(request.POST or None, initial=fresh(), user=user)

    def write(wanted: dict[str, Any]) -> TrainingClass:
        key = wanted.pop("public_id")
        return actions.make_class(actor=user, public_id=key, course=course, facts=_facts(wanted))

    return task(
        request,
        title=_("Lập lớp tập huấn"),
        subject=course.title,
        form=form,
        write=write,
        back=reverse("training:course", args=[course.public_id]),
        said=_("Đã lập lớp. Tiếp theo: mời học viên."),
        target=lambda made: reverse("training:class", args=[made.public_id]),
    )


@require_http_methods(["GET", "POST"])
def edit_class(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Other days, place or trainer."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, MANAGE, one)
    if (page := ended(request, one, _("Sửa lớp tập huấn"))) is not None:
        return page
    initial = {
        name: getattr(one, name) for name in ("place", "starts_on", "ends_on", "starts_at", "capacity", "trainer")
    }
    initial |= {**fresh(), "office": str(one.office_id), "point_code": one.point.code if one.point else ""}
    initial["trainer_user"] = str(one.trainer_user_id or "")
    form = ClassForm(request.POST or None, initial=initial, user=user, kept=one.office, trainer=one.trainer_user)

    def write(wanted: dict[str, Any]) -> TrainingClass:
        wanted.pop("public_id")
        return actions.edit_class(actor=user, training_class=one, facts=_facts(wanted))

    return task(
        request,
        title=_("Sửa lớp tập huấn"),
        subject=str(one),
        form=form,
        write=write,
        back=reverse("training:class", args=[public_id]),
        said=_("Đã sửa lớp."),
    )


def _facts(wanted: dict[str, Any]) -> actions.ClassFacts:
    return actions.ClassFacts(point=wanted.pop("point_code"), **wanted)


REASONED = {
    "huy": (_("Hủy lớp tập huấn"), _("Đã hủy lớp."), actions.cancel_class, _("Hủy lớp"), True),
    "mo-lai": (_("Mở lại lớp đã kết thúc"), _("Đã mở lại lớp."), actions.reopen_class, _("Mở lại"), False),
}


@require_http_methods(["GET", "POST"])
def reason_page(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """Cancel, or open again: acts with a reason."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, MANAGE, one)
    if act not in REASONED:
        raise Http404
    title, said, write, verb, danger = REASONED[act]
    if act == "huy" and (page := ended(request, one, title)) is not None:
        return page
    return task(
        request,
        title=title,
        subject=str(one),
        form=ReasonForm(request.POST or None),
        write=lambda wanted: write(actor=user, training_class=one, reason=wanted["reason"]),
        back=reverse("training:class", args=[public_id]),
        said=said,
        verb=verb,
        danger=danger,
    )


@require_http_methods(["GET", "POST"])
def residents_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How many residents came: three numbers."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, ATTEND, one)
    if (page := ended(request, one, _("Ghi số người dân dự lớp"))) is not None:
        return page
    initial = {"women": one.women, "men": one.men, "children": one.children}
    return task(
        request,
        title=_("Ghi số người dân dự lớp"),
        subject=str(one),
        form=ResidentsForm(request.POST or None, initial=initial),
        write=lambda wanted: actions.count_residents(actor=user, training_class=one, **wanted),
        back=reverse("training:class", args=[public_id]),
        said=_("Đã ghi số người dự."),
        note=_("Chỉ đếm, không ghi tên người dân. Chưa đếm thì để trống, không ghi 0."),
    )


@require_POST
def act_page(request: HttpRequest, public_id: uuid.UUID, act: str) -> HttpResponse:
    """Open the class, close it, open or shut a check, make the sheet: one press."""
    user = person(request)
    one = class_for(user, public_id)
    require_class(user, CLOSE if act == "ket-thuc" else ATTEND, one)
    target = reverse("training:class", args=[public_id])
    try:
        if act == "mo":
            actions.hold_class(actor=user, training_class=one)
        elif act == "ket-thuc":
            actions.close_class(actor=user, training_class=one, untested_fail="khong-lam-bai" in request.POST)
        elif act in {"bai-truoc", "bai-sau", "dong-bai"}:
            moment = {"bai-truoc": "pre", "bai-sau": "post", "dong-bai": ""}[act]
            actions.open_check(actor=user, training_class=one, moment=moment)
        elif act == "danh-sach":
            minute = actions.make_sheet(actor=user, training_class=one, public_id=_token(request))
            target = reverse("minutes:detail", args=[minute.public_id])
        else:
            raise Http404
    except Refused as error:
        return detail(request, one, error)
    return redirect(target)


def _token(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("lan", ""))
    except ValueError:
        return uuid.uuid4()
