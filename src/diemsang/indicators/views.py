"""Pages of use: a period as a whole, by point, by product, and one point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import Tab
from diemsang.core.text import search_key
from diemsang.indicators.drawings import use_chart
from diemsang.indicators.forms import PeriodForm, PointUseFilter, UseFilter
from diemsang.indicators.queries import (
    VIEW,
    Kind,
    Period,
    ProductUse,
    by_report,
    name_products,
    overview,
    point_use_rows,
    product_uses,
    single_point,
    with_amount,
)
from diemsang.indicators.suppression import suppressed
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows, point_for
from diemsang.points.queries import visible_to as visible_points
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching

HOUR = 3600


def hours(seconds: int) -> float:
    """Hours with one decimal."""
    return round(seconds / HOUR, 1)


def _tabs(request: HttpRequest, here: str, period: Period) -> list[Tab]:
    kept = f"?tu={period.first:%Y-%m-%d}&den={period.last:%Y-%m-%d}"
    names = (("overview", _("Chung")), ("points", _("Theo điểm")), ("products", _("Theo sản phẩm")))
    return [Tab(label, reverse(f"indicators:{name}") + kept, name == here) for name, label in names]


@require_GET
def overview_page(request: HttpRequest) -> HttpResponse:
    """A period over everything the person may see."""
    user = cast(User, request.user)
    require(user, VIEW)
    form = PeriodForm(request.GET or None)
    found = overview(user, form.period)
    name_products(found.products)
    top = sorted(found.products, key=lambda line: (-line.plays, line.title))[:12]
    context = {
        "form": form,
        "found": found,
        "period": found.period,
        "totals": {str(kind): found.totals.get(kind) for kind in Kind.values},
        "hours": hours(found.totals[Kind.ON].seconds) if Kind.ON in found.totals else None,
        "undated": _counted(found.undated),
        "maybe": _counted(found.maybe),
        "chart": use_chart(found.days),
        "top": top,
        "tabs": _tabs(request, "overview", found.period),
        "now": clock.now(),
    }
    return render(request, "indicators/overview.html", context)


def _counted(amounts: Any) -> list[tuple[str, float]]:
    """Kinds in words with their numbers, for what has no day; of *on* the hours, not how often it was told."""
    words = dict(Kind.choices)
    shown = {kind: hours(amount.seconds) if kind == Kind.ON else amount.n for kind, amount in amounts.items()}
    return [(str(words[kind]), number) for kind, number in sorted(shown.items()) if kind in words and number]


def _amount(key: str, label: Any, value: Callable[[Any], int | None], *, extra: bool = False) -> Column[Any]:
    """A number of people or uses: ordered over all pages by ``with_amount``, hidden below 5 in an export."""
    return Column(key, label, lambda use: suppressed(value(use)), sort=(f"by_{key}", "code"), number=True, extra=extra)


class PointUseListing(Listing[Any]):
    """Points with their use in the period of the address. An export hides totals below 5."""

    form_class = PointUseFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", gettext_lazy("Mã điểm"), lambda u: u.point.code, sort=("code",), fixed=True),
        Column("noi", gettext_lazy("Nơi đặt"), lambda u: u.place),
        Column("bao", gettext_lazy("Đã báo"), lambda u: u.reported_words),
        Column("ngay", gettext_lazy("Dùng gần nhất"), lambda u: u.last_use, sort=("by_ngay", "code")),
        _amount("luot", gettext_lazy("Lượt dùng"), lambda u: u.sessions),
        _amount("xem", gettext_lazy("Lượt xem, nghe"), lambda u: u.plays),
        _amount("tron", gettext_lazy("Trọn vẹn"), lambda u: u.complete),
        _amount("buoi", gettext_lazy("Buổi xem chung"), lambda u: u.groups),
        _amount("nguoi", gettext_lazy("Người dự"), lambda u: u.group_people),
        _amount("den", gettext_lazy("Người đến (sổ đếm)"), lambda u: u.visitors, extra=True),
        Column("gio", gettext_lazy("Giờ bật"), lambda u: u.hours, sort=("by_gio", "code"), number=True),
    )
    default_sort = "ma"
    name = "su-dung-theo-diem"
    view_name = "indicators:points"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        areas = area_choices(user, request.GET.get("dia-ban", ""))
        super().__init__(visible_points(user, VIEW), request, areas=areas)
        self.period = cast(PeriodForm, self.form).period

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Points by code, village or unit of any time, and by what their screens have told."""
        if wanted.get("q"):
            rows = matching(self.user, rows, wanted["q"])
        if wanted.get("dia-ban"):
            rows = in_area(rows, Area.objects.get(key=wanted["dia-ban"]), clock.today())
        if wanted.get("bao"):
            rows = by_report(rows, self.period, wanted["bao"])
        column, _descending = self._sort
        return with_amount(rows, column.key, self.period) if column is not None else rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Use and place of a page of points."""
        uses = point_use_rows(self.user, rows, self.period)
        places = {row.code: row.place for row in placed_rows(rows, clock.today())}
        for use in uses:
            use.place = places[use.point.code]
        return uses


@require_GET
def points_page(request: HttpRequest) -> HttpResponse:
    """Point by point."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = PointUseListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=_title(_("Sử dụng theo điểm"), listing.period))
    context = {"listing": listing, "period": listing.period, "tabs": _tabs(request, "points", listing.period)}
    return render(request, "indicators/points.html", context)


