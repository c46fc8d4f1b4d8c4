"""Plan 207's numbers, and properties that hold for any facts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from diemsang.plans.reconcile import (
    MILESTONES,
    POINT,
    STAGES,
    AreaRef,
    Geography,
    PeriodRef,
    PointFact,
    Reconciliation,
    TargetFact,
    reconcile,
)

Y2023 = PeriodRef("2023", dt.date(2023, 9, 5), dt.date(2023, 12, 31))
Y2024 = PeriodRef("2024", dt.date(2024, 1, 1), dt.date(2024, 12, 31))
WHOLE = PeriodRef("2023–2025", dt.date(2023, 9, 5), dt.date(2025, 12, 31))
PROVINCE = AreaRef("tq", "08", "Tỉnh Tuyên Quang")
PUBLISHED = {
    "Sơn Dương": (15, 0),
    "Hàm Yên": (15, 0),
    "Chiêm Hóa": (17, 0),
    "Yên Sơn": (16, 8),
    "Lâm Bình": (9, 1),
    "Na Hang": (11, 1),
}
KNOWN = {"Lâm Bình", "Na Hang"}
ALL_RECORDED = frozenset((POINT, stage) for stage in STAGES)
LISTED_ONLY = frozenset({(POINT, "listed")})


def plan_207() -> list[TargetFact]:
    """The published targets, and one line of equipment."""
    targets = []
    for position, (name, years) in enumerate(PUBLISHED.items()):
        area = AreaRef(name, str(position), f"Huyện {name}", name)
        for period, quantity in zip((Y2023, Y2024), years, strict=True):
            if quantity:
                targets.append(TargetFact(POINT, area, period, quantity, position))
    targets.append(TargetFact("microphone", PROVINCE, WHOLE, 18, 99))
    return targets


def listed() -> list[PointFact]:
    """93 points, all listed and nothing else; 22 of them with a commune of today."""
    points: list[PointFact] = []
    for name, years in PUBLISHED.items():
        for number in range(sum(years)):
            unit = f"{name} {number // 3}"
            today = AreaRef(unit, unit, f"Xã {unit}", unit) if name in KNOWN else None
            code = f"TQ-{len(points) + 1:04d}"
            reached = {"listed": dt.date(2023, 9, 5)}
            points.append(PointFact(code, name, today, reached=reached, place_known=today is not None))
    return points


def run(
    on: dt.date,
    geography: Geography = "plan",
    points: Sequence[PointFact] | None = None,
    recorded: frozenset[tuple[str, str]] = LISTED_ONLY,
) -> Reconciliation:
    """Reconcile with an owner whose name tells the kind and the point."""
    return reconcile(
        targets=plan_207(),
        points=listed() if points is None else points,
        recorded=recorded,
        on=on,
        geography=geography,
        owner_of=lambda kind, area, point: f"{kind}@{point.today.name if point and point.today else area.name}",
    )


def test_end_of_2023_plans_83_of_93() -> None:
    result = run(dt.date(2023, 12, 31))
    planned = [row.planned for row in result.rows if row.item == POINT]
    assert planned == [15, 15, 17, 16, 9, 11]
    assert result.totals[POINT]["planned"] == 83
    assert result.totals[POINT]["plan_total"] == 93
    assert result.totals[POINT]["listed"] == 93
    assert not any(row.due for row in result.rows if row.item == POINT)


def test_end_of_2024_plans_all_93() -> None:
    result = run(dt.date(2024, 12, 31))
    assert result.totals[POINT]["planned"] == 93
    yen_son = [(row.period, row.planned, row.counts["listed"]) for row in result.rows if "Yên Sơn" in row.area.name]
    assert yen_son == [("2023", 16, 16), ("2024", 8, 8)]


def test_a_running_period_is_due_and_a_future_one_is_not_shown() -> None:
    result = run(dt.date(2023, 10, 1))
    assert result.totals[POINT]["planned"] == 83
    assert result.totals[POINT]["due"] == 83
    assert all(row.due for row in result.rows)
    assert run(dt.date(2023, 9, 4)).rows == ()


def test_stage_without_records_is_none_and_gap_says_so() -> None:
    result = run(dt.date(2024, 12, 31))
    assert result.totals[POINT]["surveyed"] is None
    gap = next(gap for gap in result.gaps if gap.kind == "not_surveyed" and "Yên Sơn" in gap.area.name)
    assert (gap.planned, gap.actual, gap.count, len(gap.points)) == (24, None, 24, 24)


def test_zero_is_shown_once_anything_was_recorded() -> None:
    result = run(dt.date(2023, 12, 31), recorded=ALL_RECORDED)
    assert result.totals[POINT]["surveyed"] == 0


def test_today_puts_22_points_in_their_communes_and_the_rest_in_one_row_an_area() -> None:
    result = run(dt.date(2024, 12, 31), "today")
    points = [row for row in result.rows if row.item == POINT]
    units = [row for row in points if not row.unallocated]
    rest = [row for row in points if row.unallocated]
    assert sum(row.planned or 0 for row in units) == sum(row.counts["listed"] or 0 for row in units) == 22
    assert {row.area.name: row.planned for row in rest} == {
        f"Huyện {name} – chưa phân bổ theo xã": sum(PUBLISHED[name]) for name in PUBLISHED if name not in KNOWN
    }


def test_today_does_not_guess_which_commune_was_meant_for_the_first_year() -> None:
    result = run(dt.date(2023, 12, 31), "today")
    units = [row for row in result.rows if row.item == POINT and not row.unallocated]
    assert {row.planned for row in units} == {None}
    assert sum(row.counts["listed"] or 0 for row in units) == 22
    rest = {row.area.name: row.planned for row in result.rows if row.unallocated}
    assert rest["Huyện Lâm Bình – chưa phân bổ theo xã"] == 9
    assert result.totals[POINT]["planned"] == 83


def test_points_that_the_plan_does_not_tell_apart_are_all_candidates() -> None:
    gap = next(g for g in run(dt.date(2023, 12, 31)).gaps if g.kind == "not_surveyed" and "Yên Sơn" in g.area.name)
    assert gap.count == 16
    assert len(gap.points) == 24


def test_the_most_advanced_points_fill_the_earliest_period() -> None:
    points = listed()
    yen_son = [point for point in points if point.target_area == "Yên Sơn"]
    done = {stage: dt.date(2023, 11, 1) for stage in MILESTONES}
    ahead = {point.code for point in yen_son[-16:]}
    moved = [PointFact(p.code, p.target_area, p.today, reached=done) if p.code in ahead else p for p in points]
    result = run(dt.date(2024, 12, 31), points=moved, recorded=ALL_RECORDED)
    first, second = (row for row in result.rows if "Yên Sơn" in row.area.name)
    assert set(first.points) == ahead
    assert (first.counts["accepted"], second.counts["accepted"]) == (16, 0)


def test_a_microphone_line_gaps_piece_by_piece() -> None:
    points = listed()
    points[0] = PointFact("TQ-0001", "Sơn Dương", equipment={"microphone": {"delivered": 12, "installed": 5}})
    recorded = LISTED_ONLY | {("microphone", "delivered"), ("microphone", "installed")}
    gaps = [gap for gap in run(dt.date(2023, 12, 31), points=points, recorded=recorded).gaps if gap.item != POINT]
    assert [(gap.kind, gap.actual, gap.count) for gap in gaps] == [
        ("not_delivered", 12, 6),
        ("not_installed", 5, 7),
        ("not_accepted", None, 5),
    ]


def test_more_points_than_planned_is_a_gap() -> None:
    extra = [*listed(), PointFact("TQ-0094", "Hàm Yên", reached={"listed": dt.date(2024, 1, 1)})]
    gap = next(gap for gap in run(dt.date(2024, 12, 31), points=extra).gaps if gap.kind == "over_listed")
    assert (gap.planned, gap.actual, gap.count) == (15, 16, 1)


def test_points_of_a_later_period_are_not_too_many() -> None:
    assert not [gap for gap in run(dt.date(2023, 12, 31)).gaps if gap.kind == "over_listed"]


seeds = st.integers(0, 2**32)
days = st.sampled_from([dt.date(2023, 9, 30), dt.date(2023, 12, 31), dt.date(2024, 6, 30), dt.date(2025, 3, 1)])


@settings(max_examples=60, deadline=None)
@given(seeds, days)
def test_totals_agree_in_both_geographies_and_gaps_add_up(seed: int, on: dt.date) -> None:
    chance = random.Random(seed)
    top = chance.randint(0, len(MILESTONES))
    points = [
        PointFact(
            p.code,
            p.target_area,
            p.today,
            reached=dict.fromkeys(MILESTONES[: chance.randint(0, top)], dt.date(2023, 9, 5)),
            working=chance.random() < 0.5,
        )
        for p in listed()
    ]
    plan = run(on, "plan", points, ALL_RECORDED)
    today = run(on, "today", points, ALL_RECORDED)
    assert plan.totals == today.totals
    for result in (plan, today):
        chain = [g for g in result.gaps if g.kind.startswith("not_") and g.item == POINT]
        assert all(len(gap.points) >= gap.count or gap.kind == "not_listed" for gap in chain)
        assert all(gap.owner for gap in result.gaps)
    due = sum(g.count for g in plan.gaps if g.kind.startswith("not_") and g.item == POINT)
    assert due == sum(g.count for g in today.gaps if g.kind.startswith("not_") and g.item == POINT)
    complete = sum(point.next_stage is None for point in points)
    assert (plan.totals[POINT]["planned"] or 0) - complete <= due <= (plan.totals[POINT]["planned"] or 0)


def test_only_points_in_the_same_state_are_candidates() -> None:
    done = dict.fromkeys(MILESTONES, dt.date(2023, 10, 1))
    states = ["idle"] * 16 + ["fresh"] * 4 + ["suspended"] * 4
    yen_son = [
        PointFact(f"TQ-{n:04d}", "Yên Sơn", reached=done, fresh=state == "fresh", suspended=state == "suspended")
        for n, state in enumerate(states)
    ]
    result = run(dt.date(2023, 12, 31), points=yen_son, recorded=ALL_RECORDED)
    gap = next(gap for gap in result.gaps if gap.kind == "not_working")
    assert (gap.count, len(gap.points)) == (16, 16)
