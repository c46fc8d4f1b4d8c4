"""Pages of the register as people use them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from conftest import TuyenQuang
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from diemsang.accounts.models import User
from diemsang.plans.models import Plan
from diemsang.points.models import PointFile, PointPlace, SupportPoint

MakeUser = Callable[..., User]
SignIn = Callable[[User], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def specialist(tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    return make_user("lan-2", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


def test_the_list_filters_in_its_address(
    tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn, plan: Plan
) -> None:
    client = signed_in(specialist(tuyen_quang, make_user))
    page = body(client.get("/diem/"))
    assert "1–50 trong 93" in page
    district = tuyen_quang.then("075").key
    for query, count in {
        f"dia-ban={district}": "1–24 trong 24",
        "q=nang+kha": "1–1 trong 1",
        "dia-diem=ro": "1–22 trong 22",
        "thieu=place_unknown&ke-hoach=KH-207-2023": "1–50 trong 71",
        "giai-doan=listed": "1–50 trong 93",
        "xep=-dia-ban-nay": "1–50 trong 93",
        "giai-doan=listed&ngay=2023-01-01": "Không có điểm nào khớp",
        "hoat-dong=co": "Không có điểm nào khớp",
        "dia-ban=bay-ba": "1–50 trong 93",
    }.items():
        assert count in body(client.get(f"/diem/?{query}")), query


def test_a_printed_list_says_its_filters_day_and_sheet(
    tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn, plan: Plan
) -> None:
    district = tuyen_quang.then("075").key
    client = signed_in(specialist(tuyen_quang, make_user))
    page = body(client.get(f"/diem/?dia-ban={district}&giai-doan=listed&ngay=2024-12-31"))
    assert "Địa bàn: <b>Huyện" in page
    assert "Đã đến bước: <b>vào danh sách</b>; Tính đến ngày: <b>31/12/2024</b>" in page
    assert "Tính đến hết ngày 31/12/2024." in page
    assert "trang 2/2" in body(client.get("/diem/?trang=2"))


def test_the_list_is_exported_as_shown(tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn) -> None:
    client = signed_in(specialist(tuyen_quang, make_user))
    answer = client.get("/diem/?q=na+hang&xuat=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows if str(row[0]).startswith("TQ-")] == [f"TQ-00{n}" for n in range(82, 94)]


def test_who_sees_nothing_is_told_why(
    plan: Plan, make_user: MakeUser, signed_in: SignIn, tuyen_quang: TuyenQuang
) -> None:
    officer = make_user("an", role="COMMUNE", area=tuyen_quang.now("02215"))
    client = signed_in(officer)
    assert "Chưa có điểm nào trong địa bàn của bạn" in body(client.get("/diem/"))
    assert client.get("/diem/TQ-0092/").status_code == 404
    assert signed_in(make_user("binh")).get("/diem/").status_code == 403


def test_a_points_story(tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn) -> None:
    client = signed_in(specialist(tuyen_quang, make_user))
    page = body(client.get("/diem/TQ-0092/"))
    for words in (
        "Xã Năng Khả",
        "Nay thuộc Xã Nà Hang",
        "207/KH-UBND",
        "chưa ghi",
        "Loa phục vụ hội trường",
        "UBND xã Nà Hang",
        "Chưa ghi không có nghĩa là không hoạt động",
        "TQ-0092 vào danh sách",
        "/diem/TQ-0092/dia-diem/",
    ):
        assert words in page, words
    assert "điểm số 1" in body(client.get("/diem/tq-0001/"))


def test_writing_a_place_by_its_old_name_and_taking_it_back(
    tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn, unknown: SupportPoint
) -> None:
    client = signed_in(specialist(tuyen_quang, make_user))
    address = "/diem/TQ-0001/dia-diem/"
    given = {"area": "na hang", "source": "Biên bản", "reason": "đã rõ", "lat": "22,35", "lon": "105,38"}
    asked = client.post(address, given)
    assert asked.status_code == 422 and "Là đơn vị nào?" in body(asked)
    given["from_date"] = "2025-07-01"
    given["seen"] = str(PointPlace.objects.get(point=unknown).pk)
    key = tuyen_quang.now("02221").key
    assert client.post(address, {**given, "area_key": key, "lon": "5"}).status_code == 422
    assert client.post(address, {**given, "area_key": key}).status_code == 302
    place = PointPlace.objects.get(point=unknown, voided_at=None, valid_to=None)
    assert (place.area.key, place.lat) == (key, 22.35)
    assert client.post("/diem/TQ-0001/dia-diem/huy/", {"reason": ""}).status_code == 200
    # Twice the same button: the second finds another place standing and changes nothing.
    seen = {"reason": "nhầm", "place": str(place.pk)}
    assert client.post("/diem/TQ-0001/dia-diem/huy/", seen).status_code == 302
    assert client.post("/diem/TQ-0001/dia-diem/huy/", seen).status_code == 409
    assert PointPlace.objects.get(point=unknown, voided_at=None).slot == 1


def test_readers_do_not_write(
    tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn, known: SupportPoint
) -> None:
    client = signed_in(make_user("minh-2", role="PROV_LEAD", area=tuyen_quang.now("08")))
    page = body(client.get("/diem/TQ-0092/"))
    assert "/diem/TQ-0092/dia-diem/" not in page
    assert client.get("/diem/TQ-0092/dia-diem/").status_code == 403
    assert client.post("/diem/TQ-0092/dia-diem/huy/").status_code == 403
    assert client.post("/diem/TQ-0092/tep/").status_code == 403
    assert client.post("/diem/TQ-0092/nay-thuoc/", {"target": tuyen_quang.now("02221").key}).status_code == 403


def test_papers_are_read_by_who_sees_the_point(
    tuyen_quang: TuyenQuang, make_user: MakeUser, signed_in: SignIn, known: SupportPoint, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    client = signed_in(specialist(tuyen_quang, make_user))
    upload = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    assert client.post("/diem/TQ-0092/tep/", {"title": "Biên bản", "file": upload}).status_code == 302
    assert client.post("/diem/TQ-0092/tep/", {"title": "Biên bản"}).status_code == 422
    wrong = SimpleUploadedFile("x.pdf", b"MZ\x00\x00", "application/pdf")
    assert client.post("/diem/TQ-0092/tep/", {"title": "Khác", "file": wrong}).status_code == 422
    address = f"/tep/{PointFile.objects.get().blob.sha256}/"
    answer: Any = client.get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    stranger = make_user("an", role="COMMUNE", area=tuyen_quang.now("02248"))
    assert signed_in(stranger).get(address).status_code == 404
