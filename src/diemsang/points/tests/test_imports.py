"""The list of points through the importer: 93 rows with old commune names, repaired, applied, undone, applied.

The plan does not say in which communes 71 of its points lie: the communes that these tests give them are INVENTED.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import MakeUser, TuyenQuang
from openpyxl import Workbook, load_workbook

from diemsang.accounts.models import User
from diemsang.areas.models import AreaVersion, Level
from diemsang.areas.queries import labels
from diemsang.audit.models import Entry
from diemsang.config.cli.points import points
from diemsang.core.errors import Refused
from diemsang.imports import engine
from diemsang.imports.engine import Outcome
from diemsang.imports.reading import Source
from diemsang.imports.workbook import write_list
from diemsang.plans.models import Plan
from diemsang.points import actions
from diemsang.points.imports import POINTS
from diemsang.points.models import PlanPoint, PointPlace, SupportPoint
from diemsang.points.queries import reconcile_plan, visible_to

DAY = dt.date(2023, 12, 31)
HEAD = ["Mã điểm", "Huyện", "Xã", "Thôn", "Số trong huyện", "Chuyển từ ngày"]


@pytest.fixture
def specialist(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Specialist of the province, over the data of Plan 207."""
    return make_user("lan", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


@pytest.fixture
def officer(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of xã Nà Hang of today."""
    return make_user("huong", role="COMMUNE", area=tuyen_quang.now("02221"), full_name="Ma Thị Hường")


def book(rows: Any, head: list[str] = HEAD) -> Source:
    """A workbook as people make it."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["DANH SÁCH ĐIỂM HỖ TRỢ (XÃ BỊA ĐỂ KIỂM THỬ)"])
    sheet.append(head)
    for row in rows:
        sheet.append(list(row))
    buffer = io.BytesIO()
    made.save(buffer)
    return Source("diem.xlsx", buffer.getvalue())


def dry(actor: Any, rows: Any, head: list[str] = HEAD, **params: str) -> Outcome:
    return engine.dry_run(actor, POINTS, params, book(rows, head))


def apply(outcome: Outcome) -> list[dict[str, Any]]:
    assert outcome.ok, outcome.errors
    steps = outcome.session.write_all(outcome.changes)
    ids = {step["row_id"] for step in steps}
    assert outcome.session.in_scope(ids) == len(ids)
    return steps


def undo(actor: Any, steps: list[dict[str, Any]]) -> None:
    session = POINTS.open(actor, {})
    for step in reversed(steps):
        session.undo(step)


def invented_rows() -> list[list[Any]]:
    """The 93 points, those without a commune given one of their district, turn by turn (invented)."""
    rows: list[list[Any]] = []
    for point in SupportPoint.objects.order_by("code"):
        place = PointPlace.objects.select_related("area").get(point=point, voided_at=None, valid_to=None)
        label = labels([place.area_id], DAY)[place.area_id]
        if label.level == Level.COMMUNE:
            assert label.parent_id is not None
            rows.append(
                [point.code, labels([label.parent_id], DAY)[label.parent_id].name, label.name, None, None, None]
            )
            continue
        communes = AreaVersion.objects.on(DAY).filter(parent=place.area_id).order_by("code")
        assert place.slot
        commune = communes[place.slot % communes.count()]
        rows.append([point.code, label.name, commune.title, "Thôn bịa", place.slot, None])
    return rows


def places() -> list[tuple[Any, ...]]:
    rows = PointPlace.objects.filter(voided_at=None).order_by("point__code")
    return list(rows.values_list("point__code", "area_id", "slot", "village", "lat", "valid_from", "valid_to"))


def test_the_93_rows(plan: Plan, specialist: User) -> None:
    rows = invented_rows()
    assert len(rows) == 93
    before = {
        day: reconcile_plan(specialist, plan, on=day, geography="plan").totals for day in (DAY, dt.date(2026, 3, 1))
    }
    standing = places()
    right = [list(row) for row in rows]
    rows[0][2] = rows[0][2].replace("Xã", "Xa")[:-1]  # a letter lost
    rows[1][1] = "Huyện Sơn Dưng"
    rows[2][2] = unicodedata.normalize("NFD", rows[2][2])
    rows[3][2] = rows[3][2].replace(" ", "\u00a0")
    assert rows[91][2] == "Xã Năng Khả"
    rows[91][2] = "X· N¨ng Kh¶"  # TCVN3
    first = dry(specialist, rows)
    assert first.converted
    assert first.counts["refused"] == 2
    assert [error["code"] for error in first.errors] == ["unknown_area", "unknown_area"]
    suggested = [fault.suggestion for row in first.refused for fault in row.faults]
    assert suggested == [right[0][2], "Huyện Sơn Dương"]

    rows[0][2], rows[1][1] = suggested
    second = dry(specialist, rows)
    assert second.counts == {"created": 0, "changed": 71, "unchanged": 22, "refused": 0}
    steps = apply(second)
    assert PointPlace.objects.filter(voided_at=None, area__level=Level.COMMUNE).count() == 93
    after = {day: reconcile_plan(specialist, plan, on=day, geography="plan").totals for day in before}
    assert after == before
    assert dry(specialist, rows).counts["unchanged"] == 93, "the same file again changes nothing"

    undo(specialist, steps)
    assert places() == standing
    again = dry(specialist, rows)
    assert again.counts["changed"] == 71
    apply(again)
    assert {day: reconcile_plan(specialist, plan, on=day, geography="plan").totals for day in before} == before


def test_an_export_comes_back_unchanged(specialist: User) -> None:
    exported = write_list(POINTS, POINTS.open(specialist, {}).standing(), {})
    assert load_workbook(io.BytesIO(exported))
    outcome = engine.dry_run(specialist, POINTS, {}, Source("x.xlsx", exported))
    assert outcome.counts == {"created": 0, "changed": 0, "unchanged": 93, "refused": 0}


def test_new_points_are_registered_once_and_taken_back(plan: Plan, specialist: User) -> None:
    rows = [[None, "Na Hang", "Nang Kha", "Thôn mới", None, None], [None, "Sơn Dương", None, None, 99, None]]
    first = dry(specialist, rows)
    assert first.counts["created"] == 2, first.errors
    steps = apply(first)
    assert [step["row_id"] for step in steps] == ["TQ-0094", "TQ-0095"]
    assert (
        PlanPoint.objects.get(point__code="TQ-0095").target_area_id
        == PlanPoint.objects.get(point__code="TQ-0001").target_area_id
    )
    assert dry(specialist, rows).counts["unchanged"] == 2, "rows without a code find their points again"
    undo(specialist, steps)
    assert SupportPoint.objects.count() == 93
    assert Entry.objects.filter(action="points.unregister", subject_key="TQ-0094").exists()
    assert [step["row_id"] for step in apply(dry(specialist, rows))] == ["TQ-0096", "TQ-0097"]


def test_what_has_gone_on_is_not_taken_back(plan: Plan, specialist: User) -> None:
    steps = apply(dry(specialist, [[None, "Na Hang", "Năng Khả", "Thôn mới", None, None]]))
    point = SupportPoint.objects.get(code=steps[0]["row_id"])
    actions.record_milestone(
        actor=specialist, point=point, item="point", kind="surveyed", on=dt.date(2024, 1, 5), source="test:1"
    )
    with pytest.raises(Refused, match="TQ-0094"):
        undo(specialist, steps)
    steps = apply(dry(specialist, [["TQ-0001", "Sơn Dương", "Hồng Lạc", None, None, None]]))
    known = PointPlace.objects.get(pk=steps[0]["place"])
    actions.record_place(
        actor=specialist, point=known.point, area=known.area, source="x", village="Thôn khác", reason="x"
    )
    with pytest.raises(Refused, match="TQ-0001"):
        undo(specialist, steps)


def test_a_move_has_a_day(plan: Plan, specialist: User) -> None:
    moved = dry(specialist, [["TQ-0092", None, "Xã Nà Hang", None, None, dt.date(2025, 8, 1)]])
    assert moved.counts["changed"] == 1, moved.errors
    apply(moved)
    assert PointPlace.objects.get(point__code="TQ-0092", valid_to=None, voided_at=None).valid_from == dt.date(
        2025, 8, 1
    )
    unchanged = dry(specialist, [["TQ-0092", None, "Xã Nà Hang", None, None, dt.date(2025, 8, 1)]])
    assert unchanged.counts["unchanged"] == 1, unchanged.errors


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["TQ-0092", "Na Hang", "Xã Nà Hang", None, None, None], "not_in_force", "C3"),
        (["TQ-0001", "Sơn Dương", "Năng Khả", None, None, None], "other_district", "C3"),
        (["TQ-0092", "Na Hang", None, None, None, None], "emptied", "C3"),
        (["TQ-9999", None, None, None, None, None], "unknown_row", "3"),
        ([None, "Sơn Dương", None, None, None, None], "commune_needed", "C3"),
        (["TQ-0092", "Na Hang", "Năng Khả", None, None, dt.date(2027, 1, 1)], "future", "F3"),
    ],
)
def test_what_is_refused(specialist: User, row: list[Any], code: str, cell: str) -> None:
    outcome = dry(specialist, [row])
    assert [(error["code"], error["cell"]) for error in outcome.errors] == [(code, cell)]


