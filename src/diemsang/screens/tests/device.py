"""A television in few lines for tests: makes events, keeps them, sends what it is told to send."""

from __future__ import annotations

import gzip
import json
import uuid
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.test import Client

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.points.models import SupportPoint
from diemsang.screens.actions import claim_screen
from diemsang.screens.models import Screen
from diemsang.screens.protocol import chain

API = "/api/screen/v1"
BOOT = "0000000a"


def wall_now() -> int:
    """The hub's clock."""
    return int(clock.now().timestamp() * 1000)


@dataclass
class Device:
    """``events`` are the texts made so far in the stream, the first with seq 1."""

    secret: str = field(default_factory=lambda: uuid.uuid4().hex + "x" * 11)
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    stream: uuid.UUID = field(default_factory=uuid.uuid4)
    events: list[bytes] = field(default_factory=list)
    boot: str = BOOT
    client: Client = field(default_factory=Client)
    mono: int = 1_000_000

    @property
    def digest(self) -> str:
        return sha256(self.secret.encode()).hexdigest()

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def ask(self, **more: Any) -> Any:
        """``POST pairings``."""
        body = {"screen_key": str(self.key), "secret_sha256": self.digest, "agent": "TV", "size": "1920x1080"}
        return self.client.post(f"{API}/pairings", json.dumps(body | more), content_type="application/json")

    def pair(self, point: SupportPoint) -> Screen:
        """Asked, and claimed by somebody."""
        return claim_screen(actor=SYSTEM, code=self.ask().json()["code"], point=point)

    def make(self, kind: str = "open", **more: Any) -> bytes:
        """One event more."""
        fields = {"seq": len(self.events) + 1, "boot": self.boot, "mono_ms": self.mono, "wall_ms": wall_now()}
        self.events.append(json.dumps({**fields, "kind": kind, **more}, ensure_ascii=False).encode())
        return self.events[-1]

    def chain_at(self, seq: int) -> str:
        """Chain value at ``seq``."""
        return [chain.start(self.stream), *chain.follow(chain.start(self.stream), self.events[:seq])][seq]

    def body(self, first: int = 1, last: int | None = None, **more: Any) -> bytes:
        """The bytes of a contact with the events from ``first`` to ``last``."""
        head = {
            "now": {"boot": self.boot, "mono_ms": self.mono, "wall_ms": wall_now()},
            "stream": str(self.stream),
            "first_seq": first,
            "prev": self.chain_at(min(first - 1, len(self.events))),
            "holds": {"root": 0, "missing": [], "missing_count": 0},
            "health": {"sound": "armed", "storage": "ok", "app": "0", "errors": 0},
        }
        events = b",".join(self.events[first - 1 : last])
        return json.dumps(head | more)[:-1].encode() + b', "events": [' + events + b"]}"

    def send(self, first: int = 1, last: int | None = None, *, packed: bool = False, **more: Any) -> Any:
        """A contact."""
        return self.post(self.body(first, last, **more), packed=packed)

    def post(self, body: bytes, *, packed: bool = False) -> Any:
        """Raw bytes as a contact."""
        headers = {**self.bearer, **({"Content-Encoding": "gzip"} if packed else {})}
        data = gzip.compress(body) if packed else body
        return self.client.post(f"{API}/contact", data, content_type="application/json", headers=headers)
