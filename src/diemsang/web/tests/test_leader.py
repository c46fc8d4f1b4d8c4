"""The leader's page: how many points are used, which are not, since when and who acts; its figures add up and open."""

from __future__ import annotations

import csv
import datetime as dt
import re
import uuid
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diemsang.accounts.models import User
from diemsang.attention.tests import province as make
from diemsang.attention.tests.conftest import point
from diemsang.core import clock
from diemsang.documents.models import Minute, MinuteState
from diemsang.operations.models import OperatorAssignment
from diemsang.operations.queries.people import names_in_charge
from diemsang.plans.models import Plan
from diemsang.points.models import Milestone, PointMinute, SupportPoint
from diemsang.points.tests.conftest import TODAY

PAGE = "/lanh-dao/"


@pytest.fixture
def client(leader: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(leader)


def text_of(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def not_accepted(one: SupportPoint) -> None:
    """Installed, and no acceptance on record."""
    make.never(60)(one)
    Milestone.objects.filter(point=one, kind="accepted").update(kind="installed", on=make.ago(90))


def minute(one: SupportPoint, state: MinuteState, on: dt.date) -> None:
    more: dict[str, Any] = {"voided_at": clock.now()} if state == MinuteState.VOID else {"printed_at": clock.now()}
    made = Minute.objects.create(
        public_id=uuid.uuid4(), kind="BB_GN", title="Giao nhận", on=on, state=state, made_at=clock.now(), **more
    )
    PointMinute.objects.create(point=one, minute=made)


def test_a_signed_minute_is_a_paper_and_one_that_waits_is_not(
    client: Client, province: Plan, specialist: User, signed_in: Callable[[User], Client], settings: Any, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    minute(point("TQ-0002"), MinuteState.PRINTED, make.ago(50))
    minute(point("TQ-0003"), MinuteState.VOID, make.ago(50))
    assert "Chưa điểm nào có giấy tờ hay biên bản đã ký trong hồ sơ." in text_of(client)
    minute(point("TQ-0001"), MinuteState.SIGNED, make.ago(50))
    minute(point("TQ-0001"), MinuteState.SIGNED, make.ago(20))
    assert "1 điểm có giấy tờ hoặc biên bản đã ký trong hồ sơ." in text_of(client)
    upload = {"title": "Biên bản", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")}
    assert signed_in(specialist).post("/diem/TQ-0004/tep/", upload).status_code == 302
    assert "2 điểm có giấy tờ hoặc biên bản đã ký trong hồ sơ." in text_of(client)
    assert "1 điểm có giấy tờ" in text_of(client, f"{PAGE}?ngay={make.ago(60)}")  # before the minutes were signed


def test_every_unused_point_stands_with_its_reason_its_day_and_who_acts(client: Client, province: Plan) -> None:
    for code, plant in (
        ("TQ-0001", make.used(40)),
        ("TQ-0003", make.used(20)),
        ("TQ-0004", make.never(60)),
        ("TQ-0006", make.stopped(100, None)),
        ("TQ-0010", not_accepted),
    ):
        plant(point(code))
    OperatorAssignment.objects.filter(point=point("TQ-0003")).delete()
    page = text_of(client)
    assert "93 điểm, 92 đã nghiệm thu, 88 đang hoạt động, 5 chưa dùng" in page
    assert "trên 93 điểm phải có (92 đã nghiệm thu) có hoạt động trong 14 ngày qua" in page
    assert "5 điểm chưa dùng" in page
    for words in ("3 không hoạt động", "1 tạm dừng", "1 chưa nghiệm thu"):
        assert words in page, words
    listed = page[page.index("Ai giữ bước tiếp theo") : page.index("Ai đang chậm?")]
    rows = re.findall(r"(TQ-\d{4}) (.*?)(?=TQ-\d{4}|$)", listed)
    assert [code for code, _words in rows] == ["TQ-0004", "TQ-0001", "TQ-0003", "TQ-0006", "TQ-0010"]
    told = dict(rows)
    assert "chưa ghi ngày dùng nào từ khi nghiệm thu" in told["TQ-0004"]
    assert f"không hoạt động {make.ago(39):%d/%m/%Y}" in told["TQ-0001"] and "phụ trách: Người thử" in told["TQ-0001"]
    assert "chưa có người phụ trách" in told["TQ-0003"]
    assert f"tạm dừng: sửa nhà {make.ago(100):%d/%m/%Y}" in told["TQ-0006"]
    assert f"đã lắp đặt, chưa nghiệm thu {make.ago(90):%d/%m/%Y}" in told["TQ-0010"]
    assert "phụ trách" not in told["TQ-0010"]
    late, others = re.findall(r"(\d+) điểm quá kỳ đang chờ ?, thêm (\d+) đang chờ", page)[0]
    assert int(late) + int(others) == 5


def test_each_figure_opens_as_many_points_as_it_says(client: Client, province: Plan) -> None:
    for code, plant in (
        ("TQ-0001", make.used(40)),
        ("TQ-0004", make.never(60)),
        ("TQ-0006", make.stopped(100, None)),
        ("TQ-0010", not_accepted),
    ):
        plant(point(code))
    for path, least in ((PAGE, 3 + 3 + 2 * 6), (f"{PAGE}?ngay={make.ago(2)}", 2 + 3 + 6)):
        html = client.get(path).content.decode()
        found = re.findall(r'<a href="(/diem/\?[^"]+)">(?:<b>)?(\d+)', html)
        assert len(found) >= least  # large figures and stages, reasons, one or two for each district
        for href, count in found:
            answer = client.get(f"{unescape(href)}&xuat=csv")
            rows = [row for row in csv.reader(answer.content.decode("utf-8-sig").splitlines()) if row]
            codes = {row[0] for row in rows if re.fullmatch(r"TQ-\d{4}", row[0])}
            assert len(codes) == int(count), (href, count)


def test_of_many_unused_points_each_reason_names_a_few_and_opens_the_rest(client: Client, province: Plan) -> None:
    for number in range(1, 31):
        make.used(20 + number)(point(f"TQ-{number:04d}"))
    for number in range(31, 36):
        make.stopped(10, None)(point(f"TQ-{number:04d}"))
    for number in range(36, 38):
        not_accepted(point(f"TQ-{number:04d}"))
    page = text_of(client)
    assert "37 điểm chưa dùng" in page
    assert "và 27 điểm khác không hoạt động" in page and "và 2 điểm khác tạm dừng" in page
    listed = page[page.index("Ai giữ bước tiếp theo") : page.index("Ai đang chậm?")]
    codes = re.findall(r"TQ-\d{4}", listed)
    assert len(codes) == 8 and codes[0] == "TQ-0030"  # unused for the longest


def test_the_points_of_all_offices_add_up_to_those_that_are_not_used(client: Client, province: Plan) -> None:
    for number in range(82, 94):  # each in a commune that is known, so with an office of its own
        make.used(40)(point(f"TQ-{number:04d}"))
    sheet = client.get(PAGE).context["sheets"][0]
    assert sheet.more_owners > 0 and sheet.late + sheet.others == sheet.unused.total == 12
    assert sum(line.total for line, _waiting in sheet.owners) + sheet.more_waiting == 12
    assert f"và {sheet.more_owners} cơ quan khác, {sheet.more_waiting} điểm" in text_of(client)


def test_a_point_accepted_last_week_is_counted_apart_and_not_blamed(client: Client, province: Plan) -> None:
    make.never(5)(point("TQ-0001"))
    page = text_of(client)
    assert "1 điểm chưa dùng" in page and "1 mới nghiệm thu trong 14 ngày qua" in page
    assert "Không ai: mọi điểm phải có đều đang hoạt động." not in page


def test_when_all_are_used_no_list_stands(client: Client, province: Plan) -> None:
    page = text_of(client)
    assert "Mọi điểm phải có đều đang dùng." in page and "chưa dùng" not in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("abc", "Không đọc được ngày “abc”."),
        ("31/02/2024", "Không đọc được ngày “31/02/2024”."),
        ("31/12/2030", "Ngày 31/12/2030 chưa đến nên chưa có số liệu."),
    ],
)
def test_a_day_that_cannot_be_shown_says_so_and_shows_today(
    client: Client, province: Plan, asked: str, words: str
) -> None:
    page = text_of(client, f"{PAGE}?ngay={asked}")
    assert words in page and f"Đang xem hôm nay, {TODAY:%d/%m/%Y}." in page
    assert f"đến {TODAY:%d/%m/%Y} phải có" in page
    for good in ("", f"?ngay={TODAY}", "?ngay=31/12/2023"):
        assert "Đang xem hôm nay" not in text_of(client, PAGE + good)


def test_only_who_may_read_a_points_people_is_told_the_person_in_charge(
    province: Plan, leader: User, other_officer: User
) -> None:
    here = point("TQ-0092").pk
    assert names_in_charge(leader, [here], TODAY) == {here: "Người thử"}
    assert names_in_charge(other_officer, [here], TODAY) == {}
    OperatorAssignment.objects.filter(point=here).delete()
    assert names_in_charge(leader, [here], TODAY) == {here: ""}
