"""All questions a person may see, latest late first; one question with everything that can be done."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.feedback import actions
from diemsang.feedback.forms import AnswerForm, QuestionFilter, ReasonForm, TransferForm
from diemsang.feedback.models import Question
from diemsang.feedback.queries import rows as found
from diemsang.feedback.queries.scope import ANSWER, ASK, SHOW, VIEW, may, points_for, question_for, questions_for
from diemsang.feedback.queries.story import Story, question_story
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area


class QuestionListing(Listing[Any]):
    """Filters in the address: state, what it is about, whose turn, how it came, unit."""

    form_class = QuestionFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Câu hỏi"), lambda row: row.code, sort=("pk",), fixed=True),
        Column("loi", _("Bà con hỏi"), lambda row: row.question.words),
        Column("ve", _("Hỏi về"), lambda row: row.question.about_words),
        Column("diem", _("Điểm"), lambda row: row.point_code, sort=("point__code",)),
        Column("tinh-trang", _("Tình trạng"), lambda row: row.state, sort=("rank", "state")),
        Column("han", _("Hạn"), lambda row: row.question.due_on, sort=("due_on",)),
        Column("noi-tra-loi", _("Nơi trả lời"), lambda row: row.owner),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place, extra=True),
        Column("hoi-ngay", _("Hỏi ngày"), lambda row: row.question.asked_on, sort=("asked_at",), extra=True),
        Column("cach", _("Cách hỏi"), lambda row: str(row.question.get_source_display()), extra=True),
        Column(
            "tieng", _("Hỏi bằng tiếng"), lambda row: row.question.variety and row.question.variety.name, extra=True
        ),
        Column("xong", _("Xong ngày"), lambda row: row.question.closed_on, sort=("closed_on",), extra=True),
        Column("man-hinh", _("Màn hình"), lambda row: row.screen, extra=True),
    )
    name = "hoi-dap"
    view_name = "feedback:list"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        areas = area_choices(user, request.GET.get("dia-ban", ""))
        super().__init__(found.ranked(questions_for(user)), request, areas=areas)

    def filter(self, rows: QuerySet[Question], wanted: dict[str, Any]) -> QuerySet[Question]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = found.searched(self.user, rows, wanted["q"])
        if wanted.get("tinh-trang"):
            rows = found.in_state(rows, wanted["tinh-trang"], self.on)
        for name, column in (("ve", "about"), ("noi-tra-loi", "owner"), ("cach", "source")):
            if wanted.get(name):
                rows = rows.filter(**{column: wanted[name]})
        if wanted.get("dia-ban"):
            points = in_area(points_for(self.user), Area.objects.get(key=wanted["dia-ban"]), self.on)
            rows = rows.filter(point__in=points.order_by().values("pk"))
        return rows

    def prepare(self, rows: list[Any]) -> list[found.QuestionRow]:
        """Places, owners and screens of the page, all at once."""
        return found.question_rows(cast("list[Question]", rows), self.on)


@require_GET
def question_list(request: HttpRequest) -> HttpResponse:
    """Questions the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = QuestionListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Hỏi đáp ở điểm hỗ trợ")))
    ask = ""
    if user.can(ASK):
        codes = list(points_for(user, ASK).order_by("code").values_list("code", flat=True)[:2])
        ask = reverse("feedback:ask", args=codes) if len(codes) == 1 else reverse("points:list")
    context = {"listing": listing, "counts": found.counts(questions_for(user), clock.today()), "ask": ask}
    return render(request, "feedback/list.html", context)


@require_http_methods(["GET", "POST"])
def question_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Its words, its answer, its story and, for who may, the next act."""
    user = cast(User, request.user)
    question = question_for(user, public_id)
    story = question_story(user, question, clock.today())
    act = request.POST.get("viec", "")
    sheets = _forms(request, story, act)
    refused: Refused | None = None
    if request.method == "POST":
        if not (may(user, ANSWER, question.point) or may(user, SHOW, question.point)):
            raise PermissionDenied(f"{user}: thiếu quyền {ANSWER}")
        form = sheets.get(act)
        if act in ("nhan", "duyet", "go") or (form is not None and form.is_valid()):
            try:
                words = _write(user, question, story, act, dict(form.cleaned_data) if form is not None else {})
            except Refused as error:
                refused = error
            else:
                messages.success(request, words)
                return redirect("feedback:question", public_id=public_id)
    context = {
        "question": question,
        "story": story,
        "acts": story.acts,
        "refused": refused,
        "open_form": act,
        "answer_form": sheets["tra-loi"],
        "transfer_form": sheets["chuyen"],
        "dismiss_form": sheets["xep"],
        "reopen_form": sheets["mo-lai"],
    }
    return render(request, "feedback/question.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, story: Story, act: str) -> dict[str, forms.Form]:
    sent = {name: request.POST if act == name else None for name in ("tra-loi", "chuyen", "xep", "mo-lai")}
    text = story.answer.text if story.answer is not None else ""
    return {
        "tra-loi": AnswerForm(sent["tra-loi"], initial={"public_id": uuid.uuid4(), "text": text}, auto_id="traloi-%s"),
        "chuyen": TransferForm(sent["chuyen"], owners=story.owners, auto_id="chuyen-%s"),
        "xep": ReasonForm(sent["xep"], auto_id="xep-%s"),
        "mo-lai": ReasonForm(sent["mo-lai"], auto_id="mo-%s"),
    }


def _write(user: User, question: Question, story: Story, act: str, data: dict[str, Any]) -> str:
    if act == "nhan":
        actions.accept_question(actor=user, question=question)
        return _g("Đã nhận %(code)s. Hạn trả lời tính từ hôm nay.") % {"code": question.code}
    if act == "tra-loi":
        actions.answer_question(actor=user, question=question, **data)
        return _g("Đã trả lời %(code)s.") % {"code": question.code}
    if act == "chuyen":
        actions.transfer_question(actor=user, question=question, **data)
        return _g("Đã chuyển %(code)s.") % {"code": question.code}
    if act == "xep":
        actions.dismiss_question(actor=user, question=question, **data)
        return _g("Đã xếp %(code)s là không phải câu hỏi.") % {"code": question.code}
    if act == "mo-lai":
        actions.reopen_question(actor=user, question=question, **data)
        return _g("Đã mở lại %(code)s.") % {"code": question.code}
    if story.answer is None:
        raise Http404
    if act == "duyet":
        actions.show_answer(actor=user, answer=story.answer)
        return _g("Đã duyệt câu trả lời lên màn hình của điểm.")
    actions.hide_answer(actor=user, answer=story.answer)
    return _g("Đã gỡ câu trả lời khỏi màn hình của điểm.")
