"""Invitations and resets: shown once, used once, dead in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import PASSWORD, TuyenQuang
from django.core.exceptions import PermissionDenied
from django.test import Client

from diemsang.accounts.actions.links import issue_link, revoke_links
from diemsang.accounts.models import OneTimeLink, User
from diemsang.accounts.tests.test_sign_in import MakeUser, enter
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

NEW = "trăng trên sông Gâm"
SignIn = Callable[[User], Client]


@pytest.fixture
def thuy(tq: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("thuy")


def set_password(client: Client, url: str, password: str = NEW, again: str = NEW) -> int:
    return client.post(url, {"password1": password, "password2": again}).status_code


def test_an_invitation_looked_at_by_zalo_is_still_good_and_works_once(thuy: User, client: Client) -> None:
    link, url = issue_link(actor=SYSTEM, user=thuy, purpose="INVITATION")
    secret = url.rstrip("/").rsplit("/", 1)[1]
    assert secret not in str(list(OneTimeLink.objects.values()))
    for _ in range(3):
        page = client.get(url)
        assert page.status_code == 200 and "thuy" in page.content.decode()
        assert "no-store" in page["Cache-Control"]
    assert set_password(client, url) == 302
    assert enter(client, "thuy", NEW)
    assert set_password(Client(), url, "một mật khẩu khác nữa", "một mật khẩu khác nữa") == 410  # sent twice
    again = Client().get(url)
    assert again.status_code == 410 and "đã được dùng" in again.content.decode()
    link.refresh_from_db()
    assert link.used_at is not None
    kept = " ".join(str(vars(entry)) for entry in Entry.objects.all())
    assert secret not in kept and NEW not in kept


def test_an_expired_link_says_so(thuy: User, client: Client) -> None:
    with clock.fixed(dt.date(2026, 5, 4)):
        _link, invitation = issue_link(actor=SYSTEM, user=thuy, purpose="INVITATION")
    with clock.fixed(dt.datetime(2026, 5, 11, 11, 59, tzinfo=clock.VIETNAM)):
        assert client.get(invitation).status_code == 200
    with clock.fixed(dt.date(2026, 5, 11)):
        assert "hết hạn" in client.get(invitation).content.decode()
        assert set_password(client, invitation) == 410
        _link, reset = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    with clock.fixed(dt.date(2026, 5, 12)):
        assert set_password(client, reset) == 410
    assert not enter(client, "thuy", NEW)


def test_a_new_link_revokes_the_old_one_and_only_of_this_person(thuy: User, stranger: User, client: Client) -> None:
    _a, other = issue_link(actor=SYSTEM, user=stranger, purpose="RESET")
    _b, old = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    _c, new = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    assert "liên kết mới" in client.get(old).content.decode()
    assert client.get(new).status_code == client.get(other).status_code == 200
    assert revoke_links(actor=SYSTEM, user=thuy) == 1
    assert client.get(new).status_code == 410
    assert client.get("/lien-ket/doan-mo/").status_code == 404


def test_a_poor_password_is_refused_with_everything_and_the_link_stays(thuy: User, client: Client) -> None:
    _link, url = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    page = client.post(url, {"password1": "ngan", "password2": "khac"})
    text = page.content.decode()
    assert page.status_code == 422 and "ngắn quá" in text and "không giống nhau" in text
    assert set_password(client, url) == 302


def test_a_reset_ends_every_other_session(thuy: User) -> None:
    desk = Client()
    assert enter(desk, "thuy")
    _link, url = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    assert set_password(Client(), url, PASSWORD, PASSWORD) == 302  # even to the same password
    assert desk.get("/toi/").status_code == 302


def test_only_an_administrator_makes_links_and_not_for_a_closed_account(thuy: User, huong: User) -> None:
    with pytest.raises(PermissionDenied):
        issue_link(actor=huong, user=thuy, purpose="RESET")
    _link, url = issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    User.objects.filter(pk=thuy.pk).update(is_active=False)
    with pytest.raises(Refused):
        issue_link(actor=SYSTEM, user=thuy, purpose="RESET")
    assert "đã ngừng" in Client().get(url).content.decode()


def test_the_page_shows_the_link_once_with_a_code_and_no_inline_style(
    quan: User, thuy: User, signed_in: SignIn
) -> None:
    client = signed_in(quan)
    answer = client.post("/nguoi/thuy/dang-nhap/lien-ket/")
    text = answer.content.decode()
    assert "/lien-ket/" in text and "ds-qr" in text and "style=" not in text
    assert "no-store" in answer["Cache-Control"]
    assert "/lien-ket/" not in client.get("/nguoi/thuy/dang-nhap/").content.decode().replace("/dang-nhap/lien-ket/", "")
    client.post("/nguoi/thuy/dang-nhap/lien-ket/")  # pressed twice
    assert OneTimeLink.objects.filter(user=thuy, revoked_at=None).count() == 1
    assert set(OneTimeLink.objects.values_list("purpose", flat=True)) == {"INVITATION"}
