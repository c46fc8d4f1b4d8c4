"""Bills of a plan: propose by the norms, allot what has none, approve by decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.recent import needs_recent_sign_in
from diemsang.equipment import actions
from diemsang.equipment.actions.approve import Approving, preview_bills
from diemsang.equipment.forms import DecisionForm
from diemsang.equipment.models import Bill, BillLine, Item
from diemsang.equipment.papers import place_words
from diemsang.equipment.queries import gaps as kinds
from diemsang.equipment.queries.pages import bills_of
from diemsang.equipment.queries.supply import bill_for
from diemsang.equipment.rights import APPROVE, MANAGE, VIEW
from diemsang.equipment.supply_forms import BillFilter, LineForm
from diemsang.plans.queries import open_anomalies, plan_for
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, require_on, visible_to


def _told(bill: Bill) -> str:
    return "; ".join(f"{line.quantity} {line.item.name}" for line in bill.lines.all() if line.quantity)


def _departing(bill: Bill) -> str:
    return "; ".join(
        f"{line.item.name}: {line.quantity}, {line.deviation_decision}"
        for line in bill.lines.all()
        if line.deviation_decision
    )


def _of(item_id: int) -> Any:
    return lambda bill: sum(line.quantity for line in bill.lines.all() if line.item_id == item_id)


class BillListing(Listing[Bill]):
    """Bills of one plan; a file has a column for each item, so that sums can be made of it."""

    form_class = BillFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("diem", _l("Điểm"), lambda bill: bill.point.code, sort=("point__code",), fixed=True),
        Column("thiet-bi", _l("Thiết bị"), _told),
        Column("khac", _l("Khác định mức, phân bổ"), _departing, extra=True),
        Column(
            "tinh-trang", _l("Tình trạng"), lambda bill: str(bill.get_state_display()), sort=("state", "point__code")
        ),
        Column("van-ban", _l("Phê duyệt theo"), lambda bill: str(bill.decision or "")),
        Column("tu-ngay", _l("Từ ngày"), lambda bill: bill.approved_on, sort=("approved_on", "point__code")),
        Column("ly-do", _l("Lý do trang bị thêm"), lambda bill: bill.duplicate_reason, extra=True),
    )
    default_sort = "diem"
    name = "danh-muc-tung-diem"

    def __init__(self, rows: QuerySet[Bill], request: HttpRequest, items: Sequence[Item]) -> None:
        self.items = items
        super().__init__(rows, request, items=[(item.key, item.name) for item in items])

    def choose_columns(self) -> Sequence[Column[Any]]:
        """One more for each item of the plan."""
        counts = (Column(f"so-{item.key}", item.name, _of(item.pk), number=True, extra=True) for item in self.items)
        return (*self.columns, *counts)

    def filter(self, rows: QuerySet[Bill], wanted: dict[str, Any]) -> QuerySet[Bill]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(point__code__icontains=wanted["q"])
        if wanted.get("tinh_trang"):
            rows = rows.filter(state=wanted["tinh_trang"])
        mine = BillLine.objects.filter(bill=OuterRef("pk"))
        if wanted.get("khong_co"):
            rows = rows.filter(~Exists(mine.filter(item__key=wanted["khong_co"], quantity__gte=1)))
        if wanted.get("khac"):
            rows = rows.filter(Exists(mine.filter(Q(norm=None) | ~Q(quantity=F("norm")))))
        return rows


@require_http_methods(["GET", "POST"])
def bills_page(request: HttpRequest, code: str) -> HttpResponse:
    """What each point is due; a press proposes what is missing."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, VIEW)
    if request.method == "POST":
        done = actions.propose_bills(actor=user, plan=plan)
        words = {"made": done.made, "followed": done.followed}
        messages.success(request, _("Đã lập dự kiến cho %(made)s điểm, cập nhật %(followed)s dòng.") % words)
        return redirect("equipment:bills", code=code)
    bills = bills_of(plan).filter(point__in=visible_to(user, VIEW))
    items = list(Item.objects.filter(pk__in=BillLine.objects.filter(bill__plan=plan).values("item")))
    listing = BillListing(bills, request, items)
    if listing.wants_export:
        return listing.export_response(title=_("Danh mục thiết bị từng điểm, %s") % plan.short_title)
    states = list(bills.order_by().values_list("state", flat=True))
    context = {
        "plan": plan,
        "listing": listing,
        "all": len(states),
        "approved": sum(state == "approved" for state in states),
        "left": [left for left in kinds.without_norm(user) if left.plan_code == plan.code],
        "may_manage": user.can(MANAGE, plan.area_id),
        "may_approve": user.can(APPROVE, plan.area_id),
    }
    return render(request, "equipment/bills.html", context)


