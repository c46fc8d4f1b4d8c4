"""What changed between two versions."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest

from diemsang.plans.content import Place, PlanContent
from diemsang.plans.diff import compare
from diemsang.plans.tests.folder import TUYEN_QUANG, read

SECTIONS = ("periods", "items", "targets", "tasks", "rules", "anomalies", "points", "sources")


@pytest.fixture(scope="module")
def plan() -> PlanContent:
    return read(TUYEN_QUANG)


def other(value: Any) -> Any:
    """Some other value of the same type."""
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, dt.date):
        return value + dt.timedelta(days=1)
    if isinstance(value, Place):
        return replace(value, code="099", name="Huyện Khác")
    return (value or 0) + 1


@pytest.mark.parametrize("section", SECTIONS)
def test_no_field_of_any_row_changes_unseen(plan: PlanContent, section: str) -> None:
    rows = getattr(plan, section)
    for name in [field.name for field in fields(rows[0]) if field.name != "line"]:
        value: dict[str, Any] = {name: other(getattr(rows[0], name))}
        section_rows: dict[str, Any] = {section: (replace(rows[0], **value), *rows[1:])}
        found = compare(plan, replace(plan, **section_rows))
        assert found, f"{section}.{name}"
        assert all(str(change) for change in found)


@pytest.mark.parametrize("section", SECTIONS)
def test_rows_added_and_removed_are_told_as_such(plan: PlanContent, section: str) -> None:
    fewer: dict[str, Any] = {section: getattr(plan, section)[1:]}
    shorter = replace(plan, **fewer)
    assert {change.kind for change in compare(shorter, plan)} == {"added"}
    assert {change.kind for change in compare(plan, shorter)} == {"removed"}
    assert compare(plan, plan) == []


@pytest.mark.parametrize(
    "name", ["title", "short_title", "point_prefix", "area", "areas_as_of", "in_force_from", "decision", "phase"]
)
def test_no_change_of_the_head_goes_unseen(plan: PlanContent, name: str) -> None:
    value = getattr(plan, name)
    changed = replace(value, key="khac") if name == "decision" else None
    changed = changed or (replace(value, component="10.1") if name == "phase" else other(value))
    assert len(compare(plan, replace(plan, **{name: changed}))) == 1


def test_a_change_reads_as_a_sentence(plan: PlanContent) -> None:
    targets = (replace(plan.targets[0], quantity=16), *plan.targets[1:])
    (change,) = compare(plan, replace(plan, targets=targets))
    assert str(change) == "Chỉ tiêu: Điểm hỗ trợ, Huyện Sơn Dương, 2023 đổi từ 15 thành 16"
