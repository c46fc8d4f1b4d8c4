from __future__ import annotations

import pytest
from conftest import PASSWORD, TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.actions import create_user, end_grant, grant, set_password
from diemsang.accounts.cast import MARK, create_cast
from diemsang.accounts.models import Grant, User
from diemsang.accounts.queries import rights_of
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused


def test_an_account_signs_in_by_a_name_in_small_letters_and_one_form_of_number(db: None) -> None:
    user = create_user(
        actor=SYSTEM, username=" Lan.HT ", full_name="Hoa\u0300ng  Thị Lan", password=PASSWORD, phone="091 234.5678"
    )
    assert (user.username, user.full_name, user.phone) == ("lan.ht", "Hoàng Thị Lan", "+84912345678")
    assert user.check_password(PASSWORD)


def test_every_problem_is_told_at_once(db: None) -> None:
    create_user(actor=SYSTEM, username="lan", full_name="Lan", password=PASSWORD, phone="0912345678")
    with pytest.raises(Refused) as refused:
        create_user(actor=SYSTEM, username="LAN", full_name=" ", password="12345", phone="+84 912 345 678")
    places = [problem.where for problem in refused.value.problems]
    assert places[:3] == ["Tên đăng nhập", "Điện thoại", "Họ và tên"]
    assert places.count("Mật khẩu") >= 2
    assert User.objects.count() == 1


@pytest.mark.parametrize("username", ["0912345678", "+84912345678", "", "a", "lan tv", "1lan", "lân", "a" * 31])
def test_user_names_that_are_refused(db: None, username: str) -> None:
    with pytest.raises(Refused):
        create_user(actor=SYSTEM, username=username, full_name="Lan", password=PASSWORD)


def test_the_journal_keeps_neither_password_nor_number(db: None) -> None:
    user = create_user(actor=SYSTEM, username="lan", full_name="Lan", password=PASSWORD, phone="0912345678")
    set_password(actor=SYSTEM, user=user, password=PASSWORD + "2", reason="quên")
    kept = " ".join(f"{entry.before} {entry.after} {entry.data} {entry.reason}" for entry in Entry.objects.all())
    assert "0912345678"[1:] not in kept
    assert PASSWORD not in kept
    assert user.password not in kept


def test_people_are_managed_only_by_who_may(lan: User, quan: User) -> None:
    with pytest.raises(PermissionDenied):
        create_user(actor=lan, username="moi", full_name="Mới", password=PASSWORD)
    with pytest.raises(PermissionDenied):
        grant(actor=lan, user=lan, role="SYSTEM_ADMIN")
    with pytest.raises(PermissionDenied):
        set_password(actor=lan, user=quan, password=PASSWORD)
    assert create_user(actor=quan, username="moi", full_name="Mới", password=PASSWORD).pk


def test_the_same_grant_twice_is_one(huong: User, tq: TuyenQuang) -> None:
    standing = huong.grants.get()
    assert grant(actor=SYSTEM, user=huong, role="COMMUNE", area=tq.now("02221")) == standing
    assert Entry.objects.filter(action="accounts.grant", subject_key="huong").count() == 1
    end_grant(actor=SYSTEM, grant=standing)
    end_grant(actor=SYSTEM, grant=standing)
    assert Entry.objects.filter(action="accounts.end_grant").count() == 1
    assert not huong.can("points.edit")


def test_a_role_needs_its_area_and_must_exist(stranger: User) -> None:
    for role in ("COMMUNE", "GIAM_DOC"):
        with pytest.raises(Refused):
            grant(actor=SYSTEM, user=stranger, role=role)
    assert not Grant.objects.exists()


def test_a_person_s_rights_in_words(huong: User) -> None:
    (row,) = rights_of(huong)
    assert (row.role, row.area) == ("Cán bộ xã", "Xã Nà Hang")
    assert "ghi hồ sơ điểm" in row.within
    assert "xem địa bàn" in row.everywhere
    assert row.grant.valid_from == clock.today()


def test_the_demonstration_s_cast(tq: TuyenQuang) -> None:
    cast = create_cast(actor=SYSTEM)
    assert [member.user.username for member in cast] == ["lan", "huong", "minh", "quan", "son", "dung", "cung", "giang"]
    assert all(member.user.check_password(member.password) for member in cast)
    assert all(MARK in member.user.job_title for member in cast)
    assert len({member.password for member in cast}) == 8
    assert create_cast(actor=SYSTEM) == []
    kept = " ".join(str(entry.after) + str(entry.data) for entry in Entry.objects.all())
    assert not any(member.password in kept for member in cast)
