from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit import queries, registry
from diemsang.audit.actions import record
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor

PAGE = "/nhat-ky/"
Sign = Callable[[User], Client]

registry.register("test.move", "chuyển {subject} sang {place}")


def moved(
    actor: Actor = SYSTEM, subject: str = "TQ-0001", day: dt.date = dt.date(2026, 3, 1), reason: str = ""
) -> Entry:
    with clock.fixed(day):
        return record(
            actor=actor,
            action="test.move",
            subject_type="point",
            subject_key=subject,
            subject_label=subject,
            before={"area": "cũ", "slot": 3, "same": 1},
            after={"area": "mới", "slot": None, "same": 1},
            data={"place": "xã Nà Hang"},
            reason=reason,
        )


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET actor_label = 'ai khác'", "DELETE FROM audit_entry"], ids=["update", "delete"]
)
def test_the_database_itself_refuses_to_change_the_journal(db: None, statement: str) -> None:
    moved()
    with pytest.raises(DatabaseError, match="chỉ thêm"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.get().actor_label == "Hệ thống"


def test_the_model_refuses_too(db: None) -> None:
    entry = moved()
    with pytest.raises(RuntimeError):
        entry.save()
    with pytest.raises(RuntimeError):
        entry.delete()
    with pytest.raises(DatabaseError):
        Entry.objects.update(reason="x")


@pytest.mark.django_db(transaction=True)
def test_tests_may_still_empty_their_database() -> None:
    moved()  # the flush after this test fails loudly if the triggers stand in its way


def test_an_unregistered_action_is_a_programmers_error(db: None) -> None:
    with pytest.raises(KeyError):
        record(actor=SYSTEM, action="test.never", subject_type="x", subject_key="x")


def test_a_sentence_twice_the_same_is_one_and_different_is_an_error() -> None:
    registry.register("test.move", "chuyển {subject} sang {place}")
    with pytest.raises(RuntimeError):
        registry.register("test.move", "khác")


def test_an_entry_is_told_with_what_changed(db: None) -> None:
    (told,) = queries.told([moved(reason="đối chiếu phụ lục")])
    assert told.sentence == "chuyển TQ-0001 sang xã Nà Hang"
    assert [(change.name, change.before, change.after) for change in told.changes] == [
        ("địa bàn", "cũ", "mới"),
        ("số trong huyện", "3", ""),
    ]
    assert registry.tell("test.gone", "TQ-0001", {}) == "test.gone: TQ-0001"
    assert registry.tell("test.move", "TQ-0001", {}) == "chuyển {subject} sang {place} (TQ-0001)"


def test_every_action_of_the_hub_has_its_sentence_at_start() -> None:
    known = registry.registered()
    for action in ("accounts.grant", "files.store", "documents.record"):
        assert action in known
    assert {action.split(".")[0] for action in known} >= {"accounts", "areas", "plans", "files"}


def test_the_journal_is_for_who_may_read_it(db: None, huong: User, lan: User) -> None:
    with pytest.raises(PermissionDenied):
        queries.journal(huong)
    moved()
    assert queries.journal(lan, subject=("point", "TQ-0001")).count() == 1
    assert queries.journal(lan, subject=("point", "TQ-0002")).count() == 0


def test_the_page_tells_and_filters(lan: User, quan: User, signed_in: Sign) -> None:
    moved(lan, "TQ-0001", dt.date(2026, 3, 1), reason="đối chiếu phụ lục")
    moved(quan, "TQ-0002", dt.date(2026, 3, 5))
    client = signed_in(quan)

    def shown(query: str) -> set[str]:
        text = client.get(f"{PAGE}?{query}").content.decode()
        return {code for code in ("TQ-0001", "TQ-0002") if f"chuyển {code} sang xã Nà Hang" in text}

    assert shown("viec=test.move") == {"TQ-0001", "TQ-0002"}
    assert shown("nguoi=user:lan") == {"TQ-0001"}
    assert shown("doi_tuong=tq-0002") == {"TQ-0002"}
    assert shown("viec=test.move&tu=2026-03-02") == {"TQ-0002"}
    assert shown("viec=test.move&den=2026-03-04") == {"TQ-0001"}
    assert shown("viec=test.move&tu=2026-03-01&den=2026-03-05") == {"TQ-0001", "TQ-0002"}
    text = client.get(f"{PAGE}?doi_tuong=TQ-0001").content.decode()
    for said in ("<details", "đối chiếu phụ lục", "01/03/2026", "Hoàng Thị Lan", "mới"):
        assert said in text


def test_nothing_fits_says_what_to_do(quan: User, signed_in: Sign) -> None:
    assert "Không có mục nào khớp" in signed_in(quan).get(f"{PAGE}?doi_tuong=khong-co").content.decode()


def test_nonsense_in_the_address_is_harmless(quan: User, signed_in: Sign) -> None:
    for query in ("tu=hom-qua", "nguoi=user:ai-do", "trang=999", "xep=matkhau", "viec=x%27%22<", "moi-trang=-1"):
        assert signed_in(quan).get(f"{PAGE}?{query}").status_code == 200


def test_the_export_is_what_the_page_shows(quan: User, signed_in: Sign) -> None:
    moved(quan, "TQ-0001", reason='=HYPERLINK("x")')
    client = signed_in(quan)
    text = client.get(f"{PAGE}?doi_tuong=TQ-0001&xuat=csv").content.decode("utf-8-sig")
    assert text.count("\n") == 2
    assert "chuyển TQ-0001 sang xã Nà Hang" in text
    assert "'=HYPERLINK" in text
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}?doi_tuong=TQ-0001&xuat=xlsx").content))
    assert "chuyển TQ-0001 sang xã Nà Hang" in {cell.value for row in book.active for cell in row}


def test_reading_the_journal_is_not_taking_it_out(quan: User, signed_in: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    client, can = signed_in(quan), User.can

    def without_export(self: User, right: str, area_id: int | None = None) -> bool:
        return right != "audit.export" and can(self, right, area_id)

    assert "xuat=xlsx" in client.get(PAGE).content.decode()
    monkeypatch.setattr(User, "can", without_export)
    moved()
    page = client.get(PAGE)
    assert page.status_code == 200 and "xuat=xlsx" not in page.content.decode()
    assert client.get(f"{PAGE}?xuat=xlsx").status_code == 403
    assert client.get(f"{PAGE}?xuat=csv").status_code == 403
