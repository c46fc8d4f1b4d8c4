"""A month of one point as a calendar and a list, and a month of many points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.operations.hours import week_rows
from diemsang.operations.models import DayLog, PostedHours
from diemsang.operations.queries import people
from diemsang.operations.queries.days import (
    DayRow,
    MonthRow,
    last_of,
    month_of,
    month_rows,
    month_sums,
    office_month,
    weeks_of,
)
from diemsang.operations.queries.scope import LOG, PEOPLE, VIEW, may, point_for, visible_to
from diemsang.operations.queries.waiting import waiting_count
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching, with_order

MONTHS_BACK = 24


def _log(name: str) -> Any:
    return lambda row: getattr(row.log, name) if row.log is not None else None


def _time(name: str) -> Any:
    return lambda row: f"{getattr(row.log, name):%H:%M}" if row.log is not None and getattr(row.log, name) else None


class DayListing(Listing[DayRow]):
    """Days of one month of one point."""

    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ngay", _("Ngày"), lambda row: row.day, sortable=True, fixed=True),
        Column("tinh-trang", _("Tình trạng"), lambda row: row.state or None),
        Column("mo", _("Mở"), _time("opened")),
        Column("dong", _("Đóng"), _time("closed")),
        Column("luot", _("Lượt người"), _log("visits"), number=True),
        Column("man-hinh", _("Lượt người TV đếm"), lambda row: row.evidence and row.evidence.visits, number=True),
        Column("khac", _("Sổ và màn hình"), lambda row: row.difference or None),
        Column("hoat-dong", _("Hoạt động"), _log("activities"), number=True),
        Column("ho-tro", _("Hỗ trợ"), _log("supports"), number=True),
        Column("nu", _("Nữ"), _log("women"), number=True, extra=True),
        Column("nam", _("Nam"), _log("men"), number=True, extra=True),
        Column("tre", _("Trẻ em"), _log("children"), number=True, extra=True),
        Column("xong", _("Hỗ trợ xong"), _log("done"), number=True, extra=True),
        Column("chuyen", _("Chuyển tiếp"), _log("referred"), number=True, extra=True),
        Column("hong", _("Không thành"), _log("failed"), number=True, extra=True),
        Column("muon", _("Ghi muộn"), lambda row: _g("muộn") if row.late else None, extra=True),
        Column("ghi-chu", _("Ghi chú"), _log("note"), extra=True),
    )
    default_sort = "ngay"
    name = "so-nhat-ky"


@require_GET
def point_month(request: HttpRequest, code: str) -> HttpResponse:
    """Calendar, figures and lines of a month, log and screen side by side; ``?xuat=xlsx`` gives it as a file."""
    user = cast(User, request.user)
    point = point_for(user, code)
    today = clock.today()
    first = month_of(request.GET.get("thang", ""), today)
    last = min(last_of(first), today)
    rows = month_rows([point], first, last_of(first))[point.pk]
    listing = DayListing([row for row in rows if not row.ahead and (row.state or row.evidence)], request)
    if listing.wants_export:
        words = {"code": point.code, "month": f"{first:%m/%Y}"}
        return listing.export_response(title=_g("Sổ nhật ký %(code)s tháng %(month)s") % words)
    hours = PostedHours.objects.on(today).filter(point=point, voided_at=None).first()
    following = last_of(first) + dt.timedelta(days=1)
    context = {
        "point": point,
        "place": placed_rows([point], today)[0].place,
        "first": first,
        "sums": month_sums(point, first, last),
        "weeks": weeks_of(rows, first),
        "weekdays": [_g("T2"), _g("T3"), _g("T4"), _g("T5"), _g("T6"), _g("T7"), _g("CN")],
        "listing": listing,
        "before": (first - dt.timedelta(days=1)).strftime("%Y-%m"),
        "after": following.strftime("%Y-%m") if following <= today else "",
        "hours": week_rows(hours.week) if hours is not None else [],
        "may_log": may(user, LOG, point),
        "waiting": waiting_count(point) if may(user, LOG, point) else 0,
        "may_manage": may(user, PEOPLE, point),
        "people": people.people_rows([point], today)[0],
    }
    return render(request, "operations/month.html", context)


class LogFilter(forms.Form):
    """Narrows the month of many points."""

    q = forms.CharField(label=_("Tìm"), required=False, max_length=120, widget=forms.TextInput({"type": "search"}))

    def __init__(self, *args: Any, areas: Any, offices: Any, months: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("tất cả"))
        for name, label, choices in (
            ("thang", _("Tháng"), [("", _("tháng này")), *months]),
            ("dia-ban", _("Địa bàn"), [everything, *areas]),
            ("co-quan", _("Bên giữ tài sản"), [everything, *offices]),
            ("so", _("Sổ"), [everything, ("co", _("có ghi")), ("khong", _("chưa ghi ngày nào"))]),
        ):
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=choices)


class MonthListing(Listing[Any]):
    """Points in a month: days open, visits, supports, days missing."""

    form_class = LogFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place, sort=("unit_sort", "code")),
        Column("phu-trach", _("Người phụ trách"), lambda row: row.in_charge or None),
        Column("ngay-mo", _("Ngày mở"), lambda row: row.sums.days_open, number=True, sort=("days_written", "code")),
        Column("gio", _("Giờ mở"), lambda row: row.sums.hours, number=True),
        Column("luot", _("Lượt người"), lambda row: row.sums.visits, number=True, sort=("visits", "code")),
        Column("nu", _("Nữ"), lambda row: row.sums.women, number=True, extra=True),
        Column("nam", _("Nam"), lambda row: row.sums.men, number=True, extra=True),
        Column("tre", _("Trẻ em"), lambda row: row.sums.children, number=True, extra=True),
        Column("hoat-dong", _("Hoạt động"), lambda row: row.sums.activities, number=True),
        Column("ho-tro", _("Hỗ trợ"), lambda row: row.sums.supports, number=True),
        Column("xong", _("Hỗ trợ xong"), lambda row: row.sums.done, number=True, extra=True),
        Column("chuyen", _("Chuyển tiếp"), lambda row: row.sums.referred, number=True, extra=True),
        Column("hong", _("Không thành"), lambda row: row.sums.failed, number=True, extra=True),
        Column("khong-mo", _("Ngày không mở"), lambda row: row.sums.not_open, number=True, extra=True),
        Column("thieu", _("Ngày thiếu sổ"), lambda row: row.sums.missing, number=True),
        Column("muon", _("Ngày ghi muộn"), lambda row: row.sums.late, number=True, extra=True),
    )
    default_sort = "ma"
    name = "so-nhat-ky-thang"
    view_name = "operations:logs"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.today = user, clock.today()
        points = visible_to(user)
        first = self.today.replace(day=1)
        months = []
        for _back in range(MONTHS_BACK):
            months.append((f"{first:%Y-%m}", f"{first:%m/%Y}"))
            first = (first - dt.timedelta(days=1)).replace(day=1)
        super().__init__(
            points,
            request,
            areas=area_choices(user, request.GET.get("dia-ban", "")),
            offices=people.office_choices(points, self.today),
            months=months,
        )
        self.begin = month_of(str(self.wanted.get("thang") or ""), self.today)
        self.end = min(last_of(self.begin), self.today)

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = with_order(rows, self.today)
        logs = DayLog.objects.filter(point=OuterRef("pk"), day__gte=self.begin, day__lte=self.end).order_by()
        count = logs.filter(not_open="").values("point")
        points = points.annotate(
            visits=Subquery(logs.values("point").annotate(sum=Sum("visits")).values("sum")),
            days_written=Subquery(count.annotate(n=Count("pk")).values("n")),
        )
        if wanted.get("q"):
            points = matching(self.user, points, wanted["q"])
        if wanted.get("dia-ban"):
            points = in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.today)
        if wanted.get("co-quan"):
            points = people.held_by(points, int(wanted["co-quan"]), self.today)
        if wanted.get("so"):
            written = Exists(logs)
            points = points.filter(written if wanted["so"] == "co" else ~written)
        return points

    def prepare(self, rows: list[Any]) -> list[MonthRow]:
        """Figures of the page's points, all at once."""
        return office_month(cast("list[SupportPoint]", rows), self.begin, self.end)


@require_GET
def log_list(request: HttpRequest) -> HttpResponse:
    """Points in a month; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = MonthListing(user, request)
    if listing.wants_export:
        words = {"month": f"{listing.begin:%m/%Y}"}
        return listing.export_response(title=_g("Sổ nhật ký các điểm tháng %(month)s") % words)
    context = {"listing": listing, "first": listing.begin, "may_log": user.can(LOG)}
    return render(request, "operations/logs.html", context)
