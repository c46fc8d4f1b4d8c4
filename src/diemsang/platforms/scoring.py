"""The result of a selection round as pure functions: no row is read here.

All reckoning is with fractions, so a tie is a tie and no order of adding changes anything. Scores are 0–5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

LOWEST, HIGHEST = 0, 5
MOVE = Fraction(1, 10)
"""How far each weight is moved to see whether the winner holds: a tenth of itself, up and down."""
APART = 2
"""Points between the highest and the lowest sheet from which scorers are said to disagree on a criterion."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A criterion. ``weight`` > 0 in any unit; ``minimum``: a mean below it knocks a candidate out."""

    key: str
    weight: Fraction
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one scorer gave one candidate: criterion → points. ``interest``: it is left out."""

    scorer: str
    candidate: str
    points: Mapping[str, int]
    interest: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """How far scorers lie apart: lowest and highest; equal when they agree."""

    low: Fraction
    high: Fraction

    @property
    def width(self) -> Fraction:
        """Highest less lowest."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Standing:
    """One candidate in the result.

    ``score``: the mean of its counted sheets, 0–5; null without any. ``rank``: 1 is first, ties share one; null when
    knocked out or unscored. ``means``, ``spreads``: by criterion. ``knocked_out``: criteria whose minimum it missed.
    """

    candidate: str
    score: Fraction | None
    rank: int | None
    tied: bool
    sheets: int
    left_out: tuple[str, ...]
    means: Mapping[str, Fraction]
    spreads: Mapping[str, Spread]
    spread: Spread | None
    knocked_out: tuple[str, ...]

    @property
    def disputed(self) -> tuple[str, ...]:
        """Criteria on which scorers lie ``APART`` points or more apart."""
        return tuple(key for key, spread in self.spreads.items() if spread.width >= APART)


@dataclass(frozen=True, slots=True)
class Shift:
    """What one moved weight changes. ``winners`` with it; ``weights``: all of them then, in percent."""

    criterion: str
    up: bool
    winners: tuple[str, ...]
    weights: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Result:
    """``standings`` in order: ranked, then unscored, then knocked out. ``winners``: all of rank 1."""

    standings: tuple[Standing, ...]
    winners: tuple[str, ...]
    shifts: tuple[Shift, ...]
    """Moves of a weight that would change the winners; none: the result is stable."""

    @property
    def stable(self) -> bool:
        """Whether no weight moved by a tenth changes the winners."""
        return not self.shifts


def weighted(points: Mapping[str, int], measures: Sequence[Measure]) -> Fraction:
    """The weighted mean of one sheet, 0–5. ``KeyError`` when a criterion is missing."""
    whole = sum((measure.weight for measure in measures), Fraction())
    return sum((measure.weight * points[measure.key] for measure in measures), Fraction()) / whole


def result(measures: Sequence[Measure], candidates: Sequence[str], sheets: Sequence[Sheet]) -> Result:
    """Order the candidates. ``ValueError`` without criteria, or for a figure outside 0–5."""
    if not measures or any(measure.weight <= 0 for measure in measures):
        raise ValueError("every round needs criteria with positive weights")
    if any(not LOWEST <= given <= HIGHEST for sheet in sheets for given in sheet.points.values()):
        raise ValueError("points lie between 0 and 5")
    standings = _order(measures, candidates, sheets)
    winners = _winners(standings)
    shifts = []
    for place, measure in enumerate(measures):
        for up in (True, False):
            moved = moved_weights(measures, place, 1 + MOVE if up else 1 - MOVE)
            found = _winners(_order(moved, candidates, sheets))
            if found != winners:
                whole = sum((one.weight for one in moved), Fraction())
                shares = {one.key: one.weight * 100 / whole for one in moved}
                shifts.append(Shift(measure.key, up, found, shares))
    return Result(tuple(standings), winners, tuple(shifts))


def moved_weights(measures: Sequence[Measure], place: int, factor: Fraction) -> list[Measure]:
    """One weight times ``factor``, at most all; the others share the rest as before. A lone criterion stays."""
    whole = sum((measure.weight for measure in measures), Fraction())
    old = measures[place].weight
    if old == whole:
        return list(measures)
    new = min(old * factor, whole)
    rest = (whole - new) / (whole - old)
    return [
        Measure(measure.key, new if at == place else measure.weight * rest, measure.minimum)
        for at, measure in enumerate(measures)
    ]


def _winners(standings: Sequence[Standing]) -> tuple[str, ...]:
    return tuple(sorted(standing.candidate for standing in standings if standing.rank == 1))


def _order(measures: Sequence[Measure], candidates: Sequence[str], sheets: Sequence[Sheet]) -> list[Standing]:
    found = [_standing(measures, candidate, sheets) for candidate in candidates]
    ranked = [one.score for one in found if one.score is not None and not one.knocked_out]
    placed = []
    for one in found:
        if one.score is None or one.knocked_out:
            placed.append(one)
            continue
        rank = 1 + sum(score > one.score for score in ranked)
        placed.append(replace(one, rank=rank, tied=ranked.count(one.score) > 1))
    return sorted(placed, key=_place)


def _place(one: Standing) -> tuple[bool, bool, Fraction, str]:
    return bool(one.knocked_out), one.score is None, -(one.score or Fraction()), one.candidate


def _standing(measures: Sequence[Measure], candidate: str, sheets: Sequence[Sheet]) -> Standing:
    mine = [sheet for sheet in sheets if sheet.candidate == candidate]
    counted = [sheet for sheet in mine if not sheet.interest]
    means: dict[str, Fraction] = {}
    spreads: dict[str, Spread] = {}
    totals = [weighted(sheet.points, measures) for sheet in counted]
    if counted:
        for measure in measures:
            given = [Fraction(sheet.points[measure.key]) for sheet in counted]
            means[measure.key] = sum(given, Fraction()) / len(given)
            spreads[measure.key] = Spread(min(given), max(given))
    return Standing(
        candidate=candidate,
        score=sum(totals, Fraction()) / len(totals) if totals else None,
        rank=None,
        tied=False,
        sheets=len(counted),
        left_out=tuple(sorted(sheet.scorer for sheet in mine if sheet.interest)),
        means=means,
        spreads=spreads,
        spread=Spread(min(totals), max(totals)) if totals else None,
        knocked_out=tuple(
            measure.key
            for measure in measures
            if measure.minimum is not None and counted and means[measure.key] < measure.minimum
        ),
    )
