"""Surveys of an area as a list: each point with its survey that counts, and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.documents.models import MinuteState
from diemsang.points.models import (
    Milestone,
    PlanPoint,
    SiteSurvey,
    SiteVerdict,
    SupportPoint,
    SurveyPhoto,
    SurveyResult,
    Verdict,
    reached_by,
)
from diemsang.points.queries.photos import photo_flags
from diemsang.points.queries.rows import PointRow, point_rows
from diemsang.points.queries.survey import RESULT_TONES, checklist_of
from diemsang.points.surveys import standing_surveys

STATES = {
    "chua": gettext_lazy("chưa khảo sát"),
    "so-moc": gettext_lazy("đã ghi đạt, chưa có phiếu"),
    SurveyResult.FAILED.value: SurveyResult.FAILED.label,
    SurveyResult.OPEN.value: SurveyResult.OPEN.label,
    SurveyResult.PASSED.value: SurveyResult.PASSED.label,
    SurveyResult.WAIVED.value: SurveyResult.WAIVED.label,
}
DUE = ("chua", SurveyResult.FAILED.value, SurveyResult.OPEN.value)
"""States that ask for a visit or a decision."""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A point and its survey that counts."""

    row: PointRow
    survey: SiteSurvey | None
    state: str
    due: str
    flags: list[str]
    """What a person should look at in its photos."""

    @property
    def code(self) -> str:
        """The point's code."""
        return self.row.code

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def tone(self) -> Tone:
        """Tone of the state's badge."""
        return RESULT_TONES[self.state] if self.survey else "leaf" if self.state == "so-moc" else "plain"

    @property
    def minute_label(self) -> str:
        """How far the minute of the survey is; "" without a survey."""
        if self.survey is None:
            return ""
        minute = self.survey.minute
        return str(MinuteState(minute.state).label) if minute is not None else _("chưa lập")


def with_survey(points: QuerySet[SupportPoint]) -> QuerySet[SupportPoint]:
    """Adds ``survey_on`` and ``survey_state`` (a key of ``STATES``), for filters and order in the database."""
    rows = SiteSurvey.objects.filter(point=OuterRef("pk"), voided_at=None)
    settled = Case(When(result=SurveyResult.OPEN, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = rows.order_by(settled, "-on", "-id")
    reached = Milestone.objects.filter(
        reached_by(clock.today()), point=OuterRef("pk"), kind=Milestone.Kind.SURVEYED, item="point"
    )
    return points.annotate(
        survey_on=Subquery(rows.values("on")[:1]), survey_result=Subquery(rows.values("result")[:1])
    ).annotate(
        survey_state=Case(
            When(survey_result__isnull=False, then="survey_result"),
            When(Exists(reached), then=Value("so-moc")),
            default=Value("chua"),
        )
    )


def listed(points: QuerySet[SupportPoint]) -> QuerySet[SupportPoint]:
    """Points that some plan lists."""
    return points.filter(Exists(PlanPoint.objects.filter(point=OuterRef("pk"), left_on=None)))


def with_doubled_photo(points: QuerySet[SupportPoint]) -> QuerySet[SupportPoint]:
    """Points with a photo that another point has too."""
    other = SurveyPhoto.objects.filter(blob_id=OuterRef("blob_id"), voided_at=None).exclude(
        point_id=OuterRef("point_id")
    )
    return points.filter(Exists(SurveyPhoto.objects.filter(Exists(other), Q(point_id=OuterRef("pk")), voided_at=None)))


def survey_rows(actor: Actor, points: Sequence[SupportPoint]) -> list[SurveyRow]:
    """Words for some points (a page of a list); a constant number of queries. Needs points ``with_survey``."""
    surveys = standing_surveys([point.pk for point in points])
    photos = list(
        SurveyPhoto.objects.filter(
            survey_key__in=[survey.public_id for survey in surveys.values()], voided_at=None
        ).order_by("id")
    )
    flags = photo_flags(actor, photos)
    told: dict[int, list[str]] = defaultdict(list)
    for photo in photos:
        told[photo.point_id] += [what for what in flags.get(photo.pk, []) if what not in told[photo.point_id]]
    bad: dict[int, list[SiteVerdict]] = defaultdict(list)
    for row in SiteVerdict.objects.filter(survey__in=surveys.values()).exclude(verdict=Verdict.PASS):
        bad[row.survey_id].append(row)
    found = []
    for point, row_of_point in zip(points, point_rows(points, clock.today()), strict=True):
        survey = surveys.get(point.pk)
        state = str(survey.result) if survey else str(getattr(point, "survey_state", "chua"))
        due = _due(survey, state, bad[survey.pk] if survey else [])
        found.append(SurveyRow(row_of_point, survey, state, due, told[point.pk]))
    return found


def _due(survey: SiteSurvey | None, state: str, bad: list[SiteVerdict]) -> str:
    """What is to be done next about the point's survey; "" when nothing is."""
    if survey is None:
        return _("khảo sát bốn điều kiện") if state == "chua" else ""
    titles = checklist_of(survey)
    if state == SurveyResult.FAILED:
        names = "; ".join(titles.title(row.criterion) for row in bad if row.verdict == Verdict.FAIL)
        return _("khảo sát lại hoặc trình quyết định miễn: %(names)s") % {"names": names}
    if state == SurveyResult.OPEN:
        names = "; ".join(titles.title(row.criterion) for row in bad)
        return _("làm rõ: %(names)s") % {"names": names}
    if survey.minute is None or survey.minute.state == MinuteState.VOID:
        return _("lập và in biên bản khảo sát")
    if survey.minute.state != MinuteState.SIGNED:
        return _("ký và nộp bản ký của biên bản")
    return ""
