"""The two clocks of a television against true time: one that counts since a start, one that claims to know the day."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

BUILD_MS = 1_767_200_400_000
"""01/01/2026 in Vietnam: a wall clock before it is known to be wrong by the device itself."""
APART_MS = 60_000


@dataclass
class Clock:
    """All in milliseconds. ``offset``: wall minus true time; crystals are off by parts per million."""

    rng: random.Random
    started: int
    offset: int = 0
    mono_ppm: float = 0.0
    wall_ppm: float = 0.0
    boot: str = ""
    boot_started: int = 0
    _said: int = field(default=-1)
    _set_at: int = 0

    def start(self, at: int) -> None:
        """A new boot: the monotonic clock begins again."""
        self.boot = f"{self.rng.getrandbits(32):08x}"
        self.boot_started = at
        self._said = -1

    def mono(self, at: int) -> int:
        """Since the start of the boot."""
        return round((at - self.boot_started) * (1 + self.mono_ppm / 1e6))

    def wall(self, at: int) -> int:
        """What the device believes the Unix time to be."""
        return round(at + self.offset + (at - self._set_at) * self.wall_ppm / 1e6) if self._set_at else at + self.offset

    def next_mono(self, at: int) -> int:
        """As ``mono``, but never the same twice: two events of one millisecond are still told apart."""
        self._said = max(self.mono(at), self._said + 1)
        return self._said

    def set(self, at: int, offset: int) -> str | None:
        """The wall clock is set; gives why a ``boot`` event follows (``clock`` or ``resume``), if one does.

        ``resume`` has begun a new boot, since the device cannot tell a set clock from a sleep.
        """
        before = self.wall(at)
        self.offset, self._set_at = offset, at
        if abs(self.wall(at) - before) <= APART_MS:
            return None
        if before < BUILD_MS:
            return "clock"
        self.start(at)
        return "resume"
