"""Work orders: one open for each point, an order of the day that people change."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.equipment import actions
from diemsang.equipment.models import Team, WorkOrder
from diemsang.equipment.tests.conftest import Shop

TODAY, DAY = dt.date(2023, 11, 20), dt.date(2023, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def team(shop: Shop) -> Iterator[Team]:
    with clock.fixed(TODAY):
        yield actions.ensure_team(actor=SYSTEM, name="Đội lắp đặt số 1")


def visit(shop: Shop, team: Team, code: str, on: dt.date = DAY) -> WorkOrder:
    return actions.plan_visit(actor=SYSTEM, public_id=uuid.uuid4(), team=team, point=shop.point(code), on=on)


def day(team: Team) -> list[str]:
    return list(WorkOrder.objects.filter(team=team, on=DAY).order_by("position").values_list("point__code", flat=True))


def test_a_point_is_visited_once_at_a_time(shop: Shop, team: Team) -> None:
    order = visit(shop, team, "TQ-0001")
    with pytest.raises(Refused, match="đã xếp cho Đội lắp đặt số 1"):
        visit(shop, team, "TQ-0001")
    with pytest.raises(Refused, match="đã qua"):
        visit(shop, team, "TQ-0002", dt.date(2023, 11, 19))
    with pytest.raises(Refused, match="Lý do"):
        actions.set_order_state(actor=SYSTEM, order=order, state="cancelled")
    actions.set_order_state(actor=SYSTEM, order=order, state="cancelled", reason="mưa lũ, đường hỏng")
    with pytest.raises(Refused, match="đang ở"):
        actions.set_order_state(actor=SYSTEM, order=order, state="done")
    assert visit(shop, team, "TQ-0001").state == "planned"


def test_people_change_the_order_and_see_when_another_did(shop: Shop, team: Team) -> None:
    orders = [visit(shop, team, code) for code in ("TQ-0001", "TQ-0002", "TQ-0003")]
    keys = [order.pk for order in orders]
    moved = [keys[0], keys[2], keys[1]]
    actions.reorder(actor=SYSTEM, team=team, on=DAY, keys=moved, seen=keys)
    assert day(team) == ["TQ-0001", "TQ-0003", "TQ-0002"]
    with pytest.raises(Refused, match="người khác vừa đổi"):
        actions.reorder(actor=SYSTEM, team=team, on=DAY, keys=keys, seen=keys)
    actions.order_by_nearest(actor=SYSTEM, team=team, on=DAY)
    assert sorted(day(team)) == ["TQ-0001", "TQ-0002", "TQ-0003"]