class ProductUseListing(Listing[ProductUse]):
    """Products and varieties with their plays in the period."""

    form_class = UseFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ten", gettext_lazy("Sản phẩm"), lambda p: p.title, sortable=True, fixed=True),
        Column("tieng", gettext_lazy("Tiếng"), lambda p: p.variety_name, sortable=True),
        Column("xem", gettext_lazy("Lượt xem, nghe"), lambda p: p.plays, sortable=True, number=True),
        Column("tron", gettext_lazy("Trọn vẹn (từ 60 %)"), lambda p: p.complete, sortable=True, number=True),
        Column("phut", gettext_lazy("Phút đã xem, nghe"), lambda p: round(p.seconds / 60), sortable=True, number=True),
    )
    default_sort = "-xem"
    name = "su-dung-theo-san-pham"
    view_name = "indicators:products"

    def __init__(self, user: User, request: HttpRequest) -> None:
        super().__init__([], request)
        self.period = cast(PeriodForm, self.form).period
        lines = product_uses(user, self.period)
        name_products(lines)
        self.source = lines

    def filter(self, rows: list[ProductUse], wanted: dict[str, Any]) -> list[ProductUse]:
        """By title, with or without marks."""
        key = search_key(wanted.get("q") or "")
        return [row for row in rows if key in search_key(row.title)] if key else rows

    def prepare(self, rows: list[ProductUse]) -> list[Any]:
        """An export leaves the hub: small totals do not."""
        if not self.wants_export:
            return rows
        for row in rows:
            row.plays, row.complete = suppressed(row.plays), suppressed(row.complete)  # type: ignore[assignment]
        return rows


@require_GET
def products_page(request: HttpRequest) -> HttpResponse:
    """Product by product."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = ProductUseListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=_title(_("Sử dụng theo sản phẩm"), listing.period))
    context = {"listing": listing, "period": listing.period, "tabs": _tabs(request, "products", listing.period)}
    return render(request, "indicators/products.html", context)


@require_GET
def point_page(request: HttpRequest, code: str) -> HttpResponse:
    """One point: days, products, varieties, what has no day."""
    user = cast(User, request.user)
    require(user, VIEW)
    point = point_for(user, code)
    form = PeriodForm(request.GET or None)
    found = single_point(user, point, form.period)
    name_products(found.products)
    context = {
        "point": point,
        "form": form,
        "found": found,
        "period": found.period,
        "use": point_use_rows(user, [point], found.period)[0],
        "totals": {str(kind): found.totals.get(kind) for kind in Kind.values},
        "hours": hours(found.totals[Kind.ON].seconds) if Kind.ON in found.totals else None,
        "undated": _counted(found.undated),
        "maybe": _counted(found.maybe),
        "chart": use_chart(found.days),
    }
    return render(request, "indicators/point.html", context)


def _title(words: str, period: Period) -> str:
    return _("%(words)s, %(first)s – %(last)s; số dưới 5 ghi «< 5»") % {
        "words": words,
        "first": f"{period.first:%d/%m/%Y}",
        "last": f"{period.last:%d/%m/%Y}",
    }
