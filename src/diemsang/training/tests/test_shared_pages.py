"""Pages that several people, or strangers, hold open at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from conftest import TuyenQuang
from django.test import Client

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.training import actions
from diemsang.training.models import Attendance
from diemsang.training.tests.conftest import LAM_BINH, QUESTIONS, TODAY, attend, enrol, make_class, make_course

SignIn = Callable[[User], Client]


def hidden(page: Any) -> dict[str, str]:
    """What a page carries of what it showed."""
    return dict(re.findall(r'name="(cu-[^"]+)" value="([^"]*)"', page.content.decode()))


def test_a_browser_hands_in_and_answers_are_shown_when_all_did(
    known: SupportPoint, specialist: User, officer: User, signed_in: SignIn
) -> None:
    course = make_course(specialist)
    drafts = actions.parse_questions(QUESTIONS)
    actions.set_questions(actor=specialist, public_id=uuid.uuid4(), course=course, questions=drafts)
    one = make_class(specialist, course)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    actions.hold_class(actor=specialist, training_class=one)
    actions.open_check(actor=specialist, training_class=one, moment="post")
    phone = Client(enforce_csrf_checks=True)
    page = phone.get(f"/tap-huan/lam-bai/?ma={seat.answer_code}")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token is not None
    answers = {"ma": seat.answer_code, "bai": "post", "cau-1": "0", "cau-2": "1", "cau-3": "1"}
    origin = "null" if page["Referrer-Policy"] == "no-referrer" else "http://testserver"  # as browsers do
    done = phone.post("/tap-huan/lam-bai/", {**answers, "csrfmiddlewaretoken": token[1]}, headers={"origin": origin})
    assert done.status_code == 200 and "75 %" in done.content.decode()


def test_an_old_page_of_scores_leaves_newer_scores_alone(
    known: SupportPoint, specialist: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist))
    first, second = (enrol(specialist, one, name, known) for name in ("Nông Thị Hoa", "Ma Văn Sơn"))
    attend(specialist, one, [first, second])
    actions.set_scores(actor=specialist, training_class=one, moment="post", scores={first.public_id: 40})
    client, address = signed_in(specialist), f"/tap-huan/lop/{one.public_id}/diem-so/"
    old = hidden(client.get(address))
    newer = {first.public_id: 90, second.public_id: 70}
    actions.set_scores(actor=specialist, training_class=one, moment="post", scores=newer)
    typed = {name.removeprefix("cu-"): value for name, value in old.items()}
    mended = {**typed, f"pre-{first.public_id}": "150"}
    again = client.post(address, {**old, **mended})
    assert again.status_code == 422 and hidden(again) == old, "what was first seen goes with the form"
    late = enrol(specialist, one, "Hà Thị Lê", known)
    actions.set_scores(actor=specialist, training_class=one, moment="post", scores={late.public_id: 55})
    assert client.post(address, {**old, **typed, f"pre-{first.public_id}": "15"}).status_code == 302
    for seat in (first, second, late):
        seat.refresh_from_db()
    assert (first.pre_score, first.post_score, second.post_score, late.post_score) == (15, 90, 70, 55)


def test_an_old_page_of_attendance_leaves_newer_ticks_alone(
    known: SupportPoint, specialist: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist))
    first, second = (enrol(specialist, one, name, known) for name in ("Nông Thị Hoa", "Ma Văn Sơn"))
    attend(specialist, one, [], [first, second])
    client, address = signed_in(specialist), f"/tap-huan/lop/{one.public_id}/diem-danh/"
    old = hidden(client.get(f"{address}?ngay={TODAY.isoformat()}"))
    assert set(old.values()) == {"0"}
    attend(specialist, one, [first], [second])
    sent = {**old, "ngay": TODAY.isoformat(), "dong": [first.public_id, second.public_id]}
    client.post(address, {**sent, "co-mat": [second.public_id]})
    there = Attendance.objects.filter(on=TODAY, present=True).values_list("enrolment_id", flat=True)
    assert set(there) == {first.pk, second.pk}


def test_names_follow_the_point_when_it_moves(
    known: SupportPoint, specialist: User, officer: User, elsewhere: User, signed_in: SignIn, tuyen_quang: TuyenQuang
) -> None:
    one = make_class(specialist, make_course(specialist))
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    assert seat.trainee is not None
    home, person = f"/tap-huan/lop/{one.public_id}/", f"/tap-huan/hoc-vien/{seat.trainee.public_id}/"
    assert signed_in(officer).get(person).status_code == 200
    PointPlace.objects.filter(point=known, valid_to=None).update(valid_to=TODAY)
    PointPlace.objects.create(
        point=known, area=tuyen_quang.now(LAM_BINH), valid_from=TODAY, source="QĐ", recorded_at=clock.now()
    )
    for address in (home, person, f"{home}diem-danh/"):
        assert signed_in(officer).get(address).status_code == 404, address
        assert signed_in(elsewhere).get(address).status_code == 200, address


def test_a_kept_seat_is_filled_by_two_presses(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    one = make_class(specialist, make_course(specialist))
    actions.invite_points(actor=specialist, training_class=one, points=[known])
    form = {"public_id": str(uuid.uuid4()), "name": "Nông Thị Hoa", "role": "OPERATOR", "point_code": "TQ-0092"}
    for _press in range(2):
        answer = signed_in(specialist).post(f"/tap-huan/lop/{one.public_id}/them-nguoi/", form)
        assert answer.status_code == 302
    assert one.enrolments.get().trainee is not None


def test_an_officer_who_names_no_point_is_told(
    known: SupportPoint, specialist: User, officer: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist))
    enrol(specialist, one, "Nông Thị Hoa", known)
    form = {
        "public_id": str(uuid.uuid4()),
        "name": "Ma Văn Sơn",
        "role": "OPERATOR",
        "point_code": "",
        "office": str(officer.office_id),
    }
    answer = signed_in(officer).post(f"/tap-huan/lop/{one.public_id}/them-nguoi/", form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "chưa chọn điểm nào" in page and "Ma Văn Sơn" in page
