"""What the page of a class says before and after its end, and the sheet that goes with it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.test import Client
from django.urls import reverse

from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.documents.actions import print_minute, void_minute
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.models import Attendance, Certificate, TrainingClass
from diemsang.training.tests.conftest import (
    FIRST,
    QUESTIONS,
    TODAY,
    MakeUser,
    attend,
    enrol,
    finish,
    make_class,
    make_course,
)

SignIn = Callable[[User], Client]


@pytest.fixture
def giang(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """A trainer of the province."""
    office = Office.objects.get(code="tq-khcn")
    return make_user("giang", role="TRAINER", area=tuyen_quang.now("08"), full_name="Lê Thu Giang", office=office)


def shown(response: Any) -> str:
    """The text of a page, without what formats it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page_of(client: Client, one: TrainingClass, name: str = "class") -> str:
    """A page of the class."""
    answer = client.get(reverse(f"training:{name}", args=[one.public_id]))
    assert answer.status_code == 200
    return shown(answer)


def with_questions(specialist: User) -> Any:
    """A course whose check can be taken on a phone."""
    course = make_course(specialist)
    drafts = actions.parse_questions(QUESTIONS)
    actions.set_questions(actor=specialist, public_id=uuid.uuid4(), course=course, questions=drafts)
    return course


def test_who_will_not_pass_is_named_before_the_class_ends(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, with_questions(specialist), trainer_user=giang)
    names = ("Nông Thị Hoa", "Ma Văn Sơn", "Hà Thị Lê", "Lý A Páo", "Vi Văn Thu")
    hoa, son, le, pao, thu = (enrol(specialist, one, name, known) for name in names)
    attend(giang, one, [hoa, son, le], [pao])
    actions.mark_day(actor=giang, training_class=one, on=FIRST, shown=[thu.public_id], present=[thu.public_id])
    scores: dict[uuid.UUID, int | None] = {hoa.public_id: 80, son.public_id: 50}
    actions.set_scores(actor=giang, training_class=one, moment="post", scores=scores)
    actions.make_sheet(actor=giang, training_class=one, public_id=uuid.uuid4())
    actions.open_check(actor=giang, training_class=one, moment="post")
    page = page_of(signed_in(giang), one)
    assert "1 người đạt, 4 chưa đạt." in page
    assert "Ma Văn Sơn: dưới điểm đạt: 50 %, cần 60 %" in page
    assert "Hà Thị Lê: chưa có điểm sau khi học" in page
    assert "Lý A Páo: không đủ buổi: dự 0/2 ngày" in page
    assert "Vi Văn Thu: mới điểm danh 1/2 ngày" in page
    assert "Nông Thị Hoa:" not in page
    assert "Bài sau khi học còn đang mở" in page and "chưa có bản ký (bản nháp)" in page
    assert page.index("1 người đạt") < page.index("Kết thúc lớp")


