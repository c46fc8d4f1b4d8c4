"""Values that the page components of ``{% load ui %}`` draw. Views fill them; they hold no logic of the domain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["leaf", "turmeric", "madder", "indigo", "plain"]
"""leaf = done, turmeric = under way or doubtful, madder = late or wrong, indigo = neutral fact, plain = unknown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One figure of the chain. ``value`` null means that no record exists, which is not zero."""

    label: str
    value: int | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One hexagon of a cartogram; row 0 is the northernmost, odd rows stand half a cell to the right."""

    col: int
    row: int
    label: str
    tone: Literal["leaf", "pale", "turmeric", "madder", "indigo", "none"]
    title: str
    href: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class LegendKey:
    """One line of a legend."""

    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class ColumnPair:
    """One column of a small chart: what was planned (outline) and what is (fill; null = no record)."""

    label: str
    planned: int
    value: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timeline. ``on`` null = date unknown."""

    on: dt.date | None
    title: str
    text: str = ""
    href: str = ""
    tone: Tone = "indigo"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere."""

    label: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """One gap: how many, what, which points, who answers for it, since when, what to do next."""

    count: int | str
    title: str
    points: Sequence[Link] = ()
    more: int = 0
    owner: str = ""
    since: dt.date | None = None
    next_step: str = ""
    href: str = ""
    detail: str = ""
    tone: Tone = "madder"


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of the same thing, with its own address."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A named day on the date mover."""

    on: dt.date
    label: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One unit in a lineage drawing. ``column`` 0 is the earliest."""

    key: str
    column: int
    label: str
    note: str = ""
    href: str = ""
    here: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """What lay in ``source`` lies in ``target``: wholly, or (dashed) in part. Joins neighbouring columns only."""

    source: str
    target: str
    whole: bool = True
