"""What comes by the thousand: short writes in turn, and statements that PostgreSQL need not plan anew each time.

SQLite lets one connection write at a time, and whoever finds it busy sleeps ever longer (up to 100 ms) and looks again:
a writer that came later may go first, and some wait for a second behind writes of 3 ms. A lock of the system's own
wakes the next one at once. Other writers (pages, jobs) need not know of it: they meet at SQLite's lock as ever.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

PREPARE_AFTER = 3
"""A connection plans a statement so many times before it keeps the plan."""


@contextmanager
def writing() -> Iterator[None]:
    """``transaction.atomic()``, entered in turn. Keep it short: everybody else waits meanwhile."""
    path = Path(connection.settings_dict["NAME"])
    if (
        connection.vendor != "sqlite" or not path.is_absolute() or connection.in_atomic_block
    ):  # another database, in memory, or inside already
        with transaction.atomic():
            yield
        return
    # Not the database itself: closing any handle of that file would drop SQLite's own locks in this process.
    handle = os.open(f"{path}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with transaction.atomic():
            yield
    finally:
        os.close(handle)


def prepared() -> AbstractContextManager[CursorWrapper]:
    """A cursor for statements that are always the same text: PostgreSQL keeps their plans in the connection.

    Django's own cursors put the values into the text, so that each is planned anew; for a join of five tables that
    took longer than to run it.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    raw = connection.connection
    raw.prepare_threshold = PREPARE_AFTER
    with connection.wrap_database_errors:
        cursor: Any = _server_side()(raw)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


@cache
def _server_side() -> type[Any]:
    import psycopg

    return psycopg.Cursor


def ask_first(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of the first statement of a request, which only reads.

    It shows by itself whether the connection still lives, so nothing is asked before only to learn that: when the
    database has closed it meanwhile, it is opened anew and the statement sent once more.
    """
    kept = connection.connection is not None and not connection.in_atomic_block
    try:
        found = _rows(sql, values)
    except (OperationalError, InterfaceError):
        if not kept or connection.is_usable():
            raise
        connection.close()
        found = _rows(sql, values)
    connection.health_check_done = True  # type: ignore[attr-defined]
    return found


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with prepared() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
