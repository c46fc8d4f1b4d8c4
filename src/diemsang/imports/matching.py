"""Where the list stands in a book: the sheet, the row of headings, which column is which."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.imports import registry, stamp
from diemsang.imports.cells import as_text
from diemsang.imports.description import Column, ListDescription
from diemsang.imports.reading import Book, Sheet
from diemsang.imports.reading.book import Raw
from diemsang.imports.suggest import suggest

RESULT_MARK = "Điểm Sáng, kết quả kiểm tra"
HELP_MARK = "Điểm Sáng, hướng dẫn"
"""First words of our own sheets beside the list; they are no list when the workbook comes back."""
LOOK = 40
"""Rows from the top in which headings are looked for."""
_UNCOUNTED = {"stt", "tt", "so tt", "so thu tu", "no"}


@dataclass(slots=True)
class Match:
    """The list found in one sheet. Positions count from 0."""

    sheet: Sheet
    header: int
    columns: dict[int, Column]
    row_id: int | None = None
    base: int | None = None
    extra: list[str] = field(default_factory=list)
    doubled: list[tuple[Column, int, int]] = field(default_factory=list)
    body: list[tuple[int, list[Raw]]] = field(default_factory=list)

    def cell(self, row: int, key: str) -> str:
        """``D17`` of the column, ``17`` of the whole row when the file has no such column."""
        for position, column in self.columns.items():
            if column.key == key:
                return f"{letters(position)}{row + 1}"
        return str(row + 1)


def letters(position: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def where(sheet: str, cell: str) -> str:
    """A place as people call it: «Danh sách, ô D17», or the row when no cell is meant."""
    if cell.isdigit():
        return _("{sheet}, dòng {row}").format(sheet=sheet, row=cell)
    return _("{sheet}, ô {cell}").format(sheet=sheet, cell=cell) if cell else sheet


def heading_key(text: str) -> str:
    """A heading without marks, brackets, stars and signs: «Tên thôn (bản) *» → ``ten thon``."""
    bare = re.sub(r"\([^)]*\)", " ", search_key(text))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def spellings(description: ListDescription) -> dict[str, Column]:
    """Every heading that means a column."""
    known: dict[str, Column] = {}
    for column in description.columns:
        for name in (str(column.label), column.key, *column.aliases):
            for key in (heading_key(name), " ".join(re.sub(r"[^a-z0-9]+", " ", search_key(name)).split())):
                if key:
                    known.setdefault(key, column)
    return known


def find(book: Book, description: ListDescription) -> tuple[Match, list[str]]:
    """The one sheet with the list, and notes; ``Refused`` when there is none, two, or its headings do not do."""
    known = spellings(description)
    sheets = [sheet for sheet in book.sheets if not _ours(sheet)]
    found = [match for sheet in sheets if (match := _best_row(sheet, known))]
    best = max((len(match.columns) for match in found), default=0)
    fitting = [match for match in found if len(match.columns) * 2 > best and _enough(match, description)]
    visible = [match for match in fitting if not match.sheet.hidden] or fitting
    if not visible:
        raise _nowhere(book, description, max(found, key=lambda match: len(match.columns), default=None))
    for match in visible:
        match.body = _body(match)
    filled = [match for match in visible if match.body]
    if len(filled) > 1:
        names = ", ".join(f"«{match.sheet.name}»" for match in filled)
        raise Refused(
            _("Có hai trang cùng chứa danh sách này."),
            [Problem(names, _("không rõ nhập trang nào."), _("Giữ một trang, xóa hoặc ẩn các trang còn lại."))],
        )
    chosen = (filled or visible)[0]
    _check_headings(chosen, description)
    notes = []
    if chosen.extra:
        notes.append(_("Bỏ qua các cột không thuộc danh sách: {names}.").format(names=", ".join(chosen.extra[:20])))
    aside = [sheet.name for sheet in sheets if sheet is not chosen.sheet and sheet.rows]
    if aside:
        shown = ", ".join(f"«{name}»" for name in aside[:10])
        notes.append(_("Chỉ đọc trang «{sheet}», bỏ qua: {names}.").format(sheet=chosen.sheet.name, names=shown))
    if not chosen.body:
        raise Refused(
            _("Danh sách chưa có dòng nào."),
            [Problem(chosen.sheet.name, _("dưới hàng tiêu đề không có dòng nào."), _("Điền các dòng rồi nhập lại."))],
        )
    return chosen, notes


def _ours(sheet: Sheet) -> bool:
    """A helper sheet of our own workbooks: the stamp, the words of choices, the results of a check."""
    first = sheet.rows[0][1][0] if sheet.rows and sheet.rows[0][0] == 0 and sheet.rows[0][1] else None
    return sheet.name.startswith("_") or (isinstance(first, str) and first.startswith((RESULT_MARK, HELP_MARK)))


def _best_row(sheet: Sheet, known: dict[str, Column]) -> Match | None:
    best: Match | None = None
    for row, cells in sheet.rows[:LOOK]:
        match = Match(sheet, row, {})
        taken: dict[str, int] = {}
        for position, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            plain = cell.strip()
            if plain == stamp.ROW_ID:
                match.row_id = position
            elif plain == stamp.BASE:
                match.base = position
            else:
                _take(match, known, taken, position, plain)
        if match.columns and (best is None or len(match.columns) > len(best.columns)):
            best = match
    return best


def _take(match: Match, known: dict[str, Column], taken: dict[str, int], position: int, text: str) -> None:
    key = heading_key(text)
    column = known.get(key) or known.get(" ".join(re.sub(r"[^a-z0-9]+", " ", search_key(text)).split()))
    if column is None:
        if key and key not in _UNCOUNTED:
            match.extra.append(f"«{as_text(text)[:60]}»")
    elif column.key in taken:
        match.doubled.append((column, taken[column.key], position))
    else:
        taken[column.key] = position
        match.columns[position] = column


def _enough(match: Match, description: ListDescription) -> bool:
    """Two headings show a list; one does when the list has no more."""
    return len(match.columns) >= min(2, len(description.columns))


def _check_headings(match: Match, description: ListDescription) -> None:
    sheet, row = match.sheet.name, match.header
    problems = [
        Problem(
            f"{where(sheet, letters(first) + str(row + 1))}, {letters(second)}{row + 1}",
            _("hai cột cùng là «{label}».").format(label=column.label),
            _("Giữ một cột, đổi tên hoặc xóa cột kia."),
        )
        for column, first, second in match.doubled
    ]
    present = {column.key for column in match.columns.values()}
    extra = [name.strip("«»") for name in match.extra]
    for column in description.columns:
        # A file that only changes rows it names by their hidden id may leave other columns out.
        if column.required and column.key not in present and match.row_id is None:
            near = suggest(str(column.label), extra, cutoff=0.6)
            advice = (
                _("Có phải cột «{near}»? Đổi tiêu đề thành «{label}».").format(near=near, label=column.label)
                if near
                else _("Thêm cột này, hoặc tải mẫu và chép dữ liệu vào.")
            )
            problems.append(
                Problem(where(sheet, str(row + 1)), _("thiếu cột «{label}».").format(label=column.label), advice)
            )
    if problems:
        raise Refused(_("Hàng tiêu đề chưa đúng."), problems)


def _nowhere(book: Book, description: ListDescription, near: Match | None) -> Refused:
    other = next(
        (
            known
            for known in registry.descriptions()
            if known.key != description.key
            for sheet in book.sheets
            if (match := _best_row(sheet, spellings(known))) and len(match.columns) * 2 > len(known.columns)
        ),
        None,
    )
    needed = ", ".join(f"«{column.label}»" for column in description.columns if column.required)
    advice = _("Cần các cột {columns}. Tải mẫu để xem đúng tiêu đề.").format(columns=needed or "…")
    if other is not None:
        advice = _("Tệp giống danh sách «{title}»: nhập ở trang của danh sách đó.").format(title=other.title)
    place = near.sheet.name if near else book.name
    message = _("không tìm thấy hàng tiêu đề của «{title}».").format(title=description.title)
    return Refused(_("Chưa nhận ra danh sách."), [Problem(place, message, advice)])


def _body(match: Match) -> list[tuple[int, list[Raw]]]:
    """Rows below the headings that say something in a column of the list, merged cells filled downwards."""
    sheet = match.sheet
    by_row = {row: cells for row, cells in sheet.rows if row > match.header}
    for (top, left), (bottom, _right) in sheet.merged:
        value = by_row.get(top, [])[left] if left < len(by_row.get(top, [])) else None
        if value is None or bottom == top or left not in match.columns:
            continue
        for row in range(top + 1, min(bottom, top + 2_000) + 1):
            if row in by_row and (left >= len(by_row[row]) or by_row[row][left] is None):
                by_row[row].extend([None] * (left + 1 - len(by_row[row])))
                by_row[row][left] = value
    places = [*match.columns, *([match.row_id] if match.row_id is not None else [])]
    body = []
    headings = {
        position: as_text(cell)
        for row, cells in sheet.rows
        if row == match.header
        for position, cell in enumerate(cells)
    }
    for row, cells in sorted(by_row.items()):
        said = {at: cells[at] for at in places if at < len(cells) and as_text(cells[at])}
        formulas = any((row, at) in sheet.formulas or (row, at) in sheet.errors for at in match.columns)
        if not said and not formulas:
            continue
        near = row <= match.header + 2
        if near and (_numbering(said) or all(as_text(cell) == headings.get(at) for at, cell in said.items())):
            continue
        body.append((row, cells))
    # Formulas and errors may stand in rows whose every value is empty.
    for row in sorted({place[0] for place in [*sheet.formulas, *sheet.errors] if place[1] in match.columns}):
        if row > match.header and row not in by_row:
            body.append((row, []))
    return sorted(body, key=lambda line: line[0])


def _numbering(said: dict[int, Raw]) -> bool:
    """The line of column numbers under headings of official forms: 1, 2, 3 or (1), (2), (3)."""
    values = [re.sub(r"[()\[\]]", "", as_text(cell)) for cell in said.values()]
    if len(values) < 3 or not all(value.isascii() and value.isdigit() for value in values):
        return False
    numbers = [int(value) for value in values]
    return numbers[0] <= 5 and all(after - before in {1, 2} for before, after in itertools.pairwise(numbers))
