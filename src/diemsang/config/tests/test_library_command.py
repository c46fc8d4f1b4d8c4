"""The library's commands as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from conftest import MakeUser, TuyenQuang

from diemsang.config.cli.library import content, library
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path

EXAMPLES = str(data_path("examples/thu-vien"))


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    """Where the key and the files go."""
    (tmp_path / "hub.toml").write_text('made = "test"\n', encoding="utf-8")
    settings.HOME, settings.FILES_ROOT = tmp_path, tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path


def run(command: click.Command, *words: str, code: int = 0) -> Result:
    """A command and how it must end."""
    result = CliRunner().invoke(command, words, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def test_from_the_folder_to_a_checked_publication(home: Path, tq: TuyenQuang, make_user: MakeUser) -> None:
    for name, role in (("hien", "LANG_REVIEW"), ("tho", "POLICY_REVIEW")):
        make_user(name, role=role, area=tq.now("08"))
    loaded = json.loads(run(library, "load", EXAMPLES, "--reviewed-by", "hien", "tho", "--json").stdout)
    assert {row["status"] for row in loaded["products"]} == {"created"}
    published = json.loads(run(content, "publish", "--json").stdout)
    assert (published["root"], published["items"]) == (1, len(loaded["products"]))
    assert json.loads(run(content, "verify", "--json").stdout)["bad"] == []
    out = home / "xuat"
    run(content, "export", str(out))
    file = min((out / "media").iterdir())
    file.write_bytes(file.read_bytes()[:-1])
    broken = json.loads(run(content, "verify", str(out), "--json", code=1).stdout)
    assert [fault["hash"] for fault in broken["bad"]] == [file.name]
    assert "lần phát hành hiện hành: 2" in run(library, "withdraw", "rua_tay", "--reason", "Sai số").output
    listed = json.loads(run(library, "list", "--json").stdout)["products"]
    assert {row["code"]: row["state"] for row in listed}["rua_tay"] == "withdrawn"


def test_who_loaded_does_not_approve(home: Path, tq: TuyenQuang, make_user: MakeUser) -> None:
    make_user("hien", role="LANG_REVIEW", area=tq.now("08"))
    run(library, "load", EXAMPLES)
    assert "chờ thẩm định" in run(library, "approve", "rua_tay", "--kind", "language", "--as", "hien").output
    with pytest.raises(Refused, match="người nạp"):
        run(library, "approve", "rua_tay", "--kind", "policy")
