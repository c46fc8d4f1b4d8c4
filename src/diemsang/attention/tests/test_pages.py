"""Pages: the list, reasons set aside, rules."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from collections.abc import Callable

import openpyxl
import pytest
from conftest import TuyenQuang
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.attention import actions
from diemsang.attention.models import Dismissal, RuleChange
from diemsang.attention.queries import facts
from diemsang.attention.queries.listing import attention
from diemsang.attention.tests import province as make
from diemsang.attention.tests.conftest import point
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.plans.models import Plan
from diemsang.points.tests.conftest import TODAY

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db
AT = "/can-chu-y/diem/TQ-0092/de-sang-ben/idle/"
SOON = f"{TODAY + dt.timedelta(days=10):%d/%m/%Y}"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def codes_of(page: str) -> list[str]:
    return re.findall(r'<a href="/diem/(TQ-\d{4})/"', page)


def test_the_list_tells_who_has_the_next_step(
    province: Plan, specialist: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    make.used(40)(point("TQ-0092"))
    make.line_to(20)(point("TQ-0001"))
    client = signed_in(specialist)
    client.get("/can-chu-y/")
    with frozen_queries("attention.list"):
        page = text(client.get("/can-chu-y/"))
    assert codes_of(page)[:2] == ["TQ-0092", "TQ-0001"] and "TQ-0002" not in page
    assert "UBND xã Nà Hang" in page and "Gọi người phụ trách" in page and "40 ngày, từ 22/01/2026" in page
    assert "còn 19 ngày, đến 21/03/2026" in page
    assert codes_of(text(client.get("/can-chu-y/?ly-do=line_ending"))) == ["TQ-0001"]
    assert codes_of(text(client.get("/can-chu-y/?muc=3"))) == ["TQ-0092"]
    assert codes_of(text(client.get("/can-chu-y/?q=na+hang"))) == ["TQ-0092"]
    assert len(codes_of(text(client.get("/can-chu-y/?hien=het&moi-trang=100")))) == 93
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/can-chu-y/?xuat=xlsx").content)).worksheets[0]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "TQ-0092" in words and any("không có hoạt động (40 ngày" in word for word in words)


def test_an_officer_sees_the_own_points_alone(
    province: Plan, officer: User, other_officer: User, signed_in: SignIn
) -> None:
    make.used(40)(point("TQ-0092"))
    make.used(40)(point("TQ-0001"))
    assert codes_of(text(signed_in(officer).get("/can-chu-y/"))) == ["TQ-0092"]
    assert "TQ-0092" not in text(signed_in(other_officer).get("/can-chu-y/"))
    assert signed_in(other_officer).get(AT).status_code == 404


def test_nothing_to_do_and_nothing_accepted_say_so(province: Plan, specialist: User, signed_in: SignIn) -> None:
    assert "Hôm nay không điểm nào thiếu gì" in text(signed_in(specialist).get("/can-chu-y/"))
    assert "không thiếu gì" in text(signed_in(specialist).get("/diem/TQ-0092/"))


def test_a_hub_of_facts_alone_claims_nothing(plan: Plan, specialist: User, signed_in: SignIn) -> None:
    assert "Chưa có điểm nào đã nghiệm thu" in text(signed_in(specialist).get("/can-chu-y/"))


def test_a_reason_is_set_aside_with_words_and_comes_back(province: Plan, officer: User, signed_in: SignIn) -> None:
    make.used(40)(point("TQ-0092"))
    client, key = signed_in(officer), str(uuid.uuid4())
    assert client.get(AT).status_code == 200
    empty = client.post(AT, {"public_id": key, "reason": " ", "until": SOON})
    assert empty.status_code == 422 and SOON in text(empty)
    far = client.post(AT, {"public_id": key, "reason": "Sửa nhà", "until": "01/01/2027"})
    assert far.status_code == 422 and "90 ngày" in text(far) and "Sửa nhà" in text(far)
    for _press in range(2):
        assert client.post(AT, {"public_id": key, "reason": "Sửa nhà", "until": SOON}).status_code in {302, 422}
    assert Dismissal.objects.count() == 1
    assert codes_of(text(client.get("/can-chu-y/"))) == []
    page = text(client.get("/diem/TQ-0092/"))
    assert "Để sang bên đến" in page and "Sửa nhà" in page
    told = Entry.objects.get(action="attention.dismiss")
    assert told.reason == "Sửa nhà" and told.subject_key == "TQ-0092"
    with clock.fixed(TODAY + dt.timedelta(days=11)):
        assert [row.code for row in attention(SYSTEM, clock.today()) if "idle" in _codes(row)].count("TQ-0092") == 1
    assert codes_of(text(client.get("/can-chu-y/?hien=ben&muc=3&ly-do=idle"))) == ["TQ-0092"]
    assert codes_of(text(client.get("/can-chu-y/?hien=het&ly-do=idle"))) == []
    row = Dismissal.objects.get()
    for _press in range(2):
        client.post(f"/can-chu-y/diem/TQ-0092/dua-lai/{row.public_id}/")
    again = client.post(AT, {"public_id": key, "reason": "Sửa nhà", "until": SOON})
    assert again.status_code == 422 and "đã dùng rồi" in text(again)
    assert codes_of(text(client.get("/can-chu-y/"))) == ["TQ-0092"]
    assert Entry.objects.filter(action="attention.restore").count() == 1


def _codes(row: object) -> set[str]:
    return {need.reason.code for need in row.needs}  # type: ignore[attr-defined]


def test_another_beginning_is_another_case(province: Plan) -> None:
    make.used(40)(point("TQ-0092"))
    actions.dismiss(
        actor=SYSTEM,
        public_id=uuid.uuid4(),
        point=point("TQ-0092"),
        code="idle",
        reason="Sửa nhà",
        until=TODAY + dt.timedelta(days=60),
    )
    assert not any(row.needs for row in attention(SYSTEM, TODAY))
    make.used(20)(point("TQ-0092"))  # it was opened once meanwhile, and then no more
    assert [row.code for row in attention(SYSTEM, TODAY) if row.needs] == ["TQ-0092"]


def test_a_language_lacking_anew_was_not_set_aside(province: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking: dict[int, tuple[str, ...]] = {point("TQ-0092").pk: ("Tày", "Dao")}
    monkeypatch.setattr(facts, "_supplied", lambda *_asked: {"lacking_varieties": lacking})
    until = TODAY + dt.timedelta(days=60)
    actions.dismiss(
        actor=SYSTEM, public_id=uuid.uuid4(), point=point("TQ-0092"), code="no_content", reason="Đã đặt", until=until
    )
    for told, back in ((("Tày", "Dao"), []), (("Dao",), []), (("Dao", "Mông"), ["TQ-0092"])):
        lacking[point("TQ-0092").pk] = told
        assert [row.code for row in attention(SYSTEM, TODAY) if row.needs] == back, told


def test_what_is_not_there_cannot_be_set_aside(province: Plan, officer: User, signed_in: SignIn) -> None:
    with pytest.raises(Refused, match="không còn ở điểm này"):
        actions.dismiss(
            actor=SYSTEM, public_id=uuid.uuid4(), point=point("TQ-0092"), code="idle", reason="x", until=TODAY
        )
    answer = signed_in(officer).get(AT, follow=True)
    assert "không còn ở điểm TQ-0092" in text(answer)


def test_a_rule_is_changed_by_the_province_alone(
    province: Plan, officer: User, specialist: User, signed_in: SignIn, tuyen_quang: TuyenQuang
) -> None:
    make.used(10)(point("TQ-0092"))
    assert signed_in(officer).get("/can-chu-y/quy-tac/").status_code == 200
    assert signed_in(officer).get("/can-chu-y/quy-tac/idle/").status_code == 403
    client = signed_in(specialist)
    assert client.get("/can-chu-y/quy-tac/khong-co/").status_code == 404
    wrong = client.post("/can-chu-y/quy-tac/idle/", {"days": "9999", "severity": "2", "on": "on"})
    assert wrong.status_code == 422 and "730" in text(wrong)
    assert client.post("/can-chu-y/quy-tac/idle/", {"days": "7", "severity": "1", "on": "on"}).status_code == 302
    [row] = [row for row in attention(SYSTEM, TODAY) if row.needs]
    assert row.needs[0].reason.severity == 1 and "mặc định 14 ngày" in text(client.get("/can-chu-y/quy-tac/"))
    client.post("/can-chu-y/quy-tac/idle/", {"days": "7", "severity": "1"})
    assert not any(row.needs for row in attention(SYSTEM, TODAY))
    client.post("/can-chu-y/quy-tac/idle/", {"days": "14", "severity": "2", "on": "on"})
    assert not RuleChange.objects.exists()
    assert Entry.objects.filter(action="attention.rule").count() == 3


def test_the_year_comes_after_the_list(province: Plan, specialist: User, signed_in: SignIn) -> None:
    client = signed_in(specialist)
    assert "muoi-hai-thang" in client.get("/can-chu-y/").text
    whole, part = (
        client.get("/can-chu-y/muoi-hai-thang/"),
        client.get("/can-chu-y/muoi-hai-thang/", headers={"HX-Request": "true"}),
    )
    assert "<html" in whole.text and "<html" not in part.text
    assert "<svg" in whole.text and "<svg" in part.text
    assert client.get("/can-chu-y/muoi-hai-thang/?dia-ban=khong-co").status_code == 404