@require_http_methods(["GET", "POST"])
def bill_page(request: HttpRequest, code: str, point: str) -> HttpResponse:
    """What one point is due; how many of an item differs by decision; the bill taken back."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, VIEW)
    bill = bill_for(user, plan, point)
    void = bill.state == Bill.State.VOID
    may_manage = may(user, MANAGE, bill.point) and not void
    may_void = user.can(APPROVE, plan.area_id) if bill.state == Bill.State.APPROVED else may_manage
    act = request.POST.get("viec", "")
    choices = list(Item.objects.values_list("key", "name"))
    form = LineForm(request.POST if act == "dong" else None, actor=user, items=choices, initial=_asked(request, bill))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            if act == "huy":
                actions.void_bill(actor=user, bill=bill, reason=request.POST.get("reason", "")[:300])
                messages.success(request, _("Đã hủy danh mục thiết bị của %s.") % bill.point.code)
                return redirect("equipment:bills", code=code)
            require_on(user, MANAGE, bill.point)
            if form.is_valid():
                data = dict(form.cleaned_data)
                item = Item.objects.get(key=data.pop("item"))
                actions.set_line(actor=user, bill=bill, item=item, **data)
                messages.success(request, _("Đã ghi %(n)s %(item)s.") % {"n": data["quantity"], "item": item.name})
                return redirect("equipment:bill", code=code, point=bill.point.code)
        except Refused as error:
            refused = error
    context = {
        "plan": plan,
        "bill": bill,
        "form": form,
        "open_form": act or ("dong" if form.initial else ""),
        "refused": refused,
        "may_manage": may_manage,
        "may_void": may_void and not void,
    }
    return render(request, "equipment/bill.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: HttpRequest, bill: Bill) -> dict[str, Any]:
    """The line that the address asks to change."""
    line = next((line for line in bill.lines.all() if line.item.key == request.GET.get("loai")), None)
    return {"item": line.item.key, "quantity": line.quantity} if line else {}


@require_http_methods(["GET", "POST"])
def allot_page(request: HttpRequest, code: str, item: str) -> HttpResponse:
    """Which points get an item without a norm, and which go without."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, MANAGE, plan.area_id)
    found = get_object_or_404(Item, key=item)
    bills = list(bills_of(plan))
    held = {
        bill.point.code for bill in bills if any(row.item_id == found.pk and row.quantity for row in bill.lines.all())
    }
    form = DecisionForm(request.POST if request.method == "POST" else None, actor=user)
    form.fields.pop("on")
    chosen, refused = held, None
    if request.method == "POST":
        chosen = set(request.POST.getlist("diem"))
        if form.is_valid():
            points = list(SupportPoint.objects.filter(code__in=chosen))
            seen = [code for code in request.POST.get("da-thay", "").split(",") if code]
            try:
                actions.allot(
                    actor=user, plan=plan, item=found, points=points, decision=form.cleaned_data["decision"], seen=seen
                )
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã phân bổ %(item)s cho %(n)s điểm.") % {"item": found, "n": len(points)})
                return redirect("equipment:allot", code=code, item=item)
    left = [left for left in kinds.without_norm(user) if left.plan_code == plan.code and left.item.key == item]
    context = {
        "plan": plan,
        "item": found,
        "left": left[0] if left else None,
        "bills": _ticks(bills, chosen),
        "held": ",".join(sorted(held)),
        "without": len(bills) - len(held),
        "anomalies": [anomaly for anomaly in open_anomalies(plan) if anomaly.item == item],
        "form": form,
        "refused": refused,
    }
    return render(request, "equipment/allot.html", context, status=422 if request.method == "POST" else 200)


def _ticks(bills: Sequence[Bill], chosen: Collection[str]) -> list[tuple[Bill, str, bool]]:
    """Each bill with where its point lies, and whether it is ticked."""
    places = place_words([bill.point for bill in bills], clock.today())
    return [(bill, places.get(bill.point_id, ""), bill.point.code in chosen) for bill in bills]


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def approve_page(request: HttpRequest, code: str) -> HttpResponse:
    """Choose, look at what works there already, approve."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, APPROVE, plan.area_id)
    drafts = list(bills_of(plan).filter(state="draft"))
    chosen = {bill.point.code for bill in drafts} if "tat-ca" in request.POST else set(request.POST.getlist("diem"))
    form = DecisionForm(request.POST if request.method == "POST" else None, actor=user)
    refused: Refused | None = None
    outcome: Approving | None = None
    reasons = {
        name.removeprefix("ly-do-"): str(value) for name, value in request.POST.items() if name.startswith("ly-do-")
    }
    if request.method == "POST" and form.is_valid():
        bills = [bill for bill in drafts if bill.point.code in chosen]
        decision, on = form.cleaned_data["decision"], form.cleaned_data["on"]
        outcome = preview_bills(plan, decision, bills, on, reasons)
        if request.POST.get("step") == "apply":
            try:
                actions.approve_bills(actor=user, plan=plan, decision=decision, bills=bills, on=on, reasons=reasons)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã phê duyệt thiết bị của %s điểm.") % len(bills))
                return redirect("equipment:bills", code=code)
        elif outcome.problems:
            refused = Refused(_("Còn chỗ phải xem lại."), outcome.problems)
    context = {
        "plan": plan,
        "drafts": _ticks(drafts, chosen),
        "form": form,
        "refused": refused,
        "outcome": outcome,
        "doubles": [(c, lines, reasons.get(c, "")) for c, lines in outcome.found.items()] if outcome else [],
    }
    return render(request, "equipment/approve.html", context, status=422 if refused or form.errors else 200)
