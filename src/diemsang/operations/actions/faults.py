"""Incidents: told, confirmed, told again, withdrawn. What is done about them stands in ``actions.repair``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.equipment.models import Asset, AssetPlace, Item
from diemsang.operations.actions.common import check_past, day_words, refuse
from diemsang.operations.actions.fault_outage import linked_outage, take_back_linked
from diemsang.operations.fault_words import thing_words
from diemsang.operations.models import (
    STANDING,
    SYMPTOMS,
    FaultKind,
    FaultState,
    FaultStep,
    FaultTerm,
    FoundBy,
    Incident,
    Symptom,
)
from diemsang.operations.models.faults import USUAL_DAYS
from diemsang.operations.queries.fault_scope import FAULTS, REPORT, TERMS
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.fault", "báo sự cố {code} ở điểm {subject}: {what}, {symptom}")
register("operations.fault_again", "báo lại sự cố {code} ở điểm {subject}: {what}")
register("operations.fault_confirm", "xác nhận sự cố {code} ở điểm {subject}: {what}")
register("operations.fault_withdraw", "rút sự cố {code} ở điểm {subject}: {what}")
register("operations.fault_term", "đặt thời hạn xử lý sự cố loại {subject}: {days} ngày")

MOST_DAYS = 365


@transaction.atomic
def report_fault(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    kind: str,
    symptom: str,
    found_by: str,
    found_on: dt.date | None = None,
    asset: Asset | None = None,
    item: Item | None = None,
    note: str = "",
) -> Incident:
    """Something fails at the point. The same piece (or line, power) with the same symptom joins the open incident.

    The same ``public_id`` changes nothing. ``Refused`` for a piece that does not stand at the point or was disposed of,
    a symptom of another kind, a day ahead, or a thing without a name.
    """
    require_on(actor, REPORT, point)
    lock_point(point)
    made = told_before(public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    note = nfc(note)
    check_past(_("Phát hiện ngày"), found_on, problems)
    if kind not in FaultKind.values or symptom not in SYMPTOMS[FaultKind(kind)]:
        problems.append(Problem(_("Biểu hiện"), _("chưa chọn, hoặc không thuộc loại này."), _("Chọn một hình.")))
    if found_by not in FoundBy.values:
        problems.append(Problem(_("Ai phát hiện"), _("không có trong danh mục.")))
    if len(note) > 500:
        problems.append(Problem(_("Mô tả thêm"), _("dài quá 500 chữ."), _("Rút gọn.")))
    if symptom == Symptom.ELSE and not note:
        problems.append(Problem(_("Mô tả thêm"), _("còn trống."), _("Ghi chuyện gì xảy ra.")))
    if (asset is not None or item is not None) and kind != FaultKind.ITEM:
        problems.append(Problem(_("Cái gì hỏng"), _("chỉ sự cố thiết bị mới gắn với thiết bị.")))
    if kind == FaultKind.ITEM and asset is None and item is None and not note:
        problems.append(Problem(_("Mô tả thêm"), _("còn trống."), _("Ghi tên thiết bị hỏng.")))
    if asset is not None:
        check_piece(asset, point, problems)
        item = asset.item
    refuse(problems, _("Chưa báo được sự cố."))
    standing = same_open(point, kind, symptom, asset, item)
    if standing is not None:
        _join(actor, standing, public_id, note)
        return standing
    incident = Incident(
        public_id=public_id,
        point=point,
        kind=kind,
        item=item,
        asset=asset,
        symptom=symptom,
        note=note,
        found_by=found_by,
        found_on=found_on,
        reported_by=actor.actor_label[:200],
        reported_at=clock.now(),
    )
    open_now(actor, incident)
    incident.save()
    step(actor, incident, FaultState.OPEN, note)
    tell(actor, "operations.fault", incident)
    return incident


@transaction.atomic
def confirm_fault(*, actor: Actor, incident: Incident) -> Incident:
    """Somebody of the point saw that it is so: from today the deadline counts. Again changes nothing."""
    row = enter_fault(actor, incident, REPORT)
    if row.state != FaultState.REPORTED:
        return row
    open_now(actor, row)
    row.save()
    step(actor, row, FaultState.OPEN, "")
    tell(actor, "operations.fault_confirm", row)
    return row


@transaction.atomic
def withdraw_fault(*, actor: Actor, incident: Incident, reason: str) -> Incident:
    """It was no fault, or written by mistake. What came from a sticker, whoever may report takes back.
    The outage that it alone had begun goes with it."""
    right = REPORT if incident.state == FaultState.REPORTED else FAULTS
    row = enter_fault(actor, incident, right)
    if row.state == FaultState.WITHDRAWN:
        return row
    problems: list[Problem] = []
    reason = nfc(reason)[:300]
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao không phải sự cố.")))
    if row.ended:
        problems.append(Problem(row.code, _("đã đóng: %s.") % row.get_state_display(), _("Mở lại trước.")))
    refuse(problems, _("Chưa rút được sự cố."))
    row.state, row.closed_on = FaultState.WITHDRAWN, max(clock.today(), row.found_on or dt.date.min)
    row.promised_on = None
    row.save(update_fields=["state", "closed_on", "promised_on"])
    step(actor, row, FaultState.WITHDRAWN, reason)
    tell(actor, "operations.fault_withdraw", row, reason)
    take_back_linked(actor, row, reason)
    return row


@transaction.atomic
def set_terms(*, actor: Actor, days: Mapping[str, int]) -> None:
    """Several kinds at once: all of them, or ``Refused`` and none."""
    for kind, most in days.items():
        set_term(actor=actor, kind=kind, days=most)


@transaction.atomic
def set_term(*, actor: Actor, kind: str, days: int) -> FaultTerm:
    """How many days such an incident may take from now on; deadlines already given stay. ``Refused`` outside 1–365."""
    require(actor, TERMS)
    problems: list[Problem] = []
    if kind not in FaultKind.values:
        problems.append(Problem(_("Loại"), _("không có trong danh mục.")))
    if not 1 <= days <= MOST_DAYS:
        problems.append(Problem(_("Số ngày"), _("phải từ 1 đến 365."), _("Sửa lại số ngày.")))
    refuse(problems, _("Chưa đặt được thời hạn."))
    row = FaultTerm.objects.filter(kind=kind).first() or FaultTerm(kind=kind)
    if row.days != days:
        before, row.days = row.days, days
        row.save()
        record(
            actor=actor,
            action="operations.fault_term",
            subject_type="fault_term",
            subject_key=kind,
            subject_label=str(FaultKind(kind).label),
            before={"days": before},
            data={"days": days},
        )
    return row


# What the acts share


def lock_point(point: SupportPoint) -> None:
    """Two people who write about one point write one after the other."""
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))


def enter_fault(actor: Actor, incident: Incident, right: str) -> Incident:
    """Check the right over the point, hold it, and read the row anew."""
    require_on(actor, right, incident.point)
    return hold_fault(incident)


def hold_fault(incident: Incident) -> Incident:
    """Read anew while nobody else writes about its point. The caller has asked for the right."""
    lock_point(incident.point)
    return Incident.objects.select_related("point", "item", "asset", "outage").get(pk=incident.pk)


def told_before(public_id: uuid.UUID, point: SupportPoint) -> Incident | None:
    """What the first press of the same form made or joined. ``Refused`` when the id is another point's."""
    made = Incident.objects.filter(public_id=public_id).first()
    if made is None:
        told = FaultStep.objects.filter(told_id=public_id).select_related("incident").first()
        made = told.incident if told is not None else None
    if made is not None and made.point_id != point.pk:
        message = _("mã của lần ghi này đã dùng cho điểm khác.")
        refuse([Problem(point.code, message, _("Mở lại trang rồi ghi."))])
    return made


