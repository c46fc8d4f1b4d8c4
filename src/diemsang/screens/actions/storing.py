"""Rows of events into the database, hundreds at once: never one object of the ORM for each.

The caller holds the stream's lock and knows what is stored, so no row can meet another one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

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
_TO_ESCAPE = re.compile(r"[\\\n\r\t]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


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


def _copy(stream_id: int, received_at: dt.datetime, rows: Sequence[NewRow]) -> None:
    received = received_at.isoformat()
    days = {day: day.isoformat() for row in rows for day in (row.day_from, row.day_to)}
    lines = []
    for row in rows:
        data = row.data.translate(_ESCAPES) if _TO_ESCAPE.search(row.data) else row.data
        at = "\\N" if row.at_ms is None else f"{_moment(row.at_ms)}+00"
        mono = "\\N" if row.mono_ms is None else row.mono_ms
        wall = "\\N" if row.wall_ms is None else row.wall_ms
        point = "\\N" if row.point_id is None else row.point_id
        lines.append(
            f"{stream_id}\t{row.seq}\t{row.chain}\t{received}\t{row.boot}\t{mono}\t{wall}\t{row.kind}\t{row.trust}\t"
            f"{at}\t{days[row.day_from]}\t{days[row.day_to]}\t{point}\t{data}\n"
        )
    with connection.cursor() as cursor, cursor.copy(f"COPY {_TABLE} ({_NAMES}) FROM STDIN") as copy:
        copy.write("".join(lines))
