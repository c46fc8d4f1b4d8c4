"""A supplier or carrier sees the incidents given to its firm, writes down its visits, and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.tasks import When, tasks_for
from diemsang.equipment import actions as equipment
from diemsang.equipment.models import Asset, AssetEvent, Supplier, SupplierPerson
from diemsang.operations.actions.faults import confirm_fault, withdraw_fault
from diemsang.operations.actions.repair import assign_fault, close_fault, reopen_fault
from diemsang.operations.models import AssignedTo, FaultState, FaultVisit, Incident
from diemsang.operations.queries.fault_scope import incident_for, incidents_for
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.operations.tests.fault_support import CODE, body, today, told, tv, visit
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to

SignIn = Callable[[User], Client]
D = dt.date
SELLER, OTHER = "Công ty Thiết bị Minh Họa", "Viễn thông Minh Họa"
__all__ = ["today", "tv"]  # fixtures


def link(user: User, name: str) -> SupplierPerson:
    firm = Supplier.objects.filter(name=name).first() or equipment.write_firm(actor=SYSTEM, name=name)
    return equipment.link_person(actor=SYSTEM, public_id=uuid.uuid4(), supplier=firm, username=user.username)


@pytest.fixture
def cung(plan: Plan, make_user: MakeUser) -> User:
    """A supplier's person without a firm so far."""
    return make_user("cung", role="SUPPLIER", full_name="Phạm Văn Cung")


@pytest.fixture
def given(known: SupportPoint, tv: Asset) -> Incident:
    """The television does not start; the firm that sold it is to come."""
    row = told(SYSTEM, known, asset=tv)
    return assign_fault(actor=SYSTEM, incident=row, to=AssignedTo.SUPPLIER, name=SELLER)


@pytest.fixture
def others(known: SupportPoint) -> Incident:
    """The line of the same point is slow; a carrier is to come."""
    row = told(SYSTEM, known, kind="LINE", symptom="slow")
    return assign_fault(actor=SYSTEM, incident=row, to=AssignedTo.CARRIER, name=OTHER)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_firm_sees_what_is_given_to_it_and_no_more(
    cung: User, given: Incident, others: Incident, signed_in: SignIn, known: SupportPoint
) -> None:
    link(cung, SELLER)
    assert list(incidents_for(cung)) == [given]
    with pytest.raises(Http404):
        incident_for(cung, others.public_id)
    client = signed_in(cung)
    statuses = {
        f"/van-hanh/su-co/{given.public_id}/": 200,
        f"/van-hanh/su-co/{given.public_id}/phieu/": 200,
        f"/van-hanh/su-co/{others.public_id}/": 404,
        f"/van-hanh/su-co/{others.public_id}/phieu/": 404,
        "/van-hanh/su-co/": 200,
        "/van-hanh/su-co/thoi-han/": 403,
        f"/van-hanh/su-co/bao/{CODE}/": 403,
        f"/van-hanh/diem/{CODE}/": 403,
        "/van-hanh/kiem-tra/": 403,
        "/van-hanh/": 403,
    }
    assert {address: client.get(address).status_code for address in statuses} == statuses
    for address in ("/van-hanh/su-co/", "/van-hanh/su-co/?xuat=csv", f"/diem/{CODE}/", f"/van-hanh/su-co/?q={CODE}"):
        text = body(client.get(address))
        assert given.code in text, address
        assert others.code not in text, address
    assert client.post(f"/van-hanh/su-co/{others.public_id}/", {"viec": "den-sua"}).status_code == 404


def test_a_carrier_is_found_by_its_name_when_somebody_of_it_is_linked(
    cung: User, given: Incident, others: Incident
) -> None:
    assert others.assigned_firm is None
    made = link(cung, "VIỄN THÔNG MINH HỌA")
    assert list(incidents_for(cung)) == [others]
    assert [point.code for point in visible_to(cung)] == [CODE]
    equipment.end_link(actor=SYSTEM, link=made)
    assert not incidents_for(again(cung)).exists()
    assert not visible_to(again(cung)).exists()


def test_a_name_that_two_firms_bear_means_neither(cung: User, others: Incident, known: SupportPoint) -> None:
    for code in ("0100000001", "0100000002"):
        equipment.write_firm(actor=SYSTEM, name=OTHER, tax_code=code)
    link(cung, OTHER)
    assert not incidents_for(cung).exists()
    assign_fault(actor=SYSTEM, incident=others, to=AssignedTo.CARRIER, name=OTHER)
    assert not incidents_for(cung).exists()


def test_given_to_somebody_else_it_is_out_of_sight(cung: User, others: Incident, given: Incident) -> None:
    link(cung, OTHER)
    assign_fault(actor=SYSTEM, incident=others, to=AssignedTo.CARRIER, name="Nhà mạng khác")
    assert not incidents_for(cung).exists()


