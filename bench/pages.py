"""Server time and size of every page, with 93 points and with 3,600 (about three years of use, a million days).

Every point has a screen with 30 days of use (tools/screens_on_show.py).

    ./dev bench pages            all
    python bench/pages.py 93     only Plan 207 (quick)

Server time is the whole WSGI stack without the socket, the median of 15 after two to warm up, signed in as the
specialist; where it is much above the processor time beside it, the machine was busy with other things.
Bars (docs/ and the design): 100 ms with 93 points, 200 ms with 3,600; 40 kB a page on the wire, 200 kB the first.
Exit code 1 when a bar is broken.
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

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.many import CODE
from tools.hub import ROOT, diemsang, environment

BARS_MS = {93: 100.0, 3600: 200.0}
LATER_KB, FIRST_KB = 40.0, 200.0
PLAN = {93: "KH-207-2023", 3600: CODE}
POINT = {93: "TQ-0085", 3600: "DO-0002"}
TIMES, WARM = 15, 2


def addresses(size: int) -> list[str]:
    """The pages that are measured, with the heaviest parameters people use."""
    plan, point = PLAN[size], POINT[size]
    return [
        "/",
        "/lanh-dao/",
        f"/ke-hoach/{plan}/",
        f"/ke-hoach/{plan}/?dia-ban=hom-nay",
        f"/ke-hoach/{plan}/noi-dung/",
        f"/ke-hoach/{plan}/bat-thuong/",
        "/ke-hoach/",
        "/diem/",
        f"/diem/?plan={plan}",
        "/diem/?q=na+hang",
        f"/diem/{point}/",
        "/dia-ban/",
        "/dia-ban/?q=thuong+lam",
        "/dia-ban/sap-xep/",
        "/dia-ban/sap-xep/{reform}/",
        "/dia-ban/{area}/",
        "/tim/?q=na+hang",
        "/nhat-ky/",
        "/toi/",
        "/thu-vien/",
        "/thu-vien/rua_tay/",
        "/man-hinh/",
        "/man-hinh/?tinh-trang=can-xem&xep=-lien-lac",
        "/man-hinh/{screen}/",
        "/man-hinh/noi-dung/",
        "/man-hinh/ghep/?ma={code}",
        "/man-hinh/cai-dat/",
        f"/man-hinh/cai-dat/diem/{point}/",
        "/man-hinh/the-nhanh/",
        "/su-dung/",
        "/su-dung/diem/",
        "/su-dung/diem/?xep=-luot&bao=chua",
        "/su-dung/san-pham/",
        f"/su-dung/diem/{point}/",
    ]


def measure(size: int, only: str = "") -> None:
    """In the child process, on its home: JSON lines of page, status, milliseconds, queries, bytes.

    ``only``: how addresses begin.
    """
    from diemsang.config.cli.common import start_django

    start_django()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from diemsang.accounts.models import User
    from diemsang.areas.models import Area, Reform
    from diemsang.config import collector
    from diemsang.config.static import collect

    collect()
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(User.objects.get(username="lan"), backend="allauth.account.auth_backends.AuthenticationBackend")
    collector.settle()
    from diemsang.screens.models import Pairing, Screen

    places = {
        "reform": Reform.objects.order_by("-effective_on").values_list("code", flat=True)[0],
        "area": Area.objects.filter(versions__code="02221", versions__valid_to=None).values_list("key", flat=True)[0],
        "screen": Screen.objects.values_list("public_id", flat=True)[0],
        "code": Pairing.objects.exclude(code=None).values_list("code", flat=True)[0],
    }
    for address in [one for one in addresses(size) if one.startswith(only)]:
        url = address.format(**places)
        times, work = [], []
        for _each in range(WARM + TIMES):
            started, worked = time.perf_counter(), time.process_time()
            answer = client.get(url)
            times.append((time.perf_counter() - started) * 1000)
            work.append((time.process_time() - worked) * 1000)
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        middle = [statistics.median(figures[WARM:]) for figures in (times, work)]
        print(json.dumps([address, answer.status_code, *middle, len(captured), len(answer.content)]), flush=True)


def first_visit_kb() -> float:
    """Style sheet, script and fonts as the wire carries them (gzip at level 6; fonts are compressed already)."""
    folder = ROOT / "src/diemsang/core/static/hub"
    texts = [path.read_bytes() for name in ("*.css", "*.js", "*.svg") for path in folder.glob(name)]
    fonts = [path.stat().st_size for path in folder.rglob("*.woff2")]
    return (sum(len(gzip.compress(text, 6)) for text in texts) + sum(fonts)) / 1024


def bench(size: int, base: Path) -> bool:
    """Make the home, measure, print the table; whether every bar held."""
    home = base / str(size)
    diemsang(home, "home", "make", "--illustration", database="")
    env = environment(home, "")
    if size != 93:
        words = ["bench/many.py", str(base / "plan"), str(size)]
        subprocess.run([sys.executable, *words], env=env, cwd=ROOT, check=True)
    subprocess.run([sys.executable, "tools/screens_on_show.py", "all"], env=env, cwd=ROOT, check=True)
    words = [sys.executable, "bench/pages.py", "--measure", str(size)]
    result = subprocess.run(words, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    bar, static = BARS_MS[size], first_visit_kb()
    print(f"\n{size} points; bars {bar:.0f} ms, {LATER_KB:.0f} kB, first visit {FIRST_KB:.0f} kB")
    print(f"static part of a first visit: {static:.0f} kB")
    print(f"{'page':<48}{'':>4}{'ms':>8}{'of bar':>8}{'cpu ms':>8}{'queries':>9}{'kB gz':>8}")
    held = True
    for address, status, ms, cpu, queries, size_b in rows:
        kb = size_b / 1024
        good = status == 200 and ms <= bar and kb <= LATER_KB and kb + static <= FIRST_KB
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
        measure(int(sys.argv[2]), *sys.argv[3:4])
    else:
        sys.exit(main())
