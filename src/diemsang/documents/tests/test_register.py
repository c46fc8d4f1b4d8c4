from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import StaleDecision, attach_signed, correct_decision, record_decision, relate
from diemsang.documents.actions.register import fingerprint
from diemsang.documents.forms import DecisionField, DecisionInput
from diemsang.documents.models import Decision
from diemsang.documents.numbers import kind_of

SignIn = Callable[[User], Client]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8
FACTS: dict[str, Any] = {
    "number": "318/QĐ-UBND",
    "on": dt.date(2023, 10, 2),
    "issuer": "UBND tỉnh Tuyên Quang",
    "title": "Phê duyệt danh sách điểm hỗ trợ",
}


@pytest.fixture(autouse=True)
def files_root(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def recorded(**more: Any) -> Decision:
    return record_decision(actor=SYSTEM, **{**FACTS, **more})


def signed(decision: Decision, data: bytes = PDF, **more: Any) -> Any:
    return attach_signed(actor=SYSTEM, decision=decision, stream=io.BytesIO(data), file_name="318.pdf", **more)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("207/KH-UBND", "KH"),
        ("1719/QĐ-TTg", "QD"),
        ("03/2023/TT-BTTTT", "TT"),
        ("1684/NQ-UBTVQH15", "NQ"),
        ("15/UBND-KGVX", ""),
        ("", ""),
    ],
)
def test_the_number_suggests_the_kind(number: str, kind: str) -> None:
    assert kind_of(number) == kind


@given(st.text(max_size=60))
def test_no_number_breaks_the_suggestion(number: str) -> None:
    assert kind_of(number) in {"", "KH", "QD", "NQ", "TT", "CV"}


def test_a_document_is_recorded_with_a_readable_key(db: None) -> None:
    decision = recorded()
    assert (decision.key, decision.kind) == ("318-qd-ubnd-2023", "QD")
    assert Entry.objects.get().action == "documents.record"


def test_same_number_issuer_and_year_is_refused_and_names_the_other(db: None) -> None:
    recorded()
    with pytest.raises(Refused, match="318/QĐ-UBND"):
        recorded(number="318/qd-ubnd", issuer="UBND TỈNH TUYÊN QUANG", on=dt.date(2023, 12, 1))
    assert recorded(on=dt.date(2024, 1, 5)).key == "318-qd-ubnd-2024"
    assert recorded(issuer="UBND tỉnh Lào Cai").key == "318-qd-ubnd-2023-2"


def test_all_that_is_wrong_is_said_at_once(db: None) -> None:
    with pytest.raises(Refused) as refused:
        record_decision(actor=SYSTEM, title=" ", number="", on=dt.date(2999, 1, 1))
    assert len(refused.value.problems) == 3


def test_facts_are_free_to_correct_until_something_holds_on_to_them(db: None) -> None:
    decision = recorded()
    correct_decision(actor=SYSTEM, decision=decision, **{**FACTS, "title": "Phê duyệt danh sách 93 điểm"})
    signed(decision)
    with pytest.raises(Refused, match="Lý do sửa"):
        correct_decision(actor=SYSTEM, decision=decision, **FACTS)
    correct_decision(actor=SYSTEM, decision=decision, reason="chép nhầm", **FACTS)
    entry = Entry.objects.filter(action="documents.correct").latest("id")
    assert entry.reason == "chép nhầm"
    assert entry.before == {"title": "Phê duyệt danh sách 93 điểm"}


def test_a_stale_form_changes_nothing(db: None) -> None:
    decision = recorded()
    seen = fingerprint(decision)
    correct_decision(actor=SYSTEM, decision=decision, seen=seen, **{**FACTS, "title": "Một"})
    with pytest.raises(StaleDecision):
        correct_decision(actor=SYSTEM, decision=decision, seen=seen, **{**FACTS, "title": "Hai"})
    correct_decision(actor=SYSTEM, decision=decision, seen=seen, **{**FACTS, "title": "Một"})  # sent twice


def test_a_replaced_signed_copy_stays_with_the_reason(db: None) -> None:
    decision = recorded()
    first = signed(decision)
    assert signed(decision) == first
    with pytest.raises(Refused, match="Lý do thay"):
        signed(decision, PDF + b"2")
    second = signed(decision, PDF + b"2", reason="quét thiếu trang 3")
    first.refresh_from_db()
    decision.refresh_from_db()
    assert (first.void_reason, decision.file) == ("quét thiếu trang 3", second.blob)
    assert decision.copies.count() == 2


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.html", b"<script>alert(1)</script>"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.pdf", b"<html>"),
        ("a.pdf", b""),
        ("a.txt", "chữ".encode()),
        ("a.exe", b"MZ\x00\x01"),
    ],
)
def test_nothing_but_scans_is_a_signed_copy(db: None, name: str, data: bytes) -> None:
    decision = recorded()
    with pytest.raises(Refused):
        attach_signed(actor=SYSTEM, decision=decision, stream=io.BytesIO(data), file_name=name)
    assert not decision.copies.exists()


