"""Pages of lines and power as people use them."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from openpyxl import load_workbook
from tests.query_counts import FrozenQueries

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.accounts.registry import holdings_of
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.operations import actions
from diemsang.operations.models import LineContract, LineMeasure, Outage, Programme
from diemsang.operations.tests.conftest import PAPER, TODAY, contract
from diemsang.plans.models import Plan
from diemsang.points.actions import record_custody
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
D = dt.date


def body(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def told(plan: Plan, specialist: User) -> list[SupportPoint]:
    """Four points of Na Hang: entitled only; contract running; contract ended; everything."""
    points = list(SupportPoint.objects.filter(code__in=["TQ-0089", "TQ-0090", "TQ-0091", "TQ-0092"]).order_by("code"))
    how: dict[str, Any] = {"actor": specialist, "source": PAPER}
    for point in (points[0], points[3]):
        actions.record_entitlement(
            point=point, public_id=uuid.uuid4(), programme=Programme.UNIVERSAL_SERVICE, from_date=D(2023, 9, 5), **how
        )
    contract(specialist, points[1], D(2026, 1, 1), D(2026, 4, 20), carrier="Viettel", number="VT-7")
    contract(specialist, points[2], D(2025, 1, 1), D(2025, 12, 31))
    contract(specialist, points[3], D(2026, 1, 1), D(2026, 3, 31), monthly_fee=220_000, speed_mbps=Decimal(100))
    actions.record_connection(point=points[3], public_id=uuid.uuid4(), on=D(2023, 12, 1), **how)
    actions.record_measure(
        point=points[3], public_id=uuid.uuid4(), on=TODAY, by="Lan", download_mbps=Decimal("80.5"), **how
    )
    actions.record_payer(
        point=points[3], public_id=uuid.uuid4(), payer="UBND xã Nà Hang", from_date=D(2026, 1, 1), **how
    )
    return points


def test_the_list_is_filtered_by_what_is_missing(told: list[SupportPoint], specialist: User, signed_in: SignIn) -> None:
    client = signed_in(specialist)
    for query, count in {
        "": "1–50 trong 93",
        "thieu=huong": "1–50 trong 91",
        "thieu=dat": "1–50 trong 90",
        "thieu=noi": "1–50 trong 92",
        "thieu=do": "1–50 trong 92",
        "thieu=cho": "1–1 trong 1",
        "thieu=het": "1–1 trong 1",
        "nha-mang=viettel": "1–1 trong 1",
        "nha-mang=vnpt": "1–2 trong 2",
        "ben-tra=tUBND+xã+Nà+Hang": "1–1 trong 1",
        "ben-tra=chua-ro": "1–50 trong 92",
        "het-truoc=01/04/2026": "1–3 trong 3",
        "het-truoc=31/12/2025": "Không có điểm nào khớp",
        "dien=chua-ro": "1–50 trong 93",
        "dien=OFF_GRID": "Không có điểm nào khớp",
        "dang-mat=LINE": "Không có điểm nào khớp",
        "q=nang+kha": "1–1 trong 1",
        "xep=-do": "1–50 trong 93",
        "xep=dat&cot=ma,nha-mang,so,cam-ket,cuoc,het,ket-qua,dang-mat,dien": "1–50 trong 93",
        "nha-mang=bay-ba": "1–50 trong 93",
    }.items():
        assert count in body(client.get(f"/van-hanh/?{query}")), query


def test_the_list_is_exported_as_shown(told: list[SupportPoint], specialist: User, signed_in: SignIn) -> None:
    answer = signed_in(specialist).get("/van-hanh/?nha-mang=vnpt&cot=ma,cuoc,het,ket-qua&xuat=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    lines = [row for row in rows if str(row[0]).startswith("TQ-")]
    assert [line[0] for line in lines] == ["TQ-0091", "TQ-0092"]
    assert lines[0][1] is None, "an unknown fee is empty, not zero"
    assert lines[1][1] == 220_000 and lines[1][3] == "↓ 80,5 Mbps"


def test_a_points_page_tells_the_four_facts(told: list[SupportPoint], specialist: User, signed_in: SignIn) -> None:
    client = signed_in(specialist)
    page = body(client.get("/van-hanh/diem/TQ-0092/"))
    for words in (
        "đã hết 31/12/2025",
        "220.000 đồng một tháng",
        "nối từ 01/12/2023",
        "↓ 80,5 Mbps",
        "UBND xã Nà Hang",
        "Chưa ghi tình trạng điện.",
        "Gia hạn",
    ):
        assert words in page, words
    assert "chưa ghi lần nối nào" in body(client.get("/van-hanh/diem/TQ-0089/"))
    card = body(client.get("/diem/TQ-0092/"))
    assert "Đường truyền và điện" in card and "/van-hanh/diem/TQ-0092/" in card


def test_a_measurement_is_written_on_a_phone(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    client = signed_in(officer)
    form = client.get("/van-hanh/diem/TQ-0092/ghi/do/").context["form"]
    assert form["by"].value() == "Ma Thị Hường"
    sent = {
        "public_id": str(form["public_id"].value()),
        "download_mbps": "32,5",
        "upload_mbps": "",
        "ping_ms": "12",
        "on": "02/03/2026",
        "by": "Ma Thị Hường",
        "source": "Đo tại chỗ",
    }
    for _press in range(2):
        assert client.post("/van-hanh/diem/TQ-0092/ghi/do/", sent)["Location"] == "/van-hanh/diem/TQ-0092/"
    made = LineMeasure.objects.get()
    assert (made.download_mbps, made.upload_mbps, made.ping_ms) == (Decimal("32.50"), None, Decimal("12.0"))
    wrong = client.post("/van-hanh/diem/TQ-0092/ghi/do/", {**sent, "public_id": uuid.uuid4(), "download_mbps": "0"})
    assert (wrong.status_code == 422 and "Chưa đo thì để trống" in body(wrong)) or "bằng 0" in body(wrong)
    assert 'value="0"' in body(wrong), "what was typed stays"


@pytest.mark.parametrize(
    ("what", "sent", "shown"),
    [
        (
            "hop-dong",
            {"carrier": "fpt", "last_day": "31/12/2026", "starts_on": "01/01/2026", "monthly_fee": "220.000"},
            "220.000 đồng",
        ),
        ("huong", {"programme": "OTHER", "basis": "Nghị quyết của HĐND tỉnh"}, "Nghị quyết của HĐND tỉnh"),
        ("noi", {"on": "", "technology": "FIBRE"}, "cáp quang"),
        ("ben-tra", {"payer": "Nhà hảo tâm", "from_date": ""}, "Nhà hảo tâm"),
        ("dien", {"grid": "OFF_GRID", "ups": "khong"}, "không có bộ lưu điện"),
        ("su-co", {"kind": "POWER", "start_on": "01/03/2026", "start_time": "07:30"}, "07:30 01/03/2026"),
    ],
)
def test_every_form_writes(
    known: SupportPoint, officer: User, signed_in: SignIn, what: str, sent: dict[str, str], shown: str
) -> None:
    client = signed_in(officer)
    answer = client.post(
        f"/van-hanh/diem/TQ-0092/ghi/{what}/", {"public_id": str(uuid.uuid4()), "source": "Biên bản", **sent}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert shown in body(client.get("/van-hanh/diem/TQ-0092/"))


def test_a_row_is_carried_on_ended_and_taken_back(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    client = signed_in(officer)
    first = contract(officer, known, D(2025, 1, 1), D(2025, 12, 31))
    there = "/van-hanh/diem/TQ-0092/"
    form = client.get(f"{there}gia-han/{first.public_id}/").context["form"]
    assert form["starts_on"].value() == D(2026, 1, 1), "the day after the one before"
    sent = {"public_id": str(uuid.uuid4()), "source": "HĐ", "carrier": "VNPT", "starts_on": "01/01/2026"}
    assert client.post(f"{there}gia-han/{first.public_id}/", sent).status_code == 302
    second = LineContract.objects.get(renews=first)
    ended = client.post(f"{there}het-hop-dong/{second.public_id}/", {"last_day": "31/12/2026", "reason": "theo HĐ"})
    assert ended.status_code == 302
    assert client.post(f"{there}huy/hop-dong/{second.public_id}/", {"reason": "chưa ký"}).status_code == 302
    page = body(client.get(there))
    assert "chưa ký" in page and "1 bản ghi đã hủy" in page
    assert client.get(f"{there}huy/hop-dong/{uuid.uuid4()}/").status_code == 404
    assert client.get(f"{there}cat/{first.public_id}/").status_code == 404, "a contract is no connection"
    made = actions.record_outage(
        actor=officer,
        public_id=uuid.uuid4(),
        point=known,
        kind="LINE",
        start_on=D(2026, 3, 1),
        source="điện thoại",
    )
    assert client.post(f"{there}het-su-co/{made.public_id}/", {"end_on": "02/03/2026"}).status_code == 302
    assert Outage.objects.get().over


def test_what_ends_soon(told: list[SupportPoint], specialist: User, signed_in: SignIn, officer: User) -> None:
    record_custody(actor=SYSTEM, point=told[2], office=officer.office, source="BB", from_date=D(2025, 7, 1))
    client = signed_in(specialist)
    page = client.get("/van-hanh/sap-het/")
    rows = {(end.code, end.kind): end for end in page.context["listing"].rows}
    assert {key: end.bucket for key, end in rows.items()} == {
        ("TQ-0089", "huong"): "da-het",
        ("TQ-0090", "hop-dong"): "60",
        ("TQ-0091", "hop-dong"): "da-het",
        ("TQ-0092", "hop-dong"): "30",
    }, "somebody pays for TQ-0092 since its entitlement ended"
    assert rows["TQ-0091", "hop-dong"].owner == "UBND xã Nà Hang"
    text = body(page)
    assert "đã hết 61 ngày" in text and "còn 29 ngày" in text and "Tháng 03/2026" in text
    for query, count in {"han=30": 1, "loai=huong": 1, "thang=2025-12": 2, "ben-giu=chua-ro": 3}.items():
        assert len(client.get(f"/van-hanh/sap-het/?{query}").context["listing"].rows) == count, query
    sheet = client.get("/van-hanh/sap-het/?thang=2026-03&xuat=csv").content.decode("utf-8-sig")
    assert "TQ-0092" in sheet and "TQ-0090" not in sheet
    outsider = signed_in(officer).get("/van-hanh/sap-het/").context["all"]
    assert {end.code for end in outsider} <= {point.code for point in told}


def test_the_calendar_file(told: list[SupportPoint], specialist: User, signed_in: SignIn, settings: Any) -> None:
    client = signed_in(specialist)
    answer = client.get("/van-hanh/sap-het/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    text = raw.replace(b"\r\n ", b"").decode()
    assert text.count("BEGIN:VEVENT") == 4 == text.count("END:VEVENT")
    assert "SUMMARY:TQ-0092: hợp đồng VNPT 12/HĐ\r\n" in text
    assert "DTSTART;VALUE=DATE:20260331" in text and "TRIGGER:-P90D" in text
    settings.ILLUSTRATION = True
    assert (
        "SUMMARY:[minh họa] TQ-0092" in client.get("/van-hanh/sap-het/lich.ics").content.replace(b"\r\n ", b"").decode()
    )
    assert client.get("/van-hanh/sap-het/lich.ics?han=30").content.count(b"BEGIN:VEVENT") == 1


def test_the_officers_home_says_what_ends(told: list[SupportPoint], officer: User, signed_in: SignIn) -> None:
    page = body(signed_in(officer).get("/"))
    assert 'href="/van-hanh/sap-het/?han=30">1 còn không quá 30 ngày' in page


def test_nothing_ends(plan: Plan, specialist: User, signed_in: SignIn) -> None:
    page = body(signed_in(specialist).get("/van-hanh/sap-het/"))
    assert "Không có gì hết hạn trong 90 ngày tới" in page
    assert signed_in(specialist).get("/van-hanh/sap-het/lich.ics").content.count(b"VEVENT") == 0


def test_an_office_that_pays_is_told_so_before_it_ends(known: SupportPoint, officer: User) -> None:
    office = officer.office
    assert office is not None
    actions.record_payer(
        actor=officer, public_id=uuid.uuid4(), point=known, office=office, source=PAPER, from_date=D(2026, 1, 1)
    )
    held = {line.label: line.detail for line in holdings_of(office, TODAY)}
    assert held["điểm đang trả cước đường truyền"] == ["TQ-0092"]


def test_the_payer_is_chosen_among_offices_of_the_place(
    known: SupportPoint, officer: User, signed_in: SignIn, tuyen_quang: TuyenQuang
) -> None:
    ensure_committee(actor=SYSTEM, area=tuyen_quang.now("02266"), duty="COMMUNE")
    form = signed_in(officer).get("/van-hanh/diem/TQ-0092/ghi/ben-tra/").context["form"]
    names = [label for _key, label in form.fields["office"].choices]
    assert "UBND xã Nà Hang" in names and "Sở Khoa học và Công nghệ" in names
    assert "UBND xã Lâm Bình" not in names


def test_queries_do_not_grow(
    told: list[SupportPoint], specialist: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    client = signed_in(specialist)
    with clock.fixed(TODAY):
        client.get("/van-hanh/")
        with frozen_queries("operations:list"):
            client.get("/van-hanh/?xep=-ma&moi-trang=50")
        with frozen_queries("operations:list"):
            client.get("/van-hanh/?xep=-ma&moi-trang=200")
        with frozen_queries("operations:ends"):
            client.get("/van-hanh/sap-het/")
        with frozen_queries("operations:point"):
            client.get("/van-hanh/diem/TQ-0092/")
