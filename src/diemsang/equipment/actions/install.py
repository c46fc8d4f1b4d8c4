"""The installation checklist: filled in on the spot, finished once, voided with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment.actions.settle import settle
from diemsang.equipment.hands import tell_measure
from diemsang.equipment.models import (
    Act,
    ActLine,
    Asset,
    Checklist,
    ChecklistLine,
    Delivery,
    DeliveryLine,
    Item,
    WorkOrder,
)
from diemsang.equipment.rights import INSTALL
from diemsang.equipment.standing import INSTALLATION
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.checklist", "mở phiếu lắp đặt ở điểm {subject}, ngày {on}")
register("equipment.installed", "lắp đặt xong {what} ở điểm {subject}, ngày {on}")
register("equipment.void_checklist", "hủy phiếu lắp đặt ngày {on} ở điểm {subject}")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the installers saw; ``None`` where nobody looked. Speeds in Mbit/s; ``present`` holds ids of lines."""

    present: frozenset[int]
    on: dt.date
    download: Decimal | None = None
    upload: Decimal | None = None
    sound_left: bool | None = None
    sound_right: bool | None = None
    paired: bool | None = None
    note: str = ""


@transaction.atomic
def open_checklist(*, actor: Actor, public_id: uuid.UUID, point: SupportPoint) -> Checklist:
    """The open checklist of the point, with a line for all that was delivered and is not installed yet.

    One that is open already is returned. ``Refused`` when nothing waits to be installed.
    """
    require_on(actor, INSTALL, point)
    SupportPoint.objects.select_for_update().get(pk=point.pk)
    standing = Checklist.objects.filter(public_id=public_id).first()
    if standing is not None and standing.point_id != point.pk:
        problem = Problem(point.code, _("phiếu này đã ghi cho điểm khác."), _("Mở lại trang lắp đặt của điểm."))
        raise Refused(_("Chưa mở được phiếu lắp đặt."), [problem])
    standing = standing or Checklist.objects.filter(point=point, state="open", voided_at=None).first()
    if standing is not None:
        if standing.state == Checklist.State.OPEN and standing.voided_at is None:
            _take_in(standing, waiting_lines(point))
        return standing
    lines = waiting_lines(point)
    if not lines:
        problem = Problem(point.code, _("không còn thiết bị đã giao chờ lắp."), _("Ghi giao hàng trước."))
        raise Refused(_("Chưa mở được phiếu lắp đặt."), [problem])
    order = WorkOrder.objects.filter(point=point, state__in=("planned", "started")).first()
    made = Checklist.objects.create(
        public_id=public_id,
        point=point,
        order=order,
        on=clock.today(),
        made_by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    for line in lines:
        line.checklist = made
    ChecklistLine.objects.bulk_create(lines)
    _tell(actor, "equipment.checklist", made)
    return made


def _take_in(checklist: Checklist, waiting: Collection[ChecklistLine]) -> None:
    """Lines for what came since the checklist was opened; what went away since is left out."""
    now = {line_key(line): line for line in waiting}
    for line in checklist.lines.all():
        fresh = now.pop(line_key(line), None)
        if fresh is None:
            line.delete()
        elif line.quantity != fresh.quantity:
            line.quantity = fresh.quantity
            line.save(update_fields=["quantity"])
    for line in now.values():
        line.checklist = checklist
    ChecklistLine.objects.bulk_create(now.values())


def line_key(line: ChecklistLine) -> str:
    """How a form names a line that may not be stored yet: ``a12`` a piece, ``i3`` a supply."""
    return f"a{line.asset_id}" if line.asset_id else f"i{line.item_id}"


@transaction.atomic
def install(
    *, actor: Actor, public_id: uuid.UUID, point: SupportPoint, chosen: Collection[str], seen: Seen
) -> Checklist:
    """Open and finish in one press: ``chosen`` holds the ``line_key`` of what was put up. Same id: nothing happens.

    ``Refused`` as ``open_checklist`` and ``finish_checklist`` do; nothing is kept then.
    """
    checklist = open_checklist(actor=actor, public_id=public_id, point=point)
    if checklist.state == Checklist.State.FINISHED:
        return checklist
    lines = {line_key(line): line.pk for line in checklist.lines.all()}
    if set(chosen) - set(lines):
        message = _("có cái không còn chờ lắp ở điểm này.")
        _refuse([Problem(_("Thiết bị"), message, _("Tải lại trang rồi đánh dấu lại."))])
    present = frozenset(lines[key] for key in chosen)
    return finish_checklist(actor=actor, checklist=checklist, seen=replace(seen, present=present))


def waiting_lines(point: SupportPoint) -> list[ChecklistLine]:
    """Lines, not stored, for what stands delivered at the point and no finished checklist holds."""
    done = ChecklistLine.objects.filter(
        checklist__point=point, checklist__state="finished", checklist__voided_at=None, present=True
    )
    installed = set(done.filter(asset__isnull=False).values_list("asset_id", flat=True))
    pieces = Asset.objects.filter(
        voided_at=None, disposed_on=None, places__point=point, places__voided_at=None, places__valid_to=None
    ).select_related("item")
    lines = [ChecklistLine(asset=asset, item=asset.item) for asset in pieces if asset.pk not in installed]
    supplies = DeliveryLine.objects.filter(
        delivery__point=point, delivery__state=Delivery.State.STANDING, lot__item__kind=Item.Kind.SUPPLY
    )
    came = dict(supplies.values_list("lot__item").annotate(total=Sum("quantity")))
    used = dict(done.filter(asset=None).values_list("item").annotate(total=Sum("quantity")))
    for item in Item.objects.filter(pk__in=came):
        left = came[item.pk] - used.get(item.pk, 0)
        if left > 0:
            lines.append(ChecklistLine(item=item, quantity=left))
    return sorted(lines, key=lambda line: (line.item.position, line.asset.code if line.asset else ""))


@transaction.atomic
def finish_checklist(*, actor: Actor, checklist: Checklist, seen: Seen) -> Checklist:
    """What was seen is kept and counts as *installed*. Finished already: nothing happens.

    ``Refused`` when nothing is present, a line is not of this checklist, the day lies ahead or before a delivery.
    """
    require_on(actor, INSTALL, checklist.point)
    checklist = Checklist.objects.select_for_update(of=("self",)).select_related("point", "order").get(pk=checklist.pk)
    if checklist.state == Checklist.State.FINISHED and checklist.voided_at is None:
        return checklist
    lines = list(checklist.lines.select_related("item", "asset__delivery"))
    _refuse(_finish_problems(checklist, lines, seen))
    for line in lines:
        line.present = line.pk in seen.present
    ChecklistLine.objects.bulk_update(lines, ["present"])
    for name in ("on", "download", "upload", "sound_left", "sound_right", "paired"):
        setattr(checklist, name, getattr(seen, name))
    checklist.note = nfc(seen.note)[:500]
    checklist.state, checklist.finished_at = Checklist.State.FINISHED, clock.now()
    checklist.made_by = actor.actor_label[:200]
    checklist.save()
    if checklist.order is not None and checklist.order.state in {"planned", "started"}:
        WorkOrder.objects.filter(pk=checklist.order.pk).update(state=WorkOrder.State.DONE)
    what = ", ".join(f"{line.quantity} {line.item.name}" for line in lines if line.present)
    _tell(actor, "equipment.installed", checklist, {"what": what})
    settle(actor=actor, name=INSTALLATION, point_ids=[checklist.point_id], reason=_("ghi phiếu lắp đặt"))
    tell_measure(actor, checklist)
    return checklist


def _finish_problems(checklist: Checklist, lines: Collection[ChecklistLine], seen: Seen) -> list[Problem]:
    problems = []
    if checklist.voided_at is not None:
        problems.append(Problem(_("Phiếu"), _("đã hủy."), _("Mở phiếu mới.")))
    if not seen.present:
        problems.append(Problem(_("Thiết bị"), _("chưa chọn cái nào có mặt."), _("Đánh dấu thiết bị đã lắp.")))
    if seen.present - {line.pk for line in lines}:
        problems.append(Problem(_("Thiết bị"), _("không thuộc phiếu này."), _("Tải lại trang.")))
    if seen.on > clock.today():
        problems.append(Problem(_("Ngày"), _("ở tương lai."), _("Ghi ngày đã lắp.")))
    came = [line.asset.delivery.on for line in lines if line.pk in seen.present and line.asset and line.asset.delivery]
    if came and seen.on < max(came):
        message = _("trước ngày giao (%s).") % f"{max(came):%d/%m/%Y}"
        problems.append(Problem(_("Ngày"), message, _("Ghi ngày đã lắp.")))
    for value, where in ((seen.download, _("Tốc độ tải xuống")), (seen.upload, _("Tốc độ tải lên"))):
        if value is not None and not 0 <= value < 100_000:
            problems.append(Problem(where, _("phải từ 0 đến 99.999 Mbit/giây.")))
    return problems


@transaction.atomic
def void_checklist(*, actor: Actor, checklist: Checklist, reason: str) -> Checklist:
    """The installation never was; its milestones are voided. ``Refused`` while any acceptance names its pieces."""
    require_on(actor, INSTALL, checklist.point)
    checklist = Checklist.objects.select_for_update(of=("self",)).select_related("point").get(pk=checklist.pk)
    if checklist.voided_at is not None:
        return checklist
    reason, problems = nfc(reason), []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao hủy.")))
    for minute in acceptances_of(checklist):
        words = _("đã có trong biên bản nghiệm thu %s.") % minute.code
        problems.append(Problem(checklist.point.code, words, _("Hủy biên bản nghiệm thu trước.")))
    _refuse(problems)
    checklist.voided_at, checklist.void_reason = clock.now(), reason
    checklist.save(update_fields=["voided_at", "void_reason"])
    _tell(actor, "equipment.void_checklist", checklist, reason=reason)
    settle(actor=actor, name=INSTALLATION, point_ids=[checklist.point_id], reason=reason[:300])
    tell_measure(actor, checklist)
    return checklist


def acceptances_of(checklist: Checklist) -> list[Minute]:
    """Acceptance minutes, the void left out, that name what the checklist put up."""
    put_up = checklist.lines.filter(present=True)
    told = Q(asset__in=put_up.filter(asset__isnull=False).values("asset")) | Q(
        asset=None, point=checklist.point, item__in=put_up.filter(asset=None).values("item")
    )
    acts = Act.objects.filter(kind=MinuteKind.BB_NT, pk__in=ActLine.objects.filter(told).values("act"))
    return [row.minute for row in acts.exclude(minute__state=MinuteState.VOID).select_related("minute")]


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Refused(_("Chưa ghi được phiếu lắp đặt."), problems)


def _tell(
    actor: Actor, action: str, checklist: Checklist, more: dict[str, str] | None = None, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=checklist.point.code,
        data={"on": f"{checklist.on:%d/%m/%Y}"} | (more or {}),
        reason=reason,
    )
