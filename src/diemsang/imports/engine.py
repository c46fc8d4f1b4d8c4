"""Reading, matching and the dry run as plain functions: nothing here writes.

``dry_run(actor, description, params, source)`` is what the page, the command and the apply step all call.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import search_key
from diemsang.imports import matching, stamp
from diemsang.imports.cells import Typer, as_text
from diemsang.imports.description import Change, Fault, ListDescription, ListSession, Row, Standing, Value
from diemsang.imports.reading import Book, Source, read_book

Progress = Callable[[int, int, str], None]
"""Called now and then with done, total and what is being done."""


@dataclass(slots=True)
class Outcome:
    """What the file would do. Rows stand in the file's order; a refused row is in no other list."""

    description: ListDescription
    params: Mapping[str, str]
    session: ListSession
    book: Book
    match: matching.Match
    created: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Row] = field(default_factory=list)
    refused: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """About the file as a whole."""

    @property
    def ok(self) -> bool:
        """Whether the file can be applied: nothing refused. (Converted text must be confirmed besides.)"""
        return not self.refused

    @property
    def changes(self) -> list[Change]:
        """Rows to write, in the file's order."""
        return sorted([*self.created, *self.changed], key=lambda change: change.row.number)

    @property
    def converted(self) -> bool:
        """Whether text was converted from an old encoding, which a person must confirm."""
        return bool(self.book.converted)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each kind."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
        }

    @property
    def errors(self) -> list[dict[str, str]]:
        """Every fault by sheet and cell, for programs and commands."""
        return [
            {
                "sheet": row.sheet,
                "cell": self.cell(row, fault.column),
                "code": fault.code,
                "message": told(fault),
            }
            for row in self.refused
            for fault in row.faults
        ]

    def cell(self, row: Row, key: str) -> str:
        """Where a fault stands: ``D17``, or ``17`` for a row."""
        return self.match.cell(row.number - 1, key)

    @property
    def digest(self) -> str:
        """Changes exactly when what would be written changes: rows, values before and after."""
        lines = [
            [change.row.row_id, change.row.number, _plain(change.before), _plain(change.after)]
            for change in self.changes
        ]
        lines.append([row.number for row in self.refused])
        return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def told(fault: Fault) -> str:
    """A fault as one sentence with its suggestion and advice."""
    parts = [fault.message]
    if fault.suggestion:
        parts.append(_("Ý bạn là «{value}»?").format(value=fault.suggestion))
    parts.append(fault.advice)
    return " ".join(part for part in parts if part)


def _plain(values: Mapping[str, Value]) -> dict[str, str]:
    return {key: stamp.canonical(value) for key, value in sorted(values.items())}


