"""Who looks after a point: assigned, handed over, ended, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.accounts.registry import holdings_of
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Refused
from diemsang.documents.minutes.words import words_of
from diemsang.documents.models import MinuteState
from diemsang.operations import actions
from diemsang.operations.actions import Given, Who
from diemsang.operations.models import OperatorAssignment, OperatorHandover
from diemsang.operations.queries.people import people_rows
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.points.models import SupportPoint

D = dt.date
START = D(2025, 8, 1)
CHUC = Who(name="Ma Văn Chúc", phone="0912345678")


@pytest.fixture
def operator(tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Has an account."""
    return make_user("dung", role="OPERATOR", area=tuyen_quang.now("02221"), full_name="Bàn Văn Dũng")


def put(actor: Actor, point: SupportPoint, who: Who = CHUC, role: str = "IN_CHARGE", **more: Any) -> OperatorAssignment:
    """On record since 01/08/2025."""
    how = {"public_id": uuid.uuid4(), "source": "TB 3/TB-UBND", "from_date": START, **more}
    with clock.fixed(TODAY):
        return actions.assign(actor=actor, point=point, role=role, who=who, **how)


def hand(actor: Actor, point: SupportPoint, to: Who, on: dt.date = TODAY, **more: Any) -> OperatorHandover:
    """A handover with one line."""
    given = Given(lines=[["Internet TV", "SN-1", "tốt"], ["", "", ""]], keys="2 chìa", pin_told=True)
    how = {"public_id": uuid.uuid4(), "given": given, "source": "Biên bản", **more}
    with clock.fixed(TODAY):
        return actions.hand_over(actor=actor, point=point, on=on, to=to, **how)


def test_one_person_in_charge_a_day_and_many_deputies(known: SupportPoint, officer: User, operator: User) -> None:
    row = put(officer, known)
    assert row.shown_phone == "+84912345678" or row.phone == "+84912345678"
    with pytest.raises(Refused, match="Ma Văn Chúc đang làm việc này"):
        put(officer, known, Who(person=operator))
    put(officer, known, Who(person=operator), role="DEPUTY")
    put(officer, known, Who(name="Lý Thị Mẩy"), role="DEPUTY")
    with pytest.raises(Refused, match="đang làm việc này"):
        put(officer, known, Who(name="lý thị mẩy"), role="DEPUTY")
    told = people_rows([known], TODAY)[0]
    assert told.in_charge == row and told.deputy_words == "Bàn Văn Dũng, Lý Thị Mẩy"


def test_the_same_assignment_twice_writes_once(known: SupportPoint, officer: User) -> None:
    public_id = uuid.uuid4()
    assert put(officer, known, public_id=public_id) == put(officer, known, public_id=public_id)
    assert Entry.objects.filter(action="operations.assign").count() == 1


