"""The proxy itself: each fault is the fault that it says, seen by a client on a socket of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.proxy import (
    CloseAfter,
    Fault,
    FaultProxy,
    Late,
    ReplyDropped,
    ResetAfter,
    ResetRequestAfter,
    Slow,
    Sound,
    StallAfter,
)

ANSWER = bytes(range(256)) * 400


@pytest.fixture
def upstream() -> Iterator[tuple[str, list[bytes]]]:
    """A server that reads until a full stop and answers 102,400 bytes."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(line,), daemon=True).start()

    def answer(line: socket.socket) -> None:
        got = b""
        try:
            while not got.endswith(b".") and (piece := line.recv(4096)):
                got += piece
            heard.append(got)
            line.sendall(ANSWER)
        except OSError:
            pass
        finally:
            line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{listener.getsockname()[1]}", heard
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def fetch(proxy: FaultProxy, timeout: float = 10) -> tuple[bytes, str]:
    """What a client reads, and how it ended."""
    with socket.create_connection(("127.0.0.1", proxy.port), timeout) as line:
        got = b""
        try:
            line.sendall(b"x" * 5_000 + b".")
            while piece := line.recv(65_536):
                got += piece
        except TimeoutError:
            return got, "silence"
        except OSError:
            return got, "reset"
    return got, "end"


@pytest.mark.parametrize(
    ("fault", "length", "how"),
    [
        (Sound(), 102_400, "end"),
        (ResetAfter(70_000), 70_000, "reset"),
        (CloseAfter(70_000), 70_000, "end"),
        (ReplyDropped(), 0, "reset"),
        (ResetRequestAfter(2_000), 0, "reset"),
        (Late(0.2), 102_400, "end"),
        (Slow(400_000), 102_400, "end"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Fault) else None,
)
def test_each_fault_is_what_it_says(upstream: tuple[str, list[bytes]], fault: Fault, length: int, how: str) -> None:
    with FaultProxy(upstream[0]) as proxy:
        proxy.next(fault)
        began = time.monotonic()
        got, ended = fetch(proxy)
        seconds = time.monotonic() - began
        assert (len(got), ended) == (length, how)
        assert got == ANSWER[:length]
        assert seconds >= {Late: 0.2, Slow: 0.2}.get(type(fault), 0)
        assert fetch(proxy) == (ANSWER, "end"), "a fault concerns one connection"


def test_a_stall_is_silence_on_an_open_line(upstream: tuple[str, list[bytes]]) -> None:
    with FaultProxy(upstream[0]) as proxy:
        proxy.next(StallAfter(10_000))
        got, ended = fetch(proxy, timeout=0.3)
    assert (len(got), ended) == (10_000, "silence")


def test_a_dropped_reply_is_dropped_after_the_request_passed_whole(upstream: tuple[str, list[bytes]]) -> None:
    with FaultProxy(upstream[0]) as proxy:
        proxy.next(ReplyDropped())
        fetch(proxy)
        assert [len(request) for request in upstream[1]] == [5_001]
        assert proxy.log[0].answered > 0 == proxy.log[0].down
