"""Approving bills by decision, with the look for duplicate investment before it; taking a bill back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record, record_many
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.equipment.actions.ledger import settle_points
from diemsang.equipment.duplicates import Existing, duplicates
from diemsang.equipment.models import Bill, BillLine, DeliveryLine
from diemsang.equipment.rights import APPROVE, MANAGE
from diemsang.plans.models import Plan
from diemsang.points.queries.scope import require_on

register("equipment.approve_bills", "phê duyệt thiết bị của {count} điểm thuộc {plan} theo {subject}, từ {on}")
register("equipment.approved", "phê duyệt thiết bị của điểm {subject} theo {decision}, từ {on}")
register("equipment.void_bill", "hủy danh mục thiết bị của điểm {subject} ({state})")


@dataclass(slots=True)
class Approving:
    """What an approval does, or would do. ``found`` maps a point's code to what works at its place already."""

    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    found: dict[str, list[Existing]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def preview_bills(
    plan: Plan, decision: Decision, bills: Sequence[Bill], on: dt.date, reasons: Mapping[str, str] | None = None
) -> Approving:
    """What ``approve_bills`` would do, every problem included; nothing is written.

    ``reasons`` confirms duplicates: point code → why equipment is wanted there all the same.
    """
    outcome = Approving(problems=_common(plan, decision, bills, on))
    lines: dict[int, set[int]] = {}
    for bill_id, item_id in BillLine.objects.filter(bill__in=bills, quantity__gte=1).values_list("bill_id", "item_id"):
        lines.setdefault(bill_id, set()).add(item_id)
    drafts = [bill for bill in bills if bill.state == Bill.State.DRAFT]
    found = duplicates(plan, {bill.point_id: lines.get(bill.pk, set()) for bill in drafts})
    for bill in bills:
        code = bill.point.code
        if bill.state == Bill.State.APPROVED and (bill.decision_id, bill.approved_on) == (decision.pk, on):
            outcome.unchanged.append(code)
        elif bill.state == Bill.State.APPROVED:
            words = {"other": bill.decision, "day": f"{bill.approved_on:%d/%m/%Y}"}
            message = _("đã được phê duyệt theo %(other)s từ %(day)s.") % words
            outcome.problems.append(Problem(code, message, _("Bỏ chọn điểm này.")))
        elif bill.state == Bill.State.VOID:
            outcome.problems.append(Problem(code, _("danh mục đã hủy."), _("Lập dự kiến mới.")))
        elif bill.pk not in lines:
            outcome.problems.append(Problem(code, _("danh mục không có thiết bị nào."), _("Bỏ chọn điểm này.")))
        else:
            outcome.changed.append(code)
            if bill.point_id in found:
                outcome.found[code] = found[bill.point_id]
                if not nfc((reasons or {}).get(code, "")):
                    what = "; ".join(str(line) for line in found[bill.point_id][:3])
                    message = _("nơi này đã có: %(what)s.") % {"what": what}
                    advice = _("Bỏ chọn điểm này, hoặc ghi lý do vẫn trang bị.")
                    outcome.problems.append(Problem(code, message, advice))
    return outcome


@transaction.atomic
def approve_bills(
    *,
    actor: Actor,
    plan: Plan,
    decision: Decision,
    bills: Sequence[Bill],
    on: dt.date,
    reasons: Mapping[str, str] | None = None,
) -> Approving:
    """The decision approves these bills from ``on`` on. All or nothing.

    A bill that the same decision approved on that day is left alone, so that a double click does nothing twice.
    ``Refused`` where equipment of the same sort works at the same place already and no reason confirms it.
    """
    require(actor, APPROVE, plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    ids = [bill.pk for bill in bills]
    fresh = list(Bill.objects.filter(pk__in=ids).select_related("point", "decision").order_by("point__code"))
    outcome = preview_bills(plan, decision, fresh, on, reasons)
    if outcome.problems:
        raise Refused(_("Chưa phê duyệt được thiết bị."), outcome.problems)
    wanted = set(outcome.changed)
    changed = [bill for bill in fresh if bill.point.code in wanted]
    for bill in changed:
        bill.state, bill.decision, bill.approved_on = Bill.State.APPROVED, decision, on
        confirmed = bill.point.code in outcome.found
        bill.duplicate_reason = nfc((reasons or {}).get(bill.point.code, ""))[:300] if confirmed else ""
    Bill.objects.bulk_update(changed, ["state", "decision", "approved_on", "duplicate_reason"], batch_size=500)
    if not changed:
        return outcome
    day = f"{on:%d/%m/%Y}"
    told = [
        Told(bill.point.code, {"decision": str(decision), "on": day}, reason=bill.duplicate_reason) for bill in changed
    ]
    record_many(actor=actor, action="equipment.approved", subject_type="point", items=told)
    record(
        actor=actor,
        action="equipment.approve_bills",
        subject_type="decision",
        subject_key=decision.key,
        subject_label=str(decision),
        data={"plan": plan.short_title, "count": len(changed), "on": day},
        after={"points": ", ".join(outcome.changed)},
    )
    settle_points(actor=actor, point_ids=[bill.point_id for bill in changed], reason=_("phê duyệt thiết bị"))
    return outcome


@transaction.atomic
def void_bill(*, actor: Actor, bill: Bill, reason: str) -> Bill:
    """The bill was a mistake or is no longer wanted; it stays on record, void. Again changes nothing.

    An approved bill asks for the right to approve, and is kept while goods for it have been delivered.
    """
    bill = Bill.objects.select_for_update().select_related("point", "plan").get(pk=bill.pk)
    if bill.state == Bill.State.APPROVED:
        require(actor, APPROVE, bill.plan.area_id)
    else:
        require_on(actor, MANAGE, bill.point)
    if bill.state == Bill.State.VOID:
        return bill
    reason, problems = nfc(reason), []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy.")))
    came = DeliveryLine.objects.filter(
        delivery__point=bill.point, delivery__state="standing", lot__contract__plan=bill.plan
    )
    if bill.state == Bill.State.APPROVED and came.exists():
        problems.append(Problem(bill.point.code, _("đã giao hàng theo kế hoạch này."), _("Hủy các đợt giao trước.")))
    if problems:
        raise Refused(_("Chưa hủy được danh mục thiết bị."), problems)
    was = str(bill.get_state_display())
    bill.state, bill.voided_at, bill.void_reason = Bill.State.VOID, clock.now(), reason[:300]
    bill.save(update_fields=["state", "voided_at", "void_reason"])
    record(
        actor=actor,
        action="equipment.void_bill",
        subject_type="point",
        subject_key=bill.point.code,
        data={"state": was},
        reason=reason,
    )
    settle_points(actor=actor, point_ids=[bill.point_id], reason=_("hủy danh mục thiết bị"))
    return bill


def _common(plan: Plan, decision: Decision, bills: Sequence[Bill], on: dt.date) -> list[Problem]:
    problems = []
    if not bills:
        problems.append(Problem(_("Điểm"), _("chưa chọn điểm nào."), _("Chọn ít nhất một điểm.")))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi văn bản đã có hiệu lực.")))
    if decision.on and on < decision.on:
        words = {"day": f"{decision.on:%d/%m/%Y}"}
        problems.append(Problem(_("Từ ngày"), _("trước ngày của văn bản (%(day)s).") % words))
    problems += [
        Problem(bill.point.code, _("danh mục này thuộc kế hoạch khác.")) for bill in bills if bill.plan_id != plan.pk
    ]
    return problems
