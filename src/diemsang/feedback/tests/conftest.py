"""Plan 207 on 02/03/2026, the people of a question, a screen that remembers what it was given."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import TuyenQuang

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.feedback.actions import Wish, ask, make_door
from diemsang.feedback.models import Door, Question
from diemsang.feedback.views import public
from diemsang.library.models import Track
from diemsang.library.queries import live_editions
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
def wall(tmp_path: Path, settings: Any, known: SupportPoint) -> Callable[[], list[list[str]]]:
    """What screens of TQ-0092 are given that others are not: the words of each note."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "hub.toml").write_text('made = "test"\n', encoding="utf-8")
    settings.HOME, settings.FILES_ROOT = home, home / "files"

    def words() -> list[list[str]]:
        tracks = Track.objects.filter(edition__in=live_editions(), edition__audience__point=known)
        return [[part["text"] for part in track.document["parts"]] for track in tracks]

    return words


def asked(actor: Any, point: SupportPoint, words: str = "Làm VNeID ở đâu?", **more: Any) -> Question:
    wish = Wish(words, **{"service": "VNEID", **more})
    return ask(actor=actor, public_id=uuid.uuid4(), point=point, wish=wish)


def sent(**more: str) -> dict[str, str]:
    return {"public_id": str(uuid.uuid4()), "about": "viec-VNEID", "words": "Bao giờ có giấy khai sinh?", **more}


def body(answer: Any) -> str:
    return str(answer.content.decode())
