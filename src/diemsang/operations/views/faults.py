"""All incidents a person may see, with their age; and how long each kind may take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.scope import holds_own
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.operations.actions.faults import set_terms, term_of
from diemsang.operations.fault_forms import FaultFilter, TermsForm
from diemsang.operations.models import FaultKind, Incident
from diemsang.operations.queries import faults as found
from diemsang.operations.queries.fault_scope import (
    FIX,
    REPORT,
    TERMS,
    fault_points,
    given_to_own,
    incidents_for,
    reads_faults,
)
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching


class FaultListing(Listing[Any]):
    """Filters in the address: state, kind, warranty, unit, office that holds the property."""

    form_class = FaultFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _("Sự cố"), lambda row: row.code, sort=("pk",), fixed=True),
        Column("diem", _("Điểm"), lambda row: row.point_code, sort=("point__code",)),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.place),
        Column("gi", _("Cái gì"), lambda row: row.what),
        Column("bieu-hien", _("Biểu hiện"), lambda row: row.symptom),
        Column("tinh-trang", _("Tình trạng"), lambda row: row.state, sort=("rank", "state")),
        Column("tuoi", _("Số ngày"), lambda row: row.age, number=True),
        Column("han", _("Hạn"), lambda row: row.incident.due_on, sort=("due_on",)),
        Column("hen", _("Hẹn đến"), lambda row: row.incident.promised_on, sort=("promised_on",), extra=True),
        Column("giao", _("Bên xử lý"), lambda row: row.assigned),
        Column("bao-hanh", _("Bảo hành"), lambda row: row.warranty or None),
        Column("lap", _("Lặp lại trong 90 ngày"), lambda row: row.repeats, number=True, extra=True),
        Column("bao", _("Số lần báo"), lambda row: row.incident.reports, sort=("reports",), number=True, extra=True),
        Column("thay", _("Phát hiện ngày"), lambda row: row.incident.found_on, sort=("found_on",), extra=True),
        Column("xong", _("Xong ngày"), lambda row: row.incident.closed_on, sort=("closed_on",), extra=True),
        Column("chi-phi", _("Chi phí, đồng"), lambda row: row.cost, number=True, extra=True),
        Column("ghi-chu", _("Mô tả"), lambda row: row.incident.note or None, extra=True),
    )
    name = "su-co"
    view_name = "operations:faults"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user, self.on = user, clock.today()
        super().__init__(
            found.ranked(incidents_for(user)),
            request,
            areas=area_choices(user, request.GET.get("dia-ban", "")),
            holders=found.holder_choices(user, self.on),
            own=holds_own(user, FIX),
        )

    def filter(self, rows: QuerySet[Incident], wanted: dict[str, Any]) -> QuerySet[Incident]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = self._matching(rows, wanted["q"])
        if wanted.get("tinh-trang"):
            rows = found.in_state(rows, wanted["tinh-trang"], self.on)
        if wanted.get("giao-toi"):
            rows = rows.filter(given_to_own(self.user))
        if wanted.get("loai"):
            rows = rows.filter(kind=wanted["loai"])
        if wanted.get("bao-hanh"):
            rows = found.under_warranty(rows, wanted["bao-hanh"], self.on)
        if wanted.get("dia-ban"):
            points = in_area(fault_points(self.user), Area.objects.get(key=wanted["dia-ban"]), self.on)
            rows = rows.filter(point__in=points.order_by().values("pk"))
        if wanted.get("ben-giu"):
            rows = found.held_by(rows, int(wanted["ben-giu"]), self.on)
        return rows

    def _matching(self, rows: QuerySet[Incident], text: str) -> QuerySet[Incident]:
        typed = text.strip().upper()
        digits = typed.removeprefix("SC-").lstrip("0")
        if typed.startswith("SC-") and digits.isdecimal() and len(digits) < 10:
            return rows.filter(pk=int(digits))
        points = matching(self.user, fault_points(self.user), text).order_by().values("pk")
        return rows.filter(Q(point__in=points) | Q(asset__code__iexact=typed))

    def prepare(self, rows: list[Any]) -> list[found.FaultRow]:
        """Places, repeats and costs of the page, all at once."""
        return found.fault_rows(cast("list[Incident]", rows), self.on)


@require_GET
def fault_list(request: HttpRequest) -> HttpResponse:
    """Incidents the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    if not reads_faults(user):
        raise PermissionDenied(f"{user}: thiếu quyền xem sự cố")
    listing = FaultListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Sự cố ở điểm hỗ trợ")))
    context = {
        "listing": listing,
        "counts": found.fault_counts(incidents_for(user), clock.today()),
        "may_report": user.can(REPORT),
        "may_terms": user.can(TERMS),
    }
    return render(request, "operations/faults.html", context)


@require_http_methods(["GET", "POST"])
def terms_page(request: HttpRequest) -> HttpResponse:
    """How many days an incident of each kind may take."""
    user = cast(User, request.user)
    require(user, TERMS)
    form = TermsForm(request.POST or None, initial={kind.value: term_of(kind) for kind in FaultKind})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            set_terms(actor=user, days=form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã đặt thời hạn. Sự cố ghi từ nay tính theo thời hạn mới."))
            return redirect("operations:faults")
    context = {"form": form, "refused": refused}
    return render(request, "operations/fault_terms.html", context, status=422 if request.method == "POST" else 200)
