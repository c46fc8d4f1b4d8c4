"""Our own workbooks: the template and the export of a list are one form, empty or filled.

Texts that a spreadsheet would take for a formula are text cells with Excel's own mark of text (``quotePrefix``), so
nothing runs when somebody edits them, nothing is added to them, and a negative number stays a number.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.utils.translation import gettext as _

from diemsang.core import clock, vietnamese
from diemsang.imports import stamp
from diemsang.imports.cells import as_text, shown_number
from diemsang.imports.description import Column, ListDescription, Standing, Value
from diemsang.imports.matching import HELP_MARK
from diemsang.imports.reading import Book, Sheet

HEADER = 2
"""The row of headings, from 0: a title and a line about the file stand above it."""
SPARE = 500
"""Rows of an empty form that get their drop-down lists."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHOICES = "_danh_muc"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_list(
    description: ListDescription, rows: Sequence[Standing], params: Mapping[str, str], *, hub: str = ""
) -> bytes:
    """The list as a workbook that can come back: importing it unchanged changes nothing. No rows: the template.

    ``hub`` is ``queries.hub_tag``; ``params`` are remembered in the hidden sheet.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    sheet = book.add_worksheet(_("Danh sách"))
    _write_body(book, sheet, description, rows, hub)
    _write_help(book, description)
    _write_choices(book, sheet, description, max(len(rows), SPARE))
    _write_stamp(book, description, params, hub)
    book.close()
    return buffer.getvalue()


def _write_body(book: Any, sheet: Any, description: ListDescription, rows: Sequence[Standing], hub: str) -> None:
    formats = {kind: book.add_format(look) for kind, look in _looks().items()}
    columns = list(description.columns)
    labels = labels_of(description)
    sheet.write_string(0, 2, str(description.title), book.add_format({"bold": True, "font_size": 13}))
    told = _("Xuất từ hub lúc {at}. Sửa rồi nhập lại; đừng xóa hai cột ẩn A, B.").format(
        at=vietnamese.moment(clock.now())
    )
    if settings.ILLUSTRATION:
        told = _("MINH HỌA: số liệu bịa ra để trình bày.") + " " + told
    sheet.write_string(1, 2, told, book.add_format({"font_color": "#555b6d"}))
    sheet.write_string(HEADER, 0, stamp.ROW_ID, formats["head"])
    sheet.write_string(HEADER, 1, stamp.BASE, formats["head"])
    sheet.set_column(0, 1, 12, None, {"hidden": True})
    for at, column in enumerate(columns, 2):
        head = formats["head_quiet"] if column.read_only else formats["head"]
        sheet.write_string(HEADER, at, f"{column.label} *" if column.required else str(column.label), head)
        sheet.set_column(at, at, column.width, formats.get(column.kind))
        if column.help:
            sheet.write_comment(HEADER, at, str(column.help), {"author": "Điểm Sáng", "x_scale": 1.6})
    for row, standing in enumerate(rows, HEADER + 1):
        sheet.write_string(row, 0, standing.row_id)
        sheet.write_string(row, 1, stamp.base_text(hub, columns, standing.values))
        for at, column in enumerate(columns, 2):
            _write_cell(sheet, row, at, column, standing.values.get(column.key), formats, labels)
    sheet.freeze_panes(HEADER + 1, 3)
    sheet.autofilter(HEADER, 0, HEADER + max(len(rows), 1), len(columns) + 1)
    sheet.repeat_rows(HEADER)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _looks() -> dict[str, dict[str, Any]]:
    return {
        "head": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E4E8F4", "border": 1},
        "head_quiet": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEEEE", "border": 1},
        "text": {"valign": "top"},
        "code": {"num_format": "@", "valign": "top"},
        "choice": {"valign": "top"},
        "whole": {"num_format": "#,##0", "valign": "top"},
        "decimal": {"num_format": "#,##0.######", "valign": "top"},
        "date": {"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"},
        "quoted": {"num_format": "@", "quote_prefix": True, "valign": "top"},
    }


def _write_cell(
    sheet: Any, row: int, at: int, column: Column, value: Value, formats: Mapping[str, Any], labels: Labels
) -> None:
    look = formats[column.kind]
    if value is None or value == "":
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(value, dt.time()), look)
    elif isinstance(value, int | Decimal) and column.kind in {"whole", "decimal"}:
        sheet.write_number(row, at, float(value), look)
    else:
        text = label_of(column, value, labels)
        sheet.write_string(row, at, text, formats["quoted"] if text.startswith(_FORMULA) else look)


Labels = Mapping[str, Mapping[str, str]]
"""For each column with choices: label by code."""


def labels_of(description: ListDescription) -> Labels:
    """The words of every choice, asked for once: they may come from the database."""
    return {
        column.key: {code: str(label) for code, label in column.choices()}
        for column in description.columns
        if column.choices
    }


def label_of(column: Column, value: Value, labels: Labels) -> str:
    """A value as its reader sees it; a choice by its label."""
    known = labels.get(column.key, {})
    return known.get(str(value), as_text(value)) if column.kind == "choice" and value is not None else as_text(value)


def _write_help(book: Any, description: ListDescription) -> None:
    """A second sheet tells each column; its headings are not those of the list, so it is never taken for one."""
    sheet = book.add_worksheet(_("Hướng dẫn"))
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, f"{HELP_MARK}: {description.title}", bold)
    sheet.write_string(1, 0, str(description.help))
    for at, (word, width) in enumerate(
        [(_("Tên cột"), 28), (_("Cách ghi"), 22), (_("Giải thích"), 60), (_("Thí dụ"), 24)]
    ):
        sheet.write_string(2, at, word, bold)
        sheet.set_column(at, at, width)
    for row, column in enumerate(description.columns, 3):
        how = _("chỉ để xem") if column.read_only else (_("bắt buộc") if column.required else _("có thể để trống"))
        for at, text in enumerate(
            [str(column.label), f"{_kind_words(column)}, {how}", str(column.help), column.example]
        ):
            sheet.write_string(row, at, text, wrap)


def _kind_words(column: Column) -> str:
    if column.kind in {"whole", "decimal"} and column.minimum is not None and column.maximum is not None:
        return _("số từ {low} đến {high}").format(low=shown_number(column.minimum), high=shown_number(column.maximum))
    words = {
        "text": _("chữ"),
        "code": _("mã, dạng chữ"),
        "whole": _("số nguyên"),
        "decimal": _("số"),
        "date": _("ngày/tháng/năm"),
        "choice": _("chọn trong danh mục"),
    }
    return words[column.kind]


def _write_choices(book: Any, sheet: Any, description: ListDescription, rows: int) -> None:
    """Drop-down lists. Their words stand in a hidden sheet, as Excel allows only 255 characters in place."""
    listed = [(at, column) for at, column in enumerate(description.columns, 2) if column.choices]
    if not listed:
        return
    words = book.add_worksheet(_CHOICES)
    words.hide()
    for place, (at, column) in enumerate(listed):
        labels = [str(label) for _code, label in (column.choices() if column.choices else [])]
        for row, label in enumerate(labels):
            words.write_string(row, place, label)
        if labels and not column.read_only:
            name = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
            rule = {"validate": "list", "source": f"={_CHOICES}!{name}$1:{name}${len(labels)}", "error_type": "warning"}
            sheet.data_validation(HEADER + 1, at, HEADER + rows, at, rule)


def _write_stamp(book: Any, description: ListDescription, params: Mapping[str, str], hub: str) -> None:
    sheet = book.add_worksheet(stamp.SHEET)
    sheet.very_hidden()
    lines = {
        "list": description.key,
        "hub": hub,
        "format": str(stamp.FORMAT),
        "exported_at": clock.now().isoformat(timespec="seconds"),
        "params": json.dumps(dict(params), ensure_ascii=False, sort_keys=True),
    }
    for row, (key, value) in enumerate(lines.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)


def plain_copy(book: Book) -> bytes:
    """Any book as .xlsx with every cell at its place and no formatting: for what came as .xls, .ods or .csv."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    looks = {kind: made.add_format(look) for kind, look in _looks().items()}
    used: set[str] = set()
    for number, sheet in enumerate(book.sheets, 1):
        name = sheet.name[:31]
        if name.lower() in used or any(char in name for char in "[]:*?/\\") or not name.strip("'"):
            name = f"Trang {number}"
        used.add(name.lower())
        _copy_sheet(made.add_worksheet(name), sheet, looks)
    if not book.sheets:
        made.add_worksheet()
    made.close()
    return buffer.getvalue()


