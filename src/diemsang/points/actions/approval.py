"""Approving points of a plan's list by decision; withdrawing by a later one; taking a mistake back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.plans.models import Plan
from diemsang.points.ledger import approval_source
from diemsang.points.models import Approval, Milestone, PlanPoint, SiteSurvey, SupportPoint, SurveyResult
from diemsang.points.queries.scope import APPROVE as APPROVE
from diemsang.points.surveys import standing_surveys

register("points.approve_list", "phê duyệt {count} điểm của {plan} theo {subject}, từ {on}")
register("points.withdraw_list", "rút phê duyệt {count} điểm của {plan} theo {subject}, từ {on}")
register("points.void_approval", "hủy bản ghi phê duyệt {count} điểm của {plan} theo {subject}")
register("points.approved", "phê duyệt điểm {subject} theo {decision}, từ {on}")
register("points.approval_withdrawn", "rút phê duyệt điểm {subject} theo {decision}, từ {on}")
register("points.approval_voided", "hủy bản ghi phê duyệt điểm {subject} theo {decision}")

LATER = (Milestone.Kind.DELIVERED, Milestone.Kind.INSTALLED, Milestone.Kind.ACCEPTED)


@dataclass(slots=True)
class Outcome:
    """What an act does, or would do: codes of points it changes, and those that are so already."""

    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unsurveyed: list[str] = field(default_factory=list)
    """Points to be approved of which the hub holds no survey: a warning, no obstacle."""
    problems: list[Problem] = field(default_factory=list)


def preview_approval(plan: Plan, decision: Decision, points: Sequence[SupportPoint], on: dt.date) -> Outcome:
    """What ``approve_list`` would do, all problems included; nothing is written."""
    outcome = Outcome(problems=_common(plan, decision, points, on))
    standing = {row.point_id: row for row in _standing(plan, points)}
    taken = set(
        Approval.objects.filter(plan=plan, point__in=points, voided_at=None, ends_on__gt=on).values_list(
            "point_id", flat=True
        )
    )
    listed = dict(PlanPoint.objects.filter(plan=plan, point__in=points).values_list("point_id", "listed_on"))
    surveyed = standing_surveys([point.pk for point in points])
    known = {
        *surveyed,
        *Milestone.objects.filter(point__in=points, kind=Milestone.Kind.SURVEYED, voided_at=None).values_list(
            "point_id", flat=True
        ),
    }
    for point in points:
        row = standing.get(point.pk)
        if row is not None and (row.decision_id, row.on) == (decision.pk, on):
            outcome.unchanged.append(point.code)
            continue
        if row is not None:
            words = {"other": row.decision, "day": f"{row.on:%d/%m/%Y}"}
            message = _("đã được phê duyệt theo %(other)s từ %(day)s.") % words
            outcome.problems.append(Problem(point.code, message, _("Bỏ chọn điểm này, hoặc rút phê duyệt ấy trước.")))
        elif point.pk in taken:
            message = _("ngày này nằm trong thời gian một phê duyệt khác còn hiệu lực.")
            outcome.problems.append(Problem(point.code, message, _("Ghi ngày sau khi phê duyệt ấy bị rút.")))
        elif point.pk in listed and on < listed[point.pk]:
            message = _("ngày này trước khi điểm vào danh sách.")
            outcome.problems.append(Problem(point.code, message))
        elif (survey := surveyed.get(point.pk)) is not None and survey.passed_on is None:
            outcome.problems.append(_not_passed(point, survey))
        else:
            outcome.changed.append(point.code)
            if point.pk not in known:
                outcome.unsurveyed.append(point.code)
    return outcome


def _not_passed(point: SupportPoint, survey: SiteSurvey) -> Problem:
    """Why the survey that stands is in the way (TT 03/2023/TT-BTTTT Art. 9)."""
    words = {"day": f"{survey.on:%d/%m/%Y}", "result": SurveyResult(survey.result).label}
    message = _("khảo sát ngày %(day)s: %(result)s bốn điều kiện của địa điểm.") % words
    if survey.result == SurveyResult.OPEN:
        return Problem(point.code, message, _("Khảo sát lại cho rõ điều kiện còn thiếu, hoặc bỏ chọn điểm này."))
    advice = _("Khảo sát lại, ghi quyết định miễn điều kiện ở phiếu khảo sát, hoặc bỏ chọn điểm này.")
    return Problem(point.code, message, advice)


@transaction.atomic
def approve_list(
    *, actor: Actor, plan: Plan, decision: Decision, points: Sequence[SupportPoint], on: dt.date
) -> Outcome:
    """The decision approves these points of the plan's list from ``on`` on; writes the milestone *approved*.

    All or nothing. Points that the same decision approved on that day already are left alone, so that a double click
    does nothing twice. ``Refused`` for a point that is not on the list, or that another decision approved.

    A point whose standing survey did not pass (failed without a waiver, or left open) is refused, whatever the day of
    the approval: writing it down late is no way round. A point without any survey is not refused, because lists were
    approved before the hub held surveys; ``Outcome.unsurveyed`` names it and the page warns.
    """
    plan = _begin(actor, plan)
    outcome = preview_approval(plan, decision, points, on)
    if outcome.problems:
        raise Refused(_("Chưa phê duyệt được danh sách."), outcome.problems)
    now, wanted = clock.now(), set(outcome.changed)
    for point in points:
        if point.code not in wanted:
            continue
        row = Approval.objects.create(point=point, plan=plan, decision=decision, on=on, recorded_at=now)
        Milestone.objects.create(
            point=point,
            item="point",
            kind=Milestone.Kind.APPROVED,
            on=on,
            source=approval_source(row.pk),
            recorded_at=now,
        )
        _journal_point(actor, "points.approved", point.code, decision, on)
    _journal(actor, "points.approve_list", plan, decision, outcome.changed, on)
    return outcome


def preview_withdrawal(plan: Plan, decision: Decision, points: Sequence[SupportPoint], on: dt.date) -> Outcome:
    """What ``withdraw_list`` would do, all problems included; nothing is written."""
    outcome = Outcome(problems=_common(plan, decision, points, on))
    standing = {row.point_id: row for row in _standing(plan, points)}
    ended = set(
        Approval.objects.filter(plan=plan, point__in=points, voided_at=None, ended_by=decision, ends_on=on).values_list(
            "point_id", flat=True
        )
    )
    for point in points:
        row = standing.get(point.pk)
        if row is None and point.pk in ended:
            outcome.unchanged.append(point.code)
        elif row is None:
            outcome.problems.append(Problem(point.code, _("chưa có phê duyệt nào để rút."), _("Bỏ chọn điểm này.")))
        elif row.decision_id == decision.pk:
            message = _("được chính văn bản này phê duyệt.")
            outcome.problems.append(Problem(point.code, message, _("Ghi nhầm thì hủy bản ghi kèm lý do.")))
        elif on < row.on:
            message = _("ngày rút trước ngày phê duyệt %(day)s.") % {"day": f"{row.on:%d/%m/%Y}"}
            outcome.problems.append(Problem(point.code, message))
        else:
            outcome.changed.append(point.code)
    return outcome


@transaction.atomic
def withdraw_list(
    *, actor: Actor, plan: Plan, decision: Decision, points: Sequence[SupportPoint], on: dt.date
) -> Outcome:
    """A later decision ends the approval of these points from ``on`` on; before that day they stay approved."""
    plan = _begin(actor, plan)
    outcome = preview_withdrawal(plan, decision, points, on)
    if outcome.problems:
        raise Refused(_("Chưa rút được phê duyệt."), outcome.problems)
    wanted = set(outcome.changed)
    for row in _standing(plan, [point for point in points if point.code in wanted]):
        row.ends_on, row.ended_by = on, decision
        row.save(update_fields=["ends_on", "ended_by"])
        Milestone.objects.filter(source=approval_source(row.pk), voided_at=None).update(ends_on=on)
        _journal_point(actor, "points.approval_withdrawn", row.point.code, decision, on)
    _journal(actor, "points.withdraw_list", plan, decision, outcome.changed, on)
    return outcome


@transaction.atomic
def void_approvals(*, actor: Actor, plan: Plan, decision: Decision, on: dt.date, reason: str) -> int:
    """Take back what was recorded by mistake: all points that ``decision`` approved on ``on``. Returns how many.

    ``Refused`` while something depends on it: a delivery, installation or acceptance of that day or later, or a
    withdrawal. Again changes nothing.
    """
    plan = _begin(actor, plan)
    reason, problems = nfc(reason), []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy.")))
    rows = list(
        Approval.objects.filter(plan=plan, decision=decision, on=on, voided_at=None)
        .select_related("point", "ended_by")
        .order_by("point__code")
    )
    built = set(
        Milestone.objects.filter(
            point__in=[row.point_id for row in rows], kind__in=LATER, voided_at=None, on__gte=on
        ).values_list("point_id", flat=True)
    )
    for row in rows:
        if row.ended_by is not None:
            message = _("đã bị rút theo %(other)s.") % {"other": row.ended_by}
            problems.append(Problem(row.point.code, message))
        if row.point_id in built:
            message = _("đã có giao hàng, lắp đặt hoặc nghiệm thu sau đó.")
            problems.append(Problem(row.point.code, message, _("Dùng một văn bản rút phê duyệt.")))
    if problems:
        raise Refused(_("Chưa hủy được bản ghi phê duyệt."), problems)
    now = clock.now()
    for row in rows:
        row.voided_at, row.void_reason = now, reason
        row.save(update_fields=["voided_at", "void_reason"])
        milestones = Milestone.objects.filter(source=approval_source(row.pk), voided_at=None)
        milestones.update(voided_at=now, void_reason=reason[:300])
        _journal_point(actor, "points.approval_voided", row.point.code, decision, on, reason)
    _journal(actor, "points.void_approval", plan, decision, [row.point.code for row in rows], on, reason)
    return len(rows)


def _begin(actor: Actor, plan: Plan) -> Plan:
    """The right, and the plan locked: two people cannot approve at once."""
    require(actor, APPROVE, plan.area_id)
    return Plan.objects.select_for_update().get(pk=plan.pk)


def _standing(plan: Plan, points: Sequence[SupportPoint]) -> list[Approval]:
    rows = Approval.objects.filter(plan=plan, point__in=points, voided_at=None, ends_on=None)
    return list(rows.select_related("decision", "point"))


def _common(plan: Plan, decision: Decision, points: Sequence[SupportPoint], on: dt.date) -> list[Problem]:
    problems = []
    if not points:
        problems.append(Problem(_("Điểm"), _("chưa chọn điểm nào."), _("Chọn ít nhất một điểm.")))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi văn bản đã có hiệu lực.")))
    if decision.on and on < decision.on:
        words = {"day": f"{decision.on:%d/%m/%Y}"}
        problems.append(Problem(_("Từ ngày"), _("trước ngày của văn bản (%(day)s).") % words))
    listed = set(PlanPoint.objects.filter(plan=plan, left_on=None).values_list("point_id", flat=True))
    for point in points:
        if point.pk not in listed:
            problems.append(Problem(point.code, _("không ở trong danh sách của kế hoạch."), _("Bỏ chọn điểm này.")))
    return problems


def _journal(
    actor: Actor, action: str, plan: Plan, decision: Decision, codes: list[str], on: dt.date, reason: str = ""
) -> None:
    if not codes:
        return
    record(
        actor=actor,
        action=action,
        subject_type="decision",
        subject_key=decision.key,
        subject_label=str(decision),
        data={"plan": plan.short_title, "count": len(codes), "on": f"{on:%d/%m/%Y}"},
        after={"points": ", ".join(codes)},
        reason=reason,
    )


def _journal_point(actor: Actor, action: str, code: str, decision: Decision, on: dt.date, reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=code,
        data={"decision": str(decision), "on": f"{on:%d/%m/%Y}"},
        reason=reason,
    )
