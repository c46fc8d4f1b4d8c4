"""The page of one entry, search without marks, and undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit import actions, registry
from diemsang.audit.checks import trigger_problems
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Refused

Sign = Callable[[User], Client]
taken_back: list[int] = []


def _undo(actor: Actor, entry: Entry) -> None:
    taken_back.append(entry.pk)


registry.register("test.paint", "sơn {subject}")
registry.register_undo("test.paint", _undo)


def paint(actor: Actor) -> Entry:
    return actions.record(actor=actor, action="test.paint", subject_type="wall", subject_key="w", subject_label="tường")


@pytest.mark.parametrize(("typed", "found"), [("tường", 1), ("son tuong", 1), ("TƯỜNG he thong", 1), ("mái", 0)])
def test_search_with_and_without_marks(quan: User, signed_in: Sign, typed: str, found: int) -> None:
    paint(SYSTEM)
    answer = signed_in(quan).get("/nhat-ky/", {"q": typed, "nguoi": "system"})
    assert len(answer.context["rows"]) == found


def test_an_entry_is_open_to_its_actor_and_to_readers_of_the_journal(
    quan: User, huong: User, lan: User, signed_in: Sign
) -> None:
    entry = paint(huong)
    address = f"/nhat-ky/{entry.pk}/"
    assert signed_in(huong).get(address).context["may_undo"]
    assert not signed_in(quan).get(address).context["may_undo"]
    foreign = paint(lan)
    assert signed_in(huong).get(f"/nhat-ky/{foreign.pk}/").status_code == 404


def test_undo_is_journalled_and_happens_once(huong: User, quan: User, signed_in: Sign) -> None:
    entry = paint(huong)
    address = f"/nhat-ky/{entry.pk}/hoan-tac/"
    assert signed_in(quan).post(address).status_code == 404
    client = signed_in(huong)
    assert client.post(address).status_code == 302
    assert taken_back[-1] == entry.pk
    assert Entry.objects.get(undoes=entry).action == "audit.undo"
    again = client.post(address)
    assert again.status_code == 409
    assert "đã được hoàn tác rồi" in again.content.decode()


def test_after_a_day_nothing_is_taken_back(huong: User) -> None:
    with clock.fixed(dt.date(2026, 3, 1)):
        entry = paint(huong)
    with clock.fixed(dt.date(2026, 3, 3)), pytest.raises(Refused, match="24 giờ"):
        actions.undo(actor=huong, entry=entry)


def test_the_export_stands_in_the_journal(quan: User, signed_in: Sign) -> None:
    assert signed_in(quan).get("/nhat-ky/?xuat=csv").status_code == 200
    assert Entry.objects.filter(action="audit.export", actor_key=quan.actor_key).exists()


def test_the_check_sees_a_missing_trigger(db: None) -> None:
    assert not trigger_problems()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER audit_entry_no_update")
        assert len(trigger_problems()) == 1
