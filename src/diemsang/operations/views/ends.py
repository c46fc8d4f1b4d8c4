"""What ends soon: a month at a time, as a list, as an iCalendar file."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.listing import Column, Listing
from diemsang.operations.cliffs import ENDED, LABELS
from diemsang.operations.forms import EndFilter
from diemsang.operations.ics import calendar as ics
from diemsang.operations.queries.ends import End, counts, ends, holder_choices, named
from diemsang.operations.queries.scope import VIEW

NAMED_A_DAY = 3
TONES = {ENDED: "madder", "30": "madder", "60": "turmeric", "90": "turmeric"}


class EndListing(Listing[End]):
    """Contracts and entitlements that end; filters by how soon, kind, custodian, month."""

    form_class = EndFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("ngay", _("Ngày cuối"), lambda end: end.last_day, sortable=True),
        Column("han", _("Hạn"), lambda end: end.when),
        Column("ma", _("Mã điểm"), lambda end: end.code, sortable=True, fixed=True),
        Column("noi-dat", _("Nơi đặt"), lambda end: end.place),
        Column("gi", _("Hết gì"), lambda end: end.title),
        Column("ben-giu", _("Cơ quan chịu trách nhiệm"), lambda end: end.owner_words),
        Column("viec", _("Việc tiếp theo"), lambda end: end.next_step),
    )
    default_sort = "ngay"
    name = "sap-het-han"
    view_name = "operations:ends"

    def filter(self, rows: list[End], wanted: dict[str, Any]) -> list[End]:
        """Narrow as the address says."""
        if wanted.get("han"):
            rows = [end for end in rows if end.bucket == wanted["han"]]
        if wanted.get("loai"):
            rows = [end for end in rows if end.kind == wanted["loai"]]
        if wanted.get("ben-giu"):
            rows = [end for end in rows if end.holder_key == wanted["ben-giu"]]
        if wanted.get("thang"):
            rows = [end for end in rows if _key(end.last_day) == wanted["thang"]]
        return rows

    def prepare(self, rows: list[End]) -> list[End]:
        """Place and owner of the page's rows."""
        return named(rows)


@dataclass(frozen=True, slots=True)
class Day:
    """A box of the month. ``number`` 0: of another month."""

    number: int
    rows: list[End]
    today: bool

    @property
    def more(self) -> int:
        """How many are not named."""
        return max(len(self.rows) - NAMED_A_DAY, 0)

    @property
    def named(self) -> list[End]:
        """The first few."""
        return self.rows[:NAMED_A_DAY]


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the strip above the calendar."""

    label: str
    count: int
    href: str
    here: bool


def _months(rows: Sequence[End], today: dt.date) -> dict[str, int]:
    """How much ends in each month (``2026-03``), today's always among them."""
    told: Counter[str] = Counter({_key(today): 0})
    for day, count in Counter(end.last_day for end in rows).items():
        told[_key(day)] += count
    return dict(sorted(told.items()))


def _key(day: dt.date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _label(key: str) -> str:
    return f"{key[5:]}/{key[:4]}"


def _listing(request: HttpRequest, user: User, today: dt.date) -> tuple[list[End], EndListing]:
    rows = ends(user, today)
    months = [(key, _label(key)) for key in _months(rows, today)]
    return rows, EndListing(rows, request, holders=holder_choices(rows), months=months)


def _weeks(rows: Sequence[End], shown: dt.date, today: dt.date) -> list[list[Day]]:
    """The month shown, from Mondays."""
    by_day: dict[dt.date, list[End]] = {}
    for end in rows:
        if end.last_day.month == shown.month and end.last_day.year == shown.year:
            by_day.setdefault(end.last_day, []).append(end)
    return [
        [
            Day(
                day.day if day.month == shown.month else 0,
                by_day.get(day, []) if day.month == shown.month else [],
                day == today,
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(shown.year, shown.month)
    ]


@require_GET
def end_list(request: HttpRequest) -> HttpResponse:
    """The calendar of cliffs and the list under it; ``?xuat=csv|xlsx`` gives it as a file."""
    user = cast(User, request.user)
    require(user, VIEW)
    today = clock.today()
    rows, listing = _listing(request, user, today)
    if listing.wants_export:
        return listing.export_response(title=_g("Đường truyền hết hạn và sắp hết hạn"))
    key = listing.wanted.get("thang") or _key(today)
    shown = dt.date.fromisoformat(f"{key}-01")
    told = counts(rows)
    context = {
        "listing": listing,
        "all": rows,
        "heads": [
            (
                str(label),
                told[bucket],
                listing.url(han=bucket, trang="", thang=""),
                TONES[bucket] if told[bucket] else "leaf",
            )
            for bucket, label in LABELS.items()
        ],
        "months": [
            Month(_label(month), count, listing.url(thang=month, trang=""), listing.wanted.get("thang") == month)
            for month, count in _months(rows, today).items()
        ],
        "weekdays": [_g("T2"), _g("T3"), _g("T4"), _g("T5"), _g("T6"), _g("T7"), _g("CN")],
        "weeks": _weeks(rows, shown, today),
        "shown": _label(key),
        "whole_url": listing.url(thang="", trang=""),
    }
    return render(request, "operations/ends.html", context)


@require_GET
def end_calendar(request: HttpRequest) -> HttpResponse:
    """The same rows as an iCalendar file, for who is signed in; not a feed that anybody with the address could read."""
    user = cast(User, request.user)
    require(user, VIEW)
    _rows, listing = _listing(request, user, clock.today())
    mark = f"[{_g('minh họa')}] " if settings.ILLUSTRATION else ""
    body = ics(named(list(listing.ordered)), name=_g("Đường truyền sắp hết hạn"), now=clock.now(), mark=mark)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sap-het-han.ics"'
    return response
