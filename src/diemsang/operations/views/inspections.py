"""Inspections: what was found where, what is still to be put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import Tab
from diemsang.operations.inspection_forms import FindingFilter, PlaceFilter
from diemsang.operations.models import Finding, Inspection
from diemsang.operations.queries import inspections as found
from diemsang.operations.queries.fault_scope import INSPECT, findings_for, inspections_for
from diemsang.operations.queries.scope import VIEW, visible_to
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching


def _within(user: User, rows: QuerySet[Any], wanted: dict[str, Any], point: str) -> QuerySet[Any]:
    """Rows at points that fit the words and the unit."""
    points = visible_to(user)
    if wanted.get("q"):
        points = matching(user, points, wanted["q"])
    if wanted.get("dia-ban"):
        points = in_area(points, Area.objects.get(key=wanted["dia-ban"]), clock.today())
    if wanted.get("q") or wanted.get("dia-ban"):
        rows = rows.filter(**{f"{point}__in": points.order_by().values("pk")})
    return rows


class InspectionListing(Listing[Any]):
    """Inspections that stand, the newest first."""

    form_class = PlaceFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ngay", _("Ngày"), lambda row: row.inspection.on, sort=("on",), fixed=True),
        Column("diem", _("Điểm"), lambda row: row.code, sort=("point__code",)),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place),
        Column("doan", _("Đoàn kiểm tra"), lambda row: row.inspection.members),
        Column("dat", _("Đạt"), lambda row: row.good, number=True),
        Column("chua-dat", _("Chưa đạt"), lambda row: row.bad, number=True),
        Column("viec", _("Phải khắc phục"), lambda row: row.findings, number=True),
        Column("con-lai", _("Chưa xong"), lambda row: row.undone, number=True),
        Column("qua-han", _("Quá hạn"), lambda row: row.late, number=True),
        Column("bien-ban", _("Biên bản"), lambda row: row.minute),
    )
    default_sort = "-ngay"
    name = "kiem-tra"
    view_name = "operations:inspections"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        rows = inspections_for(user).filter(voided_at=None)
        super().__init__(rows, request, areas=area_choices(user, request.GET.get("dia-ban", "")))

    def filter(self, rows: QuerySet[Inspection], wanted: dict[str, Any]) -> QuerySet[Inspection]:
        """Narrow as the address says."""
        return _within(self.user, rows, wanted, "point")

    def prepare(self, rows: list[Any]) -> list[found.InspectionRow]:
        """Places and counts of the page."""
        return found.inspection_rows(cast("list[Inspection]", rows), clock.today())


class FindingListing(Listing[Any]):
    """What is to be put right, by deadline."""

    form_class = FindingFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("han", _("Hạn"), lambda row: row.finding.due_on, sort=("due_on",)),
        Column("diem", _("Điểm"), lambda row: row.code, sort=("inspection__point__code",), fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place),
        Column("viec", _("Phải khắc phục"), lambda row: row.finding.text),
        Column("ai", _("Ai làm"), lambda row: row.who),
        Column("tre", _("Trễ, ngày"), lambda row: row.late, number=True),
        Column("xong", _("Xong ngày"), lambda row: row.finding.done_on, sort=("done_on",)),
        Column("lam-gi", _("Đã làm gì"), lambda row: row.finding.done_note or None, extra=True),
        Column("kiem-tra", _("Kiểm tra ngày"), lambda row: row.finding.inspection.on, extra=True),
    )
    default_sort = "han"
    name = "viec-phai-khac-phuc"
    view_name = "operations:findings"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        super().__init__(
            findings_for(user),
            request,
            areas=area_choices(user, request.GET.get("dia-ban", "")),
            offices=found.office_choices(user, self.on),
        )

    def filter(self, rows: QuerySet[Finding], wanted: dict[str, Any]) -> QuerySet[Finding]:
        """Narrow as the address says."""
        if wanted.get("tinh-trang"):
            rows = found.in_state(rows, wanted["tinh-trang"], self.on)
        if wanted.get("co-quan"):
            rows = rows.filter(office_id=int(wanted["co-quan"]))
        return _within(self.user, rows, wanted, "inspection__point")

    def prepare(self, rows: list[Any]) -> list[found.FindingRow]:
        """Places and names of the page."""
        return found.finding_rows(cast("list[Finding]", rows), self.on)


@require_GET
def inspection_list(request: HttpRequest) -> HttpResponse:
    """Inspections the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = InspectionListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Các lần kiểm tra điểm hỗ trợ")))
    return render(request, "operations/inspections.html", {"listing": listing, **_shared(user, findings=False)})


@require_GET
def finding_list(request: HttpRequest) -> HttpResponse:
    """What is to be put right; ``?xuat=csv|xlsx`` gives it as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = FindingListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Việc phải khắc phục sau kiểm tra")))
    return render(request, "operations/findings.html", {"listing": listing, **_shared(user, findings=True)})


def _shared(user: User, *, findings: bool) -> dict[str, object]:
    undone = found.in_state(findings_for(user), "chua-xong", clock.today()).count()
    return {
        "tabs": [
            Tab(_g("Các lần kiểm tra"), reverse("operations:inspections"), not findings),
            Tab(_g("Việc phải khắc phục"), reverse("operations:findings"), findings, undone),
        ],
        "may_inspect": user.can(INSPECT),
    }