def test_a_name_of_two_communes_wants_its_district(specialist: User) -> None:
    twice = dry(specialist, [[None, None, "Hồng Thái", "Thôn x", None, None]])
    codes = [error["code"] for error in twice.errors]
    assert codes in (["ambiguous_area"], []), twice.errors


def test_outside_and_absent_look_the_same(officer: User) -> None:
    assert not visible_to(officer).filter(code="TQ-0001").exists()
    outside = dry(officer, [["TQ-0001", "Sơn Dương", "Hồng Lạc", None, None, None]])
    absent = dry(officer, [["TQ-0999", "Sơn Dương", "Hồng Lạc", None, None, None]])
    told = [error["message"].replace("TQ-0001", "TQ-0999") for error in outside.errors]
    assert told == [error["message"] for error in absent.errors]
    assert len(told) == 1


def test_an_officer_corrects_the_own_point_only_inside(officer: User) -> None:
    own = dry(officer, [["TQ-0092", "Na Hang", "Năng Khả", "Thôn Nà Chao", None, None]])
    assert own.counts["changed"] == 1, own.errors
    apply(own)
    away = dry(officer, [["TQ-0092", "Na Hang", "Đà Vị", None, None, None]])
    assert [error["code"] for error in away.errors] == ["right"]
    new = dry(officer, [[None, "Na Hang", "Năng Khả", "Thôn khác", None, None]])
    assert new.counts["refused"] == 1


