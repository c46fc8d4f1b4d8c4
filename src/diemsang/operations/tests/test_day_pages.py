"""The daily log as it is written on a phone and read at a desk."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from openpyxl import load_workbook
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.operations import actions
from diemsang.operations.models import DayEntry, DayLog
from diemsang.operations.registry import Evidence, register_evidence
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.plans.models import Plan
from diemsang.points.actions import suspend
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
D = dt.date
PAGE = "/van-hanh/so/TQ-0092/hom-nay/"


def body(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def operator(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Looks after the points of the former xã Năng Khả."""
    return make_user("dung", role="OPERATOR", area=tuyen_quang.then("02281"), full_name="Bàn Văn Dũng")


def page_of(client: Client, path: str = PAGE) -> dict[str, str]:
    """Everything hidden on the page, as a browser would send it, and what stands in the fields."""
    context = client.get(path).context
    sent = {"lan": str(context["entry_id"]), "ngay": f"{context['day']:%Y-%m-%d}", "truoc": context["baseline"]}
    for group in ("people", "sessions", "topics", "supports", "others"):
        sent |= {one.name: "" if one.value is None else str(one.value) for one in context[group]}
    values = context["values"]
    return sent | {name: values.get(name) or "" for name in ("opened", "closed", "note")}


def press(client: Client, path: str = PAGE, **more: str) -> Any:
    """Send the page with changes; ``act__FILM`` stands for ``act.FILM``."""
    changes = {name.replace("__", "."): value for name, value in more.items()}
    return client.post(path, {**page_of(client, path), **changes})


