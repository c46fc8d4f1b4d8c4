"""Which source holds when two say something else of one day. Pure functions; nothing is ever added up.

A person's log (phone or paper, the later of them) holds over the TV's, unless somebody chose another source. The
difference itself stays and is shown.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diemsang.operations.day_fields import HEADS, VISITS
from diemsang.operations.models import LogSource


@dataclass(frozen=True, slots=True)
class Said:
    """One source says one thing."""

    name: str
    source: str
    value: Any
    at: dt.datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A day after weighing. ``sources``: which source holds for a name; ``differs``: names on which sources differ."""

    values: dict[str, Any]
    sources: dict[str, str]
    differs: list[str]

    def get(self, name: str) -> Any:
        """The value that holds; null when nobody said."""
        return self.values.get(name)

    def total(self, prefix: str) -> int:
        """The sum of counters whose names begin so."""
        return sum(value for name, value in self.values.items() if name.startswith(prefix))

    def results(self, result: str) -> int:
        """Supports with this result, over all services and reasons."""
        rows = ((name.split("."), value) for name, value in self.values.items() if name.startswith("support."))
        return sum(value for parts, value in rows if parts[2] == result)


def heads_total(values: Mapping[str, Any]) -> int | None:
    """Entries of one source: its parts, or its whole where that is more; null when it counted nothing."""
    known = [values[name] for name in HEADS if values.get(name) is not None]
    if not known:
        return None
    return max(values.get("people") or 0, sum(values.get(name) or 0 for name in HEADS if name != "people"))


def weigh(said: Iterable[Said], chosen: Mapping[str, str]) -> Held:
    """What holds of all that was said."""
    by_name: dict[str, dict[str, Said]] = defaultdict(dict)
    heads: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in said:
        if one.name in HEADS:
            heads[one.source][one.name] = one.value
            before = by_name[VISITS].get(one.source)
            at = max(before.at, one.at) if before else one.at
            by_name[VISITS][one.source] = Said(VISITS, one.source, None, at)
        else:
            by_name[one.name][one.source] = one
    for source, values in heads.items():
        one = by_name[VISITS][source]
        by_name[VISITS][source] = Said(VISITS, source, heads_total(values), one.at)
    values, sources, differs = dict[str, Any](), dict[str, str](), list[str]()
    for name, mine in by_name.items():
        holder = _holder(mine, chosen.get(name, ""))
        values[name], sources[name] = mine[holder].value, holder
        if len({_same(one.value) for one in mine.values()}) > 1:
            differs.append(name)
    if VISITS in sources:
        values |= heads[sources[VISITS]]
    return Held(values, sources, sorted(differs))


def _holder(mine: Mapping[str, Said], chosen: str) -> str:
    if chosen in mine:
        return chosen
    people = [one for one in mine.values() if one.source != LogSource.TV]
    return max(people or mine.values(), key=lambda one: (one.at, one.source)).source


def _same(value: Any) -> Any:
    return (type(value).__name__, value)
