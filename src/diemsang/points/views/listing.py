"""The register as a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.points.forms import ACCEPTED, NO_STAGE, PointFilter
from diemsang.points.models import SupportPoint
from diemsang.points.queries import point_rows, visible_to
from diemsang.points.queries import rows as shaping
from diemsang.points.queries.choices import area_choices, plan_choices
from diemsang.points.queries.labels import LACK_LABELS
from diemsang.points.queries.rows import PointRow
from diemsang.points.queries.scope import EDIT


def lack_words(row: PointRow) -> str:
    """What the point lacks, as one text."""
    return "; ".join(str(LACK_LABELS[kind]) for kind in row.lacks)


class PointListing(Listing[Any]):
    """Filters in the address: text, plan, unit of any time, stage, gap, place, use, day."""

    form_class = PointFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column(
            "dia-ban-nay",
            _("Địa bàn hôm nay"),
            lambda row: row.spot.now if row.spot else None,
            sort=("unit_sort", "code"),
        ),
        Column("ghi-nhan", _("Địa bàn ghi nhận"), lambda row: row.spot.then.name if row.spot else None, extra=True),
        Column("so", _("Số trong huyện"), lambda row: row.slot, number=True, extra=True),
        Column("thon", _("Thôn, bản"), lambda row: row.village, extra=True),
        Column("buoc", _("Tình trạng"), lambda row: row.stage_label, sort=("rank", "code")),
        Column("hoat-dong", _("Hoạt động gần nhất"), lambda row: row.last_activity, sort=("last_day", "code")),
        Column("thieu", _("Còn thiếu"), lack_words),
    )
    default_sort = "ma"
    name = "diem-ho-tro"
    view_name = "points:list"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        super().__init__(
            visible_to(user),
            request,
            plans=plan_choices(user),
            areas=area_choices(user, request.GET.get("dia-ban", "")),
        )

    @property
    def on(self) -> dt.date:
        """The day the list shows."""
        return self.wanted.get("ngay") or clock.today()

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow the points as the address says."""
        points = shaping.with_order(rows, self.on)
        if wanted.get("q"):
            points = shaping.matching(self.user, points, wanted["q"])
        if wanted.get("ke-hoach"):
            points = points.filter(listings__plan__code=wanted["ke-hoach"])
        if wanted.get("dia-ban"):
            points = shaping.in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.on)
        if wanted.get("giai-doan"):
            stage = wanted["giai-doan"]
            if stage == ACCEPTED:
                points = shaping.accepted(points)
            else:
                points = shaping.at_stage(points, "" if stage == NO_STAGE else stage, self.on)
        if wanted.get("thieu"):
            points = shaping.lacking(points, wanted["thieu"], self.on)
        if wanted.get("dia-diem"):
            points = shaping.placed_at(points, self.on, known=wanted["dia-diem"] == "ro")
        if wanted.get("hoat-dong"):
            points = shaping.working(points, self.on, yes=wanted["hoat-dong"] == "co")
        return points

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Words for the page's points, all at once."""
        return point_rows(cast("list[SupportPoint]", rows), self.on)


@require_GET
def point_list(request: HttpRequest) -> HttpResponse:
    """Points the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, "points.view")
    listing = PointListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Danh sách điểm hỗ trợ")))
    rows = [(row, lack_words(row)) for row in listing.rows]
    query = request.GET.copy()
    query["tat-ca"] = "1"
    context = {
        "listing": listing,
        "rows": rows,
        "on": listing.on,
        "today": clock.today(),
        "may_edit": user.can(EDIT),
        "bulk_all": f"{reverse('points:bulk')}?{query.urlencode()}",
    }
    return render(request, "points/list.html", context)
