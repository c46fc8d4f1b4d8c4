"""The log that an operator writes on the TV: into the day's book once, beside phone and paper, or aside to be asked."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.operations import actions
from diemsang.operations.models import DayEntry, DayLog, WaitingLog, WaitingWhy
from diemsang.operations.queries.days import day_story
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import ActivityDay, SupportPoint
from diemsang.points.tests.conftest import known, plan, tuyen_quang
from diemsang.screens import api
from diemsang.screens.daylog import NAMES
from diemsang.screens.models import Event, UnreadableEvent
from diemsang.screens.tests.device import Device

__all__ = ["known", "plan", "tuyen_quang"]
SignIn = Callable[[User], Client]
EVENING = dt.datetime(2026, 3, 2, 18, tzinfo=clock.VIETNAM)
TODAY = EVENING.date()
BOOK = "00000000-0000-4000-8000-00000000000a"
FULL: dict[str, Any] = {"opened": "07:30", "closed": "17:00", "women": 12, "men": 6, "children": 3, "act_meeting": 1}
WAITING = "/van-hanh/so/TQ-0092/tu-tivi/"


@pytest.fixture(autouse=True)
def no_limits() -> None:
    api.contacts.forget()
    api.pairings.forget()


@pytest.fixture
def point(request: pytest.FixtureRequest, db: None) -> SupportPoint:
    """One of the plan where somebody signs in, else one that stands for itself (the plan takes seconds to load)."""
    if "operator" in request.fixturenames:
        found: SupportPoint = request.getfixturevalue("known")
        return found
    return SupportPoint.objects.create(code="TQ-0092", created_at=EVENING)


@pytest.fixture
def elsewhere(db: None) -> SupportPoint:
    """Another point."""
    return SupportPoint.objects.create(code="TQ-9001", created_at=EVENING)


@pytest.fixture
def tv(point: SupportPoint) -> Device:
    """Paired with the point a month before."""
    device = Device()
    with clock.fixed(EVENING - dt.timedelta(days=30)):
        device.pair(point)
    return device


@pytest.fixture
def operator(tuyen_quang: TuyenQuang, make_user: Callable[..., User], known: SupportPoint) -> User:
    """Looks after the point."""
    return make_user("dung", role="OPERATOR", area=tuyen_quang.then("02281"), full_name="Bàn Văn Dũng")


def tell(tv: Device, day: dt.date | str = TODAY, log: str = BOOK, at: dt.datetime = EVENING, **fields: Any) -> Any:
    """One saving on the TV, sent at once."""
    with clock.fixed(at):
        tv.mono += 1000
        tv.make("day_log", log=log, day=str(day), **fields)
        return tv.send(len(tv.events))


def offline(tv: Device, day: dt.date | str, days_ago: int, wall: dt.datetime | None = None, **fields: Any) -> None:
    """A saving in a boot that no contact ever saw; sent this evening from another boot."""
    with clock.fixed(wall or EVENING - dt.timedelta(days=days_ago)):
        tv.boot = f"0000000{days_ago}"
        tv.make("day_log", log=str(uuid.uuid4()), day=str(day), **fields)
    tv.boot = "000000ff"
    with clock.fixed(EVENING):
        assert tv.send(len(tv.events)).status_code == 200


def test_a_saving_on_the_tv_is_the_log_of_the_day(point: SupportPoint, tv: Device) -> None:
    assert tell(tv, **FULL, help_papers=2, help_eid=1, act_group=1).json()["acked"] == 1
    log = DayLog.objects.get()
    assert (log.point, log.day, log.visits, log.women, log.activities, log.done) == (point, TODAY, 21, 12, 2, 3)
    assert (log.opened, log.closed) == (dt.time(7, 30), dt.time(17))
    assert ActivityDay.objects.filter(point=point, day=TODAY, source=f"log:{log.pk}").exists()
    assert rebuild_differences() == []
    assert Entry.objects.get(action="operations.log").actor_key.startswith("screen:")
    assert not WaitingLog.objects.exists()


def test_repeated_delivery_says_nothing_twice(tv: Device) -> None:
    tell(tv, women=3)
    with clock.fixed(EVENING):
        tv.make("open")
        assert tv.send(1).json()["acked"] == 2
        assert tv.send(1).json()["acked"] == 2
    assert DayEntry.objects.count() == 1
    # The same saving under another number, as in a stream that goes on after a fork.
    again = json.loads(tv.events[0])
    with clock.fixed(EVENING):
        tv.events.append(json.dumps(again | {"seq": 3}).encode())
        assert tv.send(3).json()["acked"] == 3
    assert DayEntry.objects.count() == 1 and DayLog.objects.get().visits == 3


def test_a_correction_replaces_and_takes_back(tv: Device) -> None:
    tell(tv, women=3, men=2, act_film=1)
    tell(tv, women=5)
    log = DayLog.objects.get()
    assert (log.visits, log.women, log.men, log.activities) == (5, 5, None, 0)
    tell(tv)
    log.refresh_from_db()
    assert log.visits is None and not log.active
    assert rebuild_differences() == []


def test_several_savings_in_one_batch_come_to_the_last(tv: Device) -> None:
    with clock.fixed(EVENING):
        for women in (3, 4, 7):
            tv.mono += 1000
            tv.make("day_log", log=BOOK, day=str(TODAY), women=women)
        assert tv.send().json()["acked"] == 3
    assert DayLog.objects.get().visits == 7 and DayEntry.objects.count() == 1


def test_a_second_tv_adds_its_part_and_takes_back_only_its_own(point: SupportPoint, tv: Device) -> None:
    other = Device()
    with clock.fixed(EVENING - dt.timedelta(days=30)):
        other.pair(point)
    tell(tv, women=3, men=2)
    tell(other, log=str(uuid.uuid4()), women=9)
    tell(tv, men=4)
    log = DayLog.objects.get()
    assert (log.women, log.men) == (9, 4)


def test_phone_and_tv_are_merged_field_by_field_and_the_difference_shows(
    known: SupportPoint, tv: Device, operator: User, signed_in: SignIn
) -> None:
    tell(tv, **FULL)
    with clock.fixed(EVENING):
        fields = {"women": 10, "note": "mất điện buổi sáng", "support.VNEID.done": 2}
        actions.merge_day(
            actor=operator, point=known, day=TODAY, source="phone", fields=fields, entry_id=uuid.uuid4(), sure=True
        )
        log = DayLog.objects.get()
        assert (log.visits, log.opened, log.activities, log.done) == (10, dt.time(7, 30), 1, 2), "never 31"
        assert log.differs
        visits = next(line for line in day_story(known, TODAY).lines if line.name == "visits")
        assert [(one.source, one.words[:2], one.holds) for one in visits.said] == [
            ("phone", "10", True),
            ("tv", "21", False),
        ]
        page = signed_in(operator).get("/van-hanh/so/TQ-0092/hom-nay/").content.decode()
    assert "từ điện thoại 10" in page and "từ TV 21" in page


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"women": -1}, "malformed:women"),
        ({"women": "mười"}, "malformed:women"),
        ({"women": 100_001}, "malformed:women"),
        ({"act_film": 1.5}, "malformed:act_film"),
        ({"opened": "25:00"}, "malformed:opened"),
        ({"opened": "7:30"}, "malformed:opened"),
        ({"day": "2026-02-30"}, "malformed:day"),
        ({"day": "hôm nay"}, "malformed:day"),
        ({"log": "x"}, "malformed:log"),
    ],
)
def test_a_bad_log_costs_only_itself(tv: Device, fields: dict[str, Any], reason: str) -> None:
    with clock.fixed(EVENING):
        tv.make("day_log", **{"log": BOOK, "day": str(TODAY), **fields})
        tv.make("day_log", log=BOOK, day=str(TODAY), women=4)
        assert tv.send().json()["acked"] == 2
    assert UnreadableEvent.objects.get().reason == reason
    assert DayLog.objects.get().visits == 4 and not WaitingLog.objects.exists()


def test_fields_of_a_later_app_are_kept_and_say_nothing(tv: Device) -> None:
    tell(tv, women=2, weather="mưa")
    assert DayLog.objects.get().visits == 2 and "mưa" in Event.objects.get().data


@pytest.mark.parametrize(
    "day", [TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=3), "2049-01-01", "1970-01-01"]
)
def test_a_log_for_another_day_than_the_hub_knows_waits(tv: Device, day: dt.date | str) -> None:
    """The TV's clock is wrong, the hub knows the moment: it takes no word of a day that it was not."""
    assert tell(tv, day, **FULL).json()["acked"] == 1
    waiting = WaitingLog.objects.get()
    assert (waiting.why, waiting.first_day, waiting.last_day) == (WaitingWhy.DAY, TODAY, TODAY)
    assert not DayLog.objects.exists() and not ActivityDay.objects.filter(source__startswith="log").exists()


