"""The file of offices: one line for each name an office bore. Reading only; ``actions`` writes.

Columns: ``code`` · ``kind`` · ``duty`` · ``area_code`` and ``area_on`` (a unit's code and a day on which it bore that
code) · ``name`` (empty for a People's Committee that is called after its unit) · ``valid_from`` (first day, empty =
unknown) · ``valid_to`` (first day no longer, empty = still so) · ``source`` (where it is from).
"""

from __future__ import annotations

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
from diemsang.core.tabular import Fields, Problems, read_csv

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
    problems = Problems()
    read = [_read_row(fields) for fields in read_csv(path, COLUMNS, problems)]
    rows = [row for row in read if row is not None]
    rows.sort(key=lambda row: (row.code, row.valid_from or dt.date.min))
    for _code, same in groupby(rows, key=lambda row: row.code):
        problems.found.extend(_disagreements(list(same)))
    if problems.found:
        raise Refused(_("Tệp cơ quan chưa nạp được."), problems.found)
    return rows


def _read_row(fields: Fields) -> OfficeRow | None:
    code = fields.text("code", limit=80, pattern=r"[a-z0-9-]+", example="tq-khcn")
    kind = fields.choice("kind", Office.Kind.values)
    duty = fields.choice("duty", DUTY_LABELS, required=False)
    named = kind != Office.Kind.PEOPLES_COMMITTEE
    name = fields.text("name", required=named, limit=200, example="Sở Khoa học và Công nghệ")
    start, end = fields.date("valid_from", required=False), fields.date("valid_to", required=False)
    if start and end and end <= start:
        fields.bad("valid_to", _("không sau valid_from."), _("Sửa lại hai ngày."))
    source = fields.text("source", required=False)
    area = _area(fields)
    if not fields.ok or area is None:
        return None
    return OfficeRow(fields.where, code, kind, duty, area, name, start, end, source)


def _area(fields: Fields) -> Area | None:
    code, day = fields.text("area_code", example="08"), fields.date("area_on")
    if not code or day is None:
        return None
    try:
        return resolve(code, on=day)
    except Refused as refused:
        for problem in refused.problems:
            fields.bad("area_code", f"{problem.where}: {problem.message}", problem.advice)
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
