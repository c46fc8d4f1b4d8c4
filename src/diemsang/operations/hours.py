"""Posted hours in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEKDAYS = (
    gettext_lazy("Thứ Hai"),
    gettext_lazy("Thứ Ba"),
    gettext_lazy("Thứ Tư"),
    gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"),
    gettext_lazy("Thứ Bảy"),
    gettext_lazy("Chủ nhật"),
)
Spans = Sequence[Sequence[str]]


def span_of(spans: Spans) -> str:
    """``07:30–11:00, 14:00–17:00``; a day off says so."""
    return ", ".join(f"{start}–{end}" for start, end in spans) or _("nghỉ")


def week_rows(week: Sequence[Spans]) -> list[tuple[str, str]]:
    """Days with the same hours in one line: ``Thứ Hai – Thứ Sáu``, ``07:30–11:00``."""
    rows: list[tuple[str, str]] = []
    at = 0
    while at < min(len(week), 7):
        last = at
        while last + 1 < min(len(week), 7) and list(week[last + 1]) == list(week[at]):
            last += 1
        name = str(WEEKDAYS[at]) if at == last else f"{WEEKDAYS[at]} – {WEEKDAYS[last]}"
        rows.append((name, span_of(week[at])))
        at = last + 1
    return rows


def week_words(week: Sequence[Spans]) -> list[str]:
    """``Thứ Hai – Thứ Sáu 07:30–11:00``."""
    return [f"{name} {hours}" for name, hours in week_rows(week)]


def posted_minutes(spans: Spans) -> int:
    """Minutes of a day's posted hours."""
    return sum(_minutes(end) - _minutes(start) for start, end in spans)


def open_minutes(opened: dt.time | None, closed: dt.time | None) -> int | None:
    """Minutes between opening and closing; null unless both are known."""
    if opened is None or closed is None:
        return None
    return max(0, (closed.hour - opened.hour) * 60 + closed.minute - opened.minute)


def _minutes(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
