"""Pages of what needs somebody: the list, one point's reasons set aside, the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.attention import actions
from diemsang.attention.forms import AttentionFilter, DismissForm, RuleForm
from diemsang.attention.models import Dismissal
from diemsang.attention.queries.facts import used_share
from diemsang.attention.queries.listing import (
    DISMISS,
    RULES,
    VIEW,
    AttentionRow,
    Need,
    attention,
    named,
    row_of,
    totals,
)
from diemsang.attention.rules import house_rules, rules
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import ColumnPair
from diemsang.points.queries import WORKING_DAYS, point_for, require_on, visible_to
from diemsang.points.queries.choices import area_choices
from diemsang.points.queries.rows import in_area, matching

MONTHS = 12
"""Months of the trend."""


def words(needs: Sequence[Need]) -> str | None:
    """Reasons in one cell of a sheet."""
    return "; ".join(f"{need.rule.words} ({need.since_words})" for need in needs) or None


class AttentionListing(Listing[AttentionRow]):
    """Rows come in their own order: the most serious first."""

    form_class = AttentionFilter
    columns: ClassVar[Sequence[Column[AttentionRow]]] = (
        Column("ma", _("Mã điểm"), lambda row: row.code, sortable=True, fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda row: row.point.place if row.point else None),
        Column("viec", _("Việc cần làm"), lambda row: words(row.needs)),
        Column(
            "buoc", _("Bước tiếp theo"), lambda row: "; ".join(n.rule.step_words for n in row.needs) or None, extra=True
        ),
        Column("ai", _("Cơ quan giữ bước tiếp theo"), lambda row: "; ".join(row.owners) or None),
        Column("dung", _("Dùng lần cuối"), lambda row: row.facts.last_used, sortable=True),
        Column("muc", _("Mức"), lambda row: row.severity, sortable=True, number=True, extra=True),
        Column("man-hinh", _("TV liên lạc"), lambda row: row.facts.last_contact, sortable=True, extra=True),
        Column("ben", _("Đã để sang bên"), lambda row: words(row.aside), extra=True),
    )
    name = "diem-can-chu-y"
    view_name = "attention:list"

    def __init__(self, user: User, request: HttpRequest, rows: list[AttentionRow], on: dt.date) -> None:
        self.user, self.on = user, on
        choices = [(code, rule.words) for code, rule in rules().items()]
        areas = area_choices(user, request.GET.get("dia-ban", ""))
        super().__init__(rows, request, areas=areas, reasons=choices)

    def filter(self, rows: Sequence[AttentionRow], wanted: dict[str, Any]) -> list[AttentionRow]:
        """Narrow the rows as the address says."""
        found = list(rows)
        points = visible_to(self.user, VIEW)
        if wanted.get("q"):
            found = _only(found, matching(self.user, points, wanted["q"]))
        if wanted.get("dia-ban"):
            found = _only(found, in_area(points, Area.objects.get(key=wanted["dia-ban"]), self.on))
        shown = wanted.get("hien")
        if shown == "ben":
            found = [row for row in found if row.aside]
        elif shown != "het":
            found = [row for row in found if row.needs]
        if wanted.get("ly-do"):
            found = [row for row in found if any(n.reason.code == wanted["ly-do"] for n in _shown(row, shown))]
        if wanted.get("muc"):
            worst = {row.code: max((n.reason.severity for n in _shown(row, shown)), default=0) for row in found}
            found = [row for row in found if str(worst[row.code]) == wanted["muc"]]
        return found

    def prepare(self, rows: list[AttentionRow]) -> list[AttentionRow]:
        """Places and owners of the page's rows."""
        return list(named(rows, self.on))


def _shown(row: AttentionRow, which: str | None) -> list[Need]:
    """What the list is about: reasons that wait, or those set aside."""
    return row.aside if which == "ben" else row.needs


def _only(rows: list[AttentionRow], points: Any) -> list[AttentionRow]:
    kept = set(points.order_by().values_list("pk", flat=True))
    return [row for row in rows if row.point_id in kept]


