"""The file of offices: one line for each name an office bore. Reading only; ``actions`` writes.

Columns (UTF-8, comma): ``code`` · ``kind`` · ``duty`` · ``area_code`` and ``area_on`` (a unit's code and a day on
which it bore that code) · ``name`` (empty for a People's Committee that is called after its unit) · ``valid_from``
(first day, empty = unknown) · ``valid_to`` (first day no longer, empty = still so) · ``source`` (where it is from).
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.roles import DUTY_LABELS
from diemsang.areas.models import Area
from diemsang.areas.queries import resolve
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc

COLUMNS = ("code", "kind", "duty", "area_code", "area_on", "name", "valid_from", "valid_to", "source")


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """One line of the file, checked."""

    where: str
    code: str
    kind: str
    duty: str
    area: Area
    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str


def read_offices(path: Path) -> list[OfficeRow]:
    """The file's lines in order of office and time; ``Refused`` with every problem of the file at once."""
    refusal = _("Tệp cơ quan chưa nạp được.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problem = Problem(path.name, _("không đọc được."), _("Lưu tệp dạng CSV, bảng mã UTF-8."))
        raise Refused(refusal, [problem]) from error
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        message = _("thiếu cột {columns}.").format(columns=", ".join(missing))
        raise Refused(refusal, [Problem(path.name, message, _("Giữ nguyên dòng tiêu đề của tệp mẫu."))])
    rows: list[OfficeRow] = []
    problems: list[Problem] = []
    for record in reader:
        row = _read_row(f"{path.name}:{reader.line_num}", record, problems)
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: (row.code, row.valid_from or dt.date.min))
    for _code, same in groupby(rows, key=lambda row: row.code):
        problems.extend(_disagreements(list(same)))
    if problems:
        raise Refused(refusal, problems)
    return rows


def _read_row(where: str, record: dict[str, str | None], problems: list[Problem]) -> OfficeRow | None:
    cell = {column: nfc(record.get(column) or "") for column in COLUMNS}
    found: list[Problem] = []
    if not cell["code"]:
        found.append(Problem(where, _("thiếu mã cơ quan (code)."), _("Ghi mã ngắn, không dấu.")))
    if cell["kind"] not in Office.Kind.values:
        message = _("không có loại cơ quan “{kind}”.").format(kind=cell["kind"])
        found.append(Problem(where, message, _("Dùng một trong: {kinds}.").format(kinds=", ".join(Office.Kind.values))))
    elif not cell["name"] and cell["kind"] != Office.Kind.PEOPLES_COMMITTEE:
        found.append(Problem(where, _("thiếu tên."), _("Chỉ UBND mới để trống tên (gọi theo tên đơn vị).")))
    if cell["duty"] and cell["duty"] not in DUTY_LABELS:
        message = _("không có vai “{duty}” trong chương trình.").format(duty=cell["duty"])
        found.append(Problem(where, message, _("Dùng một trong: {duties}.").format(duties=", ".join(DUTY_LABELS))))
    start = _day(where, "valid_from", cell, found)
    end = _day(where, "valid_to", cell, found)
    if start and end and end <= start:
        found.append(Problem(where, _("valid_to không sau valid_from."), _("Sửa lại hai ngày.")))
    area = None
    day = _day(where, "area_on", cell, found)
    try:
        area = resolve(cell["area_code"], on=day)
    except Refused as refused:
        found.append(Problem(where, refused.message, _("Kiểm tra area_code và area_on.")))
    problems.extend(found)
    if found or area is None:
        return None
    return OfficeRow(where, cell["code"], cell["kind"], cell["duty"], area, cell["name"], start, end, cell["source"])


def _day(where: str, column: str, cell: dict[str, str], problems: list[Problem]) -> dt.date | None:
    if not cell[column]:
        return None
    try:
        return dt.date.fromisoformat(cell[column])
    except ValueError:
        message = _("{column} “{value}” không phải ngày.").format(column=column, value=cell[column])
        problems.append(Problem(where, message, _("Viết NĂM-THÁNG-NGÀY, ví dụ 2025-07-01.")))
        return None


def _disagreements(rows: list[OfficeRow]) -> list[Problem]:
    """Lines of one office that cannot both be true."""
    found = []
    for earlier, later in pairwise(rows):
        if (earlier.kind, earlier.duty, earlier.area) != (later.kind, later.duty, later.area):
            message = _("khác loại, vai hoặc địa bàn với {where}.").format(where=earlier.where)
            found.append(Problem(later.where, message, _("Một mã cơ quan chỉ có một loại, một vai, một địa bàn.")))
        if earlier.valid_to is None or later.valid_from is None or later.valid_from < earlier.valid_to:
            message = _("thời gian chồng lên {where}.").format(where=earlier.where)
            found.append(Problem(later.where, message, _("Tên trước phải kết thúc trước khi tên sau bắt đầu.")))
    return found
