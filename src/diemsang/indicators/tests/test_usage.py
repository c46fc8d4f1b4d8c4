"""Counts as they come in, and the pages that show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.indicators.actions import count_events, recount
from diemsang.indicators.models import UsageCount
from diemsang.indicators.queries import Period, overview, point_use_rows
from diemsang.indicators.tests.test_rollup import Told
from diemsang.plans.actions import load_plan
from diemsang.points.models import SupportPoint
from diemsang.screens.models import Screen, ScreenPlace, ScreenState

DAY = dt.date(2031, 3, 3)
"""Far enough ahead that the roles of the people, given on the day of the run, hold."""
NOON = dt.datetime(2031, 3, 3, 12, tzinfo=clock.VIETNAM)
PERIOD = Period(DAY - dt.timedelta(days=6), DAY)


@pytest.fixture
def points(lan: User) -> list[SupportPoint]:
    """Plan 207's points; ``lan`` sees them all."""
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    return list(SupportPoint.objects.order_by("code")[:5])


def screen_at(point: SupportPoint, *, heard: dt.datetime | None, since: dt.datetime | None = None) -> Screen:
    """A screen that stands at a point since ten days and was last heard of at a moment."""
    since = since or NOON - dt.timedelta(days=10)
    screen = Screen.objects.create(secret_sha256=f"{point.pk:064x}", claimed_at=since)
    ScreenPlace.objects.create(screen=screen, point=point, valid_from=since)
    ScreenState.objects.create(screen=screen, last_contact_at=heard)
    return screen


def play(
    point: SupportPoint, day: dt.date = DAY, *, product: str = "rua_tay", ms: int = 60_000, until: dt.date | None = None
) -> Told:
    """A play of 60 % of a product of 100 s, on a day or until another."""
    fields = {"product": product, "lang": "vi", "mode": "alone", "ms": ms, "of_ms": 100_000}
    return Told("play", fields, point.pk, day, until or day)


def test_batches_add_up_and_a_recount_says_the_same(points: list[SupportPoint]) -> None:
    first, second = [play(points[0]), play(points[0], ms=10_000)], [play(points[0]), play(points[1])]
    count_events(None, first)
    count_events(None, second)
    row = UsageCount.objects.get(point=points[0], kind="play")
    assert (row.n, row.complete, row.seconds) == (3, 2, 130)
    before = sorted(UsageCount.objects.values_list("point", "n", "complete", "seconds"))
    recount(events=first + second)
    assert sorted(UsageCount.objects.values_list("point", "n", "complete", "seconds")) == before


def test_a_span_inside_the_period_counts_in_its_total_and_on_no_day(lan: User, points: list[SupportPoint]) -> None:
    count_events(None, [play(points[0], DAY - dt.timedelta(days=3), until=DAY - dt.timedelta(days=1))])
    count_events(None, [play(points[0], DAY - dt.timedelta(days=9), until=DAY)])
    with clock.fixed(NOON):
        found = overview(lan, PERIOD)
    assert found.totals["play"].n == 1
    assert found.undated["play"].n == 1
    assert found.maybe["play"].n == 1
    assert all("play" not in day.by_kind for day in found.days)


def test_a_day_is_reported_when_the_screen_was_heard_of_after_it(lan: User, points: list[SupportPoint]) -> None:
    screen_at(points[0], heard=NOON)
    screen_at(points[1], heard=NOON - dt.timedelta(days=2))
    screen_at(points[2], heard=None)
    with clock.fixed(NOON):
        found = overview(lan, PERIOD)
    told = {day.day: (day.reporting.reported, day.reporting.expected) for day in found.days}
    assert told[DAY] == (1, 3)
    assert told[DAY - dt.timedelta(days=2)] == (1, 3)  # heard of at its noon: the afternoon is still unknown
    assert told[DAY - dt.timedelta(days=3)] == (2, 3)


def test_nothing_told_is_not_zero(lan: User, points: list[SupportPoint]) -> None:
    screen_at(points[0], heard=NOON)
    screen_at(points[1], heard=None)
    with clock.fixed(NOON):
        told, silent, bare = point_use_rows(lan, points[:3], PERIOD)
    assert (told.sessions, silent.sessions, bare.sessions) == (0, None, None)
    assert [use.reported for use in (told, silent, bare)] == [True, False, None]


def test_pages_open_with_nothing_and_with_use(
    lan: User, points: list[SupportPoint], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lan)
    addresses = ("/su-dung/", "/su-dung/diem/", "/su-dung/san-pham/", f"/su-dung/diem/{points[0].code}/")
    for address in addresses:
        assert client.get(address).status_code == 200
    with clock.fixed(NOON):
        screen_at(points[0], heard=NOON)
        count_events(None, [play(points[0]) for _ in range(3)])
        for address in addresses:
            assert client.get(address).status_code == 200
        assert "rua_tay" in client.get("/su-dung/san-pham/").content.decode()


def test_an_export_hides_totals_below_five_and_the_page_does_not(
    lan: User, points: list[SupportPoint], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lan)
    with clock.fixed(NOON):
        screen_at(points[0], heard=NOON)
        count_events(None, [play(points[0]) for _ in range(3)])
        for address in ("/su-dung/san-pham/", "/su-dung/diem/"):
            told = client.get(f"{address}?xuat=csv").content.decode("utf-8-sig")
            assert "< 5" in told
        page = client.get("/su-dung/diem/").content.decode()
    assert "&lt; 5" not in page.split("<table")[1]


def test_a_wrong_period_is_told_and_the_usual_one_shown(
    lan: User, points: list[SupportPoint], signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(lan).get("/su-dung/?tu=23/11/2026&den=01/11/2026")
    assert page.status_code == 200
    assert "Ngày đầu sau ngày cuối" in page.content.decode()