def test_a_log_of_days_without_the_line_waits_for_a_word(
    known: SupportPoint, tv: Device, operator: User, signed_in: SignIn
) -> None:
    day = TODAY - dt.timedelta(days=2)
    offline(tv, day, 2, women=8)
    waiting = WaitingLog.objects.get()
    assert waiting.first_day < day < waiting.last_day and not DayLog.objects.exists()
    client = signed_in(operator)
    with clock.fixed(EVENING):
        assert "Có 1 sổ từ tivi chờ xác nhận" in client.get("/van-hanh/so/TQ-0092/hom-nay/").content.decode()
        page = client.get(WAITING).content.decode()
        assert "Tivi ghi ngày 28/02/2026" in page and '<option value="28/02/2026" selected>' in page
        sent = {"so": str(waiting.entry_id), "nhan": "1", "ngay": "28/02/2026"}
        answer = client.post(WAITING, sent)
        assert answer.headers["Location"] == "/van-hanh/so/TQ-0092/2026-02-28/"
        assert client.post(WAITING, sent).status_code == 302, "a second press changes nothing"
    log = DayLog.objects.get()
    assert (log.day, log.visits) == (day, 8)
    assert day_story(known, day).lines[0].said[0].by == "Bàn Văn Dũng"
    assert DayEntry.objects.count() == 1 and Entry.objects.filter(action="operations.log_accept").count() == 1
    with clock.fixed(EVENING):
        assert "Không có sổ nào chờ" in client.get(WAITING).content.decode()


