"""The daily log: what sources say, what holds, what the ledger learns."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.models import DayEntry, DayField, DayLog
from diemsang.operations.queries.days import day_story, month_rows, month_sums
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.plans.models import Plan
from diemsang.points.actions import suspend
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import ActivityDay, SupportPoint

D = dt.date
YESTERDAY = TODAY - dt.timedelta(days=1)
NORMAL: dict[str, Any] = {"opened": "07:30", "women": 12, "men": 6, "children": 3, "act.MEETING": 1}


@pytest.fixture
def operator(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Looks after points of the former xã Năng Khả, which the reform of 2025 ended."""
    return make_user("dung", role="OPERATOR", area=tuyen_quang.then("02281"), full_name="Bàn Văn Dũng")


def say(actor: Actor, point: SupportPoint, day: dt.date = TODAY, source: str = "phone", **more: Any) -> DayLog | None:
    """One entry at noon of today."""
    how = {"entry_id": uuid.uuid4(), "fields": NORMAL, **more}
    with clock.fixed(TODAY):
        return actions.merge_day(actor=actor, point=point, day=day, source=source, **how)


def test_a_normal_day_makes_the_point_work(known: SupportPoint, operator: User) -> None:
    log = say(operator, known)
    assert log is not None and (log.visits, log.activities, log.opened) == (21, 1, dt.time(7, 30))
    assert ActivityDay.objects.filter(point=known, day=TODAY, source=f"log:{log.pk}").exists()
    assert rebuild_differences() == []
    assert Entry.objects.filter(action="operations.log").count() == 1


def test_the_same_entry_twice_writes_once(known: SupportPoint, operator: User) -> None:
    entry = uuid.uuid4()
    first = say(operator, known, entry_id=entry)
    again = say(operator, known, entry_id=entry, fields={"women": 99})
    assert first == again and again is not None and again.women == 12
    assert DayEntry.objects.count() == 1


def test_somebody_elses_entry_id_says_nothing(known: SupportPoint, unknown: SupportPoint, operator: User) -> None:
    entry = uuid.uuid4()
    say(operator, known, entry_id=entry)
    with pytest.raises(Refused, match="điểm khác"):
        say(SYSTEM, unknown, entry_id=entry)


def test_fields_come_one_after_the_other(known: SupportPoint, operator: User) -> None:
    say(operator, known, fields={"opened": "7h30"})
    say(operator, known, fields={"women": "12"})
    log = say(operator, known, fields={"women": "13", "closed": "11", "support.VNEID.failed.NO_PAPERS": 2})
    assert log is not None and (log.women, log.closed, log.failed) == (13, dt.time(11), 2)
    assert DayField.objects.filter(log=log).count() == 4
    assert Entry.objects.filter(action="operations.log").count() == 1, "counting on is no new act"


def test_a_log_for_tomorrow_is_refused(known: SupportPoint, operator: User) -> None:
    with pytest.raises(Refused, match="chưa đến; hôm nay là 02/03/2026"):
        say(operator, known, TODAY + dt.timedelta(days=1))
    assert not DayLog.objects.exists()


def test_two_logs_of_one_day_are_never_added(known: SupportPoint, operator: User) -> None:
    say(SYSTEM, known, source="tv", fields={"people": 30, "opened": "07:10", "act.GROUP": 2})
    log = say(operator, known)
    assert log is not None and log.visits == 21, "the person's count holds, not 51"
    assert log.differs and log.activities == 3, "different kinds of activity stand beside each other"
    story = day_story(known, TODAY)
    visits = next(line for line in story.lines if line.name == "visits")
    assert [(one.source, one.words[:2], one.holds) for one in visits.said] == [
        ("phone", "21", True),
        ("tv", "30", False),
    ]
    with clock.fixed(TODAY):
        actions.choose_source(actor=operator, log=log, name="visits", source="tv")
        actions.choose_source(actor=operator, log=log, name="opened", source="phone")
    log.refresh_from_db()
    assert (log.visits, log.women, log.differs) == (30, None, False)
    assert Entry.objects.filter(action="operations.log_choose").count() == 2


def test_absurd_numbers_are_asked_again(known: SupportPoint, operator: User) -> None:
    with pytest.raises(actions.Unusual, match="10000 lượt"):
        say(operator, known, fields={"women": 10_000})
    assert not DayLog.objects.exists()
    log = say(operator, known, fields={"women": 10_000}, sure=True)
    assert log is not None and log.visits == 10_000
    with pytest.raises(Refused, match="từ 0 đến"):
        say(operator, known, fields={"women": 10_000_000}, sure=True)
    with pytest.raises(Refused, match="không phải số đếm"):
        say(operator, known, fields={"women": "mười"})
    with pytest.raises(actions.Unusual, match="21 trong một ngày"):
        say(operator, known, fields={"act.FILM": 21})


