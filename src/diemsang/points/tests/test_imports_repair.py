"""A file repaired in the coloured copy itself; a list of 93 new points for a plan that has none yet.

Which communes the points of Plan 207 lie in is INVENTED here where the plan does not say it.
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
from conftest import load_tuyen_quang
from openpyxl import load_workbook

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.imports import engine
from diemsang.imports.coloured import RED, coloured_copy
from diemsang.imports.reading import Source
from diemsang.plans.actions import load_plan
from diemsang.plans.models import Plan
from diemsang.points.imports import POINTS
from diemsang.points.models import Milestone, PlanPoint, PointEligibility, PointPlace, SupportPoint
from diemsang.points.queries import reconcile_plan
from diemsang.points.tests.test_imports import apply, book, dry, invented_rows, undo

DAY = dt.date(2023, 12, 31)


def test_repaired_in_the_coloured_copy(plan: Plan) -> None:
    rows = invented_rows()
    rows[0][2] = rows[0][2][:-1]
    rows[1][1] = "Huyện Sơn Dưng"
    rows[70][2] = rows[70][2] + "q"
    source = book(rows)
    first = engine.dry_run(SYSTEM, POINTS, {}, source)
    assert first.counts["refused"] == 3, first.counts
    made = load_workbook(io.BytesIO(coloured_copy(first, source.data)))
    sheet = made[first.match.sheet.name]
    red = [cell for line in sheet.iter_rows() for cell in line if cell.fill.fgColor.rgb == RED]
    asked = {(fault.column, row.number): fault.suggestion for row in first.refused for fault in row.faults}
    for cell in red:
        if cell.comment is None:
            continue
        column = {2: "huyen", 3: "xa"}[cell.column]
        cell.value = asked[column, cell.row]
    out = io.BytesIO()
    made.save(out)
    again = engine.dry_run(SYSTEM, POINTS, {}, Source("diem_da_sua.xlsx", out.getvalue()))
    assert again.counts == {"created": 0, "changed": 71, "unchanged": 22, "refused": 0}, again.errors
    apply(again)
    assert dry(SYSTEM, rows[2:70]).counts["unchanged"] == 68


@pytest.fixture
def bare_plan(db: None, tmp_path: Path) -> Plan:
    """Plan 207 as it would be before anybody listed its points."""
    folder = tmp_path / "ke-hoach"
    shutil.copytree(data_path("examples/tuyen-quang"), folder)
    (folder / "points.csv").unlink()
    with clock.fixed(dt.date(2026, 3, 2)):
        load_tuyen_quang()
        load_plan(actor=SYSTEM, path=folder)
        return Plan.objects.get(code="KH-207-2023")


def test_93_new_rows_into_a_plan_without_points(bare_plan: Plan) -> None:
    assert not SupportPoint.objects.exists()
    rows: list[list[object]] = []
    target = {"Huyện Sơn Dương": 15, "Huyện Hàm Yên": 15, "Huyện Chiêm Hóa": 17, "Huyện Yên Sơn": 24}
    for district, count in target.items():
        rows += [[None, district, None, None, number, None] for number in range(1, count + 1)]
    for district, commune, count in (("Lâm Bình", "Lăng Can", 10), ("Na Hang", "Năng Khả", 12)):
        rows += [[None, district, commune, f"Thôn bịa {number}", None, None] for number in range(1, count + 1)]
    assert len(rows) == 93
    with clock.fixed(dt.date(2026, 3, 2)):
        outcome = dry(SYSTEM, rows)
        assert outcome.counts == {"created": 93, "changed": 0, "unchanged": 0, "refused": 0}, outcome.errors[:3]
        steps = apply(outcome)
        assert [step["row_id"] for step in steps][::92] == ["TQ-0001", "TQ-0093"]
        assert PlanPoint.objects.filter(plan=bare_plan, left_on=None).count() == 93
        assert dry(SYSTEM, rows).counts["unchanged"] == 93, "the same file again finds its points"
        told = reconcile_plan(SYSTEM, bare_plan, on=dt.date(2026, 3, 1), geography="plan").totals
        assert (told["point"]["planned"], told["point"]["listed"]) == (93, 93)
        undo(SYSTEM, steps)
        for model in (SupportPoint, PlanPoint, PointPlace, PointEligibility, Milestone):
            assert not model._default_manager.exists()
        assert dry(SYSTEM, rows).counts["created"] == 93
