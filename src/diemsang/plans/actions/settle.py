"""Settling a contradiction of a plan by a document, and opening it again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.plans.models import Anomaly, PlanVersion, Settlement

register("plans.settle", "giải quyết bất thường {subject} của kế hoạch {plan} theo {decision}, từ {on}")
register("plans.reopen", "mở lại bất thường {subject} của kế hoạch {plan}")

SETTLE = "plans.settle"


@transaction.atomic
def settle_anomaly(
    *, actor: Actor, anomaly: Anomaly, decision: Decision, on: dt.date, explanation: str, value: str = ""
) -> Settlement:
    """The document answers the contradiction from ``on`` on; ``value`` is the figure it fixes, empty if it names none.

    The published figures stay as published. The same again (a double click) returns the settlement that stands;
    ``Refused`` when another one stands, or when the day lies ahead or before the document or the anomaly.
    """
    require(actor, SETTLE, anomaly.plan.area_id)
    anomaly = Anomaly.objects.select_for_update().select_related("plan").get(pk=anomaly.pk)
    explanation, value = nfc(explanation), nfc(value)
    standing = anomaly.settlements.filter(reopened_on=None).first()
    if standing is not None:
        said = (standing.decision_id, standing.on, standing.value, standing.explanation)
        if said == (decision.pk, on, value, explanation):
            return standing
    problems = _day_problems(on, anomaly, decision)
    if standing is not None:
        message = _("đã được giải quyết bằng %(other)s.") % {"other": standing.decision}
        problems.append(Problem(anomaly.code, message, _("Mở lại kèm lý do rồi giải quyết lại.")))
    if not explanation:
        problems.append(Problem(_("Giải thích"), _("còn trống."), _("Ghi văn bản trả lời thế nào.")))
    if len(value) > 60:
        problems.append(Problem(_("Số được chốt"), _("dài quá 60 ký tự.")))
    if problems:
        raise Refused(_("Chưa giải quyết được bất thường."), problems)
    row = Settlement.objects.create(
        anomaly=anomaly, decision=decision, on=on, value=value, explanation=explanation, recorded_at=clock.now()
    )
    anomaly.settled_by = decision
    anomaly.save(update_fields=["settled_by"])
    _journal(
        actor,
        "plans.settle",
        anomaly,
        after={"decision": decision.key, "value": value, "explanation": explanation},
        data={"decision": str(decision), "on": f"{on:%d/%m/%Y}"},
    )
    return row


@transaction.atomic
def reopen_anomaly(*, actor: Actor, anomaly: Anomaly, reason: str) -> None:
    """The settlement ends today, with a reason; before today it still held. Reopening an open one changes nothing."""
    require(actor, SETTLE, anomaly.plan.area_id)
    anomaly = Anomaly.objects.select_for_update().select_related("plan").get(pk=anomaly.pk)
    reason = nfc(reason)
    if not reason:
        raise Refused(_("Chưa mở lại được."), [Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao mở lại."))])
    standing = anomaly.settlements.filter(reopened_on=None).first()
    if standing is None:
        return
    _end(anomaly, standing, clock.today(), reason)
    _journal(actor, "plans.reopen", anomaly, before={"decision": standing.decision.key}, reason=reason)


def settle_by_version(version: PlanVersion, anomaly: Anomaly) -> None:
    """A new version no longer has the contradiction: its document settles it. The loader journals and has checked."""
    on = version.in_force_from or version.decision.on or clock.today()
    Settlement.objects.create(
        anomaly=anomaly, decision=version.decision, on=on, version=version, recorded_at=clock.now()
    )
    anomaly.settled_by = version.decision
    anomaly.save(update_fields=["settled_by"])


def reopen_by_version(actor: Actor, version: PlanVersion, anomaly: Anomaly) -> None:
    """A version declares the contradiction again after an earlier one had removed it.

    What a person settled by a document stays settled, whatever later versions still publish.
    """
    standing = anomaly.settlements.filter(reopened_on=None, version__isnull=False).first()
    if standing is None:
        return
    reason = _("bản %(number)s của kế hoạch lại có mâu thuẫn này") % {"number": version.number}
    on = max(version.in_force_from or version.decision.on or clock.today(), standing.on)
    _end(anomaly, standing, on, reason)
    _journal(actor, "plans.reopen", anomaly, reason=reason)


def _end(anomaly: Anomaly, standing: Settlement, on: dt.date, reason: str) -> None:
    standing.reopened_on, standing.reopen_reason = on, reason[:500]
    standing.save(update_fields=["reopened_on", "reopen_reason"])
    anomaly.settled_by = None
    anomaly.save(update_fields=["settled_by"])


def _day_problems(on: dt.date, anomaly: Anomaly, decision: Decision) -> list[Problem]:
    where, problems = _("Từ ngày"), []
    if on > clock.today():
        problems.append(Problem(where, _("ở tương lai."), _("Ghi khi văn bản đã có hiệu lực.")))
    if decision.on and on < decision.on:
        problems.append(Problem(where, _("trước ngày của văn bản."), _("Ghi từ ngày văn bản trở đi.")))
    if on < anomaly.opened_on:
        problems.append(Problem(where, _("trước ngày mở bất thường.")))
    return problems


def _journal(actor: Actor, action: str, anomaly: Anomaly, data: dict[str, str] | None = None, **more: object) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="anomaly",
        subject_key=f"{anomaly.plan.code}:{anomaly.code}",
        subject_label=anomaly.code,
        data={"plan": anomaly.plan.short_title, **(data or {})},
        **more,  # type: ignore[arg-type]
    )
