"""The demonstration: Plan 207's points through 2023 and 2024 by real records, with gaps left on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import TuyenQuang
from django.test import Client, override_settings

from diemsang.accounts.models import User
from diemsang.attention.queries.listing import attention, named
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.models import Minute
from diemsang.equipment.illustration import equip
from diemsang.equipment.models import Asset, Checklist, Contract, Lot, Supplier, Team, WorkOrder
from diemsang.equipment.queries.gaps import alike, without_holder, without_serial
from diemsang.equipment.queries.reconcile import as_json, reconcile_equipment
from diemsang.feedback.illustration import hear
from diemsang.feedback.models import Answer, Question
from diemsang.indicators.illustration import use
from diemsang.indicators.models import UsageCount
from diemsang.operations.actions.day import LATE_DAYS
from diemsang.operations.illustration import connect
from diemsang.operations.illustration_days import keep_logs
from diemsang.operations.illustration_troubles import trouble
from diemsang.operations.models import (
    DayEntry,
    DayLog,
    FaultVisit,
    Finding,
    Incident,
    Inspection,
    LineContract,
    OperatorAssignment,
    OperatorHandover,
    PostedHours,
)
from diemsang.operations.queries.ends import counts, ends
from diemsang.plans.models import Plan
from diemsang.points import ledger
from diemsang.points.illustration import illustrate, stories_of
from diemsang.points.models import ActivityDay, Milestone, SupportPoint
from diemsang.points.queries import reconcile_plan
from diemsang.points.tests.conftest import load_207
from diemsang.screens.illustration import pair_screens
from diemsang.screens.models import Screen, ScreenPlace
from diemsang.training.illustration import teach
from tests.snapshot import Snapshots

TODAY = dt.date(2026, 11, 28)
END_2023, END_2024 = dt.date(2023, 12, 31), dt.date(2024, 12, 31)
CODE = "KH-207-2023"
BY_DISTRICT = {END_2023: [15, 15, 17, 16, 9, 11], END_2024: [15, 15, 17, 24, 10, 12]}
"""Points that the plan installs by the end of each year, in the order of its districts (domain §1.5)."""


def demonstrate() -> None:
    """As ``diemsang home make --illustration`` does it, apart from people and products."""
    illustrate(actor=SYSTEM, plan_code=CODE)
    equip(actor=SYSTEM, plan_code=CODE)
    connect(actor=SYSTEM, plan_code=CODE)


def build() -> None:
    load_207()
    with clock.fixed(TODAY):
        demonstrate()


@pytest.fixture
def demo(db: None, snapshots: Snapshots, tmp_path: Path) -> Iterator[Plan]:
    """Plan 207's demonstration on 28/11/2026."""
    with override_settings(ILLUSTRATION=True, FILES_ROOT=tmp_path):
        snapshots.once("demonstration", build)
        with clock.fixed(TODAY):
            yield Plan.objects.get(code=CODE)


def test_the_points_are_installed_as_the_plan_phases_them(demo: Plan) -> None:
    for day in (END_2023, END_2024):
        check_phase(demo, day)
    for day in (END_2023, END_2024, TODAY):
        check_agreement(demo, day)


def check_phase(demo: Plan, day: dt.date) -> None:
    """As many points are installed in each district as the plan gives it."""
    result = reconcile_plan(SYSTEM, demo, on=day)
    installed: dict[str, int] = {}
    for row in result.rows:
        if row.item == "point":
            installed[row.area.name] = installed.get(row.area.name, 0) + (row.counts["installed"] or 0)
    assert list(installed.values()) == BY_DISTRICT[day]
    assert result.totals["point"]["installed"] == result.totals["point"]["planned"] == sum(BY_DISTRICT[day])
    assert reconcile_plan(SYSTEM, demo, on=day, geography="today").totals == result.totals


