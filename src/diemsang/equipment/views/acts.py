"""Acceptance and handover: what waits, the minute that people sign, what stands by which paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import Office, User
from diemsang.accounts.scope import require_more_than_own
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.documents.models import Minute
from diemsang.equipment import actions
from diemsang.equipment.actions.acts import acceptable, pieces_at
from diemsang.equipment.actions.settle import committee_of
from diemsang.equipment.forms_work import SEEN, AcceptFilter, AcceptForm, HandoverForm, fresh
from diemsang.equipment.models import Asset
from diemsang.equipment.queries import acceptance as queries
from diemsang.equipment.queries.pages import asset_rows
from diemsang.equipment.rights import ACCEPT, VIEW
from diemsang.equipment.views.work_install import print_at_once, slips
from diemsang.points.models import SupportPoint
from diemsang.points.queries import point_for, point_rows, require_on, visible_to
from diemsang.points.queries import rows as shaping
from diemsang.points.queries.choices import area_choices

PIECE = re.compile(r"tt-[0-9]{1,18}")
MOST = 40
"""Points that one minute may accept: a former district in one paper."""


class AcceptanceListing(Listing[Any]):
    """Installed points and how far their acceptance is."""

    form_class = AcceptFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _l("Mã điểm"), lambda line: line.code, sort=("code",), fixed=True),
        Column("noi-dat", _l("Nơi đặt"), lambda line: line.row.place, sort=("unit_sort", "code")),
        Column("lap-dat", _l("Lắp đặt ngày"), lambda line: line.installed_on, sort=("installed_on", "code")),
        Column("nghiem-thu", _l("Nghiệm thu"), lambda line: line.label, sort=("acceptance", "code")),
        Column("bien-ban", _l("Biên bản"), lambda line: line.minute_label),
    )
    default_sort = "nghiem-thu"
    name = "nghiem-thu"
    view_name = "equipment:acceptances"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        areas = area_choices(user, request.GET.get("dia-ban", ""))
        super().__init__(visible_to(user, VIEW), request, areas=areas)

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow as the address says."""
        points = queries.installed(shaping.with_order(rows, clock.today()))
        if wanted.get("q"):
            points = shaping.matching(self.user, points, wanted["q"])
        if wanted.get("tinh-trang"):
            points = points.filter(Q(acceptance=wanted["tinh-trang"]))
        if wanted.get("dia-ban"):
            points = shaping.in_area(points, Area.objects.get(key=wanted["dia-ban"]), clock.today())
        return points

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Words for the page, all at once."""
        return list(queries.acceptance_rows(rows))


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """Installed points; who accepts ticks several for one minute. ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require_more_than_own(user, VIEW)
    listing = AcceptanceListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Nghiệm thu thiết bị")))
    rows = list(listing.rows)
    context = {
        "listing": listing,
        "rows": rows,
        "may_accept": user.can(ACCEPT),
        "waits": any(row.state == queries.WAITING for row in rows),
        "waiting": queries.WAITING,
    }
    return render(request, "equipment/acceptances.html", context)


@require_http_methods(["GET", "POST"])
def accept_page(request: HttpRequest) -> HttpResponse:
    """Pieces of one point or several, how they are, what was found; one press makes and prints the minute."""
    user = cast(User, request.user)
    require(user, ACCEPT)
    codes = (request.POST if request.method == "POST" else request.GET).getlist("diem")
    points = queries.accepting(user, codes[:MOST])
    if not points:
        raise Http404
    for point in points:
        require_on(user, ACCEPT, point)
    form = AcceptForm(request.POST if request.method == "POST" else None, initial=fresh())
    refused: Refused | None = None
    if request.method == "POST":
        if form.is_valid():
            try:
                minute = _accept(user, points, form.cleaned_data, request)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã lập biên bản nghiệm thu. In, ký, rồi nộp bản ký ở trang này."))
                return redirect("minutes:detail", public_id=minute.public_id)
        else:
            refused = Refused(_("Chưa lập được biên bản."), slips(form))
    rows = {row.point_id: row for row in point_rows(points, clock.today())}
    told = []
    for point in points:
        lines = [(line, request.POST.get(f"tt-{line.asset_id}", "")) for line in acceptable(point)]
        now = queries.standing(point) if len(points) == 1 else None
        told.append((rows[point.pk], lines, now, queries.finished_at(point).first()))
    context = {
        "form": form,
        "told": told,
        "one": points[0] if len(points) == 1 else None,
        "codes": [point.code for point in points],
        "waits": any(lines for _row, lines, _now, _check in told),
        "seen": SEEN,
        "refused": refused,
    }
    return render(request, "equipment/accept.html", context, status=422 if refused else 200)


@transaction.atomic
def _accept(user: User, points: list[SupportPoint], data: dict[str, Any], request: HttpRequest) -> Minute:
    known = {key for key, _label in SEEN}
    conditions = {
        int(name.removeprefix("tt-")): str(value)
        for name, value in request.POST.items()
        if PIECE.fullmatch(name) and value in known
    }
    minute = actions.make_acceptance_minute(
        actor=user,
        public_id=data["public_id"],
        points=points,
        on=data["on"],
        conditions=conditions,
        findings=data["findings"],
    )
    return print_at_once(user, minute)


@require_http_methods(["GET", "POST"])
def handover_page(request: HttpRequest, code: str) -> HttpResponse:
    """Everything at the point goes to an office, and to a person in it, by a minute."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, ACCEPT, point)
    offices = queries.receivers(point)
    first = fresh(office=offices[0][0] if len(offices) == 1 else "")
    people = queries.people_of(offices)
    form = HandoverForm(
        request.POST if request.method == "POST" else None, initial=first, offices=offices, people=people
    )
    refused: Refused | None = None
    if request.method == "POST":
        if form.is_valid():
            try:
                minute = _hand_over(user, point, form.cleaned_data)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã lập biên bản bàn giao. In, ký, rồi nộp bản ký ở trang này."))
                return redirect("minutes:detail", public_id=minute.public_id)
        else:
            refused = Refused(_("Chưa lập được biên bản."), slips(form))
    here: list[Asset] = pieces_at(point, clock.today())
    context = {
        "point": point,
        "row": point_rows([point], clock.today())[0],
        "form": form,
        "pieces": asset_rows(here),
        "now": queries.standing(point),
        "refused": refused,
    }
    return render(request, "equipment/handover.html", context, status=422 if refused else 200)


@transaction.atomic
def _hand_over(user: User, point: SupportPoint, data: dict[str, Any]) -> Minute:
    minute = actions.make_handover_minute(
        actor=user,
        public_id=data["public_id"],
        point=point,
        on=data["on"],
        office=_office(user, data["office"]),
        person=User.objects.get(pk=int(data["person"])) if data["person"] else None,
        giver=_office(user, data["giver"]) if data["giver"] else None,
    )
    return print_at_once(user, minute)


def _office(user: User, key: str) -> Office:
    """The office that a choice of ``queries.receivers`` names."""
    if key.startswith("u"):
        return committee_of(actor=user, area=Area.objects.get(pk=int(key[1:])))
    return Office.objects.get(pk=int(key))
