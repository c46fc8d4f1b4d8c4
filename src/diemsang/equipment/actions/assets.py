"""The life of a piece: its serial, where it stands, who holds it, how it is, what happened, its warranty."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, User
from diemsang.accounts.queries import office_names
from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record, record_many
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Minute
from diemsang.equipment.models import (
    Asset,
    AssetCustody,
    AssetEvent,
    AssetPlace,
    Condition,
    serial_exact,
    serial_key,
)
from diemsang.equipment.rights import ACCEPT, DELIVER, MANAGE, STOCKTAKE
from diemsang.equipment.serials import against_assets, bad_serials, clash_problems
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.serial", "ghi số sê-ri {serial} cho {subject}")
register("equipment.serial_cleared", "bỏ số sê-ri {serial} của {subject}")
register("equipment.move", "chuyển {subject} đến {where}, từ {on}")
register("equipment.hold", "ghi {holder} giữ {subject}, từ {on}")
register("equipment.event", "ghi “{kind}” ngày {on} cho {subject}")
register("equipment.warranty", "bảo hành {count} tài sản ở điểm {subject} tính từ {on}")


def lock(actor: Actor, asset: Asset, right: str) -> tuple[Asset, AssetPlace | None]:
    """The piece, locked, and its place; the right is asked where it stands (a store: anywhere)."""
    asset = Asset.objects.select_for_update(of=("self",)).select_related("item", "lot").get(pk=asset.pk)
    place = AssetPlace.objects.filter(asset=asset, voided_at=None, valid_to=None).select_related("point").first()
    if place is not None and place.point is not None:
        require_on(actor, right, place.point)
    else:
        require(actor, right)
    if asset.voided_at is not None:
        raise Refused(_("Chưa ghi được."), [Problem(asset.code, _("tài sản này đã hủy cùng đợt giao."))])
    return asset, place


def _day(on: dt.date, since: dt.date | None = None) -> list[Problem]:
    if on > clock.today():
        return [Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày đã diễn ra."))]
    if since and on < since:
        return [Problem(_("Ngày"), _("trước ngày đang ghi (%(day)s).") % {"day": f"{since:%d/%m/%Y}"})]
    return []


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Refused(_("Chưa ghi được."), problems)


@transaction.atomic
def set_serial(*, actor: Actor, asset: Asset, serial: str, labels_seen: bool = False, reason: str = "") -> Asset:
    """The maker's serial on the piece. Changing one on record needs a reason; the same again writes nothing."""
    asset, _place = lock(actor, asset, DELIVER)
    serial, reason = nfc(serial), nfc(reason)
    if serial == asset.serial:
        return asset
    problems = bad_serials([serial]) or clash_problems(against_assets({asset.item: [serial]}, asset), seen=labels_seen)
    if asset.serial and not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao số đã ghi không đúng.")))
    _refuse(problems)
    before, asset.serial = asset.serial, serial
    asset.serial_exact, asset.serial_key = serial_exact(serial), serial_key(serial)
    asset.save(update_fields=["serial", "serial_exact", "serial_key"])
    _tell(actor, "equipment.serial", asset, {"serial": serial}, reason, before={"serial": before} if before else {})
    return asset


