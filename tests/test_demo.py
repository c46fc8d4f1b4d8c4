"""The demonstration: Plan 207's points through 2023 and 2024 by real records, with gaps left on purpose."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.models import Minute
from diemsang.equipment.illustration import equip
from diemsang.equipment.models import Asset, Checklist, Contract, Lot, Supplier, Team, WorkOrder
from diemsang.equipment.queries.gaps import alike, without_holder, without_serial
from diemsang.equipment.queries.reconcile import as_json, reconcile_equipment
from diemsang.operations.illustration import connect
from diemsang.operations.models import LineContract
from diemsang.operations.queries.ends import counts, ends
from diemsang.plans.models import Plan
from diemsang.points import ledger
from diemsang.points.illustration import illustrate
from diemsang.points.models import ActivityDay, Milestone, SupportPoint
from diemsang.points.queries import reconcile_plan
from diemsang.points.tests.conftest import load_207
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
    for invent in (equip, connect):
        with pytest.raises(Refused, match="số liệu thật"):
            invent(actor=SYSTEM, plan_code=CODE)
