"""Signed pages come back in any order; each that is not taken is told why."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents import actions
from diemsang.documents.actions import matching
from diemsang.documents.minutes import codes, reading
from diemsang.documents.models import LoosePage, Minute, MinuteState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path


def printed(pages: int = 2) -> Minute:
    with clock.fixed(dt.date(2023, 12, 1)):
        minute = actions.make_minute(
            actor=SYSTEM, public_id=uuid.uuid4(), kind="BB_KK", title="Kiểm kê", on=dt.date(2023, 11, 20), data={}
        )
        minute = actions.print_minute(actor=SYSTEM, minute=minute, ask=False)
        return actions.state_pages(actor=SYSTEM, minute=minute, pages=pages)


def photo(minute: Minute | uuid.UUID, page: int | None = 1, pages: int = 2, turn: int = 0) -> bytes:
    """A clean picture of a page with its code; the noise of real ones is in ``test_rendering`` and the bench."""
    public_id = minute.public_id if isinstance(minute, Minute) else minute
    text = codes.write(codes.PageCode(public_id, page, pages if page else None))
    sheet = Image.new("L", (900, 1200), 255)
    sheet.paste(Image.open(io.BytesIO(codes.picture(text))).convert("L"), (60, 860))
    return encoded(sheet.rotate(turn, expand=True, fillcolor=255))


def encoded(image: Image.Image, kind: str = "JPEG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def match(*named: tuple[str, bytes], only: Minute | None = None, signed_on: dt.date | None = None) -> matching.Matching:
    return matching.match_files(actor=SYSTEM, named=named, only=only, signed_on=signed_on)


def test_pages_in_any_order_and_rotation_sign_the_minute() -> None:
    minute = printed()
    result = match(("b.jpg", photo(minute, 2, turn=180)))
    assert [one.code for one in result.outcomes] == ["matched"] and result.minutes == [(minute, [1])]
    result = match(("a.jpg", photo(minute, 1, turn=90)), ("b.jpg", photo(minute, 2)), ("a2.jpg", photo(minute, 1)))
    assert [one.code for one in result.outcomes] == ["matched", "held", "held"]
    minute.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and minute.held.count() == 2


def test_a_scan_of_several_pages_is_taken_apart() -> None:
    minute, stream = printed(), io.BytesIO()
    first, second = (Image.open(io.BytesIO(photo(minute, page))) for page in (2, 1))
    first.save(stream, "PDF", save_all=True, append_images=[second])
    result = match(("quet.pdf", stream.getvalue()))
    assert [(one.code, one.page) for one in result.outcomes] == [("matched", 2), ("matched", 1)]
    minute.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and all(page.thumb for page in minute.held.all())


def test_what_is_not_taken_is_told() -> None:
    minute, other, void = printed(), printed(), printed()
    actions.void_minute(actor=SYSTEM, minute=void, reason="in nhầm")
    white = encoded(Image.new("L", (600, 800), 255))
    result = match(
        ("la.jpg", photo(uuid.uuid4())),
        ("trang.jpg", white),
        ("huy.jpg", photo(void)),
        ("word.jpg", photo(minute, None)),
    )
    assert [one.code for one in result.outcomes] == ["unknown", "unreadable", "void", "unreadable"]
    assert "bằng tay" in result.outcomes[3].message and not minute.held.exists()
    result = match(("khac.jpg", photo(other)), only=minute)
    assert result.outcomes[0].code == "foreign" and other.code in result.outcomes[0].message
    assert not other.held.exists()


def test_what_is_not_held_waits_and_a_person_says_where_it_belongs() -> None:
    minute, other = printed(), printed()
    white = encoded(Image.new("L", (600, 800), 255))
    for _time in range(2):  # the same picture twice waits once
        result = match(("khac.jpg", photo(other)), ("mo.jpg", white), only=minute)
    foreign, unread = (one.loose for one in result.outcomes)
    assert foreign and unread and LoosePage.objects.count() == 2
    with pytest.raises(Refused, match="biên bản khác"):
        actions.assign_loose(actor=SYSTEM, public_id=foreign.public_id, minute=minute, number=1)
    actions.assign_loose(actor=SYSTEM, public_id=foreign.public_id, minute=other, number=1)
    actions.assign_loose(actor=SYSTEM, public_id=unread.public_id, minute=other, number=2)
    actions.assign_loose(actor=SYSTEM, public_id=unread.public_id, minute=minute, number=2)  # given away: nothing
    other.refresh_from_db()
    assert other.state == MinuteState.SIGNED and not minute.held.exists()
    assert [(page.number, page.how) for page in other.held.all()] == [(1, "qr"), (2, "hand")]
    assert not LoosePage.objects.filter(settled_at=None).exists()


def test_pages_that_came_before_the_number_of_pages_is_known_wait() -> None:
    with clock.fixed(dt.date(2023, 12, 1)):
        minute = actions.make_minute(
            actor=SYSTEM, public_id=uuid.uuid4(), kind="BB_KK", title="Kiểm kê", on=dt.date(2023, 11, 20), data={}
        )
        actions.print_minute(actor=SYSTEM, minute=minute, ask=False)
    result = match(("a.jpg", photo(minute)))
    assert result.outcomes[0].code == "refused" and "mấy trang" in result.outcomes[0].message
    loose = LoosePage.objects.get()
    assert (loose.minute, loose.number, loose.coded) == (minute, 1, True)
    actions.drop_loose(actor=SYSTEM, public_id=loose.public_id)
    actions.drop_loose(actor=SYSTEM, public_id=loose.public_id)
    assert not LoosePage.objects.filter(settled_at=None).exists() and not minute.held.exists()


def test_the_day_of_the_signature_is_kept_and_a_wrong_one_keeps_no_page_out() -> None:
    minute = printed()
    result = match(("a.jpg", photo(minute)), signed_on=dt.date(2023, 11, 1))
    assert result.outcomes[0].code == "matched" and "chưa ghi" in result.notes[0]
    match(("b.jpg", photo(minute, 2)), signed_on=dt.date(2023, 11, 25))
    minute.refresh_from_db()
    assert minute.state == MinuteState.SIGNED and minute.signed_on == dt.date(2023, 11, 25)
    with pytest.raises(Refused, match="ngày của việc"):
        actions.date_signature(actor=SYSTEM, minute=minute, signed_on=dt.date(2023, 1, 1))
    actions.date_signature(actor=SYSTEM, minute=minute, signed_on=dt.date(2023, 11, 26))
    minute.refresh_from_db()
    assert minute.signed_on == dt.date(2023, 11, 26)


def test_a_person_assigns_what_cannot_be_read_and_is_held_to_the_code_that_can() -> None:
    minute, other = printed(), printed()
    white = encoded(Image.new("L", (600, 800), 255))
    with pytest.raises(Refused, match="biên bản khác"):
        matching.assign_page(actor=SYSTEM, minute=minute, number=1, name="a.jpg", content=photo(other))
    with pytest.raises(Refused, match="mã của trang 2"):
        matching.assign_page(actor=SYSTEM, minute=minute, number=1, name="a.jpg", content=photo(minute, 2))
    matching.assign_page(actor=SYSTEM, minute=minute, number=1, name="a.jpg", content=white)
    assert [(page.number, page.how) for page in minute.held.all()] == [(1, "hand")]
    with pytest.raises(Refused, match="trang 1 đã được giữ"):
        matching.assign_page(actor=SYSTEM, minute=minute, number=1, name="b.jpg", content=white)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xff\xd8\xff" + b"0" * (26 * 1024 * 1024), "lớn hơn 25 MB"),
        (b"\0\0\0\x18ftypheic" + b"0" * 90, "HEIC"),
        (b"\xff\xd8\xff\xe0 hong", "ảnh hỏng"),
        (b"%PDF-1.7 hong", "PDF hỏng"),
        (b"MZ chuong trinh", "không phải ảnh"),
        (encoded(Image.new("1", (20_000, 20_000)), "PNG"), "quá nhiều điểm ảnh"),
    ],
    ids=["60MB", "heic", "jpeg", "pdf", "exe", "bomb"],
)
def test_bad_files_are_refused_in_words_and_the_others_go_on(content: bytes, word: str) -> None:
    minute = printed()
    result = match(("xau.jpg", content), ("tot.jpg", photo(minute)))
    assert word in result.outcomes[0].message and [one.code for one in result.outcomes] == ["refused", "matched"]


def test_codes_are_ours_or_none() -> None:
    code = codes.PageCode(uuid.uuid4(), 123, 300)
    assert codes.read(codes.write(code)) == code and len(codes.matrix(codes.write(code))) == 25
    for text in ("https://example.org", "DS1:xx", codes.write(code).replace(":123/", ":301/")):
        assert codes.read(text) is None


def test_a_page_with_a_password_is_told() -> None:
    stream = io.BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Refused, match="mật khẩu"):
        reading.sheets("kin.pdf", stream.getvalue())
