"""Rights follow the lineage of areas, through the reform of 2025 and without it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import AFTER, EXAMPLE, TuyenQuang
from pytest_django import DjangoAssertNumQueries

from diemsang.accounts.actions import deactivate_user, end_grant, grant
from diemsang.accounts.models import User
from diemsang.accounts.queries import rights_of, users_with
from diemsang.accounts.scope import Covered, covered_ids, holds_own, known_roles, only_own, rights_table
from diemsang.areas.actions import apply_reform
from diemsang.areas.models import Area, AreaVersion, Level
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Nobody
from diemsang.core.errors import Refused

MakeUser = Callable[..., User]
EDIT = "points.edit"


def again(user: User) -> User:
    """The person in their next request."""
    return User.objects.get(pk=user.pk)


def test_a_grant_over_a_former_commune_covers_only_what_came_from_it(tq: TuyenQuang, make_user: MakeUser) -> None:
    nang_kha, thanh_tuong, na_hang = tq.then("02281"), tq.then("02284"), tq.now("02221")
    user = make_user("an", role="COMMUNE", area=nang_kha)
    assert user.can(EDIT, nang_kha.pk)
    assert not user.can(EDIT, na_hang.pk)
    assert not user.can(EDIT, thanh_tuong.pk)
    assert covered_ids(user, EDIT).whole == {nang_kha.pk}


def test_a_grant_over_the_merged_commune_covers_all_it_was_formed_from(huong: User, tq: TuyenQuang) -> None:
    formed_from = {tq.then(code).pk for code in ("02221", "02281", "02284")}
    assert covered_ids(huong, EDIT).whole == formed_from | {tq.now("02221").pk}
    assert not huong.can(EDIT, tq.now("02266").pk)
    assert not huong.can(EDIT, tq.then("072").pk)


def test_the_same_grant_before_and_after_the_reform(tq_2023: TuyenQuang, make_user: MakeUser) -> None:
    nang_kha = tq_2023.then("02281")
    user = make_user("an", role="COMMUNE", area=nang_kha)
    before = covered_ids(user, EDIT)
    for reform in ("2024-09-01", "2025-07-01"):
        apply_reform(actor=SYSTEM, path=EXAMPLE / "reforms" / reform)
    assert covered_ids(again(user), EDIT) == before


def test_a_grant_over_a_former_district_covers_its_communes_of_that_time(tq: TuyenQuang, make_user: MakeUser) -> None:
    district = tq.then("072")
    user = make_user("an", role="COMMUNE", area=district)
    communes = set(AreaVersion.objects.filter(parent=district).values_list("area_id", flat=True))
    assert len(communes) == 12
    assert covered_ids(user, EDIT).whole == communes | {district.pk}
    assert not user.can(EDIT, tq.now("02221").pk)


def test_a_grant_over_the_province_of_today_covers_both_former_provinces(lan: User, tq: TuyenQuang) -> None:
    for area in (tq.now("08"), tq.then("08"), tq.then("02"), tq.then("076"), tq.then("02281"), tq.now("02221")):
        assert lan.can(EDIT, area.pk)
    assert covered_ids(lan, EDIT).partial == frozenset()


def test_a_grant_over_one_part_of_a_divided_commune_reaches_it_in_part(tq: TuyenQuang, make_user: MakeUser) -> None:
    from diemsang.areas.models import AreaSuccession

    part = AreaSuccession.objects.on(AFTER).filter(whole=False).select_related("origin", "target").first()
    assert part is not None
    user = make_user("an", role="COMMUNE", area=part.target)
    covered = covered_ids(user, EDIT)
    assert part.origin_id in covered.partial
    assert part.origin_id not in covered.whole
    assert not user.can(EDIT, part.origin_id)


def test_grants_hold_from_their_first_day_until_they_end(tq: TuyenQuang, make_user: MakeUser) -> None:
    area = tq.now("02221")
    user = make_user("an")
    held = grant(actor=SYSTEM, user=user, role="COMMUNE", area=area, valid_from=dt.date(2026, 1, 5))
    for day, may in ((dt.date(2026, 1, 4), False), (dt.date(2026, 1, 5), True), (dt.date(2026, 2, 1), True)):
        with clock.fixed(day):
            assert again(user).can(EDIT, area.pk) is may, day
    end_grant(actor=SYSTEM, grant=held, on=dt.date(2026, 2, 1), reason="chuyển công tác")
    with clock.fixed(dt.date(2026, 2, 1)):
        assert not again(user).can(EDIT)
    with clock.fixed(dt.date(2026, 1, 31)):
        assert again(user).can(EDIT, area.pk)


def test_a_closed_account_has_no_rights(huong: User) -> None:
    deactivate_user(actor=SYSTEM, user=huong, reason="nghỉ việc")
    assert not again(huong).can("areas.view")
    assert covered_ids(again(huong), EDIT).whole == frozenset()


def test_without_a_grant_there_is_no_right(stranger: User) -> None:
    assert not any(stranger.can(line.right) for line in rights_table())
    assert not any(Nobody().can(line.right) for line in rights_table())
    assert covered_ids(Nobody(), EDIT).everywhere is False
    assert covered_ids(SYSTEM, EDIT).everywhere is True


def test_each_right_is_the_role_s_and_no_more(tq: TuyenQuang, make_user: MakeUser) -> None:
    area = tq.now("08")
    for role in known_roles():
        where = None if role == "SYSTEM_ADMIN" else area
        user = make_user(f"nguoi-{role.lower().replace('_', '-')}", role=role, area=where)
        held = {line.right for line in rights_table() if line.role == role}
        own = {line.right for line in rights_table() if line.role == role and line.scope == "own"}
        assert {line.right for line in rights_table() if user.can(line.right)} == held
        assert {line.right for line in rights_table() if user.can(line.right, area.pk)} == held - own
        assert {line.right for line in rights_table() if holds_own(user, line.right)} == own


def test_a_right_over_one_s_own_things_reaches_no_area(tq: TuyenQuang, make_user: MakeUser) -> None:
    giang = make_user("giang", role="TRAINER", area=tq.now("08"))
    assert giang.can("training.view") and not giang.can("training.view", tq.now("08").pk)
    assert covered_ids(giang, "training.view") == Covered(everywhere=False)
    assert only_own(giang, "training.view") and not only_own(giang, "areas.view")
    assert giang not in users_with("minutes.sign", tq.now("08").pk)
    (row,) = rights_of(giang)
    assert "nộp bản ký của biên bản" in row.own
    assert row.within == ("được chọn làm giảng viên của lớp trong địa bàn",)
    with pytest.raises(Refused, match="địa bàn"):
        grant(actor=SYSTEM, user=giang, role="TRAINER")
    assert users_with("training.close") == [giang]
    end_grant(actor=SYSTEM, grant=giang.grants.get())
    assert not holds_own(again(giang), "training.view")


def test_who_holds_a_right(lan: User, huong: User, minh: User, quan: User, tq: TuyenQuang) -> None:
    assert users_with("accounts.manage") == [quan]
    assert users_with(EDIT) == [lan, huong]
    assert users_with(EDIT, tq.now("02221").pk) == [lan, huong]
    assert users_with(EDIT, tq.now("02266").pk) == [lan]


def test_any_number_of_questions_costs_two_queries(
    huong: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = again(huong)
    ids = list(Area.objects.filter(level=Level.COMMUNE).values_list("pk", flat=True))
    with django_assert_num_queries(2):
        assert sum(person.can(EDIT, area_id) for area_id in ids) == 4


def test_the_table_of_rights_is_well_formed() -> None:
    rows = rights_table()
    assert {row.scope for row in rows} <= {"area", "all", "own"}
    assert len({(row.role, row.right) for row in rows}) == len(rows)
    assert all(row.meaning and "." in row.right for row in rows)
    meanings = {(row.right, row.meaning) for row in rows}
    assert len(meanings) == len({row.right for row in rows})
