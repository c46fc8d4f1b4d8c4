"""The quick ways of a batch say what the slow ones say: read at once, stored in binary, written in turn, begun anew."""

from __future__ import annotations

import datetime as dt
import json
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from diemsang.core import clock
from diemsang.core.database import ask_first, writing
from diemsang.points.models import SupportPoint
from diemsang.screens import api
from diemsang.screens.actions import intake
from diemsang.screens.actions.storing import NewRow, insert_events
from diemsang.screens.models import Event, ScreenState, Stream
from diemsang.screens.protocol.events import KINDS, Unreadable, read, read_all
from diemsang.screens.queries.caller import find_caller
from diemsang.screens.tests.device import Device

FIRST = 41
GOOD: dict[str, dict[str, Any]] = {
    "stream": {"after": "00000000-0000-4000-8000-000000000001", "after_seq": 4, "why": "wiped"},
    "boot": {"app": "a", "engine": "Chrome/68", "why": "start"},
    "on": {"s": 60},
    "session": {"s": 9, "lang": "vi", "mode": "alone", "end": "idle", "plays": 1},
    "play": {"product": "rửa_tay", "edition": 1, "lang": "vi", "mode": "group", "ms": 1, "of_ms": 2, "end": "stop"},
    "group": {"s": 9, "plays": 2, "people": 30, "women": None},
    "open": {},
    "close": {"people": 3, "children": 1},
    "day_log": {"log": "00000000-0000-4000-8000-000000000001", "day": "2026-11-20", "opened": "07:30", "women": 3},
    "sound": {"left": 1, "right": 0, "armed": 1},
    "fault": {"code": "101"},
    "alert": {"product": "mua_lu", "edition": 2, "lang": "tyz", "heard": 0},
    "clean": {"freed_kib": 5, "why": "quota"},
    "app": {"from": "a", "to": "b", "ok": 1},
    "later": {"of": ["a", "kind", 1.5]},
}
GOOD["play"]["sound"] = 1
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=3,
)
FIELDS = [*msgspec.structs.fields(KINDS["group"]), *msgspec.structs.fields(KINDS["app"])]
NAMES = sorted({field.encode_name for field in FIELDS} | {"x", "from_"})