@require_GET
def attention_list(request: HttpRequest) -> HttpResponse:
    """Points that need somebody this morning, the most serious first; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    on = clock.today()
    rows = attention(user, on)
    listing = AttentionListing(user, request, rows, on)
    if listing.wants_export:
        return listing.export_response(title=_g("Điểm cần chú ý ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"})
    told = totals(rows, on)
    context = {
        "listing": listing,
        "on": on,
        "totals": told,
        "by_rule": [(rule, count, listing.url(**{"ly-do": rule.code, "trang": ""})) for rule, count in told.by_rule],
        "trend_query": f"?{urlencode({'dia-ban': area})}" if (area := listing.wanted.get("dia-ban")) else "",
        "working_days": WORKING_DAYS,
        "may_rules": user.can(RULES),
        "may_dismiss": user.can(DISMISS),
    }
    return render(request, "attention/list.html", context)


@require_GET
def trend(request: HttpRequest) -> HttpResponse:
    """Accepted points and those in use, at the end of each of the last months and today; a part of the list's page,
    which asks for it once the list is there."""
    user = cast(User, request.user)
    require(user, VIEW)
    context = {"trend": _trend(user, clock.today(), request.GET.get("dia-ban", ""))}
    part = request.headers.get("HX-Request") == "true"
    return render(request, "attention/_trend.html" if part else "attention/trend.html", context)


def _trend(user: User, on: dt.date, area: str) -> list[ColumnPair]:
    """Accepted points and those in use, at the end of each of the last months and on the day."""
    points = visible_to(user, VIEW)
    if area:
        points = in_area(points, get_object_or_404(Area, key=area), on)
    days = [on]
    first = on.replace(day=1)
    for _month in range(MONTHS - 1):
        days.append(first - dt.timedelta(days=1))
        first = days[-1].replace(day=1)
    return [
        ColumnPair(f"{day:%d/%m}" if day == on else f"{day:%m/%y}", accepted, used)
        for day, accepted, used in used_share(points, days[::-1], WORKING_DAYS)
    ]


@require_http_methods(["GET", "POST"])
def dismiss_page(request: HttpRequest, code: str, rule: str) -> HttpResponse:
    """Set one reason at a point aside, with words and until a day."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, DISMISS, point)
    row = row_of(user, point, clock.today())
    need = next((one for one in row.needs if one.reason.code == rule), None) if row else None
    if need is None and request.method == "GET":
        messages.warning(request, _g("Việc này không còn ở điểm %(code)s.") % {"code": point.code})
        return redirect("attention:list")
    form = DismissForm(request.POST or None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.dismiss(actor=user, point=point, code=rule, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã để sang bên ở điểm %(code)s.") % {"code": point.code})
            return redirect("points:detail", code=point.code)
    title = need.rule.words if need else _g("Việc cần chú ý")
    context = {"point": point, "need": need, "row": row, "form": form, "refused": refused, "title": title}
    return render(request, "attention/dismiss.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def restore(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Put a reason that was set aside back into the list."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, DISMISS, point)
    actions.restore(actor=user, dismissal=get_object_or_404(Dismissal, point=point, public_id=public_id))
    messages.success(request, _g("Đã đưa lại vào danh sách cần chú ý."))
    return redirect("points:detail", code=point.code)


@require_GET
def rules_page(request: HttpRequest) -> HttpResponse:
    """All rules as this hub reads them."""
    user = cast(User, request.user)
    require(user, VIEW)
    shipped = house_rules()
    rows = [(rule, shipped[code], rule != shipped[code]) for code, rule in rules().items()]
    return render(request, "attention/rules.html", {"rows": rows, "may_change": user.can(RULES)})


@require_http_methods(["GET", "POST"])
def rule_page(request: HttpRequest, rule: str) -> HttpResponse:
    """Change how this hub reads one rule."""
    user = cast(User, request.user)
    require(user, RULES)
    held = rules().get(rule)
    if held is None:
        raise Http404
    form = RuleForm(request.POST or None, initial={"days": held.days, "severity": held.severity, "on": held.on})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_rule(actor=user, code=rule, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _g("Đã ghi quy tắc."))
            return redirect("attention:rules")
    context = {"rule": held, "shipped": house_rules()[rule], "form": form, "refused": refused}
    return render(request, "attention/rule.html", context, status=422 if request.method == "POST" else 200)
