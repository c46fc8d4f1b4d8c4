"""Notes of the apps above: shown at once, without files, by the word of two people; gone when taken back."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from django.urls import reverse

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.library import voice
from diemsang.library.actions import Approval, publish_note, voice_note, withdraw, withdraw_note
from diemsang.library.models import Edition, LiveMedia, Product, Root, TreeObject
from diemsang.library.queries import hidden_for, note_on_screens
from diemsang.library.tests.conftest import EXAMPLES, load_and_approve, write_product
from diemsang.points.models import SupportPoint

KEY = uuid.UUID("0b2f3c7e-4a54-4d0e-9c62-9c4f8f1f0a11")
DAY = dt.date(2026, 3, 2)
TWO = Approval("Lan (minh họa)", "user:lan", "Minh (minh họa)", "user:minh", DAY, "88/QĐ-MH")
NOTE: dict[str, Any] = {
    "actor": SYSTEM,
    "public_id": KEY,
    "title": "Làm giấy khai sinh",
    "steps": ["Mở máy.", " ", "Quét mã."],
    "approval": TWO,
    "source_label": "ô của nền tảng NT-0001 (minh họa)",
    "valid_from": DAY,
    "url_for_qr": "https://dichvucong.gov.vn/",
}


@pytest.fixture(autouse=True)
def _today(library_home: Path) -> Any:
    with clock.fixed(DAY):
        yield


def record_of(edition: Edition | None) -> dict[str, Any]:
    assert edition is not None
    return dict(json.loads(TreeObject.objects.get(hash=edition.record_hash).body))


def test_a_note_is_a_guide_on_every_screen_by_the_word_of_two() -> None:
    for _twice in range(2):
        product = publish_note(**NOTE)
    assert (Product.objects.count(), Edition.objects.count(), Root.objects.count()) == (1, 1, 1)
    record = record_of(note_on_screens(KEY))
    assert (record["id"], record["kind"], record["made_by"]) == (product.code, "guide", "Lan (minh họa)")
    assert (record["approved_by"], record["approved_on"], record["decision"]) == (
        "Minh (minh họa)",
        "2026-03-02",
        "88/QĐ-MH",
    )
    track = record["tracks"]["vi"]
    assert [(part["text"], part["audio"]) for part in track["parts"]] == [("Mở máy.", None), ("Quét mã.", None)]
    assert track["qr"] == {"url": "https://dichvucong.gov.vn/", "label": "Làm giấy khai sinh"}
    assert "open" not in track


def test_other_words_are_the_next_edition_and_a_page_may_be_opened() -> None:
    publish_note(**NOTE)
    publish_note(**{**NOTE, "title": "Giấy khai sinh", "open_url": "https://dichvucong.gov.vn/"})
    assert list(Edition.objects.order_by("number").values_list("state", flat=True)) == ["superseded", "published"]
    record = record_of(note_on_screens(KEY))
    assert record["tracks"]["vi"]["open"] == {"url": "https://dichvucong.gov.vn/"}
    assert (record["edition"], Product.objects.get().title) == (2, "Giấy khai sinh")


def test_without_an_address_it_is_an_article() -> None:
    publish_note(**{**NOTE, "url_for_qr": None})
    record = record_of(note_on_screens(KEY))
    assert (record["kind"], "qr" in record["tracks"]["vi"]) == ("article", False)


def test_a_note_taken_back_is_gone_and_others_stay(folder: Path) -> None:
    write_product(folder, "rua_tay")
    load_and_approve(folder)
    publish_note(**NOTE)
    assert Edition.objects.get(product__code="rua_tay").state == "reviewed", "nobody published it"
    with pytest.raises(Refused, match="Lý do"):
        withdraw_note(actor=SYSTEM, public_id=KEY, reason=" ")
    for _twice in range(2):
        withdraw_note(actor=SYSTEM, public_id=KEY, reason="đổi địa chỉ")
    assert note_on_screens(KEY) is None
    assert Root.objects.latest("number").items == 0
    withdraw_note(actor=SYSTEM, public_id=uuid.uuid4(), reason="không có")
    publish_note(**NOTE)
    found = note_on_screens(KEY)
    assert found is not None and found.number == 2


def test_nonsense_is_refused_with_all_that_is_wrong() -> None:
    bad = {
        "title": " ",
        "steps": ["x" * 2001],
        "source_label": "",
        "url_for_qr": "javascript:alert(1)",
        "open_url": "http://a.vn/",
        "valid_until": DAY,
        "topic": "KHÔNG",
        "approval": replace(TWO, approved_by_key="user:lan"),
    }
    with pytest.raises(Refused) as refused:
        publish_note(**{**NOTE, **bad})
    assert len(refused.value.problems) == 8
    assert "hai người" in str(refused.value)
    with pytest.raises(Refused, match="40 bước"):
        publish_note(**{**NOTE, "steps": ["a"] * 41})
    assert not Product.objects.exists()


def test_only_its_audience_sees_it(tq: TuyenQuang) -> None:
    inside = SupportPoint.objects.create(code="TQ-9001", created_at=clock.now())
    outside = SupportPoint.objects.create(code="TQ-9002", created_at=clock.now())
    product = publish_note(**NOTE, points=[inside])
    assert hidden_for(inside) == []
    assert hidden_for(outside) == [product.code]


def test_a_machine_reads_it_as_its_next_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = (EXAMPLES / "ngon-ngu/vi.ogg").read_bytes()

    def make(_voice: str, sentences: list[str], target: Path, _scratch: Path) -> None:
        if sentences == ["Quét mã."]:
            raise voice.SoundRefused("nothing is heard")
        target.write_bytes(sound)

    monkeypatch.setattr(voice, "available", lambda: False)
    publish_note(**NOTE)
    silent = Edition.objects.get()
    assert voice_note(actor=SYSTEM, edition=silent) is None
    monkeypatch.setattr(voice, "available", lambda: True)
    monkeypatch.setattr(voice, "make", make)
    heard = voice_note(actor=SYSTEM, edition=silent)
    assert voice_note(actor=SYSTEM, edition=silent) is None, "it has changed since"
    assert heard is not None and voice_note(actor=SYSTEM, edition=heard) is None, "it is read already"
    record = record_of(note_on_screens(KEY))
    track = record["tracks"]["vi"]
    assert (record["edition"], record["approved_by"], track["machine_voice"]) == (2, "Minh (minh họa)", True)
    assert track["spoken"]["ms"] > 0
    assert [bool(part["audio"]) for part in track["parts"]] == [True, False]
    assert LiveMedia.objects.filter(hash=track["spoken"]["h"], until=None).exists()
    publish_note(**NOTE)
    assert Edition.objects.count() == 2, "the same words again are no news"
    withdraw(actor=SYSTEM, code=record["id"], reason="thôi dùng")
    assert LiveMedia.objects.get(hash=track["spoken"]["h"]).until is not None


def test_its_page_in_the_library(lan: User, signed_in: Any) -> None:
    product = publish_note(**NOTE)
    client: Client = signed_in(lan)
    page = client.get(reverse("library:detail", args=[product.code])).content.decode()
    assert "Lan (minh họa)" in page and "88/QĐ-MH" in page and "ô của nền tảng NT-0001" in page
    assert "chưa duyệt" not in page and "<audio" not in page
