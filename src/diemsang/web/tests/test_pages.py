"""The pages of everybody: home by role, search, the leader's page, errors, language."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from django.views.csrf import csrf_failure

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.paths import data_path
from diemsang.plans.actions import load_plan

DAY = dt.date(2026, 11, 24)


@pytest.fixture
def plan_207(tq: object) -> None:
    """Plan 207 and its 93 points, nothing recorded yet."""
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.fixed(DAY), override("vi"):  # a request in English would leave this thread in English
        yield


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_the_specialist_sees_the_plan_its_gaps_and_the_anomaly(signed_in: Any, lan: User, plan_207: Any) -> None:
    page = text_of(signed_in(lan), "/")
    assert "Việc của tôi" in page
    assert "93 điểm phải có đến hôm nay, cả kế hoạch 93" in page
    assert "Chưa rõ điểm đặt ở xã nào" in page
    assert "18 micro" in page
    assert "Trang lãnh đạo" in page


def test_stages_without_any_record_say_so(signed_in: Any, lan: User, plan_207: Any) -> None:
    page = text_of(signed_in(lan), "/lanh-dao/")
    assert "chưa ghi nghiệm thu, chưa ghi hoạt động" in page
    assert "Không ghi không có nghĩa là không dùng." in page
    assert "Chưa điểm nào có giấy tờ hay biên bản đã ký trong hồ sơ." in page


def test_the_officer_sees_only_the_points_of_the_commune(signed_in: Any, huong: User, plan_207: Any) -> None:
    page = text_of(signed_in(huong), "/")
    codes = set(re.findall(r"TQ-\d{4}", page))
    assert len(codes) == 3
    assert "Thị trấn Na Hang, nay là Xã Nà Hang" in page


def test_the_administrator_sees_the_hub(signed_in: Any, quan: User, plan_207: Any) -> None:
    page = text_of(signed_in(quan), "/")
    assert "Tình hình hệ thống" in page
    assert "124 đơn vị cấp xã hôm nay" in page


def test_the_leaders_page_is_for_leaders(signed_in: Any, minh: User, huong: User, plan_207: Any) -> None:
    assert "đến 31/12/2023 phải có 83 điểm" in text_of(signed_in(minh), "/lanh-dao/?ngay=2023-12-31")
    text_of(signed_in(huong), "/lanh-dao/", 403)


def test_a_strange_day_still_opens(signed_in: Any, minh: User, plan_207: Any) -> None:
    client = signed_in(minh)
    for day in ("2020-01-01", "0001-01-01", "9999-12-31", "x", "2023-02-30"):
        text_of(client, f"/lanh-dao/?ngay={day}")


def test_search_knows_abolished_names_without_marks(signed_in: Any, lan: User, plan_207: Any) -> None:
    page = text_of(signed_in(lan), "/tim/?q=nang+kha")
    assert "Xã Năng Khả" in page
    assert "nay thuộc xã Nà Hang" in page
    assert "TQ-0092" in page
    assert "207/KH-UBND" in text_of(signed_in(lan), "/tim/?q=207")


def test_search_shows_only_what_one_may_see(signed_in: Any, huong: User, plan_207: Any) -> None:
    page = text_of(signed_in(huong), "/tim/?q=TQ-00")
    assert len(set(re.findall(r"TQ-\d{4}", page)) - {"TQ-0012"}) == 3  # TQ-0012 is the example of the empty page


def test_search_without_result_advises(signed_in: Any, lan: User, plan_207: Any) -> None:
    client = signed_in(lan)
    for asked in ("zzzzzz", "%3Cscript%3E", "%25%25", "%27%22", "%01x", "a" * 3000):
        assert "Không có gì khớp" in text_of(client, f"/tim/?q={asked}"), asked
        assert "<script>" not in client.get(f"/tim/?q={asked}").content.decode()


def test_error_pages_have_our_face_and_say_what_to_do(signed_in: Any, lan: User, plan_207: Any) -> None:
    page = text_of(signed_in(lan), "/khong-co/", 404)
    assert "Không tìm thấy trang này" in page
    assert "Về trang đầu" in page
    refused = csrf_failure(RequestFactory().post("/"))
    assert refused.status_code == 403
    assert "tải lại trang" in refused.content.decode()


@pytest.mark.django_db
def test_a_failure_of_the_server_needs_nothing_to_be_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("diemsang.web.views.connection.cursor", broken)
    client.raise_request_exception = False
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "Lỗi nằm ở máy chủ" in answer.content.decode()


def test_language_is_kept_in_a_cookie(signed_in: Any, lan: User, plan_207: Any) -> None:
    client = signed_in(lan)
    assert "Tìm điểm" in client.get("/tim/", headers={"accept-language": "en"}).content.decode()
    answer = client.post(reverse("set_language"), {"language": "en", "next": "/tim/"})
    assert answer["Location"] == "/tim/"
    assert client.cookies["django_language"].value == "en"
    assert "Search points" in client.get("/tim/").content.decode()


def test_robots_are_sent_away(client: Client) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_no_page_has_inline_style_or_script(signed_in: Any, lan: User, plan_207: Any) -> None:
    client = signed_in(lan)
    for path in ("/", "/lanh-dao/", "/tim/?q=na", "/khong-co/"):
        html = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)|<style", html), path


def test_an_address_for_buttons_only_has_a_page_and_a_way_back(signed_in: Any, lan: User) -> None:
    refused = signed_in(lan).post("/")
    assert refused.status_code == 405
    assert refused["Allow"] == "GET"
    assert "Về trang đầu" in refused.content.decode()
