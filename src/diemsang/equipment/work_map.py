"""The map of a day: stops where they lie, joined in the order of the visit. North is up; no streets, no tiles."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SIDE, EDGE, LARGEST = 420, 34, 300
STEPS_KM = (1, 2, 5, 10, 20, 50, 100)


def day_map(stops: Sequence[tuple[int, str, tuple[float, float]]], title: str) -> SafeString:
    """``(number, name, (latitude, longitude))`` in the order of the visit; "" with fewer than two stops."""
    if len(stops) < 2:
        return SafeString("")
    squeeze = cos(radians(sum(lat for _n, _name, (lat, _lon) in stops) / len(stops)))
    flat = [(lon * squeeze, -lat) for _n, _name, (lat, lon) in stops]
    left, top = min(x for x, _y in flat), min(y for _x, y in flat)
    wide, high = max(x for x, _y in flat) - left, max(y for _x, y in flat) - top
    scale = min((SIDE - 2 * EDGE) / max(wide, 1e-4), (LARGEST - 2 * EDGE) / max(high, 1e-4))
    spots = [((x - left) * scale + EDGE, (y - top) * scale + EDGE) for x, y in flat]
    height = high * scale + 2 * EDGE + 22
    road = " ".join(f"{'L' if at else 'M'}{x:.1f} {y:.1f}" for at, (x, y) in enumerate(spots))
    rings = format_html_join(
        "",
        '<g role="img" aria-label="{}"><title>{}</title><circle cx="{}" cy="{}" r="12" class="ds-fill-indigo"/>'
        '<text x="{}" y="{}" text-anchor="middle" class="ds-t-light">{}</text></g>',
        (
            (f"{number}. {name}", f"{number}. {name}", f"{x:.1f}", f"{y:.1f}", f"{x:.1f}", f"{y + 4:.1f}", number)
            for (number, name, _spot), (x, y) in zip(stops, spots, strict=True)
        ),
    )
    km = scale / 111.2
    step = next((size for size in STEPS_KM if size * km >= 40), STEPS_KM[-1])
    ruler = format_html(
        '<path class="ds-edge" d="M{} {}h{}"/><text x="{}" y="{}" class="ds-t-muted">{}</text>',
        EDGE,
        f"{height - 12:.1f}",
        f"{step * km:.1f}",
        f"{EDGE + step * km + 6:.1f}",
        f"{height - 8:.1f}",
        _("%(km)s km đường chim bay; hướng bắc ở trên") % {"km": step},
    )
    return format_html(
        '<svg class="ds-svg" viewBox="0 0 {} {}" width="{}" role="group" aria-label="{}">'
        '<path class="ds-edge" d="{}"/>{}{}</svg>',
        SIDE,
        f"{height:.0f}",
        SIDE,
        title,
        road,
        rings,
        ruler,
    )
