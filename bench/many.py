"""A made-up plan of many points over the former communes of Tuyên Quang, with its illustrated operation.

Half of the points stand in a commune, half are numbered places of their district, as in Plan 207. The numbers mean
nothing: the home is a demonstration, for measuring only.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.hub import ROOT

CODE, PREFIX = "DO-NHIEU-DIEM", "DO"
SCHEME, PROVINCE = "QD124/2004", "08"
EXAMPLE = ROOT / "examples" / "tuyen-quang"


def write_plan(folder: Path, points: int, code: str = CODE, prefix: str = PREFIX) -> None:
    """A plan folder with so many points, two periods and the equipment of Plan 207."""
    with (EXAMPLE / "areas" / "units.csv").open(encoding="utf-8", newline="") as handle:
        units = [row for row in csv.DictReader(handle) if row["scheme"] == SCHEME]
    districts = {u["code"]: u for u in units if u["level"] == "DISTRICT" and u["parent_code"] == PROVINCE}
    communes = [u for u in units if u["level"] == "COMMUNE" and u["parent_code"] in districts]
    lines, totals, slots = [], defaultdict[str, int](int), defaultdict[str, int](int)
    for number, commune in zip(range(1, points + 1), cycle(communes), strict=False):
        district = districts[commune["parent_code"]]
        totals[district["code"]] += 1
        known = number % 2 == 0
        place = commune if known else district
        slots[place["code"]] += 1
        lines.append([f"{prefix}-{number:04d}", SCHEME, place["code"], title(place), str(slots[place["code"]]), "", ""])
    folder.mkdir(parents=True)
    text = (EXAMPLE / "plan.toml").read_text(encoding="utf-8")
    text = text.replace('code = "KH-207-2023"', f'code = "{code}"').replace(
        'point_prefix = "TQ"', f'point_prefix = "{prefix}"'
    )
    text = text.replace('key = "kh-207-2023"', f'key = "{code.lower()}"').replace(
        "Kế hoạch 207/KH-UBND", "Kế hoạch để đo"
    )
    (folder / "plan.toml").write_text(text.replace('"207/KH-UBND"', '"để đo"'), encoding="utf-8")
    for name in ("periods.csv", "tasks.csv", "rules.csv", "sources.csv"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    targets = []
    for unit, total in totals.items():
        for period, quantity in (("2023", total - total // 3), ("2024", total // 3)):
            targets.append(["point", SCHEME, unit, title(districts[unit]), period, str(quantity)])
    items = [["point", "Điểm hỗ trợ", "điểm", "", str(points)]]
    for key, name, each in (("internet_tv", "Internet TV", 1), ("hall_speaker", "Loa", 2)):
        items.append([key, name, "cái", str(each), str(each * points)])
        targets.append([key, SCHEME, PROVINCE, "Tỉnh Tuyên Quang", "2023–2025", str(each * points)])
    write(folder / "items.csv", "key,name,unit,per_point,total", items)
    write(folder / "targets.csv", "item,area_scheme,area_code,area_name,period,quantity", targets)
    write(folder / "points.csv", "code,area_scheme,area_code,area_name,slot,eligibility,note", lines)
    write(folder / "anomalies.csv", "code,item,published,expected,message,source,duty,opened_on", [])


def title(unit: dict[str, str]) -> str:
    """A unit's name as plan files write it."""
    kinds = {"tinh": "Tỉnh", "thanh_pho": "Thành phố", "huyen": "Huyện", "xa": "Xã", "phuong": "Phường"}
    return f"{kinds.get(unit['kind'], 'Thị trấn')} {unit['name']}"


def write(path: Path, header: str, rows: list[list[str]]) -> None:
    """One table."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def load(folder: Path) -> None:
    """Into the home in use, which holds Tuyên Quang already."""
    from diemsang.config.cli.common import start_django

    start_django()
    from diemsang.core.actor import SYSTEM
    from diemsang.plans.actions import load_plan
    from diemsang.points.illustration import illustrate

    load_plan(actor=SYSTEM, path=folder)
    illustrate(actor=SYSTEM, plan_code=CODE, illustration=True)
    fill_ledger()


def fill_ledger() -> None:
    """Deliveries, installations and acceptances of the stories, straight into the ledger.

    With real records, as the demonstration has them, thousands of points take many minutes.
    """
    from collections.abc import Iterator

    from diemsang.core.actor import SYSTEM
    from diemsang.plans.models import Plan
    from diemsang.plans.queries import latest_version
    from diemsang.plans.reconcile import POINT
    from diemsang.points.actions import record_evidence
    from diemsang.points.illustration import stories_of
    from diemsang.points.ledger import MilestoneFact

    plan = Plan.objects.get(code=CODE)
    version = latest_version(plan)
    assert version is not None
    items = {item.key: item.per_point or 1 for item in version.items.exclude(key=POINT)} | {POINT: 1}

    def facts() -> Iterator[MilestoneFact]:
        for story in stories_of(plan):
            for stage in ("delivered", "installed", "accepted"):
                if stage in story.stages:
                    for key, pieces in items.items():
                        source = f"do:{stage}:{story.code}:{key}"
                        yield MilestoneFact(story.point_id, key, stage, story.stages[stage], pieces, source)

    record_evidence(actor=SYSTEM, source="do", milestones=facts(), activity=[])


if __name__ == "__main__":
    write_plan(Path(sys.argv[1]), int(sys.argv[2]))
    load(Path(sys.argv[1]))
