"""«Hỏi giúp bà con» on a phone, and the sheet with the point's QR."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.views.qr import qr_svg
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.feedback import actions
from diemsang.feedback.forms import AskForm
from diemsang.feedback.queries.scope import ASK, VIEW, door_of, may
from diemsang.feedback.queries.story import about_choices, products_at, read_about, varieties_at
from diemsang.operations import posters
from diemsang.operations.models import PosterKind
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, point_for, require_on


@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest, code: str) -> HttpResponse:
    """First what it is about, then the words. ``?ve=`` names the thing."""
    user, point = _point(request, code, ASK)
    products = products_at(point)
    groups = about_choices(products)
    context: dict[str, Any] = {"point": point, "place": placed_rows([point], clock.today())[0].place}
    key = request.POST.get("ve") or request.GET.get("ve", "")
    about = read_about(key, products)
    if about is None:
        context |= {"groups": groups, "gone": bool(key)}
        status = 422 if request.method == "POST" else 200
        return render(request, "feedback/ask.html", context, status=status)
    form = AskForm(request.POST or None, varieties=varieties_at(point))
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        wish = actions.Wish(form.cleaned_data["words"], *about, form.cleaned_data["variety"])
        try:
            made = actions.ask(actor=user, public_id=form.cleaned_data["public_id"], point=point, wish=wish)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi câu hỏi %(code)s.") % {"code": made.code})
            if made.masked:
                messages.warning(request, _("Trong câu hỏi có dãy số dài (số điện thoại, số giấy tờ): đã che."))
            return redirect("feedback:question", public_id=made.public_id)
    title = dict(pair for _group, pairs in groups for pair in pairs).get(key, "")
    context |= {"key": key, "title": title, "form": form, "refused": refused}
    return render(request, "feedback/ask.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def poster_page(request: HttpRequest, code: str) -> HttpResponse:
    """A5 to print: how to ask, with the QR. A POST makes the QR, or a new one in its place."""
    user, point = _point(request, code, VIEW)
    if request.method == "POST":
        require_on(user, ASK, point)
        try:
            made_id = uuid.UUID(request.POST.get("lan", ""))
        except ValueError:
            made_id = uuid.uuid4()
        try:
            actions.make_door(actor=user, public_id=made_id, point=point)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Đã tạo mã QR của điểm. In tờ này và dán ở điểm; tờ cũ không dùng được nữa."))
        return redirect("feedback:poster", code=point.code)
    door = door_of(point)
    address = request.build_absolute_uri(reverse("feedback:public", args=[door.code])) if door is not None else ""
    context = {
        "point": point,
        "sheet": posters.sheet(point, PosterKind.HOURS, clock.today()),
        "door": door,
        "address": address,
        "qr": qr_svg(address) if address else "",
        "may_make": may(user, ASK, point),
        "lan": uuid.uuid4(),
        "small": request.GET.get("kho") != "a4",
    }
    return render(request, "feedback/poster.html", context)


def _point(request: HttpRequest, code: str, right: str) -> tuple[User, SupportPoint]:
    user = cast(User, request.user)
    point = point_for(user, code.strip())
    require_on(user, right, point)
    return user, point
