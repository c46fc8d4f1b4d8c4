"""When an event happened, and how sure that is. Nothing here believes the wall clock of a television alone.

All moments are Unix milliseconds by the hub's clock, except ``wall_ms``. A contact is received a little after the
screen read its clocks; an anchored time is therefore late by at most that travel time, never early. ``TRAVEL_MS`` is
more than a screen waits for an answer: days are taken from so much earlier on, so that they always hold the true day.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec

TRAVEL_MS = 60_000
RIGHT_MS = 120_000
"""A clock this near to the hub's at a contact is right."""
DAY_MS = 86_400_000
EARLIEST_WALL_MS = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp() * 1000)
VIETNAM_MS = 7 * 3_600_000
"""Vietnam is at +07:00 all year since 1975."""
_EPOCH = dt.date(1970, 1, 1).toordinal()

ANCHORED, DEVICE, BOUNDED = "anchored", "device", "bounded"


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """At the hub's moment ``at_ms`` the screen's running clock of a boot showed ``mono_ms``."""

    mono_ms: int
    at_ms: int


class Reading(msgspec.Struct, frozen=True, gc=False):
    """What an event says of its time. ``counts`` is false for the first event of a stream that follows another: it
    was made after the events that it stands before, so it bounds nothing. ``boot`` is empty when unreadable."""

    boot: str
    mono_ms: int
    wall_ms: int
    counts: bool = True


class Placed(msgspec.Struct, frozen=True, gc=False):
    """``at_ms`` is null unless a moment is known. The event happened between ``from_ms`` and ``to_ms``."""

    trust: str
    at_ms: int | None
    from_ms: int
    to_ms: int


def day_of(ms: int) -> dt.date:
    """The day in Vietnam."""
    return _day((ms + VIETNAM_MS) // DAY_MS)


@lru_cache(maxsize=1024)
def _day(number: int) -> dt.date:
    return dt.date.fromordinal(_EPOCH + number)


def place(
    readings: Sequence[Reading],
    *,
    anchors: Mapping[str, Sequence[Anchor]],
    floor_ms: int,
    received_ms: int,
    clock_right: bool,
) -> list[Placed]:
    """Place the events of a batch, in the order of ``seq``.

    ``anchors`` by boot, each sorted by ``mono_ms``, this contact's among them. ``floor_ms``: nothing of this stream
    that is still to be placed happened before. ``clock_right``: the device's clock was right at this contact and at
    the one before.
    """
    shown = {boot: [anchor.mono_ms for anchor in known] for boot, known in anchors.items() if known}
    moments: list[int | None] = []
    for reading in readings:
        boot = reading.boot
        at = _anchored(reading.mono_ms, anchors[boot], shown[boot]) if boot in shown else None
        moments.append(at if at is not None and at <= received_ms else None)
    uppers: list[int] = [received_ms] * len(readings)
    upper = received_ms
    for index in range(len(readings) - 1, -1, -1):
        uppers[index] = upper
        at = moments[index]
        if at is not None and readings[index].counts:
            upper = min(upper, at)
    found = []
    lower = floor_ms
    for reading, at, upper in zip(readings, moments, uppers, strict=True):
        if at is not None:
            found.append(Placed(ANCHORED, at, at - TRAVEL_MS, at))
            if reading.counts:
                lower = max(lower, at)
            continue
        low, wall = min(lower - TRAVEL_MS, upper), reading.wall_ms
        believable = clock_right and reading.boot != "" and wall >= EARLIEST_WALL_MS
        if believable and low <= wall <= upper:
            # The wall clock tells a likely moment, never the day: it may have been wrong, then set right.
            found.append(Placed(DEVICE, wall, low, upper))
        else:
            found.append(Placed(BOUNDED, None, low, upper))
    return found


def _anchored(mono_ms: int, anchors: Sequence[Anchor], shown: Sequence[int]) -> int:
    """The moment by the nearest contact of the same boot, the earlier of two as near. ``shown``: their clocks."""
    index = bisect_left(shown, mono_ms)
    if index == len(shown) or (index > 0 and mono_ms - shown[index - 1] <= shown[index] - mono_ms):
        index -= 1
    return anchors[index].at_ms - (shown[index] - mono_ms)
