"""Reconciliation of equipment: 3,600 points × 6 items with their history, against the bar of 300 ms server time.

    ./dev bench equipment

The made-up plan of bench/many.py with its illustrated operation, and an approved bill for every point. The whole query
and shaping as the page and the command do it; the median of 15 after two to warm up, with the processor's part of it,
for a busy machine makes every bar look broken. Exit code 1 when broken.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.many import CODE, PROVINCE, SCHEME, fill_ledger, write_plan

BAR_MS, POINTS, TIMES, WARM = 300.0, 3600, 15, 2


def six_items(folder: Path) -> None:
    """Four more items than the plan of bench/many.py has, one piece a point."""
    for key in ("amplifier", "keyboard", "accessory_set", "microphone"):
        for name, line in (
            ("items.csv", f"{key},{key},cái,1,{POINTS}"),
            ("targets.csv", f"{key},{SCHEME},{PROVINCE},Tỉnh Tuyên Quang,2023–2025,{POINTS}"),
        ):
            file = folder / name
            file.write_text(f"{file.read_text(encoding='utf-8').rstrip()}\n{line}\n", encoding="utf-8")


def main() -> int:
    """Measure in a home of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIEMSANG_HOME"] = f"{folder}/home"
        from diemsang.config.cli.common import start_django

        start_django(illustration=True)
        import datetime as dt

        from diemsang.areas.actions import load_areas
        from diemsang.core.actor import SYSTEM
        from diemsang.core.paths import data_path
        from diemsang.documents.models import Decision
        from diemsang.equipment.actions import approve_bills, propose_bills
        from diemsang.equipment.models import Bill
        from diemsang.equipment.queries.reconcile import reconcile_equipment
        from diemsang.plans.actions import load_plan
        from diemsang.plans.models import Plan
        from diemsang.points.illustration import illustrate

        load_areas(actor=SYSTEM, path=data_path("examples/tuyen-quang/areas"))
        write_plan(Path(folder) / "plan", POINTS)
        six_items(Path(folder) / "plan")
        load_plan(actor=SYSTEM, path=Path(folder) / "plan")
        illustrate(actor=SYSTEM, plan_code=CODE, illustration=True)
        fill_ledger()
        plan = Plan.objects.get(code=CODE)
        propose_bills(actor=SYSTEM, plan=plan)
        decision, bills = Decision.objects.order_by("pk").last(), list(Bill.objects.filter(plan=plan))
        assert decision is not None
        since = max(decision.on or dt.date.min, dt.date(2024, 10, 1))
        approve_bills(actor=SYSTEM, plan=plan, decision=decision, bills=bills, on=since)
        taken, busy = [], []
        for _round in range(WARM + TIMES):
            start, ticks = time.perf_counter(), time.process_time()
            rows = reconcile_equipment(plan, on=dt.date(2024, 12, 31))
            taken.append((time.perf_counter() - start) * 1000)
            busy.append((time.process_time() - ticks) * 1000)
        items = len(rows)
        median, own = statistics.median(taken[WARM:]), statistics.median(busy[WARM:])
    ratio = f"{median / BAR_MS:.2f} of {BAR_MS:.0f} ms"
    print(f"equipment reconciliation, {POINTS} points × {items} items: {median:.0f} ms, {ratio}")
    print(f"of it {own:.0f} ms on the processor; the rest waited for one (load average {os.getloadavg()[0]:.1f})")
    return int(median > BAR_MS)


if __name__ == "__main__":
    sys.exit(main())
