"""Plan 207 on 02/03/2026, the people of a question, a screen that remembers what it was given."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import TuyenQuang

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.feedback import registry
from diemsang.feedback.actions import Wish, ask, make_door
from diemsang.feedback.models import Door, Question
from diemsang.feedback.registry import ScreenNote, ScreenTarget
from diemsang.feedback.views import public
from diemsang.operations.tests.conftest import (
    TODAY,
    MakeUser,
    known,
    leader,
    officer,
    plan,
    specialist,
    tuyen_quang,
    unknown,
)
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

__all__ = ["TODAY", "MakeUser", "known", "leader", "officer", "plan", "specialist", "tuyen_quang", "unknown"]
CODE = "TQ-0092"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    for limit in (public.LOOKS, public.ASKS, public.OF_POINT, public.OF_ALL):
        limit.forget()
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def second(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Another officer of xã Nà Hang."""
    office = ensure_committee(actor=SYSTEM, area=tuyen_quang.now("02221"), duty="COMMUNE")
    area = tuyen_quang.now("02221")
    return make_user("nga", role="COMMUNE", area=area, full_name="Quan Thị Nga", office=office)


@pytest.fixture
def operator(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Runs points of the former xã Năng Khả, the place of TQ-0092."""
    return make_user("tinh", role="OPERATOR", area=tuyen_quang.then("02281"), full_name="Nông Văn Tình")


@pytest.fixture
def neighbour(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of another commune."""
    return make_user("bac", role="COMMUNE", area=tuyen_quang.now("02266"), full_name="Chẩu Văn Bắc")


@pytest.fixture
def door(known: SupportPoint) -> Door:
    """The QR of TQ-0092."""
    return make_door(actor=SYSTEM, public_id=uuid.uuid4(), point=known)


@pytest.fixture
def wall() -> Iterator[dict[uuid.UUID, ScreenNote]]:
    """What the screen of a point was given and not told to forget."""
    notes: dict[uuid.UUID, ScreenNote] = {}

    def publish(_actor: Any, note: ScreenNote) -> None:
        notes[note.answer.public_id] = note

    def withdraw(_actor: Any, note: ScreenNote) -> None:
        del notes[note.answer.public_id]

    before = registry.screen()
    registry.register_screen(ScreenTarget(publish, withdraw))
    yield notes
    registry.restore(before)


def asked(actor: Any, point: SupportPoint, words: str = "Làm VNeID ở đâu?", **more: Any) -> Question:
    wish = Wish(words, **{"service": "VNEID", **more})
    return ask(actor=actor, public_id=uuid.uuid4(), point=point, wish=wish)


def sent(**more: str) -> dict[str, str]:
    return {"public_id": str(uuid.uuid4()), "about": "viec-VNEID", "words": "Bao giờ có giấy khai sinh?", **more}


def body(answer: Any) -> str:
    return str(answer.content.decode())
