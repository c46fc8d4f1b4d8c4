"""Composing a reform step by step, and its file out and in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TuyenQuang
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.accounts.models import User
from diemsang.areas import actions
from diemsang.areas.composing import draft_problems
from diemsang.areas.folders import reform_from_zip, zip_of
from diemsang.areas.formats import DecisionFacts, read_reform, reform_from_content
from diemsang.areas.models import Reform
from diemsang.areas.tests.support import DAY, SMALL, dump, unit, write_units
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path

PAPER = DecisionFacts(key="", kind="NQ", title="Nghị quyết thử", number="1/NQ", on=dt.date(2029, 12, 1))
MERGE = {"parts": "", "kind": "xa", "under": "Đông", "clause": "Điều 1"}


@pytest.fixture
def draft(db: None, tmp_path: Path) -> Reform:
    """An empty draft over one province, two districts, eight communes."""
    actions.load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", SMALL))
    return actions.start_draft(actor=SYSTEM, title="Sắp xếp thử", effective_on=DAY, paper=PAPER)


def compose(draft: Reform, task: str, **given: str) -> Reform:
    draft.refresh_from_db()
    return actions.compose_step(actor=SYSTEM, code=draft.code, seen=draft.content_hash, task=task, given=given)


def problems(draft: Reform) -> str:
    draft.refresh_from_db()
    return "\n".join(map(str, draft_problems(reform_from_content(draft.content))))


def test_composed_applied_undone(draft: Reform) -> None:
    compose(draft, "merge", **MERGE, wholes="xa so 1\n00002", name="Gộp", code="00011")
    compose(draft, "split", unit="Xã số 3", parts="00012; xã Trên\n00013; xã Dưới", under="", clause="")
    compose(draft, "revise", unit="00005", name="Năm mới", kind="", code="", under="", clause="")
    assert problems(draft) == ""
    before = dump()
    actions.apply_reform(actor=SYSTEM, code=draft.code)
    assert actions.derived_differences() == []
    actions.undo_reform(actor=SYSTEM, code=draft.code)
    assert dump() == before


def test_what_is_wrong_is_told_by_step(draft: Reform) -> None:
    assert "chưa có bước nào" in problems(draft)
    with pytest.raises(Refused, match="không nhập một đơn vị vào chính nó"):
        compose(draft, "merge", **MERGE, wholes="00001\nXã số 1", name="Gộp", code="00011")
    with pytest.raises(Refused, match="không có đơn vị nào mang tên"):
        compose(draft, "merge", **MERGE, wholes="00001\nKhông có", name="Gộp", code="00011")
    with pytest.raises(Refused, match="8 đơn vị khớp"):
        compose(draft, "merge", **MERGE, wholes="00001\nxã", name="Gộp", code="00011")
    compose(draft, "merge", **MERGE, wholes="00001\n00002", name="Xã số 3", code="00005")
    text = problems(draft)
    assert "Bước 1: mã 00005 đang là của Xã Xã số 5" in text
    assert "Bước 1: trùng loại và tên với Xã Xã số 3" in text
    compose(draft, "abolish", unit="Tây", clause="")
    assert "Bước 2: Huyện Tây kết thúc nhưng còn 4 đơn vị trực thuộc" in problems(draft)


def test_a_hole_in_a_divided_unit(draft: Reform) -> None:
    given = {**MERGE, "parts": "00003"}
    compose(draft, "merge", **given, wholes="00001", name="Một phần", code="00011")
    assert "phần còn lại không có nơi về" in problems(draft)


def test_two_people_at_once(draft: Reform) -> None:
    stale = draft.content_hash
    compose(draft, "revise", unit="00005", name="Năm mới", kind="", code="", under="", clause="")
    given = {"unit": "00006", "name": "Sáu mới", "kind": "", "code": "", "under": "", "clause": ""}
    with pytest.raises(Refused, match="người khác vừa sửa"):
        actions.compose_step(actor=SYSTEM, code=draft.code, seen=stale, task="revise", given=given)


def test_steps_move_and_go(draft: Reform) -> None:
    for number in (5, 6):
        compose(draft, "revise", unit=f"0000{number}", name=f"Mới {number}", kind="", code="", under="", clause="")
    draft.refresh_from_db()
    draft = actions.raise_step(actor=SYSTEM, code=draft.code, seen=draft.content_hash, index=1)
    assert [step["name"] for step in draft.content["steps"]] == ["Mới 6", "Mới 5"]
    draft = actions.remove_step(actor=SYSTEM, code=draft.code, seen=draft.content_hash, index=0)
    assert [(step["where"], step["name"]) for step in draft.content["steps"]] == [("Bước 1", "Mới 5")]
    actions.discard_draft(actor=SYSTEM, code=draft.code, seen=draft.content_hash)
    assert not Reform.objects.exists()


@pytest.mark.parametrize("name", ["2024-09-01", "2025-07-01"])
def test_a_zip_and_back(name: str) -> None:
    doc = read_reform(data_path("examples/tuyen-quang") / "reforms" / name)
    assert reform_from_zip(zip_of(doc), "x.zip").content_hash() == doc.content_hash()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"name,code\n"])
def test_a_file_that_is_no_reform(data: bytes) -> None:
    with pytest.raises(Refused, match="Chưa đọc được tệp"):
        reform_from_zip(data, "x.zip")


def test_a_list_old_to_new(draft: Reform) -> None:
    row = actions.MappingRow
    rows = [
        row("Sheet1 dòng 5", "xã số 1", "Đông", "00011", "Mới", "Xã"),
        row("Sheet1 dòng 6", "Xã số 2", "", "00011", "Mới", "Xã"),
        row("Sheet1 dòng 7", "Xã số 5", "", "00015", "Năm", "xã"),
    ]
    asked = {"actor": SYSTEM, "title": "Từ bảng", "effective_on": DAY, "paper": PAPER, "parent": "001"}
    made = actions.draft_reform_from_rows(rows=rows, **asked)  # type: ignore[arg-type]
    assert [step["do"] for step in made.content["steps"]] == ["form", "revise"]
    assert problems(made) == ""
    count = Reform.objects.count()
    with pytest.raises(Refused, match="Sheet1 dòng 5, «lạ»"):
        actions.draft_reform_from_rows(rows=[row("Sheet1 dòng 5", "lạ", "", "00011", "Mới", "Xã")], **asked)  # type: ignore[arg-type]
    assert Reform.objects.count() == count


def test_names_twice_on_one_day_elsewhere_are_fine(db: None, tmp_path: Path) -> None:
    twins = [*SMALL, unit("COMMUNE", "00031", "xa", "Trùng", "001"), unit("COMMUNE", "00032", "xa", "Trùng", "002")]
    assert actions.load_areas(actor=SYSTEM, path=write_units(tmp_path / "units", twins)).created == len(twins)


def test_a_draft_in_the_browser(tq: TuyenQuang, quan: User, huong: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(quan)
    head = {"title": "Nhập thử", "effective_on": "01/01/2027", "kind": "NQ", "paper_title": "Nghị quyết thử"}
    made = client.post("/dia-ban/sap-xep/moi/", head)
    assert made.status_code == 302
    address = made.headers["Location"]
    seen = Reform.objects.get(title="Nhập thử").content_hash
    step = {"lam": "add", "seen": seen, "wholes": "na hang\n02248", "kind": "xa", "name": "Thử", "code": "09999"}
    assert "Bước này chưa ghi" in client.post(f"{address}?viec=merge", {**step, "wholes": "lạ lùng"}).content.decode()
    given = {**step, "under": "08"}
    assert client.post(f"{address}?viec=merge", given).status_code == 302
    again = client.post(f"{address}?viec=merge", given)
    assert again.status_code == 409 and "na hang" in again.content.decode()
    page = client.get(address).content.decode()
    assert "Thử" in page and "Xem trước" in page
    one = address.removesuffix("soan/")
    assert client.get(one).status_code == 200
    assert client.get(f"{one}tep.zip").content[:2] == b"PK"
    for path in (address, one, f"{one}tep.zip"):
        assert signed_in(huong).get(path).status_code in (403, 404)
    assert "Nhập thử" not in signed_in(huong).get("/dia-ban/sap-xep/").content.decode()
    seen = Reform.objects.get(title="Nhập thử").content_hash
    assert client.post(address, {"lam": "remove", "so": "9" * 9000, "seen": seen}).status_code == 302
    assert client.post(f"{one}ap-dung/", {"seen": "cũ"}).status_code == 409
    broken = SimpleUploadedFile("x.zip", b"PK broken")
    assert client.post("/dia-ban/sap-xep/moi/", {"tep": broken}).status_code == 422


def test_head_and_papers_change_after_creation(tq: TuyenQuang, quan: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(quan)
    made = actions.start_draft(actor=SYSTEM, title="Thử", effective_on=dt.date(2027, 1, 1), paper=PAPER)
    address = f"/dia-ban/sap-xep/{made.code}/soan/"

    def send(**given: str) -> int:
        made.refresh_from_db()
        return client.post(address, {"seen": made.content_hash, **given}).status_code

    assert send(lam="head", title="Tên khác", effective_on="01/02/2027") == 302
    assert send(lam="head", title="", effective_on="hôm nào") == 422
    made.refresh_from_db()
    assert (made.title, made.effective_on) == ("Tên khác", dt.date(2027, 2, 1))
    assert send(lam="paper", chosen="1684/NQ-UBTVQH15", kind="NQ") == 302
    assert send(lam="paper", chosen="1684/NQ-UBTVQH15", kind="NQ") == 409
    assert send(lam="paper", kind="QD", paper_title="Quyết định kèm theo", number="2/QĐ") == 302
    assert send(lam="paper", kind="QD") == 422
    made.refresh_from_db()
    keys = [paper["key"] for paper in made.content["decisions"]]
    assert len(keys) == 3 and made.content["decision"] == keys[0]
    assert "1684/NQ-UBTVQH15" in client.get(address).content.decode()
    assert send(**{"lam": "unpaper", "van-ban": keys[0]}) == 302
    made.refresh_from_db()
    assert made.content["decision"] == keys[1]
    assert send(**{"lam": "unpaper", "van-ban": keys[1]}) == 302
    assert send(**{"lam": "unpaper", "van-ban": keys[2]}) == 409
