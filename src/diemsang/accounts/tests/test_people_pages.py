"""Pages of people, offices and grants, and what their acts promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.actions import (
    create_office,
    deactivate_user,
    end_grant,
    ensure_committee,
    grant,
    merge_office,
    move_user,
    regrant_after_reform,
    remove_office,
)
from diemsang.accounts.models import Grant, Office, User
from diemsang.accounts.queries.reassign import to_reassign
from diemsang.areas.models import Reform
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

SignIn = Callable[[User], Client]
MakeUser = Callable[..., User]
REFORM = "tuyen-quang-2025-07-01"


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("asked", ["ma thi huong", "Ma Thị Hường", "HUONG"])
def test_people_are_found_with_and_without_marks(
    asked: str, quan: User, huong: User, lan: User, signed_in: SignIn
) -> None:
    text = signed_in(quan).get("/nguoi/", {"q": asked}).content.decode()
    assert "/nguoi/huong/" in text
    assert "/nguoi/lan/" not in text


def test_people_are_narrowed_by_what_they_hold(quan: User, huong: User, stranger: User, signed_in: SignIn) -> None:
    client = signed_in(quan)
    assert "/nguoi/an/" in client.get("/nguoi/?giao-vai=chua").content.decode()
    end_grant(actor=SYSTEM, grant=huong.grants.get(), reason="nghỉ")
    ended = client.get("/nguoi/?giao-vai=het").content.decode()
    assert "/nguoi/huong/" in ended
    assert "/nguoi/an/" not in ended


def test_a_new_person_gets_office_and_role_at_once_and_no_password(quan: User, huong: User, signed_in: SignIn) -> None:
    assert huong.office is not None
    sent = {"full_name": "Lý Thị Mai", "username": "mai.lt", "office": huong.office.code, "role": "COMMUNE"}
    client = signed_in(quan)
    unclear = client.post("/nguoi/them-nguoi/", {**sent, "area": "Năng"})
    assert unclear.status_code == 422
    assert "Lý Thị Mai" in unclear.content.decode()
    answer = client.post("/nguoi/them-nguoi/", {**sent, "area": "02281"})
    assert answer.status_code == 302, answer.content.decode()
    mai = User.objects.get(username="mai.lt")
    assert not mai.has_usable_password()
    held = mai.grants.get()
    assert (held.role, held.office) == ("COMMUNE", huong.office)


def test_leaving_an_office_ends_what_was_held_through_it(huong: User, lan: User, tq: TuyenQuang) -> None:
    other = grant(actor=SYSTEM, user=huong, role="VOICE", office=lan.office)
    assert move_user(actor=SYSTEM, user=huong, office=lan.office, reason="luân chuyển") == 1
    assert not again(huong).can("points.edit")
    other.refresh_from_db()
    assert other.valid_to is None
    assert move_user(actor=SYSTEM, user=again(huong), office=lan.office, reason="luân chuyển") == 0


def test_a_grant_that_ends_today_is_gone_today_and_one_that_ends_tomorrow_is_not(huong: User, tq: TuyenQuang) -> None:
    held, area = huong.grants.get(), tq.now("02221").pk
    tomorrow = clock.today() + dt.timedelta(days=1)
    end_grant(actor=SYSTEM, grant=held, on=tomorrow, reason="hết nhiệm kỳ")
    assert again(huong).can("points.edit", area)
    end_grant(actor=SYSTEM, grant=held, on=clock.today(), reason="hết nhiệm kỳ")
    assert not again(huong).can("points.edit", area)


def test_an_administrator_always_stays(quan: User, make_user: MakeUser) -> None:
    with pytest.raises(Refused, match="ít nhất một"):
        deactivate_user(actor=SYSTEM, user=quan, reason="nghỉ")
    with pytest.raises(Refused, match="ít nhất một"):
        end_grant(actor=SYSTEM, grant=quan.grants.get(), reason="nghỉ")
    second = make_user("hai", role="SYSTEM_ADMIN")
    with pytest.raises(Refused, match="tự kết thúc"):
        end_grant(actor=quan, grant=quan.grants.get(), reason="nghỉ")
    end_grant(actor=second, grant=quan.grants.get(), reason="nghỉ")
    assert not again(quan).can("accounts.manage")


def test_an_office_ends_with_a_successor_that_gets_people_and_grants(huong: User, tq: TuyenQuang) -> None:
    office = huong.office
    assert office is not None
    into = create_office(
        actor=SYSTEM, code="phong-vhxh", kind="COMMUNE_CS", area=office.area, name="Phòng Văn hóa – Xã hội"
    )
    made = merge_office(actor=SYSTEM, office=office, into=into, on=clock.today(), reason="QĐ sắp xếp")
    assert merge_office(actor=SYSTEM, office=office, into=into, on=clock.today(), reason="QĐ sắp xếp") == made
    huong = again(huong)
    assert huong.office == into
    assert huong.grants.get().office == into
    assert huong.can("points.edit", tq.now("02221").pk)
    with pytest.raises(Refused):
        merge_office(actor=SYSTEM, office=into, into=office, on=clock.today(), reason="quay lại")
    with pytest.raises(Refused):
        merge_office(actor=SYSTEM, office=into, into=into, on=clock.today(), reason="chính mình")


def test_only_an_office_nobody_refers_to_can_be_removed(huong: User, tq: TuyenQuang) -> None:
    assert huong.office is not None
    with pytest.raises(Refused) as refused:
        remove_office(actor=SYSTEM, office=huong.office, reason="nhầm")
    assert len(refused.value.problems) >= 2
    empty = ensure_committee(actor=SYSTEM, area=tq.now("02266"), duty="COMMUNE")
    remove_office(actor=SYSTEM, office=empty, reason="lập nhầm")
    assert not Office.objects.filter(code=empty.code).exists()


def test_an_empty_committee_does_not_keep_a_reform_from_being_undone(tq: TuyenQuang) -> None:
    from diemsang.areas.undo import undo_blockers

    reform = Reform.objects.get(code=REFORM)
    before = len(undo_blockers(reform))
    office = ensure_committee(actor=SYSTEM, area=tq.now("02221"), duty="COMMUNE")
    assert office.area_id == tq.now("02221").pk
    assert len(undo_blockers(reform)) == before


def test_people_of_a_former_commune_are_granted_the_new_one_once(
    quan: User, make_user: MakeUser, tq: TuyenQuang, signed_in: SignIn
) -> None:
    nang_kha, na_hang = tq.then("02281"), tq.now("02221")
    old = make_user("cu", role="COMMUNE", area=nang_kha)
    row = next(row for row in to_reassign(quan, Reform.objects.get(code=REFORM)) if row.grant.user_id == old.pk)
    assert row.new.id == na_hang.pk
    assert len(row.formed_from) == 3
    assert not again(old).can("points.edit", na_hang.pk)
    client = signed_in(quan)
    sent = {"dot": REFORM, "dong": row.key}
    assert "Giao đơn vị mới" in client.post("/nguoi/phan-cong-lai/", {**sent, "lam": "xem"}).content.decode()
    assert Grant.objects.filter(user=old).count() == 1
    for _twice in range(2):
        assert client.post("/nguoi/phan-cong-lai/", {**sent, "lam": "giao"}).status_code == 302
    assert Grant.objects.filter(user=old).count() == 2
    assert again(old).can("points.edit", na_hang.pk)
    regrant_after_reform(actor=quan, reform=Reform.objects.get(code=REFORM), chosen=[row.key], end_old=True)
    assert client.post("/nguoi/phan-cong-lai/", {**sent, "lam": "giao"}).status_code == 422


@pytest.mark.parametrize("address", ["", "sua/", "chuyen-co-quan/", "tai-khoan/", "giao-vai/"])
def test_pages_of_a_person_open(address: str, quan: User, huong: User, signed_in: SignIn) -> None:
    assert signed_in(quan).get(f"/nguoi/huong/{address}").status_code == 200


def test_pages_of_an_office_open(quan: User, huong: User, signed_in: SignIn) -> None:
    client = signed_in(quan)
    assert huong.office is not None
    for end in ("", "doi-ten/", "sap-nhap/", "xoa/"):
        assert client.get(f"/co-quan/{huong.office.code}/{end}").status_code == 200, end
    for whole in ("/co-quan/", "/co-quan/?xuat=csv", "/nguoi/?xuat=csv", "/co-quan/lap-moi/", "/nguoi/phan-cong-lai/"):
        assert client.get(whole).status_code == 200, whole


def test_ending_an_office_tells_what_it_holds_and_a_reform_tells_whose_roles_it_touches(
    huong: User, quan: User, tq: TuyenQuang, signed_in: SignIn
) -> None:
    from diemsang.accounts.queries.reassign import grants_touched
    from diemsang.points.models import PointCustody, SupportPoint

    point = SupportPoint.objects.create(code="TQ-0001", created_at=clock.now())
    PointCustody.objects.create(point=point, office=huong.office, source="biên bản", recorded_at=clock.now())
    assert huong.office is not None
    page = signed_in(quan).get(f"/co-quan/{huong.office.code}/sap-nhap/").content.decode()
    assert "1 điểm đang giữ tài sản" in page
    effects = grants_touched({tq.now("02221").pk}, clock.today())
    assert effects[0].count == 1
    assert "Ma Thị Hường" in effects[0].detail[0]
    assert not grants_touched({tq.now("02266").pk}, clock.today())[0].count


def test_a_bulk_act_that_wrote_more_than_its_scope_is_refused(lan: User) -> None:
    from django.core.exceptions import PermissionDenied

    from diemsang.accounts.scope import require_every

    require_every(lan, "points.edit", written=3, in_scope=3)
    with pytest.raises(PermissionDenied):
        require_every(lan, "points.edit", written=3, in_scope=2)
