"""Deliveries to points: within the lot, with serials, once; voided with a reason, never edited."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.equipment.actions.ledger import settle_points
from diemsang.equipment.actions.numbers import take_codes
from diemsang.equipment.models import (
    ActLine,
    Asset,
    AssetCustody,
    AssetEvent,
    AssetPlace,
    ChecklistLine,
    Contract,
    Delivery,
    DeliveryLine,
    Item,
    Lot,
    StocktakeLine,
    serial_exact,
    serial_key,
)
from diemsang.equipment.rights import DELIVER
from diemsang.equipment.serials import against_assets, bad_serials, clash_problems, within
from diemsang.points.models import Milestone, SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.deliver", "giao {what} theo hợp đồng {contract} cho điểm {subject}, ngày {on}")
register("equipment.void_delivery", "hủy đợt giao {what} ngày {on} cho điểm {subject}")

LATER = (Milestone.Kind.INSTALLED, Milestone.Kind.ACCEPTED)


@dataclass(frozen=True, slots=True)
class DeliveryWish:
    """So many of a lot, with the serials that are known of them."""

    lot: Lot
    quantity: int
    serials: tuple[str, ...] = ()


@transaction.atomic
def deliver(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    contract: Contract,
    point: SupportPoint,
    on: dt.date,
    lines: Sequence[DeliveryWish],
    labels_seen: bool = False,
) -> Delivery:
    """Goods of a contract came to a point on a day. The same ``public_id`` again returns the row that stands.

    Each piece of an item that is no mere supply becomes an asset at the point. ``labels_seen``: a person looked at
    the makers' labels, and serials that only look alike are truly different. Two people at once: the contract is
    locked, so the second is measured against what the first took. ``Refused`` with numbers beyond the lot.
    """
    require_on(actor, DELIVER, point)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    standing = Delivery.objects.filter(public_id=public_id).first()
    if standing is not None:
        if standing.point_id != point.pk or standing.contract_id != contract.pk:
            problem = Problem(point.code, _("phiếu này đã ghi cho điểm hoặc hợp đồng khác."), _("Mở phiếu mới."))
            raise Refused(_("Chưa ghi được đợt giao."), [problem])
        return standing
    wanted = [
        DeliveryWish(wish.lot, wish.quantity, tuple(serial for typed in wish.serials if (serial := nfc(typed))))
        for wish in lines
    ]
    problems = [*_common(contract, on, wanted), *_beyond(wanted), *_serials(wanted, labels_seen)]
    if problems:
        raise Refused(_("Chưa ghi được đợt giao."), problems)
    delivery = Delivery.objects.create(
        public_id=public_id,
        contract=contract,
        point=point,
        on=on,
        made_by=actor.actor_label,
        recorded_at=clock.now(),
    )
    DeliveryLine.objects.bulk_create(
        [DeliveryLine(delivery=delivery, lot=wish.lot, quantity=wish.quantity) for wish in wanted]
    )
    assets = _make_assets(delivery, contract, wanted)
    record(
        actor=actor,
        action="equipment.deliver",
        subject_type="point",
        subject_key=point.code,
        data={"what": _what(wanted), "contract": contract.number, "on": f"{on:%d/%m/%Y}"},
        after={"assets": ", ".join(asset.code for asset in assets)} if assets else {},
    )
    settle_points(actor=actor, point_ids=[point.pk], reason=_("đợt giao khác được ghi"))
    return delivery


def _what(wanted: Sequence[DeliveryWish]) -> str:
    return ", ".join(f"{wish.quantity} {wish.lot.item.name}" for wish in wanted)


def _common(contract: Contract, on: dt.date, wanted: Sequence[DeliveryWish]) -> list[Problem]:
    problems = []
    if on > clock.today():
        problems.append(Problem(_("Ngày giao"), _("ở tương lai."), _("Ghi ngày hàng đã đến điểm.")))
    if contract.on and on < contract.on:
        words = {"day": f"{contract.on:%d/%m/%Y}"}
        problems.append(Problem(_("Ngày giao"), _("trước ngày ký hợp đồng (%(day)s).") % words))
    if not wanted:
        problems.append(Problem(_("Hàng giao"), _("chưa có dòng nào."), _("Ghi số lượng đã giao.")))
    twice = [lot for lot, times in Counter(wish.lot.pk for wish in wanted).items() if times > 1]
    for wish in wanted:
        name = wish.lot.item.name
        if wish.lot.contract_id != contract.pk:
            problems.append(Problem(name, _("lô này thuộc hợp đồng khác.")))
        if wish.lot.pk in twice:
            problems.append(Problem(name, _("một lô ghi hai dòng."), _("Gộp vào một dòng.")))
        if wish.quantity < 1:
            problems.append(Problem(name, _("số lượng phải từ 1 trở lên.")))
        if len(wish.serials) > max(wish.quantity, 0):
            figures = {"serials": len(wish.serials), "quantity": wish.quantity}
            message = _("có %(serials)s số sê-ri cho %(quantity)s cái.") % figures
            problems.append(Problem(name, message, _("Xem lại số lượng hoặc bớt dòng.")))
        if wish.serials and not wish.lot.item.by_piece:
            problems.append(Problem(name, _("vật tư chỉ đếm số lượng, không ghi sê-ri.")))
    return problems


def _beyond(wanted: Sequence[DeliveryWish]) -> list[Problem]:
    lots = [wish.lot.pk for wish in wanted]
    rows = DeliveryLine.objects.filter(lot__in=lots, delivery__state=Delivery.State.STANDING).order_by()
    came = dict(rows.values_list("lot_id").annotate(total=Sum("quantity")))
    problems = []
    for lot in Lot.objects.filter(pk__in=lots).select_related("item"):
        asked = sum(wish.quantity for wish in wanted if wish.lot.pk == lot.pk)
        left = lot.quantity - came.get(lot.pk, 0)
        if asked > left:
            words = {"lot": lot.quantity, "came": came.get(lot.pk, 0), "left": left, "asked": asked}
            message = _("lô có %(lot)s, đã giao %(came)s, còn %(left)s; không giao %(asked)s được.") % words
            problems.append(Problem(lot.item.name, message, _("Xem lại số lượng, hoặc chọn lô khác.")))
    return problems


def _serials(wanted: Sequence[DeliveryWish], seen: bool) -> list[Problem]:
    typed: dict[Item, list[str]] = defaultdict(list)
    for wish in wanted:
        typed[wish.lot.item] += wish.serials
    problems = bad_serials(serial for serials in typed.values() for serial in serials)
    return problems or clash_problems([*within(typed), *against_assets(typed)], seen=seen)


def _make_assets(delivery: Delivery, contract: Contract, wanted: Sequence[DeliveryWish]) -> list[Asset]:
    pieces = [
        (wish.lot, wish.serials[place] if place < len(wish.serials) else "")
        for wish in wanted
        if wish.lot.item.by_piece
        for place in range(wish.quantity)
    ]
    now = clock.now()
    assets = Asset.objects.bulk_create(
        [
            Asset(
                code=code,
                item=lot.item,
                lot=lot,
                delivery=delivery,
                serial=serial,
                serial_exact=serial_exact(serial),
                serial_key=serial_key(serial),
                original_value=lot.unit_price,
                fund_source=contract.fund_source,
                recorded_at=now,
            )
            for code, (lot, serial) in zip(take_codes(len(pieces)), pieces, strict=True)
        ]
    )
    common = {"recorded_at": now}
    AssetPlace.objects.bulk_create(
        [
            AssetPlace(asset=asset, point=delivery.point, valid_from=delivery.on, source=delivery.source, **common)
            for asset in assets
        ]
    )
    AssetEvent.objects.bulk_create(
        [
            AssetEvent(
                asset=asset,
                kind=AssetEvent.Kind.RECEIVED,
                on=delivery.on,
                note=_("giao theo hợp đồng %s") % contract.number,
                made_by=delivery.made_by,
                **common,
            )
            for asset in assets
        ]
    )
    return assets


@transaction.atomic
def void_delivery(*, actor: Actor, delivery: Delivery, reason: str) -> Delivery:
    """The delivery never was: its pieces, places and milestones are voided with it. Again changes nothing.

    ``Refused`` while something rests on it: an installation or acceptance recorded for the point since, a piece
    that was moved, handed over or repaired, a minute that names it. An open installation sheet or stocktake that
    nobody has ticked it in yet does not stand in the way: its lines go with the pieces.
    """
    require_on(actor, DELIVER, delivery.point)
    Contract.objects.select_for_update().get(pk=delivery.contract_id)
    delivery = Delivery.objects.select_related("point", "contract").get(pk=delivery.pk)
    if delivery.state == Delivery.State.VOID:
        return delivery
    reason, problems = nfc(reason), []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy.")))
    problems += _in_the_way(delivery)
    if problems:
        raise Refused(_("Chưa hủy được đợt giao."), problems)
    now = clock.now()
    void = {"voided_at": now, "void_reason": reason[:300]}
    what = ", ".join(f"{line.quantity} {line.lot.item.name}" for line in delivery.lines.select_related("lot__item"))
    ChecklistLine.objects.filter(_open_sheet(), asset__delivery=delivery).delete()
    # Supplies are counted anew when the sheet is opened next.
    supplies = delivery.lines.values("lot__item")
    ChecklistLine.objects.filter(
        _open_sheet(), checklist__point=delivery.point, asset=None, item__in=supplies, present=None
    ).delete()
    StocktakeLine.objects.filter(stocktake__minute=None, asset__delivery=delivery).delete()
    AssetPlace.objects.filter(asset__delivery=delivery, voided_at=None).update(**void)
    AssetEvent.objects.filter(asset__delivery=delivery, voided_at=None).update(**void)
    Asset.objects.filter(delivery=delivery, voided_at=None).update(**void)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.VOID, **void)
    delivery.refresh_from_db()
    record(
        actor=actor,
        action="equipment.void_delivery",
        subject_type="point",
        subject_key=delivery.point.code,
        data={"what": what, "on": f"{delivery.on:%d/%m/%Y}"},
        reason=reason,
    )
    settle_points(actor=actor, point_ids=[delivery.point_id], reason=reason[:300])
    return delivery


def _open_sheet() -> Q:
    """Lines of installation sheets that are still being filled in."""
    return Q(checklist__state="open", checklist__voided_at=None)


def _needed(delivery: Delivery) -> bool:
    """Whether more is recorded as installed or accepted at the point than would remain delivered without it."""
    mine = dict(delivery.lines.order_by().values_list("lot__item__key").annotate(total=Sum("quantity")))
    rows = Milestone.objects.filter(point=delivery.point, item__in=mine, voided_at=None).order_by()
    told = {
        (item, kind): total for item, kind, total in rows.values_list("item", "kind").annotate(total=Sum("quantity"))
    }
    return any(
        max(told.get((item, kind), 0) for kind in LATER) > told.get((item, Milestone.Kind.DELIVERED), 0) - gone
        for item, gone in mine.items()
    )


def _in_the_way(delivery: Delivery) -> list[Problem]:
    problems = []
    if _needed(delivery):
        message = _("thiết bị của đợt này đã ghi lắp đặt hoặc nghiệm thu.")
        problems.append(Problem(delivery.point.code, message, _("Hủy các mốc ấy trước.")))
    assets = Asset.objects.filter(delivery=delivery, voided_at=None)
    moved = AssetPlace.objects.filter(asset__in=assets, voided_at=None).exclude(source=delivery.source)
    held = AssetCustody.objects.filter(asset__in=assets, voided_at=None)
    acts = AssetEvent.objects.filter(asset__in=assets, voided_at=None).exclude(kind=AssetEvent.Kind.RECEIVED)
    for rows, message in (
        (moved, _("đã chuyển đi nơi khác.")),
        (held, _("đã bàn giao cho bên giữ.")),
        (acts, _("đã ghi việc khác sau khi nhận.")),
    ):
        codes = sorted(set(rows.values_list("asset__code", flat=True)))
        if codes:
            problems.append(Problem(", ".join(codes[:5]), message, _("Hủy việc ấy trước.")))
    ticked = ChecklistLine.objects.filter(_open_sheet(), asset__in=assets, present__isnull=False)
    seen = StocktakeLine.objects.filter(stocktake__minute=None, asset__in=assets).exclude(verdict="unknown")
    papers = ActLine.objects.filter(asset__in=assets).exclude(act__minute__state="void").select_related("act__minute")
    named = [line.act.minute.code for line in papers]
    for told, message, advice in (
        (list(ticked.values_list("asset__code", flat=True)), _("đang ghi ở phiếu lắp đặt."), _("Hủy phiếu ấy trước.")),
        (
            seen.values_list("asset__code", flat=True),
            _("đang ghi ở đợt kiểm kê."),
            _("Kết thúc hoặc sửa đợt ấy trước."),
        ),
        (named, _("biên bản kể đến thiết bị của đợt này."), _("Hủy biên bản trước.")),
    ):
        if told:
            problems.append(Problem(", ".join(sorted(set(told))[:5]), message, advice))
    if delivery.minute is not None and delivery.minute.state != "void" and not named:
        problems.append(Problem(str(delivery.minute), _("biên bản đã lập cho đợt giao này."), _("Hủy biên bản trước.")))
    return problems
