"""What the benches of screens share: claimed screens with known secrets, full batches, and clients that cost little."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import environment

BATCH = 200


def child(script: str, home: Path, database: str | None, *words: str) -> str:
    """Run a bench's own step in a process with Django on that home; its last line."""
    command = [sys.executable, script, *words]
    env = environment(home, database)
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.splitlines()[-1]


def claim_screens(number: int) -> None:
    """In a child process: so many screens, claimed for the points in turn; prints their secrets as one JSON line."""
    from diemsang.config.cli.common import start_django

    start_django()
    from diemsang.core.actor import SYSTEM
    from diemsang.points.models import SupportPoint
    from diemsang.screens.actions import claim_screen
    from diemsang.screens.actions.pairing import ask_pairing

    points = list(SupportPoint.objects.order_by("code"))
    secrets = [f"{hashlib.sha256(f'{number}/{index}'.encode()).hexdigest()[:43]}" for index in range(number)]
    for index, secret in enumerate(secrets):
        digest = hashlib.sha256(secret.encode()).hexdigest()
        pairing = ask_pairing(screen_key=uuid.uuid4(), secret_sha256=digest, agent="đo", size="1920x1080")
        assert pairing.code
        claim_screen(actor=SYSTEM, code=pairing.code, point=points[index % len(points)])
    print(json.dumps(secrets))


def server_cpu_s(leader: int) -> float:
    """Processor seconds that a server and its workers have used: all processes of the session that it leads."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


@dataclass
class Sender:
    """A made-up television that keeps one stream; texts are made once and chained, as the document says."""

    secret: str
    boot: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    stream: str = field(default_factory=lambda: str(uuid.uuid4()))
    made: int = 0
    chain: str = ""
    began: float = field(default_factory=time.time)

    def __post_init__(self) -> None:
        self.chain = hashlib.sha256(self.stream.encode()).hexdigest()[:32]

    def request(self, events: int) -> bytes:
        """The whole HTTP request of a contact with so many new events, gzipped as a television would."""
        first, before, texts = self.made + 1, self.chain, []
        for _ in range(events):
            self.made += 1
            fields = {
                "seq": self.made,
                "boot": self.boot,
                "mono_ms": 1_000 + self.made * 90,
                "wall_ms": round(self.began * 1000) - 100_000_000 + self.made * 90,
                "kind": "play",
                "product": f"minh_hoa_{self.made % 12}",
                "edition": 1,
                "lang": "vi",
                "mode": "alone",
                "ms": 20_000 + self.made * 7 % 90_000,
                "of_ms": 120_000,
                "end": "done",
                "sound": 1,
            }
            raw = json.dumps(fields, separators=(",", ":")).encode()
            self.chain = hashlib.sha256(self.chain.encode() + raw).hexdigest()[:32]
            texts.append(raw)
        around = {
            "now": {"boot": self.boot, "mono_ms": 100_000_000, "wall_ms": round(time.time() * 1000)},
            "stream": self.stream,
            "first_seq": first,
            "prev": before,
            "holds": {"root": 0, "missing": [], "missing_count": 0},
            "health": {"sound": "armed", "storage": "ok", "app": "do", "errors": 0},
        }
        body = json.dumps(around).encode()[:-1] + b',"events":[' + b",".join(texts) + b"]}"
        lines = ["POST /api/screen/v1/contact HTTP/1.1", "Host: localhost", f"Authorization: Bearer {self.secret}"]
        lines += ["Content-Type: application/json"]
        if len(body) > 1024:
            body = gzip.compress(body, 5, mtime=0)
            lines.append("Content-Encoding: gzip")
        lines.append(f"Content-Length: {len(body)}")
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Line:
    """A kept connection that sends ready bytes and reads one answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> tuple[int, bytes]:
        """Status and the whole answer, headers included."""
        self._socket.sendall(request)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._piece()
        head, _, body = got.partition(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        while len(body) < length:
            piece = self._piece()
            body, got = body + piece, got + piece
        return int(head.split(b" ", 2)[1]), got

    def _piece(self) -> bytes:
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionError("the hub closed the line")
        return piece

    def close(self) -> None:
        """The end."""
        self._socket.close()


def in_parallel(works: Sequence[Callable[[], Iterator[float]]]) -> tuple[list[float], float]:
    """Run each in a thread of its own; the milliseconds that they yield, and the seconds that all took."""
    found: list[float] = []
    errors: list[BaseException] = []

    def run(work: Callable[[], Iterator[float]]) -> None:
        try:
            found.extend(work())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if errors:
        raise errors[0]
    return found, seconds


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
