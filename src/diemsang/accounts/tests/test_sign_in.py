from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import PASSWORD
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from diemsang.accounts.actions import deactivate_user
from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM

MakeUser = Callable[..., User]
DOOR = "/dang-nhap/"


@pytest.fixture
def thuy(make_user: MakeUser) -> User:
    cache.clear()
    return make_user("thuy", phone="0912 345 678")


def enter(client: Client, login: str, password: str = PASSWORD, **more: str) -> bool:
    """Try to sign in; whether it worked."""
    client.post(DOOR, {"login": login, "password": password, **more})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "login", ["thuy", "THUY", " thuy ", "0912345678", "0912 345 678", "+84912345678", "0912.345.678", "84 912 345 678"]
)
def test_user_name_or_number_however_typed(client: Client, thuy: User, login: str) -> None:
    assert enter(client, login)


@pytest.mark.parametrize(
    ("login", "password"),
    [("thuy", "sai mat khau"), ("thuý", PASSWORD), ("ai-do", PASSWORD), ("0912345679", PASSWORD), ("thuy", "")],
)
def test_wrong_ones_are_told_the_same(client: Client, thuy: User, login: str, password: str) -> None:
    answer = client.post(DOOR, {"login": login, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    text = answer.content.decode()
    assert ("không khớp" in text) is bool(password)
    if password:
        assert password not in text


def test_sent_on_to_where_one_was_going_but_never_outside(client: Client, thuy: User) -> None:
    answer = client.post(DOOR + "?next=/toi/", {"login": "thuy", "password": PASSWORD, "next": "/toi/"})
    assert answer["Location"] == "/toi/"
    for outside in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        away = Client().post(DOOR, {"login": "thuy", "password": PASSWORD, "next": outside})
        assert away["Location"] == "/"


def test_after_five_failures_an_account_rests_however_its_name_is_typed(client: Client, thuy: User) -> None:
    for login in ("thuy", "0912345678", "+84 912 345 678", "THUY", "0912.345.678"):
        assert not enter(client, login, "sai mat khau")
    answer = client.post(DOOR, {"login": "thuy", "password": PASSWORD})
    assert "quá nhiều lần" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_so_only_with_its_password(client: Client, thuy: User) -> None:
    deactivate_user(actor=SYSTEM, user=thuy, reason="thử")
    answer = client.post(DOOR, {"login": "thuy", "password": PASSWORD}, follow=True)
    assert "đã ngừng" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert "đã ngừng" not in client.post(DOOR, {"login": "thuy", "password": "sai mat khau"}).content.decode()


def test_signing_out_needs_a_post(client: Client, thuy: User) -> None:
    assert enter(client, "thuy")
    assert client.get("/dang-xuat/").status_code == 405
    assert client.post("/dang-xuat/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.post("/dang-xuat/").status_code == 302  # pressed twice


def test_the_journal_has_who_came_and_nothing_that_was_typed(client: Client, thuy: User) -> None:
    enter(client, "thuy", "sai mat khau")
    enter(client, "mật khẩu gõ nhầm ô", "x")
    enter(client, "thuy")
    client.post("/dang-xuat/")
    told = list(Entry.objects.filter(action__startswith="accounts.sign").order_by("id"))
    assert [(entry.action, entry.actor_key, entry.subject_key) for entry in told] == [
        ("accounts.sign_in_failed", "nobody", "thuy"),
        ("accounts.sign_in_failed", "nobody", "?"),
        ("accounts.signed_in", "user:thuy", "thuy"),
        ("accounts.signed_out", "user:thuy", "thuy"),
    ]
    kept = " ".join(str(vars(entry)) for entry in told)
    assert "sai mat khau" not in kept
    assert "gõ nhầm" not in kept


def test_a_new_password_of_one_s_own(client: Client, thuy: User) -> None:
    assert enter(client, "thuy")
    other = Client()
    assert enter(other, "thuy")
    page = reverse("account_change_password")
    new = "trăng trên sông Gâm"
    wrong = client.post(page, {"oldpassword": "sai", "password1": new, "password2": new + "!"})
    assert "chưa đúng" in wrong.content.decode()
    assert "không giống nhau" in wrong.content.decode()
    done = client.post(page, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == "/toi/"
    assert client.get("/toi/").status_code == 200
    assert other.get("/toi/").status_code == 302  # the other device must sign in again
    assert enter(Client(), "thuy", new)
    assert Entry.objects.filter(action="accounts.changed_password").count() == 1


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("ngan", "Mật khẩu ngắn quá: cần ít nhất 10 ký tự."),
        ("qwertyuiop", "dễ bị đoán"),
        ("thuy thuy thuy", "Mật khẩu giống tên đăng nhập"),
    ],
)
def test_a_poor_password_is_refused_in_vietnamese(client: Client, thuy: User, new: str, said: str) -> None:
    User.objects.filter(pk=thuy.pk).update(full_name="Thuy Thuy Thuy")
    assert enter(client, "thuy")
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = client.post(reverse("account_change_password"), sent).content.decode()
    assert said in page
    assert "This password" not in page and "The password" not in page


def test_one_s_own_page_tells_office_and_rights(huong: User, signed_in: Callable[[User], Client]) -> None:
    text = signed_in(huong).get("/toi/").content.decode()
    for said in ("Ma Thị Hường", "UBND xã Nà Hang", "Cán bộ xã", "Xã Nà Hang", "ghi hồ sơ điểm", "0300 000 002"):
        assert said in text


def test_somebody_without_a_role_is_told_what_to_do(stranger: User, signed_in: Callable[[User], Client]) -> None:
    assert "chưa được giao vai nào" in signed_in(stranger).get("/toi/").content.decode()


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_inactive"])
def test_no_page_of_allauth_that_is_not_ours(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/login/", "/accounts/password/reset/"])
def test_no_address_of_allauth_s_own(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)
