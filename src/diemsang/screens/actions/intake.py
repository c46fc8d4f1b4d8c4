"""A contact: what the screen says is stored exactly once, in one transaction, and answered after its commit.

Everything is read and worked out first, with nothing locked. The transaction then begins with the screen's own row
and the number of contacts that was read: whoever was overtaken meanwhile stores nothing and begins anew. So the same
batch sent twice at once is stored once, and a writer holds the database for as long as its rows take, no longer.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection

from diemsang.core import clock
from diemsang.core.database import prepared, writing
from diemsang.points.actions import record_activity_days
from diemsang.screens.actions.reading import Batch, moment, work_out
from diemsang.screens.actions.storing import insert_events
from diemsang.screens.models import (
    BootAnchor,
    ClockTrust,
    Event,
    Pairing,
    Screen,
    ScreenState,
    Sound,
    Storage,
    Stream,
    UnreadableEvent,
)
from diemsang.screens.protocol import chain
from diemsang.screens.protocol.batch import Append, Fork, Gap, decide
from diemsang.screens.protocol.clock import RIGHT_MS
from diemsang.screens.protocol.messages import Contact
from diemsang.screens.queries.caller import Caller, KnownStream, find_caller, to_ms
from diemsang.screens.registry import tell

ANCHOR_EVERY_MS = 3_600_000
"""One anchor an hour and boot is kept: a running clock drifts by less than a second in that time."""
_TRIES = 20
_STATE, _STREAM = f'"{ScreenState._meta.db_table}"', f'"{Stream._meta.db_table}"'


@dataclass(frozen=True, slots=True)
class Result:
    """What the hub holds of the stream after the contact; ``refused`` says why nothing of the batch was stored.

    ``revoked``: nothing was taken at all; ``chain`` is empty when the hub has no such stream of the screen. ``root``
    and ``journal`` as in ``Caller``.
    """

    screen: Screen
    revoked: bool
    root: int
    journal: int
    acked: int = 0
    chain: str = ""
    refused: Gap | Fork | None = None


class _Overtaken(Exception):
    """Another contact of the same screen was stored since this one read what was known."""


def take_contact(*, secret_sha256: str, contact: Contact) -> Result | None:
    """Store a contact of the screen with that secret; ``None`` when the hub never saw it."""
    raws = [bytes(raw) for raw in contact.events]
    values = chain.follow(contact.prev, raws)
    said = contact.now
    for _try in range(_TRIES):
        caller = find_caller(
            secret_sha256, contact.stream, boot=said.boot, mono_ms=said.mono_ms, anchor_every_ms=ANCHOR_EVERY_MS
        )
        if caller is None:
            return None
        if caller.revoked:
            held = caller.stream
            acked, value = (held.acked, held.chain) if held is not None else (0, "")
            return Result(caller.screen, True, caller.root, caller.journal, acked, value)
        try:
            return _take(caller, contact, raws, values)
        except _Overtaken:
            continue
    raise OperationalError("overtaken by other contacts of the same screen")


def _take(caller: Caller, contact: Contact, raws: list[bytes], values: list[str]) -> Result:
    now = clock.now()
    now_ms = int(now.timestamp() * 1000)
    stream = caller.stream or _new_stream(caller.screen, contact.stream, now)
    stored = {0: chain.start(contact.stream), stream.acked: stream.chain}
    if contact.first_seq <= stream.acked:
        last = contact.first_seq + len(raws) - 1
        wanted = Event.objects.filter(stream_id=stream.pk, seq__gte=contact.first_seq - 1, seq__lte=last)
        stored |= dict(wanted.values_list("seq", "chain"))
    decision = decide(first_seq=contact.first_seq, prev=contact.prev, chain=values, acked=stream.acked, stored=stored)
    is_right = abs(contact.now.wall_ms - now_ms) <= RIGHT_MS
    batch = None
    if isinstance(decision, Append) and decision.skip < len(values):
        batch = work_out(
            caller,
            contact,
            raws[decision.skip :],
            values[decision.skip :],
            first=contact.first_seq + decision.skip,
            floor_ms=stream.floor_ms,
            now_ms=now_ms,
            clock_right=is_right and (caller.offset_ms is None or abs(caller.offset_ms) <= RIGHT_MS),
        )
    forked = isinstance(decision, Fork)
    state = _state(contact, now, now_ms, is_right)
    if forked:
        state["forked_at"] = _moment(now)
    if batch is not None and batch.unreadable:
        state["unreadable"] = caller.unreadable + len(batch.unreadable)
    with writing():
        _write_state(caller, state)
        if caller.stream is None:
            stream.pk = _make_stream(caller.screen, contact.stream, stream, now)
        if forked:
            Stream.objects.filter(pk=stream.pk).update(forked_at=now)
        if batch is not None:
            _write_batch(caller.screen, stream, batch, now)
        if not caller.anchored:
            BootAnchor.objects.create(
                screen=caller.screen,
                boot=contact.now.boot,
                mono_ms=contact.now.mono_ms,
                wall_ms=contact.now.wall_ms,
                at=now,
            )
    acked, value = (batch.rows[-1].seq, batch.rows[-1].chain) if batch is not None else (stream.acked, stream.chain)
    refused = None if isinstance(decision, Append) else decision
    return Result(caller.screen, False, caller.root, caller.journal, acked, value, refused)


def _new_stream(screen: Screen, name: uuid.UUID, now: dt.datetime) -> KnownStream:
    """Not made yet. Nothing in it happened before the screen first asked for a code."""
    asked_at = Pairing.objects.filter(screen=screen).values_list("asked_at", flat=True).first() or screen.claimed_at
    return KnownStream(0, 0, chain.start(name), to_ms(min(asked_at, now)))


def _make_stream(screen: Screen, name: uuid.UUID, known: KnownStream, now: dt.datetime) -> int:
    made = Stream.objects.create(
        screen=screen, uuid=name, chain=known.chain, made_at=now, at_last=moment(known.floor_ms)
    )
    return int(made.pk)


def _moment(value: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _state(contact: Contact, now: dt.datetime, now_ms: int, is_right: bool) -> dict[str, Any]:
    """Columns of the state that this contact writes, as the database takes them."""
    state: dict[str, Any] = {
        "last_contact_at": _moment(now),
        "offset_ms": contact.now.wall_ms - now_ms,
        "clock_trust": ClockTrust.DEVICE.value if is_right else ClockTrust.BOUNDED.value,
    }
    if contact.holds is not None:
        state["root"] = contact.holds.root
        state["missing"] = connection.ops.adapt_json_value(contact.holds.missing, None)
        state["missing_count"] = contact.holds.missing_count
    if contact.health is not None:
        health = contact.health
        state["sound"] = health.sound if health.sound in _SOUNDS else Sound.UNKNOWN.value
        state["storage"] = health.storage if health.storage in _STORAGES else Storage.UNKNOWN.value
        state["app"], state["errors"] = health.app, health.errors
    return state


_SOUNDS, _STORAGES = frozenset(Sound.values), frozenset(Storage.values)


def _write_state(caller: Caller, state: Mapping[str, Any]) -> None:
    """First of all writes: from here on every other contact of this screen waits, and then knows it was overtaken."""
    columns = ", ".join(f'"{name}" = %s' for name in state)
    sql = f"UPDATE {_STATE} SET contacts = contacts + 1, {columns} WHERE screen_id = %s AND contacts = %s"  # noqa: S608
    with prepared() as cursor:
        cursor.execute(sql, [*state.values(), caller.screen.pk, caller.contacts])
        if cursor.rowcount != 1:
            raise _Overtaken


def _write_batch(screen: Screen, stream: KnownStream, batch: Batch, now: dt.datetime) -> None:
    values: dict[str, Any] = {"acked": batch.rows[-1].seq, "chain": batch.rows[-1].chain}
    if batch.at_last_ms is not None:
        values["at_last"] = _moment(moment(batch.at_last_ms))
    columns = ", ".join(f'"{name}" = %s' for name in values)
    with prepared() as cursor:
        cursor.execute(f"UPDATE {_STREAM} SET {columns} WHERE id = %s", [*values.values(), stream.pk])  # noqa: S608
    insert_events(stream.pk, now, batch.rows)
    if batch.unreadable:
        UnreadableEvent.objects.bulk_create(
            UnreadableEvent(stream_id=stream.pk, seq=seq, reason=reason) for seq, reason in batch.unreadable
        )
    if batch.following is not None:
        said = batch.following
        Stream.objects.filter(pk=stream.pk).update(
            after=said.after, after_seq=said.after_seq, why=said.why, missing=said.missing
        )
    if batch.days:
        record_activity_days(facts=batch.days)
    tell(screen, batch.told)
