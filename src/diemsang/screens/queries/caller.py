"""Everything a contact needs of the database, in one statement: who calls, what is known of its stream, what is new.

Written by hand, not by the ORM: making the same five statements anew for each of a thousand contacts a minute cost
more than the database did. Nothing is locked; ``contacts`` tells the writer whether somebody came in between.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import msgspec
from django.db import connection, models

from diemsang.audit.models import Entry
from diemsang.core.database import ask_first, prepared
from diemsang.library.models import Head, Root
from diemsang.points.models import ActivityDay
from diemsang.screens.models import BootAnchor, Screen, ScreenPlace, ScreenState, Stream
from diemsang.screens.protocol.clock import Anchor


class KnownStream(msgspec.Struct, gc=False):
    """What the hub holds of the stream. ``floor_ms``: nothing of it that is still to come happened before."""

    pk: int
    acked: int
    chain: str
    floor_ms: int


class Place(msgspec.Struct, gc=False):
    """Where the screen stood, Unix milliseconds; ``end_ms`` null: still."""

    point_id: int
    start_ms: int
    end_ms: int | None


class Caller(msgspec.Struct, gc=False):
    """The screen as it was before this contact. ``stream`` is null when it is new.

    ``anchored``: a kept contact of the same boot is near enough. ``root``: number of the current root, 0 for none;
    ``journal``: last entry of the journal, by which the settings are told to be the same.
    """

    screen: Screen
    revoked: bool
    contacts: int
    offset_ms: int | None
    unreadable: int
    stream: KnownStream | None
    places: list[Place]
    anchored: bool
    root: int
    journal: int


def find_caller(
    secret_sha256: str, stream: uuid.UUID, *, boot: str, mono_ms: int, anchor_every_ms: int
) -> Caller | None:
    """The screen with that secret; ``None`` when the hub never saw it."""
    near: list[Any] = [boot, mono_ms - anchor_every_ms, mono_ms + anchor_every_ms]
    rows = ask_first(_caller_sql(), [*near, _uuid_param(stream), secret_sha256])
    if not rows:
        return None
    (pk, public_id, revoked, contacts, offset_ms, unreadable, stream_pk, acked, value, floor, *_place) = rows[0]
    *_more, anchored, root, journal = rows[0]
    screen = Screen.from_db(connection.alias, ["id", "public_id"], [pk, _uuid(public_id)])
    known = None if stream_pk is None else KnownStream(stream_pk, acked, value, to_ms(floor))
    places = [Place(row[10], to_ms(row[11]), to_ms(row[12]) if row[12] else None) for row in rows if row[10]]
    return Caller(
        screen, bool(revoked), contacts, offset_ms, unreadable, known, places, bool(anchored), root or 0, journal or 0
    )


def anchors_of(screen: Screen, boots: Collection[str]) -> list[tuple[str, Anchor]]:
    """Kept contacts of the screen in those boots."""
    if not boots:
        return []
    marks = ", ".join(["%s"] * len(boots))
    sql = f"SELECT boot, mono_ms, at FROM {_table(BootAnchor)} WHERE screen_id = %s AND boot IN ({marks})"  # noqa: S608
    with prepared() as cursor:
        cursor.execute(sql, [screen.pk, *sorted(boots)])
        return [(boot, Anchor(mono_ms, to_ms(at))) for boot, mono_ms, at in cursor.fetchall()]


def days_known(source: str, days: Sequence[tuple[int, dt.date]]) -> set[tuple[int, dt.date]]:
    """Which of these (point, day) the ledger has from that source."""
    if not days:
        return set()
    adapt = connection.ops.adapt_datefield_value
    one = "(point_id = %s AND day = %s AND source = %s)"
    sql = f"SELECT point_id, day FROM {_table(ActivityDay)} WHERE {' OR '.join([one] * len(days))}"  # noqa: S608
    with prepared() as cursor:
        cursor.execute(sql, [value for point, day in days for value in (point, adapt(day), source)])
        found = cursor.fetchall()
    return {(point, dt.date.fromisoformat(day) if isinstance(day, str) else day) for point, day in found}


def last_entry() -> int:
    """Number of the last entry of the journal, 0 for none."""
    with prepared() as cursor:
        cursor.execute(f"SELECT MAX(id) FROM {_table(Entry)}")  # noqa: S608
        return cursor.fetchone()[0] or 0


def to_ms(value: Any) -> int:
    """Unix milliseconds of a moment as the database gives it (SQLite: text in UTC)."""
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=dt.UTC)
    return int(value.timestamp() * 1000)


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _uuid_param(value: uuid.UUID) -> Any:
    return value if connection.features.has_native_uuid_field else value.hex


def _table(model: type[models.Model]) -> str:
    return f'"{model._meta.db_table}"'


@cache
def _caller_sql() -> str:
    """A line for each place where the screen stood, all else the same in each."""
    return f"""
        SELECT screen.id, screen.public_id, screen.revoked_at IS NOT NULL,
               state.contacts, state.offset_ms, state.unreadable,
               stream.id, stream.acked, stream.chain, COALESCE(stream.at_last, screen.claimed_at),
               place.point_id, place.valid_from, place.valid_to,
               EXISTS (SELECT 1 FROM {_table(BootAnchor)} anchor WHERE anchor.screen_id = screen.id
                       AND anchor.boot = %s AND anchor.mono_ms > %s AND anchor.mono_ms < %s),
               (SELECT root.number FROM {_table(Head)} head JOIN {_table(Root)} root ON root.id = head.current_id
                ORDER BY head.id LIMIT 1),
               (SELECT MAX(id) FROM {_table(Entry)})
        FROM {_table(Screen)} screen
        JOIN {_table(ScreenState)} state ON state.screen_id = screen.id
        LEFT JOIN {_table(Stream)} stream ON stream.screen_id = screen.id AND stream.uuid = %s
        LEFT JOIN {_table(ScreenPlace)} place ON place.screen_id = screen.id
        WHERE screen.secret_sha256 = %s ORDER BY place.valid_from
    """  # noqa: S608  # names of our own models
