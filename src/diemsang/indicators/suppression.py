"""Small totals do not leave the hub."""

from __future__ import annotations

LEAST = 5
"""Totals below this show as "< 5" in anything that leaves the hub (domain.md 8.1)."""


def suppressed(value: int | None) -> int | str | None:
    """The figure for an export: 0 and figures from 5 on as they are, 1 to 4 as ``< 5``, null as null."""
    return f"< {LEAST}" if value is not None and 0 < value < LEAST else value
