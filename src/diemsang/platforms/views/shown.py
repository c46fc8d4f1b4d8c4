"""A result as the pages draw it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from diemsang.platforms.models import Candidate, Criterion
from diemsang.platforms.queries.result import Outcome


@dataclass(frozen=True, slots=True)
class CriterionCell:
    """A candidate on one criterion: mean, lowest and highest sheet, whether scorers disagree or it knocks out."""

    criterion: Criterion
    mean: float | None
    low: int | None
    high: int | None
    disputed: bool
    out: bool


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One candidate as drawn. ``left_out``: names of scorers with an interest; ``notes``: what sheets rest on."""

    candidate: Candidate
    rank: int | None
    tied: bool
    score: float | None
    low: float | None
    high: float | None
    sheets: int
    left_out: tuple[str, ...]
    knocked_out: tuple[str, ...]
    cells: tuple[CriterionCell, ...]
    notes: tuple[tuple[str, str, int | None, str], ...]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One move of a weight that changes who is first."""

    criterion: Criterion
    up: bool
    weight: float
    winners: str


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def result_rows(outcome: Outcome) -> list[ResultRow]:
    """Candidates in order."""
    rows = []
    for one in outcome.found.standings:
        cells = []
        for key, criterion in outcome.criteria.items():
            spread = one.spreads.get(key)
            cells.append(
                CriterionCell(
                    criterion=criterion,
                    mean=_number(one.means.get(key)),
                    low=int(spread.low) if spread else None,
                    high=int(spread.high) if spread else None,
                    disputed=key in one.disputed,
                    out=key in one.knocked_out,
                )
            )
        rows.append(
            ResultRow(
                candidate=outcome.candidates[one.candidate],
                rank=one.rank,
                tied=one.tied,
                score=_number(one.score),
                low=_number(one.spread.low) if one.spread else None,
                high=_number(one.spread.high) if one.spread else None,
                sheets=one.sheets,
                left_out=tuple(outcome.scorers[key].user.full_name for key in one.left_out),
                knocked_out=tuple(outcome.criteria[key].text for key in one.knocked_out),
                cells=tuple(cells),
                notes=tuple(_notes(outcome, one.candidate)),
            )
        )
    return rows


def _notes(outcome: Outcome, candidate: str) -> list[tuple[str, str, int | None, str]]:
    """Scorer, criterion, points, evidence where one was written."""
    found = []
    for scorer, row in outcome.scorers.items():
        for key, criterion in outcome.criteria.items():
            score = outcome.scores.get((scorer, candidate, key))
            if score is not None and score.evidence:
                found.append((row.user.full_name, criterion.text, score.points, score.evidence))
    return found


def shift_rows(outcome: Outcome) -> list[ShiftRow]:
    """Moves that change the first place."""
    return [
        ShiftRow(
            criterion=outcome.criteria[shift.criterion],
            up=shift.up,
            weight=float(shift.weights[shift.criterion]),
            winners=outcome.names(shift.winners),
        )
        for shift in outcome.found.shifts
    ]
