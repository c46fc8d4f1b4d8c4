"""A workbook as lists of plain values, whatever it came in."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from diemsang.imports.reading import apart, hygiene, legacy
from diemsang.imports.reading.scan import Place, Scan, scan_ods, scan_xlsx

Raw = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class Sheet:
    """One sheet. ``rows`` holds only rows with something in them: the number from 0, and the cells."""

    name: str
    hidden: bool
    rows: list[tuple[int, list[Raw]]]
    formulas: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """A file read."""

    name: str
    kind: hygiene.Kind
    sheets: list[Sheet]
    dates_from_1904: bool = False
    macros: bool = False
    elements: int = 0
    notes: list[str] = field(default_factory=list)
    converted: list[tuple[str, Place, str, str]] = field(default_factory=list)
    """Sheet, place, text before and after, of cells that were in TCVN3 or another old encoding."""


def read_book(source: Source) -> Book:
    """Read a file; ``Refused`` with one clear sentence when it cannot be."""
    kind = hygiene.kind_of(source.data, source.name)
    if kind == "csv":
        book = _from_text(source)
    else:
        scan = Scan()
        if kind == "xlsx":
            scan = scan_xlsx(source.data, source.name)
        elif kind == "ods":
            scan = scan_ods(source.data, source.name)
        book = _from_calamine(source, kind, scan)
    _modernise(book)
    return book


def _from_calamine(source: Source, kind: hygiene.Kind, scan: Scan) -> Book:
    found = apart.opened(source.data)
    if found.fault == "password":
        raise hygiene.refused(source.name, _("tệp có mật khẩu."), _("Mở tệp trong Excel, bỏ mật khẩu rồi lưu lại."))
    if found.fault == "rows":
        raise hygiene.refused(
            source.name,
            _("trang «{sheet}» có hơn {limit} dòng.").format(sheet=found.where, limit=apart.MAX_ROWS),
            _("Chia danh sách thành nhiều tệp."),
        )
    if found.fault == "memory":
        raise hygiene.too_much(source.name)
    if found.fault:
        raise hygiene.cut_off(source.name)
    book = Book(source.name, kind, [], scan.dates_from_1904, scan.macros, scan.elements)
    for name, hidden, rows, merged in found.sheets:
        path = scan.paths.get(name, "") if kind == "xlsx" else name
        book.sheets.append(Sheet(name, hidden, rows, scan.formulas.get(path, set()), scan.errors.get(path, {}), merged))
    if scan.macros:
        book.notes.append(_("Tệp có macro: macro bị bỏ qua, không chạy và không được giữ lại."))
    return book


def _trimmed(cells: Iterable[Any]) -> list[Raw]:
    kept: list[Raw] = [None if cell == "" else cell for cell in list(cells)[: apart.MAX_COLUMNS]]
    while kept and (kept[-1] is None or (isinstance(kept[-1], str) and not kept[-1].strip())):
        kept.pop()
    return kept


def _from_text(source: Source) -> Book:
    book = Book(source.name, "csv", [])
    data = source.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _old_text(data, book)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[tuple[int, list[Raw]]] = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
        ):
            kept = _trimmed(_plain(cell) for cell in cells)
            if kept:
                rows.append((number, kept))
            if len(rows) > apart.MAX_ROWS:
                raise hygiene.refused(
                    source.name,
                    _("có hơn {limit} dòng.").format(limit=apart.MAX_ROWS),
                    _("Chia danh sách thành nhiều tệp."),
                )
    except csv.Error as error:
        raise hygiene.refused(
            source.name, _("không đọc được bảng."), _("Kiểm tra dấu ngoặc kép chưa đóng, hoặc lưu thành .xlsx.")
        ) from error
    book.sheets.append(Sheet("CSV", False, rows))
    return book


def _plain(cell: str) -> str:
    """An export puts an apostrophe before what a spreadsheet would take for a formula; it is not part of the text."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t"} else cell


def _old_text(data: bytes, book: Book) -> str:
    """One byte a letter: TCVN3 keeps its signs for ``_modernise``, otherwise Windows-1258 is shown for confirmation."""
    western, text = data.decode("latin-1"), data.decode("cp1258", errors="replace")
    marked = sum(not word.isascii() for word in western.split())
    fitting = legacy.syllables(legacy.decode(western))
    if marked and fitting * 2 >= marked and fitting > legacy.syllables(text):
        return western
    book.notes.append(_("Tệp CSV không phải UTF-8: đã đọc theo bảng mã Windows-1258."))
    book.converted.append(("CSV", (0, 0), western[:80], text[:80]))
    return text


def _modernise(book: Book) -> None:
    """Turn TCVN3 cells into Unicode and remember each, before anything compares texts."""
    texts = [cell for sheet in book.sheets for _row, cells in sheet.rows for cell in cells if isinstance(cell, str)]
    sure = sum(legacy.certain(text) for text in texts)
    if not sure:
        return
    wholly = sure >= 3 * sum(legacy.modern(text) for text in texts)
    for sheet in book.sheets:
        for row, cells in sheet.rows:
            for column, cell in enumerate(cells):
                if not isinstance(cell, str) or cell.isascii():
                    continue
                if legacy.certain(cell) or (wholly and legacy.possible(cell)):
                    cells[column] = after = legacy.decode(cell)
                    book.converted.append((sheet.name, (row, column), cell, after))
