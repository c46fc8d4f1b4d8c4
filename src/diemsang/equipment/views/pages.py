"""The first page, the reconciliation, a contract, pieces and their labels."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.scope import only_own
from diemsang.accounts.views.qr import qr_svg
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.parts import Mark
from diemsang.equipment import actions
from diemsang.equipment.forms import AssetFilter, EventForm, MoveForm, SerialForm
from diemsang.equipment.hands import sticker_href
from diemsang.equipment.models import Asset, AssetPlace
from diemsang.equipment.queries import gaps as kinds
from diemsang.equipment.queries import pages, supply
from diemsang.equipment.queries.firms import may_link
from diemsang.equipment.queries.reconcile import STAGES, reconcile_equipment
from diemsang.equipment.queries.reform import reforms_open
from diemsang.equipment.queries.requests import asked_for
from diemsang.equipment.queries.scope import asset_for, assets_visible_to, contracts_visible_to
from diemsang.equipment.queries.stocktake import open_for
from diemsang.equipment.rights import ACCEPT, DELIVER, MANAGE, STOCKTAKE, VIEW
from diemsang.plans.gaps import gap_kinds, gap_tone
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version, plan_for
from diemsang.plans.queries import visible_to as plans_visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, point_for
from diemsang.points.queries import visible_to as points_visible_to

WORDS = {
    "planned": _l("Kế hoạch"),
    "allotted": _l("Phân bổ"),
    "contracted": _l("Hợp đồng"),
    "delivered": _l("Đã giao"),
    "installed": _l("Lắp đặt"),
    "accepted": _l("Nghiệm thu"),
    "working": _l("Ở điểm hoạt động"),
}
ACTS = {"se-ri": DELIVER, "viec": STOCKTAKE, "chuyen": MANAGE}
"""What may be written on a piece's page, and by which right."""
EVENTS = ("condition", "repair", "note", "replace", "dispose")
"""The last two ask for the right to manage; a transfer is a move to another place."""
SHEET = 96
"""Labels that one request prints: four sheets of A4."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is missing, and the ways in."""
    user = cast(User, request.user)
    require(user, VIEW)
    context = {
        "gaps": kinds.gaps(user),
        "plans": [plan for plan in plans_visible_to(user) if user.can(VIEW)],
        "contracts": list(contracts_visible_to(user).select_related("supplier", "plan")[:8]),
        "contract_count": contracts_visible_to(user).count(),
        "items": list(supply.items(user)),
        "reforms": reforms_open(user),
        "only_own": only_own(user, VIEW),
        "may_link": may_link(user),
        "may_manage": user.can(MANAGE),
        "may_deliver": user.can(DELIVER),
        "may_count": user.can(STOCKTAKE),
        "may_read_papers": user.can("minutes.view"),
    }
    return render(request, "equipment/home.html", context)


@require_GET
def reconcile_page(request: HttpRequest, code: str) -> HttpResponse:
    """The plan's equipment on a day, every figure leading to its list."""
    user = cast(User, request.user)
    plan = plan_for(user, code)
    require(user, VIEW)
    on = parse_day(request.GET.get("ngay", "")) or clock.today()
    rows = [
        (row, [(stage, WORDS[stage], row.figures[stage]) for stage in STAGES])
        for row in reconcile_equipment(plan, on=min(on, clock.today()))
    ]
    kinds_of_gaps = gap_kinds()
    context = {
        "plan": plan,
        "rows": rows,
        "on": on,
        "words": WORDS.values(),
        "marks": _marks(plan),
        "lacks": [
            (row.name, gap, kinds_of_gaps[gap.kind].meaning, gap_tone(gap)) for row, _f in rows for gap in row.gaps
        ],
    }
    return render(request, "equipment/reconcile.html", context)


def _marks(plan: Plan) -> list[Mark]:
    """The plan's start, the end of each period, today."""
    version, today = latest_version(plan), clock.today()
    marks = [Mark(today, _("hôm nay"))]
    if version is not None:
        marks += [Mark(version.in_force_from)] if version.in_force_from else []
        marks += [Mark(period.end) for period in version.periods.all()]
    return list({mark.on: mark for mark in marks}.values())


