"""The languages of a point on its settings page."""

from __future__ import annotations

import pytest
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.library.models import LanguageVariety
from diemsang.library.queries import own_varieties
from diemsang.points.models import SupportPoint
from diemsang.screens.queries.settings import settings_for
from diemsang.screens.tests.test_fleet_pages import INSIDE, OTHER, SignIn, points, standing, text_of

__all__ = ["points"]
PAGE = f"/man-hinh/cai-dat/diem/{INSIDE}/"
WRITE = f"{PAGE}tieng/"


@pytest.fixture(autouse=True)
def languages(points: None) -> None:
    for place, (tag, name) in enumerate({"vi": "Tiếng Việt", "tyz": "Tiếng Tày", "hmn": "Tiếng Mông"}.items()):
        LanguageVariety.objects.create(tag=tag, name=name, own_name=name, place=place)


def order() -> list[str]:
    return own_varieties(SupportPoint.objects.get(code=INSIDE))


def test_an_officer_orders_the_languages_and_the_tv_is_told(huong: User, signed_in: SignIn) -> None:
    client, screen = signed_in(huong), standing()
    assert "Chưa ai đặt cho điểm này" in text_of(client.get(PAGE))
    sent = {"thu-tu-vi": "2", "thu-tu-tyz": " 1 ", "thu-tu-hmn": "", "seen": ""}
    assert client.post(WRITE, sent)["Location"] == PAGE
    assert order() == ["tyz", "vi"]
    assert settings_for(screen)["varieties"] == ["tyz", "vi"]
    page = text_of(client.get(PAGE))
    assert page.index("Tiếng Tày") < page.index("Tiếng Việt</label>") < page.index("Tiếng Mông")
    assert 'name="seen" value="tyz vi"' in page


def test_sending_twice_writes_once(huong: User, signed_in: SignIn) -> None:
    client, sent = signed_in(huong), {"thu-tu-vi": "1", "seen": ""}
    assert client.post(WRITE, sent).status_code == 302
    before = Entry.objects.count()
    assert client.post(WRITE, sent).status_code == 302
    assert Entry.objects.count() == before


def test_a_form_that_was_overtaken_writes_nothing_and_keeps_what_was_typed(
    lan: User, huong: User, signed_in: SignIn
) -> None:
    assert signed_in(lan).post(WRITE, {"thu-tu-vi": "1", "seen": ""}).status_code == 302
    answer = signed_in(huong).post(WRITE, {"thu-tu-hmn": "7", "seen": ""})
    assert answer.status_code == 409
    assert "người khác vừa đổi thứ tiếng" in text_of(answer)
    assert 'value="7"' in text_of(answer)
    assert order() == ["vi"]


def test_all_that_is_wrong_is_said_at_once(huong: User, signed_in: SignIn) -> None:
    sent = {"thu-tu-vi": "1", "thu-tu-tyz": "1", "thu-tu-hmn": "đầu" * 4000, "thu-tu-xyz": "4", "seen": ""}
    answer = signed_in(huong).post(WRITE, sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "trùng số 1 với Tiếng Việt" in page
    assert "phải là số từ 1 đến 99" in page
    assert order() == []


def test_numbers_of_other_writing_systems_are_no_numbers(huong: User, signed_in: SignIn) -> None:
    assert signed_in(huong).post(WRITE, {"thu-tu-vi": "١", "seen": ""}).status_code == 422


def test_only_who_keeps_the_point_may_order_its_languages(
    tq: TuyenQuang, huong: User, minh: User, quan: User, stranger: User, signed_in: SignIn
) -> None:
    def post(client: Client, code: str = INSIDE) -> int:
        return client.post(f"/man-hinh/cai-dat/diem/{code}/tieng/", {"thu-tu-vi": "1", "seen": ""}).status_code

    assert [post(signed_in(user)) for user in (minh, quan, stranger)] == [403, 403, 404]
    assert post(signed_in(huong), OTHER) == 404
    page = text_of(signed_in(quan).get(PAGE))
    assert "Ghi thứ tiếng" not in page, "an administrator sets the screen, not the point's record"
    assert "disabled" in page
    assert order() == []
