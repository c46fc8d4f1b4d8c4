"""The simulator's own hub: granian on a spare port of this machine, killed and started again at will."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

APPLICATION = "diemsang.screens.simulator.wsgi:application"


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class OwnHub:
    """A server process on the environment's home and database. ``application``: what granian serves."""

    workers: int = 2
    application: str = APPLICATION
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    kills: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, timeout_s: float = 60) -> None:
        """Start and wait until it answers. ``RuntimeError`` when it does not."""
        words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--log-level", "error"]
        words += ["--workers", str(self.workers), "--blocking-threads", "1", self.application]
        # All televisions call from one address here, which a province's do not.
        env = {"DIEMSANG_SCREEN_PAIRINGS": "0", "PYTHONWARNINGS": "ignore"} | os.environ
        self.process = subprocess.Popen([sys.executable, "-m", "granian", *words], start_new_session=True, env=env)
        self.wait_ready(timeout_s)

    def wait_ready(self, timeout_s: float = 60) -> None:
        """Until ``/healthz`` answers."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310  # our own http
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError("the simulator's hub does not answer")

    def kill(self) -> None:
        """As a power cut does: no goodbye, then a new start."""
        with self._turn:
            self.stop(signal.SIGKILL)
            self.kills += 1
            self.start()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server and its workers, which are the process group that ``start`` made."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, how)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
