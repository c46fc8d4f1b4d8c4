"""Opens a workbook in a process of its own, so that a file made to fill the memory ends that process and no other.

The reader lays a sheet out as one rectangle and is native code: when memory runs out it aborts, which no ``except``
catches. ``reading.scan`` refuses such files with a better sentence where it can; an old .xls it cannot look into.

Run as a script by ``opened``: takes the file on standard input, needs nothing of the hub, answers in marshal's format.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEMORY = 1536 * 1024 * 1024
"""Address space of the process, bytes."""
SECONDS = 90
EMPTY_RUN = 1_000
"""So many empty rows in a row end a sheet."""
MAX_ROWS = 20_000
"""Rows with something in them, of one sheet."""
MAX_ALL_ROWS = 100_000
"""Of all sheets together."""
MAX_COLUMNS = 200
MAX_SHEETS = 100
_DAY, _MOMENT, _TIME, _SPAN = "day", "moment", "time", "span"


@dataclass(frozen=True, slots=True)
class Opened:
    """``sheets``: name, hidden, rows (number from 0, cells) and merged areas. Otherwise ``fault`` says why not."""

    sheets: list[tuple[str, bool, list[tuple[int, list[Any]]], list[Any]]]
    fault: str = ""
    """``password``, ``rows`` (of the sheet in ``where``), ``memory`` or ``damaged``."""
    where: str = ""


def opened(data: bytes) -> Opened:
    """The values of every worksheet."""
    command = [sys.executable, "-I", "-X", "utf8", str(Path(__file__).resolve()), str(MEMORY)]
    try:
        ended = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return Opened([], "memory")
    if ended.returncode:
        return Opened([], "memory")
    fault, where, sheets = marshal.loads(ended.stdout)  # noqa: S302 - what this very module wrote below
    return Opened(
        [
            (name, hidden, [(at, [_back(cell) for cell in cells]) for at, cells in rows], merged)
            for name, hidden, rows, merged in sheets
        ],
        fault,
        where,
    )


def _back(cell: Any) -> Any:
    import datetime as dt

    if not isinstance(cell, tuple):
        return cell
    kind, *numbers = cell
    return {_DAY: dt.date, _MOMENT: dt.datetime, _TIME: dt.time, _SPAN: dt.timedelta}[kind](*numbers)


def _plain(cell: Any) -> Any:
    """What marshal can carry; days and moments as tuples."""
    import datetime as dt

    if isinstance(cell, dt.datetime):
        return (_MOMENT, cell.year, cell.month, cell.day, cell.hour, cell.minute, cell.second, cell.microsecond)
    if isinstance(cell, dt.date):
        return (_DAY, cell.year, cell.month, cell.day)
    if isinstance(cell, dt.time):
        return (_TIME, cell.hour, cell.minute, cell.second, cell.microsecond)
    if isinstance(cell, dt.timedelta):
        return (_SPAN, cell.days, cell.seconds, cell.microseconds)
    return None if cell == "" else cell


def _trimmed(cells: list[Any]) -> list[Any]:
    kept = [_plain(cell) for cell in cells[:MAX_COLUMNS]]
    while kept and (kept[-1] is None or (isinstance(kept[-1], str) and not kept[-1].strip())):
        kept.pop()
    return kept


class _TooMany(Exception):
    pass


def _rows(sheet: Any, room: int) -> list[tuple[int, list[Any]]]:
    rows: list[tuple[int, list[Any]]] = []
    empty = 0
    for number, cells in enumerate(sheet.iter_rows()):
        kept = _trimmed(list(cells))
        if not kept:
            empty += 1
            if empty > EMPTY_RUN and rows:
                break
            continue
        empty = 0
        if len(rows) >= room:
            raise _TooMany
        rows.append((number, kept))
    return rows


def _read(data: bytes) -> tuple[str, str, list[Any]]:
    import io

    import python_calamine as calamine

    sheets: list[Any] = []
    room = MAX_ALL_ROWS
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            told = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
            if len(told) > MAX_SHEETS:
                return "memory", "", []
            for about in told:
                sheet = book.get_sheet_by_name(about.name)
                try:
                    rows = _rows(sheet, min(room, MAX_ROWS))
                except _TooMany:
                    return "rows", about.name, []
                room -= len(rows)
                hidden = about.visible != calamine.SheetVisibleEnum.Visible
                merged = [((a, b), (c, d)) for (a, b), (c, d) in sheet.merged_cell_ranges or []]
                sheets.append((about.name, hidden, rows, merged))
    except calamine.PasswordError:
        return "password", "", []
    except MemoryError:
        return "memory", "", []
    except Exception:
        return "damaged", "", []
    except BaseException as error:
        # A panic of the reader's Rust code is no ``Exception``; it says that the bytes make no sense.
        if type(error).__name__ != "PanicException":
            raise
        return "damaged", "", []
    return "", "", sheets


def main() -> None:
    """The process itself."""
    import resource

    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = marshal.dumps(_read(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
