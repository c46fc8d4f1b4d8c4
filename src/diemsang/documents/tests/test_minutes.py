"""The life of a minute at its actions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents import actions
from diemsang.documents.minutes import registry
from diemsang.documents.models import Minute, MinutePage, MinuteState
from diemsang.documents.tests.support import picture_blob, sign

DAY = dt.date(2023, 11, 20)
pytestmark = pytest.mark.django_db


class Heard:
    """What the hooks of a kind were told, and what they shall answer."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.refuse = ""

    def on_signed(self, actor: Actor, minute: Minute) -> None:
        if self.refuse:
            raise Refused("Chưa được.", [Problem("Điểm", self.refuse)])
        self.told.append(("signed", minute.state))

    def on_void(self, actor: Actor, minute: Minute) -> None:
        self.told.append(("void", minute.state))


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    ear = Heard()
    spec = registry.KindSpec("BB_NT", on_signed=ear.on_signed, on_void=ear.on_void)
    monkeypatch.setitem(registry._kinds, "BB_NT", spec)
    with clock.fixed(dt.date(2023, 12, 1)):
        yield ear


def make(**more: Any) -> Minute:
    facts: dict[str, Any] = {"public_id": uuid.uuid4(), "kind": "BB_NT", "title": "Nghiệm thu", "on": DAY, "data": {}}
    return actions.make_minute(actor=SYSTEM, **{**facts, **more})


def test_the_same_id_makes_one_minute(heard: Heard) -> None:
    first = make()
    assert make(public_id=first.public_id, title="Khác") == first
    assert Minute.objects.count() == 1
    with pytest.raises(Refused, match="biên bản khác"):
        make(public_id=first.public_id, kind="BB_KK")
    Minute.objects.update(made_by_key="user:khac")
    with pytest.raises(Refused, match="biên bản khác"):
        make(public_id=first.public_id)


def test_a_signature_counts_once_and_its_voiding_too(heard: Heard) -> None:
    minute = sign(SYSTEM, make())
    assert minute.state == MinuteState.SIGNED
    actions.take_page(actor=SYSTEM, minute=minute, number=1, blob=picture_blob(7))
    assert heard.told == [("signed", "signed")] and MinutePage.objects.count() == 1
    new = actions.void_minute(actor=SYSTEM, minute=minute, reason="sai số sê-ri", replace=True)
    minute.refresh_from_db()
    assert heard.told[1:] == [("void", "void")] and minute.state == MinuteState.VOID
    assert new.state == MinuteState.DRAFT and new.replaces == minute
    assert actions.void_minute(actor=SYSTEM, minute=minute, reason="", replace=True) == new


def test_what_stands_in_the_way_keeps_the_pages(heard: Heard) -> None:
    heard.refuse = "đã nghiệm thu bằng biên bản khác."
    minute = sign(SYSTEM, make())
    minute.refresh_from_db()
    assert minute.state == MinuteState.PRINTED and "biên bản khác" in minute.waiting
    assert minute.held.count() == 1 and not heard.told
    with pytest.raises(Refused, match="biên bản khác"):
        actions.finish_signing(actor=SYSTEM, minute=minute)
    heard.refuse = ""
    assert actions.finish_signing(actor=SYSTEM, minute=minute).state == MinuteState.SIGNED


def test_a_printed_minute_is_never_edited(heard: Heard) -> None:
    minute = make()
    minute = actions.edit_draft(actor=SYSTEM, minute=minute, title="Đúng", on=DAY, data={"conclusion": ["a"]})
    minute = actions.print_minute(actor=SYSTEM, minute=minute)
    with pytest.raises(Refused, match="đã in"):
        actions.edit_draft(actor=SYSTEM, minute=minute, title="Khác", on=DAY, data={})
    assert actions.print_minute(actor=SYSTEM, minute=minute).docx_id == minute.docx_id


@pytest.mark.parametrize(
    ("more", "word"),
    [({"kind": "XX"}, "Loại"), ({"title": " "}, "Trích yếu"), ({"on": dt.date(2030, 1, 1)}, "phía trước")],
)
def test_a_wrong_draft_is_refused(heard: Heard, more: dict[str, Any], word: str) -> None:
    with pytest.raises(Refused, match=word):
        make(**more)


def test_pages_are_taken_only_by_a_printed_minute(heard: Heard) -> None:
    minute = make()
    with pytest.raises(Refused, match="bản nháp"):
        actions.take_page(actor=SYSTEM, minute=minute, number=1, blob=picture_blob())
    minute = actions.print_minute(actor=SYSTEM, minute=minute)
    with pytest.raises(Refused, match="mấy trang"):
        actions.take_page(actor=SYSTEM, minute=minute, number=1, blob=picture_blob())
    minute = actions.state_pages(actor=SYSTEM, minute=minute, pages=2)
    with pytest.raises(Refused, match="không có trang 3"):
        actions.take_page(actor=SYSTEM, minute=minute, number=3, blob=picture_blob())
    minute = actions.take_page(actor=SYSTEM, minute=minute, number=2, blob=picture_blob())
    assert minute.state == MinuteState.PRINTED
    actions.void_minute(actor=SYSTEM, minute=minute, reason="in nhầm")
    with pytest.raises(Refused, match="đã hủy"):
        actions.take_page(actor=SYSTEM, minute=minute, number=1, blob=picture_blob())
    with pytest.raises(Refused, match="đã hủy"):
        actions.print_minute(actor=SYSTEM, minute=minute)


def test_a_wrong_page_is_dropped_with_a_reason_until_the_copy_counts(heard: Heard) -> None:
    minute = actions.state_pages(actor=SYSTEM, minute=actions.print_minute(actor=SYSTEM, minute=make()), pages=2)
    actions.take_page(actor=SYSTEM, minute=minute, number=1, blob=picture_blob(1))
    page = MinutePage.objects.get()
    with pytest.raises(Refused, match="Lý do bỏ"):
        actions.drop_page(actor=SYSTEM, page=page, reason="")
    actions.drop_page(actor=SYSTEM, page=page, reason="chụp mờ")
    for number in (1, 2):
        minute = actions.take_page(actor=SYSTEM, minute=minute, number=number, blob=picture_blob(2))
    assert minute.state == MinuteState.SIGNED
    with pytest.raises(Refused, match="bản ký đã đủ"):
        actions.drop_page(actor=SYSTEM, page=minute.held.filter(voided_at=None)[0], reason="tiếc")
