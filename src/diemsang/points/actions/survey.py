"""Recording, replacing and voiding a survey of a point's site; the milestone *surveyed* follows from what stands.

A survey is never edited. All acts lock the point first, so that of two people the second sees what the first wrote.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.actions import void_minute
from diemsang.documents.models import MinuteState
from diemsang.points.actions.ledger import record_milestone, void_milestone
from diemsang.points.actions.survey_problems import survey_problems
from diemsang.points.checklists import Checklist, checklist_for, checklists
from diemsang.points.ledger import MilestoneFact
from diemsang.points.models import (
    Milestone,
    PlanPoint,
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
from diemsang.points.queries.scope import SURVEY, require_on
from diemsang.points.surveys import SOURCE, SurveyWish, outcomes, surveyed_facts

register("points.survey", "ghi khảo sát điểm {subject} ngày {on}: {result}")
register("points.replace_survey", "thay phiếu khảo sát điểm {subject} ngày {was} bằng phiếu ngày {on}: {result}")
register("points.void_survey", "hủy phiếu khảo sát điểm {subject} ngày {on}")
register("points.forget_candidates", "xóa tên {count} người dự kiến phụ trách trong phiếu khảo sát điểm {subject}")
name_fields(
    {
        "survey_on": gettext_noop("ngày khảo sát"),
        "survey_result": gettext_noop("kết quả khảo sát"),
        "survey_verdicts": gettext_noop("kết luận từng điều kiện"),
        "photo": gettext_noop("mã băm ảnh"),
    }
)


class StaleSurvey(Refused):
    """Somebody voided or replaced the survey since the writer looked."""


def phase_of(point: SupportPoint) -> str:
    """Code of the phase whose plan lists the point latest; "" when none does."""
    lines = PlanPoint.objects.filter(point=point).order_by("-listed_on", "-id")
    return lines.values_list("plan__phase__code", flat=True).first() or ""


@transaction.atomic
def record_survey(*, actor: Actor, public_id: uuid.UUID, point: SupportPoint, wish: SurveyWish) -> SiteSurvey:
    """One visit to the point, with its verdicts; the same ``public_id`` again returns the row that stands.

    Photos sent before under ``public_id`` belong to it. ``Refused`` with every problem at once, also when somebody
    has recorded a survey of the point on that day. Passed: the milestone *surveyed* is written.
    """
    require_on(actor, SURVEY, point)
    _lock(point)
    again = SiteSurvey.objects.filter(public_id=public_id, point=point).first()
    if again is not None:
        return again
    checklist = checklist_for(phase_of(point), wish.on)
    problems = survey_problems(point, wish, checklist, None)
    if problems:
        raise Refused(_("Chưa ghi được phiếu khảo sát."), problems)
    survey = _write(actor, public_id, point, wish, checklist, None)
    settle(actor, point, _("có phiếu khảo sát mới"))
    _journal(actor, "points.survey", survey)
    return survey


@transaction.atomic
def replace_survey(
    *,
    actor: Actor,
    survey: SiteSurvey,
    public_id: uuid.UUID,
    wish: SurveyWish,
    reason: str,
    drop_photos: Collection[uuid.UUID] = (),
) -> SiteSurvey:
    """The survey was wrong: it is voided with ``reason`` and ``wish`` stands in its stead.

    Its photos go along, apart from ``drop_photos``; so do waivers of conditions that still fail. ``StaleSurvey`` when
    it no longer stands.
    """
    point = survey.point
    require_on(actor, SURVEY, point)
    _lock(point)
    again = SiteSurvey.objects.filter(public_id=public_id, point=point).first()
    if again is not None:
        return again
    survey = _standing(survey, _("Chưa thay được phiếu khảo sát."))
    checklist = checklist_for(phase_of(point), wish.on)
    reason, problems = nfc(reason), survey_problems(point, wish, checklist, survey)
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao thay phiếu, để người sau đọc được.")))
    if problems:
        raise Refused(_("Chưa thay được phiếu khảo sát."), problems)
    photos = list(SurveyPhoto.objects.filter(survey_key=survey.public_id, voided_at=None))
    waivers = list(SiteWaiver.objects.filter(survey=survey, voided_at=None))
    _void(actor, survey, reason)
    _carry_photos([photo for photo in photos if photo.public_id not in set(drop_photos)], public_id)
    new = _write(actor, public_id, point, wish, checklist, survey)
    failing = {row.criterion for row in new.verdicts.all() if row.verdict == Verdict.FAIL}
    for waiver in waivers:
        if waiver.criterion in failing:
            waiver.pk, waiver._state.adding = None, True
            waiver.public_id, waiver.survey, waiver.recorded_at = uuid.uuid4(), new, clock.now()
            waiver.voided_at, waiver.void_reason = None, ""
            waiver.save()
    settle(actor, point, reason)
    _journal(actor, "points.replace_survey", new, was=survey, reason=reason)
    return new


@transaction.atomic
def void_survey(*, actor: Actor, survey: SiteSurvey, reason: str) -> None:
    """The survey was recorded by mistake; the row and the reason stay, its milestone is voided.

    Voiding again changes nothing. ``Refused`` without a reason.
    """
    require_on(actor, SURVEY, survey.point)
    _lock(survey.point)
    survey.refresh_from_db()
    reason = nfc(reason)
    if not reason:
        raise Refused(_("Chưa hủy được phiếu khảo sát."), [Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy."))])
    if survey.voided_at is not None:
        return
    _void(actor, survey, reason)
    settle(actor, survey.point, reason)
    _journal(actor, "points.void_survey", survey, reason=reason)


@transaction.atomic
def forget_candidates(*, actor: Actor, survey: SiteSurvey) -> int:
    """Delete the names of people who could run the point, once the choice is made (domain §8.1). Returns how many."""
    require_on(actor, SURVEY, survey.point)
    count, _by_table = SurveyCandidate.objects.filter(survey=survey).delete()
    if count:
        record(
            actor=actor,
            action="points.forget_candidates",
            subject_type="point",
            subject_key=survey.point.code,
            data={"count": count},
        )
    return count


def settle(actor: Actor, point: SupportPoint, reason: str) -> None:
    """Bring results and the ledger in line with the surveys and waivers that stand."""
    surveys = list(SiteSurvey.objects.filter(point=point, voided_at=None))
    results = outcomes(surveys)
    for survey in surveys:
        found = results[survey.pk]
        if (survey.result, survey.passed_on) != (found.result, found.passed_on):
            survey.result, survey.passed_on = found.result, found.passed_on
            survey.save(update_fields=["result", "passed_on"])
    wanted = {fact.source: fact for fact in surveyed_facts([point.pk]) if isinstance(fact, MilestoneFact)}
    kept = Milestone.objects.filter(
        point=point, kind=Milestone.Kind.SURVEYED, source__startswith=f"{SOURCE}:", voided_at=None
    )
    for row in kept:
        fact = wanted.get(row.source)
        if fact is None or fact.on != row.on:
            void_milestone(actor=actor, milestone=row, reason=reason)
    for fact in wanted.values():
        row = record_milestone(actor=actor, point=point, item=fact.item, kind=fact.kind, on=fact.on, source=fact.source)
        if row.ends_on != fact.ends_on:
            row.ends_on = fact.ends_on
            row.save(update_fields=["ends_on"])


def _lock(point: SupportPoint) -> None:
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))


def _standing(survey: SiteSurvey, message: str) -> SiteSurvey:
    now = SiteSurvey.objects.select_related("point").get(pk=survey.pk)
    if now.voided_at is not None:
        words = {"when": f"{now.voided_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}", "reason": now.void_reason}
        what = _("phiếu này đã được hủy hoặc thay lúc %(when)s (%(reason)s).") % words
        raise StaleSurvey(message, [Problem(now.point.code, what, _("Mở lại trang điểm và xem phiếu đang có."))])
    return now


def _lines(text: str) -> str:
    """Each line as it is stored; lines stay lines, empty ones go."""
    return "\n".join(line for part in text.splitlines() if (line := nfc(part)))


def _write(
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    wish: SurveyWish,
    checklist: Checklist,
    replaces: SiteSurvey | None,
) -> SiteSurvey:
    survey = SiteSurvey.objects.create(
        public_id=public_id,
        point=point,
        on=wish.on,
        checklist=checklist.key,
        result=SurveyResult.OPEN,
        surveyors=_lines(wish.surveyors),
        signal=dict(wish.signal),
        grid=wish.grid,
        power=wish.power,
        room_area=wish.room_area,
        seats=wish.seats,
        varieties=list(dict.fromkeys(wish.varieties)),
        varieties_note=nfc(wish.varieties_note)[:200],
        note=_lines(wish.note),
        from_paper=wish.from_paper,
        recorded_by=actor.actor_label[:200],
        recorded_at=clock.now(),
        replaces=replaces,
    )
    SiteVerdict.objects.bulk_create(
        SiteVerdict(survey=survey, criterion=code, verdict=wish.verdicts[code][0], note=nfc(wish.verdicts[code][1]))
        for code in checklist.codes
    )
    SurveyEquipment.objects.bulk_create(
        SurveyEquipment(
            survey=survey,
            item=thing.item,
            name=nfc(thing.name)[:200],
            quantity=thing.quantity,
            working=thing.working,
            funding=nfc(thing.funding)[:200],
        )
        for thing in wish.equipment
    )
    people = [(nfc(name)[:120], nfc(post)[:200]) for name, post in wish.candidates]
    SurveyCandidate.objects.bulk_create(
        SurveyCandidate(survey=survey, name=name, post=post) for name, post in people if name
    )
    return survey


def _void(actor: Actor, survey: SiteSurvey, reason: str) -> None:
    """The row stays with its reason; minute, photos and waivers go with it, names of candidates are deleted."""
    now = clock.now()
    if survey.minute is not None and survey.minute.state != MinuteState.VOID:
        void_minute(actor=actor, minute=survey.minute, reason=reason)
    survey.voided_at, survey.void_reason = now, reason
    survey.save(update_fields=["voided_at", "void_reason"])
    SurveyPhoto.objects.filter(survey_key=survey.public_id, voided_at=None).update(voided_at=now, void_reason=reason)
    SiteWaiver.objects.filter(survey=survey, voided_at=None).update(voided_at=now, void_reason=reason)
    SurveyCandidate.objects.filter(survey=survey).delete()


def _carry_photos(photos: list[SurveyPhoto], key: uuid.UUID) -> None:
    held = set(SurveyPhoto.objects.filter(survey_key=key, voided_at=None).values_list("blob_id", flat=True))
    for photo in photos:
        if photo.blob_id not in held:
            photo.pk, photo._state.adding = None, True
            photo.public_id, photo.survey_key, photo.recorded_at = uuid.uuid4(), key, clock.now()
            photo.voided_at, photo.void_reason = None, ""
            photo.save()


def _journal(actor: Actor, action: str, survey: SiteSurvey, *, was: SiteSurvey | None = None, reason: str = "") -> None:
    """The sentence on the point; names of candidates never enter the journal."""
    survey.refresh_from_db()
    more = {"was": f"{was.on:%d/%m/%Y}"} if was is not None else {}
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=survey.point.code,
        data={"on": f"{survey.on:%d/%m/%Y}", "result": str(SurveyResult(survey.result).label), **more},
        before=facts(was) if was is not None else facts(survey) if survey.voided_at else {},
        after={} if survey.voided_at else facts(survey),
        reason=reason,
    )


def facts(survey: SiteSurvey) -> dict[str, str]:
    """What the journal keeps of a survey: its day, its result, each verdict in words."""
    known = checklists().get(survey.checklist)
    verdicts = "; ".join(
        f"{known.title(row.criterion) if known else row.criterion}: {Verdict(row.verdict).label}"
        for row in survey.verdicts.all()
    )
    result = str(SurveyResult(survey.result).label)
    return {"survey_on": f"{survey.on:%d/%m/%Y}", "survey_result": result, "survey_verdicts": verdicts}
