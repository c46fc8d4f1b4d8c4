"""Pages of minutes, with minutes of surveys: the list, one minute, signed pages brought from a phone, many printed."""

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
from PIL import Image
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.documents import actions as documents
from diemsang.documents.minutes import codes, office
from diemsang.documents.models import LoosePage, Minute, MinutePrinting, MinuteState
from diemsang.points.actions.survey_minute import make_survey_minute
from diemsang.points.models import SupportPoint
from diemsang.points.tests.survey_support import survey

LIST = "/bien-ban/"


@pytest.fixture
def user(tuyen_quang: TuyenQuang, make_user: Callable[..., User], settings: Any, tmp_path: Path) -> User:
    settings.FILES_ROOT = tmp_path / "files"
    return make_user("lan-3", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan")


@pytest.fixture
def client(user: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(user)


def minute_of(user: User, point: SupportPoint, *, pages: int | None = 2) -> Minute:
    """A minute of a new survey of the point, printed on so many pages; a draft without ``pages``."""
    minute = make_survey_minute(actor=user, survey=survey(point), public_id=uuid.uuid4())
    if pages is None:
        return minute
    minute = documents.print_minute(actor=user, minute=minute, ask=False)
    return documents.state_pages(actor=user, minute=minute, pages=pages)


def photo(minute: Minute, page: int, pages: int = 2, name: str = "IMG.jpg") -> SimpleUploadedFile:
    """A clean photo of one page."""
    sheet = Image.new("L", (900, 1200), 255)
    text = codes.write(codes.PageCode(minute.public_id, page, pages))
    sheet.paste(Image.open(io.BytesIO(codes.picture(text))).convert("L"), (60, 860))
    return upload(sheet, name)


def white(name: str = "mo.jpg") -> SimpleUploadedFile:
    """A photo on which nothing can be read."""
    return upload(Image.new("L", (600, 800), 250), name)


def upload(image: Image.Image, name: str) -> SimpleUploadedFile:
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue())


def body(answer: Any) -> str:
    return str(answer.content.decode())


def address(minute: Minute, *more: str) -> str:
    return "/".join([f"/bien-ban/{minute.public_id}", *more, ""])


def test_the_list_is_narrowed_by_kind_unit_state_and_words(
    client: Client, user: User, tuyen_quang: TuyenQuang, known: SupportPoint, unknown: SupportPoint
) -> None:
    here, there = minute_of(user, known), minute_of(user, unknown, pages=None)
    client.post(address(here, "ban-ky"), {"tep": photo(here, 2)})

    def rows(**asked: str) -> list[bool]:
        page = body(client.get(LIST, asked))
        return [address(minute) in page for minute in (here, there)]

    assert rows() == [True, True]
    assert rows(dia_ban=tuyen_quang.now("02221").key) == [True, False]
    assert rows(tinh_trang="thieu-trang") == [True, False] and rows(tinh_trang="draft") == [False, True]
    assert rows(loai="BB_KK") == [False, False] and rows(loai="BB_KS") == [True, True]
    assert rows(q=known.code) == [True, False] and rows(q=there.code) == [False, True]
    page = body(client.get(LIST))
    assert "1/2" in page and known.code in page
    assert client.get(LIST, {"xuat": "csv"}).content.decode("utf-8-sig").count(known.code) >= 1


def test_photos_from_a_phone_are_taken_told_and_not_lost(
    client: Client, user: User, known: SupportPoint, unknown: SupportPoint
) -> None:
    minute, other = minute_of(user, known), minute_of(user, unknown)
    files = [photo(minute, 2, name="b.jpg"), photo(minute, 2, name="b2.jpg"), photo(other, 1, name="khac.jpg"), white()]
    page = body(client.post(address(minute, "ban-ky"), {"tep": files, "signed_on": "hôm qua"}))
    for words in ("đã nhận", "đã có từ trước", "trang của biên bản khác", "không đọc được mã", "còn thiếu trang 1"):
        assert words in page, words
    assert "hôm qua" in page and "2 trang chờ xem" in page
    assert LoosePage.objects.count() == 2 and not other.held.exists()
    foreign, unread = LoosePage.objects.get(minute=other), LoosePage.objects.get(minute=minute)
    moved = {"code": other.code, "number": "1", "ve": str(minute.public_id)}
    assert client.post(f"/bien-ban/cho-xem/{foreign.public_id}/", moved).status_code == 302
    wrong = client.post(f"/bien-ban/cho-xem/{unread.public_id}/", {"code": "0000-0000", "number": ""})
    assert wrong.status_code == 422 and "0000-0000" in body(wrong) and "Trang số" in body(wrong)
    given = {"code": minute.code.lower().replace("-", " "), "number": "1"}
    assert client.post(f"/bien-ban/cho-xem/{unread.public_id}/", given).status_code == 302
    minute.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and other.held.count() == 1
    served = client.get(f"/tep/{foreign.blob.sha256}/", {"xem": "1"})
    assert served.status_code == 200
    assert b"".join(served)  # read to its end: closing it would close the connection of the test
    assert client.post(address(minute, "ngay-ky"), {"signed_on": "01/01/2020"}).status_code == 422
    assert client.post(address(minute, "ngay-ky"), {"signed_on": "21/02/2026"}).status_code == 302
    assert "21/02/2026" in body(client.get(address(minute)))


def test_many_minutes_photographed_at_once_go_each_to_its_own(
    client: Client, user: User, known: SupportPoint, unknown: SupportPoint
) -> None:
    first, second = minute_of(user, known, pages=1), minute_of(user, unknown, pages=1)
    answer = client.post(
        f"{LIST}nop/", {"tep": [photo(second, 1, 1), photo(first, 1, 1), white()], "signed_on": "21/02/2026"}
    )
    assert body(answer).count("đã có bản ký") == 2 and "1 trang chờ xem" in body(answer)
    for minute in (first, second):
        minute.refresh_from_db()
        assert minute.state == MinuteState.SIGNED and minute.signed_on == dt.date(2026, 2, 21)
    assert "1 trang đã nộp chờ bạn xem" in body(client.get(LIST))
    loose = LoosePage.objects.get(settled_at=None)
    assert client.post(f"/bien-ban/cho-xem/{loose.public_id}/", {"viec": "bo"}).status_code == 302
    assert "chờ bạn xem" not in body(client.get(LIST))
    assert client.post(f"{LIST}nop/", {}).status_code == 422


def test_a_wrong_page_is_dropped_with_a_reason(client: Client, user: User, known: SupportPoint) -> None:
    minute = minute_of(user, known)
    client.post(address(minute, "ban-ky"), {"tep": photo(minute, 1)})
    page = minute.held.get()
    assert client.post(address(minute, "trang", str(page.pk), "bo"), {"reason": " "}).status_code == 422
    assert client.post(address(minute, "trang", str(page.pk), "bo"), {"reason": "chụp mờ"}).status_code == 302
    assert not minute.held.filter(voided_at=None).exists()


def test_all_minutes_of_a_filtered_list_are_printed_as_one(
    client: Client, user: User, known: SupportPoint, unknown: SupportPoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, _other = minute_of(user, known), minute_of(user, unknown, pages=None)
    monkeypatch.setattr(office, "program", lambda: "soffice")
    monkeypatch.setattr("diemsang.documents.jobs.send_printing", lambda pk: None)
    sent = {"token": str(uuid.uuid4()), "tat_ca": "1"}
    answer = client.post(f"{LIST}in/?tinh_trang=printed", sent)
    assert answer.status_code == 302
    assert MinutePrinting.objects.get().minutes == [str(wanted.public_id)]
    assert "0 / 1 biên bản" in body(client.get(answer["Location"]))


def test_an_offices_own_template_is_used_by_its_people(
    client: Client, user: User, known: SupportPoint, tuyen_quang: TuyenQuang
) -> None:
    page = body(client.get(f"{LIST}mau/"))
    assert "chọn cơ quan" in page and 'name="office_key"' in page


def test_the_queries_of_the_pages_are_few(
    client: Client, user: User, known: SupportPoint, unknown: SupportPoint, frozen_queries: FrozenQueries
) -> None:
    minute = minute_of(user, known)
    minute_of(user, unknown)
    client.post(address(minute, "ban-ky"), {"tep": photo(minute, 1)})
    client.get(LIST)
    with frozen_queries("minutes:list"):
        client.get(LIST)
    with frozen_queries("minutes:detail"):
        client.get(address(minute))
    with frozen_queries("minutes:match"):
        client.get(f"{LIST}nop/")
