"""Letting a failed site condition pass by decision, and taking that back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.points.actions.survey import settle
from diemsang.points.checklists import checklists
from diemsang.points.models import SiteSurvey, SiteWaiver, SupportPoint, Verdict
from diemsang.points.queries.scope import APPROVE, require_on

register("points.waive_condition", "miễn điều kiện “{what}” cho điểm {subject} theo {decision}, từ {on}")
register("points.void_waiver", "hủy bản ghi miễn điều kiện “{what}” cho điểm {subject} theo {decision}")


@transaction.atomic
def waive_condition(
    *, actor: Actor, public_id: uuid.UUID, survey: SiteSurvey, criterion: str, decision: Decision, on: dt.date
) -> SiteWaiver:
    """``decision`` lets a condition that failed in this survey pass from ``on`` on.

    Needs the right to approve. The same ``public_id`` again returns the row that stands. ``Refused`` when the condition
    did not fail, another decision waives it already, the survey no longer stands, or the day does not fit.
    """
    point = survey.point
    require_on(actor, APPROVE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    again = SiteWaiver.objects.filter(public_id=public_id, survey=survey).first()
    if again is not None:
        return again
    survey.refresh_from_db()
    where = _words(survey, criterion)
    problems = []
    if survey.voided_at is not None:
        problems.append(Problem(point.code, _("phiếu khảo sát này đã hủy."), _("Mở phiếu đang có của điểm.")))
    elif not survey.verdicts.filter(criterion=criterion, verdict=Verdict.FAIL).exists():
        problems.append(Problem(where, _("không phải điều kiện không đạt của phiếu này."), _("Không cần miễn.")))
    standing = SiteWaiver.objects.filter(survey=survey, criterion=criterion, voided_at=None).first()
    if standing is not None:
        problems.append(Problem(where, _("đã được miễn theo %(other)s.") % {"other": standing.decision}))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi văn bản đã có hiệu lực.")))
    if decision.on and on < decision.on:
        words = {"day": f"{decision.on:%d/%m/%Y}"}
        problems.append(Problem(_("Từ ngày"), _("trước ngày của văn bản (%(day)s).") % words))
    if problems:
        raise Refused(_("Chưa miễn được điều kiện."), problems)
    waiver = SiteWaiver.objects.create(
        public_id=public_id,
        survey=survey,
        criterion=criterion,
        decision=decision,
        on=on,
        recorded_by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    settle(actor, point, _("miễn điều kiện theo %(decision)s") % {"decision": decision})
    _journal(actor, "points.waive_condition", waiver)
    return waiver


@transaction.atomic
def void_waiver(*, actor: Actor, waiver: SiteWaiver, reason: str) -> None:
    """The waiver was recorded by mistake: the condition stands in the way again. Again changes nothing."""
    point = waiver.survey.point
    require_on(actor, APPROVE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    waiver.refresh_from_db()
    reason = nfc(reason)
    if not reason:
        raise Refused(_("Chưa hủy được việc miễn."), [Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy."))])
    if waiver.voided_at is not None:
        return
    waiver.voided_at, waiver.void_reason = clock.now(), reason
    waiver.save(update_fields=["voided_at", "void_reason"])
    settle(actor, point, reason)
    _journal(actor, "points.void_waiver", waiver, reason)


def _words(survey: SiteSurvey, criterion: str) -> str:
    known = checklists().get(survey.checklist)
    return known.title(criterion) if known else criterion


def _journal(actor: Actor, action: str, waiver: SiteWaiver, reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=waiver.survey.point.code,
        data={
            "what": _words(waiver.survey, waiver.criterion),
            "decision": str(waiver.decision),
            "on": f"{waiver.on:%d/%m/%Y}",
        },
        reason=reason,
    )
