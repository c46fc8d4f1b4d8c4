"""Pages of what plans say."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.queries import OwnerNames
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.parts import Tab
from diemsang.core.recent import needs_recent_sign_in
from diemsang.plans import actions, queries
from diemsang.plans.forms import ReopenForm, SettleForm
from diemsang.plans.models import Plan, PlanVersion


def plan_tabs(plan: Plan, active: str) -> list[Tab]:
    """Tabs of a plan's pages: ``reconcile``, ``content``, ``anomalies``."""
    opened = len(queries.open_anomalies(plan))
    tabs = [
        ("content", _("Nội dung"), reverse("plans:content", args=[plan.code]), None),
        ("anomalies", _("Bất thường"), reverse("plans:anomalies", args=[plan.code]), opened or None),
    ]
    url = plan_url(plan)
    if url:
        tabs.insert(0, ("reconcile", _("Đối soát"), url, None))
    return [Tab(label, href, active=name == active, count=count) for name, label, href, count in tabs]


def plan_url(plan: Plan) -> str:
    """The plan's first page: its reconciliation, which the points' app adds; empty while that page is missing."""
    try:
        return reverse("points:plan", args=[plan.code])
    except NoReverseMatch:
        return ""


def plan_list(request: HttpRequest) -> HttpResponse:
    """All plans the person may see."""
    user = cast(User, request.user)
    require(user, queries.RIGHT)
    cards = queries.plan_cards(user, clock.today())
    names = labels([card.plan.area_id for card in cards], clock.today())
    rows = [
        {
            "card": card,
            "area": names.get(card.plan.area_id),
            "href": plan_url(card.plan) or reverse("plans:content", args=[card.plan.code]),
        }
        for card in cards
    ]
    return render(request, "plans/list.html", {"rows": rows})


def plan_content(request: HttpRequest, code: str) -> HttpResponse:
    """What one version of a plan says (``?ban=2``; the one in force today by default)."""
    plan = queries.plan_for(cast(User, request.user), code)
    today = clock.today()
    versions = list(plan.versions.select_related("decision").order_by("number"))
    version = _chosen(plan, versions, request.GET.get("ban", ""))
    earlier = [other for other in versions if other.number < version.number]
    content = queries.content(version, today)
    return render(
        request,
        "plans/content.html",
        {
            "plan": plan,
            "tabs": plan_tabs(plan, "content"),
            "plan_version": version,
            "versions": versions,
            "current": queries.version_on(plan, today),
            "changes": queries.changes_between(earlier[-1], version) if earlier else [],
            "previous": earlier[-1] if earlier else None,
            "content": content,
            "tasks": [(task, content.owners.name(task.duty, plan.area_id)) for task in content.tasks],
            "anomalous": {anomaly.item for anomaly in queries.open_anomalies(plan)},
        },
    )


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def settle_page(request: HttpRequest, code: str, anomaly: str) -> HttpResponse:
    """Settle a contradiction by a document, or open a settled one again."""
    user = cast(User, request.user)
    plan = queries.plan_for(user, code)
    row = get_object_or_404(plan.anomalies, code=anomaly)
    require(user, actions.SETTLE, plan.area_id)
    standing = row.settlements.filter(reopened_on=None).select_related("decision").first()
    sent = request.POST if request.method == "POST" else None
    form: SettleForm | ReopenForm = (
        ReopenForm(sent) if "reason" in request.POST or (standing and sent is None) else SettleForm(sent, actor=user)
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        act = actions.reopen_anomaly if isinstance(form, ReopenForm) else actions.settle_anomaly
        try:
            act(actor=user, anomaly=row, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            done = _("Đã mở lại bất thường.") if isinstance(form, ReopenForm) else _("Đã giải quyết bất thường.")
            messages.success(request, done)
            return redirect("plans:anomalies", code=plan.code)
    context = {
        "plan": plan,
        "anomaly": row,
        "item": queries.item_names(plan).get(row.item, row.item),
        "standing": standing,
        "form": form,
        "reopening": isinstance(form, ReopenForm),
        "refused": refused,
    }
    return render(request, "plans/settle.html", context, status=422 if refused or form.errors else 200)


def plan_anomalies(request: HttpRequest, code: str) -> HttpResponse:
    """Contradictions in the plan's source, open and settled."""
    user = cast(User, request.user)
    plan = queries.plan_for(user, code)
    anomalies = list(plan.anomalies.prefetch_related("settlements__decision"))
    opened = {row.pk for row in queries.open_anomalies(plan)}
    owners = OwnerNames([plan.area_id], clock.today())
    names = queries.item_names(plan)
    rows = [(row, names.get(row.item, row.item), owners.name(row.duty, plan.area_id)) for row in anomalies]
    return render(
        request,
        "plans/anomalies.html",
        {
            "plan": plan,
            "tabs": plan_tabs(plan, "anomalies"),
            "opened": [row for row in rows if row[0].pk in opened],
            "settled": [row for row in rows if row[0].pk not in opened],
            "may": user.can(actions.SETTLE, plan.area_id),
        },
    )


def _chosen(plan: Plan, versions: list[PlanVersion], wanted: str) -> PlanVersion:
    if not versions:
        raise Http404
    if not wanted:
        return queries.version_on(plan, clock.today()) or versions[-1]
    for version in versions:
        if str(version.number) == wanted:
            return version
    raise Http404
