"""Logs from TVs that wait for a word of the person who writes at the point: which day, or none."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.days import parse_day
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.models import WaitingLog
from diemsang.operations.queries.scope import LOG, point_for
from diemsang.operations.queries.waiting import waiting_rows
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on


@require_http_methods(["GET", "POST"])
def waiting_page(request: HttpRequest, code: str) -> HttpResponse:
    """Each log with what it says; a day is proposed where the TV's own can be true."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, LOG, point)
    refused: Refused | None = None
    chosen: uuid.UUID | None = None
    if request.method == "POST":
        waiting = _sent(request, point)
        chosen = waiting.entry_id
        try:
            day = _settle(request, user, waiting)
        except Refused as error:
            refused = error
        else:
            if day is not None:
                return redirect("operations:day", code=point.code, day=day.isoformat())
            return redirect("operations:log-waiting", code=point.code)
    context = {
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "rows": waiting_rows(point),
        "refused": refused,
        "chosen": chosen,
        "typed_day": request.POST.get("ngay", "") if refused else "",
        "typed_reason": request.POST.get("ly-do", "") if refused else "",
    }
    return render(request, "operations/log_waiting.html", context, status=422 if refused else 200)


def _sent(request: HttpRequest, point: SupportPoint) -> WaitingLog:
    try:
        entry_id = uuid.UUID(request.POST.get("so", ""))
    except ValueError:
        raise Http404 from None
    found = WaitingLog.objects.filter(point=point, entry_id=entry_id).select_related("point").first()
    if found is None:
        raise Http404
    return found


def _settle(request: HttpRequest, user: User, waiting: WaitingLog) -> dt.date | None:
    if "bo" in request.POST:
        actions.drop_waiting(actor=user, waiting=waiting, reason=request.POST.get("ly-do", ""))
        messages.success(request, _("Đã bỏ sổ này; lịch sử vẫn giữ."))
        return None
    row = actions.accept_waiting(actor=user, waiting=waiting, day=parse_day(request.POST.get("ngay", "")))
    if row.day_log is None:
        messages.info(request, _("Sổ này đã xử lý trước đó rồi."))
        return None
    messages.success(request, _("Đã ghi vào sổ ngày %(day)s.") % {"day": f"{row.day_log.day:%d/%m/%Y}"})
    return row.day_log.day
