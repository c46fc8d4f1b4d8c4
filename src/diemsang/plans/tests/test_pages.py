"""Pages under /ke-hoach/."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.plans.actions import load_plan
from diemsang.plans.cards import targets_card
from diemsang.plans.tests.folder import LAO_CAI, TUYEN_QUANG, copy_plan, edit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def page(client: Client, address: str) -> str:
    """The page's text with single spaces, tags kept apart."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


@pytest.fixture
def plans(tq: TuyenQuang) -> None:
    """Both example plans."""
    load_plan(actor=SYSTEM, path=TUYEN_QUANG)
    load_plan(actor=SYSTEM, path=LAO_CAI)


def test_the_list_shows_each_plan_a_person_may_see(plans: None, lan: User, huong: User, signed_in: SignIn) -> None:
    text = page(signed_in(lan), "/ke-hoach/")
    assert "Kế hoạch 207/KH-UBND" in text and "2541" not in text
    assert "Tỉnh Tuyên Quang" in text
    everything = page(signed_in(huong), "/ke-hoach/")
    assert "Quyết định 2541/QĐ-UBND" in everything and "ngày chưa rõ" in everything


def test_an_empty_list_says_what_to_do(quan: User, signed_in: SignIn) -> None:
    assert "diemsang plan load" in page(signed_in(quan), "/ke-hoach/")


def test_who_has_no_right_at_all_is_told_so(plans: None, stranger: User, signed_in: SignIn) -> None:
    assert signed_in(stranger).get("/ke-hoach/").status_code == 403


@pytest.mark.parametrize("tail", ["noi-dung/", "bat-thuong/", "noi-dung/?ban=1"])
def test_an_outsider_cannot_tell_that_a_plan_exists(
    plans: None, lan: User, quan: User, signed_in: SignIn, tail: str
) -> None:
    assert signed_in(lan).get(f"/ke-hoach/QD-2541-2023/{tail}").status_code == 404
    assert signed_in(quan).get(f"/ke-hoach/QD-2541-2023/{tail}").status_code == 200
    assert Client().get(f"/ke-hoach/QD-2541-2023/{tail}").status_code == 302


def test_the_content_page_says_what_the_plan_says(plans: None, lan: User, signed_in: SignIn) -> None:
    text = page(signed_in(lan), "/ke-hoach/KH-207-2023/noi-dung/")
    for words in (
        "Huyện Yên Sơn 16 8 24",
        "Huyện Sơn Dương 15 – 15",
        "Tổng 83 10 93",
        "Loa phục vụ hội trường 2 186 cái",
        "Micro phone bất thường không nêu 18 cái",
        "Sở Khoa học và Công nghệ",
        "Có nguồn điện ổn định",
        "Điều 9 Thông tư 03/2023/TT-BTTTT",
        "Xã khu vực III",
    ):
        assert words in text.replace("\xa0", " "), words


def test_lao_cai_page_invents_no_equipment_and_no_day(plans: None, quan: User, signed_in: SignIn) -> None:
    text = page(signed_in(quan), "/ke-hoach/QD-2541-2023/noi-dung/")
    assert "Chưa có số thiết bị" in text
    assert "Ngày ban hành chưa rõ" in text
    assert "Chưa có danh sách điểm, chỉ có tổng theo địa bàn." in text


def test_versions_and_their_differences_are_shown(plans: None, lan: User, signed_in: SignIn, tmp_path: Path) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    edit(folder, "plan.toml", "number = 1", "number = 2")
    edit(folder, "plan.toml", "in_force_from = 2023-09-05", "in_force_from = 2100-01-01")
    edit(folder, "plan.toml", 'key = "kh-207-2023"', 'key = "kh-thu-nghiem"')
    edit(folder, "tasks.csv", "2025,PROV_IT", "2024,PROV_IT")
    load_plan(actor=SYSTEM, path=folder)
    client = signed_in(lan)
    assert "Bản 2 khác bản 1" not in page(client, "/ke-hoach/KH-207-2023/noi-dung/")
    text = page(client, "/ke-hoach/KH-207-2023/noi-dung/?ban=2")
    assert "Đang xem bản 2; bản có hiệu lực hôm nay là bản 1." in text
    assert "Bản 2 khác bản 1" in text and "kỳ 2024" in text
    assert client.get("/ke-hoach/KH-207-2023/noi-dung/?ban=3").status_code == 404
    assert client.get("/ke-hoach/KH-207-2023/noi-dung/?ban=x").status_code == 404


def test_the_microphones_stay_open_with_who_must_answer(plans: None, lan: User, signed_in: SignIn) -> None:
    text = page(signed_in(lan), "/ke-hoach/KH-207-2023/bat-thuong/")
    for words in ("18 micro cho 93 điểm", "bội số của 93", "Sở Khoa học và Công nghệ", "17/09/2023", "còn mở"):
        assert words in text, words


def test_a_plan_without_contradictions_says_so(plans: None, quan: User, signed_in: SignIn) -> None:
    assert "Không có bất thường nào còn mở" in page(signed_in(quan), "/ke-hoach/QD-2541-2023/bat-thuong/")


def test_a_settled_anomaly_names_the_decision(plans: None, lan: User, signed_in: SignIn, tmp_path: Path) -> None:
    folder = copy_plan(TUYEN_QUANG, tmp_path)
    edit(folder, "plan.toml", "number = 1", "number = 2")
    edit(folder, "plan.toml", 'key = "kh-207-2023"', 'key = "kh-thu-nghiem"')
    edit(folder, "plan.toml", 'number = "207/KH-UBND"', 'number = "00/KH-THU"')
    edit(folder, "items.csv", "microphone,Micro phone,cái,,18", "microphone,Micro phone,cái,2,186")
    edit(folder, "targets.csv", "2023–2025,18\n", "2023–2025,186\n")
    (folder / "anomalies.csv").unlink()
    load_plan(actor=SYSTEM, path=folder)
    text = page(signed_in(lan), "/ke-hoach/KH-207-2023/bat-thuong/")
    assert "Không có bất thường nào còn mở" in text
    assert "Đã khép" in text and "00/KH-THU" in text


def test_queries_do_not_grow_with_the_plan(
    plans: None, quan: User, signed_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = signed_in(quan)
    for address in ("/ke-hoach/KH-207-2023/noi-dung/", "/ke-hoach/QD-2541-2023/noi-dung/"):
        with django_assert_max_num_queries(40):  # type: ignore[attr-defined]
            client.get(address)


def test_a_unit_shows_the_targets_it_carries(plans: None, tq: TuyenQuang, lan: User, stranger: User) -> None:
    day = dt.date(2024, 5, 1)
    card = targets_card(lan, tq.then("075"), day)
    assert card is not None
    assert [line.text for line in card.lines] == ["Điểm hỗ trợ: 16 điểm", "Điểm hỗ trợ: 8 điểm"]
    assert targets_card(lan, tq.then("075"), dt.date(2023, 9, 4)) is None
    assert targets_card(lan, tq.then("02233"), day) is None
    assert targets_card(stranger, tq.then("075"), day) is None
