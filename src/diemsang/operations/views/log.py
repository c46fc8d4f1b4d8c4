"""The daily log on a phone: one page a day, big buttons, works without script; resumed as often as one likes."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.errors import Problem, Refused
from diemsang.operations import actions, log_form
from diemsang.operations.models import DayLog, LogSource, PostedHours
from diemsang.operations.queries.days import day_story, said_by, suspended_on
from diemsang.operations.queries.scope import LOG, may, point_for, visible_to
from diemsang.operations.queries.waiting import waiting_count
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, require_on

MANY = 30


@require_GET
def log_home(request: HttpRequest) -> HttpResponse:
    """Today's log: straight to it with one point, else choose the point."""
    user = cast(User, request.user)
    require(user, LOG)
    points = list(visible_to(user, LOG).order_by("code")[: MANY + 1])
    if len(points) == 1:
        return redirect("operations:log", code=points[0].code)
    today = clock.today()
    logs = {log.point_id: log for log in DayLog.objects.filter(point__in=points, day=today)}
    rows = [
        {"code": point.code, "place": row.place, "log": logs.get(point.pk)}
        for point, row in zip(points, placed_rows(points, today), strict=True)
    ]
    return render(request, "operations/log_home.html", {"rows": rows[:MANY], "more": len(rows) > MANY, "today": today})


@require_http_methods(["GET", "POST"])
def log_today(request: HttpRequest, code: str) -> HttpResponse:
    """Today, as the hub's clock says; a phone's clock decides nothing.

    A page drawn yesterday and sent after midnight is written to the day it was drawn for, unless the button meant now.
    """
    user, point = _writer(request, code)
    sent = log_form.read(request.POST) if request.method == "POST" else None
    day = sent.day if sent is not None and sent.day is not None else clock.today()
    if sent is not None and sent.step:
        sent = replace(sent, now=True)
    return _day(request, user, point, day, LogSource.PHONE, sent)


