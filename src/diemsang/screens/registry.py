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


Prepare = Callable[[Screen, Sequence[StoredEvent]], Any]
Intake = Callable[[Screen, Any], None]
Prepared = tuple[Intake, Any]

_intakes: list[tuple[Intake, Prepare | None]] = []


def register_intake(function: Intake, *, prepare: Prepare | None = None) -> None:
    """``function(screen, events)`` for each batch with something new. Called from ``AppConfig.ready``.

    With ``prepare`` the work is done before the transaction, which then gets ``function(screen, prepare(screen,
    events))``: others wait while it is open. ``prepare`` writes nothing; it may be called for a batch that is never
    stored.
    """
    if all(known is not function for known, _prepare in _intakes):
        _intakes.append((function, prepare))


def prepare(screen: Screen, events: Sequence[StoredEvent]) -> list[Prepared]:
    """What everybody registered makes of the batch, in order."""
    return [(function, made(screen, events) if made is not None else events) for function, made in _intakes]


def tell(screen: Screen, prepared: Sequence[Prepared]) -> None:
    """Tell everybody, inside the transaction."""
    for function, what in prepared:
        function(screen, what)