def check_piece(asset: Asset, point: SupportPoint, problems: list[Problem]) -> None:
    """The piece stands at the point today, and is still in use."""
    asset = Asset.objects.get(pk=asset.pk)
    if asset.disposed_on is not None or asset.voided_at is not None:
        message = _("đã thanh lý, không còn dùng.")
        problems.append(Problem(asset.code, message, _("Chọn thiết bị khác.")))
        return
    here = AssetPlace.objects.filter(on_date(clock.today()), asset=asset, point=point, voided_at=None)
    if not here.exists():
        message = _("không ở điểm %s theo sổ.") % point.code
        problems.append(Problem(asset.code, message, _("Ghi điều chuyển thiết bị trước, hoặc chọn thiết bị khác.")))


def same_open(point: SupportPoint, kind: str, symptom: str, asset: Asset | None, item: Item | None) -> Incident | None:
    """The incident, not closed, that tells of the same thing. Of what has no name (``else``) each is its own."""
    if symptom == Symptom.ELSE or (kind == FaultKind.ITEM and asset is None and item is None):
        return None
    rows = Incident.objects.filter(point=point, kind=kind, symptom=symptom, asset=asset, item=item)
    found = rows.filter(state__in=[FaultState.REPORTED, *STANDING]).select_related("point", "item", "asset", "outage")
    return found.first()


def _join(actor: Actor, standing: Incident, told_id: uuid.UUID, note: str) -> None:
    standing.reports += 1
    state = ""
    if standing.state == FaultState.REPORTED:
        open_now(actor, standing)
        state = FaultState.OPEN.value
    standing.save()
    step(actor, standing, state, note or _("báo lại"), told_id)
    tell(actor, "operations.fault_again", standing)


def open_now(actor: Actor, incident: Incident) -> None:
    """From today somebody has to see to it. The caller saves."""
    today = clock.today()
    incident.state, incident.opened_on = FaultState.OPEN, today
    incident.due_on = today + dt.timedelta(days=term_of(incident.kind))
    incident.outage = linked_outage(actor, incident, incident.found_on)


def term_of(kind: str) -> int:
    """Days that an incident of the kind may take."""
    row = FaultTerm.objects.filter(kind=kind).first()
    return row.days if row is not None else USUAL_DAYS[FaultKind(kind)]


def step(actor: Actor, incident: Incident, state: str, text: str, told_id: uuid.UUID | None = None) -> None:
    """One line of its story."""
    FaultStep.objects.create(
        incident=incident,
        at=clock.now(),
        by=actor.actor_label[:200],
        state=state,
        text=text[:600],
        told_id=told_id,
    )


def tell(actor: Actor, action: str, incident: Incident, reason: str = "", **more: str) -> None:
    """One sentence of the journal, on the point's own story."""
    told = {"code": incident.code, "what": thing_words(incident), "symptom": str(incident.get_symptom_display())}
    if incident.found_on is not None:
        told["found"] = day_words(incident.found_on)
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=incident.point.code,
        data=told | more,
        reason=reason,
    )
