"""Offices: the list, one office, and what happens to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts import actions
from diemsang.accounts.models import Office
from diemsang.accounts.people_forms import MergeOffice, NewOffice, OfficeFilter, Reason, RenameOffice
from diemsang.accounts.queries import office_names
from diemsang.accounts.queries.directory import (
    MANAGE,
    VIEW,
    OfficeRow,
    office_for_page,
    office_rows,
    office_story,
    offices_visible_to,
)
from diemsang.accounts.queries.office_use import office_uses
from diemsang.accounts.registry import holdings_of
from diemsang.accounts.roles import duty_label
from diemsang.accounts.views.acts import Act, Unclear, actor_of, chosen_area, office_choices, run_act
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.core.text import search_key


class OfficeListing(Listing[OfficeRow]):
    """Filters in the address: text with or without marks, kind."""

    form_class = OfficeFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ten", gettext_lazy("Tên hôm nay"), lambda row: row.name, sortable=True, fixed=True),
        Column("loai", gettext_lazy("Loại"), lambda row: str(row.office.get_kind_display()), sortable=True),
        Column("dia-ban", gettext_lazy("Địa bàn"), lambda row: row.area.name if row.area else None, sortable=True),
        Column("nguoi", gettext_lazy("Số người"), lambda row: row.people, sortable=True, number=True),
        Column("het", gettext_lazy("Kết thúc từ"), lambda row: row.ended, sortable=True, extra=True),
        Column("ma", gettext_lazy("Mã"), lambda row: row.office.code, extra=True),
    )
    default_sort = "ten"
    name = "co-quan"
    view_name = "accounts:offices"

    def filter(self, rows: Any, wanted: dict[str, Any]) -> list[OfficeRow]:
        """Narrow the offices as the address says; former names count."""
        key, kind = search_key(wanted.get("q") or ""), wanted.get("loai")
        return [row for row in rows if (not key or key in _words(row)) and kind in (None, "", row.office.kind)]


def _words(row: OfficeRow) -> str:
    return search_key(f"{row.name} {row.area.name if row.area else ''} {row.office.code} {' '.join(row.former)}")


@require_GET
def office_list(request: HttpRequest) -> HttpResponse:
    """Offices the reader may see."""
    actor = actor_of(request)
    require(actor, VIEW)
    listing = OfficeListing(office_rows(offices_visible_to(actor)), request)
    if listing.wants_export:
        return listing.export_response(title=_("Danh bạ cơ quan"))
    return render(request, "accounts/offices.html", {"listing": listing, "may_manage": actor.can(MANAGE)})


@require_GET
def office_page(request: HttpRequest, code: str) -> HttpResponse:
    """One office: names over time, people, what it came from and went on as."""
    actor = actor_of(request)
    office = office_for_page(actor, code)
    context = {
        "office": office,
        "page": office_story(office),
        "duty": duty_label(office.duty) if office.duty else "",
        "names": list(office.versions.order_by("-valid_from")),
        "story": story_of("office", office.code),
        "may_manage": actor.can(MANAGE),
    }
    return render(request, "accounts/office.html", context)


def _managed(request: HttpRequest, code: str) -> tuple[Office, tuple[str, str]]:
    office = office_for_page(actor_of(request), code)
    require(actor_of(request), MANAGE)
    return office, (office_names([office.pk], None)[office.pk], reverse("accounts:office", args=[code]))


@require_http_methods(["GET", "POST"])
def office_new(request: HttpRequest) -> HttpResponse:
    """A new office."""
    actor = actor_of(request)
    require(actor, MANAGE)
    back = reverse("accounts:offices")
    form = NewOffice(request.POST or None)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        area = chosen_area(request, data.pop("area"))
        if area is None:
            raise Unclear([])
        office = actions.create_office(actor=actor, area=area, **data)
        return _("Đã lập cơ quan."), reverse("accounts:office", args=[office.code])

    return run_act(request, Act(_("Lập cơ quan"), _("Lập cơ quan"), back, (_("Cơ quan"), back)), form, write)


@require_http_methods(["GET", "POST"])
def office_rename(request: HttpRequest, code: str) -> HttpResponse:
    """Another name from a day on; the former name stays."""
    office, up = _managed(request, code)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        actions.rename_office(actor=actor_of(request), office=office, **data)
        return _("Đã đổi tên; tên cũ vẫn giữ."), up[1]

    intro = [_("Người, vai và việc đi theo cơ quan; giấy tờ cũ vẫn mang tên cũ.")]
    act = Act(_("Đổi tên cơ quan"), _("Đổi tên"), up[1], up, intro)
    return run_act(request, act, RenameOffice(request.POST or None), write)


@require_http_methods(["GET", "POST"])
def office_merge(request: HttpRequest, code: str) -> HttpResponse:
    """The office ends; another goes on with its people."""
    office, up = _managed(request, code)
    form = MergeOffice(request.POST or None, offices=office_choices(without=office))

    def write(data: dict[str, Any]) -> tuple[str, str]:
        into = Office.objects.get(code=data.pop("office"))
        actions.merge_office(actor=actor_of(request), office=office, into=into, **data)
        return _("Đã kết thúc cơ quan; người chuyển sang cơ quan kế tiếp."), reverse(
            "accounts:office", args=[into.code]
        )

    held = holdings_of(office, clock.today())
    intro = [
        _("{count} người và các vai giao qua cơ quan này chuyển sang cơ quan kế tiếp.").format(
            count=office.people.count()
        )
    ]
    intro += [
        _("Còn giữ, phải bàn giao riêng: {count} {what}").format(count=line.count, what=line.label) for line in held
    ]
    act = Act(_("Sáp nhập, giải thể cơ quan"), _("Kết thúc cơ quan"), up[1], up, intro, danger=True)
    return run_act(request, act, form, write)


@require_http_methods(["GET", "POST"])
def office_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take away an office that was made by mistake."""
    office, up = _managed(request, code)

    def write(data: dict[str, Any]) -> tuple[str, str]:
        actions.remove_office(actor=actor_of(request), office=office, reason=data["reason"])
        return _("Đã xóa cơ quan lập nhầm."), reverse("accounts:offices")

    uses = [
        _("Đang được dùng: {what} ({count})").format(what=use.label, count=use.count) for use in office_uses(office)
    ]
    intro = [_("Chỉ xóa được khi chưa có gì ghi vào cơ quan này."), *uses]
    act = Act(_("Xóa cơ quan lập nhầm"), _("Xóa"), up[1], up, intro, danger=True)
    return run_act(request, act, Reason(request.POST or None), write)
