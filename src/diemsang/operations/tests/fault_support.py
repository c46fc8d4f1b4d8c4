"""A broken television, and short ways to tell of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.equipment.actions import DeliveryWish, deliver, ensure_supplier, record_contract, set_lot
from diemsang.equipment.models import Asset, Item
from diemsang.operations.actions.faults import report_fault
from diemsang.operations.actions.repair import record_visit
from diemsang.operations.models import FaultVisit, Incident
from diemsang.operations.tests.conftest import TODAY
from diemsang.operations.views import sticker
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

D = dt.date
CODE = "TQ-0092"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    for limit in (sticker.LOOKS, sticker.REPORTS, sticker.OF_PIECE, sticker.OF_ALL):
        limit.forget()
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def tv(known: SupportPoint, plan: Plan) -> Asset:
    """A television of TQ-0092 under warranty, brought on 20/11/2025."""
    contract = record_contract(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        number="7/HĐ",
        on=D(2025, 10, 2),
        supplier=ensure_supplier(name="Công ty Thiết bị Minh Họa"),
        plan=plan,
    )
    item = Item.objects.create(key="internet_tv", name="Internet TV", unit="cái", kind="TV", serialised=True)
    lot = set_lot(actor=SYSTEM, contract=contract, item=item, quantity=5, warranty_months=24)
    wish = DeliveryWish(lot, 1, ("TV-7781",))
    deliver(actor=SYSTEM, public_id=uuid.uuid4(), contract=contract, point=known, on=D(2025, 11, 20), lines=[wish])
    piece = Asset.objects.get()
    Asset.objects.filter(pk=piece.pk).update(warranty_from=D(2025, 12, 1), warranty_to=D(2027, 11, 30))
    piece.refresh_from_db()
    return piece


def told(actor: Any, point: SupportPoint, **more: Any) -> Incident:
    given: dict[str, Any] = {
        "public_id": uuid.uuid4(),
        "kind": "ITEM",
        "symptom": "dead",
        "found_by": "OFFICE",
        "found_on": TODAY,
        **more,
    }
    return report_fault(actor=actor, point=point, **given)


def visit(actor: Any, incident: Incident, result: str = "FIXED", **more: Any) -> FaultVisit:
    given: dict[str, Any] = {
        "public_id": uuid.uuid4(),
        "on": TODAY,
        "who": "Công ty Minh Họa",
        "note": "thay cầu chì",
        **more,
    }
    return record_visit(actor=actor, incident=incident, result=result, **given)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def sent(**more: str) -> dict[str, str]:
    return {"public_id": str(uuid.uuid4()), "symptom": "sound", "note": "", **more}
