"""From events to counts: pure functions. What an event adds stands here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

COMPLETE_PERCENT = 60
"""A play is complete when at least so much of its length was heard or seen (design.md §4; issue: complete ≥ 60 %)."""


class UsageEvent(Protocol):
    """What is read of an event of a screen. ``point_id`` null: the screen stood at no point then."""

    @property
    def kind(self) -> str:
        """``play``, ``session`` …"""

    @property
    def point_id(self) -> int | None:
        """Where the screen stood."""

    @property
    def day_from(self) -> dt.date:
        """First day on which it can have happened."""

    @property
    def day_to(self) -> dt.date:
        """Last day on which it can have happened."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """The event's own fields, already checked."""


@dataclass(frozen=True, slots=True, order=True)
class UsageKey:
    """What one row counts."""

    point_id: int
    day_from: dt.date
    day_to: dt.date
    kind: str
    product: str = ""
    variety: str = ""
    mode: str = ""


@dataclass(slots=True)
class Amounts:
    """Sums of one row; the columns of ``UsageCount``."""

    n: int = 0
    complete: int = 0
    seconds: int = 0
    people: int = 0
    women: int = 0
    men: int = 0
    children: int = 0

    def add(self, other: Amounts) -> None:
        """Add in place."""
        for name in AMOUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


AMOUNTS = tuple(field.name for field in fields(Amounts))


def counts(events: Iterable[UsageEvent]) -> dict[UsageKey, Amounts]:
    """Sums by row, in the order of their keys (so that two writers lock rows in one order)."""
    found: dict[UsageKey, Amounts] = {}
    for event in events:
        if event.point_id is None:
            continue
        said = _said(event.kind, event.fields)
        if said is None:
            continue
        product, variety, mode, amounts = said
        key = UsageKey(event.point_id, event.day_from, event.day_to, event.kind, product, variety, mode)
        found.setdefault(key, Amounts()).add(amounts)
    return dict(sorted(found.items(), key=lambda pair: pair[0]))


def _said(kind: str, data: Mapping[str, Any]) -> tuple[str, str, str, Amounts] | None:
    """Product, variety, mode and amounts of one event; ``None`` when its kind is not counted."""

    def number(name: str) -> int:
        return int(data.get(name) or 0)

    def word(name: str) -> str:
        return str(data.get(name) or "")

    if kind == "play":
        length = number("of_ms")
        complete = length > 0 and number("ms") * 100 >= length * COMPLETE_PERCENT
        amounts = Amounts(n=1, complete=int(complete), seconds=round(number("ms") / 1000))
        return word("product"), word("lang"), word("mode"), amounts
    if kind == "session":
        return "", word("lang"), word("mode"), Amounts(n=1, seconds=number("s"))
    if kind in {"group", "close"}:
        parts = {name: number(name) for name in ("women", "men", "children")}
        people = max(number("people"), sum(parts.values()))
        return "", "", "", Amounts(n=1, seconds=number("s"), people=people, **parts)
    if kind == "on":
        return "", "", "", Amounts(n=1, seconds=number("s"))
    if kind == "open":
        return "", "", "", Amounts(n=1)
    if kind == "alert":
        return word("product"), word("lang"), "", Amounts(n=1, complete=number("heard"))
    if kind == "fault":
        return word("code"), "", "", Amounts(n=1)
    return None
