"""Delivery to a point: choose the contract, count, scan or type serials."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.forms import DeliveryForm
from diemsang.equipment.models import Contract, Delivery
from diemsang.equipment.queries import supply
from diemsang.equipment.queries.pages import LotLine, lot_lines
from diemsang.equipment.rights import DELIVER, VIEW
from diemsang.equipment.serials import split_serials
from diemsang.equipment.supply_forms import DeliveryFilter
from diemsang.points.queries import may, point_for, require_on

MAX_PIECES = 1000


@require_http_methods(["GET", "POST"])
def deliver_page(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what came."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, DELIVER, point)
    contracts = list(Contract.objects.filter(plan__listings__point=point).distinct().order_by("-on"))
    wanted = request.POST.get("hop-dong") or request.GET.get("hop-dong") or ""
    contract = next((row for row in contracts if str(row.public_id) == wanted), None)
    if contract is None and len(contracts) == 1:
        contract = contracts[0]
    lines = lot_lines(contract, point) if contract else []
    sent = request.POST if request.method == "POST" else None
    form = DeliveryForm(sent, initial={"public_id": uuid.uuid4(), "on": clock.today()})
    refused: Refused | None = None
    typed = {line.lot.pk: (line.due or "", "") for line in lines}
    if sent is not None:
        typed = {
            line.lot.pk: (sent.get(f"so-{line.lot.pk}", ""), sent.get(f"se-ri-{line.lot.pk}", "")) for line in lines
        }
        try:
            if contract is None:
                raise Refused(_("Chưa ghi được đợt giao."), [Problem(_("Hợp đồng"), _("chưa chọn."))])
            if form.is_valid():
                wishes = _wishes(lines, typed)
                given = {key: form.cleaned_data[key] for key in ("public_id", "on", "labels_seen")}
                actions.deliver(actor=user, contract=contract, point=point, lines=wishes, **given)
                messages.success(request, _("Đã ghi đợt giao cho %s.") % point.code)
                return redirect("points:detail", code=point.code)
        except Refused as error:
            refused = error
    context = {
        "point": point,
        "contracts": contracts,
        "contract": contract,
        "lines": [(line, *typed[line.lot.pk]) for line in lines],
        "form": form,
        "refused": refused,
    }
    return render(request, "equipment/deliver.html", context, status=422 if sent is not None else 200)


def _wishes(lines: list[LotLine], typed: Mapping[int, tuple[object, str]]) -> list[actions.DeliveryWish]:
    """Lines with a number or serials; serials alone count themselves."""
    wishes, problems = [], []
    for line in lines:
        number, text = typed[line.lot.pk]
        serials = tuple(split_serials(text))
        words = str(number).strip()
        if not words and not serials:
            continue
        if words and not (words.isascii() and words.isdigit() and int(words) <= MAX_PIECES):
            problems.append(Problem(line.lot.item.name, _("số lượng ghi bằng chữ số, không quá 1000.")))
            continue
        quantity = int(words) if words else len(serials)
        if quantity or serials:
            wishes.append(actions.DeliveryWish(line.lot, quantity, serials))
    if problems:
        raise Refused(_("Chưa ghi được đợt giao."), problems)
    return wishes


class DeliveryListing(Listing[Delivery]):
    """Deliveries within reach."""

    form_class = DeliveryFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ngay", _l("Ngày giao"), lambda row: row.on, sort=("on", "pk"), fixed=True),
        Column("diem", _l("Điểm"), lambda row: row.point.code, sort=("point__code", "pk")),
        Column("hang", _l("Hàng giao"), lambda row: what_came(row)),
        Column("hop-dong", _l("Hợp đồng"), lambda row: row.contract.number, sort=("contract__number", "pk")),
        Column("bien-ban", _l("Biên bản"), lambda row: row.minute.code if row.minute else ""),
        Column("tinh-trang", _l("Tình trạng"), lambda row: str(row.get_state_display()), sort=("state", "pk")),
        Column("nguoi-ghi", _l("Người ghi"), lambda row: row.made_by, extra=True),
        Column("ly-do", _l("Lý do hủy"), lambda row: row.void_reason, extra=True),
    )
    default_sort = "-ngay"
    name = "dot-giao"
    view_name = "equipment:deliveries"

    def filter(self, rows: QuerySet[Delivery], wanted: dict[str, Any]) -> QuerySet[Delivery]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(Q(point__code__icontains=wanted["q"]) | Q(contract__number__icontains=wanted["q"]))
        if wanted.get("tinh_trang"):
            rows = rows.filter(state=wanted["tinh_trang"])
        if wanted.get("bien_ban"):
            rows = rows.filter(minute__isnull=wanted["bien_ban"] == "chua")
        return rows


def what_came(delivery: Delivery) -> str:
    """Its lines in words."""
    return "; ".join(f"{line.quantity} {line.lot.item.name}" for line in delivery.lines.all())


@require_GET
def delivery_list(request: HttpRequest) -> HttpResponse:
    """Deliveries; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = DeliveryListing(supply.deliveries(user), request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Các đợt giao hàng")))
    return render(
        request,
        "equipment/deliveries.html",
        {
            "listing": listing,
            "may_deliver": user.can(DELIVER),
            "may_read_papers": user.can("minutes.view"),
        },
    )


@require_GET
def delivery_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One delivery: what came, which pieces; and the way to take it back."""
    user = cast(User, request.user)
    require(user, VIEW)
    return _delivery(request, user, supply.delivery_for(user, public_id), None)


def _delivery(request: HttpRequest, user: User, delivery: Delivery, refused: Refused | None) -> HttpResponse:
    context = {
        "delivery": delivery,
        "lines": list(delivery.lines.all()),
        "pieces": supply.pieces_of(delivery),
        "may_read_papers": user.can("minutes.view"),
        "may_void": delivery.state == Delivery.State.STANDING and may(user, DELIVER, delivery.point),
        "reason": request.POST.get("reason", "")[:300],
        "refused": refused,
    }
    return render(request, "equipment/delivery.html", context, status=422 if refused else 200)


@require_POST
def void_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a delivery back, with a reason; what stands in the way is told on its page."""
    user = cast(User, request.user)
    delivery = supply.delivery_for(user, public_id)
    require_on(user, DELIVER, delivery.point)
    try:
        actions.void_delivery(actor=user, delivery=delivery, reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        return _delivery(request, user, delivery, error)
    messages.success(request, _("Đã hủy đợt giao; hàng trở lại lô."))
    return redirect("equipment:delivery", public_id=public_id)
