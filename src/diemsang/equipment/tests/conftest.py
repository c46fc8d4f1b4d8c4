"""A plan with bills and a contract."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import pytest
from conftest import TuyenQuang

from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.documents.models import Decision
from diemsang.equipment import actions
from diemsang.equipment.models import Bill, Contract, Item, Lot
from diemsang.plans.actions import load_plan
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

SIGNED = dt.date(2023, 10, 2)
CAME = dt.date(2023, 11, 20)


@dataclass(slots=True)
class Shop:
    """Plan 207 with drafts for its 93 points and a contract of 10 televisions, 10 amplifiers and 40 others."""

    plan: Plan
    decision: Decision
    contract: Contract
    lots: dict[str, Lot]

    def item(self, key: str) -> Item:
        return Item.objects.get(key=key)

    def point(self, code: str) -> SupportPoint:
        return SupportPoint.objects.get(code=code)

    def bill(self, code: str) -> Bill:
        return Bill.objects.exclude(state="void").get(plan=self.plan, point__code=code)

    def approve(self, *codes: str) -> None:
        bills = [self.bill(code) for code in codes]
        actions.approve_bills(actor=SYSTEM, plan=self.plan, decision=self.decision, bills=bills, on=SIGNED)

    def full(self, tv: str = "TV-7781", amplifier: str = "AM-7781") -> list[actions.DeliveryWish]:
        """Everything that a point is due by the norm."""
        wishes = {"internet_tv": (1, (tv,)), "amplifier": (1, (amplifier,)), "keyboard": (1, ())}
        wishes |= {"hall_speaker": (2, ()), "accessory_set": (1, ())}
        return [actions.DeliveryWish(self.lots[key], *wish) for key, wish in wishes.items()]


def make_shop() -> Shop:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    plan = Plan.objects.get(code="KH-207-2023")
    decision = Decision.objects.create(
        key="qd-9-2023", kind="QD", number="9/QĐ-STTTT", on=dt.date(2023, 10, 1), title="Cấu hình, danh mục thiết bị"
    )
    actions.propose_bills(actor=SYSTEM, plan=plan)
    contract = actions.record_contract(
        actor=SYSTEM,
        public_id=uuid.UUID(int=7),
        number="07/2023/HĐ-MS",
        on=SIGNED,
        supplier=actions.ensure_supplier(name="Công ty Thiết bị Minh Họa"),
        plan=plan,
        fund_source="Sự nghiệp, Tiểu dự án 2 – Dự án 10",
    )
    lots = {
        key: actions.set_lot(
            actor=SYSTEM, contract=contract, item=Item.objects.get(key=key), quantity=count, warranty_months=24
        )
        for key, count in (
            ("internet_tv", 10),
            ("amplifier", 10),
            ("keyboard", 40),
            ("hall_speaker", 40),
            ("accessory_set", 40),
        )
    }
    return Shop(plan, decision, contract, lots)


@pytest.fixture
def shop(tq: TuyenQuang) -> Shop:
    return make_shop()
