"""A table as a file: CSV that Excel opens with marks intact, and XLSX with typed cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from diemsang.core import clock, vietnamese
from diemsang.core.clock import VIETNAM

KINDS = ("csv", "xlsx")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Table:
    """What to write. ``name`` starts the file's name; ``address`` is where the same list can be seen again."""

    title: str
    name: str
    headings: list[str]
    rows: list[list[Any]]
    address: str = ""


def response(table: Table, kind: str) -> HttpResponse:
    """The file as a download named ``<name>-YYYYMMDD.<kind>``."""
    content = to_csv(table) if kind == "csv" else to_xlsx(table)
    answer = HttpResponse(content, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{table.name}-{clock.today():%Y%m%d}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def to_csv(table: Table) -> bytes:
    """UTF-8 with a mark so that Excel reads it; text that a spreadsheet would take for a formula gets an apostrophe.

    In a demonstration home the first line says *minh họa*.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    if settings.ILLUSTRATION:
        writer.writerow([_notice()])
    writer.writerow([_plain(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_plain(value) for value in row])
    return ("\ufeff" + buffer.getvalue()).encode()


def to_xlsx(table: Table) -> bytes:
    """Text stays text (codes keep their leading zeros), dates are dates, null is an empty cell."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Danh sách"))
    bold = book.add_format({"bold": True, "font_size": 13})
    quiet = book.add_format({"font_color": "#555b6d"})
    head = book.add_format(
        {"bold": True, "bg_color": "#1b2550", "font_color": "#ffffff", "text_wrap": True, "valign": "top"}
    )
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_string(0, 0, table.title, bold)
    sheet.write_string(
        1, 0, _("Lập lúc %(at)s · %(where)s") % {"at": vietnamese.moment(clock.now()), "where": table.address}, quiet
    )
    top = 2
    if settings.ILLUSTRATION:
        warning = book.add_format({"bold": True, "bg_color": "#f2c14e"})
        sheet.write_string(top, 0, _notice(), warning)
        sheet.set_header(f"&C{_notice()}")
        top += 1
    for column, heading in enumerate(table.headings):
        sheet.write_string(top, column, heading, head)
        longest = max((len(_plain(row[column])) for row in table.rows[:500]), default=0)
        sheet.set_column(column, column, min(max(longest, len(heading) // 2, 8) + 2, 48))
    for at, row in enumerate(table.rows, start=top + 1):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, dt.datetime):
                sheet.write_datetime(at, column, value.astimezone(VIETNAM).replace(tzinfo=None), moment)
            elif isinstance(value, dt.date):
                sheet.write_datetime(at, column, dt.datetime.combine(value, dt.time()), day)
            elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                sheet.write_number(at, column, float(value) if isinstance(value, Decimal) else value)
            else:
                sheet.write_string(at, column, str(value))
    sheet.freeze_panes(top + 1, 1)
    if table.headings:
        sheet.autofilter(top, 0, top + max(len(table.rows), 1), len(table.headings) - 1)
        sheet.repeat_rows(top)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def _notice() -> str:
    return _("MINH HỌA: số liệu bịa ra để trình bày, không phải số liệu thật")


def _plain(value: Any) -> str:
    """A cell of CSV: dates dd/mm/yyyy, decimal comma, formulas made harmless."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return vietnamese.moment(value)
    if isinstance(value, dt.date):
        return vietnamese.day(value)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
