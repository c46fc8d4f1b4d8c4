"""The lines of many points by Excel: it only adds, and can be taken back."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from diemsang.accounts.models import User
from diemsang.core.errors import Refused
from diemsang.imports import engine
from diemsang.imports.engine import Outcome
from diemsang.imports.reading import Source
from diemsang.imports.workbook import write_list
from diemsang.operations import actions
from diemsang.operations.imports import LINES
from diemsang.operations.models import LineConnection, LineContract, LineEntitlement, LineMeasure, LinePayer
from diemsang.operations.tests.conftest import contract
from diemsang.points.models import SupportPoint

HEAD = [
    "Mã điểm",
    "Nhà mạng",
    "Số hợp đồng",
    "Hợp đồng từ ngày",
    "Hợp đồng đến hết ngày",
    "Cước tháng",
    "Tốc độ cam kết",
]
MEASURE = ["Mã điểm", "Ngày đo", "Tải xuống", "Tải lên", "Ping", "Người đo"]
D = dt.date


def dry(actor: Any, head: list[str], rows: list[list[Any]], **params: str) -> Outcome:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return engine.dry_run(actor, LINES, params, Source("duong-truyen.xlsx", buffer.getvalue()))


def apply(outcome: Outcome) -> list[dict[str, Any]]:
    assert outcome.ok, outcome.errors
    steps = outcome.session.write_all(outcome.changes)
    ids = {step["row_id"] for step in steps}
    assert outcome.session.in_scope(ids) == len(ids)
    return steps


def undo(actor: Any, steps: list[dict[str, Any]]) -> None:
    session = LINES.open(actor, {})
    for step in reversed(steps):
        session.undo(step)


def faults(outcome: Outcome) -> list[tuple[str, str]]:
    return [(fault.column, fault.code) for row in outcome.refused for fault in row.faults]


def test_a_sheet_of_contracts_is_written_renewed_and_taken_back(known: SupportPoint, specialist: User) -> None:
    row = ["TQ-0092", "vnpt", "12/HĐ", D(2025, 1, 1), D(2025, 12, 31), 220_000, None]
    steps = apply(dry(specialist, HEAD, [row, ["TQ-0091", "Viettel", None, None, None, None, "100"]]))
    made = LineContract.objects.get(point=known)
    assert (made.carrier, made.monthly_fee, made.speed_mbps, made.fund) == ("VNPT", 220_000, None, "")
    assert made.source.startswith("Nhập từ tệp Excel ngày")
    again = dry(specialist, HEAD, [row])
    assert again.ok and not again.changes, "the same file again adds nothing"
    renewal = ["TQ-0092", "VNPT", "13/HĐ", D(2026, 1, 1), None, None, None]
    more = apply(dry(specialist, HEAD, [renewal], nguon="Công văn của VNPT"))
    second = LineContract.objects.get(renews=made)
    assert (second.number, second.valid_to, second.monthly_fee) == ("13/HĐ", None, None), (
        "blank is unknown, not as before"
    )
    assert second.source == "Công văn của VNPT"
    with pytest.raises(Refused, match="đã gia hạn"):
        undo(specialist, steps)
    undo(specialist, more)
    undo(specialist, steps)
    assert not LineContract.objects.filter(voided_at=None).exists()


def test_all_facts_of_a_row(known: SupportPoint, specialist: User) -> None:
    head = ["Mã điểm", "Được hưởng theo", "Ngày nối", "Bên trả cước", "Trả từ ngày", *MEASURE[1:]]
    programme = "viễn thông công ích (QĐ 2269/QĐ-TTg)"
    row = ["tq-0092", programme, D(2023, 12, 1), "UBND xã", D(2026, 1, 1), D(2026, 3, 1), 32.5, None, 12, "Lan"]
    apply(dry(specialist, head, [row]))
    for model in (LineEntitlement, LineConnection, LinePayer, LineMeasure):
        assert model._default_manager.filter(point=known).count() == 1
    made = LineMeasure.objects.get()
    assert (made.download_mbps, made.upload_mbps) == (Decimal("32.50"), None)
    apply(dry(specialist, MEASURE, [["TQ-0092", D(2026, 3, 2), 32.5, None, None, "Lan"]]))
    assert LineMeasure.objects.count() == 2, "the same speed on another day is another measurement"
    assert LineMeasure.objects.get(on=D(2026, 3, 2)).ping_ms is None


@pytest.mark.parametrize(
    ("head", "row", "fault"),
    [
        (HEAD, ["TQ-0092", "VNPT", "1", D(2026, 2, 1), D(2026, 1, 1), None, None], ("hieu_luc_den", "order")),
        (HEAD, ["TQ-0092", "VNPT", "1", None, None, None, 0], ("cam_ket", "range")),
        (HEAD, ["TQ-0092", "VNPT", "1", None, None, None, 10_000], ("cam_ket", "range")),
        (HEAD, ["TQ-0092", "VNPT", "1", None, None, -1, None], ("cuoc", "range")),
        (HEAD, ["TQ-0092", None, "1", None, None, None, None], ("nha_mang", "required")),
        (HEAD, ["TQ-9999", "VNPT", "1", None, None, None, None], ("", "unknown_row")),
        (HEAD, [None, "VNPT", "1", None, None, None, None], ("ma", "required")),
        (MEASURE, ["TQ-0092", D(2026, 3, 3), 5, None, None, "Lan"], ("ngay_do", "future")),
        (MEASURE, ["TQ-0092", D(2026, 3, 1), 0, None, None, "Lan"], ("tai_xuong", "range")),
        (MEASURE, ["TQ-0092", D(2026, 3, 1), None, None, None, "Lan"], ("tai_xuong", "required")),
        (MEASURE, ["TQ-0092", None, 5, None, None, "Lan"], ("ngay_do", "required")),
        (["Mã điểm", "Được hưởng theo"], ["TQ-0092", "khác"], ("chuong_trinh", "choice")),
        (["Mã điểm", "Hưởng từ ngày"], ["TQ-0092", D(2026, 1, 1)], ("chuong_trinh", "required")),
        (["Mã điểm", "Trả từ ngày"], ["TQ-0092", D(2026, 1, 1)], ("ben_tra", "required")),
    ],
)
def test_bad_rows(
    known: SupportPoint, specialist: User, head: list[str], row: list[Any], fault: tuple[str, str]
) -> None:
    outcome = dry(specialist, head, [row])
    assert fault in faults(outcome) and not outcome.ok


def test_excel_never_changes_what_is_recorded(known: SupportPoint, specialist: User) -> None:
    contract(specialist, known, D(2025, 1, 1), D(2025, 12, 31))
    changed = dry(specialist, HEAD, [["TQ-0092", "FPT", None, None, None, None, None]])
    assert faults(changed) == [("nha_mang", "stands")]
    over = dry(specialist, HEAD, [["TQ-0092", "FPT", None, D(2025, 6, 1), D(2026, 6, 1), None, None]])
    assert ("hieu_luc_tu", "overlap") in faults(over)


def test_the_export_comes_back_without_a_change(known: SupportPoint, specialist: User, officer: User) -> None:
    contract(specialist, known, D(2025, 1, 1), D(2025, 12, 31), monthly_fee=220_000, speed_mbps=Decimal("99.5"))
    exported = write_list(LINES, LINES.open(specialist, {}).standing(), {})
    outcome = engine.dry_run(specialist, LINES, {}, Source("duong-truyen.xlsx", exported))
    assert outcome.ok and not outcome.changes, outcome.errors
    mine = [row.row_id for row in LINES.open(officer, {}).standing()]
    assert "TQ-0092" in mine and "TQ-0001" not in mine


def test_a_later_fact_keeps_an_import_from_being_taken_back(known: SupportPoint, specialist: User) -> None:
    steps = apply(dry(specialist, HEAD, [["TQ-0092", "VNPT", "1", D(2025, 1, 1), D(2025, 12, 31), None, None]]))
    actions.void_fact(actor=specialist, fact=LineContract.objects.get(), reason="đã hủy tay")
    undo(specialist, steps)  # nothing is left to take back, and that is no error
    assert LineContract.objects.get().void_reason == "đã hủy tay"