def test_a_relation_shows_on_both_pages(tq: Any, lan: User, signed_in: SignIn) -> None:
    earlier = recorded()
    later = recorded(number="400/QĐ-UBND", on=dt.date(2024, 2, 1), title="Sửa đổi danh sách")
    client = signed_in(lan)
    for _twice in range(2):
        sent = {"kind": "AMENDS", "earlier": "318/QĐ-UBND", "note": ""}
        assert client.post(f"/van-ban/{later.key}/quan-he/", sent).status_code == 302
    assert later.changes.count() == 1
    assert "318/QĐ-UBND" in client.get(f"/van-ban/{later.key}/").content.decode()
    assert "400/QĐ-UBND" in client.get(f"/van-ban/{earlier.key}/").content.decode()
    with pytest.raises(Refused):
        relate(actor=SYSTEM, later=earlier, earlier=later, kind="AMENDS")
    with pytest.raises(Refused):
        relate(actor=SYSTEM, later=later, earlier=later, kind="AMENDS")


def test_the_chooser_takes_a_number_and_asks_back(db: None) -> None:
    recorded()
    recorded(number="319/QĐ-UBND", title="Phê duyệt danh sách điểm bổ sung")
    field = DecisionField()
    field.actor = SYSTEM
    assert field.clean("318/qđ-ubnd").number == "318/QĐ-UBND"
    assert field.clean("bo sung").number == "319/QĐ-UBND"
    for text, words in (("phe duyet danh sach", "Ý bạn là"), ("không có đâu", "Ghi văn bản mới")):
        with pytest.raises(Exception, match=words):
            field.clean(text)


def test_who_may_not_record_is_not_led_to_recording(lan: User, huong: User) -> None:
    for person, words, leads in ((lan, "Ghi văn bản mới", True), (huong, "Nhờ cơ quan giữ sổ", False)):
        field = DecisionField()
        field.actor = person
        assert (
            'href="/van-ban/ghi/"' in cast(DecisionInput, field.widget).render("decision", "", {"id": "x"})
        ) is leads
        with pytest.raises(Exception, match=words):
            field.clean("không có đâu")


def test_the_register_is_searched_without_marks(tq: Any, lan: User, signed_in: SignIn) -> None:
    recorded()
    client = signed_in(lan)
    for query in ("q=phe+duyet+danh+sach", "q=318", "nam=2023&loai=QD&ban_ky=chua", "q=phê+duyệt"):
        assert "318/QĐ-UBND" in client.get(f"/van-ban/?{query}").content.decode(), query
    assert "318/QĐ-UBND" not in client.get("/van-ban/?ban_ky=co").content.decode()
    assert client.get("/van-ban/?xuat=xlsx").status_code == 200


def test_a_form_keeps_what_was_typed(tq: Any, lan: User, signed_in: SignIn) -> None:
    recorded()
    client = signed_in(lan)
    sent = {"number": "318/QĐ-UBND", "on": "02/10/2023", "issuer": FACTS["issuer"], "title": "Bản khác"}
    answer = client.post("/van-ban/ghi/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Bản khác" in page
    assert "/van-ban/318-qd-ubnd-2023/" in page


def test_a_signed_copy_is_shown_and_handed_out_in_parts(tq: Any, lan: User, huong: User, signed_in: SignIn) -> None:
    decision = recorded()
    client = signed_in(lan)
    upload = SimpleUploadedFile("Bản ký 318.pdf", PDF)
    assert client.post(f"/van-ban/{decision.key}/ban-ky/", {"file": upload}).status_code == 302
    decision.refresh_from_db()
    assert decision.file is not None
    address = f"/tep/{decision.file.sha256}/"
    reader = signed_in(huong)
    assert b"".join(reader.get(address)) == PDF
    shown = reader.get(f"{address}?xem=1")
    assert shown["Content-Disposition"].startswith("inline")
    b"".join(shown)  # read whole: closing it early would close the database too
    part = reader.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{len(PDF)}")
    assert b"".join(part) == PDF[10:20]
    assert reader.get(address, headers={"Range": f"bytes={len(PDF)}-"}).status_code == 416
    assert b"".join(reader.get(address, headers={"Range": "bytes=-5"})) == PDF[-5:]


def test_a_reader_records_nothing(tq: Any, huong: User) -> None:
    with pytest.raises(PermissionDenied):
        record_decision(actor=huong, **FACTS)


def test_relations_never_close_a_circle(lan: User) -> None:
    first, second, third = (record_decision(actor=lan, title=f"Văn bản {n}", kind="QD") for n in "abc")
    relate(actor=lan, later=second, earlier=first, kind="AMENDS")
    relate(actor=lan, later=third, earlier=second, kind="AMENDS")
    with pytest.raises(Refused, match="qua văn bản khác"):
        relate(actor=lan, later=first, earlier=third, kind="WITHDRAWS")


def test_a_key_is_never_the_address_of_another_page(lan: User) -> None:
    assert record_decision(actor=lan, title="Ghi", kind="CV").key == "ghi-2"
    assert record_decision(actor=lan, title="Chọn", kind="CV").key == "chon-2"


def test_an_issuer_too_long_is_refused_in_words(lan: User) -> None:
    with pytest.raises(Refused, match="Cơ quan ban hành"):
        record_decision(actor=lan, title="Dài", kind="CV", issuer="U" * 201)


def test_a_document_tells_of_the_reform_it_carries(tq: Any, lan: User, signed_in: Callable[[User], Client]) -> None:
    decision = Decision.objects.filter(reform__status="applied").order_by("pk").first()
    assert decision is not None
    page = signed_in(lan).get(f"/van-ban/{decision.key}/").content.decode()
    assert "Đợt sắp xếp:" in page and "/dia-ban/sap-xep/" in page
