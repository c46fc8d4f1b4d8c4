"""The bars of guessing: ten tries an hour from anywhere, nobody kept out by others for more than 15 minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import PASSWORD
from django.test import Client

from diemsang.accounts.actions.limits import draw, give_back
from diemsang.accounts.models import TryBucket, User
from diemsang.accounts.tests.test_sign_in import DOOR, MakeUser, enter
from diemsang.core import clock

START = dt.datetime(2026, 5, 4, 8, tzinfo=clock.VIETNAM)
HOUR, QUARTER = dt.timedelta(hours=1), dt.timedelta(minutes=15)


@pytest.fixture
def thuy(make_user: MakeUser) -> User:
    return make_user("thuy")


def allowed(address: str = "10.0.0.1", *, known: bool = False) -> bool:
    return draw(account="thuy", kind="password", address=address, known_device=known) is not None


def test_never_more_than_ten_in_any_hour_from_anywhere(db: None) -> None:
    """Every minute for five hours, from a new address each time and from a stolen known device as well."""
    got: list[dt.datetime] = []
    for minute in range(300):
        moment = START + dt.timedelta(minutes=minute)
        with clock.fixed(moment):
            for n in range(5):
                got += [moment] * allowed(f"10.0.{minute}.{n}")
                got += [moment] * allowed(known=True)
    most = max(sum(start <= other <= start + HOUR for other in got) for start in got)
    assert 5 <= most <= 10


def test_a_stranger_at_one_address_never_empties_the_account(db: None) -> None:
    for minute in range(240):
        with clock.fixed(START + dt.timedelta(minutes=minute)):
            for _ in range(20):
                allowed("10.6.6.6")
    with clock.fixed(START + dt.timedelta(minutes=240)):
        assert allowed("10.0.0.1")


def test_a_known_device_is_never_kept_out_by_strangers(db: None) -> None:
    for minute in range(240):
        with clock.fixed(START + dt.timedelta(minutes=minute)):
            for n in range(4):
                allowed(f"10.6.{minute}.{n}")
    with clock.fixed(START + dt.timedelta(minutes=239, seconds=59)):
        assert not allowed("10.0.0.1")  # a new device, under attack from everywhere
        assert allowed(known=True)


def test_in_the_stranger_s_own_office_the_wait_is_a_quarter_of_an_hour(db: None) -> None:
    with clock.fixed(START):
        while allowed("10.6.6.6"):
            pass
    with clock.fixed(START + QUARTER - dt.timedelta(seconds=1)):
        assert not allowed("10.6.6.6")
    with clock.fixed(START + QUARTER):
        assert allowed("10.6.6.6")


def test_a_right_guess_is_no_guess_and_old_counters_go(db: None) -> None:
    with clock.fixed(START):
        for _ in range(30):
            drawn = draw(account="thuy", kind="password", address="10.0.0.1", known_device=False)
            assert drawn
            give_back(drawn=drawn)
        assert TryBucket.objects.count() == 2
        assert "thuy" not in str(list(TryBucket.objects.values()))
    with clock.fixed(START + 4 * HOUR):
        draw(account="other", kind="password", address="10.0.0.1", known_device=True)
        assert TryBucket.objects.count() == 1


def test_at_the_door_a_known_device_still_comes_in_when_strangers_used_up_the_rest(thuy: User) -> None:
    desk, stranger = Client(), Client(REMOTE_ADDR="10.6.6.6")
    assert enter(desk, "thuy")
    desk.post("/dang-xuat/")
    for n in range(5):
        assert not enter(Client(REMOTE_ADDR=f"10.6.6.{n}"), "thuy", "sai mat khau")
    assert not enter(stranger, "thuy")  # right password, no try left for a new device
    assert "quá nhiều lần" in stranger.post(DOOR, {"login": "thuy", "password": PASSWORD}).content.decode()
    assert enter(desk, "thuy")


def test_a_forged_device_cookie_is_no_known_device(thuy: User) -> None:
    forger = Client()
    forger.cookies["diemsang_device"] = '["thuy"]:1tAAAA:xxxxxxxx'
    for _ in range(2):
        enter(forger, "thuy", "sai mat khau")
    assert not enter(forger, "thuy")


def test_names_that_are_no_account_are_counted_the_same(db: None) -> None:
    client = Client()
    for _ in range(2):
        assert "không khớp" in client.post(DOOR, {"login": "ai-do", "password": "x"}).content.decode()
    assert "quá nhiều lần" in client.post(DOOR, {"login": "ai-do", "password": "x"}).content.decode()


def test_guessing_the_old_password_at_an_unlocked_desk_is_limited(thuy: User, client: Client) -> None:
    assert enter(client, "thuy")
    sent = {"oldpassword": "sai", "password1": "trăng trên sông Gâm", "password2": "trăng trên sông Gâm"}
    for _ in range(5):
        assert "chưa đúng" in client.post("/toi/mat-khau/", sent).content.decode()
    assert "quá nhiều lần" in client.post("/toi/mat-khau/", {**sent, "oldpassword": PASSWORD}).content.decode()
