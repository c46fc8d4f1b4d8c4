"""A contact: what the screen says is stored exactly once, in one transaction, and answered after its commit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from diemsang.core import clock
from diemsang.points.actions import record_activity_days
from diemsang.points.ledger import ActivityFact
from diemsang.screens.actions.storing import NewRow, insert_events
from diemsang.screens.models import (
    BootAnchor,
    ClockTrust,
    Event,
    Screen,
    ScreenState,
    Sound,
    Storage,
    Stream,
    UnreadableEvent,
)
from diemsang.screens.protocol import chain
from diemsang.screens.protocol.batch import Append, Fork, Gap, decide
from diemsang.screens.protocol.clock import RIGHT_MS, Anchor, Placed, Reading, day_of, place
from diemsang.screens.protocol.events import PROOF_OF_USE, Unreadable, read
from diemsang.screens.protocol.messages import Contact
from diemsang.screens.queries.evidence import SOURCE
from diemsang.screens.registry import StoredEvent, take_in

ANCHOR_EVERY_MS = 3_600_000
"""One anchor an hour and boot is kept: a running clock drifts by less than a second in that time."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the hub holds of the stream after the contact; ``refused`` says why nothing of the batch was stored."""

    acked: int
    chain: str
    refused: Gap | Fork | None = None


def source_of(screen: Screen) -> str:
    """How the ledger names the screen as a source of activity."""
    return f"{SOURCE}:{screen.public_id}"


@transaction.atomic
def take_contact(*, screen_id: int, contact: Contact) -> Result | None:
    """Store a contact; ``None`` when the screen was revoked. The caller has checked the secret.

    Two contacts of one screen wait for each other (its state row is locked), so the same batch sent twice at once is
    stored once.
    """
    now = clock.now()
    now_ms = int(now.timestamp() * 1000)
    states = ScreenState.objects.select_for_update(of=("self",)).select_related("screen")
    state = states.get(screen_id=screen_id)
    if state.screen.revoked_at is not None:
        return None
    stream = _stream(state.screen, contact.stream, now)
    stored = {0: chain.start(stream.uuid), stream.acked: stream.chain}
    if contact.first_seq <= stream.acked:
        wanted = Event.objects.filter(stream=stream, seq__gte=contact.first_seq - 1, seq__lte=_last(contact))
        stored |= dict(wanted.values_list("seq", "chain"))
    values = chain.follow(contact.prev, (memoryview(raw) for raw in contact.events))
    decision = decide(first_seq=contact.first_seq, prev=contact.prev, chain=values, acked=stream.acked, stored=stored)
    was_right = state.offset_ms is None or abs(state.offset_ms) <= RIGHT_MS
    is_right = abs(contact.now.wall_ms - now_ms) <= RIGHT_MS
    _note_state(state, contact, now, now_ms, is_right)
    unreadable = 0
    if isinstance(decision, Append) and decision.skip < len(values):
        unreadable = _store(state.screen, stream, contact, decision.skip, values, now, was_right and is_right)
    if isinstance(decision, Fork):
        state.forked_at = stream.forked_at = now
        stream.save(update_fields=["forked_at"])
    state.unreadable += unreadable
    state.save()
    _anchor(state.screen, contact, now, now_ms)
    return Result(stream.acked, stream.chain, None if isinstance(decision, Append) else decision)


def _last(contact: Contact) -> int:
    return contact.first_seq + len(contact.events) - 1


def _stream(screen: Screen, name: uuid.UUID, now: dt.datetime) -> Stream:
    """The stream, made when it is new. Nothing in it happened before the screen first asked for a code."""
    stream = Stream.objects.filter(screen=screen, uuid=name).first()
    if stream is None:
        pairing = getattr(screen, "pairing", None)
        asked_at = pairing.asked_at if pairing is not None else screen.claimed_at
        stream = Stream.objects.create(
            screen=screen, uuid=name, chain=chain.start(name), made_at=now, at_last=min(asked_at, now)
        )
    return stream


def _note_state(state: ScreenState, contact: Contact, now: dt.datetime, now_ms: int, is_right: bool) -> None:
    state.last_contact_at = now
    state.offset_ms = contact.now.wall_ms - now_ms
    state.clock_trust = ClockTrust.DEVICE if is_right else ClockTrust.BOUNDED
    if contact.holds is not None:
        state.root = contact.holds.root
        state.missing = contact.holds.missing
        state.missing_count = contact.holds.missing_count
    if contact.health is not None:
        health = contact.health
        state.sound = health.sound if health.sound in Sound.values else Sound.UNKNOWN
        state.storage = health.storage if health.storage in Storage.values else Storage.UNKNOWN
        state.app, state.errors = health.app, health.errors


def _anchors(screen: Screen, boots: set[str], contact: Contact, now_ms: int) -> dict[str, list[Anchor]]:
    """Contacts by boot, each sorted by the running clock, this contact among them."""
    found: dict[str, list[Anchor]] = defaultdict(list)
    kept = BootAnchor.objects.filter(screen=screen, boot__in=boots)
    for boot, mono_ms, at in kept.values_list("boot", "mono_ms", "at"):
        found[boot].append(Anchor(mono_ms, int(at.timestamp() * 1000)))
    found[contact.now.boot].append(Anchor(contact.now.mono_ms, now_ms))
    for anchors in found.values():
        anchors.sort(key=lambda anchor: anchor.mono_ms)
    return found


