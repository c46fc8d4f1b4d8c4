"""Contracts and their lots: what was bought, from whom, at which price, from which money."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.models import Contract, Item, Lot
from diemsang.equipment.queries import pages, supply
from diemsang.equipment.queries.firms import may_link
from diemsang.equipment.queries.scope import contract_for
from diemsang.equipment.rights import DELIVER, MANAGE, VIEW
from diemsang.equipment.supply_forms import ContractFilter, ContractForm, LotFilter, LotForm
from diemsang.plans.models import Plan
from diemsang.plans.queries import visible_to as plans_visible_to


class ContractListing(Listing[Contract]):
    """Contracts by day, number or worth."""

    form_class = ContractFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("so", _l("Số hợp đồng"), lambda row: row.number, sort=("number",), fixed=True),
        Column("nha-cung-cap", _l("Nhà cung cấp"), lambda row: row.supplier.name, sort=("supplier__name", "number")),
        Column("ngay", _l("Ngày ký"), lambda row: row.on, sort=("on", "number")),
        Column("ke-hoach", _l("Kế hoạch"), lambda row: row.plan.short_title if row.plan else ""),
        Column("nguon-von", _l("Nguồn vốn"), lambda row: row.fund_source, sort=("fund_source", "number")),
        Column("so-lo", _l("Số lô"), lambda row: row.kinds, sort=("kinds", "number"), number=True),
        Column("gia-tri", _l("Giá trị (đồng)"), lambda row: row.worth, sort=("worth", "number"), number=True),
        Column("lo-chua-gia", _l("Lô chưa ghi giá"), lambda row: row.priceless, number=True, extra=True),
    )
    default_sort = "-ngay"
    name = "hop-dong"
    view_name = "equipment:contracts"

    def filter(self, rows: QuerySet[Contract], wanted: dict[str, Any]) -> QuerySet[Contract]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(Q(number__icontains=wanted["q"]) | Q(supplier__name__icontains=wanted["q"]))
        if wanted.get("ke_hoach"):
            asked = wanted["ke_hoach"]
            rows = rows.filter(plan=None) if asked == "khong" else rows.filter(plan__code=asked)
        return rows


class LotListing(Listing[Lot]):
    """Lots of every contract within reach."""

    form_class = LotFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column(
            "hop-dong", _l("Hợp đồng"), lambda row: row.contract.number, sort=("contract__number", "pk"), fixed=True
        ),
        Column("thiet-bi", _l("Thiết bị"), lambda row: row.item.name, sort=("item__position", "pk")),
        Column("kieu", _l("Kiểu, mã hàng"), lambda row: row.model, sort=("model", "pk")),
        Column("xuat-xu", _l("Xuất xứ"), lambda row: row.origin, extra=True),
        Column("don-gia", _l("Đơn giá (đồng)"), lambda row: row.unit_price, sort=("unit_price", "pk"), number=True),
        Column("ngay-gia", _l("Ngày giá"), lambda row: row.price_on, sort=("price_on", "pk")),
        Column("bao-hanh", _l("Bảo hành (tháng)"), lambda row: row.warranty_months, number=True),
        Column("so-luong", _l("Số lượng"), lambda row: row.quantity, sort=("quantity", "pk"), number=True),
        Column("da-giao", _l("Đã giao"), lambda row: row.came, sort=("came", "pk"), number=True),
        Column("con-lai", _l("Còn lại"), lambda row: row.left, sort=("left", "pk"), number=True),
        Column("nha-cung-cap", _l("Nhà cung cấp"), lambda row: row.contract.supplier.name, extra=True),
        Column("nguon-von", _l("Nguồn vốn"), lambda row: row.contract.fund_source, extra=True),
    )
    default_sort = "hop-dong"
    name = "lo-hang"
    view_name = "equipment:lots"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            text = wanted["q"]
            named = Q(contract__number__icontains=text) | Q(contract__supplier__name__icontains=text)
            rows = rows.filter(named | Q(model__icontains=text))
        if wanted.get("loai"):
            rows = rows.filter(item__key=wanted["loai"])
        if wanted.get("giao"):
            rows = rows.filter(left__gt=0) if wanted["giao"] == "con" else rows.filter(left__lte=0)
        if wanted.get("gia"):
            rows = rows.filter(unit_price__isnull=wanted["gia"] == "chua")
        return rows


@require_GET
def contract_list(request: HttpRequest) -> HttpResponse:
    """Contracts within reach; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    plans = [(plan.code, plan.short_title) for plan in plans_visible_to(user)]
    listing = ContractListing(supply.contracts(user), request, plans=plans)
    if listing.wants_export:
        return listing.export_response(title=str(_("Hợp đồng mua sắm thiết bị")))
    return render(request, "equipment/contracts.html", {"listing": listing, "may_manage": user.can(MANAGE)})