@pytest.mark.parametrize(
    ("wall", "day"),
    [(dt.datetime(2049, 1, 1, tzinfo=dt.UTC), "2049-01-01"), (dt.datetime(1970, 1, 2, tzinfo=dt.UTC), "1970-01-02")],
)
def test_of_a_wrong_clock_no_day_is_proposed(
    tv: Device, operator: User, signed_in: SignIn, wall: dt.datetime, day: str
) -> None:
    offline(tv, day, 5, wall, women=8)
    with clock.fixed(EVENING):
        client = signed_in(operator)
        page = client.get(WAITING).content.decode()
        assert "đồng hồ của tivi sai" in page and "selected>" not in page.split("ngay-1")[1].split("</select>")[0]
        sent = {"so": str(WaitingLog.objects.get().entry_id), "nhan": "1"}
        for given in ("", day, "03/03/2026", "31/12/2025"):
            refused = client.post(WAITING, sent | {"ngay": given})
            assert refused.status_code == 422 and "Chọn một ngày trong khoảng ấy" in refused.content.decode()
        assert not DayLog.objects.exists()
        assert client.post(WAITING, sent | {"ngay": "25/02/2026"}).status_code == 302
    assert DayLog.objects.get().day == dt.date(2026, 2, 25)


def test_a_saving_replaces_the_one_that_waits_and_a_sure_one_settles_it(tv: Device) -> None:
    tell(tv, TODAY + dt.timedelta(days=1), women=3)
    tell(tv, TODAY + dt.timedelta(days=1), women=4)
    assert WaitingLog.objects.get().fields == {"women": 4}
    tell(tv, women=5)
    waiting = WaitingLog.objects.get()
    assert waiting.settled_at is not None and waiting.day_log == DayLog.objects.get()
    assert DayLog.objects.get().visits == 5


def test_the_first_minute_of_a_day_is_told_by_the_tv(tv: Device) -> None:
    midnight = dt.datetime(2026, 3, 3, 0, 0, 30, tzinfo=clock.VIETNAM)
    tell(tv, dt.date(2026, 3, 3), at=midnight, women=1)
    assert DayLog.objects.get().day == dt.date(2026, 3, 3)


def test_a_log_begun_before_midnight_may_be_of_the_day_before(tv: Device, operator: User, signed_in: SignIn) -> None:
    night = dt.datetime(2026, 3, 3, 0, 5, tzinfo=clock.VIETNAM)
    tell(tv, TODAY, at=night, women=6)
    waiting = WaitingLog.objects.get()
    assert waiting.first_day == TODAY + dt.timedelta(days=1)
    with clock.fixed(night):
        client = signed_in(operator)
        assert '<option value="02/03/2026" selected>' in client.get(WAITING).content.decode()
        client.post(WAITING, {"so": str(waiting.entry_id), "nhan": "1", "ngay": "02/03/2026"})
    assert DayLog.objects.get().day == TODAY


