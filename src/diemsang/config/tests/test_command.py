"""The command tells a person what to do instead of showing a traceback, and refuses before it writes."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from pytest_django.fixtures import Settings

from diemsang.accounts.models import User
from diemsang.config import hubfile
from diemsang.config.check import deploy_problems, factor_warnings
from diemsang.config.cli.main import COMMANDS, diemsang, explain
from diemsang.core.errors import Refused


def run(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real command in a process of its own, on SQLite."""
    env = os.environ | {"DIEMSANG_HOME": str(home), "DATABASE_URL": ""} | environment
    command = [sys.executable, "-m", "diemsang.config.cli", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_help_lists_every_command_and_makes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path / "home", "--help")
    assert result.returncode == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)
    assert run(tmp_path / "home", "serve", "--help").returncode == 0
    assert not (tmp_path / "home").exists()


def test_any_command_makes_an_empty_home_and_keeps_its_secret(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = run(home, "check", "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["problems"] == []
    assert "Tạo cơ sở dữ liệu mới" in first.stderr
    made = (home / "hub.toml").read_bytes()
    assert (home / "hub.toml").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o077 == 0
    unknown = run(home, "user", "password", "ai", "--as", "ma")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "Không có người dùng «ma»" in unknown.stderr
    assert (home / "hub.toml").read_bytes() == made
    (home / "diemsang.sqlite3").write_bytes(b"not a database at all" * 100)
    for suffix in ("-wal", "-shm"):
        (home / f"diemsang.sqlite3{suffix}").unlink(missing_ok=True)
    broken = run(home, "check")
    assert broken.returncode == 1
    assert "Traceback" not in broken.stderr
    assert "khôi phục bản sao lưu" in broken.stderr


def test_wrong_usage_is_2(tmp_path: Path) -> None:
    assert run(tmp_path / "home", "khong-co").returncode == 2


def test_a_home_never_changes_its_kind(tmp_path: Path) -> None:
    hubfile.ensure(tmp_path / "home", illustration=True)
    assert hubfile.ensure(tmp_path / "home")["illustration"] is True
    with pytest.raises(Refused, match="không trộn"):
        hubfile.ensure(tmp_path / "home", illustration=False)


def test_two_makers_agree_on_one_secret(tmp_path: Path) -> None:
    assert hubfile.ensure(tmp_path) == hubfile.ensure(tmp_path)


def test_whether_a_hub_runs(tmp_path: Path) -> None:
    assert not hubfile.in_use(tmp_path)
    with hubfile.running(tmp_path):
        assert hubfile.in_use(tmp_path)
    assert not hubfile.in_use(tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Refused("Không được."), "Không được."),
        (PermissionDenied("An: thiếu quyền plans.load"), "thiếu quyền"),
        (OSError(errno.ENOSPC, "x", "/mnt/a"), "hết chỗ trên đĩa"),
        (PermissionError(errno.EACCES, "x", "/mnt/a"), "/mnt/a"),
        (FileNotFoundError(errno.ENOENT, "x", "ke-hoach"), "ke-hoach: không có tệp"),
        (OperationalError("database disk image is malformed"), "khôi phục bản sao lưu"),
        (OperationalError("attempt to write a readonly database"), "quyền ghi"),
        (OperationalError("connection refused"), "DATABASE_URL"),
    ],
)
def test_an_error_becomes_a_sentence(error: Exception, words: str) -> None:
    assert words in str(explain(error))


def test_a_fault_of_the_program_is_not_hidden() -> None:
    assert explain(ValueError("x")) is None


def test_users_on_the_command_line(db: None) -> None:
    runner = CliRunner()
    added = runner.invoke(diemsang, ["user", "add", "binh", "Lý Thị Bình", "--role", "SYSTEM_ADMIN"])
    assert added.exit_code == 0, added.output
    username, password = added.output.strip().split("\t")
    user = User.objects.get(username=username)
    assert user.check_password(password)
    changed = runner.invoke(diemsang, ["user", "password", "binh", "--as", "binh"])
    assert changed.exit_code == 0, changed.output
    user.refresh_from_db()
    assert not user.check_password(password)
    assert "binh\tLý Thị Bình" in runner.invoke(diemsang, ["user", "list"]).output


def test_deploy_check_names_what_is_unsafe(db: None, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    told = " ".join(deploy_problems())
    assert "DIEMSANG_PRODUCTION" in told
    assert "DIEMSANG_HOSTS" in told


def test_deploy_check_names_unsafe_sign_in(tq: object, make_user: Callable[..., User], settings: Settings) -> None:
    settings.OIDC_ISSUER = "http://dang-nhap.example"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{"client_id": "", "secret": ""}]}}
    settings.SECRET_KEY = "ngan"
    settings.HUB_URL = "http://hub.example"
    make_user("lan-thu", job_title="Chuyên viên (nhân vật minh họa)")
    make_user("admin")
    told = " ".join(deploy_problems())
    for word in ("hai bước", "khóa bí mật", "DIEMSANG_OIDC_ISSUER", "CLIENT_ID", "DIEMSANG_URL", "lan-thu", "«admin»"):
        assert word in told
    settings.SECOND_FACTOR_REQUIRED = True
    assert "hai bước" not in " ".join(deploy_problems())


def test_deploy_check_warns_of_roles_without_a_second_factor(quan: User, huong: User) -> None:
    told = " ".join(factor_warnings())
    assert "quan" in told and "huong" not in told


def test_rights_and_grants_on_the_command_line(tq: object) -> None:
    from diemsang.accounts.models import Grant

    runner = CliRunner()
    table = json.loads(runner.invoke(diemsang, ["rights", "--json"]).output)
    assert {"role", "right", "scope", "needs_mfa", "meaning"} == set(table[0])
    runner.invoke(diemsang, ["user", "add", "mai", "Lý Thị Mai", "--password-stdin"], input="nắng lên đỉnh Cham Chu\n")
    given = runner.invoke(diemsang, ["user", "grant", "mai", "COMMUNE", "--area", "02221"])
    assert given.exit_code == 0, given.output
    assert "lien-ket" in runner.invoke(diemsang, ["user", "reset", "mai"]).output
    ended = runner.invoke(diemsang, ["user", "end-grant", "mai", "COMMUNE", "--reason", "luân chuyển"])
    assert ended.exit_code == 0, ended.output
    assert Grant.objects.get(user__username="mai").valid_to is not None
    assert runner.invoke(diemsang, ["user", "end-grant", "mai", "COMMUNE", "--reason", "lại"]).exit_code == 1