def check_agreement(demo: Plan, day: dt.date) -> None:
    """The reconciliation of points and that of equipment tell the same."""
    point = reconcile_plan(SYSTEM, demo, on=day).totals["point"]
    rows = {row["item"]: row for row in as_json(demo, day, reconcile_equipment(demo, on=day))["rows"]}
    for key, each in (("internet_tv", 1), ("amplifier", 1), ("keyboard", 1), ("accessory_set", 1), ("hall_speaker", 2)):
        for stage in ("delivered", "installed", "accepted", "working"):
            assert rows[key][stage] == each * (point[stage] or 0), (key, stage)
        assert rows[key]["allotted"] == rows[key]["contracted"] == each * (point["approved"] or 0)
    assert rows["microphone"]["planned"] == 18
    if day > END_2023:
        assert rows["microphone"]["allotted"] == rows["microphone"]["installed"] == 18


def test_points_are_left_unaccepted_and_unused(demo: Plan) -> None:
    first, today = (reconcile_plan(SYSTEM, demo, on=day) for day in (END_2023, TODAY))
    assert 60 <= (first.totals["point"]["accepted"] or 0) < 83
    assert today.totals["point"]["accepted"] == 90
    assert 60 <= (today.totals["point"]["working"] or 0) < 90
    kinds = {gap.kind for gap in today.gaps}
    assert {"not_accepted", "not_working", "suspended", "custody_unconfirmed"} <= kinds
    check_gap_pages(demo)


def test_every_stage_rests_on_a_record_and_what_is_invented_says_so(demo: Plan) -> None:
    check_words()
    assert ledger.rebuild_differences() == []
    sources = {source.split(":")[0] for source in Milestone.objects.values_list("source", flat=True)}
    assert sources == {"listing", "survey", "approval", "delivery", "installation", "acceptance"}
    assert SupportPoint.objects.filter(asset_places__isnull=False).distinct().count() == 93
    states = dict.fromkeys(Minute.objects.values_list("state", flat=True))
    assert set(states) == {"draft", "printed", "signed"}
    assert not Minute.objects.filter(docx__isnull=False).exists()  # nothing was rendered


def check_gap_pages(demo: Plan) -> None:
    """Each kind of gap has something to show."""
    pieces = Asset.objects.all()
    assert sorted(alike(pieces).values_list("item__key", flat=True)) == ["amplifier", "amplifier"]
    assert without_serial(pieces).count() == 1
    assert {asset.delivery.point.code for asset in without_holder(pieces) if asset.delivery} == {
        code for gap in reconcile_plan(SYSTEM, demo, on=TODAY).gaps if gap.kind == "not_accepted" for code in gap.points
    }
    soon = counts(ends(SYSTEM, TODAY))
    assert soon["30"] >= 3 and soon["60"] > 0 and soon["90"] > 0 and soon["da-het"] > 0


def check_words() -> None:
    """Companies, contracts, lots with their prices, teams, carriers and serials say that they are invented."""
    told = [
        *Supplier.objects.values_list("name", flat=True),
        *Lot.objects.values_list("model", flat=True),
        *Team.objects.values_list("name", flat=True),
        *Contract.objects.values_list("number", flat=True),
        *LineContract.objects.values_list("carrier", flat=True),
    ]
    assert told and all("minh họa" in name for name in told)
    assert all(
        serial.startswith("MINHHOA-") for serial in Asset.objects.exclude(serial="").values_list("serial", flat=True)
    )
    assert all("giá minh họa" in lot.model for lot in Lot.objects.exclude(unit_price=None))


def test_every_installation_was_a_visit_and_some_lie_ahead(demo: Plan) -> None:
    done = WorkOrder.objects.filter(state=WorkOrder.State.DONE)
    assert done.count() == 93 and not Checklist.objects.filter(order=None).exists()
    assert all(check.order and check.order.on == check.on for check in Checklist.objects.select_related("order"))
    coming = WorkOrder.objects.filter(state=WorkOrder.State.PLANNED)
    assert [order.on for order in coming] == [TODAY, TODAY, TODAY + dt.timedelta(days=2)]
    assert all("minh họa" in order.note for order in coming)