def _anchor(screen: Screen, contact: Contact, now: dt.datetime, now_ms: int) -> None:
    said = contact.now
    near = BootAnchor.objects.filter(
        screen=screen,
        boot=said.boot,
        mono_ms__gt=said.mono_ms - ANCHOR_EVERY_MS,
        mono_ms__lt=said.mono_ms + ANCHOR_EVERY_MS,
    )
    if not near.exists():
        BootAnchor.objects.create(screen=screen, boot=said.boot, mono_ms=said.mono_ms, wall_ms=said.wall_ms, at=now)


def _store(
    screen: Screen,
    stream: Stream,
    contact: Contact,
    skip: int,
    values: Sequence[str],
    now: dt.datetime,
    clock_right: bool,
) -> int:
    """Store what is new of the batch and tell everybody; how many events could not be read."""
    first = contact.first_seq + skip
    raws = contact.events[skip:]
    said: list[dict[str, Any] | str] = []
    readings: list[Reading] = []
    for index, raw in enumerate(raws):
        try:
            fields = read(memoryview(raw), first + index)
        except Unreadable as error:
            said.append(str(error))
            readings.append(Reading("", 0, 0))
        else:
            said.append(fields)
            readings.append(Reading(fields["boot"], fields["mono_ms"], fields["wall_ms"], fields["kind"] != "stream"))
    now_ms = int(now.timestamp() * 1000)
    floor = stream.at_last or screen.claimed_at
    placed = place(
        readings,
        anchors=_anchors(screen, {reading.boot for reading in readings if reading.boot}, contact, now_ms),
        floor_ms=int(floor.timestamp() * 1000),
        received_ms=now_ms,
        clock_right=clock_right,
    )
    stood = _Stood(screen)
    rows: list[NewRow] = []
    events: list[StoredEvent] = []
    bad: list[UnreadableEvent] = []
    for index, (one, reading, when) in enumerate(zip(said, readings, placed, strict=True)):
        seq = first + index
        day_from, day_to = day_of(when.from_ms), day_of(when.to_ms)
        point_id = stood.at(when)
        if isinstance(one, str):
            bad.append(UnreadableEvent(stream=stream, seq=seq, reason=one))
            kind, boot, mono, wall, text = "", "", None, None, ""
        else:
            kind, boot, text = str(one["kind"]), reading.boot, str(memoryview(raws[index]), "utf-8")
            mono, wall = reading.mono_ms, reading.wall_ms
            events.append(StoredEvent(seq, kind, boot, when.trust, when.at_ms, day_from, day_to, point_id, one))
        rows.append(
            NewRow(
                seq,
                values[skip + index],
                boot,
                mono,
                wall,
                kind,
                when.trust,
                when.at_ms,
                day_from,
                day_to,
                point_id,
                text,
            )
        )
    insert_events(stream.pk, now, rows)
    UnreadableEvent.objects.bulk_create(bad)
    moments = [
        when.at_ms
        for when, reading in zip(placed, readings, strict=True)
        if reading.counts and when.trust == ClockTrust.ANCHORED
    ]
    known = [moment for moment in moments if moment is not None]
    if known:
        stream.at_last = max(floor, dt.datetime.fromtimestamp(max(known) / 1000, dt.UTC))
    stream.acked, stream.chain = rows[-1].seq, rows[-1].chain
    if events and events[0].kind == "stream" and events[0].seq == 1:
        _follow(screen, stream, events[0])
    stream.save()
    _record_use(screen, events)
    take_in(screen, events)
    return len(bad)


def _follow(screen: Screen, stream: Stream, event: StoredEvent) -> None:
    """The stream says which it follows; what that one never brought is counted as missing."""
    stream.after, stream.after_seq = uuid.UUID(event.fields["after"]), event.fields["after_seq"]
    stream.why = event.fields["why"][:10]
    before = Stream.objects.filter(screen=screen, uuid=stream.after).first()
    acked = before.acked if before is not None else 0
    stream.missing = max(0, event.fields["after_seq"] - acked)


def _record_use(screen: Screen, events: Sequence[StoredEvent]) -> None:
    """Sure days of use go to the ledger of the point."""
    days = {
        (event.point_id, event.day_from)
        for event in events
        if event.kind in PROOF_OF_USE and event.point_id is not None and event.day_from == event.day_to
    }
    if days:
        source = source_of(screen)
        record_activity_days(facts=[ActivityFact(point_id, day, source) for point_id, day in sorted(days)])


class _Stood:
    """Where the screen stood between two moments; before its first place it stood there too."""

    def __init__(self, screen: Screen) -> None:
        places = screen.places.order_by("valid_from").values_list("point_id", "valid_from", "valid_to")
        self._rows = [
            (point_id, int(start.timestamp() * 1000), int(end.timestamp() * 1000) if end else None)
            for point_id, start, end in places
        ]

    def at(self, when: Placed) -> int | None:
        """The one point; null when the events may lie on both sides of a move."""
        low, high = (when.from_ms, when.to_ms) if when.at_ms is None else (when.at_ms, when.at_ms)
        for number, (point_id, start, end) in enumerate(self._rows):
            if (number == 0 or start <= low) and (end is None or high < end):
                return int(point_id)
        return None