@require_http_methods(["GET", "POST"])
def log_past(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """A past day: copied from the paper book, or a correction of what a phone had written."""
    user, point = _writer(request, code)
    on = parse_day(day)
    if on is None:
        raise Http404
    if on == clock.today() and request.method == "GET":
        return redirect("operations:log", code=point.code)
    asked = request.GET.get("nguon", "")
    phone = asked != LogSource.PAPER and bool(said_by(point, on, LogSource.PHONE))
    source = LogSource.PHONE if phone and not said_by(point, on, LogSource.PAPER) else LogSource.PAPER
    sent = log_form.read(request.POST) if request.method == "POST" else None
    return _day(request, user, point, on, source, sent)


@require_GET
def log_other(request: HttpRequest, code: str) -> HttpResponse:
    """From the field "another day" to that day's page."""
    _user, point = _writer(request, code)
    day = parse_day(request.GET.get("ngay", ""))
    if day is None or day > clock.today():
        messages.error(request, _("Chọn một ngày đã qua, viết như 31/12/2025."))
        return redirect("operations:log", code=point.code)
    return redirect("operations:log-day", code=point.code, day=day.isoformat())


@require_http_methods(["GET", "POST"])
def day_page(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """A day with everything that its sources said; a writer says which one holds, or takes the day back."""
    user = cast(User, request.user)
    point = point_for(user, code)
    on = parse_day(day)
    if on is None:
        raise Http404
    story, refused = day_story(point, on), None
    if request.method == "POST":
        require_on(user, LOG, point)
        try:
            _settle(request, user, story.log)
        except Refused as error:
            refused = error
        else:
            return redirect("operations:day", code=point.code, day=on.isoformat())
    context = {
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "day": on,
        "story": story,
        "refused": refused,
        "may_log": may(user, LOG, point) and on <= clock.today(),
        "suspended": suspended_on(point, on),
        "waiting": waiting_count(point) if may(user, LOG, point) else 0,
    }
    return render(request, "operations/day.html", context, status=422 if refused else 200)


def _settle(request: HttpRequest, user: User, log: DayLog | None) -> None:
    if log is None:
        raise Http404
    if "bo" in request.POST:
        actions.clear_day(actor=user, log=log, reason=request.POST.get("ly-do", ""))
        messages.success(request, _("Đã bỏ phần người ghi của ngày này; lịch sử vẫn giữ."))
        return
    name, _sep, source = request.POST.get("giu", "").partition("|")
    actions.choose_source(actor=user, log=log, name=name, source=source)
    messages.success(request, _("Đã ghi số nào đúng."))


def _writer(request: HttpRequest, code: str) -> tuple[User, SupportPoint]:
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, LOG, point)
    return user, point


def _day(
    request: HttpRequest,
    user: User,
    point: SupportPoint,
    day: dt.date,
    source: LogSource,
    sent: log_form.Sent | None,
) -> HttpResponse:
    refused: Refused | None = None
    said = ""
    partial = request.headers.get("HX-Request") == "true"
    if sent is not None:
        if sent.now and day != clock.today():
            sent = replace(sent, typed=sent.before)
        try:
            if sent.now:
                _check_now(day)
            actions.merge_day(
                actor=user,
                point=point,
                day=day,
                source=source,
                fields=sent.fields,
                entry_id=sent.entry_id,
                reason=sent.reason,
                sure=sent.sure,
            )
        except Refused as error:
            refused = error
        else:
            if not sent.step or day != clock.today():
                said = _("Đã ghi sổ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}
            if not partial:
                if said:
                    messages.success(request, said)
                if day == clock.today():
                    return redirect("operations:log", code=point.code)
                return redirect("operations:log-day", code=point.code, day=day.isoformat())
    context = _context(point, day, source, sent if refused is not None else None)
    context |= {"refused": refused, "unusual": isinstance(refused, actions.Unusual), "said": said}
    context["pressed"] = request.POST if partial else {}
    status = 422 if refused is not None and not partial else 200
    return render(request, "operations/log.html", context, status=status)


def _check_now(day: dt.date) -> None:
    """What happens now belongs to today; a page left open from another day must not take it."""
    today = clock.today()
    if day != today:
        message = _("trang này là sổ ngày %(day)s, hôm nay là %(today)s.") % {
            "day": f"{day:%d/%m/%Y}",
            "today": f"{today:%d/%m/%Y}",
        }
        advice = _("Mở sổ hôm nay rồi bấm lại. Ghi cho ngày cũ thì tự gõ số, gõ giờ rồi bấm «Ghi».")
        raise Refused(_("Chưa ghi gì vào sổ."), [Problem(_("Ngày"), message, advice)])


def _context(point: SupportPoint, day: dt.date, source: LogSource, kept: log_form.Sent | None) -> dict[str, Any]:
    """What the page draws; after a refusal what was typed stands, over the baseline it was drawn with."""
    values = said_by(point, day, source) if day <= clock.today() else {}
    drawn = log_form.shown(values if kept is None else {**values, **kept.typed})
    if kept is not None:
        drawn["baseline"] = log_form.shown(values)["baseline"]
    story = day_story(point, day)
    hours = PostedHours.objects.on(day).filter(point=point, voided_at=None).first()
    return {
        **drawn,
        "point": point,
        "place": placed_rows([point], clock.today())[0].place,
        "day": day,
        "today": day == clock.today(),
        "source": source,
        "paper": source == LogSource.PAPER,
        "entry_id": uuid.uuid4(),
        "reason": kept.reason if kept is not None else "",
        "why": kept.why if kept is not None else "",
        "shut": values.get("not_open"),
        "story": story,
        "differs": [line for line in story.lines if line.differs],
        "hours": hours.week[day.weekday()] if hours is not None and len(hours.week) == 7 else None,
        "suspended": suspended_on(point, day),
        "waiting": waiting_count(point),
    }
