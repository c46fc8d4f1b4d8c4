"""What really happened, by the simulator's own knowledge: the hub's rows are held against it at the end."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


def identity(raw: bytes) -> bytes:
    """An event's text without its place: the same fact wherever it was moved to."""
    return raw[raw.index(b",") + 1 :]


@dataclass(slots=True)
class Fact:
    """``at``: true time, Unix milliseconds. ``destroyed``: wiped on the device before anybody acknowledged it.

    ``store``: the event store alone was wiped, the hub can be told how many; ``all``: nobody is left to tell.
    """

    at: int
    readable: bool = True
    destroyed: str = ""


@dataclass
class Ledger:
    """All facts of all devices, and what befell them."""

    facts: dict[bytes, Fact] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    reconnected: list[int] = field(default_factory=list)
    """True time of each device's first contact after the outage of the whole province."""
    heartbeats: list[int] = field(default_factory=list)
    """Bytes of each answer with nothing new."""
    cloned: list[str] = field(default_factory=list)
    """Identity of each screen whose profile was copied."""
    broken: list[str] = field(default_factory=list)
    """Answers that the protocol does not know."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, raw: bytes, at: int, *, readable: bool = True) -> None:
        """A fact was made."""
        self.facts[identity(raw)] = Fact(at, readable)

    def destroy(self, texts: list[bytes], how: str) -> None:
        """The device lost these before they were acknowledged; some may have arrived all the same."""
        for raw in texts:
            self.facts[identity(raw)].destroyed = how

    def add(self, other: Ledger) -> None:
        """Take another thread's ledger in."""
        with self.lock:
            self.facts.update(other.facts)
            self.counts.update(other.counts)
            self.reconnected += other.reconnected
            self.heartbeats += other.heartbeats
            self.cloned += other.cloned
            self.broken += other.broken
