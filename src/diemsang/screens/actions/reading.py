"""What a batch comes to, worked out before anything is locked: rows to store, and what they tell others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from diemsang.points.ledger import ActivityFact
from diemsang.screens.actions.storing import NewRow
from diemsang.screens.models import ClockTrust, Screen, Stream
from diemsang.screens.protocol.clock import Anchor, Placed, Reading, day_of, place
from diemsang.screens.protocol.events import PROOF_OF_USE, Unreadable, read_all
from diemsang.screens.protocol.messages import Contact
from diemsang.screens.queries.caller import Caller, Place, anchors_of, days_known
from diemsang.screens.queries.evidence import SOURCE
from diemsang.screens.registry import Prepared, StoredEvent, prepare


class Following(msgspec.Struct):
    """The stream says which one it follows; ``missing``: what that one never brought."""

    after: uuid.UUID
    after_seq: int
    why: str
    missing: int


class Batch(msgspec.Struct):
    """What is new of a contact. ``at_last_ms``: its latest anchored moment, if it tells more than was known."""

    rows: list[NewRow]
    unreadable: list[tuple[int, str]]
    days: list[ActivityFact]
    told: list[Prepared]
    at_last_ms: int | None
    following: Following | None


def source_of(screen: Screen) -> str:
    """How the ledger names the screen as a source of activity."""
    return f"{SOURCE}:{screen.public_id}"


def work_out(
    caller: Caller,
    contact: Contact,
    raws: Sequence[bytes],
    values: Sequence[str],
    *,
    first: int,
    floor_ms: int,
    now_ms: int,
    clock_right: bool,
) -> Batch:
    """``raws`` and ``values``: the new events and their chain values, the first at seq ``first``."""
    said = read_all(raws, first)
    readings = [
        Reading("", 0, 0)
        if isinstance(one, Unreadable)
        else Reading(one["boot"], one["mono_ms"], one["wall_ms"], one["kind"] != "stream")
        for one in said
    ]
    placed = place(
        readings,
        anchors=_anchors(caller.screen, {reading.boot for reading in readings if reading.boot}, contact, now_ms),
        floor_ms=floor_ms,
        received_ms=now_ms,
        clock_right=clock_right,
    )
    stood = _Stood(caller.places)
    rows: list[NewRow] = []
    events: list[StoredEvent] = []
    bad: list[tuple[int, str]] = []
    seq = first
    for raw, value, one, when in zip(raws, values, said, placed, strict=True):
        day_from, day_to, point_id = day_of(when.from_ms), day_of(when.to_ms), stood.at(when)
        boot, mono, wall, kind, text = "", None, None, "", ""
        if isinstance(one, Unreadable):
            bad.append((seq, str(one)))
        else:
            boot, mono, wall, kind, text = one["boot"], one["mono_ms"], one["wall_ms"], one["kind"], raw.decode()
            events.append(StoredEvent(seq, kind, boot, when.trust, when.at_ms, day_from, day_to, point_id, one))
        rows.append(
            NewRow(seq, value, boot, mono, wall, kind, when.trust, when.at_ms, day_from, day_to, point_id, text)
        )
        seq += 1
    return Batch(
        rows=rows,
        unreadable=bad,
        days=_new_days(caller.screen, events),
        told=prepare(caller.screen, events),
        at_last_ms=_latest(placed, readings, floor_ms),
        following=_following(caller.screen, events),
    )


def _anchors(screen: Screen, boots: set[str], contact: Contact, now_ms: int) -> dict[str, list[Anchor]]:
    """Contacts by boot, each sorted by the running clock, this contact among them."""
    found: dict[str, list[Anchor]] = defaultdict(list)
    for boot, anchor in anchors_of(screen, boots):
        found[boot].append(anchor)
    found[contact.now.boot].append(Anchor(contact.now.mono_ms, now_ms))
    for anchors in found.values():
        anchors.sort(key=lambda anchor: anchor.mono_ms)
    return found


def _latest(placed: Sequence[Placed], readings: Sequence[Reading], floor_ms: int) -> int | None:
    known = [
        when.at_ms
        for when, reading in zip(placed, readings, strict=True)
        if reading.counts and when.trust == ClockTrust.ANCHORED and when.at_ms is not None
    ]
    return max(known) if known and max(known) > floor_ms else None


def _following(screen: Screen, events: Sequence[StoredEvent]) -> Following | None:
    if not events or events[0].kind != "stream" or events[0].seq != 1:
        return None
    fields: Any = events[0].fields
    after = uuid.UUID(fields["after"])
    acked = Stream.objects.filter(screen=screen, uuid=after).values_list("acked", flat=True).first() or 0
    return Following(after, fields["after_seq"], fields["why"][:10], max(0, fields["after_seq"] - acked))


def _new_days(screen: Screen, events: Sequence[StoredEvent]) -> list[ActivityFact]:
    """Sure days of use that the ledger of the point does not have from this screen yet.

    A day that it has needs no second look inside the transaction: days of a screen go only when they are rebuilt from
    the very events that show them.
    """
    days = {
        (event.point_id, event.day_from)
        for event in events
        if event.kind in PROOF_OF_USE and event.point_id is not None and event.day_from == event.day_to
    }
    source = source_of(screen)
    return [ActivityFact(point, day, source) for point, day in sorted(days - days_known(source, sorted(days)))]


class _Stood:
    """Where the screen stood between two moments; before its first place it stood there too."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._places = places
        self._only = places[0].point_id if len(places) == 1 and places[0].end_ms is None else None

    def at(self, when: Placed) -> int | None:
        """The one point; null when the events may lie on both sides of a move."""
        if self._only is not None:
            return self._only
        low, high = (when.from_ms, when.to_ms) if when.at_ms is None else (when.at_ms, when.at_ms)
        for number, one in enumerate(self._places):
            if (number == 0 or one.start_ms <= low) and (one.end_ms is None or high < one.end_ms):
                return one.point_id
        return None


def moment(ms: int) -> dt.datetime:
    """UTC."""
    return dt.datetime.fromtimestamp(ms / 1000, dt.UTC)
