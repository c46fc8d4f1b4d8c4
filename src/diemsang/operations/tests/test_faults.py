"""Incidents: told, joined, given away, repaired, opened again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.equipment.actions import (
    move_asset,
)
from diemsang.equipment.models import Asset, AssetEvent
from diemsang.operations.actions import end_outage, record_outage
from diemsang.operations.actions.faults import set_term, withdraw_fault
from diemsang.operations.actions.repair import assign_fault, close_fault, reopen_fault
from diemsang.operations.models import FaultState, FaultVisit, Incident, Outage
from diemsang.operations.queries.faults import fault_rows, open_faults, working_items
from diemsang.operations.tests.conftest import PAPER, TODAY
from diemsang.operations.tests.fault_support import CODE, body, today, told, tv, visit
from diemsang.points.actions import record_milestone
from diemsang.points.models import Milestone, SupportPoint

SignIn = Callable[[User], Client]
D = dt.date
__all__ = ["today", "tv"]  # fixtures


def test_a_fault_has_a_deadline_a_warranty_and_an_end(officer: User, known: SupportPoint, tv: Asset) -> None:
    incident = told(officer, known, asset=tv, found_on=D(2026, 2, 20))
    row = fault_rows([incident], TODAY)[0]
    assert (incident.state, incident.due_on, row.age, row.warranty) == ("OPEN", D(2026, 3, 17), 10, "còn bảo hành")
    assign_fault(actor=officer, incident=incident, to="SUPPLIER", name="Công ty Thiết bị Minh Họa")
    visit(officer, incident, "PARTS", on=D(2026, 2, 25), parts="nguồn")
    incident.refresh_from_db()
    assert incident.state == FaultState.VISITED and not incident.closed_on
    visit(officer, incident, cost=0, note="thay nguồn")
    incident.refresh_from_db()
    tv.refresh_from_db()
    assert [incident.state, incident.closed_on, tv.condition] == ["FIXED", TODAY, "good"]
    assert tv.events.filter(kind=AssetEvent.Kind.REPAIR, cost=0).count() == 1
    assert [step.state for step in incident.steps.all()] == ["OPEN", "ASSIGNED", "VISITED", "FIXED"]


def test_the_same_fault_joins_the_open_one(officer: User, known: SupportPoint, tv: Asset) -> None:
    first = told(officer, known, asset=tv)
    again = uuid.uuid4()
    for _press in range(2):
        assert told(officer, known, asset=tv, public_id=again).pk == first.pk
    first.refresh_from_db()
    assert first.reports == 2
    assert told(officer, known, asset=tv, symptom="sound").pk != first.pk


def test_a_double_press_writes_once(officer: User, known: SupportPoint, tv: Asset) -> None:
    same = uuid.uuid4()
    assert told(officer, known, asset=tv, public_id=same) == told(officer, known, asset=tv, public_id=same)
    incident = Incident.objects.get()
    for _press in range(2):
        visit(officer, incident, "AGAIN", public_id=same)
    assert FaultVisit.objects.count() == 1 and incident.steps.count() == 2
    elsewhere = SupportPoint.objects.get(code="TQ-0091")
    with pytest.raises(Refused, match="điểm khác"):
        told(SYSTEM, elsewhere, kind="LINE", symptom="slow", public_id=same)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"found_on": D(2026, 3, 3)}, "tương lai"),
        ({"symptom": "no-net"}, "không thuộc loại này"),
        ({"kind": "KHAC", "symptom": "dead"}, "không thuộc loại này"),
        ({"symptom": "else"}, "chuyện gì xảy ra"),
        ({}, "tên thiết bị hỏng"),
        ({"note": "x" * 501}, "500 chữ"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(
    officer: User, known: SupportPoint, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        told(officer, known, **more)
    assert not Incident.objects.exists()


def test_a_piece_of_another_place_or_disposed_of_is_refused(officer: User, known: SupportPoint, tv: Asset) -> None:
    with pytest.raises(Refused, match="không ở điểm TQ-0091"):
        told(SYSTEM, SupportPoint.objects.get(code="TQ-0091"), asset=tv)
    move_asset(actor=SYSTEM, asset=tv, point=None, store="Kho xã", on=TODAY, source=PAPER)
    with pytest.raises(Refused, match="không ở điểm"):
        told(officer, known, asset=tv)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": D(2026, 2, 19)}, "trước ngày phát hiện"),
        ({"on": D(2026, 3, 3)}, "tương lai"),
        ({"cost": -1}, "từ 0 đến"),
        ({"cost": 10**12 + 1}, "từ 0 đến"),
        ({"who": " "}, "còn trống"),
        ({"result": "XONG"}, "chưa chọn"),
    ],
)
def test_a_visit_that_makes_no_sense_is_refused(
    officer: User, known: SupportPoint, more: dict[str, Any], words: str
) -> None:
    incident = told(officer, known, kind="LINE", symptom="slow", found_on=D(2026, 2, 20))
    with pytest.raises(Refused, match=words):
        visit(officer, incident, **more)
    assert not FaultVisit.objects.exists()


def test_closing_asks_why_and_opening_again_too(officer: User, known: SupportPoint) -> None:
    incident = told(officer, known, kind="OTHER", symptom="housing", found_on=None)
    with pytest.raises(Refused, match="còn trống"):
        close_fault(actor=officer, incident=incident, state="FIXED", on=TODAY, note="")
    close_fault(actor=officer, incident=incident, state="FIXED", on=TODAY, note="lợp lại mái")
    with pytest.raises(Refused, match="đã đóng"):
        visit(officer, incident)
    with pytest.raises(Refused, match="còn trống"):
        reopen_fault(actor=officer, incident=incident, reason="")
    set_term(actor=SYSTEM, kind="OTHER", days=5)
    reopened = reopen_fault(actor=officer, incident=incident, reason="lại dột")
    assert (reopened.state, reopened.closed_on, reopened.due_on) == ("OPEN", None, D(2026, 3, 7))


def test_a_double_leads_to_the_one_that_stays(officer: User, known: SupportPoint) -> None:
    first = told(officer, known, kind="OTHER", symptom="housing")
    second = told(officer, known, kind="OTHER", symptom="else", note="mái hỏng")
    with pytest.raises(Refused, match="cùng điểm"):
        close_fault(actor=officer, incident=second, state="DUPLICATE", on=TODAY, note="", same_as=second)
    close_fault(actor=officer, incident=second, state="DUPLICATE", on=TODAY, note="", same_as=first)
    first.refresh_from_db()
    assert first.reports == 2
    reopen_fault(actor=officer, incident=second, reason="khác nhau")
    first.refresh_from_db()
    assert first.reports == 1


def test_an_outage_and_its_incident_are_one_fact(officer: User, known: SupportPoint) -> None:
    incident = told(officer, known, kind="LINE", symptom="no-net", found_on=D(2026, 2, 27))
    outage = Outage.objects.get()
    assert incident.outage == outage and outage.start_on == D(2026, 2, 27) and outage.running
    second = told(officer, known, kind="LINE", symptom="no-net", found_on=D(2026, 3, 1))
    assert second.outage == outage, "never a second one over the same hours"
    visit(officer, second)
    outage.refresh_from_db()
    assert outage.over and outage.end_on == TODAY


def test_what_was_no_fault_was_no_outage_either(officer: User, known: SupportPoint) -> None:
    incident = told(officer, known, kind="LINE", symptom="no-net", found_on=TODAY)
    withdraw_fault(actor=officer, incident=incident, reason="ghi nhầm")
    assert Outage.objects.get().voided_at is not None
    again = reopen_fault(actor=officer, incident=incident, reason="mất mạng thật")
    outage = Outage.objects.get()
    assert outage.running and outage.voided_at is None and again.outage == outage


def test_an_outage_that_another_incident_shares_stays(officer: User, known: SupportPoint) -> None:
    first = told(officer, known, kind="LINE", symptom="no-net", found_on=D(2026, 2, 27))
    told(officer, known, kind="OTHER", symptom="housing")
    Incident.objects.exclude(pk=first.pk).update(outage=first.outage)
    withdraw_fault(actor=officer, incident=first, reason="ghi nhầm")
    assert Outage.objects.get().running


def test_an_outage_that_somebody_ended_stays_as_written(officer: User, known: SupportPoint) -> None:
    how: dict[str, Any] = {"actor": officer, "point": known, "kind": "POWER", "source": PAPER}
    outage = record_outage(public_id=uuid.uuid4(), start_on=D(2026, 2, 20), **how)
    incident = told(officer, known, kind="POWER", symptom="no-power", found_on=D(2026, 2, 21))
    assert incident.outage == outage
    end_outage(actor=officer, outage=outage, end_on=D(2026, 2, 22))
    visit(officer, incident)
    outage.refresh_from_db()
    assert outage.end_on == D(2026, 2, 22) and Outage.objects.count() == 1
    told(officer, known, kind="POWER", symptom="no-power", found_on=None)
    assert Outage.objects.count() == 1, "a day that nobody knows makes no outage"


def test_a_piece_works_when_accepted_and_without_an_open_fault(officer: User, known: SupportPoint, tv: Asset) -> None:
    record_milestone(
        actor=SYSTEM,
        point=known,
        item="internet_tv",
        kind=Milestone.Kind.ACCEPTED,
        on=D(2025, 12, 1),
        source="acceptance:1",
    )
    key = (known.pk, "internet_tv")
    assert working_items([known.pk], TODAY)[key] == (1, 1)
    incident = told(officer, known, asset=tv, found_on=D(2026, 3, 1))
    assert working_items([known.pk], TODAY)[key] == (1, 0)
    assert working_items([known.pk], D(2026, 2, 28))[key] == (1, 1)
    assert list(open_faults([known.pk], TODAY)) == [known.pk] and not open_faults([known.pk], D(2026, 2, 28))
    visit(officer, incident, "NOT_FIXABLE")
    assert working_items([known.pk], TODAY)[key] == (1, 0) and not open_faults([known.pk], TODAY)


def test_rights_follow_the_point(
    officer: User, leader: User, known: SupportPoint, make_user: Callable[..., User], tuyen_quang: TuyenQuang
) -> None:
    operator = make_user("van", role="OPERATOR", area=tuyen_quang.now("02221"))
    incident = told(operator, known, kind="LINE", symptom="slow")
    with pytest.raises(PermissionDenied):
        assign_fault(actor=operator, incident=incident, to="CARRIER", name="VNPT")
    with pytest.raises(PermissionDenied):
        told(leader, known, kind="LINE", symptom="slow")
    with pytest.raises(PermissionDenied):
        set_term(actor=officer, kind="LINE", days=4)
    for days in (0, 366):
        with pytest.raises(Refused, match="1 đến 365"):
            set_term(actor=SYSTEM, kind="LINE", days=days)


def test_an_incident_of_another_area_is_not_found(
    officer: User, known: SupportPoint, make_user: Callable[..., User], tuyen_quang: TuyenQuang, signed_in: SignIn
) -> None:
    incident = told(officer, known, kind="LINE", symptom="slow")
    elsewhere = signed_in(make_user("ha", role="COMMUNE", area=tuyen_quang.now("02266")))
    for address in (f"/van-hanh/su-co/{incident.public_id}/", f"/van-hanh/su-co/bao/{CODE}/"):
        assert elsewhere.get(address).status_code == 404 and elsewhere.post(address).status_code == 404
    assert incident.code not in body(elsewhere.get("/van-hanh/su-co/?xuat=csv"))
