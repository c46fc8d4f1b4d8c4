"""Pages that belong to no single app."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.parts import Mark
from diemsang.core.text import nfc
from diemsang.core.vietnamese import day as vietnamese_day
from diemsang.web import queries
from diemsang.web.present import home_sections, leader_sheet
from diemsang.web.search import search as search_everything


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 once the database answers and is migrated; what the start scripts wait for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_migrations")
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """No search engine belongs here."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What needs doing, for the person who is signed in."""
    user = cast(User, request.user)
    return render(request, "web/home.html", home_sections(user, clock.today()))


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything the person may see that fits ``?q=``."""
    text = nfc(request.GET.get("q", ""))[:100]
    found = search_everything(cast(User, request.user), text)
    return render(request, "web/search.html", {"search_text": text, "found": found})


@require_GET
def leader(request: HttpRequest) -> HttpResponse:
    """Is it real, is it used, who is late: one screen, one sheet, on ``?ngay=`` (today by default)."""
    user = cast(User, request.user)
    require(user, "web.leader")
    today = clock.today()
    on, note = _asked_day(request.GET.get("ngay", ""), today)
    states = queries.plan_states(user, on)
    return render(
        request,
        "web/leader.html",
        {
            "on": on,
            "today": today,
            "note": note,
            "sheets": [leader_sheet(user, state) for state in states],
            "marks": _marks(user, today),
        },
    )


def _asked_day(text: str, today: dt.date) -> tuple[dt.date, str]:
    """The day that was asked, or today with a sentence why it is not the one asked."""
    text = nfc(text).strip()
    if not text:
        return today, ""
    day = parse_day(text)
    now = _("Đang xem hôm nay, %(today)s.") % {"today": vietnamese_day(today)}
    if day is None:
        return today, _("Không đọc được ngày “%(asked)s”. Viết ngày như 31/12/2023.") % {"asked": text[:40]} + f" {now}"
    if day > today:
        why = _("Ngày %(asked)s chưa đến nên chưa có số liệu.") % {"asked": vietnamese_day(day)}
        return today, f"{why} {now}"
    return day, ""


def _marks(user: User, today: dt.date) -> list[Mark]:
    """The days that matter on the slider: starts and ends of the plans' periods, and today."""
    days = {day for day in queries.period_days(user) if day < today}
    return [Mark(day) for day in sorted(days)] + [Mark(today, _("hôm nay"))]
