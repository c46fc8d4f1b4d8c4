from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import AFTER, BEFORE, EXAMPLE, TuyenQuang
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoAssertNumQueries

from diemsang.accounts.actions import ensure_committee, load_offices, rename_office
from diemsang.accounts.models import Office, OfficeVersion, User
from diemsang.accounts.office_file import COLUMNS
from diemsang.accounts.queries import OwnerNames, office_for, office_names, owner_name
from diemsang.areas.models import Area
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused

LAST_DAY = dt.date(2025, 6, 30)


def test_a_department_goes_by_its_name_of_the_day(tq: TuyenQuang) -> None:
    old, new = tq.then("02281"), tq.now("02221")
    assert owner_name("PROV_IT", old.pk, BEFORE) == "Sở Thông tin và Truyền thông"
    assert owner_name("PROV_IT", old.pk, dt.date(2025, 2, 28)) == "Sở Thông tin và Truyền thông"
    assert owner_name("PROV_IT", old.pk, dt.date(2025, 3, 1)) == "Sở Khoa học và Công nghệ"
    assert owner_name("PROV_IT", new.pk, AFTER) == "Sở Khoa học và Công nghệ"
    assert owner_name("PROV_IT", None, AFTER) == "Sở Khoa học và Công nghệ"
    assert owner_name("PROV_ETHNIC", old.pk, BEFORE) == "Ban Dân tộc"
    assert owner_name("PROV_ETHNIC", old.pk, AFTER) == "Sở Dân tộc và Tôn giáo"
    assert owner_name("PROV_LEAD", old.pk, BEFORE) == "UBND tỉnh Tuyên Quang"


def test_the_other_provinces_places_have_no_office_of_ours_before_the_merger(tq: TuyenQuang) -> None:
    ha_giang = tq.then("02")
    assert office_for("PROV_IT", ha_giang.pk, BEFORE) is None
    assert owner_name("PROV_IT", ha_giang.pk, BEFORE).endswith("(chưa có trong danh bạ cơ quan)")
    assert owner_name("PROV_IT", ha_giang.pk, AFTER) == "Sở Khoa học và Công nghệ"


def test_a_commune_is_answered_for_by_the_committee_of_the_unit_of_the_day(tq: TuyenQuang) -> None:
    nang_kha = tq.then("02281")
    assert owner_name("COMMUNE", nang_kha.pk, LAST_DAY) == "UBND xã Năng Khả"
    assert owner_name("COMMUNE", nang_kha.pk, AFTER) == "UBND xã Nà Hang"
    assert owner_name("COMMUNE", tq.now("02221").pk, AFTER) == "UBND xã Nà Hang"


def test_an_unknown_commune_is_the_districts_until_districts_end(tq: TuyenQuang) -> None:
    son_duong = tq.then("076")
    assert owner_name("COMMUNE", son_duong.pk, LAST_DAY) == "UBND huyện Sơn Dương"
    assert owner_name("COMMUNE", son_duong.pk, AFTER) == "Sở Khoa học và Công nghệ"
    assert owner_name("COMMUNE", None, AFTER) == "Sở Khoa học và Công nghệ"
    assert owner_name("DISTRICT", son_duong.pk, LAST_DAY) == "UBND huyện Sơn Dương"
    assert office_for("DISTRICT", son_duong.pk, AFTER) is None


def test_a_divided_commune_names_both(tq: TuyenQuang) -> None:
    from diemsang.areas.models import AreaSuccession

    part = AreaSuccession.objects.on(AFTER).filter(whole=False).first()
    assert part is not None
    name = owner_name("COMMUNE", part.origin_id, AFTER)
    assert name.count("UBND") == 2
    assert " hoặc " in name


def test_names_for_many_places_cost_the_same(
    tq: TuyenQuang, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [*Area.objects.values_list("pk", flat=True), None]
    with django_assert_max_num_queries(8):
        names = OwnerNames(ids, AFTER)
        said = {names.name(duty, area_id) for duty in ("COMMUNE", "PROV_IT", "PROV_LEAD") for area_id in ids}
    assert len([name for name in said if name.startswith("UBND") and " hoặc " not in name]) == 124 + 1


def test_loading_offices_twice_changes_nothing(tq: TuyenQuang) -> None:
    entries, versions = Entry.objects.count(), OfficeVersion.objects.count()
    loaded = load_offices(actor=SYSTEM, path=EXAMPLE / "offices.csv")
    assert (loaded.offices, loaded.changed) == (11, 0)
    assert (Entry.objects.count(), OfficeVersion.objects.count()) == (entries, versions)


def test_a_bad_file_of_offices_tells_everything_at_once(tq: TuyenQuang, tmp_path: Path) -> None:
    rows = [
        "x,DEPARTMENT,PROV_IT,08,2023-09-05,,,,",
        "y,MINISTRY,BOSS,99999,2023-09-05,Tên,2025-07-01,2025-01-01,",
        "z,DEPARTMENT,PROV_IT,08,2023-09-05,Một,,2025-03-01,",
        "z,DEPARTMENT,PROV_IT,08,2023-09-05,Hai,2025-01-01,,",
    ]
    path = tmp_path / "offices.csv"
    path.write_text("\n".join([",".join(COLUMNS), *rows]), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load_offices(actor=SYSTEM, path=path)
    text = str(refused.value)
    for said in ("dòng 2", "MINISTRY", "BOSS", "không sau valid_from", "99999", "chồng lên"):
        assert said in text
    assert not Office.objects.filter(code__in=["x", "y", "z"]).exists()


def test_a_rename_keeps_what_the_office_was_called(tq: TuyenQuang) -> None:
    office = Office.objects.get(code="tq-vhttdl")
    rename_office(actor=SYSTEM, office=office, name="Sở Văn hóa và Thông tin", on=dt.date(2026, 1, 1))
    assert office_names([office.pk], dt.date(2025, 12, 31)) == {office.pk: "Sở Văn hóa, Thể thao và Du lịch"}
    assert office_names([office.pk], dt.date(2026, 1, 1)) == {office.pk: "Sở Văn hóa và Thông tin"}
    with pytest.raises(Refused, match="không sau lần đổi tên trước"):
        rename_office(actor=SYSTEM, office=office, name="Khác", on=dt.date(2026, 1, 1))
    assert Entry.objects.filter(action="accounts.rename_office").count() == 1


def test_the_committee_of_a_unit_is_made_once(tq: TuyenQuang) -> None:
    area = tq.now("02221")
    office = ensure_committee(actor=SYSTEM, area=area, duty="COMMUNE")
    assert ensure_committee(actor=SYSTEM, area=area, duty="COMMUNE") == office
    assert office_names([office.pk], AFTER) == {office.pk: "UBND xã Nà Hang"}
    assert office_for("COMMUNE", tq.then("02281").pk, AFTER) == office


def test_only_who_manages_accounts_may_change_offices(lan: User) -> None:
    with pytest.raises(PermissionDenied):
        load_offices(actor=lan, path=EXAMPLE / "offices.csv")