def test_a_normal_day_is_written_in_steps(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    assert client.get("/van-hanh/so/hom-nay/").headers["Location"] == PAGE, "one point: straight to its page"
    assert press(client, lam="mo").status_code == 302
    press(client, women="12", men="6")
    press(client, cong="act.MEETING")
    press(client, cong="women")
    press(client, tru="men")
    press(client, lam="them", **{"dich-vu": "VNEID", "ket-qua": "failed.NO_EID"})
    press(client, power_ok="co", line_ok="khong", note="mạng chập chờn")
    log = DayLog.objects.get()
    assert (log.women, log.men, log.activities, log.failed) == (13, 5, 1, 1)
    assert log.opened == dt.time(12) and (log.power_ok, log.line_ok) == (True, False)
    assert log.note == "mạng chập chờn" and log.day == TODAY
    with clock.fixed(dt.datetime.combine(TODAY, dt.time(17, 5), clock.VIETNAM)):
        assert "Đã ghi sổ ngày" in body(client.post(PAGE, {**page_of(client), "lam": "dong"}, follow=True))
    log.refresh_from_db()
    assert log.closed == dt.time(17, 5)


def test_a_step_with_script_answers_with_the_page(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    answer = client.post(PAGE, {**page_of(client), "cong": "children"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.context["values"]["children"] == 1


def test_a_double_press_counts_once(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    sent = {**page_of(client), "cong": "women"}
    client.post(PAGE, sent)
    client.post(PAGE, sent)
    assert DayLog.objects.get().women == 1 and DayEntry.objects.count() == 1


def test_two_quick_presses_of_one_page_both_count(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    drawn = page_of(client)
    for name in ("women", "men", "act.MEETING"):
        client.post(PAGE, {**drawn, "cong": name}, headers={"HX-Request": "true"})
    log = DayLog.objects.get()
    assert (log.women, log.men, log.activities) == (1, 1, 1) and DayEntry.objects.count() == 3
    assert 'hx-disabled-elt="#so button' in body(client.get(PAGE))
    answer = client.post(PAGE, {**page_of(client), "cong": "men"}, headers={"HX-Request": "true"})
    assert body(answer).count(" autofocus") == 1, "the keyboard stays on the button"


@pytest.mark.parametrize("button", [{"lam": "mo"}, {"lam": "dong"}, {"cong": "women"}])
def test_what_happens_now_never_goes_into_yesterday(operator: User, signed_in: SignIn, button: dict[str, str]) -> None:
    client = signed_in(operator)
    drawn = page_of(client)
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        answer = client.post(PAGE, {**drawn, "men": "4", **button})
        assert answer.status_code == 422 and "trang này là sổ ngày 02/03/2026, hôm nay là 03/03/2026" in body(answer)
        assert not DayLog.objects.exists()
        values = answer.context["values"]
        assert (values["men"], values["opened"], values["women"]) == (4, None, None), "what was typed stands, no more"
        assert "Đã ghi sổ ngày 02/03/2026" in body(client.post(PAGE, {**drawn, "men": "4"}, follow=True))


def test_a_step_on_a_past_day_names_the_day(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    path = "/van-hanh/so/TQ-0092/2026-02-20/ghi/"
    answer = client.post(path, {**page_of(client, path), "cong": "men"}, headers={"HX-Request": "true"})
    assert "Đã ghi sổ ngày 20/02/2026" in body(answer).partition('id="so"')[2]


def test_a_nonsense_number_is_named_when_one_more_is_asked(operator: User, signed_in: SignIn) -> None:
    more = {"support.VNEID.failed.NO_EID": "nhiều", "dich-vu": "VNEID", "ket-qua": "failed.NO_EID"}
    answer = press(signed_in(operator), lam="them", **more)
    assert answer.status_code == 422 and "“nhiều” không phải số đếm" in body(answer)


def test_two_people_at_once_lose_nothing(operator: User, officer: User, signed_in: SignIn) -> None:
    one, other = signed_in(operator), signed_in(officer)
    old = page_of(other)
    press(one, women="12")
    other.post(PAGE, {**old, "men": "4"})
    log = DayLog.objects.get()
    assert (log.women, log.men) == (12, 4), "a page drawn before takes nothing back"


def test_absurd_numbers_are_asked_and_nothing_is_lost(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    answer = press(client, women="10000", men="7", note="hội làng")
    page = body(answer)
    assert answer.status_code == 422 and "10007 lượt trong một ngày là rất nhiều" in page
    assert not DayLog.objects.exists() and "Đúng, tôi đã đếm" in page
    assert answer.context["values"]["women"] == 10_000 and "hội làng" in page
    kept = {"lan": str(answer.context["entry_id"]), "ngay": f"{TODAY}", "truoc": answer.context["baseline"]}
    client.post(PAGE, {**kept, "women": "100", "men": "7", "note": "hội làng"})
    assert DayLog.objects.get().visits == 107
    press(client, women="10000", chac="1")
    assert DayLog.objects.get().visits == 10_007


def test_what_is_no_number_is_named_and_kept(operator: User, signed_in: SignIn) -> None:
    answer = press(signed_in(operator), women="mười hai", men="3")
    assert answer.status_code == 422 and "“mười hai” không phải số đếm" in body(answer)
    assert answer.context["values"]["women"] == "mười hai" and not DayLog.objects.exists()


def test_the_hub_decides_the_day_not_the_phone(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    client.post(PAGE, {**page_of(client), "women": "3"}, headers={"Date": "Fri, 01 Jan 2038 00:00:00 GMT"})
    assert DayLog.objects.get().day == TODAY
    answer = client.post(PAGE, {**page_of(client), "ngay": "2026-03-03", "women": "9"})
    assert answer.status_code == 422 and "chưa đến; hôm nay là 02/03/2026" in body(answer)
    drawn = page_of(client)
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        client.post(PAGE, {**drawn, "men": "4"})
    assert DayLog.objects.get().men == 4, "a page drawn before midnight is of the day before"


def test_not_open_says_why(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    press(client, women="3", lam="mo")
    refused = press(client, lam="khong-mo", men="2")
    assert "chọn một lý do" in body(refused) and "Đã ghi: điểm không mở" not in body(refused)
    values = refused.context["values"]
    assert (values["women"], values["men"], values["opened"]) == (3, 2, "12:00"), "counts stand as they were"
    sent = {one.name: str(one.value or "") for one in refused.context["people"]}
    sent |= {"lan": str(refused.context["entry_id"]), "truoc": refused.context["baseline"], "opened": "12:00"}
    client.post(PAGE, {**sent, "lam": "luu"})
    assert DayLog.objects.get().visits == 5
    press(client, lam="khong-mo", **{"vi-sao": "NO_POWER"})
    log = DayLog.objects.get()
    assert (log.not_open, log.visits, log.opened) == ("NO_POWER", None, None)
    press(client, not_open="", women="5")
    log.refresh_from_db()
    assert (log.not_open, log.visits) == ("", 5)


def test_a_paper_page_is_typed_in_late(operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    path = "/van-hanh/so/TQ-0092/2026-02-20/ghi/"
    assert "Chép từ sổ giấy" in body(client.get(path))
    press(client, path, opened="7h30", closed="11h", women="9")
    page = body(client.get("/van-hanh/so/TQ-0092/2026-02-20/"))
    assert "ghi muộn" in page and "Bàn Văn Dũng" in page and "sổ giấy" in page
    assert "Lý do sửa" in body(press(client, path, women="8"))
    press(client, path, women="8", **{"ly-do": "đọc nhầm"})
    assert "đọc nhầm" in body(client.get("/van-hanh/so/TQ-0092/2026-02-20/"))
    assert client.get("/van-hanh/so/TQ-0092/hom-qua/ghi/").status_code == 404
    moved = client.get("/van-hanh/so/TQ-0092/ngay-khac/?ngay=20/02/2026")
    assert moved.headers["Location"] == path


def test_log_and_tv_stand_side_by_side(
    known: SupportPoint, operator: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diemsang.operations.registry._evidence", {})
    evidence = {(known.pk, TODAY): Evidence(opened=True, visits=30, groups=2, hours=3.5)}
    register_evidence("test", lambda points, first, last: evidence)
    client = signed_in(operator)
    press(client, women="21")
    page = body(client.get("/van-hanh/so/TQ-0092/"))
    assert "lượt người: màn hình 30, sổ 21" in page and "khác màn hình" in page
    actions.merge_day(actor=SYSTEM, point=known, day=TODAY, source="tv", fields={"people": 30}, entry_id=uuid.uuid4())
    assert "đang tính" in body(client.get(PAGE))
    day = "/van-hanh/so/TQ-0092/2026-03-02/"
    assert client.post(day, {"giu": "visits|tv"}).status_code == 302
    assert DayLog.objects.get().visits == 30
    assert client.post(day, {"bo": "1", "ly-do": ""}).status_code == 422
    client.post(day, {"bo": "1", "ly-do": "thử"})
    assert DayLog.objects.get().visits == 30, "the TV's count stays"


def test_a_suspended_point_is_said(known: SupportPoint, operator: User, signed_in: SignIn) -> None:
    suspend(actor=SYSTEM, point=known, from_date=TODAY, reason="sửa nhà văn hóa")
    assert "Điểm đang tạm dừng từ 02/03/2026: sửa nhà văn hóa" in body(signed_in(operator).get(PAGE))


def test_a_month_is_exported_as_shown(known: SupportPoint, operator: User, signed_in: SignIn) -> None:
    client = signed_in(operator)
    press(client, women="21", lam="mo")
    answer = client.get("/van-hanh/so/TQ-0092/?cot=ngay,luot,mo&xuat=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[-1][1:3] == (21, "12:00")


def test_lists_of_months(
    plan: Plan, specialist: User, operator: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    press(signed_in(operator), women="21", lam="mo")
    client = signed_in(specialist)
    with frozen_queries("operations:logs"):
        page = body(client.get("/van-hanh/so/"))
    assert "1–50 trong 93" in page
    for query, count in {
        "so=co": "1–1 trong 1",
        "so=khong": "1–50 trong 92",
        "thang=2026-02&so=co": "Không có điểm nào khớp",
        "xep=-luot": "1–50 trong 93",
        "xep=ngay-mo": "1–50 trong 93",
        "q=nang+kha": "1–1 trong 1",
        "thang=2999-01": "1–50 trong 93",
    }.items():
        assert count in body(client.get(f"/van-hanh/so/?{query}")), query
    with frozen_queries("operations:month"):
        client.get("/van-hanh/so/TQ-0092/?thang=2026-03")
    assert "tháng 03/2026" in body(client.get("/van-hanh/so/TQ-0092/?thang=bay-ba"))
    assert "Ghi sổ hôm nay" not in body(client.get("/van-hanh/so/TQ-0092/")), "the province reads"
    answer = client.get("/van-hanh/so/?so=co&xuat=xlsx&cot=ma,ngay-mo,luot,thieu")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row for row in rows if row[0] == "TQ-0092"] == [("TQ-0092", 1, 21, None)]


def test_the_page_of_a_day_asks_little(
    known: SupportPoint, operator: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    client = signed_in(operator)
    press(client, women="21", lam="mo")
    with frozen_queries("operations:log"):
        page = client.get(PAGE)
    assert json.loads(page.context["baseline"])["women"] == 21
    card = body(client.get("/diem/TQ-0092/"))
    assert "Sổ nhật ký tháng này" in card and "Người phụ trách điểm" in card


def test_the_command_exports_days(
    operator: User, signed_in: SignIn, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from diemsang.config.cli.logs import logs

    press(signed_in(operator), women="21", lam="mo")
    file = tmp_path / "so.xlsx"
    words = ["export", "--from", "2026-03-01", "--to", "2026-03-02", str(file)]
    assert CliRunner().invoke(logs, words, catch_exceptions=False).output.endswith(": 1 ngày\n")
    rows = list(load_workbook(file).active.values)
    assert rows[-1][0] == "TQ-0092" and rows[-1][5] == 21
    wrong = CliRunner().invoke(logs, ["export", "--from", "2026-03-02", "--to", "2026-03-01", str(file)])
    assert "trước" in str(wrong.exception)