def test_nothing_is_foretold_before_the_last_day(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    one = make_class(specialist, make_course(specialist), starts_on=TODAY, ends_on=tomorrow)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    actions.mark_day(actor=specialist, training_class=one, on=TODAY, shown=[seat.public_id], present=[seat.public_id])
    assert "chưa đạt." not in page_of(signed_in(specialist), one)
    with clock.fixed(tomorrow):
        assert "0 người đạt, 1 chưa đạt." in page_of(signed_in(specialist), one)


def test_a_trainer_learns_whom_to_ask_once_the_class_has_ended(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    finish(giang, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    asked = re.search(r"Cần sửa thì nhờ (.+?) mở lại lớp\.", page_of(signed_in(giang), one))
    assert asked is not None and "Sở Khoa học và Công nghệ" in asked[1]
    page = page_of(signed_in(specialist), one)
    assert "Cần sửa thì nhờ" not in page and "Mở lại để sửa" in page


def names(minute: Any) -> list[str]:
    """Who stands on a sheet, in its order."""
    minute.refresh_from_db()
    return [line[1] for line in minute.data["lines"] if line[1]]


def test_paper_and_phone_list_people_in_one_order(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    other = SupportPoint.objects.get(code="TQ-0001")
    for name, point in (("Hà Thị Lê", known), ("Phùng Văn Ba", known), ("Lý A Páo", known), ("Chẩu Văn Tư", other)):
        enrol(specialist, one, name, point)
    order = ["Chẩu Văn Tư", "Hà Thị Lê", "Lý A Páo", "Phùng Văn Ba"]
    client = signed_in(giang)
    page = page_of(client, one, "attendance")
    assert sorted(order, key=page.index) == order
    assert names(actions.make_sheet(actor=giang, training_class=one, public_id=uuid.uuid4())) == order


def test_a_draft_of_the_sheet_follows_the_list_and_a_printed_one_says_whom_it_lacks(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    actions.invite_points(actor=specialist, training_class=one, points=[SupportPoint.objects.get(code="TQ-0001")])
    enrol(specialist, one, "Nông Thị Hoa", known)
    client, asked = signed_in(giang), reverse("training:act", args=[one.public_id, "danh-sach"])
    where = client.post(asked).headers["Location"]
    one.refresh_from_db()
    draft = one.minute
    assert draft is not None and names(draft) == ["Nông Thị Hoa"]
    enrol(giang, one, "Hà Thị Lê", known)
    assert client.post(asked).headers["Location"] == where, "the same sheet"
    assert names(draft) == ["Hà Thị Lê", "Nông Thị Hoa"]
    print_minute(actor=giang, minute=draft)
    assert "Danh sách đã in thiếu" not in page_of(client, one)
    kept = one.enrolments.get(trainee=None)
    actions.name_seat(actor=giang, seat=kept, facts=actions.PersonFacts(name="Lý A Páo"))
    assert "Danh sách đã in thiếu" not in page_of(client, one), "the line of the point is theirs"
    enrol(giang, one, "Vi Văn Thu", known)
    assert "Danh sách đã in thiếu 1 người mới thêm: Vi Văn Thu." in page_of(client, one)
    new = void_minute(actor=giang, minute=draft, reason="thêm người", replace=True)
    assert names(new) == ["Hà Thị Lê", "Lý A Páo", "Nông Thị Hoa", "Vi Văn Thu"] and len(names(draft)) == 2
    assert "Danh sách đã in thiếu" not in page_of(client, one)


def test_the_check_that_fits_the_day_comes_first(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    course, client = with_questions(specialist), signed_in(giang)
    one = make_class(specialist, course, starts_on=TODAY, ends_on=tomorrow, trainer_user=giang)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)

    def first() -> str:
        page = page_of(client, one)
        return min(("Mở bài trước khi học", "Mở bài sau khi học"), key=page.index)

    actions.mark_day(actor=giang, training_class=one, on=TODAY, shown=[seat.public_id], present=[seat.public_id])
    assert first() == "Mở bài trước khi học"
    with clock.fixed(tomorrow):
        assert first() == "Mở bài sau khi học", "the last day"
    actions.set_scores(actor=giang, training_class=one, moment="pre", scores={seat.public_id: 40})
    assert first() == "Mở bài sau khi học", "everybody has taken the first"


def test_a_day_on_which_nobody_came_is_said_twice(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    seats = [enrol(specialist, one, name, known) for name in ("Nông Thị Hoa", "Ma Văn Sơn")]
    client, address = signed_in(giang), reverse("training:attendance", args=[one.public_id])
    assert "Không ai đến ngày này" not in page_of(client, one, "attendance")
    sent = {"ngay": TODAY.isoformat(), "dong": [seat.public_id for seat in seats]}
    asked = client.post(address, sent)
    assert asked.status_code == 422 and "2 người đều vắng" in shown(asked)
    assert 'name="khong-ai"' in asked.content.decode() and not Attendance.objects.exists()
    assert client.post(address, {**sent, "khong-ai": "on"}).status_code == 302
    assert Attendance.objects.filter(on=TODAY, present=False).count() == 2
    assert client.post(address, sent).status_code == 302, "said already, nothing changes"
    assert client.post(address, {**sent, "co-mat": [seats[0].public_id]}).status_code == 302
    assert client.post(address, sent).status_code == 422, "one who was there is not wiped out by a slip"
    assert Attendance.objects.filter(on=TODAY, present=True).count() == 1


def test_a_class_that_has_ended_shows_no_form(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    finish(giang, one, [seat])
    for user, names in (
        (giang, ("attendance", "scores", "person", "residents")),
        (specialist, ("class_edit", "invite")),
    ):
        client = signed_in(user)
        for name in names:
            answer = client.get(reverse(f"training:{name}", args=[one.public_id]))
            page = answer.content.decode().partition("<main")[2].partition("</main>")[0]
            assert answer.status_code == 200 and "Lớp đã kết thúc" in page and "<form" not in page, name
    client = signed_in(giang)
    assert "Lập danh sách điểm danh" not in page_of(client, one)
    refused = client.post(reverse("training:act", args=[one.public_id, "danh-sach"]))
    assert refused.status_code == 422 and "lớp đã kết thúc" in shown(refused)
    late = client.post(reverse("training:scores", args=[one.public_id]), {f"post-{seat.public_id}": "90"})
    assert late.status_code == 422 and 'value="90"' in late.content.decode(), "what was typed stays"


def test_a_certificate_stands_alone_and_says_when_it_is_an_illustration(
    known: SupportPoint, specialist: User, signed_in: SignIn, settings: Any
) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    address = reverse("training:certificate", args=[Certificate.objects.get().public_id])
    for illustration in (True, False):
        settings.ILLUSTRATION = illustration
        page = signed_in(specialist).get(address).content.decode()
        paper = page[page.index("ds-paper-alone") : page.index("</section>", page.index("ds-paper-alone"))]
        assert paper.index("CỘNG HÒA") < paper.index("GIẤY CHỨNG NHẬN") and "ds-qr" in paper
        assert ("MINH HỌA" in paper) == illustration