def test_pieces_it_sold_under_warranty_may_be_read_not_written(
    cung: User, known: SupportPoint, tv: Asset, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    row = told(SYSTEM, known, asset=tv)
    assert list(incidents_for(cung)) == [row]
    with pytest.raises(PermissionDenied):
        visit(cung, row)
    answer = signed_in(cung).get(f"/van-hanh/su-co/{row.public_id}/")
    assert answer.context["acts"] == set()
    assert signed_in(cung).post(f"/van-hanh/su-co/{row.public_id}/", {"viec": "den-sua"}).status_code == 403
    Asset.objects.filter(pk=tv.pk).update(warranty_to=TODAY - dt.timedelta(days=1))
    assert not incidents_for(cung).exists()


def test_what_nobody_confirmed_and_what_was_withdrawn_is_not_shown(
    cung: User, known: SupportPoint, tv: Asset, given: Incident
) -> None:
    link(cung, SELLER)
    withdraw_fault(actor=SYSTEM, incident=given, reason="ghi nhầm")
    assert not incidents_for(cung).exists()
    row = told(SYSTEM, known, asset=tv, symptom="sound")
    Incident.objects.filter(pk=row.pk).update(state=FaultState.REPORTED, opened_on=None, due_on=None)
    assert not incidents_for(cung).exists()
    confirm_fault(actor=SYSTEM, incident=row)
    assert list(incidents_for(cung)) == [row]


def test_the_firm_writes_its_visit_once_and_the_piece_tells_it(
    cung: User, given: Incident, tv: Asset, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    client, address = signed_in(cung), f"/van-hanh/su-co/{given.public_id}/"
    assert client.get(address).context["acts"] == {"den-sua", "hen"}
    sent = {
        "viec": "den-sua",
        "public_id": str(uuid.uuid4()),
        "on": f"{TODAY:%d/%m/%Y}",
        "who": "Phạm Văn Cung",
        "result": "FIXED",
        "cost": "0",
        "parts": "cầu chì",
        "note": "thay cầu chì",
    }
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    assert FaultVisit.objects.count() == 1
    given.refresh_from_db()
    assert (given.state, given.closed_on) == (FaultState.FIXED, TODAY)
    assert AssetEvent.objects.filter(asset=tv, kind=AssetEvent.Kind.REPAIR).count() == 1
    assert client.get(address).context["acts"] == set()
    reopen_fault(actor=SYSTEM, incident=given, reason="lại hỏng")
    assert client.get(address).context["acts"] == {"den-sua", "hen"}


@pytest.mark.parametrize(
    ("differ", "words"),
    [
        ({"on": "01/01/2020"}, "trước ngày phát hiện"),
        ({"on": "01/01/2099"}, "tương lai"),
        ({"who": ""}, "Trường này"),
        ({"cost": "-5"}, "phải từ 0"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_and_the_form_kept(
    differ: dict[str, str], words: str, cung: User, given: Incident, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    sent = {"viec": "den-sua", "public_id": str(uuid.uuid4()), "on": f"{TODAY:%d/%m/%Y}", "who": "Cung"}
    sent |= {"result": "PARTS", "note": "chờ bảng mạch", **differ}
    answer = signed_in(cung).post(f"/van-hanh/su-co/{given.public_id}/", sent)
    assert answer.status_code == 422
    assert "chờ bảng mạch" in body(answer)
    assert words in body(answer)
    assert not FaultVisit.objects.exists()


def test_other_acts_stay_the_commune_s(cung: User, given: Incident) -> None:
    link(cung, SELLER)
    for act in (
        lambda: assign_fault(actor=cung, incident=given, to=AssignedTo.SUPPLIER, name=OTHER),
        lambda: close_fault(actor=cung, incident=given, state="FIXED", on=TODAY, note="xong"),
        lambda: withdraw_fault(actor=cung, incident=given, reason="không phải"),
        lambda: told(cung, given.point, kind="OTHER", symptom="housing"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_ended_link_writes_no_more(cung: User, given: Incident) -> None:
    made = link(cung, SELLER)
    equipment.end_link(actor=SYSTEM, link=made)
    with pytest.raises(Http404):
        visit(again(cung), given)


def test_somebody_of_two_firms_has_the_work_of_both(cung: User, given: Incident, others: Incident) -> None:
    link(cung, SELLER)
    link(cung, OTHER)
    assert set(incidents_for(cung)) == {given, others}


def test_own_faults_wait_on_the_home_page_late_ones_first(
    cung: User, given: Incident, others: Incident, known: SupportPoint, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    Incident.objects.filter(pk=given.pk).update(due_on=TODAY - dt.timedelta(days=1))
    for number in range(4):
        row = told(SYSTEM, known, kind="OTHER", symptom="else", note=f"việc {number}")
        assign_fault(actor=SYSTEM, incident=row, to=AssignedTo.SUPPLIER, name=SELLER)
    groups = tasks_for(cung, TODAY)
    tasks = [(group.when, task) for group in groups for task in group.tasks if "sự cố" in task.what.lower()]
    assert [(when, task.count) for when, task in tasks] == [(When.LATE, 1), (When.LATER, 4)]
    assert tasks[0][1].href.endswith(f"/{given.public_id}/")
    listed = signed_in(cung).get(tasks[1][1].href)
    assert len(listed.context["listing"].rows) == 4
    assert "Đến sửa sự cố" in body(signed_in(cung).get("/"))


def test_without_a_firm_the_list_of_faults_says_whom_to_ask(
    cung: User, given: Incident, signed_in: SignIn, specialist: User
) -> None:
    text = body(signed_in(cung).get("/van-hanh/su-co/"))
    assert "chưa gắn với nhà cung cấp nào" in text
    assert f"/{given.public_id}/" not in text
    assert "Sự cố" in body(signed_in(cung).get("/"))


def test_the_list_of_a_firm_costs_as_many_queries_with_any_rows(
    cung: User, given: Incident, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    link(cung, SELLER)
    client = signed_in(cung)
    for name, address in (("list", "/van-hanh/su-co/"), ("page", f"/van-hanh/su-co/{given.public_id}/"), ("home", "/")):
        client.get(address)
        with frozen_queries(f"faults of a firm, {name}"):
            assert client.get(address).status_code == 200


def test_a_specialist_sees_as_before(specialist: User, given: Incident, others: Incident) -> None:
    assert set(incidents_for(specialist)) == {given, others}
    with pytest.raises(Refused):
        close_fault(actor=specialist, incident=given, state="FIXED", on=TODAY, note="")