def test_ten_times_the_usual_is_asked_again(known: SupportPoint, operator: User) -> None:
    for back in range(1, 5):
        say(operator, known, TODAY - dt.timedelta(days=back), source="paper", fields={"women": 8 + back})
    with pytest.raises(actions.Unusual, match="Thường ngày ở đây khoảng 10 lượt"):
        say(operator, known, fields={"women": 110})
    assert say(operator, known, fields={"women": 90}) is not None


def test_a_past_day_is_late_and_changed_only_with_a_reason(known: SupportPoint, operator: User) -> None:
    log = say(operator, known, TODAY - dt.timedelta(days=4), source="paper")
    assert log is not None and log.late_days == 4 and day_story(known, log.day).late
    with pytest.raises(Refused, match="Lý do sửa"):
        say(operator, known, log.day, source="paper", fields={"women": 20})
    say(operator, known, log.day, source="paper", fields={"women": 20}, reason="đọc nhầm dòng")
    log.refresh_from_db()
    entry = Entry.objects.get(action="operations.log_correct")
    assert log.women == 20 and entry.before == {"women": 12} and entry.reason == "đọc nhầm dòng"
    kept = DayEntry.objects.order_by("-id").first()
    assert kept is not None and kept.before == {"women": 12}


def test_correcting_to_not_open_takes_the_day_back(known: SupportPoint, operator: User) -> None:
    say(operator, known, YESTERDAY, source="paper")
    with pytest.raises(Refused, match="Điểm không mở"):
        say(operator, known, YESTERDAY, source="paper", fields={"not_open": "NO_POWER"}, reason="nhầm ngày")
    gone = dict.fromkeys(NORMAL)
    fields = {**gone, "not_open": "NO_POWER"}
    log = say(operator, known, YESTERDAY, source="paper", fields=fields, reason="nhầm ngày")
    assert log is not None and log.not_open == "NO_POWER" and not log.active
    assert not ActivityDay.objects.filter(point=known, source=f"log:{log.pk}").exists()
    assert rebuild_differences() == []


def test_a_day_is_taken_back_with_a_reason(known: SupportPoint, operator: User) -> None:
    log = say(operator, known)
    assert log is not None
    with pytest.raises(Refused, match="Lý do"):
        actions.clear_day(actor=operator, log=log, reason=" ")
    with clock.fixed(TODAY):
        actions.clear_day(actor=operator, log=log, reason="ghi nhầm điểm")
    log.refresh_from_db()
    assert not log.active and log.visits is None and rebuild_differences() == []
    assert log.entries.count() == 2, "the history stays"


def test_check_finds_a_day_that_the_ledger_lost(known: SupportPoint, operator: User) -> None:
    log = say(operator, known)
    ActivityDay.objects.filter(source=f"log:{log.pk if log else 0}").delete()
    assert "thiếu ngày hoạt động" in rebuild_differences()[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opened": "11:00", "closed": "07:00"}, "không sau giờ mở"),
        ({"opened": "25:00"}, "không phải giờ"),
        ({"opened": "23:00"}, "chưa đến; bây giờ là 12:00"),
        ({"not_open": "MƯA"}, "chọn một lý do"),
        ({"gia": 1}, "không có mục này"),
        ({"women": -3}, "từ 0 đến"),
    ],
)
def test_nonsense_is_refused(known: SupportPoint, operator: User, fields: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        say(operator, known, fields=fields)
    assert not DayLog.objects.exists()


def test_an_operator_of_an_abolished_commune_writes_for_its_points(
    known: SupportPoint, unknown: SupportPoint, operator: User, leader: User, specialist: User
) -> None:
    assert say(operator, known) is not None, "xã Năng Khả ended in 2025; the point and its rights go on"
    with pytest.raises(Http404):
        say(operator, unknown)
    for reader in (leader, specialist):
        with pytest.raises(PermissionDenied):
            say(reader, known)


def test_a_suspended_day_is_said_and_never_missing(known: SupportPoint, operator: User, officer: User) -> None:
    with clock.fixed(TODAY):
        suspend(actor=SYSTEM, point=known, from_date=D(2026, 2, 20), reason="sửa nhà văn hóa")
        week = [[["07:30", "11:00"]]] * 7
        actions.post_hours(
            actor=officer, public_id=uuid.uuid4(), point=known, week=week, source="TB 1", from_date=D(2026, 2, 1)
        )
        rows = month_rows([known], D(2026, 2, 1), D(2026, 2, 28))[known.pk]
        sums = month_sums(known, D(2026, 2, 1), D(2026, 2, 28))
    assert [row.state for row in rows if row.day == D(2026, 2, 25)] == ["tạm dừng"]
    assert sums.missing == 19
