"""Own devices, a recent proof before dangerous acts, and identities from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from conftest import PASSWORD, TuyenQuang
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory

from diemsang.accounts.actions.identity import set_outside_identity
from diemsang.accounts.adapter import OutsideAdapter
from diemsang.accounts.models import OneTimeLink, SignedInDevice, User
from diemsang.accounts.tests.test_sign_in import MakeUser, enter
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

SignIn = Callable[[User], Client]
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
NOON = dt.datetime(2050, 5, 4, 12, tzinfo=clock.VIETNAM)


@pytest.fixture
def thuy(tq: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("thuy")


def test_devices_are_listed_in_plain_words_and_ended(thuy: User) -> None:
    desk, phone = Client(HTTP_USER_AGENT=CHROME), Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Zalo")
    assert enter(desk, "thuy") and enter(phone, "thuy")
    page = desk.get("/toi/thiet-bi/").content.decode()
    assert "Chrome trên Windows" in page and "Zalo trên Android" in page and "127.0.0.1" not in page
    other = SignedInDevice.objects.get(name="Zalo trên Android")
    desk.post(f"/toi/thiet-bi/{other.pk}/dang-xuat/")
    assert phone.get("/toi/").status_code == 302
    assert desk.get("/toi/").status_code == 200
    assert desk.post(f"/toi/thiet-bi/{other.pk}/dang-xuat/").status_code == 302  # pressed twice


def test_ending_all_others_keeps_this_one_and_nobody_elses(thuy: User, stranger: User) -> None:
    desk, phone, foreign = Client(), Client(), Client()
    assert enter(desk, "thuy") and enter(phone, "thuy") and enter(foreign, "an")
    theirs = SignedInDevice.objects.get(user=stranger)
    desk.post(f"/toi/thiet-bi/{theirs.pk}/dang-xuat/")
    assert foreign.get("/toi/").status_code == 200
    desk.post("/toi/thiet-bi/dang-xuat-het/")
    assert desk.get("/toi/").status_code == foreign.get("/toi/").status_code == 200
    assert phone.get("/toi/").status_code == 302
    assert SignedInDevice.objects.filter(user=thuy).count() == 1


def test_a_dangerous_act_late_asks_on_the_spot_and_loses_nothing(quan: User, thuy: User, signed_in: SignIn) -> None:
    page = "/nguoi/thuy/dang-nhap/he-thong-chung/"
    with clock.fixed(NOON):
        client = signed_in(quan)
    with clock.fixed(NOON + dt.timedelta(minutes=16)):
        asked = client.post(page, {"ten": 'thuy"@tinh'})
        assert "Xác nhận là bạn" in asked.content.decode()
        assert 'value="thuy&quot;@tinh"' in asked.content.decode()
        assert User.objects.get(pk=thuy.pk).outside_identity is None
        wrong = client.post(page, {"ten": "thuy@tinh", "chinh_toi": "sai"})
        assert "chưa đúng" in wrong.content.decode() and 'value="thuy@tinh"' in wrong.content.decode()
        assert client.post(page, {"ten": "thuy@tinh", "chinh_toi": PASSWORD}).status_code == 302
        assert User.objects.get(pk=thuy.pk).outside_identity == "thuy@tinh"
        assert client.post("/nguoi/thuy/dang-nhap/lien-ket/").status_code == 200  # not asked again
        assert OneTimeLink.objects.count() == 1


def test_a_page_with_a_secret_asks_before_it_is_read(quan: User, signed_in: SignIn) -> None:
    with clock.fixed(NOON):
        client = signed_in(quan)
    with clock.fixed(NOON + dt.timedelta(minutes=16)):
        assert "Xác nhận là bạn" in client.get("/toi/hai-buoc/bat/").content.decode()
        sent = client.post("/toi/hai-buoc/bat/", {"chi_xem": "1", "chinh_toi": PASSWORD})
        assert sent["Location"] == "/toi/hai-buoc/bat/"
        assert "data:image/svg+xml" in client.get("/toi/hai-buoc/bat/").content.decode()


def outside(claims: dict[str, str]) -> Any:
    """What allauth hands over after the provider has confirmed somebody; the answer it gets."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    account = SimpleNamespace(extra_data={"id_token": claims})
    login = SimpleNamespace(account=account, get_redirect_url=lambda _request: "/toi/")
    with request_context(request), pytest.raises(ImmediateHttpResponse) as ended:
        OutsideAdapter(request).pre_social_login(request, login)
    return request, ended.value.response


def test_an_outside_identity_opens_only_the_account_tied_to_it(thuy: User) -> None:
    people = User.objects.count()
    for claims in ({"preferred_username": "thuy"}, {"preferred_username": ""}, {"sub": "thuy@tinh"}):
        request, answer = outside(claims)
        assert answer["Location"] == "/dang-nhap/" and "_auth_user_id" not in request.session
    set_outside_identity(actor=SYSTEM, user=thuy, identity="thuy@tinh")
    request, answer = outside({"preferred_username": "thuy@tinh"})
    assert request.session["_auth_user_id"] == str(thuy.pk)
    User.objects.filter(pk=thuy.pk).update(is_active=False)
    assert "_auth_user_id" not in outside({"preferred_username": "thuy@tinh"})[0].session
    assert User.objects.count() == people


def test_one_outside_identity_belongs_to_one_account(thuy: User, stranger: User) -> None:
    set_outside_identity(actor=SYSTEM, user=thuy, identity="thuy@tinh")
    with pytest.raises(Refused, match="tài khoản khác"):
        set_outside_identity(actor=SYSTEM, user=stranger, identity="thuy@tinh")
    set_outside_identity(actor=SYSTEM, user=thuy, identity="")
    set_outside_identity(actor=SYSTEM, user=stranger, identity="thuy@tinh")