def dry_run(
    actor: Actor,
    description: ListDescription,
    params: Mapping[str, str],
    source: Source,
    *,
    hub: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Say what the file would do. ``Refused`` when it cannot be read as this list; faults of rows are in the rows.

    ``hub`` is the tag that this hub puts into its exports (``queries.hub_tag``); empty: not compared.
    Raises ``PermissionDenied`` when the actor may not import this list.
    """
    require(actor, description.right)
    tell = progress or (lambda done, total, doing: None)
    tell(0, 0, _("đang đọc tệp"))
    book = read_book(source)
    typed_params = check_params(description, params)
    _check_stamp(book, description, typed_params, hub)
    match, notes = matching.find(book, description)
    session = description.open(actor, typed_params)
    outcome = Outcome(description, typed_params, session, book, match, notes=[*book.notes, *notes])
    tell(0, len(match.body), _("đang đối chiếu với hub"))
    standing = {row.row_id: row for row in session.standing()}
    rows = _typed_rows(outcome, tell)
    _identify(outcome, rows, standing, hub)
    _protect(outcome, rows)
    session.check(rows)
    _doubles(outcome, rows)
    _sort_out(outcome, rows)
    tell(len(rows), len(rows), _("xong"))
    return outcome


def check_params(description: ListDescription, params: Mapping[str, str]) -> dict[str, str]:
    """What was said besides the file, as canonical text (ISO dates, codes of choices); ``Refused`` with all faults."""
    found: dict[str, str] = {}
    problems = []
    for column in description.params:
        raw = params.get(column.key, "")
        typed = Typer(column).read(raw)
        if typed.fault:
            problems.append(Problem(str(column.label), typed.fault.message, typed.fault.advice))
        elif typed.value is None and column.required:
            problems.append(Problem(str(column.label), _("chưa chọn."), _("Chọn hoặc điền ô này.")))
        elif typed.value is not None:
            found[column.key] = stamp.canonical(typed.value)
    if problems:
        raise Refused(_("Cần thêm thông tin để nhập."), problems)
    return found


def _check_stamp(book: Book, description: ListDescription, params: Mapping[str, str], hub: str) -> None:
    found = stamp.read_stamp(book)
    if found is None:
        return
    if found.list_key != description.key:
        from diemsang.imports.registry import description_of

        other = description_of(found.list_key)
        message = _("tệp là mẫu của danh sách «{title}».").format(title=other.title if other else found.list_key)
        raise Refused(
            _("Tệp của danh sách khác."),
            [Problem(book.name, message, _("Mở đúng trang nhập của danh sách đó, hoặc tải mẫu ở đây."))],
        )
    if found.format > stamp.FORMAT:
        raise Refused(
            _("Tệp do bản mới hơn của hệ thống xuất ra."),
            [Problem(book.name, _("hub này chưa hiểu mẫu số {n}.").format(n=found.format), _("Tải mẫu từ hub này."))],
        )
    problems = []
    for column in description.params:
        told_then, now = found.params.get(column.key, ""), params.get(column.key, "")
        if column.kind in {"choice", "code"} and told_then and now and told_then != now:
            message = _("tệp xuất cho «{then}», đang nhập cho «{now}».").format(then=told_then, now=now)
            problems.append(Problem(str(column.label), message, _("Chọn lại cho đúng, hoặc xuất lại danh sách.")))
    if problems and (not hub or found.hub == hub):
        raise Refused(_("Tệp xuất cho lựa chọn khác."), problems)


def _typed_rows(outcome: Outcome, tell: Progress) -> list[Row]:
    match, sheet = outcome.match, outcome.match.sheet
    typers = {at: Typer(column, dates_from_1904=outcome.book.dates_from_1904) for at, column in match.columns.items()}
    converted = {place: (old, new) for name, place, old, new in outcome.book.converted if name == sheet.name}
    rows: list[Row] = []
    for count, (number, cells) in enumerate(match.body):
        row = Row(sheet.name, number + 1, {})
        if _is_total(cells, match):
            outcome.notes.append(
                _("Bỏ qua dòng cộng: {where}.").format(where=matching.where(sheet.name, str(row.number)))
            )
            continue
        for at, column in match.columns.items():
            place = (number, at)
            raw = cells[at] if at < len(cells) else None
            typed = typers[at].read(raw, formula=place in sheet.formulas, error=sheet.errors.get(place, ""))
            if typed.fault is not None:
                row.faults.append(typed.fault)
            else:
                row.values[column.key] = typed.value
            if typed.note is not None:
                row.notes.append(typed.note)
            if place in converted:
                old, new = converted[place]
                row.note(column.key, "converted", _("chuyển từ phông cũ: «{old}» → «{new}».").format(old=old, new=new))
        if match.row_id is not None and match.row_id < len(cells):
            row.row_id = as_text(cells[match.row_id])
        rows.append(row)
        if count % 200 == 0:
            tell(count, len(match.body), _("đang kiểm tra từng ô"))
    return rows


def _is_total(cells: Sequence[object], match: matching.Match) -> bool:
    """«Tổng cộng» under a list; a row with an id is never one."""
    words = [search_key(as_text(cell)) for cell in cells if cell is not None]
    with_id = match.row_id is not None and match.row_id < len(cells) and cells[match.row_id] is not None
    return bool(words) and not with_id and words[0] in {"tong cong", "tong so", "cong", "tong"}


def _identify(outcome: Outcome, rows: list[Row], standing: Mapping[str, Standing], hub: str) -> None:
    """Which row of the hub each row of the file is, and what it was when it left the hub."""
    bodies = {number + 1: cells for number, cells in outcome.match.body}
    at = outcome.match.base
    for row in rows:
        cells = bodies[row.number]
        base = as_text(cells[at]) if at is not None and at < len(cells) else ""
        from_hub, sums = stamp.read_base(base)
        if row.row_id and hub and from_hub and from_hub != hub:
            row.bad(
                "",
                "other_hub",
                _("mã dòng «{id}» thuộc một hub khác.").format(id=row.row_id),
                _("Xóa hai cột ẩn «{one}» và «{two}» rồi nhập lại: hub sẽ tìm theo nội dung.").format(
                    one=stamp.ROW_ID, two=stamp.BASE
                ),
            )
            continue
        named = row.row_id
        row.row_id = row.row_id or outcome.session.key(row)
        row.standing = standing.get(row.row_id)
        if row.row_id and row.standing is None:
            row.bad(
                "",
                "unknown_row",
                _("không có «{id}» trong danh sách bạn được xem.").format(id=row.row_id),
                _("Xóa mã dòng ẩn nếu đây là dòng mới; xuất lại danh sách nếu dòng đã đổi.")
                if named
                else _("Kiểm tra lại mã, hoặc nhờ người phụ trách địa bàn đó nhập."),
            )
        if row.standing is not None:
            row.found["_base"] = sums


def _protect(outcome: Outcome, rows: list[Row]) -> None:
    """Read-only columns, required ones, and cells that both the file and the hub changed since the export."""
    for row in rows:
        sums: dict[str, str] = row.found.pop("_base", {})
        for column in outcome.match.columns.values():
            if column.key not in row.values:
                continue
            value, key = row.values[column.key], column.key
            held = row.standing.values.get(key) if row.standing else None
            if row.standing and key in sums and sums[key] != stamp.sum_of(held):
                _meet(row, key, value, held, sums[key])
            elif column.read_only:
                # A new row cannot set it either; what an equal or an empty cell says is nothing.
                if value is not None and row.standing and not stamp.same(value, held):
                    row.bad(
                        key,
                        "read_only",
                        _("cột «{label}» chỉ để xem, không sửa qua Excel.").format(label=column.label),
                        _("Trả lại «{value}».").format(value=as_text(held)) if held is not None else _("Xóa ô."),
                        as_text(held),
                    )
            elif value is None and column.required:
                example = _("Điền giá trị, ví dụ {example}.").format(example=column.example)
                row.bad(key, "required", _("để trống."), example if column.example else _("Điền giá trị."))
            if column.read_only:
                row.values.pop(key, None)


def _meet(row: Row, key: str, value: Value, held: Value, base: str) -> None:
    """The hub changed this cell after the export. Untouched in the file, it stays as the hub has it."""
    if stamp.same(value, held):
        return
    if stamp.sum_of(value) == base:
        row.values[key] = held
        row.note(
            key,
            "hub_newer",
            _("hub đã đổi thành «{value}» sau khi xuất; giữ giá trị của hub.").format(value=as_text(held)),
        )
        return
    row.bad(
        key,
        "conflict",
        _("ô này đã đổi cả trong tệp và trong hub (nay là «{value}»).").format(value=as_text(held)),
        _("Xuất lại danh sách rồi sửa trên bản mới."),
        as_text(held),
    )


def _doubles(outcome: Outcome, rows: list[Row]) -> None:
    """The same row twice in the file: both are refused, each naming the other."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        identity = ("id", row.row_id) if row.row_id else ("key", outcome.session.natural_key(row))
        if not identity[1]:
            continue
        first = seen.setdefault(identity, row)
        if first is not row:
            for one, other in ((first, row), (row, first)):
                place = matching.where(other.sheet, str(other.number))
                one.bad("", "double", _("trùng với {where}.").format(where=place), _("Giữ một dòng."))


def _sort_out(outcome: Outcome, rows: list[Row]) -> None:
    for row in rows:
        if row.faults:
            outcome.refused.append(row)
        elif row.standing is None:
            after: dict[str, Value] = {key: value for key, value in row.values.items() if value is not None}
            outcome.created.append(Change(row, {}, after))
        else:
            held = row.standing.values
            after = {key: value for key, value in row.values.items() if not stamp.same(value, held.get(key))}
            if after:
                outcome.changed.append(Change(row, {key: held.get(key) for key in after}, after))
            else:
                outcome.unchanged.append(row)
