"""Visits in a calendar and as a list; progress against the plan's phasing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.accounts.scope import require_more_than_own
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import EARLIEST, LATEST, parse_day
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import Tab
from diemsang.equipment.forms_work import WorkFilter, WorkListFilter
from diemsang.equipment.models import WorkOrder
from diemsang.equipment.queries import work as queries
from diemsang.equipment.queries.progress import progress_of
from diemsang.equipment.rights import INSTALL, VIEW
from diemsang.plans.queries import plan_for
from diemsang.plans.queries import visible_to as plans_visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area

VIEWS = {"ngay": _l("Ngày"), "tuan": _l("Tuần"), "thang": _l("Tháng")}
STEPS = {"ngay": 1, "tuan": 7}
WEEKDAYS = (
    (_l("T2"), _l("Thứ Hai")),
    (_l("T3"), _l("Thứ Ba")),
    (_l("T4"), _l("Thứ Tư")),
    (_l("T5"), _l("Thứ Năm")),
    (_l("T6"), _l("Thứ Sáu")),
    (_l("T7"), _l("Thứ Bảy")),
    (_l("CN"), _l("Chủ nhật")),
)


def narrowed(orders: QuerySet[WorkOrder], wanted: dict[str, Any]) -> QuerySet[WorkOrder]:
    """The visits of a team, and of an area of any time."""
    if wanted.get("doi"):
        orders = orders.filter(team__public_id=wanted["doi"])
    if wanted.get("dia-ban"):
        points = SupportPoint.objects.order_by()
        orders = orders.filter(point__in=in_area(points, Area.objects.get(key=wanted["dia-ban"]), clock.today()))
    return orders


def _moved(kind: str, day: dt.date, by: int) -> dt.date:
    """The day one view earlier or later; it stays inside the years that the hub knows."""
    if kind == "thang":
        month = day.year * 12 + day.month - 1 + by
        found = dt.date(month // 12, month % 12 + 1, 1)
    else:
        found = day + dt.timedelta(days=by * STEPS[kind])
    return min(max(found, EARLIEST), LATEST)


@require_GET
def calendar_page(request: HttpRequest) -> HttpResponse:
    """A day, a week or a month of visits by team; today at first."""
    user = cast(User, request.user)
    require_more_than_own(user, VIEW)
    kind = request.GET.get("xem", "")
    kind = kind if kind in VIEWS else "ngay"
    day = parse_day(request.GET.get("ngay", "")) or clock.today()
    form = WorkFilter(request.GET or {}, areas=area_choices(user, request.GET.get("dia-ban", "")))
    form.is_valid()
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    orders = narrowed(queries.orders_visible_to(user), kept)
    first, last = queries.span_of(kind, day)

    def href(kind: str, day: dt.date) -> str:
        return f"?{urlencode({'xem': kind, 'ngay': f'{day:%d/%m/%Y}', **kept})}"

    days = queries.days_of(orders, first, last, day.month if kind == "thang" else None)
    context: dict[str, Any] = {
        "kind": kind,
        "day": day,
        "today": clock.today(),
        "first": first,
        "last": last,
        "form": form,
        "tabs": [Tab(str(label), href(name, day), name == kind) for name, label in VIEWS.items()],
        "before": href(kind, _moved(kind, day, -1)),
        "after": href(kind, _moved(kind, day, 1)),
        "now": href(kind, clock.today()),
        "days": days,
        "weeks": [days[at : at + 7] for at in range(0, len(days), 7)] if kind == "thang" else [],
        "weekdays": WEEKDAYS,
        "kept": urlencode(kept),
        "may_install": user.can(INSTALL),
        "plans": list(plans_visible_to(user)),
    }
    if kind == "ngay":
        shown = queries.visits(list(orders.filter(on=day).order_by("team__name", "position", "id")))
        teams: dict[Any, list[queries.Visit]] = {}
        for visit in shown:
            teams.setdefault(visit.order.team, []).append(visit)
        context["teams"] = list(teams.items())
    context["to_visit"] = queries.to_visit(user).count() if user.can(INSTALL) else 0
    return render(request, "equipment/work.html", context)


class WorkListing(Listing[Any]):
    """Visits of any day; filters in the address."""

    form_class = WorkListFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("diem", _l("Mã điểm"), lambda visit: visit.row.code, sort=("point__code", "on"), fixed=True),
        Column("noi-dat", _l("Nơi đặt"), lambda visit: visit.row.place),
        Column("ngay", _l("Ngày"), lambda visit: visit.order.on, sort=("on", "team__name", "position")),
        Column("doi", _l("Đội"), lambda visit: visit.order.team.name, sort=("team__name", "on", "position")),
        Column("thu-tu", _l("Thứ tự"), lambda visit: visit.order.position, number=True),
        Column(
            "tinh-trang", _l("Tình trạng"), lambda visit: str(visit.order.get_state_display()), sort=("state", "on")
        ),
        Column("lap-dat", _l("Lắp đặt ngày"), lambda visit: visit.done.on if visit.done else None),
        Column("ghi-chu", _l("Ghi chú"), lambda visit: visit.order.cancel_reason or visit.order.note, extra=True),
        Column("nguoi-xep", _l("Người xếp"), lambda visit: visit.order.made_by, extra=True),
    )
    default_sort = "-ngay"
    name = "lich-lap-dat"
    view_name = "equipment:work-list"

    def filter(self, rows: QuerySet[WorkOrder], wanted: dict[str, Any]) -> QuerySet[WorkOrder]:
        """Narrow as the address says."""
        rows = narrowed(rows, wanted)
        if wanted.get("tinh-trang"):
            rows = rows.filter(state=wanted["tinh-trang"])
        if wanted.get("tu"):
            rows = rows.filter(on__gte=wanted["tu"])
        if wanted.get("den"):
            rows = rows.filter(on__lte=wanted["den"])
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Words for the page, all at once."""
        return list(queries.visits(rows))


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """All visits the person may see; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require_more_than_own(user, VIEW)
    areas = area_choices(user, request.GET.get("dia-ban", ""))
    listing = WorkListing(queries.orders_visible_to(user), request, areas=areas)
    if listing.wants_export:
        return listing.export_response(title=str(_("Lịch lắp đặt")))
    return render(request, "equipment/work_list.html", {"listing": listing, "rows": list(listing.rows)})


@require_GET
def progress_page(request: HttpRequest, code: str) -> HttpResponse:
    """Delivered, installed and accepted beside what the plan says for each area and period."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, VIEW)
    return render(request, "equipment/work_progress.html", {"plan": plan, "periods": progress_of(user, plan)})
