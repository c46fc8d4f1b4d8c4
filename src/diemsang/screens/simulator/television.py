"""One set in a village: a device, its power, its line, and how it calls the hub."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from diemsang.screens.simulator.device import Batch, Device, Identity
from diemsang.screens.simulator.ledger import Ledger
from diemsang.screens.simulator.wire import Answer, Fault, NoAnswerError, Wire

CONTACT = "/api/screen/v1/contact"
AGENT = "Điểm Sáng minh họa"
Span = tuple[int, int]


class PairingError(Exception):
    """The hub did not pair the device as the protocol says; the text says what it answered."""


def pair(identity: Identity, wire: Wire, at: int | None, claim: Callable[[str], None]) -> None:
    """Ask for a pairing, have it claimed, and read that it was. The first answer may be lost; asking again is safe."""
    asked = {
        "screen_key": identity.screen_key,
        "secret_sha256": identity.secret_sha256,
        "agent": AGENT,
        "size": "1920x1080",
    }
    answer = wire.ask("POST", "/api/screen/v1/pairings", body=asked, at_ms=at)
    if answer.status != 201:
        raise PairingError(f"pairings: {answer.status} {answer.body[:200]!r}")
    said = answer.json()
    identity.pairing = said["id"]
    wire.close()  # a person takes longer than a hub holds an idle line
    claim(said["code"])
    path = f"/api/screen/v1/pairings/{identity.pairing}"
    answer = wire.ask("GET", path, secret=identity.secret, at_ms=at and at + 3_000)
    said = answer.json()
    if answer.status != 200 or said["state"] != "claimed":
        raise PairingError(f"pairings/{identity.pairing}: {answer.status} {answer.body[:200]!r}")
    identity.screen = said["screen"]


@dataclass
class Luck:
    """How often the line plays a trick on a contact; each a share of all contacts."""

    reply_lost: float = 0.04
    closed: float = 0.02
    reset: float = 0.02
    duplicate: float = 0.03
    crossed: float = 0.03


CALM = Luck(0, 0, 0, 0, 0)


@dataclass
class Television:
    """``timed``: the hub follows simulated time. ``offline``: spans of true time without a line."""

    device: Device
    wire: Wire
    ledger: Ledger
    rng: random.Random
    timed: bool
    luck: Luck
    offline: list[Span] = field(default_factory=list)
    outage: Span | None = None
    on: bool = False
    power: int = 0
    """Counts switchings, so that what was planned for an earlier one is not done."""
    on_since: int = 0
    counted_on: int = 0
    awaited: bool = False
    """Was on when the province's outage ended and has not been heard since."""

    def record(self, at: int, kind: str, **fields: object) -> None:
        """Make an event and enter it in the ledger."""
        before = self.device.tape
        raw = self.device.record(at, kind, **fields)
        assert before is self.device.tape
        self.ledger.note(raw, at)

    def record_broken(self, at: int) -> None:
        """What a program with a fault would make: it takes its place and nothing else."""
        raw = self.device.tape.add({"boot": self.device.clock.boot, "mono_ms": "soon", "n": self.rng.getrandbits(48)})
        self.ledger.note(raw, at, readable=False)

    def has_line(self, at: int) -> bool:
        """Whether a request can get anywhere."""
        return not any(start <= at < end for start, end in self.offline)

    def contact(self, at: int) -> float:
        """One contact under the line's luck; gives the seconds until the next."""
        if not self.has_line(at):
            self.ledger.counts["no line"] += 1
            return self.device.fail()
        batch = self.device.batch()
        dice, luck = self.rng.random(), self.luck
        for fault, share in (
            (Fault.REPLY_LOST, luck.reply_lost),
            (Fault.CLOSED, luck.closed),
            (Fault.RESET, luck.reset),
        ):
            if dice < share:
                return self._send(batch, at, fault)
            dice -= share
        if dice < luck.duplicate:
            self._send(batch, at)
            self.ledger.counts["duplicates"] += 1
            return self._send(batch, at)
        if dice < luck.duplicate + luck.crossed and len(batch.texts) > 1:
            return self._crossed(batch, at)
        return self._send(batch, at)

    def _send(self, batch: Batch, at: int, fault: Fault = Fault.NONE) -> float:
        try:
            answer = self._ask(self.wire, batch, at, fault)
        except NoAnswerError:
            return self.device.fail()
        return self._hear(batch, answer, at)

    def _ask(self, wire: Wire, batch: Batch, at: int, fault: Fault = Fault.NONE) -> Answer:
        body = self.device.body(batch, at)
        secret = self.device.identity.secret
        return wire.ask("POST", CONTACT, body=body, secret=secret, at_ms=at if self.timed else None, fault=fault)

    def _hear(self, batch: Batch, answer: Answer, at: int) -> float:
        known = {200, 401, 409, 429, 500, 502, 503}
        if answer.status not in known:
            self.ledger.broken.append(f"{answer.status} {answer.body[:200]!r}")
        if answer.status == 200 and not batch.texts:
            self.ledger.heartbeats.append(answer.size)
        before = self.device.tape
        wait = self.device.hear(batch, answer, at)
        if self.device.tape is not before:
            # The only event that ``hear`` makes itself is the first of the new stream.
            self.ledger.note(self.device.tape.texts[1], at)
        if answer.status == 200 and self.awaited:
            self.awaited = False
            self.ledger.reconnected.append(at)
        return wait if wait is not None else 300.0

    def _crossed(self, batch: Batch, at: int) -> float:
        """Two connections at once, overlapping; the answers come in either order."""
        self.ledger.counts["crossed"] += 1
        middle = self.rng.randint(batch.first + 1, batch.last)
        head = self.device.batch(batch.first, middle - batch.first + 1)
        tail = self.device.batch(self.rng.randint(batch.first, middle))
        second = Wire(self.wire.url, self.wire.counts, self.wire.on_refused)
        answers: list[tuple[Batch, Answer]] = []

        def send(wire: Wire, part: Batch) -> None:
            try:
                answers.append((part, self._ask(wire, part, at)))
            except NoAnswerError:
                self.ledger.counts["crossed, no answer"] += 1

        other = threading.Thread(target=send, args=(second, tail))
        other.start()
        send(self.wire, head)
        other.join()
        second.close()
        self.rng.shuffle(answers)
        waits = [self._hear(part, answer, at) for part, answer in answers]
        return max(waits) if waits else self.device.fail()
