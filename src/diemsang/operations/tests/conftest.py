"""Plan 207 in Tuyên Quang on 02/03/2026, and short ways to write facts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.operations import actions
from diemsang.operations.models import LineContract
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.points.tests.conftest import TODAY, known, plan, tuyen_quang, unknown

__all__ = ["TODAY", "known", "plan", "tuyen_quang", "unknown"]
MakeUser = Callable[..., User]
PAPER = "Hợp đồng do xã cung cấp"


@pytest.fixture
def officer(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of xã Nà Hang, over the data of Plan 207."""
    office = ensure_committee(actor=SYSTEM, area=tuyen_quang.now("02221"), duty="COMMUNE")
    return make_user("huong", role="COMMUNE", area=tuyen_quang.now("02221"), full_name="Ma Thị Hường", office=office)


@pytest.fixture
def specialist(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Specialist of the province."""
    return make_user("lan", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


@pytest.fixture
def leader(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Reads, never writes."""
    return make_user("minh", role="PROV_LEAD", area=tuyen_quang.now("08"), full_name="Nguyễn Văn Minh")


def contract(actor: Any, point: SupportPoint, start: dt.date | None, last: dt.date | None, **more: Any) -> LineContract:
    """A contract with VNPT over these days."""
    facts = actions.ContractFacts(
        **{"carrier": "vnpt", "number": "12/HĐ", "starts_on": start, "last_day": last, **more}
    )
    return actions.record_contract(actor=actor, public_id=uuid.uuid4(), point=point, facts=facts, source=PAPER)


__all__ += ["PAPER", "contract"]
