"""A contact at the hub's door: the protocol's table, row by row, and what a device may do wrong."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.library.actions.points import set_point_varieties
from diemsang.library.models import LanguageVariety
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import ActivityDay, SupportPoint
from diemsang.screens import api
from diemsang.screens.actions import move_screen, revoke_screen
from diemsang.screens.actions.settings import change_settings
from diemsang.screens.models import Event, Screen, ScreenState, Stream, UnreadableEvent
from diemsang.screens.queries.levels import Level
from diemsang.screens.queries.settings import forget
from diemsang.screens.tests.device import API, Device, wall_now

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=clock.VIETNAM)
HEARTBEAT, WITH_EVENTS, SETTINGS_TOO = 4, 12, 18
"""Queries of a contact, those that open and end its transaction among them; the last also works out settings."""


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    api.contacts.forget()
    api.pairings.forget()
    forget()
    with clock.fixed(NOON):
        yield


@pytest.fixture
def point(db: None) -> SupportPoint:
    return SupportPoint.objects.create(code="TQ-0001", created_at=NOON)


@pytest.fixture
def other(db: None) -> SupportPoint:
    return SupportPoint.objects.create(code="TQ-0002", created_at=NOON)


@pytest.fixture
def tv(point: SupportPoint) -> Device:
    device = Device()
    device.pair(point)
    return device


def stored() -> list[int]:
    return list(Event.objects.order_by("seq").values_list("seq", flat=True))


def test_a_batch_that_follows_is_stored(tv: Device) -> None:
    for _ in range(3):
        tv.make()
    answer = tv.send(packed=True)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["acked"], answer.json()["chain"]) == (3, tv.chain_at(3))
    assert stored() == [1, 2, 3]
    assert list(Event.objects.order_by("seq").values_list("chain", flat=True)) == [tv.chain_at(n) for n in (1, 2, 3)]
    assert [data.encode() for data in Event.objects.order_by("seq").values_list("data", flat=True)] == tv.events


def test_s1_a_reply_lost_after_commit_and_the_batch_sent_again_counts_once(tv: Device) -> None:
    tv.make()
    first, again = tv.send().json(), tv.send().json()
    assert first == again
    assert stored() == [1]


def test_an_overlap_stores_only_what_is_new(tv: Device) -> None:
    tv.make(), tv.make()
    tv.send()
    tv.make(), tv.make()
    assert tv.send(2).json()["acked"] == 4
    assert stored() == [1, 2, 3, 4]
    assert tv.send(1, 2).json()["acked"] == 4, "an old batch that comes late stores nothing"
    assert stored() == [1, 2, 3, 4]


def test_a_fork_stores_nothing_and_tells_what_is_common(tv: Device) -> None:
    tv.make(), tv.make()
    tv.send()
    tv.events[1:] = []
    tv.make("close", people=9), tv.make()
    answer = tv.send()
    assert answer.status_code == 409
    assert (answer.json()["reason"], answer.json()["common"], answer.json()["acked"]) == ("fork", 1, 2)
    assert stored() == [1, 2]
    assert Stream.objects.get().forked_at == NOON == ScreenState.objects.get().forked_at
    wrong = tv.send(2, prev="0" * 32).json()
    assert (wrong["reason"], wrong["common"]) == ("fork", 0)


def test_a_gap_stores_nothing(tv: Device) -> None:
    tv.make(), tv.make()
    answer = tv.send(2)
    assert (answer.status_code, answer.json()["reason"], answer.json()["acked"]) == (409, "gap", 0)
    assert not stored()


def test_a_hub_restored_from_a_backup_gets_again_what_it_lost(tv: Device) -> None:
    for _ in range(4):
        tv.make()
    tv.send()
    Event.objects.filter(seq__gt=2).delete()
    Stream.objects.update(acked=2, chain=tv.chain_at(2))
    tv.make()
    assert tv.send(5).json()["acked"] == 2
    assert tv.send(3).json()["acked"] == 5
    assert stored() == [1, 2, 3, 4, 5]


def test_one_bad_event_blocks_nobody(tv: Device) -> None:
    tv.make()
    tv.events += [b"3", b'{"seq": 3}', b'"\xff"', b'{"seq":5,"kind":"' + b"x" * 2100 + b'"}']
    tv.make("fault", code="12")
    tv.make("play", product="p")
    tv.make("new_kind", strange=[1, {"a": 2}])
    tv.make()
    answer = tv.send()
    assert answer.json()["acked"] == 9
    assert answer.json()["chain"] == tv.chain_at(9)
    assert UnreadableEvent.objects.count() == 6
    assert ScreenState.objects.get().unreadable == 6
    assert Event.objects.get(seq=8).kind == "new_kind", "kept for a hub that will know it"


@pytest.mark.parametrize("offset_s", [0, -56 * 365 * 86_400, 23 * 365 * 86_400])
def test_s2_s3_a_clock_at_1970_or_2049_loses_nothing(tv: Device, offset_s: int) -> None:
    tv.make(wall_ms=wall_now() + offset_s * 1000, mono_ms=tv.mono - 3_600_000 if tv.mono > 3_600_000 else 0)
    now = {"boot": tv.boot, "mono_ms": tv.mono, "wall_ms": wall_now() + offset_s * 1000}
    assert tv.send(now=now).status_code == 200
    event = Event.objects.get()
    assert (event.trust, event.day_from, event.day_to) == ("anchored", NOON.date(), NOON.date())
    assert event.at == NOON - dt.timedelta(milliseconds=tv.mono)


def test_s3_another_boot_with_a_wrong_clock_is_bounded(tv: Device) -> None:
    with clock.fixed(NOON + dt.timedelta(days=3)):
        tv.make(boot="0000000b", wall_ms=5000)
        tv.send()
    event = Event.objects.get()
    assert (event.trust, event.at) == ("bounded", None)
    assert (event.day_from, event.day_to) == (NOON.date(), NOON.date() + dt.timedelta(days=3))
    assert not ActivityDay.objects.exists(), "an unsure day is no day of use"


def test_use_on_a_sure_day_reaches_the_ledger_and_can_be_rebuilt(tv: Device, point: SupportPoint) -> None:
    tv.make(), tv.make("boot", app="1", engine="68", why="start")
    tv.send()
    tv.make()
    tv.send(3)
    day = ActivityDay.objects.get()
    assert (day.point, day.day) == (point, NOON.date())
    assert day.source.startswith("screen:")
    assert rebuild_differences() == []
    ActivityDay.objects.all().delete()
    assert len(rebuild_differences()) == 1


def test_use_counts_where_the_screen_stood(tv: Device, point: SupportPoint, other: SupportPoint) -> None:
    tv.mono = 3 * 86_400_000
    with clock.fixed(NOON + dt.timedelta(days=1)):
        move_screen(actor=SYSTEM, screen=Screen.objects.get(), point=other)
    with clock.fixed(NOON + dt.timedelta(days=2)):
        tv.make(mono_ms=tv.mono - 2 * 86_400_000 + 1000)
        tv.make(mono_ms=tv.mono - 1000)
        tv.make(boot="0000000b", wall_ms=0)
        tv.send()
    assert list(Event.objects.order_by("seq").values_list("point__code", flat=True))[:2] == ["TQ-0001", "TQ-0002"]


def test_a_heartbeat_is_small_and_says_all(tv: Device) -> None:
    answer = tv.send()
    assert answer.status_code == 200
    assert set(answer.headers) == {"Content-Type", "Content-Length"}
    assert not answer.cookies
    assert answer.json()["acked"] == 0
    assert answer.json()["now"] == wall_now()
    assert 240 <= answer.json()["poll_after_s"] <= 360
    state = ScreenState.objects.get()
    assert (state.sound, state.storage, state.last_contact_at, state.offset_ms) == ("armed", "ok", NOON, 0)


def test_old_app_and_new_hub_understand_each_other(tv: Device) -> None:
    tv.make(later="x")
    assert tv.send(novel={"a": 1}, health={"sound": "surround", "temperature": 40}).status_code == 200
    assert ScreenState.objects.get().sound == "unknown"
    assert stored() == [1]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"now":1}', b"\xff", b"[" * 100_000, b'{"first_seq":"1"}', b"null"]
)
def test_nonsense_is_malformed_and_costs_nothing(tv: Device, body: bytes) -> None:
    answer = tv.post(body)
    assert (answer.status_code, answer.json()["reason"]) == (400, "malformed")


def test_201_events_a_bomb_and_a_long_body_are_refused(tv: Device) -> None:
    for _ in range(201):
        tv.make()
    assert tv.send().status_code == 400
    assert tv.post(b" " * (2 * 1024 * 1024), packed=True).status_code == 413
    assert tv.post(b" " * (2 * 1024 * 1024)).status_code == 413
    assert (
        tv.client.post(
            f"{API}/contact",
            b"no gzip",
            content_type="application/json",
            headers={**tv.bearer, "Content-Encoding": "gzip"},
        ).status_code
        == 400
    )


def test_more_than_thirty_contacts_a_minute_are_told_to_wait(tv: Device) -> None:
    assert [tv.send().status_code for _ in range(30)] == [200] * 30
    answer = tv.send()
    assert (answer.status_code, answer["Retry-After"]) == (429, "2")
    with clock.fixed(NOON + dt.timedelta(seconds=3)):
        assert tv.send().status_code == 200


def test_a_revoked_screen_is_told_kindly_and_an_unknown_one_too(tv: Device) -> None:
    revoke_screen(actor=SYSTEM, screen=Screen.objects.get(), reason="hỏng")
    answer = tv.send()
    assert (answer.status_code, answer.json()["reason"]) == (401, "revoked")
    assert "thôi dùng" in answer.json()["message"]
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic x"}):
        answer = Client().post(f"{API}/contact", b"{}", content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["reason"]) == (401, "unknown")


def test_what_was_stored_before_the_end_is_told_at_the_end_so_that_nothing_of_it_is_carried_on(tv: Device) -> None:
    """The answer to a batch may be lost, and the screen be revoked before it asks again."""
    tv.make(), tv.make()
    tv.send()
    revoke_screen(actor=SYSTEM, screen=Screen.objects.get(), reason="hỏng")
    tv.make()
    said = tv.send().json()
    assert (said["reason"], said["acked"], said["chain"]) == ("revoked", 2, tv.chain_at(2))
    assert Event.objects.count() == 2
    tv.stream, tv.events = uuid.uuid4(), []
    tv.make()
    assert {"acked", "chain"}.isdisjoint(tv.send().json())


def test_s9_a_wiped_memory_starts_a_stream_that_names_the_one_before(tv: Device) -> None:
    tv.make(), tv.make()
    tv.send()
    old = tv.stream
    tv.stream, tv.events = uuid.uuid4(), []
    tv.make("stream", after=str(old), after_seq=5, why="wiped")
    tv.make()
    assert tv.send().json()["acked"] == 2
    stream = Stream.objects.get(uuid=tv.stream)
    assert (stream.after, stream.after_seq, stream.missing, stream.why) == (old, 5, 3, "wiped")


def test_s5_history_of_a_product_outlives_the_product(tv: Device) -> None:
    tv.make("play", product="no_longer_there", edition=1, lang="vi", mode="alone", ms=1, of_ms=2, end="stop", sound=1)
    assert tv.send().json()["acked"] == 1
    assert json.loads(Event.objects.get().data)["product"] == "no_longer_there"


def test_errors_of_the_lane_are_json_without_data(tv: Device, settings: object) -> None:
    answer = Client().get(f"{API}/khong-co")
    assert (answer.status_code, answer.json()["reason"]) == (404, "unknown")
    answer = Client().get(f"{API}/contact")
    assert (answer.status_code, answer.json()["reason"], answer["Allow"]) == (405, "method", "POST")


def test_in_production_only_tls_is_answered(tv: Device, settings: object) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    assert (tv.send().status_code, tv.send().json()["reason"]) == (403, "insecure")


def test_what_breaks_says_nothing_of_the_inside(tv: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("bí mật")

    monkeypatch.setattr(api, "take_contact", broken)
    answer = tv.send()
    assert (answer.status_code, answer.json()["reason"]) == (500, "broken")
    assert "bí mật" not in answer.content.decode()


def test_s6_a_long_backlog_goes_in_batches_each_with_the_same_few_queries(
    tv: Device, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    tv.send()
    for _ in range(2_000):
        tv.make()
    with clock.fixed(NOON + dt.timedelta(minutes=10)):
        for first in range(1, 2_000, 200):
            with django_assert_max_num_queries(SETTINGS_TOO):
                assert (
                    tv.send(first, first + 199, prev=tv.chain_at(first - 1), packed=True).json()["acked"] == first + 199
                )
            api.contacts.forget()
    assert Event.objects.count() == 2_000


def test_s13_a_conflict_is_visible_not_silent(tv: Device) -> None:
    tv.make()
    tv.send()
    tv.events.clear()
    tv.make("close", people=3)
    assert tv.send().json()["message"], "the TV is told"
    assert ScreenState.objects.get().forked_at is not None, "the office is told"


def test_settings_told_by_a_contact_follow_every_act_of_the_hub(tv: Device, point: SupportPoint) -> None:
    told = tv.send().json()["settings"]
    with clock.fixed(NOON + dt.timedelta(minutes=2)):
        assert tv.send().json()["settings"] == told
        change_settings(actor=SYSTEM, level=Level("x", point=point), texts={"idle_s": "99"})
        assert tv.send().json()["settings"] != told
    with clock.fixed(NOON + dt.timedelta(minutes=10)):
        again = tv.send().json()["settings"]
        LanguageVariety.objects.create(tag="vi", name="Tiếng Việt", own_name="Tiếng Việt", place=0)
        LanguageVariety.objects.create(tag="tyz", name="Tiếng Tày", own_name="Tiếng Tày", place=1)
        set_point_varieties(actor=SYSTEM, point=point, tags=["tyz", "vi"])
        assert tv.send().json()["settings"] != again


def test_a_contact_asks_as_often_as_frozen(
    tv: Device, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    tv.send()
    with clock.fixed(NOON + dt.timedelta(minutes=10)):
        tv.send()
        with django_assert_num_queries(HEARTBEAT):
            tv.send()
        tv.make("play", product="a", edition=1, lang="vi", mode="alone", ms=1, of_ms=2, end="stop", sound=1)
        with django_assert_num_queries(WITH_EVENTS):
            tv.send()