def test_the_demonstration_only_grows(demo: Plan) -> None:
    def written() -> list[int]:
        models = (Milestone, Minute, Asset, LineContract, WorkOrder)
        return [model._default_manager.count() for model in models]

    before, used = written(), ActivityDay.objects.count()
    demonstrate()
    assert (written(), ActivityDay.objects.count()) == (before, used)
    with clock.fixed(TODAY + dt.timedelta(days=20)):
        demonstrate()
        assert written() == before
    assert ActivityDay.objects.count() > used
    assert ledger.rebuild_differences() == []


def test_a_home_of_facts_takes_no_invention(db: None) -> None:
    for invent in (equip, connect, teach, keep_logs, trouble, hear, pair_screens):
        with pytest.raises(Refused, match="số liệu thật"):
            invent(actor=SYSTEM, plan_code=CODE)
    with pytest.raises(Refused, match="số liệu thật"):
        use(plan_code=CODE)
    for nothing in (DayLog, Incident, Inspection, Question, Screen, UsageCount):
        assert not nothing._default_manager.exists()


# The last year: a province that lives


def live() -> None:
    """The rest of what ``diemsang home make --illustration`` invents."""
    for invent in (teach, keep_logs, trouble, hear, pair_screens):
        invent(actor=SYSTEM, plan_code=CODE)
    use(plan_code=CODE)


def build_year() -> None:
    load_207()
    with clock.fixed(TODAY):
        demonstrate()
        live()


@pytest.fixture
def year(db: None, snapshots: Snapshots, tmp_path: Path) -> Iterator[dict[str, int]]:
    """The demonstration with its last year, on 28/11/2026: code of a point → its rank among the stories."""
    with override_settings(ILLUSTRATION=True, FILES_ROOT=tmp_path):
        snapshots.once("demonstration-year", build_year)
        with clock.fixed(TODAY):
            yield {story.code: story.rank for story in stories_of(Plan.objects.get(code=CODE))}


STORIES = {
    4: {"never_used", "no_screen"},  # accepted after its people had stopped coming
    5: {"idle", "no_screen"},  # stopped for good; the other points that stopped began again in spring
    20: {"no_line", "no_screen"},  # ordered, never connected
    25: {"line_ended", "no_screen"},  # never ordered
    30: {"line_ended", "no_screen"},  # cut when the programme ended, never renewed
    33: {"line_ended"},  # runs on, nobody is known to pay
    44: {"line_ending"},
    45: {"line_ending"},
    46: {"line_ending"},
    52: {"outage"},
    54: {"fault_old"},  # the amplifier waits for a part
    60: {"operator_untrained"},
    61: {"operator_untrained"},
    68: {"operator_untrained"},
    69: {"operator_untrained"},
    77: {"no_operator", "idle", "screen_silent"},  # who ran it left six weeks ago
    85: {"screen_silent"},
    86: {"screen_silent"},
}
"""Rank of a story → its reasons. All other points are well."""


def test_the_attention_list_tells_the_planted_stories_and_nothing_else(year: dict[str, int]) -> None:
    rows = attention(SYSTEM, TODAY)
    needing = [row for row in rows if row.needs]
    assert {year[row.code]: {need.reason.code for need in row.needs} for row in needing} == STORIES
    assert len(rows) == 90 and sum(row.facts.rests for row in rows) == 2
    by_rank = {year[row.code]: row for row in named(needing, TODAY)}
    assert all(need.reason.since and need.rule.step_words and need.owner for row in needing for need in row.needs)
    left = {need.reason.code: need.reason for need in by_rank[77].needs}
    assert left["no_operator"].since == left["screen_silent"].since == dt.date(2026, 10, 17)
    assert left["idle"].days is not None and 43 <= left["idle"].days <= 50
    assert by_rank[54].needs[0].reason.days == 48
    assert by_rank[52].needs[0].reason.since == TODAY - dt.timedelta(days=3)
    check_year(year)


