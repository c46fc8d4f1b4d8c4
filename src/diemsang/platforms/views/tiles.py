"""Tiles: the list, a new one, its page with approval and withdrawal."""

from __future__ import annotations

import uuid
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
from diemsang.areas.queries import labels
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.platforms import actions
from diemsang.platforms.forms import ReasonForm, TileFilter, TileForm
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile
from diemsang.platforms.queries import (
    may,
    open_problems,
    pages,
    require_selection,
    selection_for,
    selections_visible,
    tile_for,
    tiles_visible,
)
from diemsang.platforms.registry import on_screens
from diemsang.platforms.rights import DECIDE, MANAGE, VIEW

State = PlatformTile.State
TONES = {State.DRAFT: "turmeric", State.APPROVED: "leaf", State.WITHDRAWN: "plain"}


class TileListing(Listing[PlatformTile]):
    """Tiles, latest first."""

    form_class = TileFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ten", _l("Tên trên màn hình"), lambda row: row.title, sort=("title", "pk"), fixed=True),
        Column("nen-tang", _l("Nền tảng"), lambda row: row.platform.name, sort=("platform__name", "pk")),
        Column("cach", _l("Cách dùng"), lambda row: str(row.get_mode_display()), sort=("mode", "pk")),
        Column("tu", _l("Dùng từ"), lambda row: row.valid_from, sort=("valid_from", "pk")),
        Column("den", _l("Hết dùng từ"), lambda row: row.valid_until, sort=("valid_until", "pk")),
        Column("tinh-trang", _l("Tình trạng"), lambda row: str(row.get_state_display()), sort=("state", "pk")),
        Column("quyet-dinh", _l("Quyết định"), lambda row: str(row.decision) if row.decision else None),
    )
    default_sort = "-tu"
    name = "o-nen-tang"
    view_name = "platforms:tiles"

    def filter(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        """Narrow as the address says."""
        if wanted.get("q"):
            rows = rows.filter(Q(title__icontains=wanted["q"]) | Q(platform__name__icontains=wanted["q"]))
        if wanted.get("tinh_trang"):
            rows = rows.filter(state=wanted["tinh_trang"])
        return rows


@require_GET
def tile_list(request: HttpRequest) -> HttpResponse:
    """What points are or were shown; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    listing = TileListing(tiles_visible(user), request)
    if listing.wants_export:
        return listing.export_response(title=_("Ô nền tảng trên màn hình"))
    context = {"listing": listing, "tabs": pages.tabs("tiles", user), "today": clock.today()}
    return render(request, "platforms/tiles.html", context)


def _chosen(selection: PlatformSelection) -> list[Platform]:
    return [row.platform for row in selection.candidates.filter(chosen=True).select_related("platform")]


@require_http_methods(["GET", "POST"])
def new_tile(request: HttpRequest, code: str) -> HttpResponse:
    """A tile for a platform that the round chose."""
    user = cast(User, request.user)
    selection = selection_for(user, code)
    require_selection(user, MANAGE, selection)
    platforms = _chosen(selection)
    form = TileForm(request.POST if request.method == "POST" else None, actor=user, platforms=platforms)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            tile = actions.draft_tile(
                actor=user,
                public_id=form.cleaned_data["public_id"],
                selection=selection,
                platform=next(row for row in platforms if row.code == form.cleaned_data["platform"]),
                wish=form.wish(),
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã lập ô. Ô chờ người có quyền duyệt."))
            return redirect("platforms:tile", public_id=tile.public_id)
    return _form(request, form, refused, selection, None)


def _form(
    request: HttpRequest,
    form: TileForm,
    refused: Refused | None,
    selection: PlatformSelection,
    tile: PlatformTile | None,
) -> HttpResponse:
    hindered = [(row.name, found) for row in _chosen(selection) if (found := open_problems(row))]
    context = {"form": form, "refused": refused, "selection": selection, "tile": tile, "hindered": hindered}
    return render(request, "platforms/tile_form.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def edit_tile(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Another wording, audience or time of a draft."""
    user = cast(User, request.user)
    tile = tile_for(user, public_id)
    require_selection(user, MANAGE, tile.selection)
    codes = labels([row.area_id for row in tile.audience.all() if row.area_id is not None], clock.today())
    points = tile.audience.filter(point__isnull=False).values_list("point__code", flat=True)
    initial = {
        **{name: getattr(tile, name) for name in ("title", "spoken", "mode", "valid_from", "valid_until")},
        "public_id": tile.public_id,
        "platform": tile.platform.code,
        "areas": ", ".join(label.code for label in codes.values()),
        "points": ", ".join(points),
    }
    form = TileForm(
        request.POST if request.method == "POST" else None, actor=user, platforms=[tile.platform], initial=initial
    )
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_tile(actor=user, tile=tile, wish=form.wish())
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:tile", public_id=tile.public_id)
    return _form(request, form, refused, tile.selection, tile)


@require_http_methods(["GET", "POST"])
def tile_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One tile; approving and withdrawing it."""
    user = cast(User, request.user)
    tile = tile_for(user, public_id)
    act = request.POST.get("viec", "")
    form = ReasonForm(request.POST if act == "thu-hoi" else None)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            _do(user, tile, act, form)
        except Refused as error:
            refused = error
        else:
            messages.success(request, _("Đã ghi."))
            return redirect("platforms:tile", public_id=tile.public_id)
    audience = list(tile.audience.select_related("point"))
    names = labels([row.area_id for row in audience if row.area_id is not None], clock.today())
    context = {
        "tile": tile,
        "tone": TONES[State(tile.state)],
        "audience": [names[row.area_id].name if row.area_id else str(row.point) for row in audience],
        "steps": tile.spoken.splitlines(),
        "on_screens": on_screens(tile.public_id) if tile.state == State.APPROVED else None,
        "hinders": open_problems(tile.platform) if tile.mode == PlatformTile.Mode.OPEN else [],
        "round_seen": selections_visible(user).filter(pk=tile.selection_id).exists(),
        "may_manage": may(user, MANAGE, tile.selection),
        "may_decide": may(user, DECIDE, tile.selection) and tile.made_by_key != user.actor_key,
        "form": form,
        "refused": refused,
        "journal": story_of("platform_tile", str(tile.public_id), limit=20),
    }
    return render(request, "platforms/tile.html", context, status=422 if request.method == "POST" else 200)


def _do(user: User, tile: PlatformTile, act: str, form: ReasonForm) -> None:
    if act == "duyet":
        actions.approve_tile(actor=user, tile=tile)
        return
    require_selection(user, MANAGE, tile.selection)
    if act != "thu-hoi" or not form.is_valid():
        raise Refused(_("Chưa ghi được."), [])
    actions.withdraw_tile(actor=user, tile=tile, reason=form.cleaned_data["reason"])
