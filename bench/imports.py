"""Importing a list of 3,600 points: dry run with 500 errors, then apply, then undo.

    ./dev bench imports

In one process, on an empty home with a made-up plan (``bench/many.py``). Bars: dry run 10 s and 300 MB, apply 20 s.
Exit code 1 when a bar is broken.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.many import CODE, write_plan
from tools.hub import diemsang, environment

ROWS, ERRORS = 3_600, 500
DRY_S, APPLY_S, MEMORY_MB = 10.0, 20.0, 300


def prepare(folder: str) -> None:
    """In a child process: a home with so many points, and two workbooks of them (communes made up)."""
    from diemsang.config.cli.common import start_django

    start_django()
    from openpyxl import Workbook

    from diemsang.areas.models import Level
    from diemsang.core.actor import SYSTEM
    from diemsang.plans.actions import load_plan
    from diemsang.points.models import PointPlace

    plan = Path(folder) / "plan"
    write_plan(plan, ROWS)
    load_plan(actor=SYSTEM, path=plan)
    from diemsang.imports.lists.units import Units
    from diemsang.points.imports.plans import plan_facts

    units = Units()
    day = plan_facts(SYSTEM, units)[CODE].listed_on
    districts: dict[int, list[int]] = {}
    places = (
        PointPlace.objects.filter(voided_at=None, point__code__startswith="DO-")
        .select_related("area", "point")
        .order_by("point__code")
    )
    for place in places:
        if place.area.level == Level.COMMUNE:
            district = units.district(place.area_id, day)
            assert district is not None
            districts.setdefault(district, []).append(place.area_id)
    for name, wrong in (("sai", ERRORS), ("dung", 0)):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(["Mã điểm", "Huyện", "Xã", "Thôn", "Nguồn"])
        for number, place in enumerate(places):
            district = units.district(place.area_id, day)
            assert district is not None
            commune = place.area_id
            if place.area.level != Level.COMMUNE:
                commune = districts[district][number % len(districts[district])]
            title = units.title(commune, day)
            if number < wrong:
                title = title[:-1] + "zq"
            sheet.append([place.point.code, units.title(district, day), title, f"Thôn {number}", "để đo"])
        book.save(Path(folder) / f"{name}.xlsx")


def measure(folder: str, step: str) -> None:
    """In a child process: one JSON line."""
    from diemsang.config.cli.common import start_django

    start_django()
    from django.db import transaction

    from diemsang.core.actor import SYSTEM
    from diemsang.imports.engine import dry_run
    from diemsang.imports.reading import Source
    from diemsang.points.imports import POINTS

    file = Path(folder) / ("sai.xlsx" if step == "dry" else "dung.xlsx")
    began = time.perf_counter()
    with transaction.atomic():
        outcome = dry_run(SYSTEM, POINTS, {}, Source(file.name, file.read_bytes()))
        if step != "dry":
            outcome.session.write_all(outcome.changes)
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mb": memory, "counts": outcome.counts, "errors": len(outcome.errors)}))


def main() -> int:
    """Print what was measured against its bar."""
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration", database="")
        env = environment(home, "")

        def child(step: str) -> str:
            command = [sys.executable, __file__, step, folder]
            return subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout

        child("prepare")
        for step, bar in (("dry", DRY_S), ("apply", APPLY_S)):
            result = json.loads(child(step).splitlines()[-1])
            broken |= result["seconds"] > bar or (step == "dry" and result["mb"] > MEMORY_MB)
            print(
                f"{step}: {result['seconds']:.1f} s (bar {bar:.0f}, ratio {result['seconds'] / bar:.2f}), "
                f"{result['mb']:.0f} MB (bar {MEMORY_MB}), {result['errors']} errors, {result['counts']}"
            )
    return int(broken)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        prepare(sys.argv[2]) if sys.argv[1] == "prepare" else measure(sys.argv[2], sys.argv[1])
    else:
        sys.exit(main())
