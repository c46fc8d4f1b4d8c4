"""People who were trained: staff pages only (domain §8.1), with purpose, retention and deletion."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.queries import office_names
from diemsang.accounts.views.qr import qr_svg
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.documents.actions import signing_begun
from diemsang.training import actions
from diemsang.training.codes import show
from diemsang.training.forms import ForgetForm, NameForm, PostEndForm, PostForm, ReasonForm, TraineeFilter
from diemsang.training.models import PURPOSE, Trainee, TraineePost
from diemsang.training.queries.pages import matching_trainees, names_in_sheets, trainee_rows
from diemsang.training.queries.scope import (
    MANAGE,
    VIEW,
    certificate_for,
    require_class,
    require_trainee,
    trainee_for,
    trainees_visible,
    visible_to,
)
from diemsang.training.views.common import fresh, person, tabs, task


class TraineeListing(Listing[Any]):
    """People by name."""

    form_class = TraineeFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ho-ten", _("Họ và tên"), lambda row: row.name, sort=("name_sort", "id"), fixed=True),
        Column("vai", _("Vai trò"), lambda row: row.trainee.get_role_display(), sort=("role", "name_sort")),
        Column("noi", _("Điểm, cơ quan"), lambda row: row.where or None),
        Column("khoa", _("Khóa đã đạt"), lambda row: _course(row)),
        Column("han", _("Chứng nhận có hạn đến"), lambda row: row.certificate and row.certificate.last_day),
        Column("giu-den", _("Giữ tên đến trước"), lambda row: row.trainee.keep_until, sort=("keep_until", "id")),
        Column("ma", _("Mã học viên"), lambda row: row.trainee.code, extra=True),
    )
    default_sort = "ho-ten"
    name = "hoc-vien"
    view_name = "training:trainees"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        super().__init__(trainees_visible(user).select_related("office"), request)

    def filter(self, rows: QuerySet[Trainee], wanted: dict[str, Any]) -> QuerySet[Trainee]:
        """Narrow the people as the address says."""
        if wanted.get("q"):
            rows = matching_trainees(self.user, wanted["q"]).select_related("office")
        return rows.filter(role=wanted["vai"]) if wanted.get("vai") else rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Words for the page's people, all at once."""
        return trainee_rows(rows, clock.today())


def _course(row: Any) -> str | None:
    return str(row.certificate.enrolment.training_class.course.title) if row.certificate else None


@require_GET
def trainee_list(request: HttpRequest) -> HttpResponse:
    """People within reach; ``?xuat=csv|xlsx`` gives them as a file."""
    user = person(request)
    require(user, VIEW)
    listing = TraineeListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=_g("Học viên tập huấn"))
    context = {"listing": listing, "purpose": PURPOSE, "tabs": tabs("training:trainees", user)}
    return render(request, "training/trainees.html", context)


@require_GET
def trainee_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One person: where they work, what they learnt, until when the name is kept."""
    user = person(request)
    trainee = trainee_for(user, public_id)
    today = clock.today()
    posts = trainee.posts.filter(voided_at=None).select_related("point", "assignment").order_by("-id")
    certificates = trainee_rows([trainee], today)[0].certificates
    seats = trainee.enrolments.filter(voided_at=None).select_related("training_class__course")
    seen = visible_to(user).filter(pk=OuterRef("training_class"))
    may_manage = trainees_visible(user, MANAGE).filter(pk=trainee.pk).exists()
    context = {
        "one": trainee,
        "office": office_names([trainee.office_id], today)[trainee.office_id] if trainee.office_id else "",
        "posts": [(post, post.ends is None or post.ends > today) for post in posts],
        "certificates": [(row, show(row.code), row.valid_on(today)) for row in certificates],
        "seats": list(seats.annotate(seen=Exists(seen)).order_by("-training_class__starts_on")),
        "may_points": user.can("points.view"),
        "purpose": PURPOSE,
        "may_manage": may_manage,
        "journal": story_of("trainee", str(trainee.public_id), limit=20),
    }
    return render(request, "training/trainee.html", context)


def _managed(request: HttpRequest, public_id: uuid.UUID) -> tuple[User, Trainee, str]:
    user = person(request)
    trainee = trainee_for(user, public_id)
    require_trainee(user, trainee)
    return user, trainee, reverse("training:trainee", args=[public_id])


@require_http_methods(["GET", "POST"])
def edit_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A name spelt wrong, another telephone."""
    user, trainee, back = _managed(request, public_id)
    return task(
        request,
        title=_("Sửa học viên"),
        subject=trainee.shown_name,
        form=NameForm(request.POST or None, initial={"name": trainee.name, "phone": trainee.phone}),
        write=lambda wanted: actions.edit_trainee(actor=user, trainee=trainee, **wanted),
        back=back,
        said=_("Đã sửa."),
    )


