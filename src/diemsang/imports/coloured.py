"""The person's own file back, with what the hub thinks of each cell: colour, comment, and a first sheet that lists it.

Red: refused. Yellow: look at it. Green: a new row. Blue: changed. The hidden columns and the hidden sheet stay, so the
repaired copy can be uploaded as it is; colours and comments of an earlier round are taken off first.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from diemsang.imports import matching
from diemsang.imports.cells import as_text
from diemsang.imports.description import Change, Row
from diemsang.imports.engine import Outcome, told
from diemsang.imports.workbook import label_of, labels_of, plain_copy

RED, YELLOW, GREEN, BLUE = "FFF4B6B0", "FFFFE699", "FFC9E7CB", "FFC5D9F1"
AUTHOR = "Điểm Sáng"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TOO_MANY = 400_000
"""Elements of XML beyond which the file's formatting is not kept, lest the memory fill."""


def coloured_copy(outcome: Outcome, data: bytes) -> bytes:
    """``data`` is the .xlsx as kept. A file that openpyxl cannot keep is written anew without its formatting."""
    book = _open(outcome, data)
    if outcome.match.sheet.name not in book.sheetnames:
        book = openpyxl.load_workbook(io.BytesIO(plain_copy(outcome.book)))
    sheet = book[outcome.match.sheet.name]
    _clean(sheet, outcome)
    lines: list[tuple[str, str, str, str]] = []
    painter = _Painter(outcome, sheet, lines)
    for change in outcome.created:
        painter.row(change.row, GREEN)
    for change in outcome.changed:
        painter.changed(change)
    for row in [*(change.row for change in outcome.changes), *outcome.unchanged, *outcome.refused]:
        painter.notes(row)
    for row in outcome.refused:
        painter.refused(row)
    painter.write_comments()
    _results(book, outcome, lines)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _open(outcome: Outcome, data: bytes) -> Any:
    if outcome.book.kind == "xlsx" and outcome.book.elements < TOO_MANY:
        try:
            return openpyxl.load_workbook(io.BytesIO(data))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, zipfile.BadZipFile, SyntaxError):
            pass  # other programs write parts that openpyxl does not take: their values still come back
    return openpyxl.load_workbook(io.BytesIO(plain_copy(outcome.book)))


def _clean(sheet: Any, outcome: Outcome) -> None:
    """Take off what an earlier round painted."""
    places = [*outcome.match.columns]
    for number, _cells in outcome.match.body:
        for at in places:
            cell = sheet.cell(row=number + 1, column=at + 1)
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.has_style and cell.fill.fgColor.rgb in {RED, YELLOW, GREEN, BLUE}:
                cell.fill = PatternFill()


class _Painter:
    """Colours cells of one sheet and gathers their comments; the gravest colour stays."""

    def __init__(self, outcome: Outcome, sheet: Any, lines: list[tuple[str, str, str, str]]) -> None:
        self.outcome, self.sheet, self.lines = outcome, sheet, lines
        self.columns = {column.key: (at, column) for at, column in outcome.match.columns.items()}
        self.labels = labels_of(outcome.description)
        self.texts: dict[tuple[int, int], list[str]] = {}
        self.fills = {colour: PatternFill("solid", fgColor=colour) for colour in (RED, YELLOW, GREEN, BLUE)}

    def _paint(self, row: Row, key: str, colour: str, text: str) -> None:
        at = self.columns[key][0] if key in self.columns else min(self.outcome.match.columns)
        cell = self.sheet.cell(row=row.number, column=at + 1)
        # The lower cells of a merged area cannot be coloured or commented on.
        if type(cell).__name__ == "MergedCell":
            return
        cell.fill = self.fills[colour]
        if text:
            self.texts.setdefault((row.number, at + 1), []).append(text)

    def row(self, row: Row, colour: str) -> None:
        for key in self.columns:
            self._paint(row, key, colour, "")

    def changed(self, change: Change) -> None:
        for key in change.after:
            if key not in self.columns:
                continue
            column = self.columns[key][1]
            before = label_of(column, change.before.get(key), self.labels) or _("(trống)")
            self._paint(change.row, key, BLUE, _("Trước: {value}").format(value=before))
            words = _("{label}: «{before}» → «{after}»").format(
                label=column.label,
                before=before,
                after=label_of(column, change.after[key], self.labels) or _("(trống)"),
            )
            self.lines.append((self._where(change.row, key), _("đổi"), words, ""))

    def notes(self, row: Row) -> None:
        for note in row.notes:
            self._paint(row, note.column, YELLOW, told(note))
            self.lines.append((self._where(row, note.column), _("xem lại"), note.message, note.suggestion))

    def refused(self, row: Row) -> None:
        for fault in row.faults:
            self._paint(row, fault.column, RED, told(fault))
            self.lines.append((self._where(row, fault.column), _("sai"), told(fault), fault.suggestion))

    def write_comments(self) -> None:
        for (row, column), texts in self.texts.items():
            note = Comment(_writable("\n".join(texts))[:2_000], AUTHOR, height=90, width=280)
            self.sheet.cell(row=row, column=column).comment = note

    def _where(self, row: Row, key: str) -> str:
        return self.outcome.cell(row, key)


def _writable(text: str) -> str:
    """Without the characters that no XML can hold; a cell of an old or damaged file may have them."""
    return _NO_XML.sub("\ufffd", text)


def _results(book: Any, outcome: Outcome, lines: list[tuple[str, str, str, str]]) -> None:
    for name in list(book.sheetnames):
        if str(book[name]["A1"].value or "").startswith(matching.RESULT_MARK):
            del book[name]
    title = _("Kết quả")
    sheet = book.create_sheet(title if title not in book.sheetnames else f"{title} Điểm Sáng", 0)
    counts = outcome.counts
    sheet["A1"] = f"{matching.RESULT_MARK}: {outcome.description.title}"
    sheet["A1"].font = Font(bold=True, size=13)
    sheet["A2"] = _("Mới {created}, đổi {changed}, giữ nguyên {unchanged}, sai {refused}.").format(**counts)
    sheet["A3"] = _("Sửa các ô đỏ ở trang «{sheet}» rồi nhập lại chính tệp này.").format(sheet=outcome.match.sheet.name)
    for at, word in enumerate([_("Ở đâu"), _("Loại"), _("Nội dung"), _("Gợi ý")], 1):
        sheet.cell(row=5, column=at, value=word).font = Font(bold=True)
    order = {_("sai"): 0, _("xem lại"): 1, _("đổi"): 2}
    fills = {_("sai"): RED, _("xem lại"): YELLOW, _("đổi"): BLUE}
    for row, line in enumerate(sorted(lines, key=lambda one: order.get(one[1], 3)), 6):
        for at, text in enumerate(line, 1):
            cell = sheet.cell(row=row, column=at)
            cell.value = _writable(as_text(text))[:2_000]
            cell.data_type = "s"  # what a person typed is never a formula here
            cell.alignment = Alignment(wrap_text=at >= 3, vertical="top")
        sheet.cell(row=row, column=2).fill = PatternFill("solid", fgColor=fills[line[1]])
        target = line[0] if not line[0].isdigit() else f"A{line[0]}"
        sheet.cell(
            row=row, column=1
        ).hyperlink = f"#'{outcome.match.sheet.name.replace(chr(39), chr(39) * 2)}'!{target}"
    for name, width in {"A": 12, "B": 12, "C": 90, "D": 30}.items():
        sheet.column_dimensions[name].width = width
    sheet.freeze_panes = "A6"
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0
