"""The list of points that need somebody, for a person, on a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.attention.judge import AHEAD, PointFacts, Reason, reasons
from diemsang.attention.models import Dismissal
from diemsang.attention.queries.facts import gather
from diemsang.attention.rule import SERIOUS, Rule
from diemsang.attention.rules import rules
from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint
from diemsang.points.queries import WORKING_DAYS, PlacedRow, may, placed_rows, places_on, visible_to

VIEW, DISMISS, RULES = "attention.view", "attention.dismiss", "attention.rules"


@dataclass(slots=True)
class Need:
    """One reason as a page shows it; ``owner`` is filled in for rows that are drawn."""

    reason: Reason
    owner: str = ""
    dismissal: Dismissal | None = None

    @property
    def rule(self) -> Rule:
        """Its rule."""
        return self.reason.rule

    @property
    def since_words(self) -> str:
        """How long it has lasted, or how far ahead its last good day lies."""
        since, days = self.reason.since, self.reason.days
        if since is None or days is None:
            return _("chưa rõ từ ngày nào")
        if days <= 0:
            last = since - dt.timedelta(days=1)
            return _("còn %(days)s ngày, đến %(day)s") % {"days": -days, "day": f"{last:%d/%m/%Y}"}
        return _("%(days)s ngày, từ %(day)s") % {"days": days, "day": f"{since:%d/%m/%Y}"}


@dataclass(slots=True)
class AttentionRow:
    """A point with what it needs, the most serious first; ``place`` and owners are filled in by ``named``."""

    point_id: int
    code: str
    facts: PointFacts
    needs: list[Need]
    aside: list[Need] = field(default_factory=list)
    point: PlacedRow | None = None

    @property
    def severity(self) -> int:
        """The worst of its reasons, 0 without any."""
        return self.needs[0].reason.severity if self.needs else 0

    @property
    def owners(self) -> list[str]:
        """Who has next steps, each once."""
        return list(dict.fromkeys(need.owner for need in self.needs))

    @property
    def fine(self) -> bool:
        """Nothing is wrong: no reason, none set aside, and the point does not rest."""
        return not self.needs and not self.aside and not self.facts.rests

    @property
    def weight(self) -> tuple[int, int, int, str]:
        """Order of the list: worst first, then how many are as bad, then the longest."""
        if not self.needs:
            return (0, 0, 0, self.code)
        worst = self.severity
        same = sum(need.reason.severity == worst for need in self.needs)
        return (-worst, -same, -max(need.reason.days or 0 for need in self.needs), self.code)


def attention(actor: Actor, on: dt.date, points: Iterable[int] | None = None) -> list[AttentionRow]:
    """Accepted points within the actor's reach, those that need somebody first. ``points`` narrows by id.

    A constant number of queries. Rows are light: ask ``named`` for places and owners of those that are drawn.
    """
    mine = visible_to(actor, VIEW)
    if points is not None:
        mine = mine.filter(pk__in=list(points))
    held = rules()
    facts = gather(mine, on, held[AHEAD].days)
    return sorted(_judged(facts, held, on), key=lambda row: row.weight)


def _judged(facts: Sequence[PointFacts], held: Mapping[str, Rule], on: dt.date) -> Iterable[AttentionRow]:
    aside: dict[tuple[int, str], Dismissal] = {
        (row.point_id, row.code): row for row in Dismissal.objects.filter(voided_at=None, until__gte=on)
    }
    for one in facts:
        needs, kept = [], []
        for reason in reasons(one, held, on):
            dismissal = aside.get((one.point_id, reason.code))
            if dismissal is not None and dismissal.covers(reason.since, reason.detail):
                kept.append(Need(reason, dismissal=dismissal))
            else:
                needs.append(Need(reason))
        yield AttentionRow(one.point_id, one.code, one, needs, kept)


def named(rows: Sequence[AttentionRow], on: dt.date) -> Sequence[AttentionRow]:
    """Fill in where the points stand and who has each next step. A constant number of queries."""
    ids = [row.point_id for row in rows]
    if not ids:
        return rows
    seats = {pk: place.area_id for pk, place in places_on(ids, on).items()}
    owners = OwnerNames(seats.values(), on)
    drawn = {row.code: row for row in placed_rows(list(SupportPoint.objects.filter(pk__in=ids)), on)}
    for row in rows:
        row.point = drawn.get(row.code)
        for need in (*row.needs, *row.aside):
            need.owner = owners.name(need.rule.duty, seats.get(row.point_id))
    return rows


def row_of(actor: Actor, point: SupportPoint, on: dt.date) -> AttentionRow | None:
    """One point with owners; ``None`` when it is not accepted yet or out of reach."""
    rows = attention(actor, on, [point.pk])
    return named(rows, on)[0] if rows else None


def may_dismiss(actor: Actor, point: SupportPoint) -> bool:
    """Whether the actor may set a reason aside there."""
    return may(actor, DISMISS, point)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many accepted points; of them: need somebody, badly, lack nothing, were used; and reasons by rule."""

    points: int
    needing: int
    serious: int
    fine: int
    used: int
    by_rule: tuple[tuple[Rule, int], ...]


def totals(rows: Sequence[AttentionRow], on: dt.date) -> Totals:
    """Counts over the rows; reasons in the order of the rules. ``used``: in the days that make a point *working*."""
    by_code = Counter(need.reason.code for row in rows for need in row.needs)
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    return Totals(
        len(rows),
        sum(bool(row.needs) for row in rows),
        sum(row.severity == SERIOUS for row in rows),
        sum(row.fine for row in rows),
        sum(row.facts.last_used is not None and row.facts.last_used >= first for row in rows),
        tuple((rule, by_code[code]) for code, rule in rules().items() if by_code[code]),
    )
