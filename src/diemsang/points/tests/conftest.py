"""Plan 207 in Tuyên Quang, and small helpers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from conftest import TuyenQuang, load_tuyen_quang
from tests.snapshot import Snapshots

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

TODAY = dt.date(2026, 3, 2)
TUYEN_QUANG = data_path("examples/tuyen-quang")


def load_207() -> None:
    """Areas, reforms, offices, Plan 207."""
    with clock.fixed(TODAY):
        load_tuyen_quang()
        load_plan(actor=SYSTEM, path=TUYEN_QUANG)


@pytest.fixture
def plan(db: None, snapshots: Snapshots) -> Iterator[Plan]:
    """Plan 207 loaded, on 02/03/2026."""
    snapshots.once("plan-207", load_207)
    with clock.fixed(TODAY):
        yield Plan.objects.get(code="KH-207-2023")


@pytest.fixture
def tuyen_quang(plan: Plan) -> TuyenQuang:
    """Units by code, over the same data as ``plan``."""
    return TuyenQuang()


@pytest.fixture
def unknown(plan: Plan) -> SupportPoint:
    """The first point of Sơn Dương, whose commune nobody knows."""
    return SupportPoint.objects.get(code="TQ-0001")


@pytest.fixture
def known(plan: Plan) -> SupportPoint:
    """The point of xã Năng Khả, today part of xã Nà Hang."""
    return SupportPoint.objects.get(code="TQ-0092")
