"""The reform of 2025 (330 communes become 124): preview and apply, undo; alone and among the whole country's units.

    ./dev bench reform

Each step runs in the process of the command line, on an empty home. Bars: 5 s for preview + apply, 5 s for undo.
Exit code 1 when a bar is broken.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import ROOT, environment

BAR_S = 5.0
EXAMPLES = ROOT / "examples"


def rest_of_the_country(folder: Path) -> Path:
    """The national list of 2025 without Tuyên Quang, whose units the reform makes."""
    with (EXAMPLES / "viet-nam" / "areas" / "units.csv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        columns = list(reader.fieldnames or [])
        rows = [row for row in reader if "08" not in (row["parent_code"], row["code"])]
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return folder / "units.csv"


def measure(extra: str) -> None:
    """In the child process, on its home: one JSON line of seconds by step."""
    from diemsang.config.cli.common import start_django

    start_django()
    from diemsang.areas import actions
    from diemsang.areas.models import Area
    from diemsang.core.actor import SYSTEM

    example = EXAMPLES / "tuyen-quang"
    reform = example / "reforms" / "2025-07-01"
    actions.load_areas(actor=SYSTEM, path=example / "areas")
    if extra:
        actions.load_areas(actor=SYSTEM, path=Path(extra))
    actions.apply_reform(actor=SYSTEM, path=example / "reforms" / "2024-09-01")
    seconds = {}
    for name, step in (
        ("preview", actions.preview_reform),
        ("apply", actions.apply_reform),
        ("undo", actions.undo_reform),
    ):
        started = time.perf_counter()
        step(actor=SYSTEM, path=reform)
        seconds[name] = time.perf_counter() - started
    print(json.dumps({"units": Area.objects.count(), **seconds}))


def run(extra: str) -> dict[str, float]:
    """Measure in a process of its own, on a home that is thrown away."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, __file__, "--measure", extra]
        result = subprocess.run(command, env=environment(Path(home)), check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(result.stdout.strip().splitlines()[-1])
    return found


def main() -> int:
    """Print the table; 1 when a bar is broken."""
    worst = 0.0
    print(f"{'units':>7} {'preview':>9} {'apply':>9} {'undo':>9}   of the bars (5 s, 5 s)")
    with tempfile.TemporaryDirectory() as folder:
        for extra in ("", str(rest_of_the_country(Path(folder)))):
            row = run(extra)
            forth, back = (row["preview"] + row["apply"]) / BAR_S, row["undo"] / BAR_S
            worst = max(worst, forth, back)
            print(
                f"{row['units']:>7.0f} {row['preview']:>8.2f}s {row['apply']:>8.2f}s {row['undo']:>8.2f}s"
                f"   {forth:.2f}, {back:.2f}"
            )
    return 1 if worst > 1 else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2] if len(sys.argv) > 2 else "")
    else:
        sys.exit(main())
