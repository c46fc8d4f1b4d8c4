"""What importing a list needs besides: correcting an eligibility, and taking back what an import wrote."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.models import Entry
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.plans.models import Plan
from diemsang.points.ledger import listing_source
from diemsang.points.models import (
    EligibilityBasis,
    Milestone,
    PlanPoint,
    PointEligibility,
    PointPlace,
    SupportPoint,
)
from diemsang.points.queries.scope import EDIT, LIST, require_on

register("points.correct_eligibility", "đính chính căn cứ được hỗ trợ của điểm {subject}: {what}")
register("points.unregister", "hủy việc lập hồ sơ điểm {subject}, đã đưa vào {plan} do nhập nhầm")

DIGITS = 4


def next_number(plan: Plan) -> int:
    """The number of the plan's next new point. A code is never given twice, not even after an undo took it back."""
    prefix = f"{plan.point_prefix}-"
    codes = set(SupportPoint.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    codes |= set(
        Entry.objects.filter(action="points.unregister", subject_key__startswith=prefix)
        .order_by()
        .values_list("subject_key", flat=True)
    )
    numbers = [int(tail) for code in codes if (tail := code.removeprefix(prefix)).isascii() and tail.isdigit()]
    return max(numbers, default=0) + 1


def code_of(plan: Plan, number: int) -> str:
    """``TQ-0094``."""
    return f"{plan.point_prefix}-{number:0{DIGITS}d}"


@transaction.atomic
def correct_eligibility(*, actor: Actor, point: SupportPoint, basis: str, source: str, reason: str) -> PointEligibility:
    """The basis on record was wrong or unknown from the start: it is voided with ``reason``, this one stands instead.

    Without any on record this is simply the first, since an unknown day.
    """
    require_on(actor, EDIT, point)
    reason, source = nfc(reason), nfc(source)
    problems = []
    if basis not in EligibilityBasis.values:
        problems.append(Problem(_("Căn cứ"), _("không có trong danh mục.")))
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao đính chính.")))
    if not source:
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi văn bản hoặc người xác nhận.")))
    if problems:
        raise Refused(_("Chưa ghi được hồ sơ điểm."), problems)
    before = standing_eligibility(point)
    row = PointEligibility(point=point, basis=basis, source=source, recorded_at=clock.now())
    if before is not None:
        row.valid_from, row.decision_id = before.valid_from, before.decision_id
        before.voided_at, before.void_reason = clock.now(), reason
        before.save(update_fields=["voided_at", "void_reason"])
    row.save()
    record(
        actor=actor,
        action="points.correct_eligibility",
        subject_type="point",
        subject_key=point.code,
        data={"what": str(EligibilityBasis(basis).label)},
        before={"basis": before.basis} if before else None,
        after={"basis": basis},
        reason=reason,
    )
    return row


def standing_eligibility(point: SupportPoint) -> PointEligibility | None:
    """The basis that stands now."""
    rows = PointEligibility.objects.filter(point=point, voided_at=None, valid_to=None)
    return rows.order_by("-valid_from", "-id").first()


@transaction.atomic
def unregister_point(*, actor: Actor, point: SupportPoint, plan: Plan, reason: str) -> None:
    """Take a point back that was registered and listed by mistake, as long as nobody wrote anything else about it.

    Its rows go, so that no list, count or day shows a point that never was; the journal keeps both the registration
    and its undoing, and its code is never given again. ``Refused``, naming the point, when a later fact stands.
    """
    require(actor, LIST, plan.area_id)
    require_on(actor, LIST, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    later = _later_facts(point, plan)
    if later:
        message = _("đã có ghi chép sau khi lập hồ sơ: %(what)s.") % {"what": ", ".join(later)}
        advice = _("Hủy các ghi chép đó trước, hoặc giữ điểm lại.")
        raise Refused(_("Chưa hủy được hồ sơ điểm."), [Problem(point.code, message, advice)])
    code, pk = point.code, point.pk
    record(
        actor=actor,
        action="points.unregister",
        subject_type="point",
        subject_key=code,
        data={"plan": plan.short_title},
        before={"milestones": list(Milestone.objects.filter(point=point).values_list("source", flat=True))},
        reason=nfc(reason),
    )
    SupportPoint.objects.filter(pk=pk).delete()


def _later_facts(point: SupportPoint, plan: Plan) -> list[str]:
    """What stands about the point besides its registration; every table that refers to points is asked."""
    found = []
    own = listing_source(plan.code, point.code)
    for relation in SupportPoint._meta.related_objects:
        model = relation.related_model
        rows = model._default_manager.filter(**{relation.field.name: point})
        if model is Milestone:
            rows = rows.exclude(source=own)
        if model is PlanPoint:
            rows = rows.exclude(plan=plan)
        spare = 1 if model in (PointPlace, PointEligibility) else 0
        if rows.count() > spare:
            found.append(str(model._meta.verbose_name))
    return found
