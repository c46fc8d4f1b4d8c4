"""Incidents from a label without an account, and the pages."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.test import Client
from django.utils.translation import override
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.equipment.actions import (
    record_event,
)
from diemsang.equipment.models import Asset, AssetPlace, Item
from diemsang.operations.actions.faults import confirm_fault
from diemsang.operations.actions.repair import close_fault
from diemsang.operations.actions.sticker import WAITING_PIECE, without_numbers
from diemsang.operations.handing import faults_at, lines_at
from diemsang.operations.models import FaultKind, FaultState, FaultTerm, Incident
from diemsang.operations.queries.fault_story import things_at
from diemsang.operations.queries.faults import open_faults
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.operations.tests.fault_support import CODE, body, sent, today, told, tv
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
D = dt.date
__all__ = ["today", "tv"]  # fixtures


def test_a_label_leads_to_a_page_without_an_account(known: SupportPoint, tv: Asset, officer: User) -> None:
    client = Client()
    answer = client.get(f"/thiet-bi/t/{tv.public_id}/")
    assert answer["Location"] == f"/van-hanh/tem/{tv.public_id}/"
    page = body(client.get(answer["Location"]))
    assert CODE in page and tv.item.name in page
    assert "TV-7781" not in page and tv.code not in page and "Hường" not in page
    said = client.post(answer["Location"], sent(note="gọi 0912 345 678 nhé"), follow=True)
    assert said.status_code == 200 and "cảm ơn" in body(said)
    incident = Incident.objects.get()
    assert (incident.state, incident.found_by, incident.reported_by) == ("REPORTED", "STICKER", "")
    assert "345" not in incident.note and incident.note.startswith("gọi")
    assert not open_faults([known.pk], TODAY), "nothing fails until somebody confirmed it"
    confirm_fault(actor=officer, incident=incident)
    assert known.pk in open_faults([known.pk], TODAY)


def test_a_hundred_reports_in_a_minute_end_in_a_handful(known: SupportPoint, tv: Asset) -> None:
    client = Client()
    symptoms = ["dead", "picture", "sound", "control", "broken", "else"]
    answers = [
        client.post(f"/van-hanh/tem/{tv.public_id}/", sent(symptom=symptoms[n % 6]), REMOTE_ADDR=f"203.0.113.{n % 50}")
        for n in range(100)
    ]
    assert {answer.status_code for answer in answers} <= {302, 429}
    assert answers[-1].status_code == 429 and "Chờ khoảng một phút" in body(answers[-1])
    assert Incident.objects.count() <= WAITING_PIECE
    with clock.fixed(dt.datetime(2026, 3, 2, 13, 0, tzinfo=clock.VIETNAM)):
        later = client.post(f"/van-hanh/tem/{tv.public_id}/", sent(symptom="broken"), follow=True)
    assert "Đã có người báo" in body(later) or "cảm ơn" in body(later)
    assert Incident.objects.count() <= WAITING_PIECE


def test_terms_are_set_all_or_none(plan: Plan, make_user: MakeUser, tuyen_quang: TuyenQuang, signed_in: SignIn) -> None:
    client = signed_in(make_user("lan", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan"))
    days = {kind.value: "9" for kind in FaultKind}
    answer = client.post("/van-hanh/su-co/thoi-han/", {**days, FaultKind.values[-1]: "999"})
    assert answer.status_code == 422 and not FaultTerm.objects.exists()
    assert client.post("/van-hanh/su-co/thoi-han/", days).status_code == 302
    assert FaultTerm.objects.count() == len(days)


def test_the_lines_of_a_handover_are_vietnamese(known: SupportPoint, tv: Asset, officer: User) -> None:
    Asset.objects.filter(pk=tv.pk).update(condition="good")
    told(officer, known, asset=tv)
    vietnamese = lines_at(known, TODAY), faults_at(known)
    with override("en"):
        assert (lines_at(known, TODAY), faults_at(known)) == vietnamese


def test_a_report_sent_again_counts_once(
    known: SupportPoint, unknown: SupportPoint, tv: Asset, officer: User, signed_in: SignIn
) -> None:
    client, address = Client(), f"/van-hanh/tem/{tv.public_id}/"
    client.post(address, sent())
    again = sent()
    for _again in range(3):
        answer = client.post(address, again)
        assert answer.status_code == 302 and "cảm ơn" in body(client.get(answer["Location"])), "reloading sends nothing"
    incident = Incident.objects.get()
    assert incident.reports == 2, "one new report, however often it is sent"
    page = signed_in(officer).get(f"/van-hanh/su-co/{incident.public_id}/")
    assert len(page.context["story"].entries) == 1, "strangers fill a counter, not the story"
    AssetPlace.objects.filter(asset=tv).update(point=unknown)
    moved = client.post(address, again)
    assert moved.status_code == 200 and "không cần báo" in body(moved)
    assert Incident.objects.get().reports == 2


def test_a_piece_and_a_kind_of_thing_with_one_number_are_two(known: SupportPoint, tv: Asset, officer: User) -> None:
    how = {"key": "loa", "name": "Loa", "unit": "cái", "kind": "SPEAKER", "serialised": True}
    item, _made = Item.objects.get_or_create(pk=tv.pk, defaults=how)
    row = told(officer, known, item=item)
    assert things_at(known, TODAY)[0].open == "", "nobody told of this piece"
    AssetPlace.objects.filter(asset=tv).delete()
    assert [thing.open for thing in things_at(known, TODAY) if thing.item == item] == [row.code]


def test_a_label_of_a_disposed_piece_says_so_and_keeps_nothing(known: SupportPoint, tv: Asset) -> None:
    record_event(actor=SYSTEM, public_id=uuid.uuid4(), asset=tv, kind="dispose", on=TODAY, note="cháy")
    client = Client()
    for answer in (client.get(f"/van-hanh/tem/{tv.public_id}/"), client.post(f"/van-hanh/tem/{tv.public_id}/", sent())):
        assert answer.status_code == 200 and "đã thanh lý" in body(answer)
    assert not Incident.objects.exists()
    assert client.get(f"/van-hanh/tem/{uuid.uuid4()}/").status_code == 404
    with pytest.raises(Refused, match="thanh lý"):
        told(SYSTEM, known, asset=tv)


def test_long_numbers_are_left_out_of_what_strangers_write() -> None:
    assert without_numbers("gọi 0912.345.678 hoặc 098-765-4321") == "gọi … hoặc …"
    assert without_numbers("hỏng từ 12/2025, loa 2") == "hỏng từ 12/2025, loa 2"


# Pages


def test_three_touches_tell_of_a_fault(officer: User, known: SupportPoint, tv: Asset, signed_in: SignIn) -> None:
    client = signed_in(officer)
    assert f"/van-hanh/su-co/bao/{CODE}/" in body(client.get(f"/diem/{CODE}/"))
    things = body(client.get(f"/van-hanh/su-co/bao/{CODE}/"))
    assert f"?thu=ts-{tv.public_id}" in things and "?thu=duong-truyen" in things
    page = client.get(f"/van-hanh/su-co/bao/{CODE}/?thu=ts-{tv.public_id}")
    form = {"thu": f"ts-{tv.public_id}", "public_id": page.context["form"]["public_id"].value(), "found_by": "OFFICE"}
    wrong = client.post(f"/van-hanh/su-co/bao/{CODE}/", {**form, "note": "kêu to", "found_on": "02/03/2026"})
    assert wrong.status_code == 422 and "kêu to" in body(wrong)
    answer = client.post(f"/van-hanh/su-co/bao/{CODE}/", {**form, "symptom": "dead", "found_on": "02/03/2026"})
    incident = Incident.objects.get()
    assert answer["Location"] == f"/van-hanh/su-co/{incident.public_id}/"
    assert client.get(f"/van-hanh/su-co/bao/{CODE}/?thu=ts-{uuid.uuid4()}").status_code == 404
    story = body(client.get(answer["Location"]))
    assert "Công ty Thiết bị Minh Họa" in story, "the supplier of the lot is proposed"
    assert "còn bảo hành" in story
    slip = body(client.get(f"{answer['Location']}phieu/"))
    assert incident.code in slip and "TV-7781" in slip and "BÊN SỬA CHỮA" in slip


def test_each_act_of_the_page(officer: User, known: SupportPoint, tv: Asset, signed_in: SignIn) -> None:
    incident = told(officer, known, asset=tv)
    client, address = signed_in(officer), f"/van-hanh/su-co/{incident.public_id}/"
    assert client.post(address, {"viec": "giao", "to": "SUPPLIER", "name": "Công ty A", "office": ""})["Location"]
    visited = {"viec": "den-sua", "public_id": str(uuid.uuid4()), "on": "02/03/2026", "who": "Công ty A"}
    absurd = client.post(address, {**visited, "result": "FIXED", "cost": "9.000.000.000.000", "note": "thay loa"})
    assert absurd.status_code == 422 and "1.000.000.000.000" in body(absurd) and "thay loa" in body(absurd)
    assert client.post(address, {**visited, "result": "PARTS", "cost": "1.200.000"}).status_code == 302
    assert (
        client.post(address, {"viec": "dong", "state": "FIXED", "on": "02/03/2026", "note": "xong"}).status_code == 302
    )
    assert client.post(address, {"viec": "mo-lai", "reason": ""}).status_code == 422
    assert client.post(address, {"viec": "mo-lai", "reason": "lại hỏng"}).status_code == 302
    assert client.post(address, {"viec": "rut", "reason": "nhầm"}).status_code == 302
    assert client.post(address, {"viec": "bay"}).status_code == 422
    incident.refresh_from_db()
    assert incident.state == FaultState.WITHDRAWN
    page = body(client.get(address))
    assert "1.200.000" in page and "lại hỏng" in page


def test_the_list_is_narrowed_ordered_and_exported(
    officer: User, specialist: User, known: SupportPoint, tv: Asset, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    old = told(officer, known, asset=tv, found_on=D(2026, 1, 5))
    Incident.objects.filter(pk=old.pk).update(due_on=D(2026, 2, 1))
    told(officer, known, kind="LINE", symptom="slow")
    closed = told(officer, known, kind="POWER", symptom="weak-power")
    close_fault(actor=officer, incident=closed, state="FIXED", on=TODAY, note="đổi ổ cắm")
    client = signed_in(specialist)
    for query, count in {
        "": 3,
        "tinh-trang=chua-xong": 2,
        "tinh-trang=qua-han": 1,
        "tinh-trang=xong": 1,
        "tinh-trang=REPORTED": 0,
        "loai=LINE": 1,
        "bao-hanh=con": 1,
        "bao-hanh=chua-ro": 0,
        "q=nang+kha": 3,
        f"q={old.code}": 1,
        f"q={tv.code}": 1,
        "q=SC-99999999999999999999": 0,
        "xep=-han&cot=ma,lap,bao,thay,xong,chi-phi,ghi-chu": 3,
        "dia-ban=bay-ba": 3,
    }.items():
        page = body(client.get(f"/van-hanh/su-co/?{query}"))
        assert (f"trong {count}" in page) if count else ("Không có sự cố nào khớp" in page), query
    text = body(client.get("/van-hanh/su-co/?tinh-trang=qua-han&xuat=csv"))
    assert old.code in text and closed.code not in text and "56" in text
    client.get("/van-hanh/su-co/")
    with frozen_queries("operations:faults"):
        client.get("/van-hanh/su-co/?moi-trang=50")
    for _each in range(3):
        told(SYSTEM, known, kind="OTHER", symptom="else", note="việc khác")
    told(SYSTEM, SupportPoint.objects.get(code="TQ-0001"), kind="LINE", symptom="slow")
    with frozen_queries("operations:faults"):
        client.get("/van-hanh/su-co/?moi-trang=200")
    with frozen_queries("operations:fault"):
        client.get(f"/van-hanh/su-co/{old.public_id}/")


def test_terms_are_set_by_the_province(specialist: User, officer: User, signed_in: SignIn, known: SupportPoint) -> None:
    client = signed_in(specialist)
    days = {"ITEM": "10", "LINE": "2", "POWER": "2", "OTHER": "400"}
    assert client.post("/van-hanh/su-co/thoi-han/", days).status_code == 422
    assert client.post("/van-hanh/su-co/thoi-han/", {**days, "OTHER": "20"}).status_code == 302
    assert told(officer, known, kind="LINE", symptom="slow").due_on == D(2026, 3, 4)
    assert signed_in(officer).get("/van-hanh/su-co/thoi-han/").status_code == 403
