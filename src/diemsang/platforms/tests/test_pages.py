"""Pages as people use them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.documents.models import Decision
from diemsang.platforms import actions
from diemsang.platforms.models import Platform, PlatformSelection, PlatformTile, Score
from diemsang.platforms.tests.conftest import make_platform

SignIn = Callable[[User], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def test_a_platform_is_recorded_refused_corrected_and_put_away(lan: User, signed_in: SignIn) -> None:
    client = signed_in(lan)
    sent = {"public_id": str(uuid.uuid4()), "name": "Chợ phiên", "address": "javascript:alert(1)", "topics": ["TRADE"]}
    answer = client.post("/nen-tang/ghi/", sent)
    assert answer.status_code == 422
    assert "phải là một địa chỉ https://" in body(answer)
    assert "javascript:alert(1)" in body(answer)  # what was typed stays in its box
    sent["address"] = "https://cho-phien.vn/"
    for _twice in range(2):
        assert client.post("/nen-tang/ghi/", sent)["Location"] == "/nen-tang/NT-0001/"
    assert Platform.objects.count() == 1
    assert body(client.get("/nen-tang/NT-0001/")).count("chưa rõ") >= 6
    edit = {**sent, "is_local": "co", "cost": "FREE", "seen": "cu-roi"}
    assert "có người vừa sửa" in body(client.post("/nen-tang/NT-0001/sua/", edit))
    assert client.post("/nen-tang/NT-0001/sua/", {**edit, "seen": ""}).status_code == 302
    assert client.post("/nen-tang/NT-0001/", {"viec": "cat", "reason": ""}).status_code == 422
    assert client.post("/nen-tang/NT-0001/", {"viec": "cat", "reason": "ngừng chạy"}).status_code == 302
    assert "Chợ phiên" not in body(client.get("/nen-tang/"))
    assert "Chợ phiên" in body(client.get("/nen-tang/?cat=chi"))
    client.post("/nen-tang/NT-0001/", {"viec": "dung-lai"})
    assert "Chợ phiên" in body(client.get("/nen-tang/"))


def test_the_register_is_searched_filtered_and_exported(
    lan: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    make_platform("Sổ tay nhà nông", topics=("PRODUCTION",), is_local=True, security_level=2, maturity="EXISTING")
    make_platform("Loa thôn bản", topics=("DISASTER",), is_local=False, works_on_tv="")
    client = signed_in(lan)
    for query, name in {
        "q=so+tay": "Sổ tay",
        "q=loa+thon": "Loa",
        "chu_de=PRODUCTION": "Sổ tay",
        "dia_phuong=khong": "Loa",
        "cap_do=2": "Sổ tay",
        "cap_do=chua-ro": "Loa",
        "muc=chua-ro": "Loa",
    }.items():
        page = body(client.get(f"/nen-tang/?{query}"))
        assert f"{name} " in page, query
        assert ("Loa thôn" if name == "Sổ tay" else "Sổ tay nhà") not in page, query
    assert "Không có nền tảng nào khớp" in body(client.get("/nen-tang/?chon=da"))
    assert "Sổ tay nhà nông" in client.get("/nen-tang/?xuat=csv").content.decode("utf-8-sig")
    with frozen_queries("platforms:list"):
        client.get("/nen-tang/?tv=chua-ro")


def test_criteria_that_do_not_make_100_come_back_as_typed(
    drafted: PlatformSelection, lan: User, signed_in: SignIn
) -> None:
    client, address = signed_in(lan), f"/nen-tang/dot/{drafted.code}/"
    sent = {"viec": "tieu-chi", "text-0": "Dễ dùng", "weight-0": "70", "text-1": "An ninh", "weight-1": "25,5"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "tổng các trọng số là 95,5, phải bằng 100" in body(answer)
    assert 'value="25,5"' in body(answer)
    assert client.post(address, {**sent, "weight-1": "ba mươi"}).status_code == 422
    assert client.post(address, {**sent, "weight-1": "nan"}).status_code == 422
    assert client.post(address, {**sent, "weight-1": "30", "minimum-1": "2,5"}).status_code == 302
    assert [row.share for row in drafted.criteria.all()] == ["70", "30"]
    assert client.post(address, {"viec": "khong-co"}).status_code == 422


def test_a_sheet_keeps_what_was_typed_and_is_handed_in_once(
    opened: PlatformSelection, thu: User, lan: User, signed_in: SignIn
) -> None:
    client, address = signed_in(thu), f"/nen-tang/dot/{opened.code}/phieu/"
    names = [f"NT-000{place}-{row.pk}" for place in (1, 2, 3) for row in opened.criteria.all()]
    sent = {f"d-{name}": "3" for name in names} | {f"c-{name}": "đã xem tận nơi" for name in names}
    for wrong in ("9", "-1", "ba", "3.5", "٣٣"):
        answer = client.post(address, {**sent, f"d-{names[0]}": wrong, "viec": "luu"})
        assert answer.status_code == 422
        assert f'value="{wrong}"' in body(answer)
        assert "đã xem tận nơi" in body(answer)
    assert not Score.objects.exists()
    assert client.post(address, {**sent, f"d-{names[0]}": "", "viec": "nop"}).status_code == 422
    assert client.post(address, {**sent, "viec": "luu"}).status_code == 302
    for _twice in range(2):
        assert client.post(address, {**sent, "viec": "nop"}).status_code == 302
    answer = client.post(address, {**sent, f"d-{names[0]}": "4", "viec": "nop"})
    assert "bạn đã nộp lúc" in body(answer)
    page = body(signed_in(lan).get(f"/nen-tang/dot/{opened.code}/"))
    assert "1/2 đã nộp" in page
    assert "đã xem tận nơi" not in page  # nobody sees another's sheet while the round is open


def test_closing_on_the_page_names_whose_sheet_is_missing(
    opened: PlatformSelection, lan: User, signed_in: SignIn
) -> None:
    answer = signed_in(lan).post(f"/nen-tang/dot/{opened.code}/", {"viec": "khoa"})
    assert answer.status_code == 422
    assert body(answer).count("chưa nộp phiếu.") == 2


def test_strangers_get_404_and_readers_403(
    opened: PlatformSelection, tq: TuyenQuang, make_user: MakeUser, huong: User, minh: User, signed_in: SignIn
) -> None:
    other = make_user("dinh", role="PROV_IT", area=tq.then("02"))
    for user, status in ((other, 404), (huong, 404), (minh, 403)):
        for place in ("phieu/", ""):
            answer = signed_in(user).post(f"/nen-tang/dot/{opened.code}/{place}", {"viec": "khoa"})
            assert answer.status_code == status


def test_from_the_result_to_a_tile(
    closed: PlatformSelection,
    lan: User,
    minh: User,
    huong: User,
    paper: Decision,
    signed_in: SignIn,
    frozen_queries: FrozenQueries,
) -> None:
    client, address = signed_in(lan), f"/nen-tang/dot/{closed.code}/"
    page = body(client.get(address))
    for words in ("3,90", "bị loại", "không tính phiếu", "Hoàng Thị Lan", "lệch nhau: 0 – 5", "Kết quả sát nhau"):
        assert words in page
    sent = {"decision": "88/QĐ-SKHCN", "chosen": ["NT-0001"], "review_on": "01/03/2027"}
    answer = client.post(address + "quyet-dinh/", {**sent, "decision": "không có đâu"})
    assert "Không có văn bản này trong sổ" in body(answer)
    assert client.post(address + "quyet-dinh/", {**sent, "chosen": []}).status_code == 422
    for _twice in range(2):
        assert client.post(address + "quyet-dinh/", sent).status_code == 302
    assert "88/QĐ-SKHCN" in body(client.get(address + "ban-in/"))
    assert "Chọn nền tảng số trong đợt" in body(client.get(f"/van-ban/{paper.key}/"))
    tile = {
        "public_id": str(uuid.uuid4()),
        "platform": "NT-0001",
        "title": "Làm giấy khai sinh",
        "spoken": "Mở máy.\nQuét mã.",
        "mode": "open",
        "valid_from": "02/03/2026",
        "areas": "02221",
    }
    answer = client.post(address + "o/", tile)
    assert answer.status_code == 422
    assert "chưa ai thử trên TV" in body(answer)
    assert client.post(address + "o/", {**tile, "mode": "guide", "areas": "99999", "points": "x"}).status_code == 422
    for _twice in range(2):
        assert client.post(address + "o/", {**tile, "mode": "guide"}).status_code == 302
    made = PlatformTile.objects.get()
    where = f"/nen-tang/o/{made.public_id}/"
    assert signed_in(huong).get(where).status_code == 404
    assert client.post(where + "sua/", {**tile, "mode": "guide", "title": "Giấy khai sinh"}).status_code == 302
    assert signed_in(minh).post(where, {"viec": "duyet"}).status_code == 302
    assert "Giấy khai sinh" in body(signed_in(huong).get(where))
    assert client.post(where, {"viec": "thu-hoi", "reason": "  "}).status_code == 422
    for name, path in {
        "selections": "dot/",
        "selection": f"dot/{closed.code}/",
        "tiles": "o/",
        "reviews": "ra-soat/",
    }.items():
        with frozen_queries(f"platforms:{name}"):
            assert client.get(f"/nen-tang/{path}").status_code == 200
    assert closed.code in client.get("/nen-tang/dot/?xuat=csv&q=lc").content.decode("utf-8-sig")


def test_an_empty_hub_says_what_to_do(lan: User, signed_in: SignIn) -> None:
    client = signed_in(lan)
    for path, words in {
        "": "Chưa ghi nền tảng nào",
        "dot/": "Chưa lập đợt lựa chọn nào",
        "o/": "Chưa lập ô nào",
        "ra-soat/": "Chưa có quyết định lựa chọn nào phải rà soát",
        "ten-mien/": "Chưa tên miền nào được mở trên TV",
    }.items():
        assert words in body(client.get(f"/nen-tang/{path}"))


@pytest.mark.parametrize("act", ["them", "bo", "cu", "thoi-cu"])
def test_acts_on_nothing_are_refused(drafted: PlatformSelection, lan: User, signed_in: SignIn, act: str) -> None:
    sent = {"viec": act, "nen-tang": "NT-9999", "nguoi": "ai-do"}
    assert signed_in(lan).post(f"/nen-tang/dot/{drafted.code}/", sent).status_code == 422


@override("vi")
def test_the_minute_is_vietnamese_whatever_the_page_speaks(
    tq: TuyenQuang, closed: PlatformSelection, lan: User, signed_in: SignIn
) -> None:
    client = signed_in(lan)
    with override("en"):
        made = actions.start_selection(actor=lan, public_id=uuid.uuid4(), title="Đợt hai", area=tq.now("08"))
    assert made.criteria.filter(text="bảo đảm an ninh, trật tự").exists()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = body(client.get(f"/nen-tang/dot/{closed.code}/ban-in/"))
    paper = page.partition('<div class="card ds-paper"')[2]
    assert '<html lang="en"' in page and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in paper and "Trọng số" in paper
    assert "3,00" in paper
