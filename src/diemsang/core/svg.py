"""Charts drawn by the server: SVG with classes and attributes only, so that they obey the CSP and print."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from diemsang.core.parts import Box, Cell, ColumnPair, Edge
from diemsang.core.vietnamese import number

RADIUS = 22.0
NARROW = 7
"""So many letters fit over and under a column on a phone."""
DARK = frozenset({"leaf", "madder", "indigo"})


def bar(value: int | None, planned: int, largest: int, tone: str = "leaf") -> SafeString:
    """Planned as an outline, the fact as a fill, both against ``largest`` (the biggest plan of the table)."""
    scale = 100 / max(largest, planned, value or 0, 1)
    shown = _("chưa ghi") if value is None else number(value)
    title = _("%(value)s trên %(planned)s theo kế hoạch") % {"value": shown, "planned": number(planned)}
    fill = (
        format_html(
            '<rect x="0.5" y="2" width="{}" height="10" rx="1.5" class="ds-fill-{}"/>',
            _point(max(value * scale - 0.5, 1)),
            tone,
        )
        if value
        else SafeString("")
    )
    outline = format_html(
        '<rect x="0.5" y="2" width="{}" height="10" rx="1.5" class="ds-outline" vector-effect="non-scaling-stroke"/>',
        _point(max(planned * scale - 1, 1)),
    )
    return format_html(
        '<svg class="ds-bar" viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label="{}">'
        "<title>{}</title>{}{}</svg>",
        title,
        title,
        fill,
        outline if planned else "",
    )


def hexmap(cells: Sequence[Cell], title: str) -> SafeString:
    """A hexagon cartogram; every cell equally visible, reachable by keyboard when it leads somewhere."""
    if not cells:
        return SafeString("")
    width, step = RADIUS * math.sqrt(3), RADIUS * 1.5
    left, top = min(cell.col for cell in cells), min(cell.row for cell in cells)
    spots = [
        (cell, (cell.col - left + (cell.row % 2) / 2 + 0.5) * width + 3, (cell.row - top) * step + RADIUS + 3)
        for cell in sorted(cells, key=lambda cell: (cell.row, cell.col))
    ]
    right = max(x for _cell, x, _y in spots) + width / 2 + 3
    bottom = max(y for _cell, _x, y in spots) + RADIUS + 3
    body = format_html_join("", "{}", ((_hexagon(cell, x, y),) for cell, x, y in spots))
    return format_html(
        '<svg class="ds-svg ds-hex" viewBox="0 0 {} {}" width="{}" role="group" aria-label="{}">{}</svg>',
        _point(right),
        _point(bottom),
        round(right),
        title,
        body,
    )


def _hexagon(cell: Cell, x: float, y: float) -> SafeString:
    corners = " ".join(
        f"{_point(x + RADIUS * math.sin(math.pi / 3 * k))},{_point(y - RADIUS * math.cos(math.pi / 3 * k))}"
        for k in range(6)
    )
    hatch: SafeString | str = ""
    if cell.tone == "madder":  # a second sign beside colour, for print and for colour-blind readers
        hatch = format_html(
            '<path class="ds-hatch" d="M{} {}l12 -12M{} {}l12 -12"/>',
            _point(x - 11),
            _point(y + 14),
            _point(x),
            _point(y + 14),
        )
    shape = format_html(
        '<title>{}</title><polygon class="ds-fill-{}" points="{}"/>{}'
        '<text x="{}" y="{}" class="{}" aria-hidden="true">{}</text>',
        cell.title,
        cell.tone,
        corners,
        hatch,
        _point(x),
        _point(y + 4),
        "ds-on-dark" if cell.tone in DARK else "ds-on-light",
        cell.label,
    )
    # What is written in the cell belongs to its accessible name (WCAG 2.5.3).
    name = cell.title if cell.label in cell.title else f"{cell.label}, {cell.title}"
    here = mark_safe(' class="ds-here"') if cell.here else ""
    if cell.href:
        return format_html('<a href="{}" aria-label="{}"{}>{}</a>', cell.href, name, here, shape)
    return format_html('<g role="img" aria-label="{}"{}>{}</g>', name, here, shape)


def columns(pairs: Sequence[ColumnPair], title: str) -> SafeString:
    """A small column chart: outline = planned, fill = fact, the figure written on each.

    Each column is a drawing of its own whose words keep their size: where there is no room for all in one line, the
    rest stand in the next, instead of all being shrunk beyond reading.
    """
    top = max((max(pair.planned, pair.value or 0) for pair in pairs), default=0) or 1
    drawn = [(_column_words(pair), pair) for pair in pairs]
    wide = any(len(text) > NARROW for words, pair in drawn for text in (words, pair.label))
    return format_html(
        '<div class="ds-cols{}" role="img" aria-label="{}">{}</div>',
        " ds-cols-wide" if wide else "",
        title,
        format_html_join("", "{}", ((_column(pair, words, top),) for words, pair in drawn)),
    )


def _column_words(pair: ColumnPair) -> str:
    fact = _("chưa ghi") if pair.value is None else number(pair.value)
    return f"{fact}/{number(pair.planned)}"


def _column(pair: ColumnPair, words: str, top: int) -> SafeString:
    """Heights in pixels, widths in parts of the room that the page gives."""
    base, room = 122, 100
    planned, actual = pair.planned / top * room, (pair.value or 0) / top * room
    return format_html(
        '<svg class="ds-svg" width="100%" height="150" aria-hidden="true">'
        '<path class="ds-line" d="M0 {}H999"/>'
        '<rect x="14%" y="{}" width="72%" height="{}" class="ds-fill-leaf"/>'
        '<rect x="14%" y="{}" width="72%" height="{}" class="ds-outline"/>'
        '<text x="50%" y="{}" text-anchor="middle">{}</text><text x="50%" y="140" text-anchor="middle">{}</text></svg>',
        base,
        _point(base - actual),
        _point(actual),
        _point(base - planned),
        _point(planned),
        _point(base - max(planned, actual) - 6),
        words,
        pair.label,
    )


def edges(boxes: Sequence[Box], links: Iterable[Edge], column: int, slots: int) -> SafeString:
    """The lines between one column of a lineage drawing and the next; 68 px a slot, columns centred."""
    heights: dict[str, float] = {}
    for index in (column, column + 1):
        members = [box for box in boxes if box.column == index]
        start = (slots - len(members)) / 2
        heights |= {f"{index}:{box.key}": (start + at + 0.5) * 68 for at, box in enumerate(members)}
    paths = []
    for link in links:
        begin, end = heights.get(f"{column}:{link.source}"), heights.get(f"{column + 1}:{link.target}")
        if begin is None or end is None:
            continue
        style = "ds-edge" if link.whole else "ds-edge ds-edge-part"
        paths.append((style, f"M0 {_point(begin)}C28 {_point(begin)} 28 {_point(end)} 52 {_point(end)}"))
    return format_html(
        '<svg viewBox="0 0 56 {}" height="{}" aria-hidden="true">{}</svg>',
        slots * 68,
        slots * 68,
        format_html_join("", '<path class="{}" d="{}"/>', paths),
    )


def percent(share: float) -> str:
    """A place along a line, as SVG writes it."""
    return f"{share * 100:.2f}%"


def _point(value: float) -> str:
    """Coordinates with a decimal point whatever the page's language."""
    return f"{value:.1f}".removesuffix(".0")
