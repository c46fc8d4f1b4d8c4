"""``diemsang area`` and ``diemsang reform``, as other programs call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import EXAMPLE, TuyenQuang
from django.core.exceptions import PermissionDenied

from diemsang.areas.models import Reform
from diemsang.areas.tests.support import SMALL, form, write_reform, write_units
from diemsang.audit.models import Entry
from diemsang.config.cli.area import area, reform
from diemsang.core.errors import Refused

SECOND = str(EXAMPLE / "reforms" / "2025-07-01")


def test_find(tq: TuyenQuang) -> None:
    result = CliRunner().invoke(area, ["find", "hong thai", "--on", "2023-09-05", "--json"])
    hits = json.loads(result.stdout)
    assert [(hit["title"], hit["code"], hit["today"][0]["code"]) for hit in hits] == [
        ("Xã Hồng Thái", "02254", "02260")
    ]
    assert "nay thuộc xã Hồng Thái" in CliRunner().invoke(area, ["find", "02254"]).stdout
    assert "Không có địa bàn nào khớp" in CliRunner().invoke(area, ["find", "zzzz"]).stdout


def test_reform(db: None, tmp_path: Path) -> None:
    run = CliRunner()
    units = write_units(tmp_path / "units", SMALL)
    assert "Đã nạp 11 đơn vị mới" in run.invoke(area, ["load", str(units)]).stdout
    folder = str(write_reform(tmp_path / "thu", [form("00011", "A", "00001 00002")]))
    shown = json.loads(run.invoke(reform, ["preview", folder, "--json"]).stdout)
    assert shown["counts"] == [{"level": "COMMUNE", "before": 2, "after": 1}]
    assert [unit["code"] for unit in shown["ended"]] == ["00001", "00002"]
    assert not Entry.objects.filter(action="areas.apply_reform").exists()
    first, second = (json.loads(run.invoke(reform, ["apply", folder, "--json"]).stdout) for _time in range(2))
    assert (first["already"], second["already"], first["status"]) == (False, True, "applied")
    assert "Đã hoàn tác." in run.invoke(reform, ["undo", folder]).stdout
    assert "Đã hoàn tác từ trước" in run.invoke(reform, ["undo", folder]).stdout


def test_a_person_is_named(tq: TuyenQuang, huong: object) -> None:
    result = CliRunner().invoke(reform, ["undo", SECOND, "--as", "huong"])
    assert isinstance(result.exception, PermissionDenied)
    assert isinstance(CliRunner().invoke(reform, ["undo", SECOND, "--as", "ai-do"]).exception, Refused)


@pytest.mark.parametrize("command", ["preview", "apply", "undo"])
def test_a_folder_that_is_no_reform(db: None, tmp_path: Path, command: str) -> None:
    result = CliRunner().invoke(reform, [command, str(tmp_path)])
    assert isinstance(result.exception, Refused)
    assert "reform.toml" in str(result.exception) and "steps.csv" in str(result.exception)


def test_known_reforms_and_drafts(db: None, tmp_path: Path) -> None:
    run = CliRunner()
    run.invoke(area, ["load", str(write_units(tmp_path / "units", SMALL))])
    assert "Chưa có đợt" in run.invoke(reform, ["list"]).stdout
    folder = str(write_reform(tmp_path / "thu", [form("00011", "A", "00001 00002")]))
    assert "Đã lập dự thảo thu (1 bước)" in run.invoke(reform, ["draft", "import", folder]).stdout
    assert isinstance(run.invoke(reform, ["draft", "import", folder]).exception, Refused)
    (told,) = json.loads(run.invoke(reform, ["list", "--json"]).stdout)
    assert (told["code"], told["status"]) == ("thu", "draft")
    shown = json.loads(run.invoke(reform, ["show", "thu", "--json"]).stdout)
    assert [unit["code"] for unit in shown["created"]] == ["00011"]
    out = str(tmp_path / "ra.zip")
    assert "Đã ghi" in run.invoke(reform, ["draft", "export", "thu", out]).stdout
    Reform.objects.all().delete()
    assert "Đã lập dự thảo thu" in run.invoke(reform, ["draft", "import", out]).stdout
    assert isinstance(run.invoke(reform, ["show", "khong-co"]).exception, Refused)
