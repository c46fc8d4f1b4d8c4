"""A hub in processes of its own for tests over HTTP: made once, and with claimed screens of known secrets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tools.demo import copy_demo
from tools.hub import Hub, HubError, diemsang, environment, free_port

PLACE = "TQ-0001"


def make_hub(home: Path) -> Hub:
    """A demonstration home on SQLite, not started yet."""
    copy_demo(home)
    return Hub(home, free_port(), workers=2, database="")


def claim(home: Path, code: str, point: str = PLACE) -> None:
    """As an administrator does on the command line."""
    diemsang(home, "screens", "claim", code, "--point", point, database="")


def count_events(home: Path, sql: str) -> int:
    """One number asked of the hub's database, from outside."""
    command = [sys.executable, "-c", _ASK, sql]
    done = subprocess.run(command, env=environment(home, ""), check=True, capture_output=True, text=True)
    return int(done.stdout)


_ASK = """
import sqlite3, os, sys
path = os.path.join(os.environ["DIEMSANG_HOME"], "diemsang.sqlite3")
print(sqlite3.connect(path, timeout=20).execute(sys.argv[1]).fetchone()[0] or 0)
"""


def kill_9(hub: Hub) -> None:
    """The server and its workers, gone without a goodbye; start it again with ``hub.start``."""
    for process in hub.processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    hub.processes.clear()


def start_again(hub: Hub) -> None:
    """After ``kill_9``; the port may be held for a moment by the dying workers."""
    for attempt in range(5):
        try:
            hub.start(worker=False)
        except HubError:
            if attempt == 4:
                raise
        else:
            return
