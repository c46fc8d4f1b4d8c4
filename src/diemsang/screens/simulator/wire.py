"""HTTP as a television speaks it, and the ways in which a line fails it."""

from __future__ import annotations

import enum
import gzip
import http.client
import json
import socket
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

TIMEOUT_S = 30


class NoAnswerError(Exception):
    """The request brought no answer: what it did at the hub, if anything, is not known."""


class Fault(enum.Enum):
    """What the line does to one request."""

    NONE = "none"
    REPLY_LOST = "reply lost"
    """The hub answered, after its commit; the answer went astray."""
    CLOSED = "closed"
    """The device went away right after sending."""
    RESET = "reset"
    """The connection broke half-way through the request."""


@dataclass(frozen=True)
class Answer:
    """What came back. ``size``: bytes of status line, headers and body."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int

    def json(self) -> dict[str, Any]:
        """The body as an object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass
class Wire:
    """One television's line to the hub; keeps its connection as a browser does. Used by one thread at a time."""

    url: str
    counts: Counter[str] = field(default_factory=Counter)
    on_refused: Callable[[], None] | None = None
    """Called when nobody listens (the hub was killed): may wait until it is back."""
    connection: http.client.HTTPConnection | None = None

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: dict[str, Any] | bytes | None = None,
        secret: str = "",
        at_ms: int | None = None,
        fault: Fault = Fault.NONE,
    ) -> Answer:
        """Send one request under a fault. ``NoAnswerError`` whenever the device would not learn the answer.

        A body of more than 1 KiB is sent gzipped. ``at_ms``: simulated Unix milliseconds, for the simulator's hub.
        """
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
        if at_ms is not None:
            headers["X-Simulated-Now"] = str(at_ms)
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if len(raw) > 1024:
            raw = gzip.compress(raw, 5, mtime=0)
            headers["Content-Encoding"] = "gzip"
        self.counts["requests"] += 1
        self.counts[f"fault: {fault.value}"] += 1
        self.counts["bytes sent"] += len(raw)
        try:
            if fault in {Fault.RESET, Fault.CLOSED}:
                self._break(method, path, raw, headers, fault)
            answer = self._exchange(method, path, raw, headers)
        except ConnectionRefusedError as error:
            self.close()
            if self.on_refused:
                self.on_refused()
            raise NoAnswerError("refused") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswerError(str(error) or type(error).__name__) from error
        self.counts[f"status {answer.status}"] += 1
        if fault is Fault.REPLY_LOST:
            self.close()
            raise NoAnswerError(fault.value)
        return answer

    def _exchange(self, method: str, path: str, raw: bytes, headers: dict[str, str]) -> Answer:
        if self.connection is None:
            self.connection = self._connect()
        self.connection.request(method, path, body=raw or None, headers=headers)
        response = self.connection.getresponse()
        body = response.read()
        size = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n") + len(body)
        size += sum(len(name) + len(value) + 4 for name, value in response.getheaders())
        if response.will_close:
            self.close()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body, size)

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S)
        connection.connect()
        # Without this a keep-alive request waits for the delayed acknowledgement of its own headers.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _break(self, method: str, path: str, raw: bytes, headers: dict[str, str], fault: Fault) -> None:
        """On a connection of its own, send the whole and go, or the half and reset."""
        parts = urlsplit(self.url)
        lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(raw)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        message = ("\r\n".join(lines) + "\r\n\r\n").encode() + raw
        with socket.create_connection((parts.hostname or "", parts.port or 80), TIMEOUT_S) as line:
            if fault is Fault.RESET:
                line.sendall(message[: len(message) - max(1, len(raw) // 2)])
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                line.sendall(message)
        raise NoAnswerError(fault.value)

    def close(self) -> None:
        """Drop the connection; the next request opens another."""
        if self.connection:
            self.connection.close()
            self.connection = None
