"""The second factor: required by role, enrolled, asked for, lost, and restored by two people."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from conftest import PASSWORD, TuyenQuang
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import translation

from diemsang.accounts.actions.factors import (
    ask_factor_recovery,
    confirm_factor_recovery,
    open_recovery,
    withdraw_factor_recovery,
)
from diemsang.accounts.models import User
from diemsang.accounts.tests.test_sign_in import DOOR, MakeUser, enter
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SignIn = Callable[[User], Client]


def code(secret: str = SECRET, steps: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def required(settings: Any) -> None:
    """As in every home but a demonstration."""
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def enrolled(quan: User) -> User:
    """The administrator with an app."""
    TOTP.activate(quan, SECRET)
    return quan


@pytest.fixture
def second(tq: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("bach", role="SYSTEM_ADMIN")


def test_rights_that_need_a_factor_are_not_held_without_one(quan: User, huong: User, required: None) -> None:
    assert not fresh(quan).can("accounts.manage") and fresh(quan).can("audit.view")
    assert "accounts.manage" in fresh(quan).scope.waiting
    assert fresh(huong).can("points.edit") and not fresh(huong).scope.waiting
    TOTP.activate(quan, SECRET)
    assert fresh(quan).can("accounts.manage") and not fresh(quan).scope.waiting


def test_a_demonstration_and_the_machine_itself_need_none(quan: User, settings: Any) -> None:
    assert fresh(quan).can("accounts.manage")
    settings.SECOND_FACTOR_REQUIRED = True
    at_machine = fresh(quan)
    at_machine.at_machine = True
    assert at_machine.can("accounts.manage")
    assert SYSTEM.can("accounts.manage")


def test_the_person_is_led_to_enrol_and_told_what_is_missing(quan: User, required: None, client: Client) -> None:
    answer = client.post(DOOR, {"login": "quan", "password": PASSWORD})
    assert answer["Location"].startswith("/toi/hai-buoc/")
    page = client.get("/toi/hai-buoc/").content.decode()
    assert "bắt buộc" in page
    refused = client.get("/nguoi/an/dang-nhap/")
    assert refused.status_code == 403
    assert "/toi/hai-buoc/" in refused.content.decode() and "Chưa có gì được ghi" in refused.content.decode()


def test_enrolling_gives_the_rights_and_codes_shown_once(quan: User, required: None, client: Client) -> None:
    assert enter(client, "quan")
    page = client.get("/toi/hai-buoc/bat/").content.decode()
    assert "data:image/svg+xml" in page and "style=" not in page
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found
    assert "chưa đúng" in client.post("/toi/hai-buoc/bat/", {"code": "000000"}).content.decode()
    done = client.post("/toi/hai-buoc/bat/", {"code": code(found[1])})
    assert done["Location"] == "/toi/hai-buoc/ma-du-phong/"
    codes = re.findall(r"<code>(\d{8})</code>", client.get(done["Location"]).content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(done["Location"]).content.decode()
    assert fresh(quan).can("accounts.manage")
    kept = str(list(Authenticator.objects.values("data")))
    assert found[1] not in kept  # sealed
    other = Client()
    assert not enter(other, "quan")
    assert other.post("/dang-nhap/hai-buoc/", {"code": codes[0]}).status_code == 302
    assert "_auth_user_id" in other.session
    third = Client()
    enter(third, "quan")
    assert third.post("/dang-nhap/hai-buoc/", {"code": codes[0]}).status_code == 200  # used up


def test_a_role_that_needs_it_cannot_switch_it_off(enrolled: User, required: None, signed_in: SignIn) -> None:
    client = signed_in(enrolled)
    assert "bắt buộc" in client.get("/toi/hai-buoc/tat/").content.decode()
    client.post("/toi/hai-buoc/tat/")
    assert Authenticator.objects.filter(user=enrolled).exists()


def test_signing_in_asks_for_the_code_once_and_limits_guesses(enrolled: User, client: Client) -> None:
    assert not enter(client, "quan")
    page = "/dang-nhap/hai-buoc/"
    for _ in range(2):
        assert "chưa đúng" in client.post(page, {"code": "123"}).content.decode()
    assert "quá nhiều lần" in client.post(page, {"code": code()}).content.decode()
    assert "_auth_user_id" not in client.session
    assert Entry.objects.filter(action="accounts.code_failed").count() == 2


def test_a_code_works_once(enrolled: User) -> None:
    first, second_try, used = Client(), Client(), code()
    for client in (first, second_try):
        enter(client, "quan")
        client.post("/dang-nhap/hai-buoc/", {"code": used})
    assert "_auth_user_id" in first.session
    assert "_auth_user_id" not in second_try.session


def test_under_another_hub_key_no_code_fits_rather_than_an_error(enrolled: User, settings: Any, client: Client) -> None:
    settings.SECRET_KEY = "another key of another hub, long enough"
    enter(client, "quan")
    assert client.post("/dang-nhap/hai-buoc/", {"code": code()}).status_code == 200


def test_a_lost_factor_takes_two_different_people(
    enrolled: User, second: User, huong: User, make_user: MakeUser
) -> None:
    third = make_user("ba", role="SYSTEM_ADMIN")
    for actor in (huong, enrolled):
        with pytest.raises((Refused, PermissionDenied)):
            ask_factor_recovery(actor=actor, user=enrolled, reason="mất máy")
    with pytest.raises(Refused, match="còn trống"):
        ask_factor_recovery(actor=second, user=enrolled, reason=" ")
    asked = ask_factor_recovery(actor=second, user=enrolled, reason="mất máy, đã gặp mặt")
    assert ask_factor_recovery(actor=third, user=enrolled, reason="lại") == asked
    for actor in (second, enrolled):
        with pytest.raises(Refused):
            confirm_factor_recovery(actor=actor, recovery=asked)
    assert Authenticator.objects.filter(user=enrolled).exists()
    confirm_factor_recovery(actor=third, recovery=asked)
    assert not Authenticator.objects.filter(user=enrolled).exists()
    with pytest.raises(Refused):  # pressed twice
        confirm_factor_recovery(actor=third, recovery=asked)
    told = Entry.objects.filter(action__contains="factor_recovery").order_by("id")
    assert [entry.actor_key for entry in told] == ["user:bach", "user:ba"]


def test_after_a_recovery_sessions_end_and_the_person_enrols_again(
    enrolled: User, second: User, make_user: MakeUser, signed_in: SignIn, required: None
) -> None:
    desk = signed_in(enrolled)
    assert desk.get("/toi/").status_code == 200
    asked = ask_factor_recovery(actor=SYSTEM, user=enrolled, reason="mất máy")
    second.at_machine = True
    confirm_factor_recovery(actor=second, recovery=asked)
    assert desk.get("/toi/").status_code == 302
    assert fresh(enrolled).scope.waiting


def test_a_request_can_be_withdrawn_by_its_subject(enrolled: User, second: User) -> None:
    asked = ask_factor_recovery(actor=second, user=enrolled, reason="mất máy")
    withdraw_factor_recovery(actor=enrolled, recovery=asked)
    assert open_recovery(enrolled) is None
    with translation.override("vi"), pytest.raises(Refused):
        confirm_factor_recovery(actor=SYSTEM, recovery=asked)


def test_the_page_does_all_three(enrolled: User, second: User, make_user: MakeUser, signed_in: SignIn) -> None:
    third, page = make_user("ba", role="SYSTEM_ADMIN"), "/nguoi/quan/dang-nhap/hai-buoc/"
    signed_in(second).post(page, {"viec": "de-nghi", "ly-do": "mất máy"})
    asked = open_recovery(enrolled)
    assert asked
    same = signed_in(second).post(page, {"viec": "xac-nhan", "so": str(asked.pk)})
    assert same.status_code == 422 and "không thể tự xác nhận" in same.content.decode()
    assert "mất máy" in signed_in(third).get("/khoi-phuc-hai-buoc/").content.decode()
    assert signed_in(third).post(page, {"viec": "xac-nhan", "so": str(asked.pk)}).status_code == 302
    assert not Authenticator.objects.filter(user=enrolled).exists()
