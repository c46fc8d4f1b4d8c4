"""All points with their line and power."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.operations.forms import LineFilter
from diemsang.operations.queries import filters
from diemsang.operations.queries.scope import MANAGE, VIEW, visible_to
from diemsang.operations.queries.state import LineRow, State, line_rows, result_words
from diemsang.operations.words import outage_words, power_words
from diemsang.points.models import SupportPoint
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching, with_order


def _words(state: State) -> str | None:
    if not state.known:
        return None
    return f"{state.label}; {state.detail}" if state.detail else state.label


class LineListing(Listing[Any]):
    """Filters in the address: which of the four facts is missing, unit, carrier, payer, day of the end, power."""

    form_class = LineFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place, sort=("unit_sort", "code")),
        Column("huong", _("Được hưởng"), lambda row: _words(row.entitled)),
        Column("dat", _("Đã đặt"), lambda row: _words(row.ordered), sort=("ends_at", "code")),
        Column("noi", _("Đã nối"), lambda row: _words(row.connected)),
        Column("do", _("Đã đo"), lambda row: _words(row.measured), sort=("measured_at", "code")),
        Column("ben-tra", _("Bên trả"), lambda row: row.payer_words),
        Column("dien", _("Điện"), lambda row: power_words(row.power) if row.power else None, extra=True),
        Column("nha-mang", _("Nhà mạng"), lambda row: row.contract and row.contract.carrier, extra=True),
        Column("so", _("Số hợp đồng"), lambda row: (row.contract and row.contract.number) or None, extra=True),
        Column(
            "cam-ket", _("Cam kết, Mbps"), lambda row: row.contract and row.contract.speed_mbps, number=True, extra=True
        ),
        Column(
            "cuoc",
            _("Cước tháng, đồng"),
            lambda row: row.contract and row.contract.monthly_fee,
            number=True,
            extra=True,
        ),
        Column(
            "het",
            _("Hết ngày"),
            lambda row: row.contract and row.contract.last_day,
            sort=("ends_at", "code"),
            extra=True,
        ),
        Column("ket-qua", _("Kết quả đo"), lambda row: result_words(row.measure) if row.measure else None, extra=True),
        Column("dang-mat", _("Đang mất"), lambda row: "; ".join(map(outage_words, row.outages)) or None, extra=True),
    )
    default_sort = "ma"
    name = "duong-truyen"
    view_name = "operations:list"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        super().__init__(
            visible_to(user),
            request,
            areas=area_choices(user, request.GET.get("dia-ban", "")),
            carriers=filters.carrier_choices(user),
            payers=filters.payer_choices(user, self.on),
        )

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = filters.with_lines(with_order(rows, self.on))
        if wanted.get("q"):
            points = matching(self.user, points, wanted["q"])
        if wanted.get("dia-ban"):
            points = in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.on)
        if wanted.get("thieu"):
            points = filters.lacking(points, wanted["thieu"], self.on)
        if wanted.get("nha-mang"):
            points = filters.by_carrier(points, wanted["nha-mang"])
        if wanted.get("ben-tra"):
            points = filters.by_payer(points, wanted["ben-tra"], self.on)
        if isinstance(wanted.get("het-truoc"), dt.date):
            points = filters.ending_before(points, wanted["het-truoc"])
        if wanted.get("dien"):
            points = filters.by_grid(points, wanted["dien"], self.on)
        if wanted.get("dang-mat"):
            points = filters.out_now(points, wanted["dang-mat"])
        return points

    def prepare(self, rows: list[Any]) -> list[LineRow]:
        """Words for the page's points, all at once."""
        return line_rows(cast("list[SupportPoint]", rows), self.on)


@require_GET
def line_list(request: HttpRequest) -> HttpResponse:
    """Points whose line the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = LineListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Đường truyền và điện của điểm hỗ trợ")))
    context = {"listing": listing, "may_manage": user.can(MANAGE)}
    return render(request, "operations/list.html", context)