@transaction.atomic
def clear_serial(*, actor: Actor, asset: Asset, reason: str) -> Asset:
    """The serial on record was not this piece's; none is known again."""
    asset, _place = lock(actor, asset, DELIVER)
    if not asset.serial:
        return asset
    if not nfc(reason):
        _refuse([Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao bỏ số đã ghi."))])
    before = asset.serial
    asset.serial = asset.serial_exact = asset.serial_key = ""
    asset.save(update_fields=["serial", "serial_exact", "serial_key"])
    _tell(actor, "equipment.serial_cleared", asset, {"serial": before}, nfc(reason), before={"serial": before})
    return asset


@transaction.atomic
def move_asset(
    *, actor: Actor, asset: Asset, on: dt.date, point: SupportPoint | None = None, store: str = "", source: str = ""
) -> AssetPlace:
    """The piece stands at another point or in a store from ``on`` on. The same again returns the row that stands."""
    asset, place = lock(actor, asset, MANAGE)
    store = nfc(store)
    if point is not None:
        require_on(actor, MANAGE, point)
    if place and (place.point_id, place.store, place.valid_from) == (point.pk if point else None, store, on):
        return place
    problems = _day(on, place.valid_from if place else None)
    if (point is None) == (not store):
        problems.append(Problem(_("Nơi đến"), _("ghi một điểm, hoặc tên kho.")))
    elif place and place.point_id == (point.pk if point else None) and place.store == store:
        problems.append(Problem(_("Nơi đến"), _("tài sản đang ở chính nơi này.")))
    _refuse(problems)
    if place:
        place.valid_to = on
        place.save(update_fields=["valid_to"])
    made = AssetPlace.objects.create(
        asset=asset, point=point, store=store, valid_from=on, source=nfc(source), recorded_at=clock.now()
    )
    where = _("điểm %s") % point.code if point else store
    _tell(actor, "equipment.move", asset, {"where": where, "on": f"{on:%d/%m/%Y}"})
    return made


@transaction.atomic
def hold_asset(
    *,
    actor: Actor,
    asset: Asset,
    on: dt.date,
    office: Office | None = None,
    person: User | None = None,
    minute: Minute | None = None,
    source: str = "",
) -> AssetCustody:
    """An office, a person in it, or both hold the piece from ``on`` on, by a minute. The same again changes nothing."""
    asset, _place = lock(actor, asset, ACCEPT)
    standing = AssetCustody.objects.filter(asset=asset, voided_at=None, valid_to=None).first()
    wanted = (office.pk if office else None, person.pk if person else None)
    if standing and (standing.office_id, standing.person_id) == wanted:
        return standing
    problems = _day(on, standing.valid_from if standing else None)
    if wanted == (None, None):
        problems.append(Problem(_("Bên giữ"), _("còn trống."), _("Chọn cơ quan hoặc người giữ.")))
    _refuse(problems)
    if standing:
        standing.valid_to = on
        standing.save(update_fields=["valid_to"])
    made = AssetCustody.objects.create(
        asset=asset,
        office=office,
        person=person,
        minute=minute,
        source=nfc(source),
        valid_from=on,
        recorded_at=clock.now(),
    )
    _tell(actor, "equipment.hold", asset, {"holder": _holder(office, person, on), "on": f"{on:%d/%m/%Y}"})
    return made


@transaction.atomic
def hold_by_minute(
    *,
    actor: Actor,
    assets: Sequence[Asset],
    on: dt.date,
    office: Office,
    person: User | None,
    minute: Minute,
    source: str,
) -> int:
    """The signed handover gives all these pieces to ``office`` (and a person of it); how many changed hands.

    As ``hold_asset`` for each, in as many queries as for one: a former district hands over hundreds. The minute's act
    has checked the right. ``Refused`` for all when one piece is void or held since a later day.
    """
    rows = list(
        Asset.objects.select_for_update(of=("self",))
        .filter(pk__in=[asset.pk for asset in assets])
        .select_related("item")
        .order_by("pk")
    )
    held = {row.asset_id: row for row in AssetCustody.objects.filter(asset__in=rows, voided_at=None, valid_to=None)}
    wanted = (office.pk, person.pk if person else None)
    problems, new = [], []
    for asset in rows:
        row = held.get(asset.pk)
        if asset.voided_at is not None:
            problems.append(Problem(asset.code, _("tài sản này đã hủy cùng đợt giao.")))
        elif row is None or (row.office_id, row.person_id) != wanted:
            new.append(asset)
            since = row.valid_from if row else None
            problems += [Problem(asset.code, each.message, each.advice) for each in _day(on, since)]
    _refuse(problems)
    ended = [held[asset.pk].pk for asset in new if asset.pk in held]
    AssetCustody.objects.filter(pk__in=ended).update(valid_to=on)
    given = {"office": office, "person": person, "minute": minute, "source": nfc(source), "valid_from": on}
    now = clock.now()
    AssetCustody.objects.bulk_create([AssetCustody(asset=asset, recorded_at=now, **given) for asset in new])
    data = {"holder": _holder(office, person, on), "on": f"{on:%d/%m/%Y}"}
    told = [Told(asset.code, data, subject_label=f"{asset.item.name} {asset.code}") for asset in new]
    record_many(actor=actor, action="equipment.hold", subject_type="asset", items=told)
    return len(new)


def _holder(office: Office | None, person: User | None, on: dt.date) -> str:
    names = [office_names([office.pk], on)[office.pk]] if office else []
    return ", ".join([*names, *([str(person)] if person else [])])


@transaction.atomic
def record_event(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    asset: Asset,
    kind: str,
    on: dt.date,
    note: str = "",
    cost: int | None = None,
    condition: str = "",
    replaced_by: Asset | None = None,
    minute: Minute | None = None,
) -> AssetEvent:
    """A repair, replacement, transfer, disposal, or a look at the condition. The same ``public_id`` changes nothing.

    ``condition`` is how the piece is afterwards. Disposal asks for the right to manage and ends the piece's use.
    """
    right = MANAGE if kind in {"dispose", "transfer", "replace"} else STOCKTAKE
    asset, _place = lock(actor, asset, right)
    standing = AssetEvent.objects.filter(public_id=public_id).first()
    if standing is not None:
        if standing.asset_id != asset.pk:
            _refuse([Problem(asset.code, _("phiếu này đã ghi cho tài sản khác."), _("Tải lại trang rồi ghi lại."))])
        return standing
    problems = _day(on)
    if kind not in AssetEvent.Kind.values or kind == AssetEvent.Kind.RECEIVED:
        problems.append(Problem(_("Việc"), _("không có việc này.")))
    if condition and condition not in Condition.values:
        problems.append(Problem(_("Tình trạng"), _("không có tình trạng này.")))
    if asset.disposed_on:
        problems.append(Problem(asset.code, _("đã thanh lý ngày %s.") % f"{asset.disposed_on:%d/%m/%Y}"))
    if kind == AssetEvent.Kind.REPLACE and (replaced_by is None or replaced_by.pk == asset.pk):
        problems.append(Problem(_("Thay bằng"), _("chọn tài sản khác thay vào.")))
    if kind != AssetEvent.Kind.CONDITION and not nfc(note):
        problems.append(Problem(_("Nội dung"), _("còn trống."), _("Ghi việc đã làm.")))
    _refuse(problems)
    event = AssetEvent.objects.create(
        public_id=public_id,
        asset=asset,
        kind=kind,
        on=on,
        note=nfc(note)[:500] or str(Condition(condition).label if condition else ""),
        cost=cost,
        replaced_by=replaced_by,
        minute=minute,
        made_by=actor.actor_label,
        recorded_at=clock.now(),
    )
    before = asset.condition
    asset.condition = Condition.DISPOSED if kind == AssetEvent.Kind.DISPOSE else condition or before
    asset.disposed_on = on if kind == AssetEvent.Kind.DISPOSE else None
    asset.save(update_fields=["condition", "disposed_on"])
    data = {"kind": str(event.get_kind_display()), "on": f"{on:%d/%m/%Y}"}
    changed = {} if before == asset.condition else {"condition": str(asset.condition)}
    _tell(actor, "equipment.event", asset, data, nfc(note), after=changed)
    return event


@transaction.atomic
def start_warranty(*, actor: Actor, point: SupportPoint, assets: Sequence[Asset], on: dt.date) -> int:
    """Acceptance starts the makers' warranty of these pieces; its last day follows from the months of their lots.

    Called inside the act of acceptance, which has checked its own right. A piece whose warranty has begun, or whose
    lot states no months, is left alone. Returns how many began.
    """
    begun = []
    rows = Asset.objects.select_for_update(of=("self",)).filter(pk__in=[asset.pk for asset in assets], voided_at=None)
    for asset in rows.filter(warranty_from=None).select_related("lot"):
        months = asset.lot.warranty_months if asset.lot else None
        if months:
            asset.warranty_from, asset.warranty_to = on, _after(on, months) - dt.timedelta(days=1)
            begun.append(asset)
    Asset.objects.bulk_update(begun, ["warranty_from", "warranty_to"])
    if begun:
        record(
            actor=actor,
            action="equipment.warranty",
            subject_type="point",
            subject_key=point.code,
            data={"count": len(begun), "on": f"{on:%d/%m/%Y}"},
            after={"assets": ", ".join(asset.code for asset in begun)},
        )
    return len(begun)


@transaction.atomic
def stop_warranty(*, assets: Sequence[Asset], on: dt.date) -> None:
    """The acceptance of ``on`` is void: warranties that began by it have not begun. Its act tells the journal."""
    Asset.objects.filter(pk__in=[a.pk for a in assets], warranty_from=on).update(warranty_from=None, warranty_to=None)


def _after(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, calendar.monthrange(year, month)[1]))


def _tell(
    actor: Actor,
    action: str,
    asset: Asset,
    data: dict[str, str],
    reason: str = "",
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="asset",
        subject_key=asset.code,
        subject_label=f"{asset.item.name} {asset.code}",
        data=data,
        before=before,
        after=after,
        reason=reason,
    )
