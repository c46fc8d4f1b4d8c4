"""Short writes that come by the thousand: on SQLite one after the other, in the order in which they asked.

SQLite lets one connection write at a time, and whoever finds it busy sleeps ever longer (up to 100 ms) and looks again:
a writer that came later may go first, and some wait for a second behind writes of 3 ms. A lock of the system's own
wakes the next one at once. Other writers (pages, jobs) need not know of it: they meet at SQLite's lock as ever.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction


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
