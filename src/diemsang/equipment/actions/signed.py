"""What the signature under a minute of equipment causes, and what its voiding takes back."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents.models import Minute
from diemsang.equipment.actions.acts import office_problems
from diemsang.equipment.actions.assets import hold_by_minute, record_event, start_warranty, stop_warranty
from diemsang.equipment.actions.settle import by_minute, settle
from diemsang.equipment.models import (
    Act,
    ActLine,
    Asset,
    AssetCustody,
    AssetEvent,
    AssetPlace,
    Condition,
    Delivery,
    Stocktake,
)
from diemsang.equipment.rights import ACCEPT
from diemsang.equipment.standing import ACCEPTANCE
from diemsang.points.actions import record_custody, void_custody
from diemsang.points.models import PointCustody, SupportPoint
from diemsang.points.queries import visible_to

register("equipment.custody_void", "bỏ bên giữ ghi theo biên bản {code} ở điểm {subject}")

NAMESPACE_EVENT = "minute-event"


def act_of(minute: Minute, *, stands: bool) -> Act:
    """The act, with whether it stands from now on, for this transaction alone."""
    act = Act.objects.select_for_update(of=("self",)).select_related("minute", "office", "person").get(minute=minute)
    act.stands = stands
    act.save(update_fields=["stands"])
    return act


def lines_of(act: Act) -> list[ActLine]:
    """Its lines."""
    return list(act.lines.select_related("point", "asset__item", "item"))


def points_of(lines: list[ActLine]) -> dict[int, SupportPoint]:
    """Points that the lines tell of."""
    return {line.point_id: line.point for line in lines}


def accepted(actor: Actor, minute: Minute) -> None:
    """Signed BB_NT: milestones *accepted*, warranties begin.

    ``Refused`` when a piece was accepted by another, and for a person who may not accept: who installs may hand in
    the paper, but does not let the own work count.
    """
    act = act_of(minute, stands=True)
    lines = lines_of(act)
    points = points_of(lines)
    message = _("bản ký đã giữ; nghiệm thu chờ xã hoặc Sở xem bản ký và bấm «Thử tính lại».")
    _require_acceptor(actor, points, _("Chưa tính được nghiệm thu."), message)
    actor = by_minute(actor)
    list(SupportPoint.objects.select_for_update().filter(pk__in=points).order_by("pk"))
    pieces = [line.asset_id for line in lines if line.asset_id]
    others = ActLine.objects.filter(act__kind=act.kind, act__stands=True, asset__in=pieces).exclude(act=act)
    problems = [
        Problem(other.point.code, _("đã nghiệm thu theo biên bản %s.") % other.act.minute.code)
        for other in others.select_related("point", "act__minute").distinct()
    ]
    if problems:
        raise Refused(_("Chưa tính được nghiệm thu."), problems)
    for point_id, point in points.items():
        mine = [line.asset for line in lines if line.asset is not None and line.point_id == point_id]
        start_warranty(actor=actor, point=point, assets=mine, on=act.on)
    settle(actor=actor, name=ACCEPTANCE, point_ids=set(points), reason=_("nghiệm thu"))


def _require_acceptor(actor: Actor, points: dict[int, SupportPoint], what: str, why: str) -> None:
    allowed = set(visible_to(actor, ACCEPT).filter(pk__in=points).values_list("pk", flat=True))
    beyond = [point.code for point_id, point in sorted(points.items()) if point_id not in allowed]
    if beyond:
        raise Refused(what, [Problem(", ".join(beyond[:10]), why)])


def acceptance_void(actor: Actor, minute: Minute) -> None:
    """The signed BB_NT was voided: nothing it said stands. ``Refused`` for a person who may not accept."""
    act = act_of(minute, stands=False)
    lines = lines_of(act)
    message = _("việc hủy nghiệm thu đã ký là của xã hoặc Sở, nơi nghiệm thu.")
    _require_acceptor(actor, points_of(lines), _("Chưa hủy được biên bản."), message)
    actor = by_minute(actor)
    stop_warranty(assets=[line.asset for line in lines if line.asset is not None], on=act.on)
    reason = minute.void_reason[:300] or _("hủy biên bản")
    settle(actor=actor, name=ACCEPTANCE, point_ids=set(points_of(lines)), reason=reason)


def handed_over(actor: Actor, minute: Minute) -> None:
    """Signed BB_BG or BB_BGSN: pieces and points are held by the receiver from the day on."""
    actor = by_minute(actor)
    act = act_of(minute, stands=True)
    if act.office is None:
        return
    problems = office_problems(act.office, act.on)
    if problems:
        raise Refused(_("Chưa ghi được bàn giao."), problems)
    lines = lines_of(act)
    source = _source(minute)
    pieces = [line.asset for line in lines if line.asset is not None]
    hold_by_minute(
        actor=actor, assets=pieces, on=act.on, office=act.office, person=act.person, minute=minute, source=source
    )
    for point in points_of(lines).values():
        held = PointCustody.objects.filter(point=point, voided_at=None, valid_to=None).first()
        if held is None or held.office_id != act.office_id:
            record_custody(actor=actor, point=point, office=act.office, from_date=act.on, source=source)


def handover_void(actor: Actor, minute: Minute) -> None:
    """The signed handover was voided: its rows are, and who held before holds again."""
    act = act_of(minute, stands=False)
    now, reason = clock.now(), minute.void_reason or _("hủy biên bản")
    for row in AssetCustody.objects.filter(minute=minute, voided_at=None):
        AssetCustody.objects.filter(pk=row.pk).update(voided_at=now, void_reason=reason)
        if row.valid_to is None:
            before = AssetCustody.objects.filter(asset_id=row.asset_id, valid_to=row.valid_from, voided_at=None)
            AssetCustody.objects.filter(pk__in=before.order_by("-id").values("pk")[:1]).update(valid_to=None)
    points = points_of(lines_of(act))
    void_custody(points=points.values(), source=_source(minute), reason=reason)
    for point in points.values():
        record(
            actor=actor,
            action="equipment.custody_void",
            subject_type="point",
            subject_key=point.code,
            data={"code": minute.code},
            reason=reason,
        )


def counted(actor: Actor, minute: Minute) -> None:
    """Signed BB_KK: a piece that is missing is written down as lost, unless it was moved away since the count.

    Where others stand is for a move to say.
    """
    actor = by_minute(actor)
    act = act_of(minute, stands=True)
    here = AssetPlace.objects.filter(voided_at=None, valid_to=None)
    for line in lines_of(act):
        if line.asset is None or line.verdict != ActLine.Verdict.MISSING or line.asset.disposed_on is not None:
            continue
        if here.filter(asset=line.asset, point=line.point_id).exists():
            record_event(
                actor=actor,
                public_id=_event_id(minute, line),
                asset=line.asset,
                kind=AssetEvent.Kind.CONDITION,
                on=act.on,
                condition=Condition.LOST,
                note=_("kiểm kê không thấy"),
                minute=minute,
            )


def requested(actor: Actor, minute: Minute) -> None:
    """Signed DN_TL: the request stands in each piece's life. What is decided on it is recorded when it is decided."""
    actor = by_minute(actor)
    act = act_of(minute, stands=True)
    asked = _("đề nghị điều chuyển") if act.purpose == "transfer" else _("đề nghị thanh lý")
    if act.target is not None:
        asked = f"{asked} {_('đến điểm %s') % act.target.code}"
    for line in lines_of(act):
        if line.asset is not None:
            record_event(
                actor=actor,
                public_id=_event_id(minute, line),
                asset=line.asset,
                kind=AssetEvent.Kind.NOTE,
                on=act.on,
                note=f"{asked}: {act.reason}",
                minute=minute,
            )


