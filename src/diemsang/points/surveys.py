"""What a survey holds as it is handed in, what its verdicts come to, and what surveys imply for the ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from diemsang.points.checklists import checklists
from diemsang.points.ledger import Fact, MilestoneFact
from diemsang.points.models import Milestone, SiteSurvey, SiteVerdict, SiteWaiver, SurveyResult, Verdict

SOURCE = "survey"


@dataclass(frozen=True, slots=True)
class EquipmentWish:
    """Something that stands there already."""

    name: str
    item: str = ""
    quantity: int | None = None
    working: bool | None = None
    funding: str = ""


@dataclass(frozen=True, slots=True)
class SurveyWish:
    """One visit as somebody writes it down. ``verdicts``: code → (verdict, note)."""

    on: dt.date
    verdicts: Mapping[str, tuple[str, str]]
    surveyors: str
    signal: Mapping[str, str] = field(default_factory=dict)
    grid: str = ""
    power: str = ""
    room_area: float | None = None
    seats: int | None = None
    varieties: Sequence[str] = ()
    varieties_note: str = ""
    equipment: Sequence[EquipmentWish] = ()
    candidates: Sequence[tuple[str, str]] = ()
    """Name and post."""
    note: str = ""
    from_paper: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What verdicts and waivers come to; ``passed_on`` only when the point passes."""

    result: SurveyResult
    passed_on: dt.date | None


def outcome_of(
    codes: Sequence[str], verdicts: Mapping[str, str], waived: Mapping[str, dt.date], on: dt.date
) -> Outcome:
    """Passed when every condition passes (TT 03/2023 Art. 9) or a decision waives those that fail.

    ``waived``: code → day of the waiver. One condition failed and not waived: failed, whatever else is unknown.
    """
    failed = [code for code in codes if verdicts.get(code) == Verdict.FAIL]
    if any(code not in waived for code in failed):
        return Outcome(SurveyResult.FAILED, None)
    if any(verdicts.get(code) not in {Verdict.PASS, Verdict.FAIL} for code in codes):
        return Outcome(SurveyResult.OPEN, None)
    if failed:
        return Outcome(SurveyResult.WAIVED, max(on, *(waived[code] for code in failed)))
    return Outcome(SurveyResult.PASSED, on)


def survey_source(survey: SiteSurvey) -> str:
    """The source of the milestone *surveyed*."""
    return f"{SOURCE}:{survey.public_id}"


def outcomes(surveys: Sequence[SiteSurvey]) -> dict[int, Outcome]:
    """Id of a survey → what its verdicts and standing waivers come to; two queries."""
    verdicts: dict[int, dict[str, str]] = defaultdict(dict)
    ids = [survey.pk for survey in surveys]
    for row in SiteVerdict.objects.filter(survey_id__in=ids):
        verdicts[row.survey_id][row.criterion] = row.verdict
    waived: dict[int, dict[str, dt.date]] = defaultdict(dict)
    for waiver in SiteWaiver.objects.filter(survey_id__in=ids, voided_at=None):
        waived[waiver.survey_id][waiver.criterion] = waiver.on
    known = checklists()
    return {
        survey.pk: outcome_of(
            known[survey.checklist].codes if survey.checklist in known else list(verdicts[survey.pk]),
            verdicts[survey.pk],
            waived[survey.pk],
            survey.on,
        )
        for survey in surveys
    }


def surveyed_facts(point_ids: Sequence[int] | None = None) -> Iterator[Fact]:
    """The milestones *surveyed* that surveys imply; of all points when none are named.

    A survey that passes gives one, from the day it passes; it ends when a later survey fails.
    """
    rows = SiteSurvey.objects.filter(voided_at=None).order_by("point_id", "on", "id")
    if point_ids is not None:
        rows = rows.filter(point_id__in=point_ids)
    surveys = list(rows)
    found = outcomes(surveys)
    ends: dict[int, dt.date] = {}
    """Point → day of the next failed survey, on the way back in time."""
    for survey in reversed(surveys):
        outcome, end = found[survey.pk], ends.get(survey.point_id)
        if outcome.result == SurveyResult.FAILED:
            ends[survey.point_id] = survey.on
        elif outcome.passed_on is not None and (end is None or outcome.passed_on < end):
            kind, source = Milestone.Kind.SURVEYED.value, survey_source(survey)
            yield MilestoneFact(survey.point_id, "point", kind, outcome.passed_on, 1, source, end)


def standing_of(surveys: Sequence[SiteSurvey]) -> SiteSurvey | None:
    """Of one point's surveys that are not voided, newest first: the one that counts.

    A visit that settled nothing (*chưa kết luận*) does not put aside an earlier one that did.
    """
    settled = (survey for survey in surveys if survey.result != SurveyResult.OPEN)
    return next(settled, surveys[0] if surveys else None)


def standing_surveys(point_ids: Sequence[int]) -> dict[int, SiteSurvey]:
    """Point → its survey that counts; points without one are absent. One query."""
    rows: dict[int, list[SiteSurvey]] = defaultdict(list)
    standing = SiteSurvey.objects.filter(point_id__in=point_ids, voided_at=None).select_related("minute")
    for survey in standing.order_by("-on", "-id"):
        rows[survey.point_id].append(survey)
    found = {point_id: standing_of(mine) for point_id, mine in rows.items()}
    return {point_id: survey for point_id, survey in found.items() if survey is not None}
