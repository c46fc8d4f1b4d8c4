"""What a firm says of a repair is looked at: it holds, it cannot be repaired, when somebody comes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.tasks import tasks_for
from diemsang.equipment.models import Asset, Condition
from diemsang.operations.actions.repair import assign_fault, check_repair, promise_visit, reopen_fault
from diemsang.operations.models import AssignedTo, FaultState, FaultVisit, Incident
from diemsang.operations.queries.faults import TO_CHECK, in_state
from diemsang.operations.tests.conftest import TODAY
from diemsang.operations.tests.fault_support import body, today, tv, visit
from diemsang.operations.tests.test_firm_faults import SELLER, SignIn, cung, given, link

pytestmark = pytest.mark.django_db
__all__ = ["cung", "given", "today", "tv"]  # fixtures


def waits(user: User) -> list[str]:
    """What the home page asks of a person."""
    return [task.what for group in tasks_for(user, clock.today()) for task in group.tasks]


def test_what_a_firm_repaired_waits_for_the_point_to_say_that_it_holds(
    cung: User, given: Incident, officer: User, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    visit(cung, given)
    given.refresh_from_db()
    assert given.state == FaultState.FIXED and given.to_check
    assert any("Bên sửa báo đã xong, xem lại" in what for what in waits(officer))
    with pytest.raises(PermissionDenied):
        check_repair(actor=cung, incident=given)
    client, address = signed_in(officer), f"/van-hanh/su-co/{given.public_id}/"
    assert "chờ điểm xem lại" in body(client.get(address))
    assert given.code in body(client.get("/van-hanh/su-co/?tinh-trang=cho-xem-lai"))
    for _press in range(2):
        assert client.post(address, {"viec": "dung-duoc"}).status_code == 302
    given.refresh_from_db()
    assert not given.to_check and given.state == FaultState.FIXED
    assert not any("xem lại" in what for what in waits(officer))
    assert Entry.objects.filter(action="operations.fault_check").count() == 1


def test_nobody_is_asked_for_ever_and_a_reopened_one_waits_no_more(cung: User, given: Incident, officer: User) -> None:
    link(cung, SELLER)
    visit(cung, given)
    with clock.fixed(TODAY + dt.timedelta(days=15)):
        assert not any("xem lại" in what for what in waits(officer))
        assert not in_state(Incident.objects.all(), TO_CHECK, clock.today()).exists()
    reopen_fault(actor=officer, incident=given, reason="lại không lên")
    given.refresh_from_db()
    assert not given.to_check and given.standing


def test_what_the_commune_repaired_is_not_asked_about(given: Incident, officer: User) -> None:
    visit(officer, given)
    given.refresh_from_db()
    assert given.state == FaultState.FIXED and not given.to_check


def test_what_a_firm_cannot_repair_comes_back_to_who_decides(
    cung: User, given: Incident, tv: Asset, officer: User, signed_in: SignIn
) -> None:
    link(cung, SELLER)
    visit(cung, given, "NOT_FIXABLE", note="hết linh kiện đời này")
    given.refresh_from_db()
    tv.refresh_from_db()
    assert given.state == FaultState.OPEN and given.closed_on is None
    assert tv.condition == Condition.BROKEN
    assert any("Giao xử lý sự cố" in what for what in waits(officer))
    assert "hết linh kiện đời này" in body(signed_in(officer).get(f"/van-hanh/su-co/{given.public_id}/"))
    assert signed_in(cung).get(f"/van-hanh/su-co/{given.public_id}/").status_code == 200


@pytest.mark.parametrize("result", ["FIXED", "NOT_FIXABLE"])
def test_an_end_without_a_word_is_refused(result: str, cung: User, given: Incident) -> None:
    link(cung, SELLER)
    with pytest.raises(Refused, match="còn trống"):
        visit(cung, given, result, note="")
    assert not FaultVisit.objects.exists()


def test_a_firm_says_when_it_comes(cung: User, given: Incident, officer: User, signed_in: SignIn) -> None:
    link(cung, SELLER)
    client, address = signed_in(cung), f"/van-hanh/su-co/{given.public_id}/"
    page = body(client.get(address))
    assert "chưa niêm yết" in page and "Liên hệ trước khi đến" in page and "UBND xã" in page
    day = TODAY + dt.timedelta(days=3)
    for _press in range(2):
        assert client.post(address, {"viec": "hen", "on": f"{day:%d/%m/%Y}"}).status_code == 302
    assert Entry.objects.filter(action="operations.fault_promise").count() == 1
    assert "Hẹn đến ngày" in body(signed_in(officer).get(address))
    assert f"hẹn đến {day:%d/%m/%Y}" in body(client.get("/"))
    for wrong in (TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=91)):
        refused = client.post(address, {"viec": "hen", "on": f"{wrong:%d/%m/%Y}"})
        assert refused.status_code == 422 and "90 ngày tới" in body(refused)
    visit(cung, given, "PARTS")
    given.refresh_from_db()
    assert given.promised_on is None
    promise_visit(actor=cung, incident=given, on=day)
    assign_fault(actor=officer, incident=given, to=AssignedTo.CARRIER, name="Nhà mạng khác")
    given.refresh_from_db()
    assert given.promised_on is None, "another promised nothing"
    given.state = FaultState.FIXED
    given.save()
    with pytest.raises(Refused, match="đã đóng"):
        promise_visit(actor=SYSTEM, incident=given, on=day)