class AssetListing(Listing[Any]):
    """Pieces, found by serials with look-alikes."""

    form_class = AssetFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _l("Mã tài sản"), lambda row: row.asset.code, sort=("code",), fixed=True),
        Column("loai", _l("Loại"), lambda row: row.asset.item.name, sort=("item__position", "code")),
        Column("se-ri", _l("Số sê-ri"), lambda row: row.asset.serial, sort=("serial_exact", "code")),
        Column("o", _l("Đang ở"), lambda row: row.place),
        Column("ben-giu", _l("Bên giữ"), lambda row: row.holder),
        Column("tinh-trang", _l("Tình trạng"), lambda row: row.asset.get_condition_display()),
        Column("bao-hanh", _l("Bảo hành đến"), lambda row: row.asset.warranty_to, sort=("warranty_to", "code")),
    )
    default_sort = "ma"
    name = "tai-san"
    view_name = "equipment:assets"

    def __init__(self, user: User, request: HttpRequest) -> None:
        self.user = user
        super().__init__(assets_visible_to(user).select_related("item"), request)

    def choose_columns(self) -> Sequence[Column[Any]]:
        """Who holds a piece is not told to who sold it."""
        kept = only_own(self.user, VIEW)
        return [column for column in self.columns if not (kept and column.key == "ben-giu")]

    def filter(self, rows: QuerySet[Asset], wanted: dict[str, Any]) -> QuerySet[Asset]:
        """Narrow as the address says."""
        today = clock.today()
        if wanted.get("q"):
            rows = pages.found_by(rows, wanted["q"])
        if wanted.get("loai"):
            rows = rows.filter(item__key=wanted["loai"])
        if wanted.get("tinh_trang"):
            rows = rows.filter(condition=wanted["tinh_trang"])
        if wanted.get("bao_hanh"):
            tests = {"con": Q(warranty_to__gte=today), "het": Q(warranty_to__lt=today), "chua": Q(warranty_to=None)}
            rows = rows.filter(tests[wanted["bao_hanh"]])
        if wanted.get("thieu"):
            tell = {"se-ri": kinds.without_serial, "ben-giu": kinds.without_holder, "trung": kinds.alike}
            rows = tell[wanted["thieu"]](rows)
        return rows

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Places and holders, all at once."""
        return list(pages.asset_rows(rows))


@require_GET
def asset_list(request: HttpRequest) -> HttpResponse:
    """Pieces the person may see; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = AssetListing(user, request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Danh sách tài sản")))
    return render(request, "equipment/assets.html", {"listing": listing, "rows": list(listing.rows)})


@login_not_required
@require_http_methods(["GET", "POST"])
def asset_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A piece's life, and what may be written about it. Its label's QR leads here, and who has not signed in on."""
    if not request.user.is_authenticated:
        elsewhere = sticker_href(public_id)
        return redirect(elsewhere) if elsewhere else redirect_to_login(request.get_full_path())
    user = request.user
    asset = asset_for(user, public_id)
    place, whole = pages.place_of(asset), not only_own(user, VIEW)
    rights = {right: _may(user, right, place) for right in (DELIVER, STOCKTAKE, MANAGE, ACCEPT)}
    act = request.POST.get("viec", "")
    sent = {name: request.POST if act == name else None for name in ACTS}
    kinds_of = EVENTS if rights[MANAGE] else EVENTS[:3]
    forms = {
        "se-ri": SerialForm(sent["se-ri"], initial={"serial": asset.serial}),
        "viec": EventForm(sent["viec"], kinds=kinds_of, initial={"public_id": uuid.uuid4(), "on": clock.today()}),
        "chuyen": MoveForm(sent["chuyen"], initial={"on": clock.today()}),
    }
    refused: Refused | None = None
    if request.method == "POST":
        if not rights[ACTS.get(act, STOCKTAKE)]:
            raise PermissionDenied
        if act in forms and forms[act].is_valid():
            try:
                _write(user, asset, act, dict(forms[act].cleaned_data))
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã ghi."))
                return redirect("equipment:asset", public_id=public_id)
    context = {
        "asset": asset,
        "row": pages.asset_rows([asset])[0],
        "life": pages.life(asset, holders=whole),
        "whole": whole,
        "counting": open_for(user, asset, place),
        "here": place,
        "refused": refused,
        "may_serial": rights[DELIVER] and asset.item.by_piece,
        "may_event": rights[STOCKTAKE],
        "may_move": rights[MANAGE],
        "may_ask": rights[ACCEPT] and place is not None and place.point is not None and asset.disposed_on is None,
        "asked": asked_for([asset.pk]).get(asset.pk),
        "open_form": act,
        "serial_form": forms["se-ri"],
        "event_form": forms["viec"],
        "move_form": forms["chuyen"],
    }
    return render(request, "equipment/asset.html", context, status=422 if request.method == "POST" else 200)


def _may(user: User, right: str, place: AssetPlace | None) -> bool:
    """Over the point where the piece stands; for one in a store, anywhere."""
    return may(user, right, place.point) if place is not None and place.point is not None else user.can(right)


def _write(user: User, asset: Asset, act: str, data: dict[str, Any]) -> None:
    if act == "se-ri":
        actions.set_serial(actor=user, asset=asset, **data)
    elif act == "viec":
        actions.record_event(actor=user, asset=asset, **data | {"replaced_by": _named(user, data["replaced_by"])})
    else:
        point = _point(user, data["point"]) if data["point"] else None
        actions.move_asset(
            actor=user, asset=asset, point=point, store=data["store"], on=data["on"], source=data["source"]
        )


def _named(user: User, code: str) -> Asset | None:
    """The piece that a person means by its code."""
    if not code:
        return None
    found = assets_visible_to(user).filter(code__iexact=code.strip()).first()
    if found is None:
        problem = Problem(
            _("Thay bằng"), _("không có tài sản «%s» trong địa bàn của bạn.") % code, _("Gõ mã TS-… trên tem.")
        )
        raise Refused(_("Chưa ghi được."), [problem])
    return found


def _point(user: User, code: str) -> SupportPoint:
    found = points_visible_to(user, MANAGE).filter(code=code.strip().upper()).first()
    if found is None:
        problem = Problem(_("Đến điểm"), _("không có điểm «%s» trong địa bàn của bạn.") % code, _("Gõ mã như TQ-0001."))
        raise Refused(_("Chưa ghi được."), [problem])
    return found


@require_GET
def labels_page(request: HttpRequest) -> HttpResponse:
    """A4 sheets of labels of one point, or of pieces; the QR carries the piece's address."""
    user = cast(User, request.user)
    require(user, VIEW)
    assets = kinds.in_use(assets_visible_to(user)).select_related("item").order_by("code")
    if request.GET.get("diem"):
        here = AssetPlace.objects.filter(point=point_for(user, request.GET["diem"]), voided_at=None, valid_to=None)
        assets = assets.filter(pk__in=here.values("asset"))
    elif request.GET.get("ma"):
        assets = assets.filter(code__in=request.GET.getlist("ma")[:SHEET])
    else:
        raise Http404
    shown = list(assets[:SHEET])
    rows = [
        (row, qr_svg(request.build_absolute_uri(f"/thiet-bi/t/{row.asset.public_id}/")))
        for row in pages.asset_rows(shown)
    ]
    return render(request, "equipment/labels.html", {"rows": rows})
