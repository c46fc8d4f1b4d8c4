"""What a reconciliation means for a reader: kinds of gaps, who answers for them, what a single point still lacks.

Pure functions over ``plans.reconcile``; no database.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext

from diemsang.core.parts import Tone
from diemsang.core.paths import data_path
from diemsang.plans.reconcile import POINT, Gap, Reconciliation

BESIDE_CHAIN = ("over_listed", "place_unknown", "custody_unconfirmed")
"""Kinds that count a point a second time: what is doubtful about it, whatever step it has reached."""
NOT_LATE = (*BESIDE_CHAIN, "suspended")
"""Kinds for which nobody is late."""


def is_late(gap: Gap) -> bool:
    """Whether somebody can be blamed: the period is over, the stage has records, and the kind is no mere doubt."""
    return gap_tone(gap) == "madder"


def gap_tone(gap: Gap) -> Tone:
    """The tone of ``lack_tone``."""
    return lack_tone(gap.kind, due=gap.due, recorded=gap.recorded)


def lack_tone(kind: str, *, due: bool, recorded: bool) -> Tone:
    """Late is madder; still running, stopped for a reason or doubtful is turmeric; without records plain."""
    if not recorded:
        return "plain"
    return "turmeric" if due or kind in NOT_LATE else "madder"


@dataclass(frozen=True, slots=True)
class GapKind:
    """One line of docs/gap-owners.csv."""

    kind: str
    duty: str
    meaning_source: str
    next_step_source: str

    @property
    def meaning(self) -> str:
        """What is missing, in the reader's language."""
        return gettext(self.meaning_source)

    @property
    def next_step(self) -> str:
        """What to do, in the reader's language."""
        return gettext(self.next_step_source) if self.next_step_source else ""


@cache
def gap_kinds() -> dict[str, GapKind]:
    """docs/gap-owners.csv in its order, which is the order of the chain."""
    with data_path("docs/gap-owners.csv").open(encoding="utf-8", newline="") as handle:
        rows = csv.DictReader(handle)
        return {row["kind"]: GapKind(row["kind"], row["duty"], row["meaning"], row["next_step"]) for row in rows}


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Every gap of one kind and urgency. ``due`` = its period still runs, so nobody is late yet."""

    kind: GapKind
    due: bool
    count: int
    points: tuple[str, ...]
    owners: tuple[tuple[str, int], ...]
    tone: Tone


def point_gaps(result: Reconciliation) -> list[Gap]:
    """Gaps of points; pieces of equipment are another count."""
    return [gap for gap in result.gaps if gap.item == POINT]


def gap_groups(gaps: Iterable[Gap]) -> list[GapGroup]:
    """By kind in the order of the chain, late ones before running ones."""
    grouped: dict[tuple[str, bool, bool], list[Gap]] = defaultdict(list)
    for gap in gaps:
        grouped[gap.kind, gap.due, gap.recorded].append(gap)
    order = list(gap_kinds())
    groups = []
    for key in sorted(grouped, key=lambda key: (order.index(key[0]), *key[1:])):
        (kind, due, _recorded), members = key, grouped[key]
        owners: Counter[str] = Counter()
        for gap in members:
            owners.update(dict(gap.waiting))
        codes = sorted({code for gap in members for code in gap.points})
        count = sum(gap.count for gap in members)
        groups.append(
            GapGroup(gap_kinds()[kind], due, count, tuple(codes), tuple(owners.most_common()), gap_tone(members[0]))
        )
    return groups


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """An office and how many points wait for it: ``late`` ones (``is_late``), and others it is not late with."""

    owner: str
    late: int
    others: int
    kinds: tuple[tuple[GapKind, int], ...]

    @property
    def total(self) -> int:
        """All that wait for the office."""
        return self.late + self.others


def owner_lines(gaps: Iterable[Gap]) -> list[OwnerLine]:
    """Who has the next step, worst first. Only the chain counts: there each point stands with exactly one office."""
    late: Counter[str] = Counter()
    others: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for gap in gaps:
        if gap.kind in BESIDE_CHAIN:
            continue
        for owner, count in gap.waiting:
            (late if is_late(gap) else others)[owner] += count
            kinds[owner][gap.kind] += count
    lines = [
        OwnerLine(
            owner,
            late[owner],
            others[owner],
            tuple((gap_kinds()[kind], count) for kind, count in counted.most_common()),
        )
        for owner, counted in kinds.items()
    ]
    return sorted(lines, key=lambda line: (-line.late, -line.others, line.owner))


@dataclass(frozen=True, slots=True)
class Lack:
    """What one point still lacks. ``certain`` is false where the plan does not say which points are meant."""

    kind: GapKind
    owner: str
    due: bool
    certain: bool


def lacks_by_point(gaps: Sequence[Gap]) -> dict[str, list[Lack]]:
    """Point code → what it lacks, in the order of the chain."""
    order = list(gap_kinds())
    found: dict[str, list[Lack]] = defaultdict(list)
    for gap in sorted(gaps, key=lambda gap: order.index(gap.kind)):
        certain = len(gap.points) <= gap.count
        for code in gap.points:
            found[code].append(Lack(gap_kinds()[gap.kind], gap.owner, gap.due, certain))
    return dict(found)
