"""Writing the invented operation of a demonstration home; everything says *minh họa* itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record, record_many
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.plans.models import Plan
from diemsang.points.actions.ledger import record_evidence
from diemsang.points.checklists import checklist_for
from diemsang.points.ledger import ActivityFact, MilestoneFact
from diemsang.points.models import (
    ActivityDay,
    IllustrationRun,
    Milestone,
    PointCustody,
    SiteSurvey,
    SiteVerdict,
    SupportPoint,
    SurveyResult,
)
from diemsang.points.surveys import SOURCE, SurveyWish, outcome_of, surveyed_facts

register("points.retire_illustration", "bỏ {milestones} mốc minh họa không có hồ sơ, để ghi lại bằng hồ sơ")


def remember_run(*, plan: Plan, seed: int, until: dt.date) -> IllustrationRun:
    """The plan has been illustrated up to ``until``; never shortened. Journalled by ``record_evidence``."""
    run, made = IllustrationRun.objects.get_or_create(plan=plan, defaults={"seed": seed, "until": until})
    if not made and until > run.until:
        run.until = until
        run.save(update_fields=["until"])
    return run


@transaction.atomic
def retire_bare_stages(*, actor: Actor, source: str) -> None:
    """A demonstration made before stages had records keeps none of its bare ones. Again changes nothing."""
    bare = Milestone.objects.filter(source__startswith=f"{source}:", voided_at=None)
    count = bare.count()
    if not count:
        return
    now, reason = clock.now(), _("minh họa: nay có hồ sơ")
    bare.update(voided_at=now, void_reason=reason)
    PointCustody.objects.filter(source__startswith=source, voided_at=None).update(voided_at=now, void_reason=reason)
    ActivityDay.objects.filter(source__startswith=f"{source}:").delete()
    record(
        actor=actor,
        action="points.retire_illustration",
        subject_type="ledger_source",
        subject_key=source,
        data={"milestones": count},
        reason=reason,
    )


@transaction.atomic
def retire_days(*, source: str, kept: Sequence[ActivityFact]) -> None:
    """A demonstration made before logs were invented loses the days of use that are no longer told. Again: nothing."""
    stay = {(fact.point_id, fact.day) for fact in kept}
    rows = ActivityDay.objects.filter(source__startswith=f"{source}:")
    gone = [pk for pk, point, day in rows.values_list("pk", "point_id", "day") if (point, day) not in stay]
    for at in range(0, len(gone), 500):
        ActivityDay.objects.filter(pk__in=gone[at : at + 500]).delete()


@transaction.atomic
def write_surveys(*, actor: Actor, phase: str, wishes: Sequence[tuple[uuid.UUID, int, SurveyWish]]) -> int:
    """Many invented surveys at once: identity, point, visit. What stands under an identity or on a day is left alone.

    The rows, the milestones and the journal are those of ``record_survey``. Returns how many were new.
    """
    held = set(
        SiteSurvey.objects.filter(public_id__in=[key for key, _p, _w in wishes]).values_list("public_id", flat=True)
    )
    ids = {point_id for _key, point_id, _wish in wishes}
    days = set(SiteSurvey.objects.filter(point__in=ids, voided_at=None).values_list("point_id", "on"))
    codes = dict(SupportPoint.objects.filter(pk__in=ids).values_list("pk", "code"))
    new, verdicts, told = [], [], []
    for key, point_id, wish in wishes:
        if key in held or (point_id, wish.on) in days:
            continue
        checklist = checklist_for(phase, wish.on)
        found = {code: wish.verdicts[code] for code in checklist.codes}
        outcome = outcome_of(checklist.codes, {code: verdict for code, (verdict, _n) in found.items()}, {}, wish.on)
        survey = SiteSurvey(
            public_id=key,
            point_id=point_id,
            on=wish.on,
            checklist=checklist.key,
            result=outcome.result,
            passed_on=outcome.passed_on,
            surveyors=wish.surveyors,
            grid=wish.grid,
            power=wish.power,
            room_area=wish.room_area,
            seats=wish.seats,
            note=wish.note,
            from_paper=wish.from_paper,
            recorded_by=actor.actor_label[:200],
            recorded_at=clock.now(),
        )
        new.append(survey)
        verdicts += [SiteVerdict(survey=survey, criterion=c, verdict=v, note=note) for c, (v, note) in found.items()]
        words = {"on": f"{wish.on:%d/%m/%Y}", "result": str(SurveyResult(outcome.result).label)}
        told.append(Told(codes[point_id], words))
    SiteSurvey.objects.bulk_create(new, batch_size=500)
    SiteVerdict.objects.bulk_create(verdicts, batch_size=500)
    record_many(actor=actor, action="points.survey", subject_type="point", items=told)
    facts = surveyed_facts([survey.point_id for survey in new])
    milestones = [fact for fact in facts if isinstance(fact, MilestoneFact)]
    record_evidence(actor=actor, source=SOURCE, milestones=milestones, activity=[])
    return len(new)
