"""People, hours and posters of a point as they are written and printed."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from openpyxl import load_workbook
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core.actor import SYSTEM
from diemsang.documents.models import Decision
from diemsang.library.models import LanguageVariety
from diemsang.operations import actions
from diemsang.operations.actions import Who
from diemsang.operations.models import OperatorAssignment, OperatorHandover, PostedHours
from diemsang.operations.posters import sheet, usual_text
from diemsang.operations.queries.people import candidates
from diemsang.operations.tests.conftest import TODAY, MakeUser
from diemsang.points.models import SupportPoint

SignIn = Callable[[User], Client]
HERE = "/van-hanh/nguoi-phu-trach/TQ-0092"


def body(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def tay(db: None) -> LanguageVariety:
    """A language that somebody may speak."""
    return LanguageVariety.objects.create(tag="tyz", name="tiếng Tày", own_name="tiếng Tày", place=99)


def put(officer: User, point: SupportPoint, name: str = "Ma Văn Chúc") -> OperatorAssignment:
    """In charge since today."""
    how: dict[str, Any] = {"public_id": uuid.uuid4(), "role": "IN_CHARGE", "source": "TB 3"}
    return actions.assign(actor=officer, point=point, who=Who(name=name), **how)


def test_somebody_is_assigned_and_handed_over_to(
    known: SupportPoint, officer: User, tay: LanguageVariety, signed_in: SignIn
) -> None:
    client = signed_in(officer)
    form = client.get(f"{HERE}/phan-cong/").context["form"]
    sent = {"public_id": str(form["public_id"].value()), "role": "IN_CHARGE", "name": "Ma Văn Chúc"}
    sent |= {"phone": "0912 345 678", "languages": "tyz", "from_date": "01/08/2025", "source": "TB 3"}
    assert client.post(f"{HERE}/phan-cong/", {**sent, "name": ""}).status_code == 422
    for _again in range(2):
        assert client.post(f"{HERE}/phan-cong/", sent).status_code == 302
    page = body(client.get(f"{HERE}/"))
    assert OperatorAssignment.objects.count() == 1 and "tiếng Tày" in page and "từ 01/08/2025" in page
    form = client.get(f"{HERE}/ban-giao/").context["form"]
    sent = {"public_id": str(form["public_id"].value()), "person": str(officer.pk), "on": f"{TODAY:%d/%m/%Y}"}
    sent |= {"lines": "Internet TV | SN-1 | tốt\n\nbàn phím", "keys": "2 chìa", "pin_told": "on", "with_minute": "on"}
    sent |= {"source": "Biên bản"}
    for _again in range(2):
        assert client.post(f"{HERE}/ban-giao/", sent).status_code == 302
    row = OperatorHandover.objects.get()
    assert row.lines == [["Internet TV", "SN-1", "tốt"], ["bàn phím", "", ""]]
    page = body(client.get(f"{HERE}/"))
    assert "Ma Văn Chúc → Ma Thị Hường" in page and "bản nháp" in page
    minute = body(client.get(f"/bien-ban/{row.public_id}/"))
    assert "Bàn giao người phụ trách" in minute and f"{HERE}/" in minute
    taker = row.taker
    assert "Lý do" in body(client.post(f"{HERE}/{taker.public_id}/huy/", {"reason": ""}))
    client.post(f"{HERE}/{taker.public_id}/huy/", {"reason": "nhầm người"})
    assert "1 bản ghi đã hủy" in body(client.get(f"{HERE}/"))


def test_the_list_names_lacking_points_first(
    known: SupportPoint, officer: User, specialist: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    put(officer, known)
    client = signed_in(specialist)
    with frozen_queries("operations:people"):
        page = body(client.get("/van-hanh/nguoi-phu-trach/"))
    assert "1–50 trong 93" in page and "Ma Văn Chúc" not in page, "she stands last"
    assert "1–1 trong 1" in body(client.get("/van-hanh/nguoi-phu-trach/?co=co"))
    assert "1–50 trong 92" in body(client.get("/van-hanh/nguoi-phu-trach/?co=khong"))
    answer = client.get("/van-hanh/nguoi-phu-trach/?co=co&cot=ma,phu-trach,dien-thoai&xuat=xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[-1][:2] == ("TQ-0092", "Ma Văn Chúc")
    with frozen_queries("operations:people-point"):
        client.get(f"{HERE}/")


@pytest.mark.parametrize("people", [1, 4])
def test_the_form_of_people_asks_little(
    known: SupportPoint,
    unknown: SupportPoint,
    officer: User,
    specialist: User,
    people: int,
    make_user: MakeUser,
    tuyen_quang: TuyenQuang,
    signed_in: SignIn,
    frozen_queries: FrozenQueries,
) -> None:
    for at in range(people):
        make_user(f"dung{at}", role="OPERATOR", area=tuyen_quang.then("02281"), full_name=f"Bàn Văn Dũng {at}")
    make_user("xa", role="OPERATOR", area=tuyen_quang.now("02266"), full_name="Ở Xã Khác")
    client = signed_in(officer)
    with frozen_queries("operations:assign"):
        form = client.get(f"{HERE}/phan-cong/").context["form"]
    names = [str(name) for _key, name in form.fields["person"].choices[1:]]
    assert len(names) == people + 1 and "Ma Thị Hường" in names, names
    with frozen_queries("operations:handover"):
        client.get(f"{HERE}/ban-giao/")
    assert candidates(unknown) == [], "nobody knows its area"


def test_an_export_with_decisions_asks_little(
    known: SupportPoint, officer: User, specialist: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    for at, point in enumerate(SupportPoint.objects.filter(code__in=["TQ-0089", "TQ-0090", "TQ-0092"])):
        decision = Decision.objects.create(
            key=f"tb-{at}", title=f"Phân công {at}", number=f"{at + 1}/TB-UBND", kind="QD"
        )
        row: dict[str, Any] = {"public_id": uuid.uuid4(), "role": "IN_CHARGE", "source": "TB 3", "decision": decision}
        actions.assign(actor=SYSTEM, point=point, who=Who(name=f"Người {at}"), **row)
    client = signed_in(specialist)
    with frozen_queries("operations:people export"):
        page = body(client.get("/van-hanh/nguoi-phu-trach/?co=co&xuat=csv"))
    assert "3/TB-UBND" in page


def test_papers_are_vietnamese_whatever_the_reader_speaks(
    known: SupportPoint, officer: User, signed_in: SignIn
) -> None:
    client = signed_in(officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for kind, words in (("the-nhanh", "Mở cửa: bật điện"), ("gio-mo-cua", "Vào xem, nghe, hỏi không mất tiền")):
        with override("vi"):  # a request in English would leave this thread in English
            page = body(client.get(f"{HERE}/in/{kind}/"))
        paper = page.partition("<article")[2].partition("</article>")[0]
        assert '<html lang="en"' in page and words in paper, kind
        assert "Điểm hỗ trợ đồng bào" in paper and "Người phụ trách" in paper and "Điện thoại gọi khi cần" in paper
    with override("en"):
        assert usual_text("noi-quy").startswith("Ai cũng được vào xem")
        assert sheet(known, "gio-mo-cua", TODAY).title == "Giờ mở cửa"


def test_telephones_are_told_only_to_who_assigns_people(
    known: SupportPoint, officer: User, leader: User, make_user: MakeUser, tuyen_quang: TuyenQuang, signed_in: SignIn
) -> None:
    operator = make_user("dung", role="OPERATOR", area=tuyen_quang.now("02221"), full_name="Bàn Văn Dũng")
    old: dict[str, Any] = {"public_id": uuid.uuid4(), "role": "IN_CHARGE", "source": "TB 3"}
    before = Who(name="Lý Thị Mẩy", phone="0977 000 111")
    actions.assign(actor=officer, point=known, who=before, last_day=TODAY - dt.timedelta(days=9), **old)
    now = Who(name="Ma Văn Chúc", phone="0912 345 678")
    deputy = Who(name="Lò Thị Ban", phone="0988 222 333")
    start = TODAY - dt.timedelta(days=1)
    actions.assign(actor=officer, point=known, who=now, from_date=start, **{**old, "public_id": uuid.uuid4()})
    actions.assign(
        actor=officer, point=known, who=deputy, from_date=start, public_id=uuid.uuid4(), role="DEPUTY", source="TB 3"
    )
    export = "/van-hanh/nguoi-phu-trach/?co=co&xuat=csv"
    for user, here, first in ((officer, True, True), (operator, False, True), (leader, False, False)):
        client = signed_in(user)
        page, day = body(client.get(f"{HERE}/")), body(client.get(f"{HERE}/ngay-dau/"))
        told = body(client.get(export)), body(client.get("/van-hanh/nguoi-phu-trach/?co=co&cot=ma,dien-thoai"))
        assert "Lý Thị Mẩy" in page and "977000111" not in page + day, "never of the past"
        assert ("912345678" in page, "988222333" in page) == (here, here), user.full_name
        assert ("912345678" in day, "988222333" in day) == (first, first), user.full_name
        assert ["912345678" in text for text in told] == [here, here], user.full_name
        assert ["Điện thoại" in text for text in told] == [here, here], user.full_name


def test_the_last_day(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    row = put(officer, known)
    client = signed_in(officer)
    client.post(f"{HERE}/{row.public_id}/thoi/", {"last_day": "02/03/2026", "reason": "chuyển việc"})
    row.refresh_from_db()
    assert str(row.valid_to) == "2026-03-03"


def test_hours_are_posted_and_printed(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    client = signed_in(officer)
    form = client.get(f"{HERE}/gio/").context["form"]
    sent = {"public_id": str(form["public_id"].value()), "from_date": "01/03/2026", "source": "TB 5"}
    for day in range(5):
        sent |= {f"d{day}-0-tu": "7h30", f"d{day}-0-den": "11:00"}
    wrong = client.post(f"{HERE}/gio/", {**sent, "d5-0-tu": "11", "d5-0-den": "7"})
    assert wrong.status_code == 422 and "giờ đóng không sau giờ mở" in body(wrong) and "7h30" in body(wrong)
    assert "chưa có buổi nào" in body(client.post(f"{HERE}/gio/", {"public_id": str(uuid.uuid4()), "source": "TB"}))
    for _again in range(2):
        assert client.post(f"{HERE}/gio/", sent).status_code == 302
    row = PostedHours.objects.get()
    sheet = body(client.get(f"{HERE}/in/gio-mo-cua/?kho=a5"))
    assert "Thứ Hai – Thứ Sáu" in sheet and "07:30–11:00" in sheet and "nghỉ" in sheet
    client.post(f"{HERE}/gio/{row.public_id}/huy/", {"reason": "nhầm"})
    assert not PostedHours.objects.filter(voided_at=None).exists()


def test_a_posters_words_are_the_points_own(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    client = signed_in(officer)
    page = body(client.get(f"{HERE}/in/noi-quy/"))
    assert "không phải văn bản hành chính" in page and "Lời mẫu" in page
    client.post(f"{HERE}/in/noi-quy/sua/", {"text": "Bỏ dép ngoài cửa.\n<b>Nói nhỏ</b>"})
    page = body(client.get(f"{HERE}/in/noi-quy/"))
    assert "Bỏ dép ngoài cửa." in page and "&lt;b&gt;Nói nhỏ" in page and "Lời riêng" in page
    client.post(f"{HERE}/in/noi-quy/sua/", {"text": ""})
    assert "Lời mẫu" in body(client.get(f"{HERE}/in/noi-quy/"))
    assert client.post(f"{HERE}/in/noi-quy/sua/", {"text": "x" * 5000}).status_code == 422


def test_the_first_day_has_five_steps(known: SupportPoint, officer: User, signed_in: SignIn) -> None:
    put(officer, known)
    page = body(signed_in(officer).get(f"{HERE}/ngay-dau/"))
    assert page.count('<li class="card">') == 5 and "Ma Văn Chúc" in page and "rút điện TV" in page
