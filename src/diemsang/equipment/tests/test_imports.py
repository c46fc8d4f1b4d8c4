"""A supplier's list of serials: merged cells, look-alikes, the lot's limit, twice the same file, undone."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook

from diemsang.accounts.models import User
from diemsang.equipment.imports import SERIALS
from diemsang.equipment.models import Asset, Delivery
from diemsang.equipment.tests.conftest import CAME, Shop
from diemsang.equipment.tests.test_actions import give
from diemsang.imports.actions import apply_run, check_run, start_run, undo_run
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.reading import Source

HEAD = ["STT", "Mã điểm", "Tên thiết bị", "Số sê-ri", "Model", "Số hợp đồng", "Ngày giao"]
DAY = dt.datetime.combine(CAME, dt.time())


def workbook(*lines: tuple[Any, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["CÔNG TY THIẾT BỊ MINH HỌA"])
    sheet.append(HEAD)
    for number, line in enumerate(lines, 1):
        sheet.append([number, *line])
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def look(user: User, data: bytes) -> Outcome:
    return dry_run(user, SERIALS, {}, Source("sê-ri.xlsx", data))


def faults(outcome: Outcome) -> list[str]:
    return [fault.code for row in outcome.refused for fault in row.faults]


def test_merged_cells_stand_for_every_line_they_cover_and_the_file_twice_changes_nothing(shop: Shop, lan: User) -> None:
    number = shop.contract.number
    data = workbook(
        ("TQ-0001", "Internet TV", "VN-101", "", number, DAY),
        (None, "Amply", "AM-0101", "", None, None),
        ("TQ-0002", "Internet TV", "VN-102", "", number, DAY),
        merged=("B3:B4", "F3:F4", "G3:G4"),
    )
    run, _rows = start_run(actor=lan, description=SERIALS, params={}, name="sê-ri.xlsx", data=data)
    check_run(actor=lan, run=run)
    assert apply_run(actor=lan, run=run)
    assert set(Asset.objects.values_list("serial", "delivery__point__code")) == {
        ("VN-101", "TQ-0001"), ("AM-0101", "TQ-0001"), ("VN-102", "TQ-0002"),
    }  # fmt: skip
    assert Delivery.objects.count() == 2
    assert look(lan, data).counts == {"created": 0, "changed": 0, "unchanged": 3, "refused": 0}
    undo_run(actor=lan, run=run)
    assert not Asset.objects.filter(voided_at=None).exists()


def test_a_serial_fills_the_piece_that_waits_for_it(shop: Shop, lan: User) -> None:
    give(shop, "TQ-0001", shop.full(tv=""))
    data = workbook(("TQ-0001", "Internet TV", "VN-5", "", shop.contract.number, DAY))
    run, _rows = start_run(actor=lan, description=SERIALS, params={}, name="a.xlsx", data=data)
    check_run(actor=lan, run=run)
    assert apply_run(actor=lan, run=run)
    assert Delivery.objects.count() == 1
    assert Asset.objects.get(item__key="internet_tv").serial == "VN-5"
    undo_run(actor=lan, run=run)
    assert Asset.objects.get(item__key="internet_tv").serial == ""


def test_what_is_wrong_is_told_line_by_line(shop: Shop, lan: User) -> None:
    give(shop, "TQ-0001", shop.full(tv="VN10"))
    number = shop.contract.number
    assert faults(look(lan, workbook(("TQ-0002", "Internet TV", "VN10", "", number, DAY)))) == ["serial_twice"]
    assert faults(look(lan, workbook(("TQ-0002", "Internet TV", "VNIO", "", number, DAY)))) == ["serial_alike"]
    many = [("TQ-0002", "Internet TV", f"X{place}", "", number, DAY) for place in range(2, 12)]
    assert faults(look(lan, workbook(*many))) == ["beyond_lot"]
    bad = look(lan, workbook(("TQ-9999", "Ti vi", "???", "", "99/HĐ", DAY)))
    assert set(faults(bad)) == {"unknown_point", "unknown_item", "unknown_contract", "bad_serial"}
    cable = ("TQ-0002", "Vật tư thiết bị phụ trợ phục vụ công tác lắp đặt", "C-1", "", number, DAY)
    early = ("TQ-0002", "Internet TV", "C-2", "", number, dt.date(2023, 9, 1))
    late = ("TQ-0002", "Internet TV", "C-3", "", number, dt.date(2099, 1, 1))
    assert faults(look(lan, workbook(cable, early, late))) == ["no_serial", "before_contract", "future"]
    alike = [("TQ-0002", "Internet TV", "Z-10", "", number, DAY), ("TQ-0003", "Internet TV", "ZIO", "", number, CAME)]
    [row] = look(lan, workbook(*alike)).refused
    assert [(fault.code, "dễ lẫn với dòng 3 (Z-10, Internet TV)" in fault.message) for fault in row.faults] == [
        ("serial_alike", True)
    ]
    twice = [("TQ-0002", "Internet TV", "Y-1", "", number, DAY), ("TQ-0003", "Internet TV", "y1", "", number, CAME)]
    assert len(look(lan, workbook(*twice)).refused) == 2
