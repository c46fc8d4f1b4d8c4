"""Units of a day: exported, labels and spellings brought back, everything else left to the reform desk."""

from __future__ import annotations

from collections import Counter

from conftest import TuyenQuang

from diemsang.core.actor import SYSTEM
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.lists.areas import AREAS
from diemsang.imports.reading import Source
from diemsang.imports.tests.fake import workbook
from diemsang.imports.workbook import write_list

HEAD = ["Mã", "Tên", "Trực thuộc", "Cách viết khác", "Vĩ độ nhãn", "Kinh độ nhãn"]
THEN = {"ngay": "2023-12-31"}


def tried(rows: list[list[object]]) -> Outcome:
    return dry_run(SYSTEM, AREAS, THEN, Source("x.xlsx", workbook(rows, head=HEAD)))


def test_an_export_comes_back_unchanged(tq: TuyenQuang) -> None:
    rows = AREAS.open(SYSTEM, THEN).standing()
    outcome = dry_run(SYSTEM, AREAS, THEN, Source("x.xlsx", write_list(AREAS, rows, THEN)))
    assert outcome.counts == {"created": 0, "changed": 0, "unchanged": len(rows), "refused": 0}, outcome.errors[:3]
    assert len(rows) > 100


def test_a_label_moves_and_goes_back(tq: TuyenQuang) -> None:
    area = tq.then("02269")
    before = (area.label_lat, area.label_lon)
    outcome = tried([["02269", area.versions.get().title, None, "Thử", "22,5", "105,5"]])
    assert outcome.counts["changed"] == 1, outcome.errors
    steps = outcome.session.write_all(outcome.changes)
    area.refresh_from_db()
    assert (area.label_lat, area.label_lon, area.versions.get().variant) == (22.5, 105.5, "Thử")
    AREAS.open(SYSTEM, THEN).undo(steps[0])
    area.refresh_from_db()
    assert (area.label_lat, area.label_lon) == before


def test_names_go_to_the_desk_and_twins_are_asked_about(tq: TuyenQuang) -> None:
    renamed = tried([["02269", "Xã Bịa", None, None, None, None]])
    assert [(error["cell"], error["code"]) for error in renamed.errors] == [("B2", "reform_only")]
    assert "Sắp xếp địa bàn" in renamed.errors[0]["message"]
    titles = Counter(str(row.values["ten"]) for row in AREAS.open(SYSTEM, THEN).standing())
    name, count = titles.most_common(1)[0]
    assert count > 1, "two units of one name stood on that day"
    twins = tried([[None, name, None, None, "22,5", "105,5"]])
    assert [error["code"] for error in twins.errors] == ["ambiguous_area"]
