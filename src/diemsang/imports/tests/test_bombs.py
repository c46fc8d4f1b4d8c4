"""Files made to fill the memory: no process of the hub ends with them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from diemsang.core.errors import Refused
from diemsang.imports.cells import Typer
from diemsang.imports.description import Column
from diemsang.imports.reading import Source, apart, read_book

Parts = dict[str, bytes]
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CORNERS = (
    f'<?xml version="1.0"?><worksheet xmlns="{SPACE}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
).encode()


def parts() -> Parts:
    """A small sound workbook, part by part."""
    book = openpyxl.Workbook()
    book.active.append(["Tên thôn", "Xã"])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(made: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in made.items():
            package.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes, name: str = "tep.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        read_book(Source(name, data))
    return str(refused.value)


@pytest.mark.parametrize("place", ["blatt/eins.xml", "blatt/eins.bin", "Blatt/EINS.dat"])
def test_a_sheet_in_another_folder_is_looked_into(place: str) -> None:
    made = parts()
    del made["xl/worksheets/sheet1.xml"]
    made = {name: text.replace(b"worksheets/sheet1.xml", place.encode()) for name, text in made.items()}
    made[f"xl/{place}"] = CORNERS
    assert "bung ra quá lớn" in refusal(packed(made))


def test_one_part_as_many_sheets() -> None:
    made = parts()
    book = made["xl/workbook.xml"]
    first = book[book.index(b"<sheet ") : book.index(b"</sheets>")]
    again = b"".join(first.replace(b'name="Sheet"', b'name="S%d"' % number) for number in range(50))
    made["xl/workbook.xml"] = book.replace(first, first + again)
    assert "bung ra quá lớn" in refusal(packed(made))


def test_two_parts_of_one_name() -> None:
    made = parts()
    made["xl/worksheets/SHEET1.xml"] = CORNERS
    assert "hỏng" in refusal(packed(made))


def test_one_endless_tag() -> None:
    made = parts()
    many = b" ".join(b'a%d="1"' % number for number in range(700_000))
    made["xl/worksheets/sheet1.xml"] = b"<worksheet " + many + b"><sheetData/></worksheet>"
    assert "bung ra quá lớn" in refusal(packed(made))


def old_workbook(cells: list[tuple[int, int, float]]) -> bytes:
    """An Excel 97 workbook of numbers: BIFF8 records ([MS-XLS] 2.3) in the sectors of a compound file ([MS-CFB] 2)."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 6)
    head = record(0x0809, start)
    name = b"\x01\x00A"
    offset = len(head) + 4 + 6 + len(name) + 4
    book = head + record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + record(0x000A, b"")
    numbers = b"".join(record(0x0203, struct.pack("<HHHd", row, column, 0, value)) for row, column, value in cells)
    sheet = record(0x0809, start[:2] + b"\x10\x00" + start[4:]) + numbers + record(0x000A, b"")
    stream = (book + sheet).ljust(4096, b"\0")
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(title: str, kind: int, child: int, at: int, size: int) -> bytes:
        written = title.encode("utf-16-le")
        none = 0xFFFFFFFF
        return (
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written) + 2, kind, 1, none, none, child)
            + bytes(36)
            + struct.pack("<IQ", at, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    top = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    top += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    top += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    top += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return top + table + folder.ljust(512, b"\0") + stream


def test_an_old_workbook_is_read() -> None:
    book = read_book(Source("tep.xls", old_workbook([(0, 0, 7.0), (3, 1, 8.5)])))
    assert book.kind == "xls" and [row for row, _cells in book.sheets[0].rows] == [0, 3]


def test_an_old_workbook_with_far_corners_ends_no_process() -> None:
    assert "bung ra quá lớn" in refusal(old_workbook([(0, 0, 1.0), (65_535, 65_535, 1.0)]), "tep.xls")


@pytest.mark.parametrize("made", [lambda: b"", lambda: b"PK\x03\x04", lambda: packed({"a": b"b"})])
def test_the_reader_apart_answers_whatever_it_gets(made: Callable[[], bytes]) -> None:
    assert apart.opened(made()).fault == "damaged"


def test_endless_numbers_are_no_days() -> None:
    typer = Typer(Column("day", "Ngày", "date"))
    for number in (float("inf"), float("nan"), 1e300, -5.5):
        found = typer.read(number)
        assert found.fault is not None and found.fault.code == "date"
