"""The register: list, page, form; hosts that televisions may open."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.audit.queries import story_of
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.platforms import actions
from diemsang.platforms.forms import UNKNOWN, HostForm, PlatformFilter, PlatformForm, ReasonForm, initial_of
from diemsang.platforms.models import AllowedHost, Platform
from diemsang.platforms.queries import open_problems, pages, platform_for, platforms_visible, selections_visible
from diemsang.platforms.rights import MANAGE, VIEW


def _known(value: bool | None) -> str | None:
    return None if value is None else _("có") if value else _("không")


class PlatformListing(Listing[Platform]):
    """The register by what is known."""

    form_class = PlatformFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ma", _l("Mã"), lambda row: row.code, sort=("code",), extra=True),
        Column("ten", _l("Tên"), lambda row: row.name, sort=("name", "code"), fixed=True),
        Column("chu-quan", _l("Cơ quan chủ quản"), lambda row: row.owner or None, sort=("owner", "code")),
        Column("dia-chi", _l("Địa chỉ"), lambda row: row.address or None, extra=True),
        Column("chu-de", _l("Chủ đề"), lambda row: ", ".join(row.topic_words) or None, extra=True),
        Column("muc", _l("Mức hoàn thiện"), lambda row: str(row.get_maturity_display()) or None, sort=("maturity",)),
        Column("dia-phuong", _l("Địa phương quản lý"), lambda row: _known(row.is_local), sort=("is_local",)),
        Column("cap-do", _l("Cấp độ an toàn"), lambda row: row.security_level, sort=("security_level",), number=True),
        Column("du-lieu", _l("Dữ liệu cá nhân"), lambda row: _known(row.personal_data), extra=True),
        Column("tien", _l("Người dân trả tiền"), lambda row: str(row.get_cost_display()) or None, extra=True),
        Column("dang-nhap", _l("Phải đăng nhập"), lambda row: _known(row.login_needed), sort=("login_needed",)),
        Column("tv", _l("Trên TV"), lambda row: str(row.get_works_on_tv_display() or _("chưa thử"))),
        Column("tieng", _l("Thứ tiếng"), lambda row: row.languages or None, extra=True),
        Column("chon", _l("Lựa chọn"), lambda row: _("đã được chọn") if row.is_chosen else ""),
    )
    default_sort = "ten"
    name = "nen-tang-so"
    view_name = "platforms:list"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = pages.matching(rows, wanted["q"])
        for name, field in (("muc", "maturity"), ("tv", "works_on_tv")):
            if wanted.get(name):
                rows = rows.filter(**{field: "" if wanted[name] == UNKNOWN else wanted[name]})
        if wanted.get("dia_phuong"):
            rows = rows.filter(is_local={"co": True, "khong": False, UNKNOWN: None}[wanted["dia_phuong"]])
        if wanted.get("cap_do"):
            rows = rows.filter(security_level=None if wanted["cap_do"] == UNKNOWN else int(wanted["cap_do"]))
        if wanted.get("chon"):
            rows = rows.filter(is_chosen=wanted["chon"] == "da")
        if wanted.get("chu_de"):
            codes = [row.pk for row in rows if wanted["chu_de"] in row.topics]
            rows = rows.filter(pk__in=codes)
        shown = wanted.get("cat")
        return rows if shown == "ca" else rows.filter(archived_at__isnull=shown != "chi")


@require_GET
def platform_list(request: HttpRequest) -> HttpResponse:
    """The register; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = PlatformListing(pages.with_choice(platforms_visible(user)), request)
    if listing.wants_export:
        return listing.export_response(title=_("Nền tảng số"))
    context = {"listing": listing, "tabs": pages.tabs("list", user), "may_manage": user.can(MANAGE)}
    return render(request, "platforms/list.html", context)


