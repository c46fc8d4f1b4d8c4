"""The demonstration's round, and what the command line tells of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from conftest import TuyenQuang

from diemsang.config.cli.platforms import platforms
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan
from diemsang.platforms.illustration import choose
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile
from diemsang.platforms.queries import tiles
from diemsang.platforms.tests.conftest import TODAY

PLAN = "KH-207-2023"


def told(*words: str) -> Any:
    return CliRunner().invoke(platforms, ["result", *words])


def test_four_platforms_one_round_and_the_command(tq: TuyenQuang, settings: Any) -> None:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    settings.ILLUSTRATION = True
    for _twice in range(2):
        choose(actor=SYSTEM, plan_code=PLAN)
    assert Platform.objects.count() == 4
    assert all("minh họa" in platform.name for platform in Platform.objects.all())
    assert PlatformSelection.objects.get().state == "decided"
    assert (PlatformTile.objects.count(), len(tiles(TODAY))) == (2, 1)
    answer = told("LC-0001", "--json")
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert found["winners"] == found["chosen"] == ["NT-0001"]
    assert [row["rank"] for row in found["order"]] == [1, 2, 3, None]
    assert found["sensitivity"] == {"stable": True, "changes": []}
    assert "không tính phiếu" in told("LC-0001").output
    assert isinstance(told("LC-0099").exception, Refused)


def test_a_round_that_is_not_closed_tells_nothing(opened: PlatformSelection) -> None:
    assert "Kết quả chỉ có sau khi khóa chấm" in str(told(opened.code).exception)


def test_a_home_of_facts_is_left_alone(db: None, settings: Any) -> None:
    settings.ILLUSTRATION = False
    with pytest.raises(Refused, match="số liệu thật"):
        choose(actor=SYSTEM, plan_code=PLAN)
