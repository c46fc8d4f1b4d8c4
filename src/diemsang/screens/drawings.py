"""The small chart of a screen: two weeks of contact and of time switched on."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from diemsang.core.vietnamese import number
from diemsang.screens.queries.detail import DayLine

STEP, BAR, TOP, ROOM = 40, 26, 18, 90


def days_chart(days: Sequence[DayLine]) -> SafeString:
    """Columns: hours on (sure days only). The square below: whether the hub heard anything on that day."""
    most = max((line.on_s for line in days), default=0) or 1
    base = TOP + ROOM
    columns = format_html_join(
        "",
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" class="ds-fill-indigo"/>'
        '<rect x="{}" y="{}" width="{}" height="10" rx="2" class="{}"/>'
        '<text x="{}" y="{}" text-anchor="middle" class="ds-t-muted">{}</text></g>',
        (
            (
                f"{line.day:%d/%m/%Y}: {_hours(line.on_s)}, "
                + (_("có liên lạc") if line.heard else _("không liên lạc")),
                at * STEP + (STEP - BAR) // 2,
                f"{base - ROOM * line.on_s / most:.1f}",
                BAR,
                f"{ROOM * line.on_s / most:.1f}",
                at * STEP + (STEP - BAR) // 2,
                base + 5,
                BAR,
                "ds-fill-leaf" if line.heard else "ds-fill-none",
                at * STEP + STEP // 2,
                base + 31,
                f"{line.day.day}/{line.day.month}",
            )
            for at, line in enumerate(days)
        ),
    )
    title = _("Số giờ bật từng ngày, cao nhất %(top)s; ô dưới: ngày có liên lạc") % {"top": _hours(most)}
    width, height = STEP * len(days), base + 38
    return format_html(
        '<svg class="ds-svg" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}"><title>{}</title>'
        '<path class="ds-line" d="M0 {}H{}"/>{}<text x="0" y="12" class="ds-t-muted">{}</text></svg>',
        width,
        height,
        width,
        title,
        title,
        base,
        width,
        columns,
        _("cao nhất %(top)s") % {"top": _hours(most)} if most > 1 else _("chưa có giờ bật nào"),
    )


def _hours(seconds: int) -> str:
    if seconds < 3_600:
        return _("%(n)s phút") % {"n": number(seconds // 60)}
    return _("%(n)s giờ") % {"n": number(round(seconds / 3_600, 1), 1)}
