"""Corrections: a wrong row is voided with a reason and stays readable; what followed from it is put right."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.models import Entry
from diemsang.audit.registry import register, register_undo
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.operations.actions.common import begins_already, enter, journal, overlapping, rechain, refuse
from diemsang.operations.actions.line import check_entitlement
from diemsang.operations.actions.power import check_outage
from diemsang.operations.models import (
    Fact,
    LineConnection,
    LineContract,
    LineEntitlement,
    LinePayer,
    Outage,
    PowerStatus,
)

register("operations.void", "hủy bản ghi của điểm {subject}: {what}")
register("operations.unvoid", "đưa bản ghi của điểm {subject} trở lại: {what}")


def _take_back(actor: Actor, entry: Entry) -> None:
    """Undo of a void: the row that the entry names stands again."""
    model = apps.get_model("operations", entry.data["model"])
    fact = model._default_manager.select_related("point").get(public_id=entry.data["fact"])
    unvoid_fact(actor=actor, fact=fact, reason=_("hoàn tác"))


register_undo("operations.void", _take_back)


@transaction.atomic
def void_fact(*, actor: Actor, fact: Fact, reason: str) -> None:
    """This row was wrong. The same again changes nothing. ``Refused`` for a contract that another one renews.

    Voiding who pays or how the power is closes the gap: the row before goes on until the one after.
    """
    point = fact.point
    enter(actor, point)
    row = type(fact)._default_manager.select_related("point").get(pk=fact.pk)
    if row.voided_at is not None:
        return
    reason = nfc(reason)
    problems = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi bản ghi sai ở chỗ nào.")))
    if isinstance(row, LineContract):
        following = LineContract.objects.filter(renews=row, voided_at=None).first()
        if following is not None:
            message = _("đã gia hạn bằng %(contract)s.") % {"contract": str(following)}
            problems.append(Problem(str(row), message, _("Hủy hợp đồng gia hạn trước.")))
    refuse(problems, _("Chưa hủy được bản ghi."))
    row.voided_at, row.void_reason = clock.now(), reason
    row.save(update_fields=["voided_at", "void_reason"])
    if isinstance(row, LinePayer | PowerStatus):
        rechain(type(row), point)
    if isinstance(row, LineContract) and row.closed_renewed:
        _reopen(row)
    named = {"model": row._meta.model_name, "fact": str(row.public_id)}
    journal(actor, "operations.void", point, str(row._meta.verbose_name), reason, **named)


def _reopen(renewal: LineContract) -> None:
    """The renewed contract had no known end before, and has none again; unless somebody has written one since."""
    before = renewal.renews
    if before is None or before.valid_to != renewal.valid_from:
        return
    later = LineContract.objects.filter(point=before.point, voided_at=None, valid_from__gte=before.valid_to)
    if not later.exists():
        before.valid_to = None
        before.save(update_fields=["valid_to"])


def _close_again(renewal: LineContract) -> None:
    """What ``_reopen`` opened ends again where the renewal begins."""
    before = renewal.renews
    if before is not None and before.voided_at is None and before.valid_to is None:
        before.valid_to = renewal.valid_from
        before.save(update_fields=["valid_to"])


@transaction.atomic
def unvoid_fact(*, actor: Actor, fact: Fact, reason: str) -> None:
    """A row voided by mistake stands again. ``Refused`` when another took its place."""
    point = fact.point
    enter(actor, point)
    row = type(fact)._default_manager.select_related("point").get(pk=fact.pk)
    if row.voided_at is None:
        return
    if isinstance(row, LineContract) and row.closed_renewed:
        _close_again(row)
    problems: list[Problem] = []
    if isinstance(row, Outage):
        check_outage(row, problems)
    elif isinstance(row, LineEntitlement):
        check_entitlement(row, problems)
    taken = False
    if isinstance(row, LineContract | LineConnection):
        taken = overlapping(type(row), point, row.valid_from, row.valid_to) is not None
    elif isinstance(row, LinePayer | PowerStatus):
        taken = begins_already(type(row), point, row.valid_from)
    if taken:
        problems.append(Problem(point.code, _("đã có bản ghi khác cùng thời gian."), _("Hủy bản ghi kia trước.")))
    refuse(problems, _("Chưa đưa trở lại được."))
    row.voided_at, row.void_reason = None, ""
    row.save(update_fields=["voided_at", "void_reason"])
    if isinstance(row, LinePayer | PowerStatus):
        rechain(type(row), point)
    journal(actor, "operations.unvoid", point, str(row._meta.verbose_name), nfc(reason))