def test_the_command(plan: Plan, specialist: User, tmp_path: Path) -> None:
    def run(*words: str) -> Result:
        return CliRunner().invoke(points, list(words))

    right, wrong, report = tmp_path / "dung.xlsx", tmp_path / "sai.xlsx", tmp_path / "mau.xlsx"
    right.write_bytes(book([["TQ-0001", "Sơn Dương", "Hồng Lạc", None, 1, None]]).data)
    wrong.write_bytes(book([["TQ-0001", "Sơn Dương", "Hồng Lạx", None, 1, None]]).data)
    refused = run("import", str(wrong), "--json", "--report", str(report), "--apply", "--as", "lan")
    told = json.loads(refused.stdout)
    assert refused.exit_code == 1
    assert [(error["cell"], error["code"]) for error in told["errors"]] == [("C3", "unknown_area")]
    assert "Ý bạn là «Xã Hồng Lạc»?" in told["errors"][0]["message"]
    assert load_workbook(report)
    assert json.loads(run("import", str(right), "--json").stdout)["applied"] is False
    with pytest.raises(Refused, match="ai nhập"):
        raise run("import", str(right), "--apply").exception or AssertionError
    applied = run("import", str(right), "--apply", "--json", "--as", "lan")
    told = json.loads(applied.stdout)
    assert told["counts"]["changed"] == 1
    assert PointPlace.objects.filter(point__code="TQ-0001", voided_at=None, area__level=Level.COMMUNE).exists()
    assert run("undo", str(told["run"]), "--as", "lan").exit_code == 0
    assert not PointPlace.objects.filter(point__code="TQ-0001", voided_at=None, area__level=Level.COMMUNE).exists()
    assert run("export", str(tmp_path / "ra.xlsx"), "--as", "lan").exit_code == 0
    assert json.loads(run("import", str(tmp_path / "ra.xlsx"), "--json").stdout)["counts"]["unchanged"] == 93
