"""Use day by day, with what has been reported of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from diemsang.core.vietnamese import day as vday
from diemsang.core.vietnamese import number
from diemsang.indicators.queries import DayUse, Kind, Reporting

WIDTH, ROOM, TOP, STRIP = 960, 120, 18, 8
MOST_COLUMNS = 62
"""Above this many days a column stands for a week, above 62 weeks for 30 days."""


def _tone(told: Reporting) -> str:
    """Of the strip under a column: all told, some told, nobody told or nobody was expected to."""
    if not told.expected or not told.reported:
        return "none"
    return "leaf" if told.whole else "turmeric"


def _group(days: Sequence[DayUse]) -> list[Sequence[DayUse]]:
    step = 1 if len(days) <= MOST_COLUMNS else 7 if len(days) <= 7 * MOST_COLUMNS else 30
    return [days[at : at + step] for at in range(0, len(days), step)]


def use_chart(days: Sequence[DayUse]) -> SafeString:
    """Columns = uses of a day (a week, 30 days); the strip below = how many screens have told about these days.

    A day of which no screen has told has no column: nothing known is not nothing used.
    """
    groups = _group(days)
    totals = [sum(d.by_kind[Kind.SESSION].n for d in some if Kind.SESSION in d.by_kind) for some in groups]
    told = [
        Reporting(sum(d.reporting.reported for d in some), sum(d.reporting.expected for d in some)) for some in groups
    ]
    largest = max(totals, default=0) or 1
    step = WIDTH / max(len(groups), 1)
    base = TOP + ROOM
    columns = format_html_join(
        "",
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" class="ds-fill-indigo"/>'
        '<rect x="{}" y="{}" width="{}" height="{}" class="ds-fill-{}"/></g>',
        (
            (
                _words(some, total, said),
                f"{at * step + step * 0.1:.1f}",
                f"{base - ROOM * total / largest:.1f}",
                f"{step * 0.8:.1f}",
                f"{ROOM * total / largest:.1f}",
                f"{at * step + step * 0.1:.1f}",
                base + 3,
                f"{step * 0.8:.1f}",
                STRIP,
                _tone(said),
            )
            for at, (some, total, said) in enumerate(zip(groups, totals, told, strict=True))
        ),
    )
    title = _("Lượt dùng theo ngày, cao nhất %(top)s; vạch dưới: màn hình đã báo") % {
        "top": number(max(totals, default=0))
    }
    return format_html(
        '<svg class="ds-svg" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}"><title>{}</title>'
        '<path class="ds-line" d="M0 {}H{}"/>{}<text x="0" y="12" class="ds-t-muted">{}</text>'
        '<text x="0" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text></svg>',
        WIDTH,
        base + STRIP + 24,
        WIDTH,
        title,
        title,
        base,
        WIDTH,
        columns,
        number(max(totals, default=0)),
        base + STRIP + 20,
        f"{days[0].day:%d/%m/%Y}" if days else "",
        WIDTH,
        base + STRIP + 20,
        f"{days[-1].day:%d/%m/%Y}" if days else "",
    )


def _words(some: Sequence[DayUse], total: int, told: Reporting) -> str:
    span = vday(some[0].day) if len(some) == 1 else f"{vday(some[0].day)} – {vday(some[-1].day)}"
    if not told.expected:
        return _("%(span)s: chưa có màn hình nào") % {"span": span}
    if not told.reported:
        return _("%(span)s: chưa màn hình nào báo") % {"span": span}
    share = round(100 * told.reported / told.expected)
    return _("%(span)s: %(n)s lượt; đã báo %(share)s%%") % {"span": span, "n": number(total), "share": share}
