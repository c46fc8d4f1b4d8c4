"""Server time of the pages of lines and power, with 93 points and with 3,600 that all have lines.

    ./dev bench lines            both
    python bench/lines.py 93     only Plan 207 (quick)

Plan 207's points have the lines of the demonstration; every other one an entitlement, three contracts, a connection,
four measurements, three payers, power and outages (invented, for measuring only). Server time is the whole WSGI stack
without the socket, the median of 15 after two to warm up; where it is much above the processor time beside it, the
machine was busy with other things.
Bars: 100 ms with 93 points, 200 ms with 3,600; 40 kB a page. Exit code 1 when a bar is broken.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.many import write_plan
from tools.hub import ROOT, diemsang, environment

BARS_MS = {93: 100.0, 3600: 200.0}
PAGE_KB = 40.0
POINT = {93: "TQ-0085", 3600: "DO-0002"}
TIMES, WARM = 15, 2


def addresses(size: int) -> list[str]:
    """The pages that are measured, with the heaviest parameters people use."""
    return [
        "/van-hanh/",
        "/van-hanh/?thieu=cho&xep=-do",
        "/van-hanh/?nha-mang=vnpt&xep=dat",
        "/van-hanh/?ben-tra=chua-ro",
        "/van-hanh/?het-truoc=31/12/2027&xep=noi-dat",
        "/van-hanh/sap-het/",
        "/van-hanh/sap-het/?han=da-het&xep=-ma",
        f"/van-hanh/diem/{POINT[size]}/",
        f"/van-hanh/diem/{POINT[size]}/ghi/ben-tra/",
        f"/diem/{POINT[size]}/",
    ]


def fill() -> None:
    """Lines of every point that has none yet, some ending soon, a third without a connection."""
    import datetime as dt
    import uuid

    from django.db.models import Model

    from diemsang.core import clock
    from diemsang.operations import models as lines
    from diemsang.points.models import SupportPoint

    today = clock.today()
    rows: list[Model] = []
    held = lines.LineContract.objects.values("point")
    for number, point in enumerate(SupportPoint.objects.exclude(pk__in=held).order_by("code")):

        def made(point: SupportPoint = point) -> dict[str, Any]:
            return {"public_id": uuid.uuid4(), "point": point, "source": "để đo", "recorded_at": clock.now()}

        begun = dt.date(2023, 9, 5)
        rows.append(lines.LineEntitlement(programme="UNIVERSAL_SERVICE", valid_from=begun, **made()))
        carrier = ("VNPT", "Viettel", "FPT")[number % 3]
        ends = [dt.date(2025, 1, 1), dt.date(2026, 1, 1), today + dt.timedelta(days=number % 200 - 60)]
        for start, end in zip([begun, *ends], ends, strict=False):
            rows.append(
                lines.LineContract(
                    carrier=carrier,
                    carrier_key=carrier.lower(),
                    number=f"{number}",
                    valid_from=start,
                    valid_to=end,
                    **made(),
                )
            )
        if number % 3:
            rows.append(lines.LineConnection(valid_from=dt.date(2024, 1, 1), technology="FIBRE", **made()))
        for back in (10, 100, 200, 300):
            day = today - dt.timedelta(days=back + number % 9)
            rows.append(lines.LineMeasure(on=day, download_mbps=20 + number % 80, ping_ms=12, by="để đo", **made()))
        starts = [None, dt.date(2025, 1, 1), dt.date(2025, 7, 1), None]
        for at, payer in enumerate(("UBND huyện", "Sở", "UBND xã")[: 1 + number % 3]):
            last = at == number % 3
            rows.append(
                lines.LinePayer(payer=payer, valid_from=starts[at], valid_to=None if last else starts[at + 1], **made())
            )
        rows.append(lines.PowerStatus(grid="ON_GRID", stability="UNSTABLE", **made()))
        rows.append(lines.Outage(kind="LINE", start_on=dt.date(2026, 1, 5), over=number % 20 != 0, **made()))
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, group in by_model.items():
        model._default_manager.bulk_create(group, batch_size=500)


def measure(size: int, plan: str) -> None:
    """In the child process, on its home: JSON lines of page, status, milliseconds, queries, bytes."""
    from diemsang.config.cli.common import start_django

    start_django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from diemsang.accounts.models import User
    from diemsang.config import collector
    from diemsang.config.static import collect
    from diemsang.core.actor import SYSTEM
    from diemsang.plans.actions import load_plan

    if plan:
        load_plan(actor=SYSTEM, path=Path(plan))
    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    collect()
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(User.objects.get(username="lan"), backend="allauth.account.auth_backends.AuthenticationBackend")
    collector.settle()
    for address in addresses(size):
        times, work = [], []
        for _each in range(WARM + TIMES):
            started, worked = time.perf_counter(), time.process_time()
            answer = client.get(address)
            times.append((time.perf_counter() - started) * 1000)
            work.append((time.process_time() - worked) * 1000)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        middle = [statistics.median(figures[WARM:]) for figures in (times, work)]
        told = [address, answer.status_code, *middle, len(captured), _on_the_wire(answer)]
        print(json.dumps(told), flush=True)


def _on_the_wire(answer: object) -> int:
    content: bytes = answer.content  # type: ignore[attr-defined]
    packed = answer.headers.get("Content-Encoding") == "gzip"  # type: ignore[attr-defined]
    return len(content) if packed else len(gzip.compress(content, 6))


def bench(size: int, base: Path) -> bool:
    """Make the home, measure, print the table; whether every bar held."""
    home, plan = base / str(size), base / "plan"
    diemsang(home, "home", "make", "--illustration", database="")
    if size != 93:
        write_plan(plan, size)
    words = [sys.executable, "bench/lines.py", "--measure", str(size), "" if size == 93 else str(plan)]
    result = subprocess.run(words, env=environment(home, ""), cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    bar, held = BARS_MS[size], True
    print(f"\n{size} points; bars {bar:.0f} ms, {PAGE_KB:.0f} kB")
    print(f"{'page':<48}{'':>4}{'ms':>8}{'of bar':>8}{'cpu ms':>8}{'queries':>9}{'kB gz':>8}")
    for line in result.stdout.splitlines():
        address, status, ms, cpu, queries, octets = json.loads(line)
        kb = octets / 1024
        good = status == 200 and ms <= bar and kb <= PAGE_KB
        held &= good
        figures = f"{ms:>8.1f}{ms / bar:>8.2f}{cpu:>8.1f}{queries:>9}{kb:>8.1f}"
        print(f"{address:<48}{status:>4}{figures}{'' if good else '  <-- BROKEN'}")
    return held


def main() -> int:
    """Exit code for the shell."""
    sizes = [int(word) for word in sys.argv[1:]] or list(BARS_MS)
    with tempfile.TemporaryDirectory(prefix="diemsang-") as folder:
        held = [bench(size, Path(folder)) for size in sizes]
    return 0 if all(held) else 1


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main())