@pytest.mark.parametrize(
    ("who", "more", "words"),
    [
        (Who(), {}, "chưa chọn, chưa ghi tên"),
        (Who(name="Chúc", phone="12"), {}, "không phải số điện thoại"),
        (Who(name="Chúc", languages=["xx"]), {}, "không trong danh mục"),
        (CHUC, {"source": ""}, "Nguồn"),
        (CHUC, {"last_day": D(2025, 7, 1)}, "trước ngày bắt đầu"),
    ],
)
def test_a_wrong_assignment_is_refused(
    known: SupportPoint, officer: User, who: Who, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        put(officer, known, who, **more)


def test_a_handover_moves_the_charge_and_makes_a_minute(known: SupportPoint, officer: User, operator: User) -> None:
    before = put(officer, known)
    row = hand(officer, known, Who(person=operator))
    before.refresh_from_db()
    assert before.valid_to == TODAY and row.taker.valid_from == TODAY and row.giver == before
    assert people_rows([known], TODAY)[0].in_charge == row.taker
    assert people_rows([known], TODAY - dt.timedelta(days=1))[0].in_charge == before
    assert row.minute is not None and row.minute.state == MinuteState.DRAFT
    words = words_of(row.minute)
    assert [line[1] for line in words["lines"]] == ["Internet TV"]
    assert any("không viết ra giấy" in fact["value"] for fact in words["facts"])


def test_the_same_handover_twice_is_one(known: SupportPoint, officer: User, operator: User) -> None:
    put(officer, known)
    public_id = uuid.uuid4()
    assert hand(officer, known, Who(person=operator), public_id=public_id) == hand(
        officer, known, Who(person=operator), public_id=public_id
    )
    assert OperatorAssignment.objects.count() == 2


def test_a_wrong_handover_is_refused(known: SupportPoint, officer: User) -> None:
    put(officer, known)
    for to, on, words in (
        (CHUC, TODAY, "chính là người đang phụ trách"),
        (Who(name="Lý Thị Mẩy"), TODAY + dt.timedelta(days=1), "ở tương lai"),
        (Who(name="Lý Thị Mẩy"), START, "đúng ngày ấy"),
    ):
        with pytest.raises(Refused, match=words):
            hand(officer, known, to, on)
    assert OperatorAssignment.objects.get().valid_to is None


def test_a_voided_handover_gives_the_charge_back(known: SupportPoint, officer: User, operator: User) -> None:
    before = put(officer, known)
    row = hand(officer, known, Who(person=operator))
    with clock.fixed(TODAY):
        with pytest.raises(Refused, match="Hủy lần bàn giao"):
            actions.void_assignment(actor=officer, assignment=before, reason="nhầm")
        actions.void_assignment(actor=officer, assignment=row.taker, reason="nhầm người")
    before.refresh_from_db()
    row.refresh_from_db()
    assert before.valid_to is None and row.voided_at is not None
    assert row.minute is not None and row.minute.state == MinuteState.VOID
    assert people_rows([known], TODAY)[0].in_charge == before


def test_a_voided_handover_gives_the_planned_end_back(known: SupportPoint, officer: User, operator: User) -> None:
    before, planned = put(officer, known), TODAY + dt.timedelta(days=30)
    OperatorAssignment.objects.filter(pk=before.pk).update(valid_to=planned)
    row = hand(officer, known, Who(person=operator))
    before.refresh_from_db()
    assert (before.valid_to, before.end_reason) == (TODAY, "bàn giao")
    with clock.fixed(TODAY):
        actions.void_assignment(actor=officer, assignment=row.taker, reason="nhầm người")
    before.refresh_from_db()
    assert (before.valid_to, before.end_reason) == (planned, "")


@pytest.mark.parametrize("last_day", [None, TODAY + dt.timedelta(days=9)])
def test_a_handover_is_not_voided_when_somebody_else_is_in_charge_since(
    known: SupportPoint, officer: User, operator: User, last_day: dt.date | None
) -> None:
    before = put(officer, known)
    row = hand(officer, known, Who(person=operator), TODAY - dt.timedelta(days=5))
    with clock.fixed(TODAY):
        actions.end_assignment(actor=officer, assignment=row.taker, last_day=TODAY, reason="chuyển việc")
        third = put(officer, known, Who(name="Lý Thị Mẩy"), from_date=TODAY + dt.timedelta(days=1), last_day=last_day)
        with pytest.raises(Refused, match="Lý Thị Mẩy đang làm việc này"):
            actions.void_assignment(actor=officer, assignment=row.taker, reason="nhầm người")
        before.refresh_from_db()
        row.refresh_from_db()
        assert before.valid_to == TODAY - dt.timedelta(days=5) and row.voided_at is None, "nothing half done"
        actions.void_assignment(actor=officer, assignment=third, reason="nhầm")
        actions.void_assignment(actor=officer, assignment=row.taker, reason="nhầm người")
    before.refresh_from_db()
    assert before.valid_to is None


def test_the_last_day_is_told_with_a_reason(known: SupportPoint, officer: User) -> None:
    row = put(officer, known)
    with pytest.raises(Refused, match="Lý do"):
        actions.end_assignment(actor=officer, assignment=row, last_day=TODAY, reason="")
    actions.end_assignment(actor=officer, assignment=row, last_day=TODAY, reason="chuyển việc")
    actions.end_assignment(actor=officer, assignment=row, last_day=TODAY, reason="chuyển việc")
    assert people_rows([known], TODAY)[0].in_charge is not None
    assert people_rows([known], TODAY + dt.timedelta(days=1))[0].in_charge is None
    assert Entry.objects.filter(action="operations.unassign").count() == 1


def test_who_may_assign(known: SupportPoint, leader: User, operator: User) -> None:
    for actor in (leader, operator):
        with pytest.raises(PermissionDenied):
            put(actor, known)


def test_an_office_that_ends_leaves_points_behind(known: SupportPoint, officer: User) -> None:
    put(officer, known, Who(person=officer))
    assert officer.office is not None
    found = {one.label: one.count for one in holdings_of(officer.office, TODAY)}
    assert found["điểm có người phụ trách thuộc cơ quan"] == 1
