"""The days of one point: hours, visitors, power cuts, clocks, copies, wipes. All from one seed."""

from __future__ import annotations

import heapq
import itertools
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from diemsang.screens.simulator.clocks import Clock
from diemsang.screens.simulator.device import Device, Identity, fraction
from diemsang.screens.simulator.ledger import Ledger
from diemsang.screens.simulator.television import CALM, Luck, PairingError, Span, Television, pair
from diemsang.screens.simulator.wire import NoAnswerError, Wire

SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
YEAR_2049_MS = 2_493_072_000_000
PRODUCTS = ("minh_hoa_a", "minh_hoa_b", "minh_hoa_c", "minh_hoa_d")
LANGUAGES = ("vi", "x-minhhoa")
Claim = Callable[..., None]
"""``claim(code, at=…)``: a person claims the code for the point at a simulated moment."""


@dataclass(frozen=True)
class World:
    """What all points share. ``begin`` is a Vietnamese midnight; all in Unix milliseconds."""

    url: str
    begin: int
    days: int
    timed: bool
    outage: Span | None
    luck: Luck
    least_wait_s: float
    """A contact at most this often: the hub says how often one should come, coming less often is always allowed."""
    on_refused: Callable[[], None] | None = None

    @property
    def end(self) -> int:
        """The midnight after the last day."""
        return self.begin + self.days * DAY


