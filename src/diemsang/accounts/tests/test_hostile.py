"""What somebody tries who means harm, or who has bad luck."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from conftest import PASSWORD, TuyenQuang
from django.test import Client
from django.utils.html import escape

from diemsang.accounts.actions import (
    create_office,
    create_user,
    deactivate_user,
    edit_user,
    end_grant,
    grant,
    move_user,
    reactivate_user,
    set_password,
)
from diemsang.accounts.actions.factors import ask_factor_recovery
from diemsang.accounts.actions.links import issue_link, use_link, why_closed
from diemsang.accounts.models import Grant, Office, OneTimeLink, SignedInDevice, User
from diemsang.accounts.tests.test_sign_in import MakeUser, enter
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

SignIn = Callable[[User], Client]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_account_opened_again_does_not_bring_back_old_sessions_and_links(stranger: User) -> None:
    old = Client()
    assert enter(old, "an")
    link, _url = issue_link(actor=SYSTEM, user=stranger, purpose="RESET")
    deactivate_user(actor=SYSTEM, user=fresh(stranger), reason="mất máy tính")
    assert not SignedInDevice.objects.filter(user=stranger).exists()
    reactivate_user(actor=SYSTEM, user=fresh(stranger), reason="đã có máy mới")
    assert old.get("/toi/").status_code == 302
    assert why_closed(OneTimeLink.objects.get(pk=link.pk)) == "revoked"


def test_a_password_set_by_the_machine_closes_open_links(stranger: User) -> None:
    _link, url = issue_link(actor=SYSTEM, user=stranger, purpose="RESET")
    set_password(actor=SYSTEM, user=fresh(stranger), password="mot cau khac hẳn 2025")
    with pytest.raises(Refused):
        use_link(secret=url.rstrip("/").rsplit("/", 1)[1], password="ke gian 2025 dat", again="ke gian 2025 dat")


def test_who_only_knew_the_password_is_out_once_the_owner_enrols_an_app(
    quan: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    thief, owner = Client(), Client()
    assert enter(thief, "quan") and enter(owner, "quan")
    page = owner.get("/toi/hai-buoc/bat/")
    secret = page.context["form"].secret
    code = str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    monkeypatch.setattr("django.db.transaction.on_commit", lambda work, **_more: work())  # a test never commits
    assert owner.post("/toi/hai-buoc/bat/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=quan, type=Authenticator.Type.TOTP).exists()
    assert owner.get("/nguoi/them-nguoi/").status_code == 200
    assert thief.get("/nguoi/them-nguoi/").status_code == 302
    assert thief.get("/toi/").status_code == 302


def test_a_role_ended_on_its_first_day_is_given_again(tq: TuyenQuang, stranger: User) -> None:
    area = tq.now("02221")
    first = grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=area)
    end_grant(actor=SYSTEM, grant=first)
    assert not fresh(stranger).can("points.edit")
    again = grant(actor=SYSTEM, user=fresh(stranger), role="COMMUNE", area=area)
    assert again.is_current and fresh(stranger).can("points.edit", area.pk)


def test_a_role_given_for_longer_is_not_silently_cut_short(tq: TuyenQuang, stranger: User) -> None:
    area, today = tq.now("02221"), clock.today()
    soon = today + dt.timedelta(days=3)
    grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=area, valid_to=soon)
    with pytest.raises(Refused) as told:
        grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=area)
    assert f"{soon:%d/%m/%Y}" in str(told.value)
    after = grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=area, valid_from=soon)
    assert after.valid_from == soon
    grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=tq.then("02281"), valid_from=soon)
    with pytest.raises(Refused, match="chồng"):  # reaches into the one that begins later
        grant(actor=SYSTEM, user=stranger, role="COMMUNE", area=tq.then("02281"))


def test_the_administrator_of_a_commune_would_be_one_of_everything(tq: TuyenQuang, stranger: User) -> None:
    with pytest.raises(Refused, match="toàn hệ thống"):
        grant(actor=SYSTEM, user=stranger, role="SYSTEM_ADMIN", area=tq.now("02221"))


def test_an_administrator_until_next_month_is_not_enough(quan: User, make_user: MakeUser) -> None:
    until = clock.today() + dt.timedelta(days=30)
    bach = make_user("bach")
    grant(actor=SYSTEM, user=bach, role="SYSTEM_ADMIN", valid_to=until)
    with pytest.raises(Refused, match="quản trị"):
        end_grant(actor=SYSTEM, grant=quan.grants.get())
    with pytest.raises(Refused, match="quản trị"):
        deactivate_user(actor=SYSTEM, user=quan, reason="nghỉ")
    grant(actor=SYSTEM, user=make_user("cuc"), role="SYSTEM_ADMIN")
    deactivate_user(actor=SYSTEM, user=fresh(bach), reason="nghỉ")
    end_grant(actor=SYSTEM, grant=quan.grants.get())
    assert not fresh(quan).can("accounts.manage")


def test_telephone_and_sign_in_history_are_for_managers(lan: User, minh: User, quan: User, signed_in: SignIn) -> None:
    edit_user(actor=SYSTEM, user=lan, full_name=lan.full_name, phone="0300 000 055")
    enter(Client(), "lan")
    seen, managed = (signed_in(who).get("/nguoi/lan/").content.decode() for who in (minh, quan))
    assert "0300 000 055" in managed and "đăng nhập</span>" in managed
    assert "0300 000 055" not in seen and "đăng nhập</span>" not in seen


def test_words_that_are_too_long_are_refused_not_broken(tq: TuyenQuang, stranger: User, quan: User) -> None:
    long = "Nguyễn " * 40
    with pytest.raises(Refused) as told:
        create_user(actor=SYSTEM, username="dai", full_name=long, password=None, job_title=long)
    assert len(told.value.problems) == 2
    with pytest.raises(Refused):
        edit_user(actor=SYSTEM, user=stranger, full_name=long)
    with pytest.raises(Refused):
        create_office(actor=SYSTEM, code="dai", kind="OTHER", area=tq.now("08"), name=long)
    with pytest.raises(Refused, match="Mã"):
        create_office(actor=SYSTEM, code="lap-moi", kind="OTHER", area=tq.now("08"), name="Cơ quan")
    with pytest.raises(Refused):
        ask_factor_recovery(actor=SYSTEM, user=stranger, reason="x" * 5000)


def test_nobody_is_moved_into_an_office_that_has_ended(tq: TuyenQuang, stranger: User) -> None:
    from diemsang.accounts.actions import merge_office

    old, new = Office.objects.get(code="tq-khcn"), Office.objects.get(code="tq-ubnd")
    merge_office(actor=SYSTEM, office=old, into=new, on=clock.today(), reason="QĐ minh họa")
    with pytest.raises(Refused, match="kết thúc"):
        move_user(actor=SYSTEM, user=stranger, office=Office.objects.get(pk=old.pk))
    with pytest.raises(Refused, match="kết thúc"):
        create_user(actor=SYSTEM, username="moi", full_name="Người Mới", password=None, office=old)


def test_waiting_recoveries_and_former_names_are_found(quan: User, lan: User, signed_in: SignIn) -> None:
    from diemsang.accounts.actions import rename_office

    office = Office.objects.get(code="tq-khcn")
    rename_office(actor=SYSTEM, office=office, name="Sở Dữ liệu", on=clock.today())
    client = signed_in(quan)
    assert "/khoi-phuc-hai-buoc/" in client.get("/nguoi/").content.decode()
    assert "/khoi-phuc-hai-buoc/" not in signed_in(lan).get("/nguoi/").content.decode()
    page = client.get("/co-quan/", {"q": "khoa hoc va cong nghe"}).content.decode()
    assert "/co-quan/tq-khcn/" in page and "Sở Dữ liệu" in page


def test_scripts_in_names_are_text_everywhere(quan: User, make_user: MakeUser, signed_in: SignIn) -> None:
    evil = '"><script>alert(1)</script>'
    make_user("evil", full_name=evil)
    client = signed_in(quan)
    for page in ("/nguoi/", "/nguoi/evil/", "/nguoi/evil/dang-nhap/", "/nguoi/evil/giao-vai/"):
        body = client.get(page).content.decode()
        assert evil not in body and escape(evil)[:20] in body
    assert evil not in client.post("/nguoi/evil/dang-nhap/lien-ket/").content.decode()


def test_a_grant_row_is_never_two(quan: User) -> None:
    for _again in range(2):
        grant(actor=SYSTEM, user=quan, role="SYSTEM_ADMIN")
    assert Grant.objects.filter(user=quan, role="SYSTEM_ADMIN").count() == 1


@pytest.mark.parametrize("target", ["https://xau.example/", "//xau.example/", "/\\xau.example"])
def test_signing_in_leads_nowhere_else(stranger: User, target: str) -> None:
    client = Client()
    answer = client.post(f"/dang-nhap/?next={target}", {"login": "an", "password": PASSWORD, "next": target})
    assert answer.status_code == 302 and "xau.example" not in answer["Location"]