def check_year(year: dict[str, int]) -> None:
    """Logs, faults, inspections and screens show something of each kind, and the ledger rests on them."""
    logs = DayLog.objects.all()
    assert ledger.rebuild_differences() == []
    assert logs.exclude(opened=None).values("point").distinct().count() >= 85
    assert max(logs.values_list("day", flat=True)) == TODAY - dt.timedelta(days=1)
    tet = logs.filter(day__range=("2026-02-14", "2026-02-23"))
    assert tet.exists() and set(tet.values_list("not_open", flat=True)) == {"HOLIDAY"}
    assert sum(log.late_days > LATE_DAYS for log in logs) > 100
    assert list(logs.filter(visits__gt=100).values_list("visits", flat=True)) == [320]
    states = set(Incident.objects.values_list("state", flat=True))
    assert states == {"REPORTED", "OPEN", "ASSIGNED", "VISITED", "FIXED"}
    assert Incident.objects.filter(due_on__lt=TODAY, closed_on=None).count() >= 2
    assert FaultVisit.objects.filter(cost__gt=0).exists() and Incident.objects.filter(reports__gt=1).exists()
    assert Inspection.objects.filter(minute__state="signed").count() == 1
    assert Finding.objects.exclude(done_on=None).exists() and Finding.objects.filter(done_on=None).count() == 2
    assert OperatorHandover.objects.get().minute is not None
    check_screens(year)
    check_marks()


def check_screens(year: dict[str, int]) -> None:
    """A screen at all points that are in use, and use of it on logged days alone."""
    told = {year[code] for code in ScreenPlace.objects.values_list("point__code", flat=True)}
    assert len(told) == 85 and not told & {4, 5, 20, 25, 30}
    used = set(UsageCount.objects.values_list("point_id", "day_from").distinct())
    assert used and used <= set(DayLog.objects.exclude(opened=None).values_list("point_id", "day"))
    closes = UsageCount.objects.filter(kind="close").values_list("point_id", "day_from", "people")
    counted = {(point, day): people for point, day, people in closes}
    logged = {(log.point_id, log.day): log.visits for log in DayLog.objects.all()}
    differ = {point for (point, day), people in counted.items() if logged[point, day] != people}
    assert {year[code] for code in SupportPoint.objects.filter(pk__in=differ).values_list("code", flat=True)} == {71}


def check_marks() -> None:
    """What was invented says so, wherever it can be read on its own."""
    told = [
        *Incident.objects.values_list("note", flat=True),
        *FaultVisit.objects.values_list("note", flat=True),
        *Inspection.objects.values_list("members", flat=True),
        *Screen.objects.values_list("label", flat=True),
        *DayEntry.objects.values_list("by", flat=True).distinct(),
        *PostedHours.objects.values_list("source", flat=True),
        *(row.shown_name for row in OperatorAssignment.objects.select_related("person")),
    ]
    assert told and all("minh họa" in words for words in told)


def test_the_year_only_grows_and_every_page_of_it_is_watermarked(
    year: dict[str, int], make_user: Callable[..., User], signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(make_user("xem", role="PROV_IT", area=TuyenQuang().now("08")))
    code = next(code for code, rank in year.items() if rank == 54)
    for address in (
        "/",
        "/can-chu-y/",
        f"/diem/{code}/",
        "/van-hanh/so/",
        f"/van-hanh/so/{code}/",
        "/van-hanh/su-co/",
        "/van-hanh/kiem-tra/",
        "/su-dung/",
        "/hoi-dap/",
    ):
        page = client.get(address)
        assert page.status_code == 200 and "minh họa" in page.content.decode(), address

    def written() -> list[int]:
        models = (
            Incident,
            FaultVisit,
            Inspection,
            Finding,
            Screen,
            OperatorHandover,
            OperatorAssignment,
            Question,
            Answer,
        )
        return [model._default_manager.count() for model in models]

    before, logs, counted = written(), DayLog.objects.count(), UsageCount.objects.count()
    live()
    assert (written(), DayLog.objects.count(), UsageCount.objects.count()) == (before, logs, counted)
    with clock.fixed(TODAY + dt.timedelta(days=9)):
        demonstrate()
        live()
        assert written() == before
        codes = {need.reason.code for row in attention(SYSTEM, clock.today()) for need in row.needs}
    assert DayLog.objects.count() > logs and UsageCount.objects.count() > counted
    assert ledger.rebuild_differences() == [] and "screen_silent" in codes
