"""A list that lives in a dictionary: what the framework must do, without any app above it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import openpyxl

from diemsang.core.errors import Refused
from diemsang.core.text import search_key
from diemsang.imports import registry
from diemsang.imports.description import Change, Column, ListDescription, ListSession, Row, Standing, Step, Value
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.reading import Source
from diemsang.imports.suggest import suggest

COMMUNES = ["Nà Hang", "Lâm Bình", "Sơn Dương"]
STATES = [("ok", "Hoạt động"), ("off", "Tạm dừng")]
COLUMNS = (
    Column("code", "Mã điểm", "code", aliases=("mã số",)),
    Column("name", "Tên thôn", required=True, limit=80, example="Nà Kham", help="Tên thôn, bản"),
    Column("commune", "Xã", required=True, aliases=("tên xã",)),
    Column("state", "Tình trạng", "choice", choices=lambda: STATES),
    Column("houses", "Số hộ", "whole", minimum=0, maximum=5_000),
    Column("east", "Kinh độ", "decimal", minimum=100, maximum=110),
    Column("opened", "Ngày mở", "date"),
    Column("seen", "Lượt dùng", "whole", read_only=True),
)


class Store:
    """What the fake hub holds."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Value]] = {}
        self.hidden: set[str] = set()
        self.used: set[str] = set()
        self.made = 0

    def fill(self, count: int) -> None:
        """Rows T-1 to T-count."""
        for number in range(1, count + 1):
            self.rows[f"T-{number}"] = {
                "code": f"T-{number}",
                "name": f"=Thôn {number}" if number % 7 == 0 else f"Thôn {number}",
                "commune": COMMUNES[number % 3],
                "state": "ok",
                "houses": number,
                "east": Decimal("105.25"),
                "opened": dt.date(2023, 9, 5),
                "seen": 3,
            }
        self.made = count


class FakeSession(ListSession):
    """Reads and writes the store."""

    store: Store

    def standing(self) -> list[Standing]:
        return [
            Standing(key, dict(row), str(row["name"]))
            for key, row in self.store.rows.items()
            if key not in self.store.hidden
        ]

    def key(self, row: Row) -> str:
        code = str(row.values.get("code") or "")
        return code if code in self.store.rows else ""

    def natural_key(self, row: Row) -> str:
        return search_key(f"{row.values.get('name') or ''}|{row.values.get('commune') or ''}")

    def check(self, rows: Sequence[Row]) -> None:
        for row in rows:
            commune = str(row.values.get("commune") or "")
            known = next((name for name in COMMUNES if search_key(name) == search_key(commune)), None)
            if commune and known is None:
                near = suggest(commune, COMMUNES)
                row.bad("commune", "unknown_area", f"không có xã «{commune}».", "Kiểm tra tên xã.", near)
            elif known:
                row.values["commune"] = known

    def write(self, change: Change) -> Step:
        store = self.store
        if change.after.get("name") == "Nổ":
            raise Refused("Thôn Nổ không ghi được.")
        if change.row.standing is None:
            store.made += 1
            key = f"T-{store.made}"
            store.rows[key] = {column.key: None for column in COLUMNS} | dict(change.after) | {"code": key}
            return {"row_id": key, "made": True}
        key = change.row.row_id
        store.rows[key] |= dict(change.after)
        return {"row_id": key, "before": {name: str(value) for name, value in change.before.items()}}

    def undo(self, step: Step) -> None:
        if step["row_id"] in self.store.used:
            raise Refused("Điểm đã có lượt dùng.")
        if step.get("made"):
            del self.store.rows[step["row_id"]]
        else:
            self.store.rows[step["row_id"]] |= step["before"]

    def in_scope(self, row_ids: Iterable[str]) -> int:
        return sum(key in self.store.rows and key not in self.store.hidden for key in row_ids)


@contextmanager
def fake_list(right: str = "points.edit", **more: Any) -> Iterator[tuple[ListDescription, Store]]:
    """Registered while the block runs."""
    store = Store()
    session = type("Session", (FakeSession,), {"store": store})
    before = registry.description_of("thu")
    description = ListDescription("thu", "Danh sách thử", right, COLUMNS, session, **more)
    registry.register(description)
    try:
        yield description, store
    finally:
        registry._lists.pop("thu")
        if before is not None:
            registry.register(before)


HEAD = ["Mã điểm", "Tên thôn", "Xã", "Tình trạng", "Số hộ", "Kinh độ", "Ngày mở", "Lượt dùng"]


def workbook(rows: Sequence[Any], *, head: Sequence[Any] = HEAD, above: int = 0, title: str = "Trang 1") -> bytes:
    """An .xlsx as a person makes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for number in range(above):
        sheet.cell(row=number + 1, column=1, value=f"UBND TỈNH TUYÊN QUANG {number}")
    for row, cells in enumerate([head, *rows], above + 1):
        for at, value in enumerate(cells, 1):
            sheet.cell(row=row, column=at, value=value)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of an openpyxl workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tried(
    description: ListDescription, data: bytes, name: str = "tep.xlsx", *, hub: str = "hub1", **params: str
) -> Outcome:
    """A dry run as the system."""
    from diemsang.core.actor import SYSTEM

    return dry_run(SYSTEM, description, params, Source(name, data), hub=hub)


def faults(outcome: Outcome) -> dict[str, str]:
    """Code of each fault by its cell."""
    return {error["cell"]: error["code"] for error in outcome.errors}
