"""«Chờ tôi» on the home page: what waits for whom, in which order, and how short it stays."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.tasks import Task, When, tasks_for
from diemsang.equipment.models import Asset, Team, WorkOrder
from diemsang.operations import actions
from diemsang.operations.models import FaultState, Incident, LogSource
from diemsang.operations.tests.conftest import TODAY, MakeUser, known, officer, plan, specialist, tuyen_quang, unknown
from diemsang.operations.tests.fault_support import CODE, today, tv
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
D = dt.date
__all__ = ["known", "officer", "plan", "specialist", "today", "tuyen_quang", "tv", "unknown"]  # fixtures


@pytest.fixture
def operator(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Looks after TQ-0092, in the former xã Năng Khả."""
    return make_user("dung", role="OPERATOR", area=tuyen_quang.then("02281"), full_name="Bàn Văn Dũng")


def reports(point: SupportPoint, tv: Asset, count: int) -> None:
    """So many reports from a sticker that wait for somebody of the point."""
    for _ in range(count):
        Incident.objects.create(
            public_id=uuid.uuid4(),
            point=point,
            kind="ITEM",
            item=tv.item,
            asset=tv,
            symptom="dead",
            found_by="STICKER",
            found_on=TODAY,
            state=FaultState.REPORTED,
            reported_at=dt.datetime(2026, 3, 2, 3, tzinfo=dt.UTC),
        )


def told(user: User) -> list[tuple[When, str]]:
    """Everything that waits for the person: when, and what."""
    return [(group.when, task.what) for group in tasks_for(user, TODAY) for task in group.tasks]


def page(client: Client) -> str:
    """The home page without its tags."""
    answer = client.get("/")
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_an_operator_is_asked_for_todays_log_until_it_is_closed(known: SupportPoint, operator: User) -> None:
    assert (When.TODAY, "Ghi sổ hôm nay") in told(operator)
    say: dict[str, Any] = {"actor": operator, "point": known, "day": TODAY, "source": LogSource.PHONE}
    actions.merge_day(**say, fields={"opened": "08:00"}, entry_id=uuid.uuid4())
    assert (When.TODAY, "Sổ hôm nay đang mở, chưa ghi giờ đóng") in told(operator)
    actions.merge_day(**say, fields={"closed": "10:30"}, entry_id=uuid.uuid4())
    assert not [what for _when, what in told(operator) if "ổ hôm nay" in what]


def test_a_log_is_asked_of_who_looks_after_the_point_and_not_of_the_office(known: SupportPoint, officer: User) -> None:
    assert not [what for _when, what in told(officer) if "sổ" in what.lower()]


def test_three_reports_are_named_and_three_hundred_are_one_line(
    known: SupportPoint, tv: Asset, officer: User, signed_in: SignIn
) -> None:
    reports(known, tv, 3)
    assert sum("Xem và xác nhận báo hỏng" in what for _when, what in told(officer)) == 3
    reports(known, tv, 297)
    asked = [what for _when, what in told(officer) if "tem" in what]
    assert asked == ["300 báo hỏng từ tem chờ xác nhận"]
    home = signed_in(officer).get("/").content.decode()
    assert "/van-hanh/su-co/?tinh-trang=REPORTED" in home and home.count("ds-tasks") < 6


def test_another_commune_is_asked_for_nothing(
    known: SupportPoint, tv: Asset, tuyen_quang: TuyenQuang, make_user: MakeUser
) -> None:
    reports(known, tv, 2)
    other = make_user("hoa", role="COMMUNE", area=tuyen_quang.now("02287"), full_name="Lý Thị Hoa")
    assert not [what for _when, what in told(other) if "báo hỏng" in what]


def test_who_has_nothing_to_do_is_told_so_and_shown_a_way_on(
    plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn
) -> None:
    son = make_user("son", role="INSTALLER", area=tuyen_quang.now("08"), full_name="Lý Văn Sơn")
    words = page(signed_in(son))
    assert "Hôm nay không có việc nào chờ bạn" in words and "Chưa có kế hoạch nào" not in words


def test_an_installer_sees_late_visits_first(
    known: SupportPoint, tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn
) -> None:
    son = make_user("son", role="INSTALLER", area=tuyen_quang.now("08"), full_name="Lý Văn Sơn")
    points = [*SupportPoint.objects.order_by("code")[:3], known]
    team = Team.objects.create(name="Đội 1")
    for point, days in zip(points, (0, 2, 30, -3), strict=True):
        on = TODAY + dt.timedelta(days=days)
        WorkOrder.objects.create(team=team, point=point, on=on, position=1, made_at=clock.now())
    assert [when for when, what in told(son) if what == "Lắp đặt"] == [When.LATE, When.TODAY, When.WEEK]
    words = page(signed_in(son))
    assert words.index("Quá hạn") < words.index("Hôm nay", words.index("Quá hạn")) < words.index("Trong bảy ngày tới")
    assert CODE in words and "hạn 27/02/2026" in words


@pytest.mark.parametrize(
    ("task", "when"),
    [
        (Task("a", "b", "/", due=TODAY - dt.timedelta(days=1)), When.LATE),
        (Task("a", "b", "/", due=TODAY - dt.timedelta(days=1), now=True), When.LATE),
        (Task("a", "b", "/", now=True), When.TODAY),
        (Task("a", "b", "/", due=TODAY), When.TODAY),
        (Task("a", "b", "/", due=TODAY + dt.timedelta(days=7)), When.WEEK),
        (Task("a", "b", "/", due=TODAY + dt.timedelta(days=8)), When.LATER),
        (Task("a", "b", "/"), When.LATER),
    ],
)
def test_the_day_decides_where_a_task_stands(task: Task, when: When) -> None:
    assert task.when(TODAY) is when


def test_the_home_page_asks_as_often_for_three_hundred_as_for_ten(
    known: SupportPoint, tv: Asset, officer: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    client = signed_in(officer)
    reports(known, tv, 10)
    client.get("/")
    with frozen_queries("home: officer with ten reports"):
        client.get("/")
    reports(known, tv, 290)
    with frozen_queries("home: officer with ten reports"):
        client.get("/")
