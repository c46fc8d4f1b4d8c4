"""One television's memory and manners: events, chain, acknowledgement, fork, gap, back-off."""

from __future__ import annotations

import copy
import hashlib
import json
import random
import secrets
import uuid
from dataclasses import dataclass, field
from typing import Any

from diemsang.screens.simulator.clocks import Clock
from diemsang.screens.simulator.wire import Answer

BATCH = 200
KEEP = 1_000
"""Acknowledged events that are kept, for a hub that comes back from a backup."""
FIRST_WAIT_S, LONGEST_WAIT_S = 15, 1_800


def chain_start(stream: str) -> str:
    """``chain(0)`` of a stream."""
    return hashlib.sha256(stream.lower().encode()).hexdigest()[:32]


def chain_next(before: str, raw: bytes) -> str:
    """``chain(n)`` from ``chain(n − 1)`` and the bytes of event n."""
    return hashlib.sha256(before.encode() + raw).hexdigest()[:32]


def fraction(*parts: object) -> float:
    """A number in [0, 1) from a hash: spreads devices without a dice roll that nobody can repeat."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def backoff_s(screen: str, count: int) -> float:
    """How long to wait after ``count`` failures in a row (1 or more): 15 s doubling to 30 minutes, ± 50 %."""
    base = float(min(LONGEST_WAIT_S, FIRST_WAIT_S << min(count - 1, 12)))
    return base * (0.5 + fraction(screen, count))


@dataclass
class Identity:
    """What pairs a device: the key of its pairing and the secret that only it knows."""

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    screen_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    pairing: str = ""
    screen: str = ""

    @property
    def secret_sha256(self) -> str:
        """What the hub may know."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


class Tape:
    """The event store: one stream, its texts and chain values."""

    def __init__(self) -> None:
        self.stream = str(uuid.uuid4())
        self.acked = 0
        self.texts: dict[int, bytes] = {}
        self.chains: dict[int, str] = {0: chain_start(self.stream)}
        self.made = 0

    def add(self, fields: dict[str, Any]) -> bytes:
        """Write one event; serialised here and never again."""
        self.made += 1
        raw = json.dumps({"seq": self.made} | fields, ensure_ascii=False, separators=(",", ":")).encode()
        self.texts[self.made] = raw
        self.chains[self.made] = chain_next(self.chains[self.made - 1], raw)
        return raw

    def acknowledge(self, seq: int) -> None:
        """Everything up to ``seq`` is at the hub."""
        self.acked = max(self.acked, seq)
        for old in [n for n in self.texts if n <= self.acked - KEEP]:
            del self.texts[old]
            self.chains.pop(old - 1, None)

    def unsent(self) -> list[bytes]:
        """Texts that nobody acknowledged."""
        return [self.texts[n] for n in range(self.acked + 1, self.made + 1)]


@dataclass(frozen=True)
class Batch:
    """Part of a tape, on its way."""

    stream: str
    first: int
    prev: str
    texts: tuple[bytes, ...]

    @property
    def last(self) -> int:
        """Highest seq in it; ``first − 1`` of a heartbeat."""
        return self.first + len(self.texts) - 1


