"""The catalogue: sorts of equipment and what decisions ask of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.models import Item
from diemsang.equipment.queries import supply
from diemsang.equipment.rights import MANAGE, VIEW
from diemsang.equipment.supply_forms import ConfigurationForm, ItemFilter, ItemForm


def _configuration(item: Any) -> str:
    return "\n".join(f"{row.text} ({row.decision})" for row in item.standing)


class ItemListing(Listing[Item]):
    """The catalogue in its order, or by name."""

    form_class = ItemFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("thu-tu", _l("Thứ tự"), lambda row: row.position, sort=("position",), number=True, extra=True),
        Column("ten", _l("Thiết bị"), lambda row: row.name, sort=("name",), fixed=True),
        Column("loai", _l("Loại"), lambda row: str(row.get_kind_display()), sort=("kind", "position")),
        Column("don-vi", _l("Đơn vị"), lambda row: row.unit, sort=("unit", "position")),
        Column("se-ri", _l("Số sê-ri"), lambda row: _("có") if row.serialised else _("không")),
        Column("cau-hinh", _l("Cấu hình kỹ thuật"), _configuration),
        Column("tai-san", _l("Đang dùng"), lambda row: row.pieces, sort=("pieces", "position"), number=True),
    )
    default_sort = "thu-tu"
    name = "danh-muc-thiet-bi"
    view_name = "equipment:catalogue"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            text = wanted["q"]
            rows = rows.filter(Q(name__icontains=text) | Q(configurations__text__icontains=text)).distinct()
        if wanted.get("loai"):
            rows = rows.filter(kind=wanted["loai"])
        if wanted.get("cau_hinh"):
            rows = rows.filter(configured=wanted["cau_hinh"] == "co")
        return rows


@require_GET
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """Sorts of equipment; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = ItemListing(supply.items(user), request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Danh mục thiết bị")))
    return render(request, "equipment/catalogue.html", {"listing": listing, "may_manage": user.can(MANAGE)})


@require_http_methods(["GET", "POST"])
def new_item_page(request: HttpRequest) -> HttpResponse:
    """A sort of equipment that no plan names (a router, a voltage stabiliser)."""
    user = cast(User, request.user)
    require(user, MANAGE)
    form = ItemForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.add_item(actor=user, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi %s vào danh mục.") % item.name)
            return redirect("equipment:item", key=item.key)
    context = {"form": form, "refused": refused}
    return render(request, "equipment/item_new.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def item_page(request: HttpRequest, key: str) -> HttpResponse:
    """One sort: what is asked of it, by which decision, since when; and the forms that change it."""
    user = cast(User, request.user)
    require(user, VIEW)
    item = supply.item_for(key)
    act = request.POST.get("viec", "")
    facts = {"name": item.name, "unit": item.unit, "kind": item.kind, "serialised": item.serialised}
    form = ItemForm(request.POST if act == "loai" else None, initial=facts)
    config = ConfigurationForm(request.POST if act == "cau-hinh" else None, actor=user, initial={"on": clock.today()})
    refused: Refused | None = None
    if request.method == "POST":
        require(user, MANAGE)
        try:
            if act == "loai" and form.is_valid():
                actions.save_item(actor=user, key=key, **form.cleaned_data)
            elif act == "cau-hinh" and config.is_valid():
                actions.record_configuration(actor=user, item=item, **config.cleaned_data)
            else:
                act = act or "loai"
                raise Refused(_("Chưa ghi được."), [])
        except Refused as error:
            refused = error if error.problems else None
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("equipment:item", key=key)
        item = supply.item_for(key)
    context = {
        "item": item,
        "history": supply.history(item),
        "form": form,
        "config": config,
        "open_form": act,
        "refused": refused,
        "may_manage": user.can(MANAGE),
    }
    return render(request, "equipment/item.html", context, status=422 if request.method == "POST" else 200)
