"""What apps above hang on the screens: called inside the transaction that stored a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from diemsang.screens.models import Screen


class StoredEvent(msgspec.Struct, frozen=True, gc=False):
    """A readable event that was just stored for the first time.

    ``at_ms`` (Unix milliseconds) is null unless a moment is known; ``point_id`` null when the screen stood at no
    single point between the days. ``fields`` are the event's own, checked for a known ``kind``.
    """

    seq: int
    kind: str
    boot: str
    trust: str
    at_ms: int | None
    day_from: dt.date
    day_to: dt.date
    point_id: int | None
    fields: Mapping[str, Any]


Intake = Callable[[Screen, Sequence[StoredEvent]], None]

_intakes: list[Intake] = []


def register_intake(function: Intake) -> None:
    """``function(screen, events)`` for each batch with something new. Called from ``AppConfig.ready``."""
    if function not in _intakes:
        _intakes.append(function)


def take_in(screen: Screen, events: Sequence[StoredEvent]) -> None:
    """Tell everybody registered, in order."""
    for function in _intakes:
        function(screen, events)
