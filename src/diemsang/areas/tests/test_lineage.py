"""Where content lies on another day, and how far a right over a unit reaches."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conftest import AFTER, BEFORE, TuyenQuang

from diemsang.areas.actions import apply_reform, load_areas
from diemsang.areas.cartogram import hexagons
from diemsang.areas.models import AreaCover, AreaVersion
from diemsang.areas.queries import (
    Succession,
    cartogram,
    children,
    covers_on,
    history,
    labels,
    origins_of,
    resolve,
    successors_on,
    version_on,
)
from diemsang.areas.rebuild import END, START, VersionFact, derive
from diemsang.areas.tests.support import DAY, SMALL, form, write_reform, write_units
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused


def names(ids: set[int], day: dt.date = AFTER) -> set[str]:
    return {label.name for label in labels(ids, day).values()}


def cover(area_id: int) -> tuple[set[int], set[int]]:
    rows = AreaCover.objects.filter(area_id=area_id, valid_to=None).values_list("covered_id", "whole")
    return {pk for pk, whole in rows if whole}, {pk for pk, whole in rows if not whole}


def test_places_then_and_now(tq: TuyenQuang) -> None:
    nang_kha, thai_binh, district = tq.then("02281"), tq.then("02494"), tq.then("072")
    ids = [nang_kha.pk, thai_binh.pk, district.pk]
    assert successors_on(ids, BEFORE) == {pk: [Succession(pk, True)] for pk in ids}
    later = successors_on(ids, AFTER)
    assert later[nang_kha.pk] == [Succession(tq.now("02221").pk, True)]
    assert {place.target_id for place in later[thai_binh.pk]} == {tq.now("02494").pk, tq.now("02212").pk}
    assert not any(place.whole for place in later[thai_binh.pk])
    assert later[district.pk] == [Succession(tq.now("08").pk, True)]
    assert successors_on([tq.now("02221").pk], BEFORE) == {tq.now("02221").pk: []}


def test_a_chain_of_two_reforms(tq: TuyenQuang) -> None:
    van_son = tq.then("02593")
    mid = successors_on([van_son.pk], dt.date(2024, 9, 1))[van_son.pk]
    assert names({place.target_id for place in mid}) == {"Xã Hồng Sơn"}
    today = successors_on([van_son.pk], AFTER)[van_son.pk]
    assert [place.whole for place in today] == [True]
    assert van_son.pk in origins_of(today[0].target_id, AFTER).whole


def test_origins(tq: TuyenQuang) -> None:
    na_hang = origins_of(tq.now("02221").pk, AFTER)
    assert names(na_hang.whole, BEFORE) == {"Xã Nà Hang", "Thị trấn Na Hang", "Xã Năng Khả", "Xã Thanh Tương"}
    assert na_hang.partial == set()
    nong_tien = origins_of(tq.now("02212").pk, AFTER)
    assert names(nong_tien.partial) == {"Xã Thái Bình"}
    ended = origins_of(tq.then("076").pk, AFTER)
    assert tq.then("02593").pk in ended.whole
    assert tq.then("02245").pk not in ended.whole


def test_a_right_over_a_new_commune_reaches_what_it_was_formed_from(tq: TuyenQuang) -> None:
    whole, partial = cover(tq.now("02221").pk)
    assert names(whole, BEFORE) == {"Xã Nà Hang", "Thị trấn Na Hang", "Xã Năng Khả", "Xã Thanh Tương"}
    assert partial == set()
    whole, partial = cover(tq.now("02494").pk)
    assert tq.then("02494").pk not in whole
    assert partial == {tq.then("02494").pk}


def test_a_right_over_an_ended_unit_never_grows(tq: TuyenQuang) -> None:
    commune = tq.then("02281")
    assert cover(commune.pk) == ({commune.pk}, set())
    district = tq.then("076")
    whole, partial = cover(district.pk)
    assert partial == set()
    assert {tq.then("02593").pk, tq.then("02608").pk, tq.on("02608", dt.date(2025, 6, 30)).pk} <= whole
    assert len(whole) == 1 + 30 + 2
    assert not whole & set(AreaVersion.objects.filter(scheme="QD19/2025").values_list("area_id", flat=True))


def test_a_right_over_the_old_province(tq: TuyenQuang) -> None:
    whole, partial = cover(tq.then("08").pk)
    assert partial == set()
    kept = {tq.now(code).pk for code in ("02305", "02425", "02437")}
    assert kept <= whole
    now = AreaVersion.objects.on(AFTER).values_list("area_id", flat=True)
    assert whole & set(now) == kept
    assert len(whole) == 1 + 7 + 138 + 1


def test_a_right_over_the_new_province_reaches_everything(tq: TuyenQuang) -> None:
    whole, partial = cover(tq.now("08").pk)
    assert whole == set(AreaVersion.objects.values_list("area_id", flat=True))
    assert partial == set()


def test_parts_that_meet_again_are_whole(db: None, tmp_path: Path) -> None:
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "u", SMALL))
    steps = [form("00011", "A", "00001", "00002"), form("00012", "B", "00003", "00002")]
    apply_reform(actor=SYSTEM, path=write_reform(tmp_path / "a", steps, code="a"))
    later = dt.date(2032, 1, 1)
    steps = [form("00021", "C", "00011 00012")]
    apply_reform(actor=SYSTEM, path=write_reform(tmp_path / "b", steps, code="b", on=later))
    divided, united = resolve("00002", on=None).pk, resolve("00021", on=later).pk
    assert [place.whole for place in successors_on([divided], DAY)[divided]] == [False, False]
    assert successors_on([divided], later)[divided] == [Succession(united, True)]
    assert divided in cover(united)[0]
    assert origins_of(united, later).partial == set()


def test_a_unit_that_moved_away_alive_is_not_covered() -> None:
    move = dt.date(2010, 1, 1)
    versions = [
        VersionFact(1, None, START, END),
        VersionFact(2, None, START, END),
        VersionFact(3, 1, START, move),
        VersionFact(3, 2, move, END),
    ]
    derived = derive(versions, [])
    assert {row for row in derived.cover if row[0] == 1} == {
        (1, 1, True, START, END),
        (1, 3, True, START, dt.date(2010, 1, 1)),
    }
    assert (2, 3, True, dt.date(2010, 1, 1), END) in derived.cover
    assert (1, 3, 1, START, move) in derived.closure


def test_what_died_under_a_unit_is_covered_even_when_it_went_elsewhere() -> None:
    end = dt.date(2010, 1, 1)
    versions = [
        VersionFact(1, None, START, END),
        VersionFact(2, None, START, END),
        VersionFact(3, 1, START, end),
        VersionFact(4, 2, end, END),
    ]
    derived = derive(versions, [(3, 4)])
    assert {row for row in derived.cover if row[0] == 1} == {(1, 1, True, START, END), (1, 3, True, START, END)}
    later = {(2, 3, True, end, END), (2, 4, True, end, END)}
    assert {row for row in derived.cover if row[0] == 2} == {(2, 2, True, START, END)} | later


def test_names_on_a_day(tq: TuyenQuang) -> None:
    kept, ended = tq.then("02305"), tq.then("02593")
    then, now = labels([kept.pk, ended.pk], BEFORE), labels([kept.pk, ended.pk], AFTER)
    assert (then[kept.pk].scheme, now[kept.pk].scheme) == ("QD124/2004", "QD19/2025")
    assert (then[ended.pk].ended, now[ended.pk].ended) == (None, dt.date(2024, 9, 1))
    assert now[ended.pk].name == "Xã Vân Sơn"
    last = version_on(ended, AFTER)
    assert last is not None
    assert last.title == "Xã Vân Sơn"
    assert [version.scheme for version in history(kept)] == ["QD124/2004", "QD19/2025"]
    assert children(tq.then("071"), BEFORE)[0].name == "Xã Bình An"
    assert children(tq.then("071"), AFTER) == []


def test_codes(tq: TuyenQuang) -> None:
    assert resolve("02302", on=BEFORE) != resolve("02302", on=AFTER)
    assert resolve("02302", on=None, scheme="QD19/2025") == tq.now("02302")
    with pytest.raises(Refused, match="có 2 địa bàn mang mã này"):
        resolve("02302", on=None)
    with pytest.raises(Refused, match="không có địa bàn nào mang mã này ngày 01/07/2025"):
        resolve("076", on=AFTER)
    with pytest.raises(Refused):
        resolve("08", on=AFTER, level="COMMUNE")


def test_query_counts(tq: TuyenQuang, django_assert_num_queries: object) -> None:
    ids = list(AreaVersion.objects.values_list("area_id", flat=True))
    with django_assert_num_queries(1):  # type: ignore[operator]
        labels(ids, AFTER)
    with django_assert_num_queries(1):  # type: ignore[operator]
        successors_on(ids, AFTER)


def test_cartogram(tq: TuyenQuang) -> None:
    found = cartogram(tq.now("08").pk, AFTER)
    assert (len(found.cells), found.without_cell) == (124, [])
    assert len({(cell.col, cell.row) for cell in found.cells}) == 124
    assert min(cell.col for cell in found.cells) == 0
    assert min(cell.row for cell in found.cells) in (0, 1)
    rows = {cell.area_id: cell.row for cell in found.cells}
    lung_cu, son_duong = tq.now("00715").pk, tq.now("02536").pk
    assert rows[lung_cu] < rows[son_duong]
    assert cartogram(tq.now("08").pk, AFTER) == found


def test_cartogram_of_few_and_of_one_spot() -> None:
    assert hexagons([]) == []
    assert len({(cell.col, cell.row) for cell in hexagons([(n, 22.0, 105.0) for n in range(7)])}) == 7
    assert len(hexagons([(1, 22.0, 105.0)])) == 1


def test_a_reform_applied_before_its_day_changes_no_right_before_it(db: None, tmp_path: Path) -> None:
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    apply_reform(actor=SYSTEM, path=write_reform(tmp_path / "r", [form("00011", "A", "00001 00002")]))
    old, new, district = (resolve(code, on=None).pk for code in ("00001", "00011", "001"))
    eve = covers_on([old, new, district], DAY - dt.timedelta(days=1))
    assert eve[new].whole == eve[new].partial == frozenset()
    assert eve[old].whole == {old}
    assert new not in eve[district].whole
    then = covers_on([old, new, district], DAY)
    assert len(then[new].whole) == 3
    assert then[old].whole == {old}
    assert {old, new} <= then[district].whole
    assert then == covers_on([old, new, district], None)
