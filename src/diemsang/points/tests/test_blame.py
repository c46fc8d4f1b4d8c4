"""Nobody is called late for a stage of which the plan has no record at all."""

from __future__ import annotations

import datetime as dt

import pytest
from conftest import TuyenQuang

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.plans.actions import load_plan
from diemsang.plans.tests.folder import TUYEN_QUANG
from diemsang.points import actions
from diemsang.points.models import SupportPoint
from diemsang.points.queries.story import story_for

pytestmark = pytest.mark.django_db
TODAY = dt.date(2025, 6, 1)


def tones() -> dict[str, str]:
    with clock.fixed(TODAY):
        story = story_for(SYSTEM, SupportPoint.objects.get(code="TQ-0002"), TODAY)
    return {need.kind.kind: need.tone for need in story.needs}


def test_a_point_is_late_only_once_its_plan_has_records(tq_2023: TuyenQuang) -> None:
    load_plan(actor=SYSTEM, path=TUYEN_QUANG)
    assert tones()["not_surveyed"] == "plain"
    actions.record_milestone(
        actor=SYSTEM,
        point=SupportPoint.objects.get(code="TQ-0001"),
        item="point",
        kind="surveyed",
        on=dt.date(2023, 10, 1),
        quantity=1,
        source="thử:1",
    )
    assert tones()["not_surveyed"] == "madder"
    assert tones()["place_unknown"] == "turmeric"
