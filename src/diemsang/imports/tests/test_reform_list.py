"""A list old → new makes a draft at the reform desk. Units are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MakeUser
from django.test import Client
from django.urls import reverse

from diemsang.accounts.models import User
from diemsang.areas import actions as areas
from diemsang.areas.composing import draft_problems
from diemsang.areas.formats import reform_from_content
from diemsang.areas.models import Reform
from diemsang.areas.tests.support import DAY, SMALL, write_units
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.imports.actions import apply_run, check_run, start_run, undo_run
from diemsang.imports.engine import Outcome, dry_run
from diemsang.imports.lists.reform import REFORM
from diemsang.imports.models import ImportRun
from diemsang.imports.reading import Source
from diemsang.imports.tests.fake import workbook

HEAD = ["TT", "Đơn vị cũ", "Thuộc huyện", "Mã mới", "Xã mới", "Khoản"]
ROWS = [
    [1, "xa so 1", "Đông", 11, "Xã Mới", "Điều 1"],
    [2, "Xã số 2", None, "00011", "Xã Mới", "Điều 1"],
    [3, "Xã số 5", None, "00015", "Phường Năm", None],
]
PARAMS = {
    "ten": "Sắp xếp từ bảng", "ngay": DAY.isoformat(), "truc_thuoc": "001", "so": "1/NQ-BIA", "trich_yeu": "Bịa để thử",
}  # fmt: skip


@pytest.fixture
def admin(db: None, tmp_path: Path, make_user: MakeUser) -> User:
    areas.load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    return make_user("quan-bia", role="SYSTEM_ADMIN", area=None, full_name="Quản trị Bịa")


def tried(actor: User, rows: list[list[object]]) -> Outcome:
    return dry_run(actor, REFORM, PARAMS, Source("x.xlsx", workbook(rows, head=HEAD, above=2)))


def applied(actor: User) -> ImportRun:
    seen = tried(actor, ROWS)
    assert seen.ok, seen.errors
    run, _rows = start_run(
        actor=actor, description=REFORM, params=PARAMS, name="x.xlsx", data=workbook(ROWS, head=HEAD)
    )
    check_run(actor=actor, run=run)
    run.refresh_from_db()
    assert apply_run(actor=actor, run=run)
    return run


def test_a_mapping_makes_one_draft_and_leads_to_the_desk(admin: User, signed_in: object) -> None:
    assert tried(admin, ROWS).counts["created"] == 3
    assert not Reform.objects.exists(), "a dry run leaves nothing"
    run = applied(admin)
    made = Reform.objects.get()
    doc = reform_from_content(made.content)
    assert [(step.do, step.code, step.kind, step.name) for step in doc.steps] == [
        ("form", "00011", "xa", "Mới"),
        ("revise", "00015", "phuong", "Năm"),
    ]
    assert list(draft_problems(doc)) == []
    client: Client = signed_in(admin)  # type: ignore[operator]
    page = client.get(reverse("imports:run", args=[run.pk]))
    assert f"/dia-ban/sap-xep/{made.code}/soan/" in page.content.decode()
    undo_run(actor=admin, run=run)
    assert not Reform.objects.exists()


def test_a_draft_that_went_on_stays(admin: User) -> None:
    run = applied(admin)
    made = Reform.objects.get()
    areas.remove_step(actor=admin, code=made.code, seen=made.content_hash, index=1)
    with pytest.raises(Refused, match="đã sửa"):
        undo_run(actor=admin, run=run)
    assert Reform.objects.exists()


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ([1, "Xã lạ", None, "00011", "Xã Mới", None], "B4"),
        ([1, "Xã số 1", None, "00011", "Mới", None], "E4"),
        ([1, "Xã số 1", None, "00011", "Xã Khác", None], "D5"),
    ],
)
def test_wrong_lines_are_told_by_cell(admin: User, row: list[object], cell: str) -> None:
    outcome = tried(admin, [row, ROWS[1]])
    assert not outcome.ok
    assert [error["cell"] for error in outcome.errors] == [cell]
    assert not Reform.objects.exists()
