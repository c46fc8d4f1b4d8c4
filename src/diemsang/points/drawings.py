"""The small drawing of a point's use: twelve weeks, a square a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SIDE, GAP = 13, 3


def activity(days: Sequence[tuple[dt.date, bool]]) -> SafeString:
    """Weeks from left to right, Monday on top; a filled square is a day of use. ``days`` begin on a Monday."""
    step = SIDE + GAP
    used = sum(was for _day, was in days)
    title = _("%(used)s ngày có hoạt động trong %(all)s ngày qua") % {"used": used, "all": len(days)}
    squares = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" class="{}"><title>{}</title></rect>',
        (
            (
                26 + index // 7 * step,
                index % 7 * step,
                SIDE,
                SIDE,
                "ds-fill-leaf" if was else "ds-fill-none",
                f"{day:%d/%m/%Y}: " + (_("có hoạt động") if was else _("không ghi hoạt động")),
            )
            for index, (day, was) in enumerate(days)
        ),
    )
    names = format_html_join(
        "",
        '<text x="0" y="{}" class="ds-t-muted">{}</text>',
        ((row * step + 11, name) for row, name in ((0, _("T2")), (2, _("T4")), (4, _("T6")), (6, _("CN")))),
    )
    weeks = (len(days) + 6) // 7
    return format_html(
        '<svg class="ds-svg" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}"><title>{}</title>{}{}</svg>',
        26 + weeks * step,
        7 * step,
        26 + weeks * step,
        title,
        title,
        names,
        squares,
    )
