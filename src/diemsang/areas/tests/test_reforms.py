"""Reforms: refused with every problem at once, applied whole, undone without a trace."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, REFORMS, TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.accounts.models import Office, User
from diemsang.areas import registry
from diemsang.areas.actions import (
    answer_split,
    apply_reform,
    derived_differences,
    load_areas,
    preview_reform,
    undo_reform,
)
from diemsang.areas.models import Area, AreaVersion, Reform
from diemsang.areas.queries import covers_on, labels, resolve
from diemsang.areas.tests.support import DAY, SMALL, abolish, dump, form, revise, unit, write_reform, write_units
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.models import Decision

DIVIDED = [
    form("00011", "Nhất", "00001", "00002"),
    form("00012", "Nhì", "00003", "00002"),
    revise("00014", "Bốn mới", "00004", parent_code="002"),
]


@pytest.fixture
def small(db: None, tmp_path: Path) -> Path:
    """One province, two districts, eight communes in scheme T/1."""
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    return tmp_path


def complaints(folder: Path) -> str:
    """Everything a preview says is wrong; apply must say the same."""
    with pytest.raises(Refused) as preview:
        preview_reform(actor=SYSTEM, path=folder)
    before = dump()
    with pytest.raises(Refused) as refused:
        apply_reform(actor=SYSTEM, path=folder)
    assert str(refused.value) == str(preview.value)
    assert dump() == before
    return str(refused.value)


def test_the_reform_of_2025_and_back(tq_2023: TuyenQuang) -> None:
    first, second = (EXAMPLE / "reforms" / name for name in REFORMS)
    start = dump()
    apply_reform(actor=SYSTEM, path=first)
    between = dump()
    shown = preview_reform(actor=SYSTEM, path=second)
    assert dump() == between
    assert {(count.level, count.before, count.after) for count in shown.counts} == {
        ("PROVINCE", 2, 1),
        ("DISTRICT", 18, 0),
        ("COMMUNE", 330, 124),
    }
    assert len(shown.splits) == 5
    applied = apply_reform(actor=SYSTEM, path=second)
    assert applied.preview.as_json() == {**shown.as_json(), "status": "applied"}
    told = preview_reform(actor=SYSTEM, path=second)
    assert {unit.key for unit in told.ended} == {unit.key for unit in shown.ended}
    assert {move.target.code for move in told.lineage} == {move.target.code for move in shown.lineage}
    assert derived_differences() == []
    undo_reform(actor=SYSTEM, path=second)
    assert dump() == between
    undo_reform(actor=SYSTEM, path=first)
    assert dump() == start
    assert not Decision.objects.exists()


def test_again_changes_nothing(small: Path) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    assert not apply_reform(actor=SYSTEM, path=folder).already
    before, entries = dump(), Entry.objects.count()
    assert apply_reform(actor=SYSTEM, path=folder).already
    assert dump() == before
    assert Entry.objects.count() == entries
    undo_reform(actor=SYSTEM, path=folder)
    entries = Entry.objects.count()
    assert undo_reform(actor=SYSTEM, path=folder).already
    assert Entry.objects.count() == entries
    apply_reform(actor=SYSTEM, code="thu")
    assert dump() == before


def test_a_changed_file_is_refused(small: Path) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    apply_reform(actor=SYSTEM, path=folder)
    write_reform(folder, [*DIVIDED, form("00015", "Ngũ", "00005 00006")])
    for action in (apply_reform, undo_reform):
        with pytest.raises(Refused, match="tệp đã khác"):
            action(actor=SYSTEM, path=folder)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([form("00011", "A")], "không nêu đơn vị nguồn nào"),
        ([form("00011", "A", "00001")], "địa giới không đổi"),
        ([form("00011", "A", "00001 00099")], "không có đơn vị mã 00099"),
        ([form("00011", "A", "00001 00001")], "nêu một mã hai lần"),
        ([form("00011", "A", "00001 00002", parent_code="099")], "không có đơn vị cấp trên mã 099"),
        ([form("00011", "A", "00001 00002", parent_code="00005")], "không ở cấp cao hơn"),
        ([form("00011", "A", "00001 00002", parent_code="")], "thiếu đơn vị cấp trên"),
        ([form("00005", "A", "00001 00002")], "mã 00005 đang là của Xã Xã số 5"),
        (
            [form("00011", "A", "00001 00002"), form("00011", "B", "00003 00004")],
            "mã 00011 đã dùng ở steps.csv, dòng 2",
        ),
        ([form("00011", "A", "00001 00002"), form("00012", "B", "00002 00003")], "Xã Xã số 2 (00002) bị lấy trọn"),
        ([form("00011", "A", "00001 00002"), revise("00012", "B", "00002")], "Xã Xã số 2 (00002) bị lấy trọn"),
        ([form("00011", "A", "00001", "00002")], "phần còn lại không có nơi về"),
        ([abolish("001")], "còn 4 đơn vị trực thuộc"),
        ([abolish("00001")], "chỉ bãi bỏ được cấp trung gian"),
        ([abolish("00001 00002")], "cần đúng một đơn vị"),
        ([revise("00011", "A", "00001", level="DISTRICT", parent_code="01")], "không đổi được cấp"),
        ([{"do": "gộp", "whole_of": "00001"}], "«gộp» không có trong danh mục"),
        ([form("11", "", "00001 00002")], "để trống"),
        ([], "không có bước nào"),
    ],
)
def test_refused(small: Path, steps: list[dict[str, Any]], expected: str) -> None:
    assert expected in complaints(write_reform(small / "thu", steps))


def test_every_problem_at_once(small: Path) -> None:
    steps = [form("00011", "A", "00001"), form("00012", "B", "00002 00098"), form("00013", "C", "00003 00099")]
    text = complaints(write_reform(small / "thu", steps))
    assert [f"dòng {line}" in text for line in (2, 3, 4)] == [True, True, True]


def test_parent_that_ends_in_the_same_reform(small: Path) -> None:
    steps = [abolish("001"), *[revise(f"0000{n}", f"Xã {n}", f"0000{n}", parent_code="001") for n in range(1, 5)]]
    assert "kết thúc trong chính đợt này" in complaints(write_reform(small / "thu", steps))


def test_a_day_before_a_later_reform_of_the_same_units(small: Path) -> None:
    apply_reform(actor=SYSTEM, path=write_reform(small / "sau", DIVIDED, code="sau"))
    earlier = write_reform(small / "truoc", [form("00021", "A", "00001 00005")], code="truoc", on=dt.date(2029, 1, 1))
    text = complaints(earlier)
    assert "đã thay đổi ngày 01/01/2030 trong đợt «Đợt sau»" in text
    untouched = write_reform(small / "khac", [form("00021", "A", "00007 00008")], code="khac", on=dt.date(2029, 1, 1))
    assert not apply_reform(actor=SYSTEM, path=untouched).already


def test_a_unit_born_after_the_day(db: None, tmp_path: Path) -> None:
    late = [*SMALL, unit("COMMUNE", "00009", "xa", "Muộn", "001", valid_from="2031-01-01")]
    load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", late))
    folder = write_reform(tmp_path / "thu", [form("00011", "A", "00001 00009")])
    assert "không tồn tại ngay trước ngày 01/01/2030" in complaints(folder)


def test_two_documents_with_one_key(small: Path) -> None:
    paper = {"key": "qd-thu", "kind": "QD", "title": "Khác", "number": "9/QĐ"}
    apply_reform(actor=SYSTEM, path=write_reform(small / "a", DIVIDED, code="thu"))
    folder = write_reform(
        small / "b", [form("00021", "A", "00005 00006")], code="hai", decision="qd-thu", decisions=[paper]
    )
    assert "đã dùng cho văn bản" in complaints(folder)


def test_undo_says_which_reform_stands_on_it(small: Path) -> None:
    first = write_reform(small / "a", DIVIDED, code="a")
    apply_reform(actor=SYSTEM, path=first)
    second = write_reform(small / "b", [form("00021", "Lớn", "00011 00012")], code="b", on=dt.date(2031, 1, 1))
    apply_reform(actor=SYSTEM, path=second)
    before = dump()
    with pytest.raises(Refused, match="Đợt b: đợt sau đã dựa vào 2 đơn vị"):
        undo_reform(actor=SYSTEM, path=first)
    assert dump() == before
    undo_reform(actor=SYSTEM, path=second)
    undo_reform(actor=SYSTEM, path=first)


def test_offices_of_a_new_unit_survive_an_undo(small: Path) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    apply_reform(actor=SYSTEM, path=folder)
    area = resolve("00011", on=DAY)
    Office.objects.create(code="ubnd-nhat", kind=Office.Kind.PEOPLES_COMMITTEE, area=area)
    before = dump()
    undo_reform(actor=SYSTEM, path=folder)
    assert covers_on([area.pk], DAY)[area.pk].whole == frozenset()
    assert "đã hoàn tác" in labels([area.pk], DAY)[area.pk].name
    apply_reform(actor=SYSTEM, path=folder)
    assert dump() == before
    assert resolve("00011", on=DAY) == area


def test_split_answers_are_asked_once_and_remembered(small: Path) -> None:
    before = dump()
    folder = write_reform(small / "thu", DIVIDED)
    apply_reform(actor=SYSTEM, path=folder)
    origin, right, wrong = (resolve(code, on=day).pk for code, day in (("00002", None), ("00011", DAY), ("00014", DAY)))
    asked: dict[str, Any] = {"actor": SYSTEM, "origin_id": origin, "subject_key": "thing:X", "subject": "X"}
    with pytest.raises(Refused, match="không phải là một phần"):
        answer_split(**asked, target_id=wrong)
    answer_split(**asked, target_id=right)
    answered = dump()
    undo_reform(actor=SYSTEM, path=folder)
    assert dump() == before
    apply_reform(actor=SYSTEM, path=folder)
    assert dump() == answered
    answer_split(**asked, target_id=None)
    undo_reform(actor=SYSTEM, path=folder)
    assert dump() == before


def test_what_was_seen_is_what_is_applied(small: Path) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    with pytest.raises(Refused, match="Chưa làm gì"):
        apply_reform(actor=SYSTEM, path=folder, seen="0" * 64)
    assert not Reform.objects.exists()


def test_preview_tells_what_others_say_lies_there(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_effects", {})
    asked: list[set[int]] = []

    def effect(area_ids: set[int], on: dt.date) -> list[registry.ReformEffect]:
        asked.append(area_ids)
        return [registry.ReformEffect("điểm", len(area_ids))]

    registry.register_reform_effect("thử", effect)
    shown = preview_reform(actor=SYSTEM, path=write_reform(small / "thu", DIVIDED))
    assert [len(ids) for ids in asked] == [4]
    assert shown.effects[-1] == registry.ReformEffect("điểm", 4)


def test_rights(small: Path, stranger: User) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    for action in (apply_reform, undo_reform, preview_reform, load_areas):
        with pytest.raises(PermissionDenied):
            action(actor=stranger, path=folder)


def test_the_journal_tells_it(small: Path) -> None:
    folder = write_reform(small / "thu", DIVIDED)
    apply_reform(actor=SYSTEM, path=folder)
    entry = Entry.objects.get(action="areas.apply_reform")
    assert (entry.subject_key, entry.data["created"], entry.data["ended"]) == ("thu", 2, 3)
    undo_reform(actor=SYSTEM, path=folder)
    assert Entry.objects.filter(action="areas.undo_reform").count() == 1
    assert Reform.objects.get().status == Reform.Status.UNDONE


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (unit("COMMUNE", "00001", "xa", "Trùng", "001", valid_from="2020-01-01"), "trùng với Xã Xã số 1"),
        (unit("COMMUNE", "00001", "xa", "Tên khác", "001"), "đã nạp là Xã Xã số 1"),
        (unit("COMMUNE", "00031", "xa", "Mồ côi", "777"), "không có đơn vị cấp trên mã 777"),
        (unit("COMMUNE", "00031", "xa", "Mồ côi"), "thiếu đơn vị cấp trên"),
        (unit("COMMUNE", "00031", "xom", "Lạ", "001"), "«xom» không có trong danh mục"),
        (unit("COMMUNE", "00031", "xa", "Ngược", "001", valid_from="2021-01-01", valid_to="2020-01-01"), "không sau"),
        (unit("COMMUNE", "00031", "xa", "Xa", "001", lat="95", lon="100"), "ngoài khoảng"),
    ],
)
def test_units_refused(small: Path, row: dict[str, Any], expected: str) -> None:
    before = dump()
    with pytest.raises(Refused) as refused:
        load_areas(actor=SYSTEM, path=write_units(small / "more", [row]))
    assert expected in str(refused.value)
    assert dump() == before


def test_loading_again_adds_nothing(small: Path) -> None:
    done = load_areas(actor=SYSTEM, path=small / "units")
    assert (done.created, done.unchanged) == (0, len(SMALL))
    apply_reform(actor=SYSTEM, path=write_reform(small / "thu", DIVIDED))
    assert load_areas(actor=SYSTEM, path=small / "units").created == 0
    assert Area.objects.count() == len(SMALL) + 2
    assert AreaVersion.objects.filter(valid_to=None).count() == len(SMALL) - 3 + 2
