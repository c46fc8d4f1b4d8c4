"""Planning visits, a team's day and its order."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.errors import Problem, Refused
from diemsang.equipment import actions
from diemsang.equipment.actions.work import plan_visits
from diemsang.equipment.forms_work import PlanForm
from diemsang.equipment.models import Team, WorkOrder
from diemsang.equipment.queries import work as queries
from diemsang.equipment.rights import INSTALL
from diemsang.equipment.work_map import day_map
from diemsang.points.queries import may, point_rows
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area

SHOWN = 200
"""Points that the page of planning lists at once; an area narrows them."""
DIGITS = re.compile(r"[0-9]{1,18}")
MOVES = {"len": -1, "xuong": 1}


@require_http_methods(["GET", "POST"])
def plan_page(request: HttpRequest) -> HttpResponse:
    """Choose team and day, tick points; all of them or, with the reasons, none."""
    user = cast(User, request.user)
    require(user, INSTALL)
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm(initial=_first(request))
    chosen = set(request.POST.getlist("diem") or request.GET.getlist("diem"))
    waiting = queries.to_visit(user)
    asked = request.GET.get("dia-ban", "")
    area = Area.objects.filter(key=asked).first() if asked else None
    if area is not None:
        waiting = in_area(waiting, area, clock.today())
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            team = _plan(user, form, chosen)
        except Refused as error:
            refused = error
        else:
            words = {"n": len(chosen), "team": team.name}
            messages.success(request, _("Đã xếp %(n)s điểm cho %(team)s.") % words)
            return to_day(team, form.cleaned_data["on"])
    points = list(waiting[: SHOWN + 1])
    rows = point_rows(points[:SHOWN], clock.today())
    placed = queries.spots_of([row.point_id for row in rows], clock.today())
    context = {
        "form": form,
        "refused": refused,
        "rows": [(row, row.code in chosen, row.point_id in placed) for row in rows],
        "more": len(points) > SHOWN,
        "areas": area_choices(user, asked),
        "asked": asked,
    }
    return render(request, "equipment/work_plan.html", context, status=422 if request.method == "POST" else 200)


def _first(request: HttpRequest) -> dict[str, object]:
    day = parse_day(request.GET.get("ngay", ""))
    team = Team.objects.first() if Team.objects.count() == 1 else None
    asked = request.GET.get("doi", "") or (str(team.public_id) if team else "")
    return {"key": uuid.uuid4(), "on": day or clock.today(), "team": asked}


def _plan(user: User, form: PlanForm, chosen: set[str]) -> Team:
    data = form.cleaned_data
    points = list(queries.to_visit(user).filter(code__in=chosen))
    gone = sorted(chosen - {point.code for point in points})
    made = WorkOrder.objects.filter(public_id__in=[uuid.uuid5(data["key"], code) for code in chosen]).first()
    if made is not None:  # the button was pressed twice
        return made.team
    if gone:
        message = _("không còn chờ lắp đặt, hoặc đã có lịch.")
        problem = Problem(", ".join(gone[:10]), message, _("Tải lại trang rồi chọn lại."))
        raise Refused(_("Chưa xếp được lịch."), [problem])
    new = data["new_team"].strip()
    return plan_visits(
        actor=user,
        key=data["key"],
        points=points,
        on=data["on"],
        team=None if new else Team.objects.get(public_id=data["team"]),
        new_team=new,
        note=data["note"],
    )


def to_day(team: Team, on: dt.date) -> HttpResponse:
    """To the team's day."""
    return redirect("equipment:work-day", year=on.year, month=on.month, day=on.day, team=team.public_id)


@require_http_methods(["GET", "POST"])
def day_page(request: HttpRequest, year: int, month: int, day: int, team: uuid.UUID) -> HttpResponse:
    """A team's day as a sheet to print, with its map; the order is changed by buttons."""
    user = cast(User, request.user)
    try:
        on = dt.date(year, month, day)
    except (ValueError, OverflowError):
        raise Http404 from None
    found, orders = queries.team_day(user, team, on)
    refused: Refused | None = None
    if request.method == "POST":
        require(user, INSTALL)
        try:
            _reorder(user, request, found, on, orders)
        except Refused as error:
            refused = error
        else:
            return to_day(found, on)
    shown = queries.visits(orders)
    standing = [visit for visit in shown if visit.order.state != WorkOrder.State.CANCELLED]
    pieces = queries.pieces_to_install([visit.order.point_id for visit in standing])
    numbered = [(at, visit, pieces.get(visit.order.point_id, "")) for at, visit in enumerate(standing, 1)]
    stops = [(at, visit.row.code, visit.spot) for at, visit, _what in numbered if visit.spot is not None]
    context = {
        "team": found,
        "on": on,
        "numbered": numbered,
        "cancelled": [visit for visit in shown if visit.order.state == WorkOrder.State.CANCELLED],
        "km": round(sum(visit.km or 0 for visit in standing)),
        "unplaced": sum(visit.spot is None for visit in standing),
        "map": day_map(stops, _("Bản đồ các điểm trong ngày")),
        "seen": ",".join(str(visit.order.pk) for visit in standing),
        "may_install": all(may(user, INSTALL, visit.order.point) for visit in standing) and user.can(INSTALL),
        "refused": refused,
        "later": on >= clock.today(),
    }
    return render(request, "equipment/work_day.html", context, status=422 if refused else 200)


def _reorder(user: User, request: HttpRequest, team: Team, on: dt.date, orders: list[WorkOrder]) -> None:
    if "gan" in request.POST:
        actions.order_by_nearest(actor=user, team=team, on=on)
        return
    keys = [int(text) for text in request.POST.get("da-thay", "").split(",") if DIGITS.fullmatch(text)]
    for word, by in MOVES.items():
        asked = request.POST.get(word, "")
        order = next((row for row in orders if str(row.public_id) == asked), None)
        if order is None or order.pk not in keys:
            continue
        here = keys.index(order.pk)
        there = here + by
        if 0 <= there < len(keys):
            moved = list(keys)
            moved[here], moved[there] = moved[there], moved[here]
            actions.reorder(actor=user, team=team, on=on, keys=moved, seen=keys)
