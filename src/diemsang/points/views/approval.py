"""Approving points of a plan's list by decision: choose, look at what changes, apply."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.errors import Refused
from diemsang.core.recent import needs_recent_sign_in
from diemsang.documents.queries import decision_for
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version, plan_for
from diemsang.plans.views import plan_tabs
from diemsang.points import actions
from diemsang.points.actions.approval import APPROVE, Outcome, preview_approval, preview_withdrawal
from diemsang.points.forms import ApprovalForm
from diemsang.points.models import SupportPoint
from diemsang.points.queries.approval import ListedPoint, acts_of, listed_points


@dataclass(frozen=True, slots=True)
class Group:
    """The listed points of one target area; ``chosen`` when all of it is ticked."""

    area_id: int
    name: str
    points: list[tuple[ListedPoint, bool]]
    chosen: bool

    @property
    def approved(self) -> int:
        """How many stand approved."""
        return sum(point.approved_by is not None for point, _ticked in self.points)


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def approval_page(request: HttpRequest, code: str) -> HttpResponse:
    """Step one chooses, step two shows what would change, step three writes."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, APPROVE, plan.area_id)
    listed = listed_points(plan)
    chosen = _chosen(request, listed)
    form = ApprovalForm(request.POST if request.method == "POST" else None, actor=user)
    refused: Refused | None = None
    outcome: Outcome | None = None
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        approving = wanted.pop("act") == ApprovalForm.APPROVE
        points = list(SupportPoint.objects.filter(code__in=chosen).order_by("code"))
        if request.POST.get("step") == "apply":
            act = actions.approve_list if approving else actions.withdraw_list
            try:
                done = act(actor=user, plan=plan, points=points, **wanted)
            except Refused as error:
                refused = error
            else:
                _tell(request, done, approving)
                return redirect("points:approval", code=plan.code)
        else:
            look = preview_approval if approving else preview_withdrawal
            outcome = look(plan, wanted["decision"], points, wanted["on"])
            if outcome.problems:
                refused = Refused(_("Chưa áp dụng được."), outcome.problems)
    context = {
        "plan": plan,
        "tabs": plan_tabs(plan, "approval"),
        "form": form,
        "groups": _groups(plan, listed, chosen),
        "everything": "tat-ca" in request.POST,
        "refused": refused,
        "outcome": outcome if outcome and not refused else None,
        "listed": len(listed),
        "approved": sum(point.approved_by is not None for point in listed),
        "acts": acts_of(plan),
    }
    return render(request, "points/approval.html", context, status=422 if refused or form.errors else 200)


@needs_recent_sign_in
@require_POST
def void_page(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what was recorded by mistake, with a reason."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, APPROVE, plan.area_id)
    decision = decision_for(user, request.POST.get("decision", ""))
    on = parse_day(request.POST.get("on", "")) or clock.today()
    try:
        count = actions.void_approvals(
            actor=user, plan=plan, decision=decision, on=on, reason=request.POST.get("reason", "")
        )
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã hủy bản ghi phê duyệt của %(count)s điểm.") % {"count": count})
    return redirect("points:approval", code=plan.code)


def _tell(request: HttpRequest, done: Outcome, approving: bool) -> None:
    words = {"count": len(done.changed), "same": len(done.unchanged)}
    text = (
        _("Đã phê duyệt %(count)s điểm; %(same)s điểm đã như vậy từ trước.")
        if approving
        else _("Đã rút phê duyệt %(count)s điểm; %(same)s điểm đã như vậy từ trước.")
    )
    messages.success(request, text % words)


def _chosen(request: HttpRequest, listed: list[ListedPoint]) -> set[str]:
    """Codes ticked one by one, by district, or all; codes that are not on the list are nobody's."""
    if "tat-ca" in request.POST:
        return {point.code for point in listed}
    areas, codes = set(request.POST.getlist("dia-ban")), set(request.POST.getlist("diem"))
    return {point.code for point in listed if point.code in codes or str(point.area_id) in areas}


def _groups(plan: Plan, listed: list[ListedPoint], chosen: set[str]) -> list[Group]:
    version = latest_version(plan)
    day = version.areas_as_of if version else clock.today()
    names = labels({point.area_id for point in listed}, day)
    by_area: dict[int, list[tuple[ListedPoint, bool]]] = defaultdict(list)
    for point in listed:
        by_area[point.area_id].append((point, point.code in chosen))
    return [
        Group(area_id, names[area_id].name, points, all(ticked for _point, ticked in points))
        for area_id, points in by_area.items()
    ]
