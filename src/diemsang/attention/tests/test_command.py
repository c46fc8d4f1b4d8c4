"""``diemsang points attention``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from diemsang.attention.tests import province as make
from diemsang.attention.tests.conftest import point
from diemsang.config.cli.points import points
from diemsang.plans.models import Plan

pytestmark = pytest.mark.django_db


def test_the_command_says_the_same_as_the_page(province: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    make.used(40)(point("TQ-0092"))
    make.line_to(20)(point("TQ-0001"))
    ran = CliRunner().invoke(points, ["attention", "--json"], catch_exceptions=False)
    assert ran.exit_code == 0
    first, second = json.loads(ran.output)
    assert (first["point"], first["severity"]) == ("TQ-0092", 3)
    [reason] = first["reasons"]
    assert reason == {
        "code": "idle",
        "since": "2026-01-22",
        "severity": 3,
        "owner": "UBND xã Nà Hang",
        "next": "Gọi người phụ trách, ghi vì sao điểm không mở",
    }
    assert [one["code"] for one in second["reasons"]] == ["line_ending"]
    only = CliRunner().invoke(points, ["attention", "--office", "02221", "--json"], catch_exceptions=False)
    assert [row["point"] for row in json.loads(only.output)] == ["TQ-0092"]
    told = CliRunner().invoke(points, ["attention"], catch_exceptions=False).output
    assert "TQ-0092" in told and "→ UBND xã Nà Hang: Gọi người phụ trách" in told


def test_nothing_to_do_says_so(plan: Plan) -> None:
    assert "Không điểm" in CliRunner().invoke(points, ["attention"], catch_exceptions=False).output
