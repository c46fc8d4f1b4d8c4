"""Setting a reason aside with words, taking it back, and changing a rule: the only writes of this app."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.attention.judge import AHEAD, reasons
from diemsang.attention.models import Dismissal, RuleChange
from diemsang.attention.queries.facts import gather
from diemsang.attention.queries.listing import DISMISS, RULES
from diemsang.attention.rule import MILD, MOST_DAYS, SERIOUS
from diemsang.attention.rules import house_rules, rules
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("attention.dismiss", "để sang bên ở điểm {subject}: {what}, đến {until}")
register("attention.restore", "đưa lại vào danh sách cần chú ý ở điểm {subject}: {what}")
register("attention.rule", "đổi quy tắc cần chú ý: {what}")

LONGEST = 90
"""Days for which a reason may be set aside at once: a quarter, so that nothing is forgotten for good."""


@transaction.atomic
def dismiss(
    *, actor: Actor, public_id: uuid.UUID, point: SupportPoint, code: str, reason: str, until: dt.date
) -> Dismissal:
    """Set a reason that holds today aside until a day (included), with words. The same id again changes nothing.

    ``Refused`` without words, for a day past or further than ``LONGEST`` ahead, and when the reason does not hold.
    """
    require_on(actor, DISMISS, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    known = Dismissal.objects.filter(public_id=public_id).first()
    if known is not None and known.point_id == point.pk and known.voided_at is None:
        return known
    reason, today = nfc(reason), clock.today()
    held = rules()
    rule = held.get(code)
    facts = gather(SupportPoint.objects.filter(pk=point.pk), today, held[AHEAD].days)
    found = next((one for one in reasons(facts[0], held, today) if one.code == code), None) if facts else None
    problems = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao chưa phải làm gì.")))
    if not today <= until <= today + dt.timedelta(days=LONGEST):
        message = _("phải từ hôm nay đến %(days)s ngày tới.") % {"days": LONGEST}
        problems.append(Problem(_("Đến ngày"), message, _("Hết hạn thì việc hiện lại, có thể để sang bên lần nữa.")))
    if rule is None or found is None:
        problems.append(Problem(_("Việc cần chú ý"), _("không còn ở điểm này."), _("Mở lại danh sách.")))
    if known is not None or problems:
        raise Refused(
            _("Chưa để sang bên được."), problems or [Problem(_("Mẫu"), _("đã dùng rồi."), _("Tải lại trang."))]
        )
    assert rule is not None and found is not None
    Dismissal.objects.filter(point=point, code=code, voided_at=None).update(voided_at=clock.now())
    row = Dismissal.objects.create(
        public_id=public_id,
        point=point,
        code=code,
        since=found.since,
        detail=found.detail[:300],
        reason=reason[:300],
        until=until,
        at=clock.now(),
        by=actor.actor_label[:200],
    )
    _journal(actor, "attention.dismiss", point, rule.meaning, reason, until=f"{until:%d/%m/%Y}")
    return row


@transaction.atomic
def restore(*, actor: Actor, dismissal: Dismissal) -> None:
    """Put the reason back in the list. Again changes nothing."""
    require_on(actor, DISMISS, dismissal.point)
    row = Dismissal.objects.select_for_update().get(pk=dismissal.pk)
    if row.voided_at is not None:
        return
    row.voided_at = clock.now()
    row.save(update_fields=["voided_at"])
    rule = rules().get(row.code)
    _journal(actor, "attention.restore", dismissal.point, rule.meaning if rule else row.code, "")


@transaction.atomic
def change_rule(*, actor: Actor, code: str, days: int, severity: int, on: bool) -> None:
    """How this hub reads a rule; the shipped values take the change back. ``Refused`` out of range."""
    require(actor, RULES)
    rule = house_rules().get(code)
    problems = []
    if rule is None:
        problems.append(Problem(_("Quy tắc"), _("không có quy tắc này.")))
    if not 0 <= days <= MOST_DAYS:
        problems.append(Problem(_("Số ngày"), _("phải từ 0 đến %(most)s.") % {"most": MOST_DAYS}))
    if not MILD <= severity <= SERIOUS:
        problems.append(Problem(_("Mức"), _("phải là 1, 2 hoặc 3.")))
    if problems:
        raise Refused(_("Chưa đổi được quy tắc."), problems)
    assert rule is not None
    before = rules()[code]
    if (before.days, before.severity, before.on) == (days, severity, on):
        return
    RuleChange.objects.filter(code=code).delete()
    if (rule.days, rule.severity, rule.on) != (days, severity, on):
        RuleChange.objects.create(
            code=code,
            days=days,
            severity=severity,
            on=on,
            changed_at=clock.now(),
            changed_by=actor.actor_label[:200],
        )
    record(
        actor=actor,
        action="attention.rule",
        subject_type="attention.rule",
        subject_key=code,
        subject_label=rule.meaning,
        data={"what": rule.meaning},
        before={"days": before.days, "severity": before.severity, "on": before.on},
        after={"days": days, "severity": severity, "on": on},
    )


def _journal(actor: Actor, action: str, point: SupportPoint, what: str, reason: str, **more: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=point.code,
        subject_label=point.code,
        reason=reason,
        data={"what": what, **more},
    )