@require_http_methods(["GET", "POST"])
def new_platform(request: HttpRequest) -> HttpResponse:
    """A platform enters the register."""
    user = cast(User, request.user)
    require(user, MANAGE)
    form = PlatformForm(request.POST if request.method == "POST" else None, initial={"public_id": uuid.uuid4()})
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.record_platform(actor=user, public_id=form.cleaned_data["public_id"], facts=form.facts())
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi %s vào danh sách nền tảng.") % made.name)
            return redirect("platforms:detail", code=made.code)
    return _form(request, form, refused, None)


def _form(request: HttpRequest, form: PlatformForm, refused: Refused | None, platform: Platform | None) -> HttpResponse:
    context = {"form": form, "refused": refused, "platform": platform}
    return render(request, "platforms/form.html", context, status=422 if request.method == "POST" else 200)


def _mark(facts: actions.PlatformFacts) -> str:
    """What a form carries to notice that somebody else changed the platform meanwhile."""
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@require_http_methods(["GET", "POST"])
def edit_platform(request: HttpRequest, code: str) -> HttpResponse:
    """Correct or complete what is known."""
    user = cast(User, request.user)
    platform = platform_for(user, code)
    require(user, MANAGE)
    known = actions.facts_of(platform)
    initial = {"public_id": platform.public_id, "seen": _mark(known), **initial_of(known)}
    form = PlatformForm(request.POST if request.method == "POST" else None, initial=initial)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["seen"] not in ("", _mark(known)) and form.facts() != known:
                problem = Problem(platform.code, _("có người vừa sửa nền tảng này."), _("Mở lại trang rồi sửa tiếp."))
                raise Refused(_("Chưa ghi được nền tảng."), [problem])
            actions.change_platform(actor=user, platform=platform, facts=form.facts(), seen=known)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:detail", code=platform.code)
    return _form(request, form, refused, platform)


@require_http_methods(["GET", "POST"])
def platform_page(request: HttpRequest, code: str) -> HttpResponse:
    """All that is known of one platform, its rounds and tiles, its journal; archiving it."""
    user = cast(User, request.user)
    platform = platform_for(user, code)
    form = ReasonForm(request.POST if request.POST.get("viec") == "cat" else None)
    refused: Refused | None = None
    if request.method == "POST":
        require(user, MANAGE)
        try:
            if request.POST.get("viec") == "dung-lai":
                actions.restore_platform(actor=user, platform=platform)
            elif form.is_valid():
                actions.archive_platform(actor=user, platform=platform, reason=form.cleaned_data["reason"])
            else:
                raise Refused(_("Chưa cất được nền tảng."), [])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:detail", code=platform.code)
    candidacies = platform.candidacies.filter(selection__in=selections_visible(user)).select_related("selection")
    context = {
        "platform": platform,
        "candidacies": list(candidacies.order_by("-selection__made_at")),
        "tiles": pages.live_tiles(platform),
        "open_problems": open_problems(platform),
        "journal": story_of("platform", platform.code, limit=30),
        "may_manage": user.can(MANAGE),
        "form": form,
        "refused": refused,
    }
    return render(request, "platforms/detail.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def host_page(request: HttpRequest) -> HttpResponse:
    """Hosts that televisions may open."""
    user = cast(User, request.user)
    require(user, VIEW)
    form = HostForm(request.POST if "them" in request.POST else None)
    refused: Refused | None = None
    if request.method == "POST":
        require(user, MANAGE)
        try:
            if removed := request.POST.get("bo", ""):
                actions.remove_host(actor=user, host=removed)
            elif form.is_valid():
                actions.allow_host(actor=user, **form.cleaned_data)
            else:
                raise Refused(_("Chưa ghi được tên miền."), [])
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:hosts")
    context = {
        "hosts": AllowedHost.objects.filter(removed_at=None),
        "form": form,
        "refused": refused,
        "tabs": pages.tabs("hosts", user),
        "may_manage": user.can(MANAGE),
    }
    return render(request, "platforms/hosts.html", context, status=422 if request.method == "POST" else 200)
