"""Delivery to a point: choose the contract, count, scan or type serials."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.equipment import actions
from diemsang.equipment.forms import DeliveryForm
from diemsang.equipment.models import Contract, Delivery
from diemsang.equipment.queries.pages import LotLine, lot_lines
from diemsang.equipment.rights import DELIVER
from diemsang.equipment.serials import split_serials
from diemsang.points.queries import point_for, require_on

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


@require_POST
def void_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a delivery back, with a reason."""
    user = cast(User, request.user)
    delivery = Delivery.objects.select_related("point").filter(public_id=public_id).first()
    if delivery is None:
        raise Http404
    require_on(user, DELIVER, delivery.point)
    try:
        actions.void_delivery(actor=user, delivery=delivery, reason=request.POST.get("reason", "")[:300])
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Đã hủy đợt giao."))
    return redirect("points:detail", code=delivery.point.code)
