"""The first page, the reconciliation, a contract, pieces and their labels."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.views.qr import qr_svg
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.days import parse_day
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.forms import AssetFilter, EventForm, MoveForm, SerialForm
from diemsang.equipment.models import Asset, Item
from diemsang.equipment.queries import gaps as kinds
from diemsang.equipment.queries import pages
from diemsang.equipment.queries.reconcile import STAGES, reconcile_equipment
from diemsang.equipment.queries.scope import asset_for, assets_visible_to, contract_for, contracts_visible_to
from diemsang.equipment.rights import DELIVER, MANAGE, STOCKTAKE, VIEW
from diemsang.plans.queries import plan_for
from diemsang.plans.queries import visible_to as plans_visible_to
from diemsang.points.queries import point_for

WORDS = {
    "planned": _l("Kế hoạch"),
    "allotted": _l("Phân bổ"),
    "contracted": _l("Hợp đồng"),
    "delivered": _l("Đã giao"),
    "installed": _l("Lắp đặt"),
    "accepted": _l("Nghiệm thu"),
    "working": _l("Ở điểm hoạt động"),
}
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
        "contracts": list(contracts_visible_to(user).select_related("supplier", "plan")[:20]),
        "items": list(Item.objects.prefetch_related("configurations__decision")),
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
        for row in reconcile_equipment(user, plan, on=min(on, clock.today()))
    ]
    return render(
        request,
        "equipment/reconcile.html",
        {"plan": plan, "rows": rows, "on": on, "words": WORDS.values(), "marks": []},
    )


@require_GET
def contract_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A contract, its lots and how far they came."""
    contract = contract_for(cast(User, request.user), public_id)
    context = {
        "contract": contract,
        "lots": pages.lot_lines(contract),
        "deliveries": contract.deliveries.select_related("point").prefetch_related("lines__lot__item")[:200],
    }
    return render(request, "equipment/contract.html", context)


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
    listing = AssetListing(assets_visible_to(user).select_related("item"), request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Danh sách tài sản")))
    return render(request, "equipment/assets.html", {"listing": listing, "rows": list(listing.rows)})


@require_http_methods(["GET", "POST"])
def asset_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A piece's life, and what may be written about it. Its label's QR leads here."""
    user = cast(User, request.user)
    asset = asset_for(user, public_id)
    act = request.POST.get("viec", "")
    sent = {name: request.POST if act == name else None for name in ("se-ri", "viec", "chuyen")}
    forms = {
        "serial_form": SerialForm(sent["se-ri"], initial={"serial": asset.serial}),
        "event_form": EventForm(sent["viec"], initial={"public_id": uuid.uuid4(), "on": clock.today()}),
        "move_form": MoveForm(sent["chuyen"], initial={"on": clock.today()}),
    }
    refused: Refused | None = None
    form = {"se-ri": "serial_form", "viec": "event_form", "chuyen": "move_form"}.get(act)
    if request.method == "POST":
        right = {"se-ri": DELIVER, "viec": STOCKTAKE, "chuyen": MANAGE}.get(act, STOCKTAKE)
        require(user, right)
        if form is not None and forms[form].is_valid():
            try:
                _write(user, asset, act, dict(forms[form].cleaned_data))
            except Refused as error:
                refused = error
            else:
                return redirect("equipment:asset", public_id=public_id)
    context = {
        "asset": asset,
        "row": pages.asset_rows([asset])[0],
        "life": pages.life(asset),
        "refused": refused,
        "may_serial": user.can(DELIVER),
        "may_event": user.can(STOCKTAKE),
        "may_move": user.can(MANAGE),
        "open_form": act,
        **forms,
    }
    return render(request, "equipment/asset.html", context, status=422 if request.method == "POST" else 200)


def _write(user: User, asset: Asset, act: str, data: dict[str, Any]) -> None:
    if act == "se-ri":
        actions.set_serial(actor=user, asset=asset, **data)
    elif act == "viec":
        actions.record_event(actor=user, asset=asset, **data)
    else:
        point = point_for(user, data["point"]) if data["point"] else None
        actions.move_asset(actor=user, asset=asset, point=point, store=data["store"], on=data["on"])


@require_GET
def labels_page(request: HttpRequest) -> HttpResponse:
    """A4 sheets of labels of one point, delivery, or piece; the QR carries the piece's address."""
    user = cast(User, request.user)
    require(user, VIEW)
    assets = kinds.in_use(assets_visible_to(user)).select_related("item").order_by("code")
    if request.GET.get("diem"):
        assets = pages.found_by(assets, point_for(user, request.GET["diem"]).code)
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
