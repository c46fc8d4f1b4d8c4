"""A TCP proxy that fails on purpose, for tests of every language: a line between one client and one hub.

    with FaultProxy("127.0.0.1:8207") as proxy:
        proxy.next(ResetAfter(700_000))      # the next connection; those after it are sound again
        proxy.always = Slow(8_000)           # every connection that has no fault of its own

A fault concerns one connection and counts bytes from the hub to the client, headers included, unless it says
otherwise. ``proxy.log`` has what each connection carried. From a shell: ``python -m tests.faults.proxy UPSTREAM PORT
[reset:700000 | close:700000 | stall:700000 | slow:8000 | late:2.0 | deaf]``.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

PIECE = 16_384


@dataclass(frozen=True)
class Sound:
    """No fault."""


@dataclass(frozen=True)
class ResetAfter:
    """RST once so many bytes have reached the client."""

    bytes: int


@dataclass(frozen=True)
class CloseAfter:
    """An orderly end (FIN) once so many bytes have reached the client: shorter than promised."""

    bytes: int


@dataclass(frozen=True)
class ResetRequestAfter:
    """RST to both sides once so many bytes of the client's have reached the hub."""

    bytes: int


@dataclass(frozen=True)
class StallAfter:
    """Silence once so many bytes have reached the client; the line stays open for ``seconds``."""

    bytes: int
    seconds: float = 30.0


@dataclass(frozen=True)
class Slow:
    """So many bytes a second towards the client (64 kbit/s are 8,000)."""

    bytes_per_second: int


@dataclass(frozen=True)
class Late:
    """Each first byte of an answer comes so much later (seconds)."""

    seconds: float


@dataclass(frozen=True)
class ReplyDropped:
    """The request passes whole and the hub answers; the client sees the line break without a byte."""


Fault = Sound | ResetAfter | CloseAfter | ResetRequestAfter | StallAfter | Slow | Late | ReplyDropped


@dataclass
class Carried:
    """What one connection carried: bytes up (to the hub), down (delivered to the client), and what the hub sent."""

    fault: Fault
    up: int = 0
    down: int = 0
    answered: int = 0


def reset(line: socket.socket) -> None:
    """Close so that the other side sees RST."""
    with contextlib.suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        # A blocked recv in another thread keeps the socket alive; shutdown wakes it, but would send FIN first: only
        # the reading half is ended.
        line.shutdown(socket.SHUT_RD)
    line.close()


@dataclass
class FaultProxy:
    """Listens on this machine only. ``upstream``: ``host:port``. ``port`` 0: a free one."""

    upstream: str
    port: int = 0
    always: Fault = field(default_factory=Sound)
    log: list[Carried] = field(default_factory=list)
    _queue: deque[Fault] = field(default_factory=deque)
    _closing: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> FaultProxy:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        """Where clients go instead of the hub."""
        return f"http://127.0.0.1:{self.port}"

    def next(self, *faults: Fault) -> None:
        """Faults of the next connections, one each, in order."""
        self._queue.extend(faults)

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            fault = self._queue.popleft() if self._queue else self.always
            carried = Carried(fault)
            self.log.append(carried)
            threading.Thread(target=self._carry, args=(client, carried), daemon=True).start()

    def _carry(self, client: socket.socket, carried: Carried) -> None:
        host, _, port = self.upstream.rpartition(":")
        try:
            hub = socket.create_connection((host, int(port)), 10)
        except OSError:
            reset(client)
            return
        for line in (client, hub):
            line.settimeout(60)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        upward = threading.Thread(target=self._up, args=(client, hub, carried), daemon=True)
        upward.start()
        try:
            self._down(client, hub, carried)
        finally:
            for line in (client, hub):
                # close() alone would wait for the thread that still reads from the line
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
                line.close()

    def _up(self, client: socket.socket, hub: socket.socket, carried: Carried) -> None:
        limit = carried.fault.bytes if isinstance(carried.fault, ResetRequestAfter) else None
        with contextlib.suppress(OSError):
            while piece := client.recv(PIECE):
                if limit is not None and carried.up + len(piece) >= limit:
                    hub.sendall(piece[: limit - carried.up])
                    carried.up = limit
                    # the client first: once the hub's side ends, the other thread closes both in an orderly way
                    reset(client)
                    reset(hub)
                    return
                hub.sendall(piece)
                carried.up += len(piece)
            hub.shutdown(socket.SHUT_WR)

    def _down(self, client: socket.socket, hub: socket.socket, carried: Carried) -> None:
        fault = carried.fault
        with contextlib.suppress(OSError):
            while piece := hub.recv(PIECE):
                carried.answered += len(piece)
                if isinstance(fault, ReplyDropped):
                    reset(client)
                    return
                if isinstance(fault, Late):
                    self._closing.wait(fault.seconds)
                if isinstance(fault, Slow):
                    self._trickle(client, piece, carried, fault.bytes_per_second)
                    continue
                if isinstance(fault, ResetAfter | CloseAfter | StallAfter):
                    piece = piece[: fault.bytes - carried.down]
                client.sendall(piece)
                carried.down += len(piece)
                if isinstance(fault, ResetAfter | CloseAfter | StallAfter) and carried.down >= fault.bytes:
                    self._end(client, fault)
                    return

    def _end(self, client: socket.socket, fault: Fault) -> None:
        if isinstance(fault, StallAfter):
            self._closing.wait(fault.seconds)
        if isinstance(fault, ResetAfter):
            # What lies unread in the client's buffer would be thrown away by RST; real lines lose a little too, but
            # a test wants to know what arrived.
            time.sleep(0.05)
            reset(client)
        else:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_WR)

    def _trickle(self, client: socket.socket, piece: bytes, carried: Carried, rate: int) -> None:
        step = max(1, rate // 20)
        for start in range(0, len(piece), step):
            part = piece[start : start + step]
            client.sendall(part)
            carried.down += len(part)
            if self._closing.wait(len(part) / rate):
                return


def parse(word: str) -> Fault:
    """``reset:700000`` and so on, for a shell."""
    name, _, amount = word.partition(":")
    made: dict[str, Fault] = {"deaf": ReplyDropped(), "sound": Sound()}
    if name in made:
        return made[name]
    if name == "late":
        return Late(float(amount))
    kinds: dict[str, Callable[[int], Fault]]
    kinds = {"reset": ResetAfter, "close": CloseAfter, "stall": StallAfter, "cut": ResetRequestAfter, "slow": Slow}
    return kinds[name](int(amount))


def main() -> None:
    """Run until interrupted; the faults named are for the first connections, one each."""
    upstream, port, *words = sys.argv[1:]
    with FaultProxy(upstream, int(port)) as proxy:
        proxy.next(*map(parse, words))
        print(proxy.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