def _copy_sheet(target: Any, sheet: Sheet, looks: Mapping[str, Any]) -> None:
    if sheet.hidden:
        target.very_hidden() if sheet.name == stamp.SHEET else target.hide()
    for row, cells in sheet.rows:
        for at, value in enumerate(cells):
            if value is None:
                continue
            if isinstance(value, bool):
                target.write_boolean(row, at, value)
            elif isinstance(value, dt.datetime):
                target.write_datetime(row, at, value.replace(tzinfo=None), looks["date"])
            elif isinstance(value, dt.date):
                target.write_datetime(row, at, dt.datetime.combine(value, dt.time()), looks["date"])
            elif isinstance(value, int | float) and value == value and abs(value) != float("inf"):
                target.write_number(row, at, value)
            else:
                text = str(value)[:32_000]
                target.write_string(row, at, text, looks["quoted"] if text.startswith(_FORMULA) else None)
    done: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in sheet.merged:
        # Only columns of one cell's width are merged again: what is filled downwards must survive the copy.
        area = {(row, left) for row in range(top, min(bottom, top + 2_000) + 1)}
        if left == right and bottom > top and not area & done:
            done |= area
            value = next((cells[left] for row, cells in sheet.rows if row == top and left < len(cells)), None)
            target.merge_range(top, left, bottom, left, as_text(value))
