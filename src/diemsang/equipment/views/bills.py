"""Bills of a plan: propose by the norms, allot what has none, approve by decision."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.recent import needs_recent_sign_in
from diemsang.equipment import actions
from diemsang.equipment.actions.approve import Approving, preview_bills
from diemsang.equipment.forms import DecisionForm
from diemsang.equipment.models import Item
from diemsang.equipment.queries import gaps as kinds
from diemsang.equipment.queries.pages import bills_of
from diemsang.equipment.rights import APPROVE, MANAGE, VIEW
from diemsang.plans.queries import open_anomalies, plan_for
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to


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
    bills = list(bills_of(plan).filter(point__in=visible_to(user, VIEW)))
    context = {
        "plan": plan,
        "bills": bills,
        "approved": sum(bill.state == "approved" for bill in bills),
        "left": [left for left in kinds.without_norm(user) if left.plan_code == plan.code],
        "may_manage": user.can(MANAGE, plan.area_id),
        "may_approve": user.can(APPROVE, plan.area_id),
    }
    return render(request, "equipment/bills.html", context)


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
        "bills": [(bill, bill.point.code in chosen) for bill in bills],
        "held": ",".join(sorted(held)),
        "without": len(bills) - len(held),
        "anomalies": [anomaly for anomaly in open_anomalies(plan) if anomaly.item == item],
        "form": form,
        "refused": refused,
    }
    return render(request, "equipment/allot.html", context, status=422 if request.method == "POST" else 200)


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
        "drafts": [(bill, bill.point.code in chosen) for bill in drafts],
        "form": form,
        "refused": refused,
        "outcome": outcome,
        "doubles": [(c, lines, reasons.get(c, "")) for c, lines in outcome.found.items()] if outcome else [],
    }
    return render(request, "equipment/approve.html", context, status=422 if refused or form.errors else 200)