@require_GET
def lot_list(request: HttpRequest) -> HttpResponse:
    """Lots within reach; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = LotListing(supply.lots(user), request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Lô hàng của các hợp đồng")))
    return render(request, "equipment/lots.html", {"listing": listing})


@require_http_methods(["GET", "POST"])
def contract_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A contract, its lots and how far they came; sending the form writes a lot."""
    user = cast(User, request.user)
    contract = contract_for(user, public_id)
    may_manage = supply.may_manage(user, contract)
    sent = request.POST if request.method == "POST" else None
    asked = contract.lots.select_related("item").filter(pk=_number(request.GET.get("lo"))).first()
    form = LotForm(sent, initial=_lot_facts(asked) if asked else {})
    refused: Refused | None = None
    if sent is not None:
        if not may_manage:
            raise PermissionDenied
        if form.is_valid():
            data = dict(form.cleaned_data)
            item = Item.objects.get(key=data.pop("item"))
            try:
                actions.set_lot(actor=user, contract=contract, item=item, **data)
            except Refused as error:
                refused = error
            else:
                messages.success(request, _("Đã ghi lô %s.") % item.name)
                return redirect("equipment:contract", public_id=public_id)
    context = {
        "contract": contract,
        "investor": office_names([contract.investor_id], None)[contract.investor_id] if contract.investor_id else "",
        "lots": pages.lot_lines(contract),
        "deliveries": supply.deliveries(user).filter(contract=contract)[:10],
        "count": supply.deliveries(user).filter(contract=contract).count(),
        "may_manage": may_manage,
        "may_deliver": user.can(DELIVER),
        "may_link": may_link(user),
        "form": form,
        "editing": asked,
        "open_form": sent is not None or asked is not None,
        "refused": refused,
    }
    return render(request, "equipment/contract.html", context, status=422 if sent is not None else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _lot_facts(lot: Lot) -> dict[str, Any]:
    names = ("model", "origin", "quantity", "unit_price", "price_on", "warranty_months")
    return {"item": lot.item.key, **{name: getattr(lot, name) for name in names}}


@require_http_methods(["GET", "POST"])
def new_contract_page(request: HttpRequest) -> HttpResponse:
    """Write down a contract."""
    user = cast(User, request.user)
    require(user, MANAGE)
    return _edit(request, user, None)


@require_http_methods(["GET", "POST"])
def edit_contract_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Correct a contract."""
    user = cast(User, request.user)
    contract = contract_for(user, public_id)
    if not supply.may_manage(user, contract):
        raise PermissionDenied
    return _edit(request, user, contract)


def _edit(request: HttpRequest, user: User, contract: Contract | None) -> HttpResponse:
    plans = supply.managed_plans(user)
    offices = supply.investors(user)
    facts = _facts(contract) if contract else {"public_id": uuid.uuid4(), "plan": plans[0].code if plans else ""}
    form = ContractForm(
        request.POST if request.method == "POST" else None,
        actor=user,
        plans=[(plan.code, plan.short_title) for plan in plans],
        offices=offices,
        initial=facts,
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _record(user, contract, dict(form.cleaned_data), plans)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi hợp đồng %s.") % made.number)
            return redirect("equipment:contract", public_id=made.public_id)
    context = {"form": form, "contract": contract, "refused": refused, "suppliers": supply.suppliers()}
    return render(request, "equipment/contract_form.html", context, status=422 if request.method == "POST" else 200)


def _facts(contract: Contract) -> dict[str, Any]:
    return {
        "public_id": contract.public_id,
        "number": contract.number,
        "on": contract.on,
        "supplier": contract.supplier.name,
        "tax_code": contract.supplier.tax_code,
        "plan": contract.plan.code if contract.plan else "",
        "investor": str(contract.investor_id or ""),
        "fund_source": contract.fund_source,
        "decision": contract.decision.key if contract.decision else "",
        "warranty": contract.warranty,
    }


def _record(user: User, contract: Contract | None, data: dict[str, Any], plans: Sequence[Plan]) -> Contract:
    plan, investor = data.pop("plan"), data.pop("investor")
    public_id = data.pop("public_id")
    return actions.write_contract(
        actor=user,
        public_id=contract.public_id if contract else public_id,
        plan=next((row for row in plans if row.code == plan), None),
        investor=Office.objects.get(pk=investor) if investor else None,
        supplier_name=data.pop("supplier"),
        **data,
    )


@require_POST
def remove_lot_page(request: HttpRequest, public_id: uuid.UUID, pk: int) -> HttpResponse:
    """A lot that never was."""
    user = cast(User, request.user)
    contract = contract_for(user, public_id)
    if not supply.may_manage(user, contract):
        raise PermissionDenied
    lot = contract.lots.select_related("item", "contract__plan", "contract__investor").filter(pk=pk).first()
    if lot is None:
        raise Http404
    try:
        actions.remove_lot(actor=user, lot=lot, reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        messages.error(request, f"{error} " + " ".join(str(problem) for problem in error.problems))
    else:
        messages.success(request, _("Đã bỏ lô %s.") % lot.item.name)
    return redirect("equipment:contract", public_id=public_id)
