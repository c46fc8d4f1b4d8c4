"""Contracts of a line: ordered, renewed, ended. At most one runs on any day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.operations.actions.common import (
    already,
    check_order,
    check_past,
    check_source,
    day_words,
    enter,
    journal,
    overlapping,
    refuse,
    span_words,
)
from diemsang.operations.actions.line import carrier_of
from diemsang.operations.limits import check_fee, check_speed
from diemsang.operations.models import Fund, LineContract
from diemsang.operations.models.base import after
from diemsang.points.models import SupportPoint

register("operations.order", "ghi hợp đồng đường truyền của điểm {subject}: {what}, {span}")
register("operations.renew", "gia hạn đường truyền của điểm {subject}: {what}, {span}")
register("operations.end_contract", "ghi hợp đồng đường truyền {what} của điểm {subject} hết ngày {on}")


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What a contract says; null and empty: not known. ``last_day`` is its last day."""

    carrier: str
    number: str = ""
    ordered_on: dt.date | None = None
    speed_mbps: Decimal | None = None
    monthly_fee: int | None = None
    fund: str = ""
    starts_on: dt.date | None = None
    last_day: dt.date | None = None


@transaction.atomic
def record_contract(
    *, actor: Actor, public_id: uuid.UUID, point: SupportPoint, facts: ContractFacts, source: str
) -> LineContract:
    """A line was ordered. ``Refused`` when it shares a day with another contract of the point: renew that instead."""
    enter(actor, point)
    made = already(LineContract, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    _check(facts, problems)
    before = overlapping(LineContract, point, facts.starts_on, after(facts.last_day))
    if before is not None:
        words = {"contract": str(before), "span": span_words(before.valid_from, before.valid_to)}
        message = _("đã có hợp đồng %(contract)s, %(span)s.") % words
        problems.append(Problem(point.code, message, _("Gia hạn hợp đồng ấy, hoặc ghi ngày nó hết.")))
    refuse(problems, _("Chưa ghi được hợp đồng."))
    row = _create(public_id, point, facts, source)
    journal(actor, "operations.order", point, str(row), span=span_words(row.valid_from, row.valid_to))
    return row


@transaction.atomic
def renew_contract(
    *, actor: Actor, public_id: uuid.UUID, contract: LineContract, facts: ContractFacts, source: str
) -> LineContract:
    """A contract is carried on by another, from its end or from a later day; the chain stays readable.

    One without a known end ends where this one starts. ``Refused`` when another follows already.
    """
    point = contract.point
    enter(actor, point)
    made = already(LineContract, public_id, point)
    if made is not None:
        return made
    before = LineContract.objects.get(pk=contract.pk)
    problems: list[Problem] = []
    source = check_source(source, problems)
    _check(facts, problems)
    start = facts.starts_on
    if before.voided_at is not None:
        problems.append(Problem(str(before), _("đã hủy."), _("Mở lại trang rồi ghi.")))
    if start is None:
        problems.append(Problem(_("Hiệu lực từ ngày"), _("còn trống."), _("Ghi ngày hợp đồng mới bắt đầu.")))
    elif before.valid_from is not None and start <= before.valid_from:
        problems.append(Problem(_("Hiệu lực từ ngày"), _("không sau ngày bắt đầu của hợp đồng cũ.")))
    elif before.valid_to is not None and start < before.valid_to:
        message = _("khi hợp đồng cũ còn hiệu lực đến hết %(day)s.") % {"day": day_words(before.last_day)}
        problems.append(Problem(_("Hiệu lực từ ngày"), message, _("Ghi ngày kế tiếp, hoặc sửa ngày hết hợp đồng cũ.")))
    next_one = LineContract.objects.filter(renews=before, voided_at=None).first()
    if next_one is not None:
        message = _("đã gia hạn bằng %(contract)s.") % {"contract": str(next_one)}
        problems.append(Problem(str(before), message, _("Gia hạn hợp đồng mới nhất.")))
    refuse(problems, _("Chưa gia hạn được."))
    closed = before.valid_to is None
    if closed:
        before.valid_to = start
        before.save(update_fields=["valid_to"])
    other = overlapping(LineContract, point, start, after(facts.last_day))
    if other is not None:
        words = {"contract": str(other), "span": span_words(other.valid_from, other.valid_to)}
        message = _("đã có hợp đồng %(contract)s, %(span)s.") % words
        refuse([Problem(point.code, message, _("Kiểm tra lại hai ngày."))], _("Chưa gia hạn được."))
    row = _create(public_id, point, facts, source, renews=before, closed=closed)
    journal(actor, "operations.renew", point, str(row), span=span_words(row.valid_from, row.valid_to))
    return row


@transaction.atomic
def end_contract(*, actor: Actor, contract: LineContract, last_day: dt.date, reason: str) -> LineContract:
    """A contract ends with a day that was not known, or earlier than agreed. The same again changes nothing."""
    point = contract.point
    enter(actor, point)
    row = LineContract.objects.get(pk=contract.pk)
    end = after(last_day)
    if row.valid_to == end:
        return row
    problems: list[Problem] = []
    reason = nfc(reason)
    if row.voided_at is not None:
        problems.append(Problem(str(row), _("đã hủy."), _("Mở lại trang rồi ghi.")))
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao, theo văn bản nào.")))
    if row.valid_from is not None and last_day < row.valid_from:
        problems.append(Problem(_("Đến hết ngày"), _("trước ngày bắt đầu."), _("Kiểm tra lại hai ngày.")))
    if row.last_day is not None and last_day > row.last_day:
        message = _("sau ngày hết đã ghi (%(day)s).") % {"day": day_words(row.last_day)}
        problems.append(Problem(_("Đến hết ngày"), message, _("Kéo dài thì ghi gia hạn.")))
    refuse(problems, _("Chưa ghi được ngày hết hợp đồng."))
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    journal(actor, "operations.end_contract", point, str(row), reason, on=day_words(last_day))
    return row


def _check(facts: ContractFacts, problems: list[Problem]) -> None:
    if not nfc(facts.carrier):
        problems.append(Problem(_("Nhà mạng"), _("còn trống.")))
    check_past(_("Ngày đặt"), facts.ordered_on, problems)
    check_order(facts.starts_on, after(facts.last_day), problems)
    check_speed(_("Tốc độ cam kết"), facts.speed_mbps, problems, measured=False)
    check_fee(_("Cước tháng"), facts.monthly_fee, problems)
    if facts.fund not in Fund.values:
        problems.append(Problem(_("Nguồn kinh phí"), _("không có trong danh mục.")))


def _create(
    public_id: uuid.UUID,
    point: SupportPoint,
    facts: ContractFacts,
    source: str,
    renews: LineContract | None = None,
    *,
    closed: bool = False,
) -> LineContract:
    carrier, key = carrier_of(facts.carrier)
    return LineContract.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        carrier=carrier[:80],
        carrier_key=key[:80],
        number=nfc(facts.number)[:60],
        ordered_on=facts.ordered_on,
        speed_mbps=facts.speed_mbps,
        monthly_fee=facts.monthly_fee,
        fund=facts.fund,
        valid_from=facts.starts_on,
        valid_to=after(facts.last_day),
        renews=renews,
        closed_renewed=closed,
    )
