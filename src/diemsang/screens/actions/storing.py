"""Rows of events into the database, hundreds at once: never one object of the ORM for each.

The caller's transaction begins with the screen's state (``intake``), so no row can meet another one.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from django.db import connection

from diemsang.screens.models import Event

COLUMNS = (
    "stream_id",
    "seq",
    "chain",
    "received_at",
    "boot",
    "mono_ms",
    "wall_ms",
    "kind",
    "trust",
    "at",
    "day_from",
    "day_to",
    "point_id",
    "data",
)
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_TABLE = f'"{Event._meta.db_table}"'
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class NewRow(msgspec.Struct, gc=False):
    """One row to store; the columns of ``Event``. Moments are Unix milliseconds."""

    seq: int
    chain: str
    boot: str
    mono_ms: int | None
    wall_ms: int | None
    kind: str
    trust: str
    at_ms: int | None
    day_from: dt.date
    day_to: dt.date
    point_id: int | None
    data: str


def insert_events(stream_id: int, received_at: dt.datetime, rows: Sequence[NewRow]) -> None:
    """Store the rows, in the caller's transaction."""
    if connection.vendor == "postgresql":
        _copy(stream_id, received_at, rows)
    else:
        _executemany(stream_id, received_at, rows)


def _moment(ms: int | None) -> str | None:
    """UTC, as SQLite keeps it under Django."""
    return None if ms is None else (_EPOCH + dt.timedelta(milliseconds=ms)).isoformat(" ", "microseconds")[:26]


def _executemany(stream_id: int, received_at: dt.datetime, rows: Sequence[NewRow]) -> None:
    received = f"{received_at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"
    days = {day: day.isoformat() for row in rows for day in (row.day_from, row.day_to)}
    places = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_TABLE} ({_NAMES}) VALUES ({places})",  # noqa: S608  # names of our own model
            [
                (
                    stream_id,
                    row.seq,
                    row.chain,
                    received,
                    row.boot,
                    row.mono_ms,
                    row.wall_ms,
                    row.kind,
                    row.trust,
                    _moment(row.at_ms),
                    days[row.day_from],
                    days[row.day_to],
                    row.point_id,
                    row.data,
                )
                for row in rows
            ],
        )


_COUNT = len(COLUMNS)
_HEAD = struct.Struct(">hiqiq")
_LONG, _DAY, _SIZE = struct.Struct(">iq"), struct.Struct(">ii"), struct.Struct(">i")
_NULL = _SIZE.pack(-1)
_COPY_BEGIN, _COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), struct.pack(">h", -1)
_Y2000_DAY, _Y2000_US = dt.date(2000, 1, 1).toordinal(), 946_684_800_000_000


def _copy(stream_id: int, received_at: dt.datetime, rows: Sequence[NewRow]) -> None:
    """In PostgreSQL's binary form (COPY, *Binary Format*): each value after its length, moments in µs since 2000.

    Writing moments and days as text here and reading them as text there took half of the time.
    """
    received = _LONG.pack(8, _microseconds(received_at))
    days = {day: _DAY.pack(4, day.toordinal() - _Y2000_DAY) for row in rows for day in (row.day_from, row.day_to)}
    parts = [_COPY_BEGIN]
    for row in rows:
        data = row.data.encode()
        parts += (
            _HEAD.pack(_COUNT, 8, stream_id, 8, row.seq),
            _word(row.chain),
            received,
            _known_word(row.boot),
            _NULL if row.mono_ms is None else _LONG.pack(8, row.mono_ms),
            _NULL if row.wall_ms is None else _LONG.pack(8, row.wall_ms),
            _known_word(row.kind),
            _known_word(row.trust),
            _NULL if row.at_ms is None else _LONG.pack(8, row.at_ms * 1000 - _Y2000_US),
            days[row.day_from],
            days[row.day_to],
            _NULL if row.point_id is None else _LONG.pack(8, row.point_id),
            _SIZE.pack(len(data)),
            data,
        )
    parts.append(_COPY_END)
    with connection.cursor() as cursor, cursor.copy(f"COPY {_TABLE} ({_NAMES}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(b"".join(parts))


def _microseconds(moment: dt.datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds - _Y2000_US


def _word(text: str) -> bytes:
    data = text.encode()
    return _SIZE.pack(len(data)) + data


_known_word = lru_cache(maxsize=1024)(_word)
"""For words that come again in each event of a batch."""
