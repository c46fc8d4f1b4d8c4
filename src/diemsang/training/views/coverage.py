"""Needs: which points have no trained operator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.points.models import SupportPoint
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching, with_order
from diemsang.training.forms import SLUGS, CoverageFilter
from diemsang.training.queries.coverage import RANKS, with_coverage
from diemsang.training.queries.pages import CoverageRow, coverage_rows, office_lines
from diemsang.training.queries.scope import MANAGE, VIEW, only_teaches, points_within
from diemsang.training.views.common import person, tabs


class CoverageListing(Listing[Any]):
    """Points with their training, those without a trained operator first."""

    form_class = CoverageFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.point.place, sort=("unit_sort", "code")),
        Column("tap-huan", _("Tập huấn"), lambda row: row.coverage.label, sort=("training_rank", "unit_sort", "code")),
        Column("han", _("Chứng nhận có hạn đến"), lambda row: row.until),
        Column("nguoi", _("Người phụ trách"), lambda row: row.people or None),
        Column("roi", _("Người cuối cùng thôi từ"), lambda row: row.coverage.last_trained_left, extra=True),
        Column("sap-hoc", _("Lớp sắp học"), lambda row: row.coverage.classes_planned, number=True),
    )
    default_sort = "tap-huan"
    name = "nhu-cau-tap-huan"
    view_name = "training:list"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        super().__init__(points_within(user), request, areas=area_choices(user, request.GET.get("dia-ban", "")))

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = with_coverage(with_order(rows, self.on), self.on)
        if wanted.get("q"):
            points = matching(self.user, points, wanted["q"])
        if wanted.get("dia-ban"):
            points = in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.on)
        state = wanted.get("tap-huan")
        if state == "chua-co":
            points = points.filter(training_rank__lt=RANKS["trained"])
        elif state:
            points = points.filter(training_rank=RANKS[SLUGS[state]])
        return points

    def prepare(self, rows: list[Any]) -> list[CoverageRow]:
        """Words for the page's points, all at once."""
        return coverage_rows(cast("list[SupportPoint]", rows), self.on)


@require_GET
def coverage_list(request: HttpRequest) -> HttpResponse:
    """Points within reach; ``?xuat=csv|xlsx`` gives them as a file."""
    user = person(request)
    require(user, VIEW)
    if only_teaches(user):  # the list is of points, of which they see none
        return redirect("training:classes")
    listing = CoverageListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=_g("Nhu cầu tập huấn của điểm hỗ trợ"))
    lines, totals = office_lines(user, listing.on)
    context = {
        "listing": listing,
        "offices": lines,
        "totals": totals,
        "total": sum(totals.values()),
        "total_missing": sum(line.missing for line in lines),
        "may_manage": user.can(MANAGE),
        "tabs": tabs("training:list", user),
    }
    return render(request, "training/list.html", context)
