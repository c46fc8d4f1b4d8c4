"""Surveys as people use them: the phone's form, photos, the list, paper, the minute."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.core.clock import VIETNAM
from diemsang.core.errors import Refused
from diemsang.documents.actions import void_minute
from diemsang.points import actions
from diemsang.points.actions.survey_minute import make_survey_minute
from diemsang.points.models import SiteSurvey, SupportPoint, SurveyPhoto
from diemsang.points.queries.photos import photo_flags
from diemsang.points.tests.survey_support import CODES, DAY, jpeg, survey, wish

NEW = "/diem/TQ-0092/khao-sat/"
HANOI, NA_HANG = (21.0285, 105.8542), (22.345, 105.39)


@pytest.fixture
def client(
    tuyen_quang: TuyenQuang,
    make_user: Callable[..., User],
    signed_in: Callable[[User], Client],
    settings: Any,
    tmp_path: Path,
) -> Client:
    settings.FILES_ROOT = tmp_path / "files"
    user = make_user("lan-3", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")
    return signed_in(user)


def filled(key: uuid.UUID | None = None, **more: str) -> dict[str, str]:
    answers = {f"verdict-{code}": "pass" for code in CODES}
    return {
        "public_id": str(key or uuid.uuid4()),
        "on": "20/02/2026",
        "surveyors": "Hoàng Thị Lan, chuyên viên",
        **answers,
        **more,
    }


def body(answer: Any) -> str:
    return str(answer.content.decode())


def send(client: Client, data: bytes, name: str, key: uuid.UUID, field: str = "photo-POWER") -> str:
    upload = SimpleUploadedFile(name, data)
    answer = client.post(f"{NEW}anh/", {"public_id": str(key), field: upload}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return body(answer)


def test_no_verdict_is_preselected_and_the_phone_opens_its_camera(client: Client, known: SupportPoint) -> None:
    page = body(client.get(NEW))
    assert page.count('type="radio"') >= 12
    assert " checked" not in page
    assert page.count('capture="environment"') == 4
    assert "Hoàng Thị Lan" in page and 'value="02/03/2026"' in page


def test_a_mistake_keeps_what_was_typed_and_photos_already_sent(client: Client, known: SupportPoint) -> None:
    key = uuid.uuid4()
    assert "Bỏ ảnh" in send(client, jpeg(at=NA_HANG), "IMG_1.jpg", key)
    wrong = filled(key, **{"verdict-POWER": "", "note-ACCESS": "đường bê tông", "seats": "nhiều"})
    late = SimpleUploadedFile("IMG_2.jpg", jpeg(10))
    answer = client.post(NEW, {**wrong, "photo-": late})
    page = body(answer)
    assert answer.status_code == 422
    assert "Chọn đạt, không đạt, hoặc chưa rõ." in page
    assert "đường bê tông" in page and 'value="nhiều"' in page
    assert page.count("Bỏ ảnh") == 2
    assert not SiteSurvey.objects.exists()
    assert str(key) in body(client.get(NEW))  # opened again: the photos are found
    done = client.post(NEW, filled(key))
    assert done.status_code == 302
    made = SiteSurvey.objects.get()
    shown = body(client.get(done["Location"]))
    assert shown.count("/khao-sat/anh/") == 2 and made.public_id == key
    assert client.post(NEW, filled(key)).status_code == 302 and SiteSurvey.objects.count() == 1


def test_a_photo_keeps_its_hash_hour_and_position(client: Client, known: SupportPoint) -> None:
    send(client, jpeg(at=NA_HANG), "IMG_1.jfif", uuid.uuid4())
    photo = SurveyPhoto.objects.get()
    assert photo.taken_at == dt.datetime(2026, 2, 20, 9, 30, tzinfo=VIETNAM)
    assert (round(photo.lat or 0, 3), round(photo.lon or 0, 2)) == NA_HANG
    small = client.get(f"{NEW}anh/{photo.public_id}/")
    assert small["Content-Type"] == "image/jpeg" and b"Exif" not in small.content


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("IMG_7.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Tương thích nhất"),
        ("anh.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "Tương thích nhất"),
        ("to.jpg", b"\xff\xd8\xff" + bytes(60 * 1024 * 1024), "nặng 60 MB, lớn hơn 20 MB"),
        ("cut.jpg", jpeg(size=400)[:900], "ảnh không mở được"),
        ("phieu.pdf", b"%PDF-1.7 x", "loại tệp này không nhận"),
    ],
    ids=["HEIC", "HEIC by another name", "60 MB", "half of it", "no picture"],
)
def test_a_photo_that_cannot_be_kept_says_what_to_do(
    client: Client, known: SupportPoint, name: str, data: bytes, words: str
) -> None:
    assert words in send(client, data, name, uuid.uuid4())
    assert not SurveyPhoto.objects.exists()


def test_a_photo_sent_twice_is_kept_once_and_a_new_one_refused_once_recorded(known: SupportPoint) -> None:
    key = uuid.uuid4()
    data = jpeg()

    def photo(sent: bytes) -> SurveyPhoto:
        return actions.add_photo(
            actor=SYSTEM,
            public_id=uuid.uuid4(),
            point=known,
            survey_key=key,
            stream=io.BytesIO(sent),
            file_name="a.jpg",
        )

    first = photo(data)
    actions.record_survey(actor=SYSTEM, public_id=key, point=known, wish=wish())
    assert photo(data) == first
    with pytest.raises(Refused, match="ghi xong"):
        photo(jpeg(99))


def test_what_a_person_should_look_at_in_photos(
    client: Client, known: SupportPoint, unknown: SupportPoint, make_user: Callable[..., User], tuyen_quang: TuyenQuang
) -> None:
    made = []
    for point in (known, unknown):
        key = uuid.uuid4()
        for shade, at in ((50, None), (60 + point.pk % 50, HANOI), (120 + point.pk % 50, NA_HANG)):
            actions.add_photo(
                actor=SYSTEM,
                public_id=uuid.uuid4(),
                point=point,
                survey_key=key,
                stream=io.BytesIO(
                    jpeg(shade, at=at, when="2026:02:19 08:00:00" if at is None else "2026:02:20 08:00:00")
                ),
                file_name=f"{shade}.jpg",
            )
        made.append(actions.record_survey(actor=SYSTEM, public_id=key, point=point, wish=wish()))
    page = body(client.get(f"/diem/{known.code}/khao-sat/{made[0].public_id}/"))
    assert f"Cùng ảnh này dùng cho điểm khác: {unknown.code}" in page
    assert "Chụp ngày 19/02/2026, không phải ngày khảo sát" in page
    assert "Chụp cách nơi của điểm khoảng" in page
    photos = list(SurveyPhoto.objects.filter(point=known))
    assert [len(photo_flags(SYSTEM, photos).get(photo.pk, [])) for photo in photos] == [2, 1, 0]
    outsider = make_user("huong-4", role="COMMUNE", area=tuyen_quang.now("02221"))
    assert "ngoài địa bàn của bạn" in photo_flags(outsider, photos)[photos[0].pk][0]
    listed = body(client.get("/khao-sat/?anh=trung"))
    assert known.code in listed and unknown.code in listed and "1–2 trong 2" in listed
    actions.void_survey(actor=SYSTEM, survey=made[1], reason="nhầm điểm")
    assert "Cùng ảnh này" not in body(client.get(f"/diem/{known.code}/khao-sat/{made[0].public_id}/"))


def test_the_list_says_what_is_due_and_can_be_exported(
    client: Client, known: SupportPoint, unknown: SupportPoint, frozen_queries: FrozenQueries
) -> None:
    made = survey(known, POWER="fail", notes="điện yếu")
    client.get("/khao-sat/")
    with frozen_queries("surveys"):
        page = body(client.get("/khao-sat/"))
    assert "1–50 trong 93" in page
    page = body(client.get("/khao-sat/?q=TQ-0092"))
    assert "Khảo sát lại hoặc trình quyết định miễn: Có nguồn điện ổn định" in page
    assert "1–1 trong 1" in body(client.get("/khao-sat/?tinh-trang=failed"))
    assert "trong 92" in body(client.get("/khao-sat/?tinh-trang=chua"))
    assert "khảo sát lại hoặc trình" in b"".join(client.get("/khao-sat/?xuat=csv")).decode()
    with frozen_queries("survey"):
        client.get(f"/diem/{known.code}/khao-sat/{made.public_id}/")
    with frozen_queries("survey, blank form"):
        client.get(NEW)
    with frozen_queries("survey, quick entry"):
        assert client.get("/khao-sat/nhap-nhanh/").status_code == 200
    with frozen_queries("survey, blank sheet"):
        assert "PHIẾU KHẢO SÁT" in body(client.get(f"{NEW}in/"))


def test_paper_sheets_are_entered_in_one_table_all_or_none(client: Client, known: SupportPoint) -> None:
    first, second, third = (str(uuid.uuid4()) for _each in range(3))
    sheets: dict[str, Any] = {
        "on": "20/02/2026",
        "surveyors": "Ma Thị Hường",
        "phieu": [first, second, third],
        f"ma-{first}": "TQ-0001",
        f"ma-{second}": "TQ-0092",
        f"ma-{third}": "TQ-0003",
    }
    for at in range(4):
        sheets |= {f"v-{first}-{at}": "pass", f"v-{second}-{at}": "pass" if at else ""}
    answer = client.post("/khao-sat/nhap-nhanh/", sheets)
    assert answer.status_code == 422
    assert "TQ-0092, Có sẵn nhà kiên cố" in body(answer) and not SiteSurvey.objects.exists()
    sheets[f"v-{second}-0"] = "fail"
    assert client.post("/khao-sat/nhap-nhanh/", sheets).status_code == 302
    assert client.post("/khao-sat/nhap-nhanh/", sheets).status_code == 302
    found = dict(SiteSurvey.objects.values_list("point__code", "result"))
    assert found == {"TQ-0001": "passed", "TQ-0092": "failed"}


def test_a_merged_commune_keeps_the_name_of_the_survey_s_day(client: Client, known: SupportPoint) -> None:
    made = survey(known, dt.date(2023, 10, 1))
    page = body(client.get(f"/diem/{known.code}/khao-sat/{made.public_id}/"))
    assert "xã Năng Khả" in page.lower().replace("Xã", "xã") or "Xã Năng Khả" in page
    assert "(nay là Xã Nà Hang)" in page or "(nay là xã Nà Hang)" in page


def test_a_survey_has_one_minute_that_goes_with_it(client: Client, known: SupportPoint) -> None:
    made = survey(known, DAY, candidates=[("Nông Văn Bình", "trưởng thôn")], room_area=45.5, signal={"viettel": "GOOD"})
    page = f"/diem/{known.code}/khao-sat/{made.public_id}/"
    assert "Nông Văn Bình" in body(client.get(page))
    for _press in range(2):
        assert client.post(f"{page}bien-ban/").status_code == 302
    made.refresh_from_db()
    minute = made.minute
    assert minute is not None and minute.state == "printed" and minute.kind == "BB_KS"
    assert [row[2] for row in minute.data["lines"]] == ["đạt"] * 4
    assert ["Diện tích phòng (m²)", "45,5"] in minute.data["facts"]
    assert "Bình" not in str(minute.data)
    new = void_minute(actor=SYSTEM, minute=minute, reason="in nhầm", replace=True)
    made.refresh_from_db()
    assert made.minute_id == new.pk
    assert client.post(f"{page}huy/", {"reason": "khảo sát nhầm nhà"}).status_code == 302
    new.refresh_from_db()
    assert new.state == "void"
    with pytest.raises(Refused, match="đã hủy"):
        make_survey_minute(actor=SYSTEM, survey=made, public_id=uuid.uuid4())
    assert "Nông Văn Bình" not in body(client.get(page))


def test_the_point_tells_of_its_survey(client: Client, known: SupportPoint) -> None:
    assert "Chưa có phiếu khảo sát trong hub" in body(client.get(f"/diem/{known.code}/"))
    survey(known, POWER="fail", notes="điện yếu")
    page = body(client.get(f"/diem/{known.code}/"))
    assert "Phiếu ngày 20/02/2026" in page
    assert f"Ghi khảo sát điểm {known.code} ngày 20/02/2026: không đạt" in page


def test_a_survey_is_replaced_on_its_page_and_its_photos_go_along(client: Client, known: SupportPoint) -> None:
    key = uuid.uuid4()
    send(client, jpeg(40), "a.jpg", key)
    send(client, jpeg(41), "b.jpg", key)
    client.post(NEW, filled(key, **{"seats": "40"}))
    page = f"{NEW}{key}/thay/"
    assert 'value="40"' in body(client.get(page))
    dropped = str(SurveyPhoto.objects.get(file_name="a.jpg").public_id)
    other = uuid.uuid4()
    assert client.post(page, filled(other)).status_code == 422  # no reason
    assert client.post(page, {**filled(other), "reason": "ghi nhầm", "bo-anh": dropped}).status_code == 302
    standing = SurveyPhoto.objects.filter(voided_at=None).values_list("file_name", "survey_key")
    assert list(standing) == [("b.jpg", other)]
    assert client.post(page, {**filled(), "reason": "chậm tay"}).status_code == 409
