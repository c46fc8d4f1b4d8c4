"""What is done about an incident: given to somebody, visited, closed, opened again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc, search_key
from diemsang.equipment.actions import record_event
from diemsang.equipment.models import Asset, AssetEvent, Condition, Supplier
from diemsang.equipment.queries.firms import firm_called
from diemsang.operations.actions.common import check_past, day_words, refuse
from diemsang.operations.actions.fault_outage import ByIncident, end_linked, linked_outage
from diemsang.operations.actions.faults import enter_fault, hold_fault, step, tell, term_of
from diemsang.operations.models import (
    STANDING,
    AssignedTo,
    FaultState,
    FaultVisit,
    Incident,
    VisitResult,
)
from diemsang.operations.queries.fault_scope import FAULTS, REPORT, fixes_own

register("operations.fault_assign", "giao sự cố {code} ở điểm {subject} cho {whom}: {what}")
register("operations.fault_visit", "ghi lần đến sửa sự cố {code} ở điểm {subject} ngày {on}: {result}")
register("operations.fault_promise", "hẹn ngày {on} đến sửa sự cố {code} ở điểm {subject}: {what}")
register("operations.fault_check", "xem lại sự cố {code} ở điểm {subject}: {what} dùng được")
register("operations.fault_close", "đóng sự cố {code} ở điểm {subject}: {result}")
register("operations.fault_reopen", "mở lại sự cố {code} ở điểm {subject}: {what}")

DEAREST = 1_000_000_000_000
"""Đồng. No repair at a point costs a million million; a larger figure is a slip of the hand."""
LONGEST_WAIT = dt.timedelta(days=90)
"""Nobody is told to wait longer for a repair; who cannot come in a quarter says so otherwise."""
BY_RESULT = {VisitResult.FIXED: FaultState.FIXED, VisitResult.NOT_FIXABLE: FaultState.NOT_FIXABLE}


@transaction.atomic
def assign_fault(
    *, actor: Actor, incident: Incident, to: str, office: Office | None = None, name: str = ""
) -> Incident:
    """Somebody has the next step: the supplier of the lot, the carrier, an office. The same again changes nothing."""
    row = enter_fault(actor, incident, FAULTS)
    problems: list[Problem] = []
    name = nfc(name)[:200]
    if to not in AssignedTo.values:
        problems.append(Problem(_("Giao cho"), _("không có trong danh mục.")))
    elif to == AssignedTo.OFFICE and office is None:
        problems.append(Problem(_("Cơ quan"), _("chưa chọn."), _("Chọn một cơ quan trong danh sách.")))
    elif to != AssignedTo.OFFICE and not name:
        problems.append(Problem(_("Tên bên xử lý"), _("còn trống."), _("Ghi tên nhà cung cấp hoặc nhà mạng.")))
    if row.state == FaultState.REPORTED:
        problems.append(Problem(row.code, _("chưa có ai xác nhận."), _("Xác nhận sự cố trước.")))
    elif row.ended:
        problems.append(Problem(row.code, _("đã đóng: %s.") % row.get_state_display(), _("Mở lại trước.")))
    refuse(problems, _("Chưa giao được sự cố."))
    if to == AssignedTo.OFFICE and office is not None:
        name = office_names([office.pk], clock.today())[office.pk][:200]
    else:
        office = None
    firm = _firm(row, name) if office is None else None
    same = (row.assigned_kind, row.assigned_office, row.assigned_firm, row.assigned_name) == (to, office, firm, name)
    if same and row.state != FaultState.OPEN:
        return row
    if not same:
        row.promised_on = None  # another promised nothing
    row.assigned_kind, row.assigned_office, row.assigned_firm, row.assigned_name = to, office, firm, name
    if row.state == FaultState.OPEN:
        row.state = FaultState.ASSIGNED
    row.save(
        update_fields=["assigned_kind", "assigned_office", "assigned_firm", "assigned_name", "state", "promised_on"]
    )
    step(actor, row, FaultState.ASSIGNED, name)
    tell(actor, "operations.fault_assign", row, whom=name)
    return row


def _firm(row: Incident, name: str) -> Supplier | None:
    """The firm that the name means; the one that sold the piece comes before another of the same name."""
    seller = None
    if row.asset is not None:
        lot = Asset.objects.select_related("lot__contract__supplier").get(pk=row.asset.pk).lot
        seller = lot.contract.supplier if lot is not None else None
    return firm_called(name, seller)


def take_up(firm: Supplier) -> None:
    """What stands and was given to the firm by its name alone is the firm's. Part of the act that links a person."""
    rows = Incident.objects.filter(assigned_kind__in=(AssignedTo.SUPPLIER, AssignedTo.CARRIER), assigned_firm=None)
    key = search_key(firm.name)
    for row in rows.filter(state__in=STANDING):
        if search_key(row.assigned_name) == key and _firm(row, row.assigned_name) == firm:
            row.assigned_firm = firm
            row.save(update_fields=["assigned_firm"])


