"""Plan 207 against its points, the ledger against its sources, and the illustrated operation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from conftest import TuyenQuang
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.snapshot import Snapshots

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.plans.models import Plan
from diemsang.plans.reconcile import MILESTONES, STAGES, Geography, Reconciliation
from diemsang.points import actions, ledger
from diemsang.points.illustration import SOURCE, illustrate
from diemsang.points.models import ActivityDay, Milestone, PointPlace, SiteSurvey, SupportPoint
from diemsang.points.queries import reconcile_plan
from diemsang.points.tests.conftest import TODAY, load_207

MakeUser = Callable[..., User]
END_2023, END_2024 = dt.date(2023, 12, 31), dt.date(2024, 12, 31)


def on(plan: Plan, day: dt.date, geography: Geography = "plan") -> Reconciliation:
    return reconcile_plan(SYSTEM, plan, on=day, geography=geography)


def illustrated() -> None:
    load_207()
    with clock.fixed(TODAY):
        illustrate(actor=SYSTEM, plan_code="KH-207-2023", illustration=True)


@pytest.fixture
def demo(db: None, snapshots: Snapshots) -> Iterator[Plan]:
    """Plan 207 with its illustrated operation, on 02/03/2026."""
    snapshots.once("plan-207-minh-hoa", illustrated)
    with clock.fixed(TODAY):
        yield Plan.objects.get(code="KH-207-2023")


def test_plan_207_on_the_days_of_the_issue(plan: Plan) -> None:
    first = on(plan, END_2023)
    assert [row.planned for row in first.rows if row.item == "point"] == [15, 15, 17, 16, 9, 11]
    assert first.totals["point"]["planned"] == 83
    assert first.totals["point"]["listed"] == 93
    assert first.totals["point"]["surveyed"] is None and first.totals["internet_tv"]["delivered"] is None
    second = on(plan, END_2024)
    assert second.totals["point"]["planned"] == 93
    assert {row.area.name for row in second.rows if row.item == "point"} >= {"Huyện Na Hang", "Huyện Yên Sơn"}


def test_today_22_points_stand_in_communes_and_the_rest_is_not_guessed(plan: Plan) -> None:
    result = on(plan, END_2024, "today")
    rows = [row for row in result.rows if row.item == "point"]
    assert sum(len(row.points) for row in rows if not row.unallocated) == 22
    assert sum(len(row.points) for row in rows if row.unallocated) == 71
    assert [row.planned for row in rows if row.unallocated] == [15, 15, 17, 24]
    assert all("chưa phân bổ theo xã" in row.area.name for row in rows if row.unallocated)
    assert result.totals == on(plan, END_2024).totals


def test_before_the_plan_nothing_is_planned(plan: Plan) -> None:
    result = on(plan, dt.date(2023, 9, 4))
    assert (result.rows, result.gaps) == ((), ())
    assert result.totals["point"]["plan_total"] == 93


def test_owners_are_named_as_on_the_day(plan: Plan) -> None:
    def owner(kind: str, day: dt.date, area: str) -> str:
        return next(gap.owner for gap in on(plan, day).gaps if gap.kind == kind and gap.area.name == area)

    assert owner("not_surveyed", END_2023, "Huyện Yên Sơn") == "UBND huyện Yên Sơn"
    assert owner("not_surveyed", TODAY, "Huyện Yên Sơn") == "Sở Khoa học và Công nghệ"
    assert owner("place_unknown", END_2023, "Huyện Yên Sơn") == "Sở Thông tin và Truyền thông"


def test_learning_a_commune_moves_the_point_today_only(plan: Plan, tuyen_quang: TuyenQuang) -> None:
    point = SupportPoint.objects.get(code="TQ-0048")
    area = PointPlace.objects.get(point__code="TQ-0092").area
    actions.record_place(actor=SYSTEM, point=point, area=area, source="BB", reason="thử")
    now = {row.area.name: len(row.points) for row in on(plan, END_2024, "today").rows if row.item == "point"}
    assert now["Xã Nà Hang"] == 4
    assert on(plan, END_2024, "today").totals == on(plan, END_2024).totals


def test_gaps_name_only_points_the_reader_may_open(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> None:
    officer = make_user("an", role="COMMUNE", area=tuyen_quang.now("02221"))
    seen = reconcile_plan(officer, plan, on=END_2024)
    assert {code for gap in seen.gaps for code in gap.points} == {"TQ-0082", "TQ-0092", "TQ-0093"}
    assert seen.totals == on(plan, END_2024).totals
    assert [gap.count for gap in seen.gaps] == [gap.count for gap in on(plan, END_2024).gaps]


def test_working_is_activity_within_14_days_and_not_suspended(plan: Plan, known: SupportPoint) -> None:
    for kind in MILESTONES[1:]:
        actions.record_milestone(
            actor=SYSTEM, point=known, item="point", kind=kind, on=dt.date(2024, 1, 5), source=f"thu:{kind}"
        )
    actions.record_activity(point=known, day=dt.date(2024, 2, 1), source="thu:log")

    def working(day: dt.date) -> int | None:
        return on(plan, day).totals["point"]["working"]

    assert [working(dt.date(2024, 2, day)) for day in (1, 14, 15)] == [1, 1, 0]
    actions.suspend(actor=SYSTEM, point=known, from_date=dt.date(2024, 2, 10), reason="mất điện")
    assert [working(dt.date(2024, 2, day)) for day in (9, 10)] == [1, 0]


def test_custody_of_an_ended_unit_is_a_gap_until_handed_over(
    plan: Plan, known: SupportPoint, tuyen_quang: TuyenQuang
) -> None:
    def unconfirmed(day: dt.date) -> list[str]:
        return [code for gap in on(plan, day).gaps if gap.kind == "custody_unconfirmed" for code in gap.points]

    assert unconfirmed(TODAY) == []  # nobody has recorded any custody: nothing is claimed
    district = ensure_committee(actor=SYSTEM, area=tuyen_quang.then("072"), duty="DISTRICT")
    commune = ensure_committee(actor=SYSTEM, area=tuyen_quang.now("02221"), duty="COMMUNE")
    actions.record_custody(actor=SYSTEM, point=known, office=district, source="BB", from_date=dt.date(2024, 1, 1))
    assert unconfirmed(dt.date(2025, 6, 30)) == []
    assert unconfirmed(dt.date(2025, 7, 1)) == ["TQ-0092"]
    actions.record_custody(actor=SYSTEM, point=known, office=commune, source="BB", from_date=dt.date(2025, 8, 1))
    assert unconfirmed(TODAY) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    reached=st.dictionaries(st.integers(0, 92), st.integers(1, 5), max_size=40),
    day=st.dates(dt.date(2023, 9, 5), dt.date(2025, 12, 31)),
)
def test_totals_are_the_same_in_both_geographies(plan: Plan, reached: dict[int, int], day: dt.date) -> None:
    points = list(SupportPoint.objects.order_by("code"))
    Milestone.objects.exclude(kind="listed").delete()
    for at, stage in reached.items():
        for number, kind in enumerate(MILESTONES[1 : stage + 1]):
            actions.record_milestone(
                actor=SYSTEM,
                point=points[at],
                item="point",
                kind=kind,
                on=dt.date(2023, 10, 1) + dt.timedelta(days=9 * at + number),
                source=f"thu:{kind}",
            )
    then, now = on(plan, day), on(plan, day, "today")
    assert then.totals == now.totals
    for name in STAGES:
        counted = [row.counts[name] for row in now.rows if row.item == "point"]
        if then.totals["point"][name] is not None:
            assert sum(count or 0 for count in counted) == then.totals["point"][name]


def test_reconciling_asks_the_same_number_of_questions_for_any_number_of_points(plan: Plan) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as captured:
            on(plan, END_2024, "today")
        return len(captured)

    before = ask()
    carrier = PointPlace.objects.get(point__code="TQ-0001").area
    for number in range(100, 110):
        point = actions.register_point(actor=SYSTEM, code=f"TQ-{number}", area=carrier, source="thử", slot=number)
        actions.list_point(actor=SYSTEM, point=point, plan=plan, target_area=carrier, listed_on=dt.date(2024, 1, 1))
    assert ask() == before


def test_the_ledger_agrees_with_the_lists(plan: Plan, known: SupportPoint) -> None:
    assert ledger.rebuild_differences() == []
    actions.record_milestone(
        actor=SYSTEM, point=known, item="point", kind="accepted", on=dt.date(2024, 1, 5), source="khong-co:1"
    )
    Milestone.objects.filter(source__endswith=":TQ-0001").delete()
    told = ledger.rebuild_differences()
    assert len(told) == 2
    assert any("thiếu" in line and "TQ-0001" in line for line in told)
    assert any("thừa" in line and "khong-co:1" in line for line in told)


def test_an_illustration_is_refused_where_facts_live(plan: Plan) -> None:
    with pytest.raises(Refused, match="số liệu thật"):
        illustrate(actor=SYSTEM, plan_code=plan.code)
    assert not Milestone.objects.exclude(kind="listed").exists()


def test_the_illustration_surveys_and_approves_by_phase(demo: Plan) -> None:
    first, second = on(demo, END_2023), on(demo, END_2024)
    for stage in ("surveyed", "approved"):
        assert [row.counts[stage] for row in first.rows if row.item == "point"] == [15, 15, 17, 16, 9, 11]
        assert second.totals["point"][stage] == 93
    assert second.totals["point"]["delivered"] is None  # that is for equipment to say
    assert PointPlace.objects.filter(area__level="COMMUNE").count() == 22  # no commune was invented
    assert SiteSurvey.objects.filter(result="failed").count() == SiteSurvey.objects.filter(result="waived").count() == 1
    assert not ActivityDay.objects.exclude(source__startswith=f"{SOURCE}:").exists()
    assert on(demo, END_2024, "today").totals == second.totals


def test_a_demonstration_of_before_keeps_no_stage_without_a_record(plan: Plan, known: SupportPoint) -> None:
    for kind in ("delivered", "accepted"):
        actions.record_milestone(
            actor=SYSTEM, point=known, item="point", kind=kind, on=dt.date(2023, 12, 1), source=f"{SOURCE}:{kind}:x"
        )
    illustrate(actor=SYSTEM, plan_code=plan.code, illustration=True)
    assert not Milestone.objects.filter(source__startswith=f"{SOURCE}:", voided_at=None).exists()
    assert Milestone.objects.filter(source__startswith=f"{SOURCE}:").count() == 2
    assert ledger.rebuild_differences() == []


def test_the_illustration_is_rebuilt_and_only_grows(demo: Plan) -> None:
    assert ledger.rebuild_differences() == []
    before = Milestone.objects.count(), ActivityDay.objects.count()
    illustrate(actor=SYSTEM, plan_code=demo.code, illustration=True)
    assert (Milestone.objects.count(), ActivityDay.objects.count()) == before
    with clock.fixed(TODAY + dt.timedelta(days=20)):
        illustrate(actor=SYSTEM, plan_code=demo.code, illustration=True)
    assert ActivityDay.objects.count() > before[1]
    assert ledger.rebuild_differences() == []
