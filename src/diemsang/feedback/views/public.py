"""Two pages without an account: ask by the QR on the wall, and read the answer behind an opaque code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from diemsang.core.errors import Problem, Refused
from diemsang.core.limits import MemoryLimit, address_of
from diemsang.feedback import actions
from diemsang.feedback.forms import DoorForm
from diemsang.feedback.models import Door, State
from diemsang.feedback.queries.scope import by_read_code, open_door
from diemsang.feedback.queries.story import about_choices, products_at, read_about, varieties_at

LOOKS = MemoryLimit(60)
"""Pages a minute of one address: a village behind one router reads, nobody tries codes."""
ASKS = MemoryLimit(6)
"""Questions a minute of one address."""
OF_POINT = MemoryLimit(12)
"""Questions a minute to one point, whoever sends them."""
OF_ALL = MemoryLimit(120)
"""Questions a minute without an account, all together."""

View = Callable[[HttpRequest, str], HttpResponse]


def open_to_all(view: View) -> View:
    """No sign-in; not found by search engines, kept by no cache; not too often from one address."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, code: str) -> HttpResponse:
        wait = LOOKS.wait_s(address_of(request)) if request.method != "POST" else 0
        if wait:
            response = _said(request, "busy", 429)
            response["Retry-After"] = str(wait)
        else:
            response = view(request, code)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "same-origin"  # a page that posts: ``no-referrer`` would fail the CSRF check
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@require_http_methods(["GET", "POST"])
@open_to_all
def ask_page(request: HttpRequest, code: str) -> HttpResponse:
    """The point's code, a choice, some words. What was typed stays in the form whatever happens."""
    if request.method == "POST":
        wait = LOOKS.wait_s(address_of(request))
        if wait:
            return _busy(request, open_door(code), wait)
    door = open_door(code)
    if door is None:
        return _said(request, "unknown", 404)
    form, products = _form(request, door)
    if request.method == "POST" and form.is_valid():
        wait = ASKS.wait_s(address_of(request)) or OF_POINT.wait_s(str(door.point_id)) or OF_ALL.wait_s("all")
        if wait:
            return _busy(request, door, wait)
        about = read_about(form.cleaned_data["about"], products)
        assert about is not None  # the form offers no other
        wish = actions.Wish(form.cleaned_data["words"], *about, form.cleaned_data["variety"])
        try:
            asked = actions.ask_by_qr(public_id=form.cleaned_data["public_id"], door=door, wish=wish)
        except Refused as error:
            return _page(request, door, form, 422, error)
        if asked.question is None:
            message = _("Điểm này đang có nhiều câu hỏi chờ xem.")
            advice = _("Câu hỏi chưa được gửi. Hỏi trực tiếp người phụ trách điểm, hoặc gửi lại vào ngày mai.")
            return _page(request, door, form, 429, Refused(_("Chưa gửi được."), [Problem("", message, advice)]))
        return redirect("feedback:read", code=asked.question.read_code)
    return _page(request, door, form, 422 if request.method == "POST" else 200)


@require_safe
@open_to_all
def read_page(request: HttpRequest, code: str) -> HttpResponse:
    """The question and, when there is one, its answer. The same 404 for every code that fits nothing."""
    question = by_read_code(code)
    if question is None:
        return _said(request, "no-answer", 404)
    answer = question.answers.filter(replaced_at=None).first() if question.state == State.ANSWERED else None
    reason = ""
    if question.state == State.DISMISSED:
        reason = question.steps.exclude(text="").order_by("-at", "-id").values_list("text", flat=True).first() or ""
    context = {
        "question": question,
        "answer": answer,
        "reason": reason,
        "address": request.build_absolute_uri(request.path),
    }
    return render(request, "feedback/read.html", context)


def _form(request: HttpRequest, door: Door) -> tuple[DoorForm, Any]:
    products = products_at(door.point)
    form = DoorForm(
        request.POST or None,
        about=about_choices(products),
        varieties=varieties_at(door.point),
        initial={"about": request.GET.get("ve", "")},
    )
    return form, products


def _busy(request: HttpRequest, door: Door | None, wait: int) -> HttpResponse:
    if door is None:
        response = _said(request, "busy", 429)
    else:
        message = _("vừa có nhiều câu hỏi gửi từ cùng một nơi.")
        advice = _("Chờ khoảng một phút rồi bấm «Gửi» lần nữa; lời đã ghi vẫn còn ở dưới.")
        refused = Refused(_("Chưa gửi được."), [Problem(_("Xin chờ một lát"), message, advice)])
        response = _page(request, door, _form(request, door)[0], 429, refused)
    response["Retry-After"] = str(wait)
    return response


def _page(
    request: HttpRequest, door: Door, form: DoorForm, status: int, refused: Refused | None = None
) -> HttpResponse:
    context = {"point": door.point, "form": form, "refused": refused}
    return render(request, "feedback/public.html", context, status=status)


def _said(request: HttpRequest, what: str, status: int) -> HttpResponse:
    return render(request, "feedback/said.html", {"what": what}, status=status)
