"""Files that are locked, cut off, swollen or hostile: one clear sentence, nothing else."""

from __future__ import annotations

import io
import random
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.core.errors import Refused
from diemsang.imports.coloured import coloured_copy
from diemsang.imports.description import ListDescription
from diemsang.imports.macros import without_macros
from diemsang.imports.reading import Source, read_book
from diemsang.imports.tests.fake import HEAD, Store, fake_list, saved, tried, workbook
from diemsang.imports.workbook import plain_copy, write_list

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = [None, "Nà Kham", "Nà Hang", "Hoạt động", 120, 105.25, None, None]


@pytest.fixture(name="fake")
def made() -> Iterator[tuple[ListDescription, Store]]:
    with fake_list() as both:
        yield both


def refusal(data: bytes, name: str = "tep.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read_book(Source(name, data))
    return str(refused.value)


def package(**parts: bytes) -> bytes:
    """An .xlsx whose parts are replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([ROW]))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            key = entry.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(entry.filename, parts.get(key, old.read(entry)))
    return out.getvalue()


def test_a_password_says_how_to_take_it_off() -> None:
    told = refusal(OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500)
    assert "có mật khẩu" in told and "xóa mật khẩu" in told


def test_an_upload_cut_off() -> None:
    data = workbook([ROW] * 50)
    for length in (10, 300, len(data) // 2, len(data) - 30):
        assert "chưa trọn" in refusal(data[:length])


def test_empty_large_and_other_kinds() -> None:
    assert "rỗng" in refusal(b"")
    assert "lớn hơn 20 MB" in refusal(b"a," * 11_000_000)
    assert "không phải bảng tính" in refusal(b"%PDF-1.7 \0\1")
    assert "trang web" in refusal("<html><table><tr><td>Mã".encode(), "tep.xls")
    assert "không phải bảng tính" in refusal(OLE + b"\0" * 2_000, "tep.xls")


def test_a_wrong_ending_does_not_matter(fake: tuple[ListDescription, Store]) -> None:
    assert tried(fake[0], workbook([ROW]), "tep.xls").ok


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    start = time.process_time()
    tracemalloc.start()
    swollen = b'<?xml version="1.0"?><worksheet><sheetData>' + b" " * 300_000_000
    assert "bung ra quá lớn" in refusal(package(sheet1=swollen))
    del swollen
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert "bung ra quá lớn" in refusal(package(sheet1=laughs))
    tracemalloc.stop()
    assert time.process_time() - start < 10


def test_two_cells_in_opposite_corners_fill_no_memory() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    book.active["XFD1048576"] = "b"
    assert "bung ra quá lớn" in refusal(saved(book))


@pytest.mark.slow
def test_a_million_empty_rows_are_passed_over(fake: tuple[ListDescription, Store]) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet, look = book.add_worksheet(), book.add_format({"bold": True})
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["", *ROW[1:6]])
    for row in range(2, 1_048_576):
        sheet.write_blank(row, 0, None, look)
    book.close()
    start = time.process_time()
    assert tried(fake[0], out.getvalue()).counts["created"] == 1
    assert time.process_time() - start < 12


def test_macros_are_neither_run_nor_kept(fake: tuple[ListDescription, Store]) -> None:
    out = io.BytesIO(workbook([ROW]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    outcome = tried(fake[0], out.getvalue(), "tep.xlsm")
    assert any("macro" in note for note in outcome.notes)
    names = zipfile.ZipFile(io.BytesIO(without_macros(out.getvalue()))).namelist()
    assert "xl/vbaProject.bin" not in names and "xl/workbook.xml" in names
    assert read_book(Source("a.xlsx", without_macros(out.getvalue()))).sheets


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_csv_in_every_encoding(fake: tuple[ListDescription, Store], encoding: str) -> None:
    text = "Tên thôn;Xã;Ngày mở\nBản Lá;Nà Hang;05/09/2023\n"
    if encoding == "cp1258":
        text = text.replace("ả", "a\u0309").replace("ở", "ơ\u0309").replace("ã", "a\u0303")
    outcome = tried(fake[0], text.encode(encoding), "tep.csv")
    assert outcome.created[0].after["name"] == "Bản Lá"
    assert outcome.converted == (encoding == "cp1258")


def test_csv_in_tcvn3(fake: tuple[ListDescription, Store]) -> None:
    data = "Tªn th«n,X·\nB¶n L¸,Nµ Hang\n".encode("latin-1")
    outcome = tried(fake[0], data, "tep.csv")
    assert outcome.created[0].after["name"] == "Bản Lá" and outcome.converted


def test_what_came_otherwise_is_kept_cell_by_cell(fake: tuple[ListDescription, Store]) -> None:
    fake[1].fill(5)
    data = write_list(fake[0], fake[0].open(None, {}).standing(), {}, hub="hub1")  # type: ignore[arg-type]
    again = tried(fake[0], plain_copy(read_book(Source("a.xlsx", data))))
    assert again.counts["unchanged"] == 5 and not again.errors


CELL = st.one_of(
    st.none(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.text(max_size=30),
    st.sampled_from([*HEAD, "1.186", "=1+1", "45000", "31/02/2023", "B¶n L¸", "Tổng cộng", "_ma_dong", "_goc", "'=x"]),
)


def test_characters_that_no_xml_can_hold_are_told_in_the_copy(fake: tuple[ListDescription, Store]) -> None:
    data = (
        "\ufeff".encode()
        + "\n".join([",".join(HEAD), *(",".join([f"a\x07{mark}b"] * len(HEAD)) for mark in "\ufffe\uffff")]).encode()
    )
    outcome = tried(fake[0], data, "tep.csv")
    assert coloured_copy(outcome, data)[:2] == b"PK"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.lists(CELL, max_size=9), max_size=12), head=st.permutations([*HEAD, "_ma_dong", "_goc", "Khác"])
)
def test_any_cells_give_an_outcome_or_a_refusal(rows: list[list[Any]], head: list[str]) -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    table: list[list[Any]] = [list(head), *rows]
    for at, cells in enumerate(table):
        for column, value in enumerate(cells):
            if value is not None:
                (sheet.write_string if isinstance(value, str) else sheet.write)(at, column, value)
    book.close()
    with fake_list() as (description, store):
        store.fill(3)
        try:
            outcome = tried(description, out.getvalue())
        except Refused:
            return
        assert sum(outcome.counts.values()) <= len(rows) + 1
        coloured_copy(outcome, out.getvalue())


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=400), name=st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a.ods", ""]))
def test_any_bytes_give_an_outcome_or_a_refusal(data: bytes, name: str) -> None:
    with fake_list() as (description, _store):
        for tried_bytes in (data, OLE + "Workbook".encode("utf-16-le") + data, b"PK\x03\x04" + data):
            try:
                tried(description, tried_bytes, name)
            except Refused:
                continue


@pytest.mark.parametrize("seed", range(40))
def test_damaged_workbooks_give_an_outcome_or_a_refusal(fake: tuple[ListDescription, Store], seed: int) -> None:
    """Bytes flipped anywhere, and XML flipped inside a sound package."""
    chance = random.Random(seed)
    data = workbook([ROW] * 5)
    if seed % 2:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            part = bytearray(opened.read("xl/worksheets/sheet1.xml"))
        for _again in range(5):
            part[chance.randrange(len(part))] = chance.choice(b'<>/"=a0\xff')
        spoiled = package(sheet1=bytes(part))
    else:
        raw = bytearray(data)
        for _again in range(4):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        spoiled = bytes(raw)
    try:
        outcome = tried(fake[0], spoiled)
    except Refused:
        return
    coloured_copy(outcome, spoiled)
