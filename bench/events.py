"""Events over HTTP (gzip, 200 a batch, secret and validation on) to durable rows, against the bare database.

    ./dev bench events

granian with 2 workers, 16 connections, on SQLite and on a PostgreSQL of its own, both durable (what is answered is on
the disk). The very same rows are then written by the same database, with the same settings, to an empty table of the
same form (indexes, no foreign keys) by its fastest way, 500 a transaction: ``executemany`` (SQLite) and ``COPY``.
Bars (design.md §6): ratio 0.2 and 0.45, p99 of a batch 250 ms, nothing lost or doubled. Exit code 1 when one is broken.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.load import BATCH, Line, Sender, child, claim_screens, in_parallel, percentile
from tools.hub import Hub, diemsang, free_port
from tools.postgres import cluster

SCREENS, BATCHES, LINES, BARE_BATCH = 64, 20, 16, 500
BARS = {"SQLite": 0.2, "PostgreSQL": 0.45}
P99_MS = 250.0


def through_http(hub: Hub, secrets: list[str]) -> tuple[list[float], float]:
    """Send everything; milliseconds of each batch, and seconds in all. Bodies are made before the clock starts."""
    senders = [Sender(secret) for secret in secrets]
    ready = [[sender.request(BATCH) for _ in range(BATCHES)] for sender in senders]

    # Whichever line is free takes the screen that waited longest: so every line is busy to the end, however the
    # system dealt the lines out to the server's workers, and no screen is busier than the hub allows.
    waiting: SimpleQueue[list[bytes]] = SimpleQueue()
    for batches in ready:
        waiting.put(batches[::-1])

    def work() -> Iterator[float]:
        line = Line(hub.port)
        with suppress(Empty):
            while True:
                batches = waiting.get_nowait()
                began = time.perf_counter()
                status, answer = line.send(batches.pop())
                assert status == 200, answer[:400]
                yield (time.perf_counter() - began) * 1000
                if batches:
                    waiting.put(batches)
        line.close()

    return in_parallel([work] * LINES)


def bare(folder: str) -> None:
    """In a child process: the hub's rows again, by the database alone; one JSON line."""
    from diemsang.config.cli.common import start_django

    start_django()
    from django.db import connection

    from diemsang.screens.models import Event

    table = Event._meta.db_table
    names = ", ".join(f'"{field.column}"' for field in Event._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} ORDER BY id")
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    parts = [rows[start : start + BARE_BATCH] for start in range(0, len(rows), BARE_BATCH)]
    seconds = _bare_copy(table, names, parts) if connection.vendor == "postgresql" else _bare_many(folder, table, parts)
    doubled = len(rows) - len({(row[1], row[2]) for row in rows})
    print(json.dumps({"rows": len(rows), "doubled": doubled, "seconds": seconds}))


def _bare_many(folder: str, table: str, parts: list[list[tuple[Any, ...]]]) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
        made = [row[0] for row in cursor.fetchall()]
    other = sqlite3.connect(Path(folder) / "bare.sqlite3", isolation_level=None)
    other.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;" + ";".join(made))
    places = ", ".join("?" * len(parts[0][0]))
    began = time.perf_counter()
    for part in parts:
        other.execute("BEGIN IMMEDIATE")
        other.executemany(f"INSERT INTO {table} VALUES ({places})", part)
        other.execute("COMMIT")
    seconds = time.perf_counter() - began
    other.close()
    return seconds


def _bare_copy(table: str, names: str, parts: list[list[tuple[Any, ...]]]) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
        texts = []
        for part in parts:
            texts.append("".join("\t".join(map(_told, row)) + "\n" for row in part))
        began = time.perf_counter()
        for text in texts:
            with cursor.copy(f"COPY bare ({names}) FROM STDIN") as copy:
                copy.write(text)
        return time.perf_counter() - began


def _told(value: object) -> str:
    text = "\\N" if value is None else str(value)
    return text if text == "\\N" else text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def measure(kind: str, database: str) -> bool:
    """One database; whether a bar is broken."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration", database=database)
        secrets = json.loads(child(__file__, home, database, "screens"))
        hub = Hub(home, free_port(), workers=2, database=database)
        hub.start(worker=False)
        try:
            times, seconds = through_http(hub, secrets)
        finally:
            hub.stop()
        alone = json.loads(child(__file__, home, database, "bare", folder))
    sent = SCREENS * BATCHES * BATCH
    rate, limit, p99 = sent / seconds, alone["rows"] / alone["seconds"], percentile(times, 0.99)
    broken = rate / limit < BARS[kind] or p99 > P99_MS or alone["rows"] != sent or alone["doubled"] > 0
    print(
        f"{kind}: {rate:,.0f} events/s over HTTP, {limit:,.0f} bare, ratio {rate / limit:.2f} (bar {BARS[kind]}); "
        f"p50 {percentile(times, 0.5):.0f} ms, p99 {p99:.0f} ms (bar {P99_MS:.0f}); "
        f"{sent - alone['rows']} lost, {alone['doubled']} doubled of {sent:,}; load average {os.getloadavg()[0]:.1f}"
    )
    return broken


def main() -> int:
    """Both databases."""
    broken = measure("SQLite", "")
    with cluster(durable=True) as address:
        broken |= measure("PostgreSQL", address)
    return int(broken)


if __name__ == "__main__":
    if sys.argv[1:2] == ["screens"]:
        claim_screens(SCREENS)
    elif sys.argv[1:2] == ["bare"]:
        bare(sys.argv[2])
    else:
        sys.exit(main())