@transaction.atomic
def record_visit(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    incident: Incident,
    on: dt.date,
    who: str,
    result: str,
    parts: str = "",
    cost: int | None = None,
    note: str = "",
) -> FaultVisit:
    """Somebody came. *Fixed* and *not fixable* close the incident; the piece's life and the outage follow.

    Written by who reports faults of the point, or by the firm that the incident is given to. A firm's *fixed* waits
    for the point to say that it holds; its *not fixable* gives the incident back to who decides what now.
    ``cost`` is whole đồng (0: free of charge; null: not known). The same ``public_id`` changes nothing. ``Refused`` for
    a day before the fault was found or ahead, for a cost below 0 or above a million million, and for an end without a
    word of what was done or why not.
    """
    by_firm = fixes_own(actor, incident)
    row = hold_fault(incident) if by_firm else enter_fault(actor, incident, REPORT)
    made = FaultVisit.objects.filter(public_id=public_id).first()
    if made is not None:
        if made.incident_id != row.pk:
            refuse([Problem(row.code, _("mã của lần ghi này đã dùng rồi."), _("Mở lại trang rồi ghi."))])
        return made
    problems: list[Problem] = []
    who, note, parts = nfc(who)[:120], nfc(note)[:500], nfc(parts)[:300]
    check_past(_("Ngày đến"), on, problems)
    check_after_found(row, _("Ngày đến"), on, problems)
    if not who:
        problems.append(Problem(_("Ai đến"), _("còn trống."), _("Ghi tên đơn vị đến sửa.")))
    if result not in VisitResult.values:
        problems.append(Problem(_("Kết quả"), _("chưa chọn."), _("Chọn một kết quả.")))
    elif result == VisitResult.NOT_FIXABLE and not note:
        problems.append(Problem(_("Đã làm gì"), _("còn trống."), _("Ghi vì sao không sửa được.")))
    elif result == VisitResult.FIXED and not note and not parts:
        problems.append(Problem(_("Đã làm gì"), _("còn trống."), _("Ghi đã sửa thế nào, hoặc thay linh kiện gì.")))
    check_cost(cost, problems)
    check_open(row, problems)
    refuse(problems, _("Chưa ghi được lần đến sửa."))
    visit = FaultVisit.objects.create(
        public_id=public_id,
        incident=row,
        on=on,
        who=who,
        result=result,
        parts=parts,
        cost=cost,
        note=note,
        recorded_by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    row.state = BY_RESULT.get(VisitResult(result), FaultState.VISITED)
    given_back = by_firm and row.state == FaultState.NOT_FIXABLE
    if given_back:
        row.state = FaultState.OPEN
    row.closed_on = on if row.ended else None
    row.to_check, row.promised_on = by_firm and row.state == FaultState.FIXED, None
    row.save(update_fields=["state", "closed_on", "to_check", "promised_on"])
    words = str(visit.get_result_display())
    step(actor, row, row.state, "; ".join(part for part in (f"{day_words(on)}, {who}: {words}", note) if part))
    tell(actor, "operations.fault_visit", row, on=day_words(on), result=words)
    if row.state == FaultState.FIXED:
        end_linked(actor, row, on)
    if row.ended or given_back:
        _tell_piece(actor, row, visit.public_id, on, f"{row.code}: {note or words}", cost)
    return visit


@transaction.atomic
def promise_visit(*, actor: Actor, incident: Incident, on: dt.date) -> Incident:
    """Who repairs says, or is said, to come on a day from today on. The same day again changes nothing.

    Written by the firm that the incident is given to, or by who manages faults of the point. ``Refused`` for a day past
    or further ahead than ``LONGEST_WAIT``, and when the incident is not open.
    """
    row = hold_fault(incident) if fixes_own(actor, incident) else enter_fault(actor, incident, FAULTS)
    if row.promised_on == on and row.standing:
        return row
    problems: list[Problem] = []
    today = clock.today()
    if not today <= on <= today + LONGEST_WAIT:
        message = _("phải từ hôm nay đến %(days)s ngày tới.") % {"days": LONGEST_WAIT.days}
        problems.append(Problem(_("Hẹn đến ngày"), message, _("Đã đến rồi thì ghi lần đến sửa.")))
    check_open(row, problems)
    refuse(problems, _("Chưa ghi được ngày hẹn."))
    row.promised_on = on
    row.save(update_fields=["promised_on"])
    step(actor, row, "", _("hẹn đến ngày %s") % day_words(on))
    tell(actor, "operations.fault_promise", row, on=day_words(on))
    return row


@transaction.atomic
def check_repair(*, actor: Actor, incident: Incident) -> Incident:
    """Somebody of the point saw that what the firm repaired works. Again changes nothing."""
    row = enter_fault(actor, incident, REPORT)
    if not row.to_check:
        return row
    row.to_check = False
    row.save(update_fields=["to_check"])
    step(actor, row, "", _("đã xem lại: dùng được"))
    tell(actor, "operations.fault_check", row)
    return row


@transaction.atomic
def close_fault(
    *,
    actor: Actor,
    incident: Incident,
    state: str,
    on: dt.date,
    note: str,
    same_as: Incident | None = None,
) -> Incident:
    """Closed without a visit: put right by hand, not fixable, or the same as another. Closed so already: unchanged."""
    row = enter_fault(actor, incident, FAULTS)
    if row.state == state and row.closed_on == on:
        return row
    problems: list[Problem] = []
    note = nfc(note)[:500]
    allowed = (FaultState.FIXED, FaultState.NOT_FIXABLE, FaultState.DUPLICATE)
    if state not in allowed:
        problems.append(Problem(_("Kết quả"), _("chưa chọn."), _("Chọn một kết quả.")))
    check_past(_("Xong ngày"), on, problems)
    check_after_found(row, _("Xong ngày"), on, problems)
    if state == FaultState.DUPLICATE:
        if same_as is None or same_as.pk == row.pk or same_as.point_id != row.point_id:
            problems.append(Problem(_("Trùng với"), _("chọn một sự cố khác của cùng điểm.")))
        elif same_as.state in (FaultState.DUPLICATE, FaultState.WITHDRAWN):
            problems.append(Problem(_("Trùng với"), _("sự cố kia đã rút hoặc cũng là bản trùng.")))
    elif not note:
        problems.append(Problem(_("Đã làm gì"), _("còn trống."), _("Ghi đã sửa thế nào, hoặc vì sao không sửa được.")))
    check_open(row, problems)
    refuse(problems, _("Chưa đóng được sự cố."))
    row.state, row.closed_on, row.promised_on = state, on, None
    row.duplicate_of = same_as if state == FaultState.DUPLICATE else None
    row.save(update_fields=["state", "closed_on", "promised_on", "duplicate_of"])
    if row.duplicate_of is not None:
        other = Incident.objects.select_for_update().get(pk=row.duplicate_of.pk)
        other.reports += row.reports
        other.save(update_fields=["reports"])
    words = note or (_("trùng %s") % same_as.code if same_as is not None else "")
    step(actor, row, state, words)
    tell(actor, "operations.fault_close", row, result=str(row.get_state_display()), reason=words)
    if state == FaultState.FIXED:
        end_linked(actor, row, on)
    if state != FaultState.DUPLICATE:
        _tell_piece(actor, row, uuid.uuid5(row.public_id, f"closed-{on}"), on, f"{row.code}: {note}", None)
    return row


@transaction.atomic
def reopen_fault(*, actor: Actor, incident: Incident, reason: str) -> Incident:
    """It fails again, or was closed by mistake: a new deadline from today. An open one stays as it is."""
    row = enter_fault(actor, incident, REPORT)
    if not row.ended:
        return row
    reason = nfc(reason)[:300]
    problems: list[Problem] = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao mở lại.")))
    if row.asset is not None and row.asset.disposed_on is not None:
        problems.append(Problem(row.asset.code, _("đã thanh lý, không còn dùng.")))
    refuse(problems, _("Chưa mở lại được sự cố."))
    twin = row.duplicate_of
    if twin is not None:
        twin = Incident.objects.select_for_update().get(pk=twin.pk)
        twin.reports = max(1, twin.reports - row.reports)
        twin.save(update_fields=["reports"])
    today = clock.today()
    row.state = FaultState.ASSIGNED if row.assigned_kind else FaultState.OPEN
    row.closed_on, row.duplicate_of, row.to_check = None, None, False
    row.opened_on = row.opened_on or today
    row.due_on = today + dt.timedelta(days=term_of(row.kind))
    row.outage = linked_outage(actor, row, today)
    row.save()
    step(actor, row, row.state, reason)
    tell(actor, "operations.fault_reopen", row, reason)
    return row


def check_open(row: Incident, problems: list[Problem]) -> None:
    """Confirmed and not closed."""
    if row.state == FaultState.REPORTED:
        problems.append(Problem(row.code, _("chưa có ai xác nhận."), _("Xác nhận sự cố trước.")))
    elif row.ended:
        problems.append(Problem(row.code, _("đã đóng: %s.") % row.get_state_display(), _("Mở lại trước.")))


def check_after_found(row: Incident, where: str, on: dt.date, problems: list[Problem]) -> None:
    """Nobody repairs what has not failed yet."""
    if row.found_on is not None and on < row.found_on:
        message = _("trước ngày phát hiện %s.") % day_words(row.found_on)
        problems.append(Problem(where, message, _("Kiểm tra lại hai ngày.")))


def check_cost(cost: int | None, problems: list[Problem]) -> None:
    """From 0 to a million million đồng."""
    if cost is not None and not 0 <= cost <= DEAREST:
        message = _("phải từ 0 đến 1.000.000.000.000 đồng.")
        problems.append(Problem(_("Chi phí"), message, _("Ghi số đồng nguyên; chưa rõ thì để trống.")))


def _tell_piece(actor: Actor, row: Incident, key: uuid.UUID, on: dt.date, note: str, cost: int | None) -> None:
    """The piece's own life holds the repair, and how the piece is now."""
    asset = row.asset
    if asset is None or asset.disposed_on is not None or asset.voided_at is not None:
        return
    fixed = row.state == FaultState.FIXED
    record_event(
        actor=ByIncident.of(actor),
        public_id=uuid.uuid5(key, "asset-event"),
        asset=asset,
        kind=AssetEvent.Kind.REPAIR if fixed else AssetEvent.Kind.CONDITION,
        on=on,
        note=note[:500],
        cost=cost,
        condition=Condition.GOOD if fixed else Condition.BROKEN,
    )
