"""A thin, far line between one television and its hub, and what each request carried over it.

Everything of the browser goes through it: the page, its service worker, fonts, prefetches, the icon that nobody
asked for. So nothing is undercounted, and all share one bandwidth, as they do in a village. As in the network
emulation of DevTools each request waits one round trip; to open a connection costs nothing more.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Self

PIECE = 16_384
STEP = 2_920
"""Bytes that leave at once (two packets), so that answers share the line."""


@dataclass
class Exchange:
    """One request and its answer: bytes with headers, seconds by ``time.monotonic``."""

    method: str
    path: str
    began: float
    ended: float = 0.0
    up: int = 0
    down: int = 0


class Rate:
    """One direction of the line: whoever sends waits for its turn."""

    def __init__(self, bytes_s: float) -> None:
        self.bytes_s = bytes_s
        self._lock = threading.Lock()
        self._free = 0.0

    def wait(self, size: int) -> None:
        """Until so many bytes have gone."""
        with self._lock:
            self._free = max(self._free, time.monotonic()) + size / self.bytes_s
            until = self._free
        time.sleep(max(0.0, until - time.monotonic()))


@dataclass
class ThinLine:
    """Listens on this machine only; ``log`` has one entry for each request. Requests are not pipelined (HTTP/1.1)."""

    upstream: int
    kbit_s: float
    rtt_ms: float
    log: list[Exchange] = field(default_factory=list)
    _open: list[socket.socket] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._down, self._up = Rate(self.kbit_s * 125), Rate(self.kbit_s * 125)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.cut()

    @property
    def url(self) -> str:
        """Where the television goes instead of the hub: a secure context, as the hub's HTTPS is."""
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        """The hub is dead: connections end, new ones are refused."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in list(self._open):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def free(self) -> None:
        """From now on as fast as the machine is."""
        self.rtt_ms = 0
        self._down.bytes_s = self._up.bytes_s = float("inf")

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                hub = socket.create_connection(("127.0.0.1", self.upstream), 10)
            except OSError:
                return
            hub.settimeout(None)
            for line in (client, hub):
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._open.append(line)
            now: list[Exchange] = []
            threading.Thread(target=self._carry_up, args=(client, hub, now), daemon=True).start()
            threading.Thread(target=self._carry_down, args=(hub, client, now), daemon=True).start()

    def _carry_up(self, client: socket.socket, hub: socket.socket, now: list[Exchange]) -> None:
        with contextlib.suppress(OSError):
            while piece := client.recv(PIECE):
                if not now or now[-1].down:
                    method, path = piece.split(b" ", 2)[:2]
                    now.append(Exchange(method.decode(), path.decode(), time.monotonic()))
                    self.log.append(now[-1])
                    time.sleep(self.rtt_ms / 1000)
                now[-1].up += len(piece)
                self._up.wait(len(piece))
                hub.sendall(piece)
        with contextlib.suppress(OSError):
            hub.shutdown(socket.SHUT_RDWR)

    def _carry_down(self, hub: socket.socket, client: socket.socket, now: list[Exchange]) -> None:
        with contextlib.suppress(OSError):
            while piece := hub.recv(PIECE):
                for start in range(0, len(piece), STEP):
                    part = piece[start : start + STEP]
                    self._down.wait(len(part))
                    now[-1].down += len(part)
                    now[-1].ended = time.monotonic()
                    client.sendall(part)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
