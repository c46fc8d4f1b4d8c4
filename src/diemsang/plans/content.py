"""What a plan says, as plain values: the one form that reading, checking, storing, comparing and writing share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

FORMAT = 1
"""Version of the folder format, the first line of ``plan.toml``; see docs/plan-format.md."""
POINT = "point"
"""The item key of points themselves; every other item is equipment."""

Line = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision as the folder names it. ``on`` is ``None`` when its day is not known."""

    key: str
    kind: str
    number: str
    on: dt.date | None
    issuer: str
    title: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """The national target programme, with the decision that set it up if stated."""

    code: str
    name: str
    decision: Paper | None


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase of the programme; ``component`` is the sub-project, such as 10.2."""

    code: str
    name: str
    component: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class Place:
    """A unit by the code it had on the plan's ``areas_as_of``. The name is for readers and is checked, not stored."""

    scheme: str
    code: str
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Period:
    """A span that targets belong to; ``end`` is its last day."""

    code: str
    start: dt.date
    end: dt.date
    line: int = Line


@dataclass(frozen=True, slots=True)
class Item:
    """A thing counted, with its published total and its norm per point (``None`` when none is stated)."""

    key: str
    name: str
    unit: str
    per_point: int | None
    total: int
    line: int = Line


@dataclass(frozen=True, slots=True)
class Target:
    """So many of an item in a unit in a period."""

    item: str
    area: Place
    period: str
    quantity: int
    line: int = Line


@dataclass(frozen=True, slots=True)
class Task:
    """Work the plan orders, with the duty (role of an office) that answers for it."""

    code: str
    title: str
    period: str
    duty: str
    source: str
    line: int = Line


@dataclass(frozen=True, slots=True)
class Rule:
    """A site condition or an eligibility rule with its article."""

    kind: str
    code: str
    title: str
    article: str
    line: int = Line


@dataclass(frozen=True, slots=True)
class Declared:
    """A contradiction of the source that its loader knows of and keeps as published. ``code`` names the check."""

    code: str
    item: str
    published: str
    expected: str
    message: str
    source: str
    duty: str
    opened_on: dt.date
    line: int = Line


@dataclass(frozen=True, slots=True)
class Listed:
    """A point of the plan's list: in a commune, or as a numbered place (``slot``) of a district."""

    code: str
    area: Place
    slot: int | None
    eligibility: str
    note: str
    line: int = Line


@dataclass(frozen=True, slots=True)
class Source:
    """A document the figures were read from."""

    code: str
    title: str
    url: str
    line: int = Line


@dataclass(frozen=True, slots=True)
class PlanContent:
    """Everything one version of a plan says.

    ``in_force_from`` is ``None`` when the day is not known. Codes of units are those of ``areas_as_of``.
    """

    code: str
    title: str
    short_title: str
    point_prefix: str
    area: Place
    areas_as_of: dt.date
    programme: Programme
    phase: Phase
    number: int
    in_force_from: dt.date | None
    decision: Paper
    periods: tuple[Period, ...]
    items: tuple[Item, ...]
    targets: tuple[Target, ...]
    tasks: tuple[Task, ...] = ()
    rules: tuple[Rule, ...] = ()
    anomalies: tuple[Declared, ...] = ()
    points: tuple[Listed, ...] = ()
    sources: tuple[Source, ...] = ()

    def places(self) -> list[Place]:
        """Every unit the plan names, each once."""
        return list(dict.fromkeys([self.area, *(t.area for t in self.targets), *(p.area for p in self.points)]))

    def planned(self, item: str) -> int:
        """Sum of an item's targets."""
        return sum(target.quantity for target in self.targets if target.item == item)

    @property
    def point_total(self) -> int | None:
        """The number of points the plan publishes; ``None`` when it counts none."""
        return next((item.total for item in self.items if item.key == POINT), None)