@st.composite
def batches(draw: st.DrawFn) -> list[bytes]:
    """Mostly sound events, some with one thing wrong; each is one JSON value, as in the body of a contact."""
    raws = []
    for number in range(draw(st.integers(0, 5))):
        kind = draw(st.sampled_from(sorted(GOOD)))
        seq = FIRST + number + draw(st.sampled_from([0] * 12 + [1, -1]))
        event = {"seq": seq, "boot": "0000000a", "mono_ms": 5, "wall_ms": 6, "kind": kind, **GOOD[kind]}
        if draw(st.integers(0, 5)) == 0:
            event[draw(st.sampled_from(NAMES))] = draw(JSON)
        if draw(st.integers(0, 8)) == 0:
            event.pop(draw(st.sampled_from(sorted(event))))
        text = json.dumps(event, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")
        if draw(st.integers(0, 12)) == 0:
            wide = b"{" + b" " * 2000 + text[1:]
            text = draw(st.sampled_from([b'"\xff"', b"[1]", b"7", wide]))
        raws.append(text)
    return raws


def one_by_one(raws: list[bytes]) -> list[dict[str, Any] | str]:
    found: list[dict[str, Any] | str] = []
    for number, raw in enumerate(raws):
        try:
            found.append(read(raw, FIRST + number))
        except Unreadable as error:
            found.append(str(error))
    return found


@given(batches())
def test_a_batch_read_at_once_says_what_its_events_say_one_by_one(raws: list[bytes]) -> None:
    at_once = [str(one) if isinstance(one, Unreadable) else one for one in read_all(raws, FIRST)]
    said = one_by_one(raws)
    # A field that may be left out may also be null: nothing is told either way.
    bare = [{k: v for k, v in one.items() if v is not None} if isinstance(one, dict) else one for one in said]
    assert [
        {k: v for k, v in one.items() if v is not None} if isinstance(one, dict) else one for one in at_once
    ] == bare


def test_every_kind_alone_is_read_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    raws = [
        json.dumps({"seq": FIRST, "boot": "0000000a", "mono_ms": 5, "wall_ms": 6, "kind": kind, **GOOD[kind]}).encode()
        for kind in KINDS
    ]
    monkeypatch.setattr("diemsang.screens.protocol.events.read", lambda *_: pytest.fail("read by itself"))
    quick = [one for raw in raws for one in read_all([raw], FIRST)]
    assert [one["kind"] for one in quick if isinstance(one, dict)] == list(KINDS)


def test_rows_come_back_as_they_were_whatever_they_hold(db: None) -> None:
    now = dt.datetime(2026, 11, 20, 5, 6, 7, 89_012, tzinfo=dt.UTC)
    point = SupportPoint.objects.create(code="TQ-0001", created_at=now)
    tv = Device()
    with clock.fixed(now):
        screen = tv.pair(point)
    stream = Stream.objects.create(screen=screen, uuid=tv.stream, chain="c" * 32, made_at=now)
    day = dt.date(2026, 11, 20)
    early = dt.date(1969, 12, 31)
    text = '{"a": "đ\\u0000\\n\\t\\\\"}'
    rows = [
        NewRow(1, "a" * 32, "0000000a", 5, -6, "open", "anchored", 1_795_000_000_123, day, day, point.pk, text),
        NewRow(2, "b" * 32, "", None, None, "", "bounded", None, early, day, None, ""),
        NewRow(3, "c" * 32, "0000000b", 2**53, -(2**53), "x", "device", -1, day, day, point.pk, "\t\\N"),
    ]
    insert_events(stream.pk, now, rows)
    events = list(Event.objects.order_by("seq"))
    assert [
        NewRow(
            *(event.seq, event.chain, event.boot, event.mono_ms, event.wall_ms, event.kind, event.trust),
            None if event.at is None else round(event.at.timestamp() * 1000),
            *(event.day_from, event.day_to, event.point_id, event.data),
        )
        for event in events
    ] == rows
    assert {event.received_at for event in events} == {now}


def test_who_was_overtaken_begins_anew_and_counts_nothing_twice(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    api.contacts.forget()
    api.pairings.forget()
    tv = Device()
    tv.pair(SupportPoint.objects.create(code="TQ-0001", created_at=clock.now()))
    tv.make()
    overtaken: list[bool] = []

    def somebody_was_faster(*words: Any, **more: Any) -> Any:
        caller = find_caller(*words, **more)
        if not overtaken:
            overtaken.append(True)
            ScreenState.objects.update(contacts=F("contacts") + 1)
        return caller

    monkeypatch.setattr(intake, "find_caller", somebody_was_faster)
    assert tv.send().json()["acked"] == 1
    assert Event.objects.count() == 1
    assert ScreenState.objects.get().contacts == 2


def test_who_is_overtaken_every_time_is_told_to_come_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    api.contacts.forget()
    api.pairings.forget()
    tv = Device()
    tv.pair(SupportPoint.objects.create(code="TQ-0001", created_at=clock.now()))
    tv.make()

    def always_faster(*words: Any, **more: Any) -> Any:
        caller = find_caller(*words, **more)
        ScreenState.objects.update(contacts=F("contacts") + 1)
        return caller

    monkeypatch.setattr(intake, "find_caller", always_faster)
    answer = tv.send()
    assert (answer.status_code, answer.json()["reason"]) == (503, "busy")
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_writers_take_turns_and_a_failed_one_ends_its_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    order: list[str] = []

    def fail() -> None:
        with writing():
            SupportPoint.objects.create(code="TQ-0009", created_at=clock.now())
            raise RuntimeError("broken")

    def other() -> None:
        with writing():
            order.append("other")
        connection.close()

    with pytest.raises(RuntimeError, match="broken"):
        fail()
    assert not SupportPoint.objects.exists()
    if connection.vendor == "sqlite":  # the suite's own lies in memory, where nobody waits for a turn
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "hub.sqlite3"))
    thread = threading.Thread(target=other)
    with writing():
        thread.start()
        if connection.vendor == "sqlite":
            thread.join(0.3)
            assert thread.is_alive()
        order.append("mine")
    thread.join(20)
    assert sorted(order) == ["mine", "other"]
    assert order[0] == "mine" or connection.vendor != "sqlite"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_database_closed_is_opened_anew_by_the_first_statement() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite không đóng kết nối từ phía máy chủ")
    [(number,)] = ask_first("SELECT pg_backend_pid()", [])
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    other.close()
    [(after,)] = ask_first("SELECT pg_backend_pid()", [])
    assert after != number
