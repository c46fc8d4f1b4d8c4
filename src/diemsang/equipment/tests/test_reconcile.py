"""Planned, allotted, contracted and the ledger's stages in one row for each item."""

from __future__ import annotations

import datetime as dt

from tests.query_counts import FrozenQueries

from diemsang.core.actor import SYSTEM
from diemsang.equipment.queries.gaps import gaps
from diemsang.equipment.queries.reconcile import as_json, reconcile_equipment
from diemsang.equipment.tests.conftest import CAME, SIGNED, Shop
from diemsang.equipment.tests.test_actions import give


def figures(shop: Shop, day: dt.date, item: str = "internet_tv") -> dict[str, int | None]:
    rows = {row.item: row for row in reconcile_equipment(shop.plan, on=day)}
    return rows[item].figures


def test_each_stage_moves_on_its_day(shop: Shop, frozen_queries: FrozenQueries) -> None:
    shop.approve("TQ-0001", "TQ-0002")
    give(shop, "TQ-0001", shop.full())
    before = figures(shop, SIGNED - dt.timedelta(days=1))
    assert (before["planned"], before["allotted"], before["contracted"], before["delivered"]) == (93, 0, 0, 0)
    assert figures(shop, CAME - dt.timedelta(days=1))["delivered"] == 0
    with frozen_queries("equipment reconciled"):
        after = figures(shop, CAME)
    assert after == {
        "planned": 93, "allotted": 2, "contracted": 10, "delivered": 1,
        "installed": None, "accepted": None, "working": None,
    }  # fmt: skip
    rows = as_json(shop.plan, CAME, reconcile_equipment(shop.plan, on=CAME))["rows"]
    assert rows[0]["item"] == "internet_tv"
    assert {gap["kind"] for gap in rows[0]["gaps"]} == {"not_delivered", "not_installed"}


def test_gaps_are_counted_by_kind(shop: Shop) -> None:
    give(shop, "TQ-0001", shop.full(tv="TV-10", amplifier=""))
    found = gaps(SYSTEM)
    assert (found.pieces, found.without_holder, found.without_serial, found.serial_twice) == (5, 5, 1, 0)
    assert [left.item.key for left in found.without_norm] == ["microphone"]
