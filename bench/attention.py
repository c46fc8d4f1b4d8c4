"""The attention list: 3,600 points with three years of daily logs, against the bar of 300 ms server time.

    ./dev bench attention                                     SQLite
    python tools/postgres.py python bench/attention.py        PostgreSQL

The made-up plan of bench/many.py with its illustrated operation; every point has lines, people, a screen, and a log on
two days of three since three years (invented, for measuring only). The page through the whole WSGI stack without the
socket, and the query alone; the median of 15 after two to warm up, with the processor's part of it, for a busy machine
makes every bar look broken. ``--plans`` prints the plans of the five slowest statements. Exit code 1 when a bar is
broken or the number of queries grows with the points.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.many import CODE, PREFIX, fill_ledger, write_plan
from tools.hub import diemsang

BAR_MS, POINTS, YEARS, TIMES, WARM = 300.0, 3600, 3, 15, 2
ADDRESSES = ("/can-chu-y/", "/can-chu-y/?ly-do=idle", "/can-chu-y/?hien=het&xep=-dung")


def logs() -> None:
    """A log and a day of use on two days of three; every 40th point stopped weeks ago."""
    from django.db import connection

    from diemsang.core import clock
    from diemsang.operations.models import DayLog
    from diemsang.points.models import ActivityDay, SupportPoint

    today = clock.today()
    dates = [today - dt.timedelta(days=back) for back in range(1, YEARS * 365) if back % 3]
    words = ", ".join(f"('{day.isoformat()}', {int((today - day).days > 40)})" for day in dates)
    postgres = connection.vendor == "postgresql"
    day, empty, no = ("day::date", "'{}'::jsonb", "false") if postgres else ("day", "'{}'", "0")
    at = "now()" if postgres else f"'{clock.now().astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}'"
    chosen = f"FROM {SupportPoint._meta.db_table} p, days WHERE p.code LIKE '{PREFIX}-%' AND (p.id % 40 > 0 OR old = 1)"
    said = f"{at}, {at}, {empty}, '', 12, 1, 0, 0, 0, '', {no}"
    columns = (
        "point_id, day, first_at, last_at, chosen, not_open, visits, activities, done, referred, failed, note, differs"
    )
    with connection.cursor() as cursor:
        for table, names, values in (
            (DayLog._meta.db_table, columns, f"p.id, {day}, {said}"),
            (ActivityDay._meta.db_table, "point_id, day, source", f"p.id, {day}, 'do:log'"),
        ):
            cursor.execute(
                f"INSERT INTO {table} ({names}) WITH days(day, old) AS (VALUES {words}) SELECT {values} {chosen}"
            )


def lines() -> None:
    """An entitlement, two contracts, a connection and a payer at every made-up point; some contracts end soon."""
    from diemsang.core import clock
    from diemsang.operations.models import LineConnection, LineContract, LineEntitlement, LinePayer
    from diemsang.points.models import SupportPoint

    begun, today, now = dt.date(2023, 9, 5), clock.today(), clock.now()
    rows: dict[Any, list[Any]] = {LineEntitlement: [], LineContract: [], LineConnection: [], LinePayer: []}
    for at, point in enumerate(SupportPoint.objects.filter(code__startswith=f"{PREFIX}-").order_by("code")):
        ends = (begun, dt.date(2026, 1, 1), today + dt.timedelta(days=at % 400 - 20))
        made: list[Any] = [
            LineEntitlement(programme="UNIVERSAL_SERVICE", valid_from=begun),
            LineConnection(valid_from=begun),
        ]
        made += [LinePayer(payer="để đo", valid_from=begun)]
        for start, end in pairwise(ends):
            made.append(LineContract(carrier="để đo", carrier_key="dedo", valid_from=start, valid_to=end))
        for row in made:
            row.public_id, row.point, row.source, row.recorded_at = uuid.uuid4(), point, "để đo", now
            rows[type(row)].append(row)
    for model, some in rows.items():
        model._default_manager.bulk_create(some, batch_size=500)


def people_and_screens() -> None:
    """Somebody in charge, a screen heard lately, an open fault here and there."""
    from diemsang.core import clock
    from diemsang.operations.models import Incident, OperatorAssignment
    from diemsang.points.models import SupportPoint
    from diemsang.screens.models import Screen, ScreenPlace, ScreenState

    now, today = clock.now(), clock.today()
    free = SupportPoint.objects.exclude(screen_places__valid_to=None, screen_places__isnull=False)
    points = list(free.order_by("code"))
    since = now - dt.timedelta(days=400)
    screens = Screen.objects.bulk_create(
        [Screen(secret_sha256=uuid.uuid4().hex * 2, claimed_at=since) for _point in points], batch_size=500
    )
    ScreenPlace.objects.bulk_create(
        [ScreenPlace(screen=one, point=point, valid_from=since) for one, point in zip(screens, points, strict=True)],
        batch_size=500,
    )
    ScreenState.objects.bulk_create(
        [ScreenState(screen=one, last_contact_at=now - dt.timedelta(days=at % 9)) for at, one in enumerate(screens)],
        batch_size=500,
    )
    held = set(OperatorAssignment.objects.filter(role="IN_CHARGE", valid_to=None).values_list("point_id", flat=True))
    made = {"source": "để đo", "recorded_at": now}
    OperatorAssignment.objects.bulk_create(
        [
            OperatorAssignment(
                public_id=uuid.uuid4(),
                point=one,
                role="IN_CHARGE",
                name="để đo",
                valid_from=dt.date(2024, 1, 1),
                **made,
            )
            for one in SupportPoint.objects.all()
            if one.pk not in held
        ],
        batch_size=500,
    )
    Incident.objects.bulk_create(
        [
            Incident(
                public_id=uuid.uuid4(),
                point=one,
                kind="LINE",
                symptom="slow",
                found_by="OPERATOR",
                state="FIXED" if at % 5 else "OPEN",
                found_on=today - dt.timedelta(days=at % 60),
                opened_on=today - dt.timedelta(days=at % 60),
                closed_on=today if at % 5 else None,
                reported_at=now,
            )
            for at, one in enumerate(SupportPoint.objects.order_by("code"))
        ],
        batch_size=500,
    )


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds on the clock and on the processor, medians."""
    taken, busy = [], []
    for _round in range(WARM + TIMES):
        start, ticks = time.perf_counter(), time.process_time()
        what()
        taken.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - ticks) * 1000)
    return statistics.median(taken[WARM:]), statistics.median(busy[WARM:])