@dataclass
class Life:
    """One point's televisions from ``begin`` to ``end``, then until each has handed over what it holds."""

    world: World
    number: int
    rng: random.Random
    claim: Claim
    ledger: Ledger = field(default_factory=Ledger)
    queue: list[tuple[int, int, Callable[[int], None]]] = field(default_factory=list)
    order: itertools.count[int] = field(default_factory=itertools.count)
    sets: list[Television] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    """Identities that were wiped."""

    def at(self, when: int, do: Callable[[int], None]) -> None:
        """Plan something."""
        heapq.heappush(self.queue, (when, next(self.order), do))

    # --- the whole ------------------------------------------------------------------------------------------------

    def pair(self) -> Television:
        """A new set, paired some minutes before the first day (each point at its own time)."""
        at = self.world.begin - (self.number + 1) * 15 * SECOND
        television = self._new_set(at)
        self._join(television, at)
        return television

    def live(self) -> None:
        """All days, then the rest."""
        first = self.sets[0]
        if not self.world.timed:
            first.offline = [(0, self.world.end)]
        elif self.rng.random() < 0.25:
            start = self.world.begin + self.rng.randrange(self.world.days * 24) * HOUR
            first.offline.append((start, start + self.rng.randrange(12, 96) * HOUR))
            self.ledger.counts["days offline"] += 1
        if self.world.outage:
            first.offline.append(self.world.outage)
            self.at(self.world.outage[1], self._outage_over)
        for day in range(self.world.days):
            self._plan_day(first, day)
        self._plan_misfortune(first)
        while self.queue and self.queue[0][0] < self.world.end:
            when, _, do = heapq.heappop(self.queue)
            do(when)
        for television in self.sets:
            self._hand_over(television)
        for wire in self.wires:
            self.ledger.counts.update({f"wire {name}": times for name, times in wire.counts.items()})
            wire.close()

    def _new_set(self, at: int) -> Television:
        clock = Clock(self.rng, at, mono_ppm=self.rng.uniform(-40, 40), wall_ppm=self.rng.uniform(-60, 60))
        clock.offset = self.rng.randrange(-20, 20) * SECOND
        clock.start(at)
        wire = Wire(self.world.url, on_refused=self.world.on_refused)
        self.wires.append(wire)
        device = Device(Identity(), clock, self.rng)
        luck, timed = self.world.luck, self.world.timed
        television = Television(device, wire, self.ledger, self.rng, timed, luck, outage=self.world.outage)
        self.sets.append(television)
        return television

    def _join(self, television: Television, at: int) -> None:
        """Pair and claim; a hub that is down or full is asked again a little later, at most twenty times."""
        identity = television.device.identity
        for again in range(20):
            moment = at if self.world.timed else None
            try:
                pair(identity, television.wire, moment, partial(self.claim, at=at))
            except (NoAnswerError, PairingError):
                if again == 19:
                    raise
                at += 30 * SECOND
            else:
                return

    # --- power and line -------------------------------------------------------------------------------------------

    def _switch_on(self, tv: Television, at: int, why: str = "start") -> None:
        if tv.on:
            return
        tv.on, tv.power, tv.on_since, tv.counted_on = True, tv.power + 1, at, at
        tv.device.clock.start(at)
        tv.record(at, "boot", app="minhhoa", engine="minh họa", why=why)
        power = tv.power
        self.at(at + 15 * MINUTE, lambda when: self._tick(tv, power, when))
        # A start after a long silence waits by hash, so that a village coming back does not call in one second.
        wait = round(fraction(tv.device.identity.screen) * 300 * SECOND)
        self.at(at + wait, lambda when: self._call(tv, power, when))
        if not -2 * MINUTE < tv.device.clock.offset < 2 * MINUTE:
            self.at(at + self.rng.randrange(1, 20) * MINUTE, lambda when: self._set_right(tv, power, when))

    def _switch_off(self, tv: Television, at: int, *, orderly: bool) -> None:
        if not tv.on:
            return
        if orderly:
            if at - tv.counted_on >= SECOND:
                tv.record(at, "on", s=(at - tv.counted_on) // SECOND)
            tv.record(
                at, "close", women=self.rng.randrange(9), men=self.rng.randrange(9), children=self.rng.randrange(9)
            )
        tv.on, tv.power = False, tv.power + 1

    def _tick(self, tv: Television, power: int, at: int) -> None:
        if tv.power != power:
            return
        tv.record(at, "on", s=(at - tv.counted_on) // SECOND)
        tv.counted_on = at
        self.at(at + 15 * MINUTE, lambda when: self._tick(tv, power, when))

    def _call(self, tv: Television, power: int, at: int) -> None:
        if tv.power != power:
            return
        wait = tv.contact(at)
        if not tv.device.failures and tv.device.tape.acked >= tv.device.tape.made:
            wait = max(wait, self.world.least_wait_s * (0.8 + 0.4 * self.rng.random()))
        self.at(at + max(2_000, round(wait * 1_000)), lambda when: self._call(tv, power, when))

    def _outage_over(self, at: int) -> None:
        for tv in self.sets:
            tv.awaited = tv.on and tv.has_line(at)

    # --- what people do -------------------------------------------------------------------------------------------

    def _plan_day(self, tv: Television, day: int) -> None:
        rng, midnight = self.rng, self.world.begin + day * DAY
        opens = midnight + 6 * HOUR + rng.randrange(150 * 60) * SECOND
        closes = midnight + 17 * HOUR + rng.randrange(300 * 60) * SECOND
        self.at(opens, lambda when: self._switch_on(tv, when))
        self.at(opens + 30 * SECOND, lambda when: self._only_on(tv, when, "open"))
        for _ in range(rng.randrange(2, 9)):
            self.at(rng.randrange(opens + MINUTE, closes), lambda when: self._use(tv, when))
        if rng.random() < 0.3:
            self.at(rng.randrange(opens + MINUTE, closes), lambda when: self._group(tv, when))
        if rng.random() < 0.05:
            self.at(rng.randrange(opens + MINUTE, closes), lambda when: self._odd(tv, when))
        if rng.random() < 0.25:
            self.at(rng.randrange(opens, closes), lambda when: self._power_cut(tv, when))
        if rng.random() < 0.10:
            self.at(rng.randrange(opens, closes), lambda when: self._clock_jump(tv, when))
        self.at(closes, lambda when: self._switch_off(tv, when, orderly=True))

    def _only_on(self, tv: Television, at: int, kind: str) -> None:
        if tv.on:
            tv.record(at, kind)

    def _use(self, tv: Television, at: int) -> None:
        if not tv.on:
            return
        language, plays = self.rng.choice(LANGUAGES), self.rng.randrange(1, 5)
        for _ in range(plays):
            self._play(tv, at, language, "alone", self.rng.choice(("done", "done", "stop", "skip")))
        tv.record(at, "session", s=self.rng.randrange(20, 1200), lang=language, mode="alone", end="idle", plays=plays)

    def _play(self, tv: Television, at: int, language: str, mode: str, end: str) -> None:
        length = self.rng.randrange(30, 400) * SECOND
        heard = length if end == "done" else self.rng.randrange(length)
        product = self.rng.choice(PRODUCTS)
        fields = {"lang": language, "mode": mode, "ms": heard, "of_ms": length, "end": end, "sound": 1}
        tv.record(at, "play", product=product, edition=1, **fields)

    def _group(self, tv: Television, at: int) -> None:
        if tv.on:
            people = self.rng.randrange(5, 40)
            tv.record(at, "group", s=self.rng.randrange(300, 3600), people=people, plays=self.rng.randrange(1, 6))

    def _odd(self, tv: Television, at: int) -> None:
        """A kind from the future, or an event that a program with a fault made."""
        if not tv.on:
            return
        if self.rng.random() < 0.5:
            tv.record(at, "minh_hoa_later", n=1)
        else:
            tv.record_broken(at)

    # --- misfortune -----------------------------------------------------------------------------------------------

    def _power_cut(self, tv: Television, at: int) -> None:
        """In the middle of a play: what was saved five seconds ago is written at the next start, before its boot."""
        if not tv.on:
            return
        self._switch_off(tv, at, orderly=False)
        self.ledger.counts["power cuts"] += 1
        saved = at - self.rng.randrange(5) * SECOND
        power = tv.power

        def back(when: int) -> None:
            if tv.power != power:
                return
            if saved >= tv.on_since:
                self._play(tv, saved, "vi", "alone", "power")
            wrong = self.rng.choice((None, None, "1970", "2049", "-3h", "+3h"))
            if wrong:
                self.ledger.counts["clock jumps"] += 1
                tv.device.clock.offset = wrong_offset(wrong, when)
            self._switch_on(tv, when)

        self.at(at + self.rng.randrange(2, 300) * MINUTE, back)

    def _clock_jump(self, tv: Television, at: int) -> None:
        if tv.on:
            self.ledger.counts["clock jumps"] += 1
            self._set_clock(tv, at, wrong_offset(self.rng.choice(("1970", "2049", "-3h", "+3h")), at))
            power = tv.power
            self.at(at + self.rng.randrange(1, 200) * MINUTE, lambda when: self._set_right(tv, power, when))

    def _set_right(self, tv: Television, power: int, at: int) -> None:
        """The network sets the clock; without a line it is tried again later."""
        if tv.power != power:
            return
        if not tv.has_line(at):
            self.at(at + 30 * MINUTE, lambda when: self._set_right(tv, power, when))
        else:
            self._set_clock(tv, at, self.rng.randrange(-2, 3) * SECOND)

    def _set_clock(self, tv: Television, at: int, offset: int) -> None:
        why = tv.device.clock.set(at, offset)
        if why:
            tv.record(at, "boot", app="minhhoa", engine="minh họa", why=why)

    def _plan_misfortune(self, tv: Television) -> None:
        rng, world = self.rng, self.world
        middle = world.begin + rng.randrange(world.days * DAY)
        dice = rng.random()
        if dice < 0.15:
            self.at(middle, lambda when: self._copy(tv, when))
        elif dice < 0.25:
            self.at(middle, lambda when: self._lose_events(tv, when))
        elif dice < 0.35 and world.timed:
            self.at(middle, lambda when: self._lose_all(tv, when))

    def _copy(self, tv: Television, at: int) -> None:
        """The profile is copied to a second set, which lives its own days from now on."""
        self.ledger.counts["clones"] += 1
        self.ledger.cloned.append(tv.device.identity.screen)
        wire = Wire(self.world.url, on_refused=self.world.on_refused)
        self.wires.append(wire)
        luck, timed = self.world.luck, self.world.timed
        twin = Television(tv.device.clone(self.rng), wire, self.ledger, self.rng, timed, luck, outage=self.world.outage)
        if not timed:
            twin.offline = [(0, self.world.end)]
        elif self.world.outage:
            twin.offline = [self.world.outage]
        self.sets.append(twin)
        self._switch_on(twin, at + MINUTE)
        for day in range((at - self.world.begin) // DAY + 1, self.world.days):
            self._plan_day(twin, day)

    def _lose_events(self, tv: Television, at: int) -> None:
        if not tv.on:
            self.at(at + HOUR, lambda when: self._lose_events(tv, when))
            return
        self.ledger.counts["event stores wiped"] += 1
        unsent = tv.device.tape.unsent()
        self.ledger.counts["unsent when the event store was wiped"] += len(unsent)
        self.ledger.destroy(unsent, "store")
        tv.device.lose_events(at)
        self.ledger.note(tv.device.tape.texts[1], at)

    def _lose_all(self, tv: Television, at: int) -> None:
        """Secret and all: a stranger to the hub, paired and claimed anew."""
        if not tv.on or not tv.has_line(at):
            self.at(at + HOUR, lambda when: self._lose_all(tv, when))
            return
        self.ledger.counts["sets wiped whole"] += 1
        unsent = tv.device.tape.unsent()
        self.ledger.counts["unsent when a set was wiped whole"] += len(unsent)
        self.ledger.destroy(unsent, "all")
        self.former.append(tv.device.identity.screen)
        tv.device = Device(Identity(), tv.device.clock, self.rng)
        self._join(tv, at)

    # --- the end --------------------------------------------------------------------------------------------------

    def _hand_over(self, tv: Television) -> None:
        """Everything that is still held, on a line that works; at most 400 contacts."""
        at = self._present(max(self.world.end, tv.on_since) + self.rng.randrange(300) * SECOND)
        tv.offline, tv.luck = [], CALM
        if not tv.on:
            self._switch_on(tv, at)
        for _ in range(400):
            tape = tv.device.tape
            wait = tv.contact(at)
            at = self._present(at + max(2_000, round(wait * 1_000) if tv.device.failures else 2_000))
            if not tv.device.failures and tv.device.tape is tape and tape.acked >= tape.made:
                tv.contact(self._present(at))  # with nothing new
                return
        self.ledger.broken.append(f"set of point {self.number} could not hand over: {tv.device.rejected or 'no end'}")

    def _present(self, at: int) -> int:
        """A hub whose time is real can only be spoken to now."""
        return at if self.world.timed else round(time.time() * 1_000)


def wrong_offset(wrong: str, at: int) -> int:
    """Wall minus true time for a fault of the clock."""
    offsets = {"1970": -at, "2049": YEAR_2049_MS - at, "-3h": -3 * HOUR, "+3h": 3 * HOUR}
    return offsets[wrong]
