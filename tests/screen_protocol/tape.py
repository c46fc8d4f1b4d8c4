"""Events and chains as the document says them; the runner's own reading, shared with no other program."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

START = time.monotonic()


def now_ms() -> int:
    """Unix milliseconds."""
    return round(time.time() * 1000)


@dataclass
class Tape:
    """One stream: raw texts by seq from 1, and chain values from 0."""

    stream: str = field(default_factory=lambda: str(uuid.uuid4()))
    boot: str = field(default_factory=lambda: secrets.token_hex(4))
    texts: list[bytes] = field(default_factory=list)
    sent: int = 0

    def mono(self) -> int:
        """Milliseconds since the boot."""
        return round((time.monotonic() - START) * 1000) + 60_000

    def chain(self, seq: int) -> str:
        """``chain(seq)``; of a stream that is shorter, the last."""
        value = hashlib.sha256(self.stream.lower().encode()).hexdigest()[:32]
        for raw in self.texts[:seq]:
            value = hashlib.sha256(value.encode() + raw).hexdigest()[:32]
        return value

    def make(self, event: dict[str, Any] | str | None) -> None:
        """One event: base fields are filled in, ``null`` takes a field out; a text is taken as it stands."""
        if isinstance(event, str):
            self.texts.append(event.encode())
            return
        base = {
            "seq": len(self.texts) + 1,
            "boot": self.boot,
            "mono_ms": self.mono(),
            "wall_ms": now_ms(),
            "kind": "on",
        }
        fields = base | ({"s": 900} if not event or "kind" not in event else {}) | (event or {})
        kept = {name: value for name, value in fields.items() if value is not None}
        self.texts.append(json.dumps(kept, ensure_ascii=False).encode())

    def copy(self, upto: int) -> Tape:
        """The same stream as far as ``upto``, to go on differently."""
        return Tape(self.stream, self.boot, self.texts[:upto], upto)

    def body(self, said: dict[str, Any]) -> bytes:
        """A contact: ``send`` [first, last], ``prev``, ``now`` and ``fields`` replace what would be right."""
        first, last = said.get("send") or [self.sent + 1, len(self.texts)]
        around: dict[str, Any] = {
            "now": {"boot": self.boot, "mono_ms": self.mono(), "wall_ms": now_ms()} | said.get("now", {}),
            "stream": self.stream,
            "first_seq": first,
            "prev": said.get("prev", self.chain(first - 1)),
            "holds": {"root": None, "missing": [], "missing_count": 0},
            "health": {"sound": "unknown", "storage": "ok", "app": "conformance", "errors": 0},
        }
        around |= said.get("fields", {})
        kept = {name: value for name, value in around.items() if value != "absent"}
        between = str(said.get("between", ",")).encode()
        events = b"[" + between.join(self.texts[first - 1 : last]) + b"]"
        self.sent = max(self.sent, last)
        return json.dumps(kept).encode()[:-1] + b',"events":' + events + b"}"
