"""Commands as processes of their own on one home: killed in the middle, and several at once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from diemsang.config import hubfile

MAIN = "import sys; from diemsang.config.cli.main import main; main()"
FILL = """
from diemsang.config.cli.common import start_django
start_django()
from pathlib import Path
from diemsang.config.backup import write_backup
from diemsang.config.tests.test_backup import fill
fill()
write_backup(Path({path!r}))
"""
KILL = """
import os, signal
from diemsang.config.cli.common import setup_django
setup_django()
from pathlib import Path
from unittest import mock
from diemsang.config import hubfile
from diemsang.config.backup import restore_backup
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
{patch}
restore_backup(Path({path!r}))
"""
WAIT = """
import fcntl, sys
from pathlib import Path
from diemsang.config import hubfile
from diemsang.core.paths import home
real = fcntl.flock
def told(*arguments):
    print("waits", file=sys.stderr, flush=True)
    real(*arguments)
fcntl.flock = told
with hubfile.making(home()):
    print((home() / hubfile.MAKING_NAME).exists())
"""


def started(home: Path, code: str, *words: str) -> subprocess.Popen[str]:
    """A process of its own on SQLite in ``home``."""
    env = os.environ | {"DIEMSANG_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def command(home: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """The same, waited for."""
    process = started(home, code, *words)
    out, err = process.communicate()
    return subprocess.CompletedProcess(words, process.returncode, out, err)


WRITE_AND_DIE = "lambda *a, real=hubfile.write: (real(*a), die())"
KILLED_AT = {
    "while files are written": "mock.patch('diemsang.config.backup.restore.shutil.copyfileobj', die).start()",
    "before the commit": f"mock.patch.object(hubfile, 'write', {WRITE_AND_DIE}).start()",
    "after the commit": "mock.patch.object(hubfile, 'finish', die).start()",
}


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home on SQLite made by processes of their own, with its backup ``hub.zip`` in it."""
    home = tmp_path_factory.mktemp("other")
    made = command(home, FILL.format(path=str(home / "hub.zip")))
    assert made.returncode == 0, made.stderr
    return home


@pytest.mark.parametrize("patch", KILLED_AT.values(), ids=KILLED_AT.keys())
def test_a_killed_restore_says_so_and_can_be_done_again(other: Path, tmp_path: Path, patch: str) -> None:
    saved, new = other / "hub.zip", tmp_path / "new"
    killed = command(new, KILL.format(path=str(saved), patch=patch))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    check = command(new, MAIN, "check")
    assert check.returncode == 1
    assert "khôi phục dở" in check.stderr and "diemsang restore" in check.stderr
    again = command(new, MAIN, "restore", str(saved))
    assert again.returncode == 0, again.stderr
    assert command(new, MAIN, "check").returncode == 0
    assert (new / "hub.toml").read_bytes() == (other / "hub.toml").read_bytes()
    assert not list(new.rglob("*.restoring")) and not (new / hubfile.UNFINISHED_NAME).exists()


def test_two_restores_and_a_maker_at_once_leave_one_whole_home(other: Path, tmp_path: Path) -> None:
    saved, new = other / "hub.zip", tmp_path / "new"
    both = [started(new, MAIN, "restore", str(saved)) for _ in range(3)] + [started(new, MAIN, "user", "list")]
    told = [process.communicate()[1] for process in both]
    restored = [process.returncode for process in both[:3]]
    assert sorted(restored) == [0, 1, 1], told
    assert all("đã có dữ liệu" in text for text, code in zip(told, restored, strict=False) if code)
    check = command(new, MAIN, "check")
    assert check.returncode == 0, check.stdout + check.stderr
    assert (new / "hub.toml").read_bytes() == (other / "hub.toml").read_bytes()


def test_who_waited_for_a_failed_restore_does_not_lock_a_removed_file(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hubfile.making(home):
        waiting = started(home, WAIT)
        assert waiting.stderr and waiting.stderr.readline() == "waits\n"
        shutil.rmtree(home)
    assert waiting.communicate()[0] == "True\n"


def test_three_commands_at_once_on_a_new_home_wait_for_one_to_make_it(tmp_path: Path) -> None:
    new = tmp_path / "new"
    at_once = [started(new, MAIN, "user", "list") for _ in range(3)]
    told = [process.communicate()[1] for process in at_once]
    assert [process.returncode for process in at_once] == [0, 0, 0], told
