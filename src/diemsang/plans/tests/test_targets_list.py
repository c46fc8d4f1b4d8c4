"""Targets as a workbook: other figures are a new version by a decision, taken back while none is newer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from conftest import MakeUser, TuyenQuang, load_tuyen_quang
from tests.snapshot import Snapshots

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.documents.actions import ensure_decision
from diemsang.imports.actions import apply_run, check_run, start_run, undo_run
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.models import ImportRun
from diemsang.imports.reading import Source
from diemsang.imports.tests.fake import workbook
from diemsang.imports.workbook import write_list
from diemsang.plans.actions import load_plan
from diemsang.plans.imports import TARGETS
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version
from diemsang.plans.snapshot import content_of
from diemsang.points.actions import code_of, list_point, next_number, register_point
from diemsang.points.models import PlanPoint

HEAD = ["Hạng mục", "Địa bàn", "Kỳ", "Số lượng"]
PARAMS = {"van_ban": "99/KH-UBND"}
LATER = {"key": "kh-99", "kind": "KH", "title": "Điều chỉnh Kế hoạch 207 (bịa để kiểm thử)", "number": "99/KH-UBND"}


def load_207() -> None:
    with clock.fixed(dt.date(2026, 3, 2)):
        load_tuyen_quang()
        load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))


@pytest.fixture
def plan(db: None, snapshots: Snapshots) -> Iterator[Plan]:
    snapshots.once("plan-207", load_207)
    with clock.fixed(dt.date(2026, 3, 2)):
        ensure_decision(actor=SYSTEM, on=dt.date(2024, 5, 6), **LATER)
        yield Plan.objects.get(code="KH-207-2023")


@pytest.fixture
def lan(plan: Plan, make_user: MakeUser) -> User:
    return make_user("lan", role="PROV_IT", area=TuyenQuang().now("08"), full_name="Hoàng Thị Lan")


def tried(actor: object, rows: list[list[object]], **params: str) -> Outcome:
    return dry_run(actor, TARGETS, params, Source("chi-tieu.xlsx", workbook(rows, head=HEAD)))  # type: ignore[arg-type]


def moved(plan: Plan) -> list[list[object]]:
    """One of the points of huyện Sơn Dương comes a year later."""
    version = latest_version(plan)
    assert version is not None
    rows = version.targets.filter(item__key="point", area__versions__name="Sơn Dương").select_related("period")
    now = {row.period.code: row.quantity for row in rows}
    assert now["2023"] > 0
    return [
        ["Điểm hỗ trợ", "Huyện Sơn Dương", "2023", now["2023"] - 1],
        ["diem ho tro", "son duong", 2024, now.get("2024", 0) + 1],
    ]


def applied(actor: User, rows: list[list[object]]) -> ImportRun:
    seen = tried(actor, rows, **PARAMS)
    assert seen.ok, seen.errors
    data = workbook(rows, head=HEAD)
    run, _made = start_run(actor=actor, description=TARGETS, params=PARAMS, name="chi-tieu.xlsx", data=data)
    check_run(actor=actor, run=run)
    run.refresh_from_db()
    assert apply_run(actor=actor, run=run), run.notes
    return run


def test_an_export_comes_back_unchanged(plan: Plan, lan: User) -> None:
    data = write_list(TARGETS, TARGETS.open(lan, {}).standing(), {})
    outcome = dry_run(lan, TARGETS, {}, Source("x.xlsx", data))
    assert outcome.counts["changed"] == outcome.counts["created"] == outcome.counts["refused"] == 0, outcome.errors
    assert outcome.counts["unchanged"] == 15


def test_applied_undone_applied(plan: Plan, lan: User) -> None:
    one = latest_version(plan)
    assert one is not None
    before, lines = content_of(one), list(PlanPoint.objects.order_by("point_id").values())
    rows = moved(plan)
    run = applied(lan, rows)
    two = latest_version(plan)
    assert two is not None
    assert (two.number, two.decision.key, two.in_force_from) == (one.number + 1, "kh-99", dt.date(2024, 5, 6))
    assert content_of(two).planned("point") == 93
    undo_run(actor=lan, run=run)
    back = latest_version(plan)
    assert back is not None
    assert content_of(back) == before
    assert list(PlanPoint.objects.order_by("point_id").values()) == lines
    again = applied(lan, rows)
    third = latest_version(plan)
    assert third is not None
    content_two = content_of(third)
    assert content_two.number == before.number + 1
    ensure_decision(actor=SYSTEM, on=dt.date(2024, 6, 6), **{**LATER, "key": "kh-100", "number": "100/KH-UBND"})
    newer = tried(
        lan, [[*rows[0][:3], int(str(rows[0][3])) + 1], [*rows[1][:3], int(str(rows[1][3])) - 1]], van_ban="100/KH-UBND"
    )
    assert newer.ok, newer.errors
    newer.session.write_all(newer.changes)
    with pytest.raises(Refused, match="không phải bản mới nhất"):
        undo_run(actor=lan, run=again)


def test_points_added_since_stay_on_the_list(plan: Plan, lan: User) -> None:
    area = TuyenQuang().then("02269")
    point = register_point(actor=lan, code=code_of(plan, next_number(plan)), area=area, source="bịa")
    version = latest_version(plan)
    assert version is not None
    period = version.periods.get(code="2023")
    list_point(actor=lan, point=point, plan=plan, target_area=area, listed_on=dt.date(2024, 1, 2), period=period)
    run = applied(lan, moved(plan))
    line = PlanPoint.objects.get(point=point)
    assert line.left_on is None
    assert line.period is not None
    assert line.period.version.number == version.number + 1
    undo_run(actor=lan, run=run)
    assert PlanPoint.objects.get(point=point).period_id == period.pk


@pytest.mark.parametrize(
    ("row", "code", "params"),
    [
        (["Điểm hỗ trợ", "Huyện Sơn Dương", "2023", 99], "contradiction", PARAMS),
        (["Điểm hỗ trợ", "Huyện Sơn Dương", "2023", 99], "decision", {}),
        (["Điểm hỗ trợ", "Huyện Sơn Dương", "2023", 99], "decision", {"van_ban": "1/XX"}),
        (["Điểm hỗ trơ cũ", "Huyện Sơn Dương", "2023", 1], "unknown_item", PARAMS),
        (["Điểm hỗ trợ", "Huyện Sơn Dươngg", "2023", 1], "unknown_area", PARAMS),
        (["Điểm hỗ trợ", "Huyện Sơn Dương", "2031", 1], "unknown_period", PARAMS),
    ],
)
def test_what_is_refused(plan: Plan, lan: User, row: list[object], code: str, params: dict[str, str]) -> None:
    outcome = tried(lan, [row], **params)
    assert {error["code"] for error in outcome.errors} == {code}, outcome.errors
    assert latest_version(plan) == plan.versions.get()


def test_an_unknown_plan_is_told(plan: Plan, lan: User) -> None:
    with pytest.raises(Refused, match="kế hoạch"):
        tried(lan, [["Điểm hỗ trợ", "Huyện Sơn Dương", "2023", 1]], ke_hoach="KH-000")
