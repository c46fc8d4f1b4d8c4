"""The plan folder, without a database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemsang.core.errors import Problem
from diemsang.core.tabular import Problems
from diemsang.plans.checks import check_references, contradictions, judge
from diemsang.plans.content import POINT, Place, PlanContent
from diemsang.plans.formats import content_hash, plan_files, read_plan
from diemsang.plans.tests.folder import LAO_CAI, PLAN_FILES, TUYEN_QUANG, append, copy_plan, edit, read, told


def trouble(folder: Path) -> list[Problem]:
    problems = Problems()
    content = read_plan(folder, problems)
    if content is not None:
        check_references(content, problems)
    return problems.found


def test_plan_207_says_what_the_article_says() -> None:
    plan = read(TUYEN_QUANG)
    by_area = {target.area.name: 0 for target in plan.targets if target.item == POINT}
    for target in plan.targets:
        if target.item == POINT:
            by_area[target.area.name] += target.quantity
    assert list(by_area.values()) == [15, 15, 17, 24, 10, 12]
    assert sum(t.quantity for t in plan.targets if t.item == POINT and t.period == "2023") == 83
    assert {item.key: item.total for item in plan.items} == {
        "point": 93,
        "internet_tv": 93,
        "microphone": 18,
        "amplifier": 93,
        "keyboard": 93,
        "hall_speaker": 186,
        "accessory_set": 93,
    }
    assert [point.code for point in plan.points] == [f"TQ-{number:04d}" for number in range(1, 94)]
    assert sum(point.slot is None for point in plan.points) == 22


def test_lao_cai_has_totals_only() -> None:
    plan = read(LAO_CAI)
    assert (plan.point_total, len(plan.targets), plan.points) == (117, 9, ())
    assert plan.in_force_from is None and plan.decision.on is None
    assert contradictions(plan, {}) == []


@pytest.mark.parametrize("source", [TUYEN_QUANG, LAO_CAI], ids=["tuyen-quang", "lao-cai"])
def test_files_are_written_back_byte_for_byte(source: Path) -> None:
    written = plan_files(read(source))
    assert written == {name: (source / name).read_bytes() for name in PLAN_FILES if (source / name).exists()}


def test_the_way_files_were_saved_does_not_change_the_hash(tmp_path: Path) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    for name in ("targets.csv", "points.csv"):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        if name == "targets.csv":
            text = text.replace(",", ";")
        path.write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    edit(folder, "targets.csv", "Huyện Sơn Dương", "")
    assert content_hash(read(folder)) == content_hash(read(TUYEN_QUANG))
    edit(folder, "targets.csv", "2023;15", "2023;14")
    assert content_hash(read(folder)) != content_hash(read(TUYEN_QUANG))


SPOILT = [
    ("targets.csv", "2023,15", "2023,-15", "targets.csv, dòng 2, quantity", "số âm"),
    ("targets.csv", "2023–2025,186", "2023–2025,1.186", "targets.csv, dòng 15, quantity", "1186"),
    ("targets.csv", "point,QD124/2004,074", "diem,QD124/2004,074", "targets.csv, dòng 3", "không biết hạng mục «diem»"),
    ("targets.csv", "Huyện Hàm Yên,2023", "Huyện Hàm Yên,2022", "targets.csv, dòng 3", "không biết kỳ «2022»"),
    ("targets.csv", ",076,", ",76a,", "targets.csv, dòng 2, area_code", "không đúng dạng"),
    ("items.csv", "key,name", "ma,name", "items.csv, dòng 1", "thiếu cột «key»"),
    ("items.csv", "cái,2,186", "cái,0,186", "items.csv, dòng 7, per_point", "ngoài khoảng"),
    ("periods.csv", "2023-12-31", "2022-12-31", "periods.csv, dòng 2, end", "trước khi bắt đầu"),
    ("periods.csv", "2023-01-01", "01/01/2023", "periods.csv, dòng 2, start", "năm-tháng-ngày"),
    ("tasks.csv", "2025,PROV_IT", "2025,SO_TTTT", "tasks.csv, dòng 2, duty", "không có trong danh mục"),
    ("rules.csv", "SITE,POWER", "SITE,ACCESS", "rules.csv, dòng 5", "đã có ở dòng 3"),
    ("points.csv", "TQ-0002", "TQ-0001", "points.csv, dòng 3", "đã có ở dòng 2"),
    ("points.csv", "TQ-0002", "TQ-02", "points.csv, dòng 3", "không đúng dạng"),
    ("points.csv", "TQ-0002", "LC-0002", "points.csv, dòng 3", "TQ-0001"),
    ("points.csv", "Sơn Dương,2,", "Sơn Dương,1,", "points.csv, dòng 3", "chỗ của điểm"),
    ("points.csv", "Sơn Dương,2,,", "Sơn Dương,2,REGION_IV,", "points.csv, dòng 3", "căn cứ"),
    ("sources.csv", "https://mic", "javascript:mic", "sources.csv, dòng 2, url", "https://"),
    ("plan.toml", "format = 1", "format = 2", "plan.toml, format", "format = 1"),
    ("plan.toml", 'point_prefix = "TQ"', 'point_prefix = "tq"', "plan.toml, point_prefix", "không đúng dạng"),
    ("plan.toml", "[phase]", "[giai-doan]", "plan.toml", "không biết mục «giai-doan»"),
    ("plan.toml", "[phase]", "[giai-doan]", "[phase]", "thiếu bảng"),
    ("plan.toml", "on = 2023-09-05", 'on = "05/09/2023"', "[decision], on", "năm-tháng-ngày"),
    ("plan.toml", "number = 1", "number = 0", "[version], number", "ngoài khoảng"),
    ("plan.toml", "[area]", "[area", "plan.toml", "cú pháp TOML"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "words"), SPOILT)
def test_a_spoilt_file_is_told_with_place_and_advice(
    tmp_path: Path, name: str, old: str, new: str, where: str, words: str
) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    edit(folder, name, old, new)
    found = trouble(folder)
    assert told(found, where, words), "\n".join(map(str, found))
    assert all(problem.advice for problem in found)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    for name, old, new in [(row[0], row[1], row[2]) for row in SPOILT if row[0] in {"items.csv", "periods.csv"}][1:]:
        edit(folder, name, old, new)
    (folder / "targets.csv").unlink()
    (folder / "tasks.csv").write_bytes(b"\xff\xfe")
    places = {problem.where.split(",")[0] for problem in trouble(folder)}
    assert {"items.csv", "periods.csv", "targets.csv", "tasks.csv"} <= places


def test_the_same_target_twice_is_refused(tmp_path: Path) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    append(folder, "targets.csv", "point,QD124/2004,076,Huyện Sơn Dương,2023,15")
    assert told(trouble(folder), "targets.csv, dòng 17", "đã có ở dòng 2")


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    folder = copy_plan(LAO_CAI, tmp_path)
    (folder / "targets.csv").write_text("item,area_scheme,area_code,area_name,period,quantity\n", encoding="utf-8")
    assert told(trouble(folder), "targets.csv", "không có dòng nào")


def judged(plan: PlanContent) -> list[Problem]:
    problems = Problems()
    judge(plan, contradictions(plan, own_places(plan)), problems)
    return problems.found


def own_places(plan: PlanContent) -> dict[Place, Place]:
    """Places of Plan 207's points by district: the first digits of a commune's code do not tell, the order does."""
    carriers = {target.area.code: target.area for target in plan.targets if target.item == POINT}
    places = {}
    for index, point in enumerate(plan.points):
        default = carriers["071"] if index < 81 else carriers["072"]
        places[point.area] = carriers.get(point.area.code, default)
    return places


def test_the_microphones_are_the_only_contradiction_and_declared() -> None:
    plan = read(TUYEN_QUANG)
    found = contradictions(plan, own_places(plan))
    assert [(one.code, one.published) for one in found] == [("share-microphone", "18")]
    assert judged(plan) == []
    undeclared = judged(replace(plan, anomalies=()))
    assert told(undeclared, "items.csv, dòng 4", "không chia hết cho 93")
    assert told(undeclared, "items.csv, dòng 4", "«share-microphone»")


def test_a_declaration_must_be_true() -> None:
    plan = read(TUYEN_QUANG)
    row = plan.anomalies[0]
    assert told(judged(replace(plan, anomalies=(replace(row, published="186"),))), "anomalies.csv", "là 18")
    assert told(judged(replace(plan, anomalies=(replace(row, item="keyboard"),))), "anomalies.csv", "microphone")
    stale = replace(row, code="total-point", item="point", line=3)
    assert told(judged(replace(plan, anomalies=(row, stale))), "anomalies.csv, dòng 3", "không có mâu thuẫn")


def test_sums_norms_and_lists_that_do_not_agree_are_all_told() -> None:
    plan = read(TUYEN_QUANG)
    items = tuple(replace(i, total=94) if i.key == "point" else i for i in plan.items)
    items = tuple(replace(i, per_point=3) if i.key == "hall_speaker" else i for i in items)
    found = judged(replace(plan, items=items, points=plan.points[1:], anomalies=()))
    assert told(found, "items.csv, dòng 2", "tổng công bố 94, cộng các chỉ tiêu được 93")
    assert told(found, "items.csv, dòng 7", "3 × 94")
    assert told(found, "points.csv", "danh sách có 14 điểm, chỉ tiêu là 15")


@given(st.lists(st.integers(0, 40), min_size=1, max_size=6), st.integers(-2, 2))
def test_a_total_is_refused_exactly_when_it_is_not_the_sum(quantities: list[int], slip: int) -> None:
    plan = read(LAO_CAI)
    targets = tuple(replace(t, quantity=q) for t, q in zip(plan.targets, quantities, strict=False))
    total = max(0, sum(quantities) + slip)
    changed = replace(plan, targets=targets, items=(replace(plan.items[0], total=total),))
    assert bool(judged(changed)) == (total != sum(quantities))
