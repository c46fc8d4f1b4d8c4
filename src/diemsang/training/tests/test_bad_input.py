"""What goes wrong: refused in words, nothing lost, nothing written twice, nobody told of what is not theirs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.codes import ALPHABET, new_code
from diemsang.training.models import Attendance, Certificate, Course, Enrolment, Trainee, TraineePost, TrainingClass
from diemsang.training.tests.conftest import (
    FIRST,
    TODAY,
    attend,
    class_facts,
    course_facts,
    enrol,
    finish,
    make_class,
    make_course,
)
from diemsang.training.views.public import VERIFY

SignIn = Callable[[User], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def main(response: Any) -> str:
    """The page without its frame."""
    return body(response).partition("<main")[2].partition("</main>")[0]


def test_a_code_is_guessed_without_end(known: SupportPoint, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    phone = Client()
    guesses = ("ABCD-EFGH-JKLM", "ABCDEFGHJKLN", "x")
    answers = {main(phone.get(f"/tap-huan/chung-nhan/?ma={guess}")) for guess in guesses}
    assert len(answers) == 1 and "Không có chứng nhận nào mang mã này" in answers.pop(), (
        "the same words for every guess"
    )
    many = [phone.get(f"/tap-huan/chung-nhan/?ma={new_code(12)}") for _each in range(VERIFY.a_minute)]
    assert [answer.status_code for answer in many][-3:] == [429] * 3
    assert many[-1]["Retry-After"] and many[0]["X-Robots-Tag"].startswith("noindex")
    assert phone.get("/tap-huan/chung-nhan/").status_code == 200, "the empty form is not a guess"
    assert not set("O0I1") & set(ALPHABET) and len(Certificate.objects.get().code) == 12


def test_a_withdrawn_certificate_says_so_and_never_why(known: SupportPoint, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    certificate = Certificate.objects.get()
    with pytest.raises(Refused, match="Lý do"):
        actions.withdraw_certificate(actor=specialist, certificate=certificate, reason=" ")
    actions.withdraw_certificate(actor=specialist, certificate=certificate, reason="nhầm người")
    actions.withdraw_certificate(actor=specialist, certificate=certificate, reason="lần nữa")
    page = body(Client().get(f"/tap-huan/chung-nhan/?ma={certificate.code}"))
    assert "đã thu hồi" in page and "nhầm người" not in page
    certificate.refresh_from_db()
    assert certificate.withdraw_reason == "nhầm người"


def test_somebody_asks_to_be_deleted(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known, phone="0300 000 009")])
    trainee, certificate = Trainee.objects.get(), Certificate.objects.get()
    client = signed_in(specialist)
    address = f"/tap-huan/hoc-vien/{trainee.public_id}/"
    assert client.post(f"{address}xoa/", {}).status_code == 422, "said twice"
    for _press in range(2):
        assert client.post(f"{address}xoa/", {"sure": "on"})["Location"] == address
    trainee.refresh_from_db()
    assert (trainee.name, trainee.phone, trainee.search_key) == ("", "", "") and trainee.forgotten_at
    for page in (
        address,
        f"/tap-huan/lop/{one.public_id}/",
        "/tap-huan/hoc-vien/",
        "/tap-huan/?q=TQ-0092",
        "/diem/TQ-0092/",
    ):
        text = body(client.get(page))
        assert "đã xóa tên" in text and "Nông Thị" not in text and "0300" not in text, page
    public = body(Client().get(f"/tap-huan/chung-nhan/?ma={certificate.code}"))
    assert "đã xóa tên" in public and "còn hiệu lực" in public
    assert Attendance.objects.filter(present=True).count() == 2 and Enrolment.objects.get().post_score == 80
    with pytest.raises(Refused):
        actions.edit_trainee(actor=specialist, trainee=trainee, name="Nông Thị Hoa", phone="")


def test_names_go_when_their_time_is_over(known: SupportPoint, specialist: User, settings: Any) -> None:
    settings.TRAINING_KEEP_MONTHS = 12
    one = make_class(specialist, make_course(specialist, validity_months=6))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    trainee = Trainee.objects.get()
    assert trainee.keep_until == dt.date(2027, 9, 2)
    with clock.fixed(dt.date(2027, 9, 2)):
        assert actions.forget_due(actor=SYSTEM) == 0, "still runs the point"
        actions.end_post(actor=specialist, post=TraineePost.objects.get(), on=clock.today())
        assert actions.forget_due(actor=SYSTEM) == 0, "left today"
    with clock.fixed(dt.date(2028, 9, 1)):
        assert actions.forget_due(actor=SYSTEM) == 0
    with clock.fixed(dt.date(2028, 9, 2)):
        assert actions.forget_due(actor=SYSTEM) == 1
        assert actions.forget_due(actor=SYSTEM) == 0
    trainee.refresh_from_db()
    assert trainee.shown_name == "đã xóa tên"


def test_who_holds_an_endless_certificate_is_not_forgotten(
    known: SupportPoint, specialist: User, settings: Any
) -> None:
    settings.TRAINING_KEEP_MONTHS = 12
    one = make_class(specialist, make_course(specialist, validity_months=None))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    actions.end_post(actor=specialist, post=TraineePost.objects.get(), on=TODAY)
    with clock.fixed(dt.date(2030, 1, 1)):
        assert actions.forget_due(actor=SYSTEM) == 0
        actions.withdraw_certificate(actor=specialist, certificate=Certificate.objects.get(), reason="nhầm người")
        assert actions.forget_due(actor=SYSTEM) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"pass_mark": 0}, "từ 1 đến 100"),
        ({"pass_mark": 101}, "từ 1 đến 100"),
        ({"min_attendance": 0}, "từ 1 đến 100"),
        ({"validity_months": 0}, "từ 1 đến 240"),
        ({"hours": Decimal(0)}, "từ 0,5"),
        ({"topics": []}, "ít nhất một"),
        ({"title": "  "}, "còn trống"),
        ({"audience": "SINGER"}, "không có trong danh mục"),
        ({"valid_from": TODAY, "last_day": FIRST}, "trước ngày bắt đầu"),
    ],
)
def test_a_course_out_of_range(specialist: User, given: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        actions.make_course(actor=specialist, public_id=uuid.uuid4(), facts=course_facts(**given))
    assert not Course.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Một?\n* a\nb\n\nHai?\n* a\nb", "cần từ 3 đến 10"),
        ("Một?\na\nb\n\nHai?\n* a\nb\n\nBa?\n* a\nb", "Câu 1: có 0"),
        ("Một? [11]\n* a\nb\n\nHai?\n* a\nb\n\nBa?\n* a\nb", "hệ số phải từ 1 đến 10"),
        ("Một? [0]\n* a\nb\n\nHai?\n* a\nb\n\nBa?\n* a\nb", "hệ số phải từ 1 đến 10"),
        ("Một?\n* a\na\n\nHai?\n* a\nb\n\nBa?\n* a\nb", "giống nhau"),
        ("Một?\n* a\n\nHai?\n* a\nb\n\nBa?\n* a\nb", "cần từ 2 đến 5"),
    ],
)
def test_questions_that_cannot_be_asked(specialist: User, signed_in: SignIn, text: str, words: str) -> None:
    course = make_course(specialist)
    answer = signed_in(specialist).post(
        f"/tap-huan/khoa/{course.public_id}/cau-hoi/", {"public_id": str(uuid.uuid4()), "text": text}
    )
    assert answer.status_code == 422
    shown = body(answer).replace("<b>", "").replace("</b>", "")
    assert words in shown and "Hai?" in shown, "what was typed stays"
    assert not course.question_sets.exists()


def test_a_class_ends_before_it_starts(specialist: User, signed_in: SignIn) -> None:
    course = make_course(specialist)
    address = f"/tap-huan/khoa/{course.public_id}/lop-moi/"
    wrong = {
        "public_id": str(uuid.uuid4()),
        "place": "Hội trường",
        "office": str(specialist.office_id),
        "starts_on": "02/03/2026",
        "ends_on": "01/03/2026",
        "capacity": "0",
    }
    answer = signed_in(specialist).post(address, wrong)
    assert answer.status_code == 422
    assert "kết thúc trước khi mở" in body(answer) and "từ 1 đến 500" in body(answer) and "Hội trường" in body(answer)
    assert not TrainingClass.objects.exists()


def test_a_class_outside_its_course_or_too_early(specialist: User) -> None:
    course = make_course(specialist, valid_from=TODAY)
    with pytest.raises(Refused, match="không dạy vào ngày này"):
        make_class(specialist, course)
    late = make_class(
        specialist, make_course(specialist), starts_on=TODAY + dt.timedelta(1), ends_on=TODAY + dt.timedelta(1)
    )
    with pytest.raises(Refused, match="ngày học đầu"):
        actions.hold_class(actor=specialist, training_class=late)
    with pytest.raises(Refused, match="ở tương lai"):
        actions.mark_day(actor=specialist, training_class=late, on=late.starts_on, shown=[], present=[])
    with pytest.raises(Refused, match="lớp học"):
        actions.mark_day(actor=specialist, training_class=late, on=FIRST, shown=[], present=[])
    with pytest.raises(Refused, match="Lý do"):
        actions.cancel_class(actor=specialist, training_class=late, reason="")


def test_the_same_person_is_invited_twice(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    one = make_class(specialist, make_course(specialist))
    form = {"public_id": str(uuid.uuid4()), "name": "Nông Thị Hoa", "role": "OPERATOR", "point_code": "tq-0092"}
    client = signed_in(specialist)
    address = f"/tap-huan/lop/{one.public_id}/them-nguoi/"
    for _press in range(2):
        assert client.post(address, form).status_code == 302, "a second press writes nothing twice"
    again = client.post(address, {**form, "public_id": str(uuid.uuid4()), "name": " nông thị HOA "})
    assert again.status_code == 422 and "đã có trong danh sách" in body(again)
    assert Enrolment.objects.count() == Trainee.objects.count() == 1
    assert actions.invite_points(actor=specialist, training_class=one, points=[known]) == 0


def test_somebody_comes_who_was_not_invited(known: SupportPoint, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist), capacity=1)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    with pytest.raises(Refused, match="đã đủ 1 chỗ"):
        enrol(specialist, one, "Ma Văn Sơn", known)
    attend(specialist, one, [seat])
    guest = enrol(specialist, one, "Ma Văn Sơn", known)
    assert guest.how == "added"
    attend(specialist, one, [guest], [seat])
    assert Attendance.objects.get(enrolment=seat, on=TODAY).present is False
    with pytest.raises(Refused, match="đã được điểm danh"):
        actions.drop_seat(actor=specialist, seat=guest)


def test_more_points_than_seats(plan: Any, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist), capacity=2)
    points = list(SupportPoint.objects.order_by("code")[:3])
    with pytest.raises(Refused, match="còn 2 chỗ"):
        actions.invite_points(actor=specialist, training_class=one, points=points)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("name", ["Hoa", "", "Nông Thị 079123456789"])
def test_no_name_or_a_number_is_no_person(known: SupportPoint, specialist: User, name: str) -> None:
    one = make_class(specialist, make_course(specialist))
    with pytest.raises(Refused, match="Họ và tên"):
        enrol(specialist, one, name, known)
    assert not Trainee.objects.exists()


def test_people_of_another_areas_class(
    known: SupportPoint, specialist: User, officer: User, elsewhere: User, leader: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist))
    mine = enrol(specialist, one, "Nông Thị Hoa", known)
    other = SupportPoint.objects.get(code="TQ-0001")
    theirs = enrol(specialist, one, "Ma Văn Sơn", other)
    home = f"/tap-huan/lop/{one.public_id}/"
    assert signed_in(elsewhere).get(home).status_code == 404
    assert signed_in(elsewhere).get(f"/tap-huan/hoc-vien/{mine.trainee.public_id}/").status_code == 404  # type: ignore[union-attr]
    page = body(signed_in(officer).get(home))
    assert "Nông Thị Hoa" in page and "Ma Văn Sơn" not in page
    assert signed_in(officer).get(f"/tap-huan/hoc-vien/{theirs.trainee.public_id}/").status_code == 404  # type: ignore[union-attr]
    assert signed_in(officer).get(f"{home}giay-moi/").status_code == 403
    shown = {mine.public_id, theirs.public_id}
    assert actions.mark_day(actor=officer, training_class=one, on=TODAY, shown=shown, present=shown) == (1, 0)
    assert not theirs.attendance.exists(), "only one's own people"
    with pytest.raises(PermissionDenied):
        actions.mark_day(actor=leader, training_class=one, on=TODAY, shown=shown, present=shown)
    with pytest.raises(Http404):
        actions.mark_day(actor=elsewhere, training_class=one, on=TODAY, shown=shown, present=shown)
    with pytest.raises(PermissionDenied):
        actions.close_class(actor=officer, training_class=one)


def test_a_form_sent_twice_makes_one(specialist: User) -> None:
    key, facts = uuid.uuid4(), course_facts()
    assert actions.make_course(actor=specialist, public_id=key, facts=facts) == actions.make_course(
        actor=specialist, public_id=key, facts=facts
    )
    assert specialist.office is not None
    course, one = Course.objects.get(), uuid.uuid4()
    made = [
        actions.make_class(actor=specialist, public_id=one, course=course, facts=class_facts(specialist.office))
        for _press in range(2)
    ]
    assert made[0] == made[1]
    for _press in range(2):
        actions.cancel_class(actor=specialist, training_class=made[0], reason="mưa lũ")
    assert TrainingClass.objects.get().reason == "mưa lũ"
