"""Plan 207 with all its points in good order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang

from diemsang.accounts.models import User
from diemsang.attention.queries import facts
from diemsang.attention.tests.province import healthy
from diemsang.operations.tests.conftest import leader, officer, specialist
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.points.tests.conftest import known, plan, tuyen_quang, unknown
from diemsang.training.queries.coverage import NEVER, TRAINED, Coverage

__all__ = ["known", "leader", "officer", "plan", "specialist", "tuyen_quang", "unknown"]


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Everybody is trained but who runs the points of this set; training's own tests prove its coverage."""
    points: set[int] = set()

    def covered(on: Any, asked: Iterable[int]) -> dict[int, Coverage]:
        return {pk: Coverage(NEVER if pk in points else TRAINED) for pk in asked}

    monkeypatch.setattr(facts, "trained_points", covered)
    return points


@pytest.fixture
def province(plan: Plan, untrained: set[int]) -> Plan:
    """Nothing is wrong anywhere."""
    healthy()
    return plan


@pytest.fixture
def other_officer(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of another commune."""
    return make_user("khac", role="COMMUNE", area=tuyen_quang.now("02248"), full_name="Lý Văn Khác")


def point(code: str) -> SupportPoint:
    """The point of a code."""
    return SupportPoint.objects.get(code=code)
