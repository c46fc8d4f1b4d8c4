"""Checklists of site conditions by phase of the programme (TT 03/2023/TT-BTTTT Art. 9), and words a survey is made of.

The conditions are data (``examples/khao-sat/checklists.csv``): a later circular adds lines and no code.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from diemsang.core.paths import data_path


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its code (glossary ``SiteCriterion``), the article it comes from, what to look at."""

    code: str
    title: str
    article: str
    look: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The conditions of one phase in one version; ``key`` is what a survey keeps."""

    key: str
    phase: str
    from_day: dt.date
    conditions: tuple[Condition, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes in the order of the sheet."""
        return tuple(condition.code for condition in self.conditions)

    def title(self, code: str) -> str:
        """The condition in words; the code itself when the list does not hold it."""
        return next((condition.title for condition in self.conditions if condition.code == code), code)


@cache
def checklists() -> dict[str, Checklist]:
    """Every checklist by its key, oldest first."""
    lines: dict[tuple[dt.date, str, str], list[Condition]] = defaultdict(list)
    with data_path("examples/khao-sat/checklists.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            key = f"{row['phase']}/{row['version']}"
            condition = Condition(row["code"], row["title"], row["article"], row["look"])
            lines[dt.date.fromisoformat(row["from_day"]), row["phase"], key].append(condition)
    return {key: Checklist(key, phase, day, tuple(lines[day, phase, key])) for day, phase, key in sorted(lines)}


def checklist_for(phase: str, on: dt.date) -> Checklist:
    """The checklist of a phase on a day: its newest one begun by then, else its first, else the newest of any phase."""
    known = list(checklists().values())
    own = [each for each in known if each.phase == phase]
    begun = [each for each in own if each.from_day <= on]
    return begun[-1] if begun else own[0] if own else known[-1]


@cache
def varieties() -> dict[str, str]:
    """Spoken varieties a surveyor can tick: BCP-47 tag → Vietnamese name. Stand-ins (*minh họa*) are none.

    The list is the library's (``examples/thu-vien/varieties.toml``), an app above this one; a survey keeps the tags.
    """
    rows = tomllib.loads(data_path("examples/thu-vien/varieties.toml").read_text(encoding="utf-8"))["varieties"]
    return {row["tag"]: row["name"] for row in rows if not row.get("illustration")}
