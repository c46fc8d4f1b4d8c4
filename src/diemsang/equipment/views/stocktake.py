"""Stocktakes on a phone: which points, tick or scan piece by piece, end in a minute."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET, require_http_methods

from diemsang.accounts.models import User
from diemsang.accounts.scope import require_more_than_own
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.core.listing import Column, Listing
from diemsang.equipment import actions
from diemsang.equipment.models import ActLine, Stocktake
from diemsang.equipment.queries import stocktake as queries
from diemsang.equipment.rights import STOCKTAKE, VIEW
from diemsang.equipment.supply_forms import StocktakeFilter
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, point_for, require_on, sees_whole

MARKS = (ActLine.Verdict.PRESENT, ActLine.Verdict.MISSING, ActLine.Verdict.UNKNOWN)
"""What a tick says of a piece on record here."""


class CountListing(Listing[SupportPoint]):
    """Points that hold pieces, with the last count of each."""

    form_class = StocktakeFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("diem", _l("Điểm"), lambda row: row.code, sort=("code",), fixed=True),
        Column("noi", _l("Nơi đặt"), lambda row: row.where_words),
        Column("tai-san", _l("Tài sản"), lambda row: row.pieces, sort=("pieces", "code"), number=True),
        Column("lan-cuoi", _l("Kiểm kê gần nhất"), lambda row: row.counted_on, sort=("counted_on", "code")),
        Column("tinh-trang", _l("Tình trạng"), lambda row: row.state_words),
    )
    default_sort = "diem"
    name = "kiem-ke"
    view_name = "equipment:stocktakes"

    def filter(self, rows: QuerySet[SupportPoint], wanted: dict[str, Any]) -> QuerySet[SupportPoint]:
        """Narrow as the address says."""
        return queries.narrowed(rows, wanted)

    def prepare(self, rows: list[SupportPoint]) -> list[SupportPoint]:
        """Places in words."""
        return queries.with_places(rows)


@require_GET
def stocktake_list(request: HttpRequest) -> HttpResponse:
    """Points to count; ``?xuat=csv|xlsx`` gives a file."""
    user = cast(User, request.user)
    require_more_than_own(user, VIEW)
    listing = CountListing(queries.countable(user), request, holders=queries.holders(user))
    if listing.wants_export:
        return listing.export_response(title=str(_("Kiểm kê theo điểm")))
    return render(request, "equipment/stocktakes.html", {"listing": listing, "may_count": user.can(STOCKTAKE)})


@require_http_methods(["GET", "POST"])
def point_page(request: HttpRequest, code: str) -> HttpResponse:
    """Counts of a point; a press opens one (or goes on with the open one)."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require(user, VIEW)
    if not sees_whole(user, point, VIEW):
        raise PermissionDenied(f"{user}: chỉ xem thiết bị của mình ở {point.code}")
    if request.method == "POST":
        require_on(user, STOCKTAKE, point)
        try:
            made = actions.open_stocktake(actor=user, public_id=_uuid(request.POST.get("public_id")), point=point)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("equipment:stocktake-point", code=point.code)
        return redirect("equipment:stocktake", public_id=made.public_id)
    context = {
        "point": point,
        "counts": queries.counts_of(point),
        "pieces": queries.pieces_here(point),
        "may_count": may(user, STOCKTAKE, point),
        "token": uuid.uuid4(),
    }
    return render(request, "equipment/stocktake_point.html", context)


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "POST"])
def stocktake_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Tick, type or scan; one form, so that nothing ticked is lost when a code is typed."""
    user = cast(User, request.user)
    stocktake = queries.stocktake_for(user, public_id)
    refused: Refused | None = None
    if request.method == "POST":
        require_on(user, STOCKTAKE, stocktake.point)
        try:
            found = _write(user, stocktake, request)
            if request.POST.get("viec") == "xong":
                token = uuid.uuid5(stocktake.public_id, f"minute:{stocktake.minute_id or 0}")
                minute = actions.end_stocktake(actor=user, stocktake=stocktake, public_id=token)
                messages.success(request, _("Đã lập biên bản kiểm kê %s. In, ký rồi nộp trang đã ký.") % minute.code)
                return redirect("minutes:detail", public_id=minute.public_id)
        except Refused as error:
            refused = error
        else:
            if found:
                messages.success(request, found)
            return redirect("equipment:stocktake", public_id=public_id)
    lines = queries.lines_of(stocktake)
    context = {
        "stocktake": stocktake,
        "point": stocktake.point,
        "minute": stocktake.minute,
        "here": [line for line in lines if line.verdict != ActLine.Verdict.ELSEWHERE],
        "others": [line for line in lines if line.verdict == ActLine.Verdict.ELSEWHERE],
        "places": queries.places_of(lines),
        "counts": queries.tally(lines),
        "marks": [(mark.value, mark.label) for mark in MARKS],
        "may_count": may(user, STOCKTAKE, stocktake.point) and stocktake.minute is None,
        "refused": refused,
    }
    return render(request, "equipment/stocktake.html", context, status=422 if request.method == "POST" else 200)


def _write(user: User, stocktake: Stocktake, request: HttpRequest) -> str:
    """Ticks that differ from what the page showed, then what was scanned; what the scan found, in words.

    A page that stood open while a colleague counted must not write its old ticks over theirs.
    """
    verdicts = {mark.value for mark in MARKS}
    for line in queries.lines_of(stocktake):
        if request.POST.get("bo") == str(line.asset_id):
            actions.take_back_seen(actor=user, stocktake=stocktake, asset=line.asset)
            continue
        asked = request.POST.get(f"kq-{line.asset_id}", "")
        shown = request.POST.get(f"cu-{line.asset_id}", line.verdict)
        if asked in verdicts and asked not in {shown, line.verdict}:
            actions.mark_seen(actor=user, stocktake=stocktake, asset=line.asset, verdict=asked)
    text = request.POST.get("quet", "").strip()[:200]
    if not text:
        return ""
    line = actions.scan(actor=user, stocktake=stocktake, text=text)
    named = f"{line.asset.item.name} {line.asset.code}"
    if line.verdict == ActLine.Verdict.ELSEWHERE:
        return _("%s ghi ở nơi khác, thấy ở đây.") % named
    return _("%s: có ở đây.") % named
