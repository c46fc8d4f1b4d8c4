"""What a workbook of ours remembers of the hub that wrote it, so that coming back it can be compared.

A very hidden sheet names the list and the hub; hidden columns hold each row's id and a short sum of every cell as it
was written. With the sums a file that travelled for a month tells what its reader changed from what the hub changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from diemsang.core.text import nfc
from diemsang.imports.description import Column, Value
from diemsang.imports.reading import Book

SHEET = "_diemsang"
ROW_ID, BASE = "_ma_dong", "_goc"
"""Headings of the hidden columns."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """The hidden sheet, read."""

    list_key: str = ""
    hub: str = ""
    format: int = FORMAT
    exported_at: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


def canonical(value: Value) -> str:
    """A value as text that is equal exactly when the values mean the same."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        text = f"{Decimal(value):f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return nfc(str(value))


def same(one: Value, other: Value) -> bool:
    """Whether two values mean the same."""
    return canonical(one) == canonical(other)


def sum_of(value: Value) -> str:
    """Six hexadecimal digits; one chance in 16 million that a changed cell looks unchanged."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:6]


def base_text(hub: str, columns: list[Column], values: Mapping[str, Value]) -> str:
    """What stands in the hidden column ``BASE`` of one row."""
    return hub + "|" + ",".join(f"{column.key}:{sum_of(values.get(column.key))}" for column in columns)


def read_base(text: str) -> tuple[str, dict[str, str]]:
    """Hub and sums by column; empty when the cell was cleared or edited."""
    hub, bar, rest = text.partition("|")
    if not bar:
        return "", {}
    return hub, dict(part.split(":", 1) for part in rest.split(",") if part.count(":") == 1)


def read_stamp(book: Book) -> Stamp | None:
    """The hidden sheet of the book; ``None`` when it is not a workbook of ours, or the sheet was removed."""
    for sheet in book.sheets:
        if sheet.name != SHEET:
            continue
        pairs = {str(cells[0]): str(cells[1]) for _row, cells in sheet.rows if len(cells) > 1 and cells[0]}
        try:
            params = json.loads(pairs.get("params", "{}"))
            number = int(float(pairs.get("format", "0")))
        except (ValueError, OverflowError):
            return None
        if not isinstance(params, dict):
            return None
        told = {str(key): str(value) for key, value in params.items()}
        return Stamp(pairs.get("list", ""), pairs.get("hub", ""), number, pairs.get("exported_at", ""), told)
    return None
