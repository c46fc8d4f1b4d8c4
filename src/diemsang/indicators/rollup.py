"""From events to counts: pure functions. What an event adds stands here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple, Protocol

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


class UsageKey(NamedTuple):
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
        kind, data = event.kind, event.fields
        product = variety = mode = ""
        complete = seconds = 0
        if kind == "play":
            product, variety, mode = _word(data, "product"), _word(data, "lang"), _word(data, "mode")
            length, heard = _number(data, "of_ms"), _number(data, "ms")
            complete = int(length > 0 and heard * 100 >= length * COMPLETE_PERCENT)
            seconds = round(heard / 1000)
        elif kind == "session":
            variety, mode = _word(data, "lang"), _word(data, "mode")
            seconds = _number(data, "s")
        elif kind in _TIMED:
            seconds = _number(data, "s")
        elif kind == "alert":
            product, variety = _word(data, "product"), _word(data, "lang")
            complete = _number(data, "heard")
        elif kind == "fault":
            product = _word(data, "code")
        elif kind != "open":
            continue
        key = UsageKey(event.point_id, event.day_from, event.day_to, kind, product, variety, mode)
        sums = found.get(key)
        if sums is None:
            sums = found[key] = Amounts()
        sums.n += 1
        sums.complete += complete
        sums.seconds += seconds
        if kind in _COUNTED:
            _add_heads(sums, data)
    return {key: found[key] for key in sorted(found)}


_COUNTED = frozenset({"group", "close"})
"""Kinds at which the operator counts people."""
_TIMED = frozenset({"on", *_COUNTED})


def _number(data: Mapping[str, Any], name: str) -> int:
    return int(data.get(name) or 0)


def _word(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name) or "")


def _add_heads(sums: Amounts, data: Mapping[str, Any]) -> None:
    women, men, children = (_number(data, name) for name in ("women", "men", "children"))
    sums.people += max(_number(data, "people"), women + men + children)
    sums.women += women
    sums.men += men
    sums.children += children
