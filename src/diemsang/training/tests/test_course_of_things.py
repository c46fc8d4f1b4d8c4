"""From a need to a covered point, through the pages, as people do it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.documents.actions import print_minute, void_minute
from diemsang.documents.models import Minute
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.actions.sheet import make_sheet
from diemsang.training.models import Certificate, Course, Enrolment, Trainee, TrainingClass
from diemsang.training.queries.coverage import trained_points
from diemsang.training.tests.conftest import FIRST, QUESTIONS, TODAY, attend, enrol, finish, make_class, make_course

SignIn = Callable[[User], Client]


def body(response: Any) -> str:
    return str(response.content.decode())


def sent(client: Client, address: str, **values: Any) -> Any:
    """The form of a page, sent with the id that it carries."""
    page = client.get(address)
    key = page.context["form"]["public_id"].value()
    return client.post(address, {"public_id": str(key), **values})


def test_a_point_in_need_is_covered_at_the_end(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    client = signed_in(specialist)
    page = body(client.get("/tap-huan/?q=TQ-0092"))
    assert "chưa có người được tập huấn" in page
    made = sent(
        client,
        "/tap-huan/khoa/moi/",
        title="Vận hành điểm",
        audience="OPERATOR",
        topics=["DIGITAL_SKILL", "SECURITY_ORDER"],
        hours="8,5",
        pass_mark="60",
        min_attendance="80",
        validity_months="24",
    )
    course = Course.objects.get()
    assert made["Location"] == f"/tap-huan/khoa/{course.public_id}/" and str(course.hours) == "8.5"
    made = sent(
        client,
        f"/tap-huan/khoa/{course.public_id}/lop-moi/",
        place="Hội trường xã Nà Hang",
        office=str(specialist.office_id),
        starts_on=f"{FIRST:%d/%m/%Y}",
        ends_on=f"{TODAY:%d/%m/%Y}",
        starts_at="08:00",
        capacity="30",
    )
    assert made.status_code == 302, made.context["form"].errors
    one = TrainingClass.objects.get()
    home = f"/tap-huan/lop/{one.public_id}/"
    assert made["Location"] == home
    assert "TQ-0092" in body(client.get(f"{home}moi/"))
    client.post(f"{home}moi/", {"diem": ["TQ-0092"]})
    seat = Enrolment.objects.get()
    assert seat.trainee is None and "chưa ghi tên" in body(client.get(home))
    listed = client.get(f"{home}giay-moi/?xuat=csv").content.decode("utf-8-sig").splitlines()
    assert listed[0].startswith("STT,Họ và tên,Điểm,") and listed[1].startswith("1,người phụ trách điểm,TQ-0092,")
    client.post(f"/tap-huan/cho/{seat.public_id}/ten/", {"name": "Nông Thị Hoa", "phone": ""})
    for day in (FIRST, TODAY):
        page = body(client.get(f"{home}diem-danh/?ngay={day.isoformat()}"))
        assert "Nông Thị Hoa" in page
        client.post(
            f"{home}diem-danh/", {"ngay": day.isoformat(), "dong": [seat.public_id], "co-mat": [seat.public_id]}
        )
    wrong = client.post(f"{home}diem-so/", {f"post-{seat.public_id}": "150", f"pre-{seat.public_id}": "40"})
    assert wrong.status_code == 422 and "«150» không phải điểm" in body(wrong) and 'value="150"' in body(wrong)
    client.post(f"{home}diem-so/", {f"post-{seat.public_id}": "80", f"pre-{seat.public_id}": "40"})
    client.post(f"{home}viec/ket-thuc/")
    one.refresh_from_db()
    assert one.state == "closed"
    certificate = Certificate.objects.get()
    assert (certificate.issued_on, certificate.expires_on) == (TODAY, dt.date(2028, 3, 2))
    paper = body(client.get(f"/tap-huan/chung-nhan/{certificate.public_id}/"))
    assert "Nông Thị Hoa" in paper and "GIẤY CHỨNG NHẬN" in paper and "ds-qr" in paper
    shown = body(Client().get(f"/tap-huan/chung-nhan/?ma={certificate.code.lower()}"))
    assert "còn hiệu lực" in shown and "N.T.H" in shown and "Nông" not in shown and "TQ-0092" not in shown
    assert trained_points(TODAY, [known])[known.pk].trained
    assert "có người được tập huấn" in body(client.get("/tap-huan/?q=TQ-0092"))
    card = body(client.get("/diem/TQ-0092/"))
    assert "có người được tập huấn" in card and "Nông Thị Hoa" in card
    for address in ("/tap-huan/lop/", "/tap-huan/khoa/", "/tap-huan/hoc-vien/", f"{home}giay-moi/"):
        assert client.get(address).status_code == 200, address


def test_the_journal_never_learns_a_name(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    one = make_class(specialist, make_course(specialist))
    seat = enrol(specialist, one, "Nông Thị Hoa", known, phone="0300 000 009")
    finish(specialist, one, [seat])
    assert seat.trainee is not None
    actions.forget_trainee(actor=specialist, trainee=seat.trainee)
    told = " ".join(f"{e.search_key} {e.subject_label} {e.data} {e.before} {e.after}" for e in Entry.objects.all())
    assert "Nông Thị" not in told and "nong thi" not in told and "0300" not in told


def test_the_sheet_is_printed_before_the_day_and_matched_when_signed(
    known: SupportPoint, specialist: User, signed_in: SignIn, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_ROOT = tmp_path
    tomorrow = TODAY + dt.timedelta(days=1)
    one = make_class(specialist, make_course(specialist), starts_on=tomorrow, ends_on=tomorrow)
    enrol(specialist, one, "Nông Thị Hoa", known)
    client = signed_in(specialist)
    where = client.post(f"/tap-huan/lop/{one.public_id}/viec/danh-sach/", {"lan": str(uuid.uuid4())})["Location"]
    one.refresh_from_db()
    assert one.minute is not None and where == f"/bien-ban/{one.minute.public_id}/"
    again = client.post(f"/tap-huan/lop/{one.public_id}/viec/danh-sach/", {"lan": str(uuid.uuid4())})["Location"]
    assert again == where
    client.post(f"{where}in/")
    one.minute.refresh_from_db()
    assert one.minute.state == "printed" and one.minute.docx is not None
    page = body(client.get(where))
    assert "Danh sách điểm danh" in page and f"/tap-huan/lop/{one.public_id}/" in page
    lines, one_minute = one.minute.data["lines"], one.minute.pk
    assert lines[0][1:3] == ["Nông Thị Hoa", "TQ-0092"] and len(lines) == 6
    void_minute(actor=specialist, minute=one.minute, reason="in sai")
    signed = make_sheet(actor=specialist, training_class=one, public_id=uuid.uuid4())
    Minute.objects.filter(pk=signed.pk).update(state="signed", printed_at=clock.now())
    one.minute = None
    one.save()
    printed = make_sheet(actor=specialist, training_class=one, public_id=uuid.uuid4())
    print_minute(actor=specialist, minute=printed)
    trainee = Trainee.objects.get()
    told = body(client.get(f"/tap-huan/hoc-vien/{trainee.public_id}/xoa/"))
    assert told.count("Danh sách điểm danh lớp tập huấn") == 1, "the signed paper keeps the name"
    actions.forget_trainee(actor=specialist, trainee=trainee)
    names = {row.pk: row.data["lines"][0][1] for row in Minute.objects.all()}
    assert names == {one_minute: "đã xóa tên", signed.pk: "Nông Thị Hoa", printed.pk: "đã xóa tên"}
    assert Minute.objects.get(pk=one_minute).docx is None and Minute.objects.get(pk=printed.pk).docx != printed.docx


def test_a_class_is_answered_on_phones_by_code(known: SupportPoint, specialist: User) -> None:
    course = make_course(specialist)
    drafts = actions.parse_questions(QUESTIONS)
    actions.set_questions(actor=specialist, public_id=uuid.uuid4(), course=course, questions=drafts)
    one = make_class(specialist, course)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    address, phone = f"/tap-huan/lam-bai/?ma={seat.answer_code}", Client()
    assert "chưa mở bài" in body(phone.get(address))
    actions.hold_class(actor=specialist, training_class=one)
    actions.open_check(actor=specialist, training_class=one, moment="post")
    page = body(phone.get(address))
    assert "Bật TV bằng nút nào?" in page and "Hoa" not in page
    answers = {"ma": seat.answer_code, "bai": "post", "cau-1": "0", "cau-2": "1"}
    left_out = phone.post("/tap-huan/lam-bai/", answers)
    assert left_out.status_code == 422 and "Câu 3" in body(left_out) and "checked" in body(left_out)
    done = phone.post("/tap-huan/lam-bai/", {**answers, "cau-3": "1"})
    assert "75 %" in body(done)
    again = phone.post("/tap-huan/lam-bai/", {**answers, "cau-3": "0"})
    assert "75 %" in body(again), "the first answer stands"
    seat.refresh_from_db()
    assert seat.post_score == 75
    assert sum(row.count for row in one.answer_counts.all()) == 3
    with pytest.raises(Refused, match="đang mở bài"):
        actions.set_questions(actor=specialist, public_id=uuid.uuid4(), course=course, questions=drafts)


def test_residents_are_counted_and_never_named(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    course = make_course(specialist, audience="RESIDENT", pass_mark=None)
    one = make_class(specialist, course, point=known)
    client = signed_in(specialist)
    home = f"/tap-huan/lop/{one.public_id}/"
    refused = client.post(
        f"{home}them-nguoi/",
        {"public_id": str(uuid.uuid4()), "name": "Nông Thị Hoa", "role": "OPERATOR", "point_code": "TQ-0092"},
    )
    assert refused.status_code == 422 and "chỉ đếm số người" in body(refused)
    assert not Trainee.objects.exists()
    client.post(f"{home}viec/mo/")
    client.post(f"{home}nguoi-dan/", {"women": "12", "men": "9", "children": ""})
    client.post(f"{home}viec/ket-thuc/")
    one.refresh_from_db()
    assert (one.women, one.men, one.children, one.state) == (12, 9, None, "closed")


def test_nobody_fails_by_a_gap(known: SupportPoint, specialist: User, signed_in: SignIn) -> None:
    one = make_class(specialist, make_course(specialist))
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    actions.mark_day(actor=specialist, training_class=one, on=FIRST, shown=[seat.public_id], present=[seat.public_id])
    with pytest.raises(Refused, match="chưa điểm danh đủ"):
        actions.close_class(actor=specialist, training_class=one)
    attend(specialist, one, [seat])
    client = signed_in(specialist)
    home = f"/tap-huan/lop/{one.public_id}/"
    refused = client.post(f"{home}viec/ket-thuc/")
    assert refused.status_code == 422 and "chưa có điểm: Nông Thị Hoa" in body(refused)
    assert "1 người dự đủ buổi chưa có điểm sau lớp" in body(client.get(home))
    client.post(f"{home}viec/ket-thuc/", {"khong-lam-bai": "on"})
    one.refresh_from_db()
    assert one.state == "closed" and "1 người dự đủ buổi không làm bài" in body(client.get(home))
    assert not Certificate.objects.exists(), "no score, no certificate"
    with clock.fixed(TODAY + dt.timedelta(days=1)):
        actions.reopen_class(actor=specialist, training_class=one, reason="ghi thiếu điểm")
        actions.set_scores(actor=specialist, training_class=one, moment="post", scores={seat.public_id: 60})
        actions.close_class(actor=specialist, training_class=one)
    assert Certificate.objects.get().issued_on == TODAY