@require_http_methods(["GET", "POST"])
def forget_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Erase the name, when the person asks."""
    user, trainee, back = _managed(request, public_id)
    sheets = [str(minute) for minute, _lines in names_in_sheets(trainee) if signing_begun(minute)]
    note = _g("Số liệu điểm danh, điểm số và mã chứng nhận giữ lại, không còn tên. Nhật ký chưa bao giờ ghi tên.")
    if sheets:
        words = "; ".join(sheets)
        note += " " + _g("Tên vẫn còn trên danh sách điểm danh đã in, lưu theo quy định lưu trữ: %(sheets)s.") % {
            "sheets": words
        }
    return task(
        request,
        title=_("Xóa tên theo yêu cầu"),
        subject=trainee.shown_name,
        form=ForgetForm(request.POST or None),
        write=lambda wanted: actions.forget_trainee(actor=user, trainee=trainee),
        back=back,
        said=_("Đã xóa tên."),
        note=note,
        verb=_("Xóa tên"),
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def post_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The person works at a point."""
    user, trainee, back = _managed(request, public_id)

    def write(wanted: dict[str, Any]) -> TraineePost:
        return actions.start_post(actor=user, trainee=trainee, point=wanted.pop("point_code"), **wanted)

    return task(
        request,
        title=_("Ghi nơi làm việc"),
        subject=trainee.shown_name,
        form=PostForm(request.POST or None, initial=fresh(), user=user),
        write=write,
        back=back,
        said=_("Đã ghi."),
        note=_(
            "Nếu điểm đã có phân công mang tên người này, hai bản ghi được nối: phân công hết thì nơi làm việc hết."
        ),
    )


@require_http_methods(["GET", "POST"])
def post_end_page(request: HttpRequest, public_id: uuid.UUID, post_id: uuid.UUID) -> HttpResponse:
    """The person no longer works at a point; says when it was the last trained one."""
    user, trainee, back = _managed(request, public_id)
    post = trainee.posts.filter(public_id=post_id, voided_at=None).select_related("point", "trainee").first()
    if post is None:
        raise Http404
    form = PostEndForm(request.POST or None, initial={"on": clock.today()})
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            alone = actions.end_post(actor=user, post=post, on=form.cleaned_data["on"])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã ghi thôi phụ trách."))
            if alone:
                words = _g("Điểm %(code)s không còn người nào được tập huấn. Mời người mới vào một lớp.")
                messages.warning(request, words % {"code": post.point.code})
            return redirect(back)
    context = {
        "title": _g("Ghi thôi phụ trách điểm %(code)s") % {"code": post.point.code},
        "subject": trainee.shown_name,
        "form": form,
        "refused": refused,
        "back": back,
        "verb": _g("Ghi"),
    }
    return render(request, "training/form.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def certificate_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The certificate, to be printed on A4 and signed by the office."""
    user = person(request)
    row = certificate_for(user, public_id)
    one = row.enrolment.training_class
    address = request.build_absolute_uri(reverse("training:verify"))
    context = {
        "row": row,
        "one": one,
        "course": one.course,
        "trainee": row.enrolment.trainee,
        "office": office_names([one.office_id], row.issued_on)[one.office_id],
        "code": show(row.code),
        "address": address,
        "qr": qr_svg(f"{address}?ma={row.code}"),
        "may_manage": user.can(MANAGE),
    }
    return render(request, "training/certificate.html", context)


@require_http_methods(["GET", "POST"])
def withdraw_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The certificate no longer counts."""
    user = person(request)
    row = certificate_for(user, public_id)
    require_class(user, MANAGE, row.enrolment.training_class)
    form: forms.Form = ReasonForm(request.POST or None)
    return task(
        request,
        title=_("Thu hồi chứng nhận"),
        subject=show(row.code),
        form=form,
        write=lambda wanted: actions.withdraw_certificate(actor=user, certificate=row, reason=wanted["reason"]),
        back=reverse("training:certificate", args=[public_id]),
        said=_("Đã thu hồi chứng nhận."),
        note=_("Từ hôm nay ai kiểm tra mã cũng thấy «đã thu hồi», không thấy lý do."),
        verb=_("Thu hồi"),
        danger=True,
    )
