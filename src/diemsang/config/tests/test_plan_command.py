"""The plan commands as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import TuyenQuang

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.config.cli.plan import plan
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.plans.models import Plan

pytestmark = pytest.mark.django_db
TUYEN_QUANG = str(data_path("examples/tuyen-quang"))
STAGES = ["listed", "surveyed", "approved", "delivered", "installed", "accepted", "working"]


def run(*words: str) -> Result:
    """A command that must succeed."""
    result = CliRunner().invoke(plan, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def reconciled(*words: str) -> dict[str, Any]:
    answer = json.loads(run("reconcile", "KH-207-2023", *words, "--json").stdout)
    assert isinstance(answer, dict)
    return answer


def test_loading_says_what_it_did(tq_2023: TuyenQuang) -> None:
    assert "Chạy thử, chưa ghi gì." in run("load", TUYEN_QUANG, "--dry-run").output
    assert not Plan.objects.exists()
    output = run("load", TUYEN_QUANG).output
    assert "bản 1: nạp mới" in output and "93 điểm" in output and "18 micro" in output
    assert "không đổi" in run("load", TUYEN_QUANG).output


def test_the_journal_names_the_person_who_loads(lan: User) -> None:
    run("load", TUYEN_QUANG, "--as", "lan")
    assert Entry.objects.get(action="plans.load").actor_key == "user:lan"
    with pytest.raises(Refused, match="Không có người dùng"):
        run("load", TUYEN_QUANG, "--as", "ai-do")


def test_a_refusal_is_a_refusal(tq_2023: TuyenQuang, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        run("load", str(tmp_path))
    assert "plan.toml: không có tệp này." in str(refused.value)
    run("load", TUYEN_QUANG)
    for words in (("export", "KH-1", str(tmp_path)), ("reconcile", "KH-1", "--on", "2023-12-31")):
        with pytest.raises(Refused, match="KH-207-2023"):
            run(*words)
    with pytest.raises(Refused, match="2023-12-31"):
        run("reconcile", "KH-207-2023", "--on", "cuối năm")


def test_export_lists_what_it_wrote(tq_2023: TuyenQuang, tmp_path: Path) -> None:
    run("load", TUYEN_QUANG)
    names = [Path(line).name for line in run("export", "KH-207-2023", str(tmp_path / "moi")).stdout.splitlines()]
    assert names[0] == "plan.toml" and "points.csv" in names
    for name in names:
        assert (tmp_path / "moi" / name).read_bytes() == (Path(TUYEN_QUANG) / name).read_bytes()


def test_reconciliation_as_json_keeps_its_promise(tq: TuyenQuang) -> None:
    run("load", TUYEN_QUANG)
    answer = reconciled("--on", "2023-12-31")
    assert list(answer) == ["plan", "on", "geography", "rows", "totals", "gaps", "anomalies"]
    assert (answer["plan"], answer["on"], answer["geography"]) == ("KH-207-2023", "2023-12-31", "plan")
    assert list(answer["rows"][0]) == ["area", "area_code", "period", "item", "planned", *STAGES, "due"]
    points = [row for row in answer["rows"] if row["item"] == "point"]
    assert [(row["area_code"], row["planned"]) for row in points] == [
        ("076", 15),
        ("074", 15),
        ("073", 17),
        ("075", 16),
        ("071", 9),
        ("072", 11),
    ]
    assert answer["totals"]["point"]["planned"] == 83
    assert answer["totals"]["point"]["plan_total"] == 93
    assert points[0]["surveyed"] is None
    assert list(answer["gaps"][0]) == ["kind", "area", "period", "item", "planned", "actual", "points", "owner"]
    assert [row["item"] for row in answer["anomalies"]] == ["microphone"]


@pytest.mark.parametrize(("day", "planned"), [("2023-12-31", 83), ("2024-12-31", 93), ("2026-01-15", 93)])
def test_both_geographies_plan_the_same(tq: TuyenQuang, day: str, planned: int) -> None:
    run("load", TUYEN_QUANG)
    then, now = reconciled("--on", day), reconciled("--on", day, "--geography", "today")
    assert then["totals"] == now["totals"]
    assert then["totals"]["point"]["planned"] == planned
    assert then["totals"]["point"]["listed"] is not None
    rest = [row for row in now["rows"] if "chưa phân bổ theo xã" in row["area"]]
    certain = [row for row in now["rows"] if row["item"] == "point" and row not in rest]
    assert rest
    if planned == 93:
        assert sum(row["planned"] for row in certain) == 22
        assert sum(row["planned"] for row in rest) == 71


def test_the_table_reads_in_a_terminal(tq: TuyenQuang) -> None:
    run("load", TUYEN_QUANG)
    output = run("reconcile", "KH-207-2023", "--on", "2023-12-31").output
    assert "Huyện Yên Sơn" in output and "Tổng" in output
    assert "chưa có kết quả khảo sát" in output
    assert "Bất thường: 1" in output
