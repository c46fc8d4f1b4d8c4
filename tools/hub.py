"""A hub as separate processes on a home: used by ``./dev up``, the pictures, the browser tests and the benches."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIEMSANG = [sys.executable, "-m", "diemsang.config.cli"]


class HubError(RuntimeError):
    """The hub did not start or stopped; the text says why."""


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Whether a server could listen on the port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def environment(home: Path, database: str | None = None) -> dict[str, str]:
    """The caller's environment, pointed at a home; a test runner's settings do not leak in.

    ``database`` replaces ``DATABASE_URL``; empty means SQLite in the home.
    """
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    if database is not None:
        env["DATABASE_URL"] = database
    return env | {"DIEMSANG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "diemsang.config.settings"}


def diemsang(home: Path, *words: str, database: str | None = None) -> None:
    """Run one command on the home; ``HubError`` when it fails (its message is already on stderr)."""
    result = subprocess.run([*DIEMSANG, *words], env=environment(home, database), check=False, cwd=ROOT)
    if result.returncode:
        raise HubError(f"diemsang {' '.join(words)}: mã {result.returncode}")


@dataclass(frozen=True)
class Person:
    """One member of a demonstration home's cast."""

    username: str
    password: str
    full_name: str
    role: str
    note: str = ""


def cast(home: Path) -> list[Person]:
    """The people made with the home, with their generated passwords (file of mode 0600)."""
    path = home / "cast.json"
    return [Person(**row) for row in json.loads(path.read_text(encoding="utf-8"))] if path.is_file() else []


@dataclass
class Hub:
    """Server, and on request one worker, on a home that is already made."""

    home: Path
    port: int
    workers: int = 2
    database: str | None = None
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://localhost:{self.port}"

    def start(self, *, worker: bool = True, timeout_s: float = 60) -> None:
        """Start and wait until ``/healthz`` answers 200. ``HubError`` when a process ends before."""
        self._spawn("serve", "--port", str(self.port), "--workers", str(self.workers))
        deadline = time.monotonic() + timeout_s
        while not self.healthy():
            if self.ended() or time.monotonic() > deadline:
                self.stop()
                raise HubError("Máy chủ không khởi động được; xem dòng lỗi ở trên.")
            time.sleep(0.1)
        if worker:
            self._spawn("worker")

    def _spawn(self, *words: str) -> None:
        env = environment(self.home, self.database)
        self.processes.append(subprocess.Popen([*DIEMSANG, *words], env=env, cwd=ROOT, start_new_session=True))

    def healthy(self) -> bool:
        """Whether the hub answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310  # our own http
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def ended(self) -> bool:
        """Whether any of the processes stopped."""
        return any(process.poll() is not None for process in self.processes)

    def stop(self) -> None:
        """Ask each process to stop; insist after 15 seconds."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes.clear()