def events_void(actor: Actor, minute: Minute) -> None:
    """The signed BB_KK or DN_TL was voided: its events are; a piece called lost by it is of unknown condition again."""
    act_of(minute, stands=False)
    rows = AssetEvent.objects.filter(minute=minute, voided_at=None)
    lost = list(rows.filter(kind=AssetEvent.Kind.CONDITION).values_list("asset_id", flat=True))
    Asset.objects.filter(pk__in=lost, condition=Condition.LOST).update(condition=Condition.UNKNOWN)
    rows.update(voided_at=clock.now(), void_reason=minute.void_reason or _("hủy biên bản"))


def delivery_signed(actor: Actor, minute: Minute) -> None:
    """Signed BB_GN: the paper is held; deliveries counted already."""
    act_of(minute, stands=True)


def delivery_void(actor: Actor, minute: Minute) -> None:
    """The paper was voided; the delivery itself stands until it is voided."""
    act_of(minute, stands=False)


def replaced(actor: Actor, old: Minute, new: Minute) -> None:
    """The draft in place of a voided minute tells of the same act."""
    act = Act.objects.get(minute=old)
    lines = list(act.lines.all())
    act.pk, act.minute, act.stands = None, new, False
    act._state.adding = True
    act.save()
    for line in lines:
        line.pk, line.act = None, act
    ActLine.objects.bulk_create(lines)
    Delivery.objects.filter(minute=old).update(minute=new)
    Stocktake.objects.filter(minute=old).update(minute=new)


def _source(minute: Minute) -> str:
    return _("biên bản bàn giao %(code)s ngày %(day)s") % {"code": minute.code, "day": f"{minute.on:%d/%m/%Y}"}


def _event_id(minute: Minute, line: ActLine) -> uuid.UUID:
    return uuid.uuid5(minute.public_id, f"{NAMESPACE_EVENT}:{line.asset_id}")
