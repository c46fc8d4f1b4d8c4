"""The list of points by use: filters, order, export, hostile addresses."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.indicators.actions import count_events
from diemsang.indicators.tests.test_rollup import Told
from diemsang.indicators.tests.test_usage import NOON, play, points, screen_at
from diemsang.points.models import SupportPoint
from diemsang.screens.tests.test_fleet_pages import SignIn

__all__ = ["points"]


def codes(client: Client, query: str) -> list[str]:
    """Codes of the list's rows, in order."""
    with clock.fixed(NOON):
        answer = client.get(f"/su-dung/diem/?{query}")
    assert answer.status_code == 200
    return re.findall(r"/su-dung/diem/(TQ-\d{4})/\?", answer.content.decode())


@pytest.fixture
def used(points: list[SupportPoint]) -> list[str]:
    """The first point told all, the second nothing for two days, the others have no screen."""
    screen_at(points[0], heard=NOON)
    screen_at(points[1], heard=NOON - dt.timedelta(days=2))
    count_events(None, [play(points[0])])
    count_events(None, [play(points[1]) for _ in range(3)])
    return [point.code for point in points]


def test_the_list_is_narrowed_by_what_screens_have_told(lan: User, used: list[str], signed_in: SignIn) -> None:
    client = signed_in(lan)
    assert codes(client, "bao=du") == used[:1]
    assert codes(client, "bao=chua") == used[1:2]
    bare = codes(client, "bao=khong")
    assert len(bare) == 50
    assert not set(bare) & set(used[:2])


def test_the_list_is_ordered_by_use_over_all_pages(lan: User, used: list[str], signed_in: SignIn) -> None:
    client = signed_in(lan)
    assert codes(client, "xep=-xem")[:2] == [used[1], used[0]]
    assert codes(client, "xep=-ngay")[:2] == [used[1], used[0]]
    assert set(codes(client, "xep=xem")).isdisjoint(used[:2]), "no use comes first"
    for column in ("luot", "tron", "buoi", "nguoi", "den", "gio", "khong-co"):
        assert len(codes(client, f"xep=-{column}")) == 50, column


def test_the_list_is_narrowed_to_a_commune(lan: User, tq: TuyenQuang, used: list[str], signed_in: SignIn) -> None:
    key = tq.now("02221").key
    found = codes(signed_in(lan), f"dia-ban={key}")
    assert "TQ-0092" in found
    assert used[0] not in found


def test_the_file_follows_filter_and_order(lan: User, used: list[str], signed_in: SignIn) -> None:
    with clock.fixed(NOON):
        told = signed_in(lan).get("/su-dung/diem/?bao=chua&xep=-xem&xuat=csv").content.decode("utf-8-sig")
    assert used[1] in told
    assert used[0] not in told


def test_hours_without_a_day_are_hours(lan: User, used: list[str], signed_in: SignIn) -> None:
    day, point = NOON.date() - dt.timedelta(days=3), SupportPoint.objects.get(code=used[0])
    told = [Told("on", {"s": 5400}, point.pk, day, day + dt.timedelta(days=1)) for _ in range(2)]
    count_events(None, told)
    with clock.fixed(NOON):
        page = signed_in(lan).get("/su-dung/").content.decode()
    assert "giờ bật màn hình: <b>3" in page


@pytest.mark.parametrize("name", ["q", "dia-ban", "bao", "xep", "tu", "den", "trang", "moi-trang", "cot"])
def test_a_hostile_address_breaks_no_list(name: str, lan: User, used: list[str], signed_in: SignIn) -> None:
    client = signed_in(lan)
    for text in ("ạ" * 10_000, "<script>alert(1)</script>", "' OR 1=1 --", "-1", "99999999999999999999"):
        for page in ("/su-dung/diem/", "/su-dung/san-pham/"):
            answer = client.get(page, {name: text})
            assert answer.status_code == 200, (name, text[:20])
            assert "<script>alert" not in answer.content.decode()
