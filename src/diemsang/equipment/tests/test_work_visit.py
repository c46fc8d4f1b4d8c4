"""A visit's own page: moved to another day or team, shared."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.audit.registry import tell
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.equipment import actions
from diemsang.equipment.models import Team, WorkOrder
from diemsang.equipment.tests.conftest import Shop
from diemsang.equipment.tests.test_work_pages import (
    CODE,
    SECOND,
    TODAY,
    SignedIn,
    installer,
    officer,
    plan,
    stocked,
)

__all__ = ["installer", "officer", "stocked"]
NEXT = TODAY + dt.timedelta(days=3)


@pytest.fixture
def visits(installer: Client) -> dict[str, WorkOrder]:
    """Two visits of today's team, in the order of the nearest."""
    plan(installer, CODE, SECOND)
    return {order.point.code: order for order in WorkOrder.objects.select_related("point", "team")}


def wish(order: WorkOrder, **more: str) -> dict[str, str]:
    seen = {"seen_team": str(order.team.public_id), "seen_on": f"{order.on:%d/%m/%Y}"}
    return {"team": str(order.team.public_id), "on": f"{NEXT:%d/%m/%Y}", **seen, **more}


def test_a_visit_goes_to_another_day_and_the_others_keep_their_order(
    installer: Client, visits: dict[str, WorkOrder]
) -> None:
    first = min(visits.values(), key=lambda order: order.position)
    other = next(order for order in visits.values() if order != first)
    address = f"/thiet-bi/lich/{first.public_id}/"
    assert "Chuyển lịch" in installer.get(address).content.decode()
    assert "Chuyển ngày, đội" in installer.get("/thiet-bi/lich/").content.decode()
    for _press in range(2):
        assert installer.post(f"{address}chuyen/", wish(first)).status_code == 302
    first.refresh_from_db()
    other.refresh_from_db()
    assert (first.on, first.position, other.on, other.position) == (NEXT, 1, TODAY, 1)
    entry = Entry.objects.get(action="equipment.move_visit")
    assert "từ Đội 1 ngày 04/08/2025 sang Đội 1 ngày 07/08/2025" in tell(entry.action, CODE, entry.data)
    assert installer.post(f"/thiet-bi/lich/{other.public_id}/chuyen/", wish(other)).status_code == 302
    other.refresh_from_db()
    assert other.position == 2, "last in the new day's order"


def test_a_visit_goes_to_a_team_made_on_the_spot(installer: Client, visits: dict[str, WorkOrder]) -> None:
    order = visits[CODE]
    sent = wish(order, new_team="Đội 2", on=f"{TODAY:%d/%m/%Y}")
    assert installer.post(f"/thiet-bi/lich/{order.public_id}/chuyen/", sent).status_code == 302
    order.refresh_from_db()
    assert (order.team.name, order.on, order.position) == ("Đội 2", TODAY, 1) and Team.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": "03/08/2025"}, "03/08/2025 đã qua (hôm nay 04/08/2025)"),
        ({"on": "mai"}, "mai"),
        ({"team": ""}, "Chọn đội, hoặc ghi tên."),
        ({"team": "x"}, "Đội"),
        ({"new_team": "Đ" * 121}, "120"),
        ({"seen_on": "01/08/2025"}, "người khác vừa chuyển sang Đội 1 ngày 04/08/2025"),
        ({"seen_team": "x"}, "UUID"),
    ],
)
def test_what_is_wrong_is_said_and_the_visit_stays(
    more: dict[str, str], words: str, installer: Client, visits: dict[str, WorkOrder]
) -> None:
    order = visits[CODE]
    answer = installer.post(f"/thiet-bi/lich/{order.public_id}/chuyen/", wish(order, **more))
    assert answer.status_code == 422 and words in answer.content.decode()
    again = WorkOrder.objects.get(pk=order.pk)
    assert (again.on, again.team_id, again.position) == (order.on, order.team_id, order.position)
    assert not Entry.objects.filter(action="equipment.move_visit").exists()


@pytest.mark.parametrize("state", ["started", "done", "cancelled"])
def test_a_visit_that_began_or_ended_is_not_moved(state: str, installer: Client, visits: dict[str, WorkOrder]) -> None:
    order = actions.set_order_state(actor=SYSTEM, order=visits[CODE], state=state, reason="mưa lũ")
    answer = installer.post(f"/thiet-bi/lich/{order.public_id}/chuyen/", wish(order))
    page = answer.content.decode()
    assert answer.status_code == 422 and f"đang ở “{order.get_state_display()}”, không chuyển được" in page
    assert "Chuyển lịch" not in installer.get(f"/thiet-bi/lich/{order.public_id}/").content.decode()


def test_a_visit_of_a_past_day_is_cancelled_with_a_reason_not_moved(
    installer: Client, visits: dict[str, WorkOrder]
) -> None:
    order = visits[CODE]
    with clock.fixed(NEXT):
        page = installer.get(f"/thiet-bi/lich/{order.public_id}/").content.decode()
        assert "đã qua mà chưa ghi lắp đặt" in page and "Chuyển lịch" not in page
        answer = installer.post(f"/thiet-bi/lich/{order.public_id}/chuyen/", wish(order))
        assert answer.status_code == 422 and "Bỏ lịch ấy kèm lý do" in answer.content.decode()


def test_the_share_button_stands_for_who_may_share(
    visits: dict[str, WorkOrder], installer: Client, officer: Client, lan: User, signed_in: SignedIn, stocked: Shop
) -> None:
    order = visits[CODE]
    share, address = f"/chia-se/lich/{order.public_id}/", f"/thiet-bi/lich/{order.public_id}/"
    page = signed_in(lan).get(address).content.decode()
    assert share in page
    assert address in signed_in(lan).get(share).content.decode(), "and the way back"
    for client in (installer, officer):
        allowed = client.get(share).status_code == 200
        assert (share in client.get(address).content.decode()) == allowed
