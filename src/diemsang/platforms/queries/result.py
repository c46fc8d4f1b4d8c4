"""The result of a round: read from its sheets, reckoned by ``scoring``, told by name."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from diemsang.platforms.models import Candidate, Criterion, PlatformSelection, Score, Scorer
from diemsang.platforms.scoring import Measure, Result, Sheet, Shift, Standing, result

TOLD = (PlatformSelection.State.CLOSED, PlatformSelection.State.DECIDED)
"""Nobody sees a result, or another's sheet, while others still score."""


@dataclass(frozen=True)
class Outcome:
    """A reckoned round with its rows by key (primary keys as text)."""

    selection: PlatformSelection
    criteria: dict[str, Criterion]
    candidates: dict[str, Candidate]
    scorers: dict[str, Scorer]
    scores: dict[tuple[str, str, str], Score]
    """By scorer, candidate, criterion."""
    found: Result

    def name(self, candidate: str) -> str:
        """The platform's name."""
        return self.candidates[candidate].platform.name

    def names(self, candidates: tuple[str, ...]) -> str:
        """Several, with commas."""
        return ", ".join(self.name(candidate) for candidate in candidates)

    @cached_property
    def by_code(self) -> dict[str, Standing]:
        """Standings by the platform's code."""
        return {self.candidates[one.candidate].platform.code: one for one in self.found.standings}


def outcome_of(selection: PlatformSelection) -> Outcome | None:
    """The result; null while the round is not closed. Five queries."""
    if selection.state not in TOLD:
        return None
    return _reckoned(selection)


def _reckoned(selection: PlatformSelection) -> Outcome:
    criteria = {str(row.pk): row for row in selection.criteria.all()}
    candidates = {str(row.pk): row for row in selection.candidates.select_related("platform")}
    scorers = {str(row.pk): row for row in selection.scorers.select_related("user")}
    rows = Score.objects.filter(scorer__selection=selection, points__isnull=False)
    scores = {(str(row.scorer_id), str(row.candidate_id), str(row.criterion_id)): row for row in rows}
    interests = {
        (str(scorer), str(candidate))
        for scorer, candidate in selection.scorers.values_list("pk", "interests__candidate")
        if candidate is not None
    }
    sheets = []
    for scorer in scorers:
        for candidate in candidates:
            points = {
                key: int(scores[scorer, candidate, key].points or 0)
                for key in criteria
                if ((scorer, candidate, key) in scores)
            }
            interest = (scorer, candidate) in interests
            if interest or len(points) == len(criteria):
                sheets.append(Sheet(scorer, candidate, points, interest))
    measures = [
        Measure(key, Fraction(row.weight), None if row.minimum is None else Fraction(row.minimum))
        for key, row in criteria.items()
    ]
    found = result(measures, list(candidates), sheets)
    return Outcome(selection, criteria, candidates, scorers, scores, found)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """As ``diemsang platforms result --json`` prints it. Scores to four places, exact order."""
    selection = outcome.selection
    return {
        "round": selection.code,
        "title": selection.title,
        "state": selection.state,
        "criteria": [
            {
                "text": row.text,
                "weight": float(row.weight),
                "minimum": None if row.minimum is None else float(row.minimum),
            }
            for row in outcome.criteria.values()
        ],
        "order": [_standing_json(outcome, one) for one in outcome.found.standings],
        "winners": [outcome.candidates[key].platform.code for key in outcome.found.winners],
        "sensitivity": {
            "stable": outcome.found.stable,
            "changes": [_shift_json(outcome, shift) for shift in outcome.found.shifts],
        },
        "decision": selection.decision.number if selection.decision else None,
        "chosen": [row.platform.code for row in outcome.candidates.values() if row.chosen],
    }


def _standing_json(outcome: Outcome, one: Standing) -> dict[str, Any]:
    platform = outcome.candidates[one.candidate].platform
    return {
        "platform": platform.code,
        "name": platform.name,
        "rank": one.rank,
        "tied": one.tied,
        "score": _figure(one.score),
        "sheets": one.sheets,
        "left_out": [outcome.scorers[key].user.full_name for key in one.left_out],
        "spread": None if one.spread is None else [_figure(one.spread.low), _figure(one.spread.high)],
        "disputed": [outcome.criteria[key].text for key in one.disputed],
        "knocked_out": [
            {
                "criterion": outcome.criteria[key].text,
                "mean": _figure(one.means[key]),
                "minimum": float(outcome.criteria[key].minimum or 0),
            }
            for key in one.knocked_out
        ],
    }


def _shift_json(outcome: Outcome, shift: Shift) -> dict[str, Any]:
    return {
        "criterion": outcome.criteria[shift.criterion].text,
        "weight": "+10 %" if shift.up else "-10 %",
        "winners": [outcome.candidates[key].platform.code for key in shift.winners],
    }


def _figure(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)
