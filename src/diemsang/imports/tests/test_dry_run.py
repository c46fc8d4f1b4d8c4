"""What a file would do: types, headings, identity, conflicts. Nothing here touches a database."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.imports.coloured import coloured_copy
from diemsang.imports.description import ListDescription
from diemsang.imports.suggest import suggest
from diemsang.imports.tests.fake import HEAD, FakeSession, Store, fake_list, faults, saved, tried, workbook
from diemsang.imports.workbook import HEADER, write_list

GOOD = [None, "Nà Kham", "Nà Hang", "Hoạt động", 120, 105.25, dt.date(2023, 9, 5), None]


@pytest.fixture(name="fake")
def made() -> Iterator[tuple[ListDescription, Store]]:
    with fake_list() as both:
        yield both


def export(description: ListDescription, hub: str = "hub1") -> bytes:
    rows = description.open(SYSTEM, {}).standing()
    return write_list(description, rows, {}, hub=hub)


def edited(data: bytes, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["Danh sách"][place] = value
    return saved(book)


def test_an_export_comes_back_unchanged(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(30)
    store.rows["T-3"] |= {"name": "-5 độ", "east": None, "houses": None}
    outcome = tried(description, export(description))
    assert outcome.counts == {"created": 0, "changed": 0, "unchanged": 30, "refused": 0}
    assert outcome.notes == []


def test_a_changed_cell_is_told_with_what_it_was(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(3)
    outcome = tried(description, edited(export(description), D4="Thôn Mới", G5=None))
    assert [(dict(one.before), dict(one.after)) for one in outcome.changed] == [
        ({"name": "Thôn 1"}, {"name": "Thôn Mới"}),
        ({"houses": 2}, {"houses": None}),
    ]


def test_what_the_hub_changed_meanwhile_is_kept_and_what_both_changed_is_refused(
    fake: tuple[ListDescription, Store],
) -> None:
    description, store = fake
    store.fill(2)
    file = edited(export(description), G5=77)
    store.rows["T-1"]["houses"] = 50
    store.rows["T-2"]["houses"] = 60
    outcome = tried(description, file)
    assert faults(outcome) == {"G5": "conflict"}
    assert [note.code for note in outcome.unchanged[0].notes] == ["hub_newer"]


def test_a_row_id_of_another_hub_is_refused_with_the_way_on(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(1)
    outcome = tried(description, export(description, hub="hub2"))
    assert faults(outcome) == {"4": "other_hub"}
    assert "_ma_dong" in outcome.errors[0]["message"]


def test_a_row_that_one_may_not_see_is_refused(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(2)
    file = export(description)
    store.hidden.add("T-2")
    assert faults(tried(description, file)) == {"5": "unknown_row"}


def test_the_form_of_another_list_is_refused(fake: tuple[ListDescription, Store]) -> None:
    other = ListDescription("khac", "Danh sách khác", "points.edit", fake[0].columns, FakeSession)
    with pytest.raises(Refused, match="danh sách «khac»"):
        tried(fake[0], write_list(other, [], {}, hub="hub1"))


def test_files_as_people_make_them(fake: tuple[ListDescription, Store]) -> None:
    head = ["STT", "TÊN THÔN (bản) *", "Ghi chú riêng", "Tên  xã", "Ngày mở", "số hộ", "Tinh trang"]
    rows = [
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Na\u0300 Kham\u00a0", "x", "  nà\u200b hang", "05/09/2023", "120", "hoat dong"],
        [2, "Bản Lá", "", "Lâm Bình", 45_174, "1.250", "off"],
        [],
        ["Tổng cộng", None, None, None, None, 1370, None],
    ]
    outcome = tried(fake[0], workbook(rows, head=head, above=5))
    assert not outcome.errors
    assert [dict(change.after) for change in outcome.created] == [
        {"name": "Nà Kham", "commune": "Nà Hang", "opened": dt.date(2023, 9, 5), "houses": 120, "state": "ok"},
        {"name": "Bản Lá", "commune": "Lâm Bình", "opened": dt.date(2023, 9, 5), "houses": 1250, "state": "off"},
    ]
    assert any("Ghi chú riêng" in note for note in outcome.notes)


def test_every_fault_is_told_at_once_by_its_cell(fake: tuple[ListDescription, Store]) -> None:
    rows = [
        [None, "", "Na Hag", "Đang chạy", -1, 95, "09/25/2023", None],
        [None, "Bản A", "Nà Hang", None, 1.5, "1.186", "30/02/2023", None],
        [None, "B" * 81, "Nà Hang", None, "nhiều", None, "2023", None],
        [None, "Bản C", "Nà Hang", None, 9**20, None, "1/2/23", None],
    ]
    outcome = tried(fake[0], workbook(rows))
    assert faults(outcome) == {
        "B2": "required",
        "C2": "unknown_area",
        "D2": "choice",
        "E2": "range",
        "F2": "range",
        "G2": "month_first",
        "E3": "whole",
        "F3": "ambiguous_number",
        "G3": "no_such_day",
        "B4": "too_long",
        "E4": "number",
        "G4": "year_only",
        "E5": "range",
        "G5": "short_year",
    }
    assert "Ý bạn là «Nà Hang»?" in next(one["message"] for one in outcome.errors if one["cell"] == "C2")


def test_the_same_row_twice_names_both_places(fake: tuple[ListDescription, Store]) -> None:
    outcome = tried(fake[0], workbook([GOOD, [None, "Bản Lá", *GOOD[2:]], GOOD]))
    assert faults(outcome) == {"2": "double", "4": "double"}
    assert "dòng 4" in outcome.errors[0]["message"] and "dòng 2" in outcome.errors[1]["message"]


def test_a_formula_where_a_code_should_be_and_an_error_cell(fake: tuple[ListDescription, Store]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([GOOD, [None, "Bản Lá", *GOOD[2:]]])))
    sheet = book.active
    sheet["A2"] = '="T-"&1'
    sheet["E3"] = "#REF!"
    sheet["E3"].data_type = "e"
    assert faults(tried(fake[0], saved(book))) == {"A2": "formula_code", "E3": "cell_error"}


def test_a_read_only_column_says_why(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(2)
    outcome = tried(description, edited(export(description), J4=9, J5=None))
    assert faults(outcome) == {"J4": "read_only"}


def test_missing_and_doubled_columns(fake: tuple[ListDescription, Store]) -> None:
    with pytest.raises(Refused) as missing:
        tried(fake[0], workbook([["T-1", "a", 1]], head=["Mã điểm", "Tên thon bản", "Số hộ"]))
    told = str(missing.value)
    assert "thiếu cột «Xã»" in told and "«Tên thon bản»" in told
    with pytest.raises(Refused, match="hai cột cùng là «Xã»"):
        tried(fake[0], workbook([["a", "b", "c"]], head=["Tên thôn", "Xã", "Tên xã"]))


def test_two_sheets_with_the_same_list(fake: tuple[ListDescription, Store]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([GOOD])))
    other = book.copy_worksheet(book.active)
    other.title = "Bản cũ"
    with pytest.raises(Refused, match="«Trang 1», «Bản cũ»"):
        tried(fake[0], saved(book))
    other.delete_rows(2)
    assert tried(fake[0], saved(book)).ok
    other.append(GOOD)
    other.sheet_state = "hidden"
    assert tried(fake[0], saved(book)).match.sheet.name == "Trang 1"


def test_merged_cells_are_filled_downwards(fake: tuple[ListDescription, Store]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([GOOD, [None, "Bản Lá", None, *GOOD[3:]]])))
    book.active.merge_cells("C2:C3")
    outcome = tried(fake[0], saved(book))
    assert [change.after["commune"] for change in outcome.created] == ["Nà Hang", "Nà Hang"]


def test_text_in_an_old_font_is_converted_and_shown(fake: tuple[ListDescription, Store]) -> None:
    rows = [[None, "B¶n L¸", "Nµ Hang", "Ho¹t ®éng", 5, None, None, None], [None, "5 \u00b5m", *GOOD[2:]]]
    outcome = tried(fake[0], workbook(rows, head=["M· ®iÓm", "Tªn th«n", "X·", *HEAD[3:]]))
    assert outcome.created[0].after["name"] == "Bản Lá"
    assert outcome.created[0].after["commune"] == "Nà Hang"
    assert outcome.converted
    assert ("Trang 1", (1, 1), "B¶n L¸", "Bản Lá") in outcome.book.converted


def test_plain_vietnamese_is_never_taken_for_an_old_font(fake: tuple[ListDescription, Store]) -> None:
    rows = [[None, name, *GOOD[2:]] for name in ("Hòa Bình", "Xã Tân Trào", "Ca fé", "Thôn Ô", "Đà Vị 5 m²", "Bé")]
    assert not tried(fake[0], workbook(rows)).converted


def test_the_coloured_copy_comes_back_repaired(fake: tuple[ListDescription, Store]) -> None:
    description, store = fake
    store.fill(4)
    file = edited(export(description), E4="Na Hag", D5="Thôn Đổi")
    outcome = tried(description, file)
    copy = openpyxl.load_workbook(io.BytesIO(coloured_copy(outcome, file)))
    assert copy.sheetnames[0] == "Kết quả"
    sheet = copy["Danh sách"]
    assert sheet["E4"].fill.fgColor.rgb == "FFF4B6B0" and "Nà Hang" in sheet["E4"].comment.text
    assert sheet["D5"].fill.fgColor.rgb == "FFC5D9F1" and "Thôn 2" in sheet["D5"].comment.text
    sheet["E4"] = "Nà Hang"
    again = tried(description, saved(copy))
    assert again.ok and again.counts["unchanged"] == 2
    assert not [name for name in again.notes if "Kết quả" in name]
    third = openpyxl.load_workbook(io.BytesIO(coloured_copy(again, saved(copy))))
    assert third["Danh sách"]["A4"].comment is None
    assert "Na Hag" not in str(third["Danh sách"]["E4"].comment.text)


def test_a_suggestion_is_blind_to_marks_and_near() -> None:
    assert suggest("na hang", ["Lâm Bình", "Nà Hang"]) == "Nà Hang"
    assert suggest("Lam Bih", ["Lâm Bình", "Nà Hang"]) == "Lâm Bình"
    assert suggest("xyz", ["Lâm Bình"]) == "" == suggest("", ["a"])


def test_decimal_texts_follow_the_column(fake: tuple[ListDescription, Store]) -> None:
    outcome = tried(fake[0], workbook([[None, "A", "Nà Hang", None, None, "105,218", None, None]]))
    assert outcome.created[0].after["east"] == Decimal("105.218")
    assert HEADER == 2