def plans(captured: list[dict[str, str]]) -> None:
    """What the database does for the five slowest statements."""
    from django.db import connection

    word = "EXPLAIN (ANALYZE, BUFFERS) " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    for query in sorted(captured, key=lambda one: -float(one["time"]))[:5]:
        print(f"\n{float(query['time']) * 1000:.0f} ms  {query['sql'][:1500]}")
        with connection.cursor() as cursor:
            cursor.execute(word + query["sql"].replace("%", "%%"), [])
            for row in cursor.fetchall():
                print("   ", row[-1])


def make(folder: Path) -> None:
    """The home with its points, in use for three years."""
    from diemsang.config.cli.common import start_django

    start_django()
    from django.db import connection

    from diemsang.config.static import collect
    from diemsang.core.actor import SYSTEM
    from diemsang.plans.actions import load_plan
    from diemsang.points.illustration import illustrate

    write_plan(folder / "plan", POINTS)
    load_plan(actor=SYSTEM, path=folder / "plan")
    illustrate(actor=SYSTEM, plan_code=CODE, illustration=True)
    fill_ledger()
    lines()
    people_and_screens()
    logs()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    collect()


def main() -> int:
    """Measure in a home of its own."""
    with tempfile.TemporaryDirectory(prefix="diemsang-") as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration")
        os.environ["DIEMSANG_HOME"] = str(home)
        make(Path(folder))
        return measure()


def measure() -> int:
    """Print the table; exit code."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from diemsang.accounts.models import User
    from diemsang.attention.queries.listing import attention
    from diemsang.config import collector
    from diemsang.core import clock
    from diemsang.operations.models import DayLog
    from diemsang.points.models import SupportPoint

    user = User.objects.get(username="lan")
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    collector.settle()
    counted = f"{SupportPoint.objects.count()} points, {DayLog.objects.count():,} logs".replace(",", ".")
    print(f"attention list on {connection.vendor}, {counted}; bar {BAR_MS:.0f} ms")
    held = True
    some = list(SupportPoint.objects.order_by("pk").values_list("pk", flat=True)[:50])
    with CaptureQueriesContext(connection) as few:
        attention(user, clock.today(), some)
    with CaptureQueriesContext(connection) as many:
        rows = attention(user, clock.today())
    if len(many) > len(few):
        held = False
        print(f"queries grow with points: {len(few)} for {len(some)}, {len(many)} for {len(rows)}  <-- BROKEN")
    ms, cpu = timed(lambda: attention(user, clock.today()))
    print(
        f"{'the query alone, ' + str(len(rows)) + ' accepted':<44}{ms:>8.0f} ms{cpu:>8.0f} ms cpu{len(many):>5} queries"
    )
    for address in ADDRESSES:
        ms, cpu = timed(partial(client.get, address))
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        good = answer.status_code == 200 and ms <= BAR_MS
        held &= good
        told = f"{ms:>8.0f} ms{cpu:>8.0f} ms cpu{len(captured):>5} queries  {ms / BAR_MS:.2f} of the bar"
        print(f"{address:<44}{told}{'' if good else '  <-- BROKEN'}")
        if "--plans" in sys.argv and address == ADDRESSES[0]:
            plans(captured.captured_queries)
    print(f"load average {os.getloadavg()[0]:.1f}")
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