@dataclass
class Device:
    """Everything that a copied profile copies, and the clock that it does not share."""

    identity: Identity
    clock: Clock
    rng: random.Random
    tape: Tape = field(default_factory=Tape)
    root: int = 0
    settings: str = ""
    failures: int = 0
    forks: int = 0
    gaps: int = 0
    rejected: str = ""
    """Reason of the last 401; empty while the hub knows the device."""

    def record(self, at: int, kind: str, **fields: Any) -> bytes:
        """Make an event at true time ``at``."""
        base = {"boot": self.clock.boot, "mono_ms": self.clock.next_mono(at), "wall_ms": self.clock.wall(at)}
        return self.tape.add(base | {"kind": kind} | fields)

    def batch(self, first: int | None = None, limit: int = BATCH) -> Batch:
        """What to send now: from the first event that is not acknowledged, or from ``first``."""
        start = self.tape.acked + 1 if first is None else first
        end = min(self.tape.made, start + limit - 1)
        texts = tuple(self.tape.texts[n] for n in range(start, end + 1))
        return Batch(self.tape.stream, start, self.tape.chains[start - 1], texts)

    def body(self, batch: Batch, at: int) -> bytes:
        """The request's bytes; the events' texts go in as they were made."""
        around = {
            "now": {"boot": self.clock.boot, "mono_ms": self.clock.mono(at), "wall_ms": self.clock.wall(at)},
            "stream": batch.stream,
            "first_seq": batch.first,
            "prev": batch.prev,
            "holds": {"root": self.root or None, "missing": [], "missing_count": 0},
            "health": {"sound": "armed", "storage": "ok", "app": "minhhoa", "errors": 0},
        }
        return json.dumps(around)[:-1].encode() + b', "events": [' + b",".join(batch.texts) + b"]}"

    def hear(self, batch: Batch, answer: Answer, at: int) -> float | None:
        """Take an answer in; gives seconds until the next contact when the hub or the manners say so."""
        said = answer.json()
        if answer.status == 200:
            self.failures, self.rejected = 0, ""
            self._acknowledged(batch, said, at)
            self.root = said.get("root") or 0
            return float(said["poll_after_s"]) if self.tape.acked >= self.tape.made else 2.0
        if answer.status == 409:
            self.failures = 0
            if batch.stream == self.tape.stream:
                self._conflict(said, at)
            return 2.0
        if answer.status == 401:
            self.rejected = str(said.get("reason", "unknown"))
            return 86_400.0
        return self.fail(answer)

    def fail(self, answer: Answer | None = None) -> float:
        """No answer, or one that asks to come later: seconds to wait."""
        self.failures += 1
        wait = backoff_s(self.identity.screen_key, self.failures)
        asked = answer.headers.get("retry-after", "") if answer else ""
        if asked.isdigit():
            # At least what was asked, and not all in the same second.
            return int(asked) * (1 + 0.2 * fraction(self.identity.screen_key, self.failures))
        return wait

    def _acknowledged(self, batch: Batch, said: dict[str, Any], at: int) -> None:
        tape, acked = self.tape, int(said["acked"])
        if batch.stream != tape.stream or acked < tape.acked:
            return  # an answer that overtook another
        if acked <= tape.made and tape.chains.get(acked) == said["chain"]:
            tape.acknowledge(acked)
        else:
            self._move(at, batch.last, "fork")

    def _conflict(self, said: dict[str, Any], at: int) -> None:
        tape = self.tape
        if said["reason"] == "fork":
            self._move(at, max(int(said["common"]), tape.acked), "fork")
        elif said["reason"] == "gap":
            acked = int(said["acked"])
            if (
                all(n in tape.texts for n in range(acked + 1, tape.made + 1))
                and tape.chains.get(acked) == said["chain"]
            ):
                tape.acked = acked
            else:
                self.gaps += 1
                self._move(at, tape.acked, "gap")

    def _move(self, at: int, common: int, why: str) -> None:
        """The rest of the tape, in order, to a new stream."""
        self.forks += why == "fork"
        old = self.tape
        self.tape = Tape()
        self.record(at, "stream", after=old.stream, after_seq=common, why=why)
        for n in range(common + 1, old.made + 1):
            if n not in old.texts:
                continue
            fields = json.loads(old.texts[n])
            fields.pop("seq", None)
            self.tape.add(fields)

    def lose_events(self, at: int) -> None:
        """Only the event store is wiped; what names the stream lies with the secret and is still known."""
        old = self.tape
        self.tape = Tape()
        self.record(at, "stream", after=old.stream, after_seq=old.made, why="wiped")

    def clone(self, rng: random.Random) -> Device:
        """A second device from the same state, as when a profile is copied to another set."""
        twin = copy.deepcopy(self)
        twin.rng, twin.clock.rng = rng, rng
        return twin
