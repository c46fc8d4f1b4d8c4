"""Suppliers and carriers, and the people who speak for them."""

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
from django.views.decorators.http import require_http_methods

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.models import Supplier
from diemsang.equipment.queries import firms
from diemsang.equipment.supply_forms import EndFirmPersonForm, FirmFilter, FirmForm, FirmPersonForm


class FirmListing(Listing[Supplier]):
    """Firms by name, contracts, people."""

    form_class = FirmFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ten", _l("Tên"), lambda row: row.name, sort=("name",), fixed=True),
        Column("ma-so-thue", _l("Mã số thuế"), lambda row: row.tax_code or None, sort=("tax_code", "name")),
        Column("hop-dong", _l("Hợp đồng"), lambda row: row.bought, sort=("bought", "name"), number=True),
        Column("nguoi", _l("Người đã gắn"), lambda row: row.staff, sort=("staff", "name"), number=True),
    )
    default_sort = "ten"
    name = "nha-cung-cap"
    view_name = "equipment:firms"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(Q(name__icontains=wanted["q"]) | Q(tax_code__icontains=wanted["q"]))
        if wanted.get("nguoi"):
            rows = rows.filter(staff__gt=0) if wanted["nguoi"] == "co" else rows.filter(staff=0)
        return rows


@require_http_methods(["GET", "POST"])
def firm_list(request: HttpRequest) -> HttpResponse:
    """Every supplier and carrier; sending the form writes one that has no contract yet."""
    user = _asked(request)
    listing = FirmListing(firms.firms(user), request)
    if listing.wants_export:
        return listing.export_response(title=str(_("Nhà cung cấp, nhà mạng")))
    form = FirmForm(request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            firm = actions.write_firm(actor=user, **form.cleaned_data)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã có %s trong danh sách.") % firm.name)
            return redirect("equipment:firm", pk=firm.pk)
    context = {"listing": listing, "form": form, "refused": refused, "open_form": request.method == "POST"}
    return render(request, "equipment/firms.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def firm_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who speaks for a firm: link somebody by the name they sign in with, end a link."""
    user = _asked(request)
    firm = firms.firm_for(user, pk)
    act = request.POST.get("viec", "")
    usual = {"public_id": uuid.uuid4(), "since": clock.today()}
    link_form = FirmPersonForm(request.POST if act == "gan" else None, initial=usual)
    end_form = EndFirmPersonForm(request.POST if act == "thoi" else None)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            words = _write(user, firm, link_form, end_form, act)
        except Refused as error:
            refused = error
        else:
            if words:
                messages.success(request, words)
                return redirect("equipment:firm", pk=pk)
    context = {
        "firm": firm,
        "people": firms.people_of(firm),
        "today": clock.today(),
        "form": link_form,
        "end_form": end_form,
        "refused": refused,
        "contracts": firms.contracts_of(user, firm),
    }
    return render(request, "equipment/firm.html", context, status=422 if request.method == "POST" else 200)


def _write(user: User, firm: Supplier, link_form: FirmPersonForm, end_form: EndFirmPersonForm, act: str) -> str:
    """The words of success; "" when the form has to be mended."""
    if act == "gan" and link_form.is_valid():
        made = actions.link_person(actor=user, supplier=firm, **link_form.cleaned_data)
        return _("%(person)s thuộc %(firm)s.") % {"person": made.user, "firm": firm.name}
    if act == "thoi" and end_form.is_valid():
        link = firm.people.filter(public_id=end_form.cleaned_data["link"]).first()
        if link is None:
            raise Http404
        actions.end_link(actor=user, link=link, on=end_form.cleaned_data["on"])
        return _("%(person)s thôi thuộc %(firm)s.") % {"person": link.user, "firm": firm.name}
    return ""


def _asked(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not firms.may_link(user):
        raise PermissionDenied(f"{user}: thiếu quyền gắn người của nhà cung cấp")
    return user
