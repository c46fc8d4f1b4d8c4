"""Facts of which one follows the other without a gap: who pays, how the power is.

Only their first days are facts; each ends where the next begins, so that no day has two and none lies between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

Link = tuple[dt.date | None, dt.date | None]


def links(starts: Iterable[dt.date | None]) -> list[Link]:
    """First day and first day after, in order. A first day that nobody knows (null) comes before all others."""
    ordered = sorted(starts, key=lambda day: day or dt.date.min)
    return list(zip(ordered, [*ordered[1:], None], strict=False)) if ordered else []
