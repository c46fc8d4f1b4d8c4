"""Inspections: written as a whole, followed up, told by a minute."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import Office, User
from diemsang.accounts.registry import holdings_of
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import void_minute
from diemsang.operations.actions.inspections import (
    Answer,
    finish_finding,
    make_inspection_minute,
    record_inspection,
    reopen_finding,
    void_inspection,
)
from diemsang.operations.checklists import AREAS, checklist_on, versions
from diemsang.operations.models import Finding, Inspection
from diemsang.operations.tests.conftest import TODAY
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
D = dt.date
VERSION = versions()[0]


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def inspector(known: SupportPoint, tuyen_quang: TuyenQuang, make_user: Callable[..., User]) -> User:
    return make_user("thanh", role="INSPECTOR", area=tuyen_quang.now("08"), full_name="Lý Văn Thành")


def all_good(**changed: Answer) -> dict[str, Answer]:
    return {line.key: Answer("GOOD") for line in VERSION.lines} | {
        key.replace("_", "-"): answer for key, answer in changed.items()
    }


def write(actor: Any, point: SupportPoint, **more: Any) -> Inspection:
    given: dict[str, Any] = {
        "public_id": uuid.uuid4(),
        "on": TODAY,
        "version": VERSION.key,
        "members": "Lý Văn Thành, Sở Khoa học và Công nghệ",
        "answers": all_good(),
        **more,
    }
    return record_inspection(actor=actor, point=point, **given)


def bad(**more: Any) -> Answer:
    given: dict[str, Any] = {
        "text": "Ghi sổ hằng ngày",
        "due_on": D(2026, 3, 20),
        "responsible": "người phụ trách điểm",
        **more,
    }
    return Answer("BAD", "ba ngày không ghi", **given)


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_version_covers_every_part_of_a_point() -> None:
    assert {line.area for line in VERSION.lines} == set(AREAS) and 8 <= len(VERSION.lines) <= 12
    assert checklist_on(D(2020, 1, 1)) == versions()[-1]


def test_an_inspection_is_kept_line_by_line(inspector: User, known: SupportPoint) -> None:
    same = uuid.uuid4()
    for _press in range(2):
        made = write(inspector, known, public_id=same, answers=all_good(so=bad()))
    assert Inspection.objects.count() == 1 and made.lines.count() == len(VERSION.lines)
    finding = Finding.objects.get()
    assert (finding.line.key, finding.responsible, finding.late_on(D(2026, 3, 20))) == (
        "so",
        "người phụ trách điểm",
        False,
    )
    assert finding.late_on(D(2026, 3, 21))
    with pytest.raises(Refused, match="điểm khác"):
        write(SYSTEM, SupportPoint.objects.get(code="TQ-0001"), public_id=same)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"on": D(2026, 3, 3)}, "tương lai"),
        ({"members": " "}, "còn trống"),
        ({"version": "diem-99"}, "Mẫu kiểm tra"),
        ({"answers": {}}, f"{len(VERSION.lines)} dòng chưa chọn kết quả, dòng đầu"),
        ({"answers": all_good(so=Answer("BAD", " "))}, "chưa nói thế nào"),
        ({"answers": all_good(so=Answer("TOT"))}, "chưa chọn kết quả"),
        ({"answers": all_good(so=bad(due_on=None))}, "chưa có hạn"),
        ({"answers": all_good(so=bad(due_on=D(2026, 3, 1)))}, "hạn phải từ ngày kiểm tra"),
        ({"answers": all_good(so=bad(due_on=D(2099, 1, 1)))}, "hạn phải từ ngày kiểm tra"),
        ({"answers": all_good(so=bad(text=""))}, "chưa ghi việc"),
        ({"answers": all_good(so=bad(responsible=" "))}, "chưa rõ ai"),
        ({"answers": all_good(so=Answer("GOOD", text="sửa", due_on=D(2026, 3, 9), responsible="x"))}, "chưa đạt"),
        ({"conclusion": "x" * 1001}, "1000 chữ"),
    ],
)
def test_an_inspection_that_makes_no_sense_is_refused(
    inspector: User, known: SupportPoint, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        write(inspector, known, **more)
    assert not Inspection.objects.exists()


def test_findings_are_followed_up(inspector: User, officer: User, leader: User, known: SupportPoint) -> None:
    office = officer.office
    assert office is not None
    write(inspector, known, answers=all_good(so=bad(office=office)))
    finding = Finding.objects.get()
    assert finding.responsible == ""
    assert any("khắc phục" in held.label and held.count == 1 for held in holdings_of(office, TODAY))
    with pytest.raises(PermissionDenied):
        finish_finding(actor=leader, finding=finding, on=TODAY, note="xong")
    for day, note, words in ((D(2026, 3, 1), "x", "trước ngày kiểm tra"), (D(2026, 3, 3), "x", "tương lai")):
        with pytest.raises(Refused, match=words):
            finish_finding(actor=officer, finding=finding, on=day, note=note)
    for _press in range(2):
        finish_finding(actor=officer, finding=finding, on=TODAY, note="đã ghi bù")
    with pytest.raises(Refused, match="còn trống"):
        reopen_finding(actor=inspector, finding=finding, reason="")
    assert reopen_finding(actor=inspector, finding=finding, reason="vẫn thiếu").done_on is None


def test_only_inspectors_inspect(officer: User, known: SupportPoint) -> None:
    with pytest.raises(PermissionDenied):
        write(officer, known)


def test_the_minute_tells_what_was_found(inspector: User, known: SupportPoint) -> None:
    made = write(inspector, known, answers=all_good(so=bad()), conclusion="Điểm hoạt động nền nếp.")
    minute = make_inspection_minute(actor=inspector, inspection=made)
    assert make_inspection_minute(actor=inspector, inspection=made) == minute
    assert minute.kind == "BB_KTR" and "người phụ trách điểm thực hiện" in str(minute.data["conclusion"])
    assert len(minute.data["lines"]) == len(VERSION.lines)
    void_inspection(actor=inspector, inspection=made, reason="ghi nhầm điểm")
    minute.refresh_from_db()
    made.refresh_from_db()
    assert minute.state == "void" and made.voided_at is not None
    with pytest.raises(Refused, match="đã hủy"):
        make_inspection_minute(actor=inspector, inspection=made)
    with pytest.raises(Refused, match="đã hủy"):
        finish_finding(actor=inspector, finding=Finding.objects.get(), on=TODAY, note="x")


def test_a_void_minute_is_made_anew(inspector: User, known: SupportPoint) -> None:
    made = write(inspector, known)
    first = make_inspection_minute(actor=inspector, inspection=made)
    void_minute(actor=inspector, minute=first, reason="sai tên")
    assert make_inspection_minute(actor=inspector, inspection=made) != first


# Pages


def test_an_inspection_on_a_phone(inspector: User, officer: User, known: SupportPoint, signed_in: SignIn) -> None:
    client = signed_in(inspector)
    assert "/van-hanh/kiem-tra/diem/TQ-0092/" in body(client.get("/diem/TQ-0092/"))
    page = client.get("/van-hanh/kiem-tra/diem/TQ-0092/")
    assert "Lý Văn Thành" in body(page)
    form = {"public_id": page.context["form"]["public_id"].value(), "on": "02/03/2026", "members": "Đoàn của Sở"}
    form |= {f"{line.key}-verdict": "GOOD" for line in VERSION.lines} | {"mau": VERSION.key}
    form |= {"so-verdict": "BAD", "so-text": "Ghi sổ hằng ngày", "so-responsible": "anh Tuấn"}
    for wrong, words in (({}, "chưa có hạn"), ({"so-due_on": "32/13/2026"}, "Viết ngày như")):
        answer = client.post("/van-hanh/kiem-tra/diem/TQ-0092/", {**form, **wrong})
        assert answer.status_code == 422 and words in body(answer) and "Ghi sổ hằng ngày" in body(answer)
    for _press in range(2):
        answer = client.post("/van-hanh/kiem-tra/diem/TQ-0092/", {**form, "so-due_on": "09/03/2026"})
    made = Inspection.objects.get()
    assert answer["Location"] == f"/van-hanh/kiem-tra/{made.public_id}/"
    minute = client.post(answer["Location"], {"viec": "bien-ban"})
    assert minute["Location"].startswith("/bien-ban/")
    assert f"/van-hanh/kiem-tra/{made.public_id}/" in body(client.get(minute["Location"]))
    finding = Finding.objects.get()
    follower, address = signed_in(officer), f"/van-hanh/kiem-tra/viec/{finding.public_id}/"
    assert "Ghi đã khắc phục" in body(follower.get(answer["Location"]))
    refused = follower.post(address, {"on": "hôm qua", "note": "ghi bù"})
    assert refused.status_code == 422 and "ghi bù" in body(refused)
    assert follower.post(address, {"on": "02/03/2026", "note": "ghi bù"}).status_code == 302
    assert "ghi bù" in body(follower.get(answer["Location"]))
    assert follower.post(address, {"viec": "chua", "reason": "còn thiếu"}).status_code == 302
    assert follower.post(answer["Location"], {"viec": "huy", "reason": "x"}).status_code == 403
    assert client.post(answer["Location"], {"viec": "huy", "reason": ""}).status_code == 422
    assert client.post(answer["Location"], {"viec": "huy", "reason": "nhầm"}).status_code == 302


def test_lists_are_narrowed_and_exported(
    inspector: User, specialist: User, known: SupportPoint, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    office = Office.objects.exclude(duty="").first()
    write(inspector, known, answers=all_good(so=bad(office=office), dien=bad(due_on=TODAY)))
    write(inspector, SupportPoint.objects.get(code="TQ-0001"))
    client = signed_in(specialist)
    with clock.fixed(D(2026, 3, 10)):
        for address, count in {
            "": "trong 2",
            "?q=nang+kha": "trong 1",
            "viec/?tinh-trang=chua-xong": "trong 2",
            "viec/?tinh-trang=qua-han": "trong 1",
            "viec/?tinh-trang=xong": "Không có việc nào khớp",
            "viec/?xep=-han&cot=diem,lam-gi,kiem-tra": "trong 2",
        }.items():
            assert count in body(client.get(f"/van-hanh/kiem-tra/{address}")), address
        assert "quá 8 ngày" in body(client.get("/van-hanh/kiem-tra/viec/"))
        assert "TQ-0092" in body(client.get("/van-hanh/kiem-tra/viec/?xuat=csv&tinh-trang=qua-han"))
        with frozen_queries("operations:inspections"):
            client.get("/van-hanh/kiem-tra/")
        with frozen_queries("operations:findings"):
            client.get("/van-hanh/kiem-tra/viec/")
        write(inspector, known, answers=all_good(so=bad(office=office), mang=bad(office=office)))
        with frozen_queries("operations:inspections"):
            client.get("/van-hanh/kiem-tra/")
        with frozen_queries("operations:findings"):
            client.get("/van-hanh/kiem-tra/viec/")
