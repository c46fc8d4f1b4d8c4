"""One survey as its page tells it, and what a form begins with."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass

from django.http import Http404

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.points.checklists import Checklist, Condition, checklists, varieties
from diemsang.points.models import (
    Approval,
    Carrier,
    PointPlace,
    Signal,
    SiteSurvey,
    SiteVerdict,
    SiteWaiver,
    SupportPoint,
    SurveyCandidate,
    SurveyEquipment,
    SurveyPhoto,
    SurveyResult,
    Verdict,
)
from diemsang.points.queries.labels import where
from diemsang.points.queries.photos import photo_flags
from diemsang.points.queries.scope import APPROVE, SURVEY, may, point_for, sees_whole
from diemsang.points.surveys import standing_of

PENDING = dt.timedelta(days=3)
"""So long photos wait for the survey that they were taken for."""
RESULT_TONES: dict[str, Tone] = {
    SurveyResult.PASSED: "leaf",
    SurveyResult.WAIVED: "leaf",
    SurveyResult.FAILED: "madder",
    SurveyResult.OPEN: "turmeric",
}
VERDICT_TONES: dict[str, Tone] = {Verdict.PASS: "leaf", Verdict.FAIL: "madder", Verdict.UNKNOWN: "turmeric"}


@dataclass(frozen=True, slots=True)
class Shot:
    """A photo and what a person should look at in it."""

    photo: SurveyPhoto
    flags: list[str]


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One condition of the survey's checklist. ``waiver`` is the one that stands."""

    condition: Condition
    verdict: str
    label: str
    tone: Tone
    note: str
    waiver: SiteWaiver | None
    photos: list[Shot]


@dataclass(frozen=True, slots=True)
class SurveyStory:
    """A survey with everything on it. ``candidates`` is empty for who may not record surveys."""

    survey: SiteSurvey
    point: SupportPoint
    tone: Tone
    then: str
    """The place as it was called on the survey's day."""
    now: str
    """Where that lies today; "" when nothing changed."""
    lines: list[VerdictLine]
    other_photos: list[Shot]
    signal: list[tuple[str, str]]
    varieties: list[str]
    equipment: list[SurveyEquipment]
    candidates: list[SurveyCandidate]
    others: list[SiteSurvey]
    standing: bool
    approved: bool
    may_survey: bool
    may_waive: bool

    @property
    def photos(self) -> list[Shot]:
        """All photos."""
        return [shot for line in self.lines for shot in line.photos] + self.other_photos

    @property
    def flags(self) -> int:
        """Photos that a person should look at."""
        return sum(bool(shot.flags) for shot in self.photos)


def survey_for(actor: Actor, code: str, public_id: uuid.UUID) -> SiteSurvey:
    """The survey of a point that the actor may see whole, voided or not; 404 otherwise."""
    point = point_for(actor, code)
    if not sees_whole(actor, point):
        raise Http404
    survey = SiteSurvey.objects.select_related("point", "minute", "replaces").filter(point=point, public_id=public_id)
    found = survey.first()
    if found is None:
        raise Http404
    return found


def checklist_of(survey: SiteSurvey) -> Checklist:
    """The checklist that the survey was made with; the newest when its own is no longer in the file."""
    known = checklists()
    return known.get(survey.checklist) or list(known.values())[-1]


def place_words(point: SupportPoint, on: dt.date) -> tuple[str, str, int | None]:
    """Where the point stood on a day as it was called then, where that lies today ("" : the same), the unit's id."""
    places = PointPlace.objects.on(on).filter(point=point, voided_at=None).order_by("-valid_from", "-id")
    place = places.first() or PointPlace.objects.filter(point=point, voided_at=None).order_by("id").first()
    if place is None:
        return "", "", None
    spot = where({point.code: place.area_id}, on, clock.today())[point.code]
    parts = (place.building_name, place.village, spot.then.name)
    return ", ".join(part for part in parts if part), "" if spot.same else spot.now, place.area_id


def survey_story(actor: Actor, survey: SiteSurvey) -> SurveyStory:
    """Everything on one survey; the caller has shown that the actor may see the point."""
    point = survey.point
    photos = list(SurveyPhoto.objects.filter(survey_key=survey.public_id).select_related("blob"))
    photos = [photo for photo in photos if photo.voided_at == survey.voided_at]
    flags = photo_flags(actor, photos)
    shots: dict[str, list[Shot]] = defaultdict(list)
    for photo in photos:
        shots[photo.criterion].append(Shot(photo, flags.get(photo.pk, [])))
    found = {row.criterion: row for row in SiteVerdict.objects.filter(survey=survey)}
    standing = SiteWaiver.objects.filter(survey=survey, voided_at=None).select_related("decision")
    waivers = {row.criterion: row for row in standing}
    checklist = checklist_of(survey)
    lines = [_line(condition, found, waivers, shots) for condition in checklist.conditions]
    all_surveys = list(SiteSurvey.objects.filter(point=point, voided_at=None).order_by("-on", "-id"))
    may_survey = may(actor, SURVEY, point)
    then, now, _area = place_words(point, survey.on)
    counts = standing_of(all_surveys)
    return SurveyStory(
        survey=survey,
        point=point,
        tone=RESULT_TONES[survey.result],
        then=then,
        now=now,
        lines=lines,
        other_photos=[shot for code, found in shots.items() if code not in checklist.codes for shot in found],
        signal=[(str(Carrier(key).label), str(Signal(value).label)) for key, value in survey.signal.items()],
        varieties=[varieties().get(tag, tag) for tag in survey.varieties],
        equipment=list(SurveyEquipment.objects.filter(survey=survey)),
        candidates=list(SurveyCandidate.objects.filter(survey=survey)) if may_survey else [],
        others=[other for other in all_surveys if other.pk != survey.pk],
        standing=counts is not None and counts.pk == survey.pk,
        approved=Approval.objects.filter(point=point, voided_at=None, ends_on=None).exists(),
        may_survey=may_survey,
        may_waive=may(actor, APPROVE, point),
    )


def _line(
    condition: Condition,
    found: dict[str, SiteVerdict],
    waivers: dict[str, SiteWaiver],
    shots: dict[str, list[Shot]],
) -> VerdictLine:
    row = found.get(condition.code)
    verdict = Verdict(row.verdict) if row else Verdict.UNKNOWN
    return VerdictLine(
        condition,
        verdict.value,
        str(verdict.label),
        VERDICT_TONES[verdict],
        row.note if row else "",
        waivers.get(condition.code),
        shots[condition.code],
    )


def pending_key(actor: Actor, point: SupportPoint) -> uuid.UUID | None:
    """The key under which this person's photos of the point wait for their survey, so that a page opened again finds
    them; ``None`` when none wait."""
    since = clock.now() - PENDING
    photos = SurveyPhoto.objects.filter(
        point=point, added_key=actor.actor_key[:80], voided_at=None, recorded_at__gte=since
    ).exclude(survey_key__in=SiteSurvey.objects.filter(point=point).values("public_id"))
    return photos.order_by("-id").values_list("survey_key", flat=True).first()


def photos_of(point: SupportPoint, key: uuid.UUID) -> list[SurveyPhoto]:
    """Photos that stand for a survey, recorded or not."""
    return list(SurveyPhoto.objects.filter(point=point, survey_key=key, voided_at=None).select_related("blob"))
