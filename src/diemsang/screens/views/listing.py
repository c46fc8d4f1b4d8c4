"""All screens as a list, and what has not arrived where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.core.text import search_key
from diemsang.screens.forms import FleetFilter
from diemsang.screens.health import SILENT_AFTER, State, Verdict, content_verdict, offset_words, state_label
from diemsang.screens.models import ClockTrust, Sound, Storage
from diemsang.screens.queries import content
from diemsang.screens.queries.arrival import arrivals
from diemsang.screens.queries.fleet import FleetRow, commune_choices, counts, fleet
from diemsang.screens.queries.scope import CLAIM, SETTINGS, VIEW

_CONTENT = {"du": Verdict.GOOD, "chua-ro": Verdict.UNKNOWN}


def _trust(row: FleetRow) -> str | None:
    return str(ClockTrust(row.clock_trust).label) if row.clock_trust else None


def _clock(row: FleetRow) -> str | None:
    return offset_words(row.signals.offset_ms) if row.signals.offset_ms is not None else None


class FleetListing(Listing[FleetRow]):
    """Filters in the address: text, state, commune, content, sound, storage, troubles."""

    form_class = FleetFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("diem", _("Điểm"), lambda row: row.point_code, sortable=True, fixed=True),
        Column("noi", _("Nơi đặt"), lambda row: row.place, sortable=True),
        Column("tinh-trang", _("Tình trạng"), lambda row: row.health.label),
        Column("vi-sao", _("Vì sao"), lambda row: row.health.line, extra=True),
        Column("lien-lac", _("Liên lạc"), lambda row: row.contact_rank, sortable=True),
        Column("ban", _("Nội dung"), lambda row: row.signals.held_root, sortable=True),
        Column("thieu", _("Tệp thiếu"), lambda row: row.signals.missing_count, sortable=True, number=True),
        Column("tieng", _("Tiếng"), lambda row: str(Sound(row.signals.sound).label), sortable=True),
        Column("bo-nho", _("Bộ nhớ"), lambda row: str(Storage(row.signals.storage).label), sortable=True),
        Column("ung-dung", _("Ứng dụng"), lambda row: row.app, sortable=True, extra=True),
        Column("dong-ho", _("Đồng hồ"), _clock),
        Column("tin-gio", _("Nguồn giờ"), _trust, extra=True),
        Column("van-de", _("Vấn đề"), lambda row: row.troubles, sortable=True, number=True),
        Column("ten", _("Tên gọi"), lambda row: row.label, sortable=True, extra=True),
    )
    default_sort = "diem"
    name = "man-hinh"
    view_name = "screens:list"

    def filter(self, rows: list[FleetRow], wanted: dict[str, Any]) -> list[FleetRow]:
        """Narrow the screens as the address says."""
        if wanted.get("q"):
            words = search_key(wanted["q"]).split()
            rows = [row for row in rows if all(word in row.searched for word in words)]
        if wanted.get("tinh-trang"):
            rows = [row for row in rows if row.state == wanted["tinh-trang"]]
        if wanted.get("dia-ban"):
            rows = [row for row in rows if row.commune_key == wanted["dia-ban"]]
        if wanted.get("noi-dung") == "thieu":
            rows = [row for row in rows if row.behind]
        elif wanted.get("noi-dung"):
            verdict = _CONTENT[wanted["noi-dung"]]
            rows = [row for row in rows if content_verdict(row.signals, row.now) is verdict]
        if wanted.get("tieng"):
            rows = [row for row in rows if row.signals.sound == wanted["tieng"]]
        if wanted.get("bo-nho"):
            rows = [row for row in rows if row.signals.storage == wanted["bo-nho"]]
        if wanted.get("van-de"):
            rows = [row for row in rows if _has(row, wanted["van-de"])]
        return rows


def _has(row: FleetRow, trouble: str) -> bool:
    signals = row.signals
    if trouble == "hong":
        return bool(signals.faults)
    return signals.forked if trouble == "trung" else bool(signals.missing_events or signals.unreadable)


@require_GET
def screen_list(request: HttpRequest) -> HttpResponse:
    """Screens the person may see; ``?xuat=csv|xlsx`` gives them as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    rows = fleet(user)
    listing = FleetListing(rows, request, communes=commune_choices(rows))
    if listing.wants_export:
        return listing.export_response(title=str(_("Danh sách màn hình")))
    heads = [
        (state_label(state), number, listing.url(**{"tinh-trang": state.value, "trang": ""}), HEAD_TONES[state])
        for state, number in counts(rows).items()
    ]
    context = {
        "listing": listing,
        "heads": heads,
        "all": len(rows),
        "current": content.current().number,
        "may_claim": user.can(CLAIM),
        "may_set": user.can(SETTINGS),
        "silent_hours": int(SILENT_AFTER.total_seconds() // 3600),
    }
    return render(request, "screens/list.html", context)


HEAD_TONES = {State.SILENT: "madder", State.LOOK: "turmeric", State.UNKNOWN: "indigo", State.GOOD: "leaf"}


@require_GET
def arrival_page(request: HttpRequest) -> HttpResponse:
    """What of the current publication has not arrived where."""
    user = cast(User, request.user)
    require(user, VIEW)
    return render(request, "screens/arrival.html", {"report": arrivals(user)})