def test_ten_thousand_visits_are_asked_about(tv: Device, operator: User, signed_in: SignIn) -> None:
    tell(tv, women=10_000)
    waiting = WaitingLog.objects.get()
    assert waiting.why == WaitingWhy.MANY and "10000 lượt" in waiting.words and not DayLog.objects.exists()
    with clock.fixed(EVENING):
        client = signed_in(operator)
        assert "Đúng, đã đếm" in client.get(WAITING).content.decode()
        client.post(WAITING, {"so": str(waiting.entry_id), "nhan": "1", "ngay": "02/03/2026"})
    assert DayLog.objects.get().visits == 10_000


def test_what_the_book_refuses_waits_with_its_words(tv: Device, operator: User, signed_in: SignIn) -> None:
    tell(tv, opened="10:00", closed="09:00", women=2)
    tell(tv, log=str(uuid.uuid4()), closed="23:00", women=2)
    assert [row.why for row in WaitingLog.objects.all()] == [WaitingWhy.WRONG] * 2
    with clock.fixed(EVENING):
        client = signed_in(operator)
        page = client.get(WAITING).content.decode()
        assert "không sau giờ mở" in page and "23:00 chưa đến" in page
        sent = {"so": str(WaitingLog.objects.all()[0].entry_id), "ngay": "02/03/2026"}
        assert client.post(WAITING, sent | {"nhan": "1"}).status_code == 422
        assert client.post(WAITING, sent | {"bo": "1"}).status_code == 422, "why it is thrown away is asked"
        assert client.post(WAITING, sent | {"bo": "1", "ly-do": "bấm nhầm giờ"}).status_code == 302
        assert client.post(WAITING, sent | {"bo": "1", "ly-do": ""}).status_code == 302, "again: nothing"
    assert not DayLog.objects.exists() and WaitingLog.objects.filter(settled_at=None).count() == 1
    assert Entry.objects.get(action="operations.log_drop").reason == "bấm nhầm giờ"


def test_hostile_posts_find_nothing(
    tv: Device, operator: User, signed_in: SignIn, make_user: Callable[..., User], tuyen_quang: TuyenQuang
) -> None:
    offline(tv, TODAY, 3, women=1)
    client = signed_in(operator)
    with clock.fixed(EVENING):
        for wrong in ("", "x", "' OR 1=1", str(uuid.uuid4())):
            assert client.post(WAITING, {"so": wrong, "nhan": "1"}).status_code == 404
        sent = {"so": str(WaitingLog.objects.get().entry_id), "nhan": "1", "ngay": "02/03/2026"}
        assert (
            signed_in(make_user("la", role="OPERATOR", area=tuyen_quang.now("02374"))).post(WAITING, sent).status_code
            == 404
        )
    assert not DayLog.objects.exists()


def test_an_event_before_and_after_a_move_is_asked_where_the_tv_stands_now(elsewhere: SupportPoint, tv: Device) -> None:
    from diemsang.screens.actions import move_screen
    from diemsang.screens.models import Screen

    with clock.fixed(EVENING - dt.timedelta(days=1)):
        move_screen(actor=SYSTEM, screen=Screen.objects.get(), point=elsewhere)
    offline(tv, TODAY, 3, dt.datetime(1970, 1, 2, tzinfo=dt.UTC), women=1)
    assert WaitingLog.objects.get().point == elsewhere


def test_every_field_of_the_event_has_its_place_in_the_book(tv: Device) -> None:
    counted: dict[str, Any] = {
        name: number for number, name in enumerate(NAMES, 1) if name not in ("opened", "closed", "people")
    }
    tell(tv, opened="07:00", closed="17:00", people=99, **counted)
    said = {one.name for one in DayLog.objects.get().fields.all()}
    assert said == set(NAMES.values())


def test_the_page_of_waiting_logs_asks_the_database_little(
    tv: Device, operator: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    for ago in (2, 3, 4):
        offline(tv, TODAY - dt.timedelta(days=ago), ago, women=ago)
    client = signed_in(operator)
    with clock.fixed(EVENING), frozen_queries("operations:log-waiting"):
        assert client.get(WAITING).content.decode().count("Tivi ghi ngày") == 3
