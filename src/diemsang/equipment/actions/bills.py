"""Bills of materials: proposed by the plan's norms, departed from only by a decision."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

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
from diemsang.equipment.actions.catalogue import ensure_items
from diemsang.equipment.actions.ledger import settle_points
from diemsang.equipment.models import Bill, BillLine, Item
from diemsang.equipment.rights import MANAGE
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version
from diemsang.points.models import PlanPoint, SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.propose", "lập dự kiến thiết bị cho {count} điểm của {subject} theo định mức")
register("equipment.bill_line", "đổi số lượng {item} của điểm {subject} từ {before} thành {after}{by}")
register("equipment.allot", "phân bổ {item} của {subject} cho {count} điểm theo {decision}")
register("equipment.allotted", "phân bổ {quantity} {item} cho điểm {subject} theo {decision}")
register("equipment.not_allotted", "thôi phân bổ {item} cho điểm {subject} theo {decision}")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a proposal did: bills made, lines of drafts that follow another norm now, items that have no norm."""

    made: int
    followed: int
    without_norm: tuple[str, ...]


@transaction.atomic
def propose_bills(*, actor: Actor, plan: Plan) -> Proposed:
    """A draft for every listed point that has none: of each item with a norm, so many for a point.

    Again: only what is new is added; lines of drafts that stood at the norm follow a new one. Items without a norm
    are left to a decision (``allot``).
    """
    require(actor, MANAGE, plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    version = latest_version(plan)
    items = ensure_items(actor=actor, plan=plan)
    stated = {item.key: item.per_point for item in version.items.all()} if version else {}
    norms = {item: norm for key, item in items.items() if (norm := stated.get(key)) is not None}
    drafts = list(Bill.objects.filter(plan=plan, state=Bill.State.DRAFT))
    listed = (
        PlanPoint.objects.filter(plan=plan, left_on=None).order_by("point__code").values_list("point_id", flat=True)
    )
    billed = set(Bill.objects.filter(plan=plan).exclude(state=Bill.State.VOID).values_list("point_id", flat=True))
    now = clock.now()
    made = Bill.objects.bulk_create(
        [Bill(point_id=point_id, plan=plan, created_at=now) for point_id in listed if point_id not in billed],
        batch_size=500,
    )
    BillLine.objects.bulk_create(
        [BillLine(bill=bill, item=item, quantity=norm, norm=norm) for bill in made for item, norm in norms.items()],
        batch_size=500,
    )
    followed = _follow(drafts, norms)
    if made or followed:
        record(
            actor=actor,
            action="equipment.propose",
            subject_type="plan",
            subject_key=plan.code,
            subject_label=plan.short_title,
            data={"count": len(made), "followed": followed},
        )
    without = tuple(item.name for key, item in items.items() if stated.get(key) is None)
    return Proposed(len(made), followed, without)


def _follow(drafts: Sequence[Bill], norms: dict[Item, int]) -> int:
    """Lines of drafts by the norms of today; how many changed or came."""
    by_id = {item.pk: norm for item, norm in norms.items()}
    lines = {(line.bill_id, line.item_id): line for line in BillLine.objects.filter(bill__in=drafts)}
    changed, new = [], []
    for bill in drafts:
        for item, norm in norms.items():
            line = lines.get((bill.pk, item.pk))
            if line is None:
                new.append(BillLine(bill=bill, item=item, quantity=norm, norm=norm))
            elif line.norm != by_id[item.pk]:
                if line.quantity == line.norm:
                    line.quantity = norm
                line.norm = norm
                changed.append(line)
    BillLine.objects.bulk_create(new, batch_size=500)
    BillLine.objects.bulk_update(changed, ["quantity", "norm"], batch_size=500)
    return len(new) + len(changed)


@transaction.atomic
def set_line(
    *, actor: Actor, bill: Bill, item: Item, quantity: int, decision: Decision | None = None, reason: str = ""
) -> BillLine | None:
    """The point is due so many of ``item``. Anything but the plan's norm needs a decision and a reason.

    Also for an approved bill: there even the way back to the norm needs the decision. Returns ``None`` where the
    item left the bill. The same again writes nothing.
    """
    require_on(actor, MANAGE, bill.point)
    bill = Bill.objects.select_for_update().select_related("plan", "point").get(pk=bill.pk)
    line = BillLine.objects.filter(bill=bill, item=item).first()
    norm = line.norm if line else _norm(bill.plan, item)
    reason, before, problems = nfc(reason), line.quantity if line else 0, []
    if bill.state == Bill.State.VOID:
        problems.append(Problem(bill.point.code, _("danh mục này đã hủy."), _("Lập dự kiến mới.")))
    if quantity < 0:
        problems.append(Problem(_("Số lượng"), _("không thể âm.")))
    departs = quantity != (norm or 0) or bill.state == Bill.State.APPROVED
    if quantity != before and departs:
        words = {"norm": _("không có định mức") if norm is None else _("định mức là %(norm)s") % {"norm": norm}}
        if decision is None:
            message = _("chỉ khác định mức hoặc đổi sau phê duyệt khi có văn bản (%(norm)s).") % words
            problems.append(Problem(_("Theo văn bản"), message, _("Chọn văn bản cho phép.")))
        if not reason:
            problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao điểm này cần khác.")))
    if problems:
        raise Refused(_("Chưa đổi được danh mục thiết bị."), problems)
    if quantity == before:
        return line
    made = _write_line(bill, item, line, quantity, norm, decision if departs else None, reason if departs else "")
    record(
        actor=actor,
        action="equipment.bill_line",
        subject_type="point",
        subject_key=bill.point.code,
        data={
            "item": item.name,
            "before": before,
            "after": quantity,
            "by": _(" theo %(decision)s") % {"decision": decision} if decision and departs else "",
        },
        reason=reason,
    )
    settle_points(actor=actor, point_ids=[bill.point_id], reason=_("đổi danh mục thiết bị"))
    return made


def _write_line(
    bill: Bill,
    item: Item,
    line: BillLine | None,
    quantity: int,
    norm: int | None,
    decision: Decision | None,
    reason: str,
) -> BillLine | None:
    if quantity == 0 and norm is None:
        BillLine.objects.filter(bill=bill, item=item).delete()
        return None
    line = line or BillLine(bill=bill, item=item, norm=norm)
    line.quantity, line.deviation_decision, line.reason = quantity, decision, reason
    line.save()
    return line


def _norm(plan: Plan, item: Item) -> int | None:
    version = latest_version(plan)
    found = version.items.filter(key=item.key).first() if version else None
    return found.per_point if found else None


@transaction.atomic
def allot(
    *,
    actor: Actor,
    plan: Plan,
    item: Item,
    points: Sequence[SupportPoint],
    decision: Decision,
    each: int = 1,
    seen: Collection[str] | None = None,
) -> int:
    """The decision gives an item without a norm to exactly these points, ``each`` pieces a point.

    Points that had it and are not named go without it again. Returns how many points changed; the same again: 0.
    ``Refused`` beyond the plan's total, for an item with a norm, a point without a bill, or when the allotment is no
    longer what the person saw (``seen``: codes of the points that had the item).
    """
    require(actor, MANAGE, plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    version = latest_version(plan)
    stated = version.items.filter(key=item.key).first() if version else None
    bills = {
        bill.point_id: bill
        for bill in Bill.objects.filter(plan=plan).exclude(state=Bill.State.VOID).select_related("point")
    }
    held = {
        line.bill.point_id: line
        for line in BillLine.objects.filter(bill__in=bills.values(), item=item, quantity__gte=1).select_related(
            "bill__point"
        )
    }
    problems = _allot_problems(stated is not None, stated.per_point if stated else None, item, points, set(bills), each)
    total = stated.total if stated else 0
    if each * len(points) > total:
        words = {"asked": each * len(points), "total": total, "item": item.name}
        message = _("%(asked)s cái, kế hoạch chỉ có %(total)s %(item)s.") % words
        problems.append(Problem(_("Số lượng"), message, _("Bỏ bớt điểm, hoặc chờ kế hoạch được điều chỉnh.")))
    if seen is not None and set(seen) != {line.bill.point.code for line in held.values()}:
        message = _("người khác vừa đổi phân bổ này.")
        problems.append(Problem(item.name, message, _("Xem lại phân bổ đang có rồi chọn lại.")))
    if problems:
        raise Refused(_("Chưa phân bổ được."), problems)
    chosen = {point.pk for point in points}
    given = [p for p in points if p.pk not in held or held[p.pk].quantity != each]
    taken = [line for point_id, line in held.items() if point_id not in chosen]
    for point in given:
        _write_line(bills[point.pk], item, held.get(point.pk), each, None, decision, "")
    BillLine.objects.filter(pk__in=[line.pk for line in taken]).delete()
    if not given and not taken:
        return 0
    data = {"item": item.name, "decision": str(decision), "quantity": each}
    for action, codes in (
        ("equipment.allotted", [point.code for point in given]),
        ("equipment.not_allotted", [line.bill.point.code for line in taken]),
    ):
        record_many(actor=actor, action=action, subject_type="point", items=[Told(code, data) for code in codes])
    record(
        actor=actor,
        action="equipment.allot",
        subject_type="plan",
        subject_key=plan.code,
        subject_label=plan.short_title,
        data={**data, "count": len(chosen)},
        after={"points": ", ".join(sorted(point.code for point in points))},
    )
    changed = [point.pk for point in given] + [line.bill.point_id for line in taken]
    settle_points(actor=actor, point_ids=changed, reason=_("đổi phân bổ"))
    return len(changed)


def _allot_problems(
    known: bool, norm: int | None, item: Item, points: Sequence[SupportPoint], billed: set[int], each: int
) -> list[Problem]:
    problems = []
    if not known:
        problems.append(Problem(item.name, _("kế hoạch không có hạng mục này.")))
    if norm is not None:
        words = {"norm": norm}
        message = _("kế hoạch có định mức %(norm)s mỗi điểm.") % words
        problems.append(Problem(item.name, message, _("Đổi riêng từng điểm, theo văn bản.")))
    if each < 1:
        problems.append(Problem(_("Mỗi điểm"), _("phải từ 1 trở lên.")))
    problems += [
        Problem(point.code, _("chưa có danh mục dự kiến."), _("Lập dự kiến theo định mức trước."))
        for point in points
        if point.pk not in billed
    ]
    return problems
