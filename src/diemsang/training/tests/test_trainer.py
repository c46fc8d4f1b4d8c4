"""The trainer: sees and holds the classes that were given to them, and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from tests.query_counts import FrozenQueries

from diemsang.accounts.actions import end_grant
from diemsang.accounts.models import Office, User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.tasks import When, tasks_for
from diemsang.documents.models import Minute
from diemsang.documents.queries.minutes import visible_to as minutes_visible
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.models import Certificate, ClassState, TraineePost, TrainingClass
from diemsang.training.queries import visible_to
from diemsang.training.queries.scope import trainees_visible, trainers_within
from diemsang.training.tests.conftest import (
    FIRST,
    NA_HANG,
    TODAY,
    MakeUser,
    attend,
    class_facts,
    enrol,
    finish,
    make_class,
    make_course,
)

SignIn = Callable[[User], Client]
DAY = dt.timedelta(days=1)


@pytest.fixture
def giang(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """A trainer of the province."""
    office = Office.objects.get(code="tq-khcn")
    return make_user("giang", role="TRAINER", area=tuyen_quang.now("08"), full_name="Lê Thu Giang", office=office)


@pytest.fixture
def other(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Another trainer of the province."""
    return make_user("phuc", role="TRAINER", area=tuyen_quang.now("08"), full_name="Vi Văn Phúc")


def again(user: User) -> User:
    """The person in their next request."""
    return User.objects.get(pk=user.pk)


def told(user: User, day: dt.date = TODAY) -> list[tuple[When, str]]:
    """Everything that waits for the person: when, and what."""
    return [(group.when, task.what) for group in tasks_for(user, day) for task in group.tasks]


def test_a_trainer_sees_the_class_given_to_them_and_no_other(
    known: SupportPoint, specialist: User, giang: User, other: User, signed_in: SignIn
) -> None:
    course = make_course(specialist)
    mine, theirs = (make_class(specialist, course, trainer_user=who) for who in (giang, other))
    nobodys = make_class(specialist, course)
    seat = enrol(specialist, mine, "Nông Thị Hoa", known)
    stranger = enrol(specialist, theirs, "Ma Văn Sơn", known)
    assert [row.pk for row in visible_to(giang)] == [mine.pk]
    assert [row.pk for row in trainees_visible(giang)] == [seat.trainee_id]
    client = signed_in(giang)
    page = client.get(reverse("training:class", args=[mine.public_id])).content.decode()
    assert "Nông Thị Hoa" in page and "Điểm danh" in page and "/diem/TQ-0092/" not in page
    assert "Mời các điểm" not in page and reverse("training:class_edit", args=[mine.public_id]) not in page
    for one in (theirs, nobodys):
        for name in ("class", "attendance", "scores", "person", "slips", "invitation", "class_edit", "invite"):
            assert client.get(reverse(f"training:{name}", args=[one.public_id])).status_code == 404, name
    assert stranger.trainee is not None
    assert client.get(reverse("training:trainee", args=[stranger.trainee.public_id])).status_code == 404
    for name in ("class_edit", "invite"):
        assert client.get(reverse(f"training:{name}", args=[mine.public_id])).status_code == 403, name
    with pytest.raises(Http404):
        actions.close_class(actor=giang, training_class=theirs)
    with pytest.raises(PermissionDenied):
        actions.cancel_class(actor=giang, training_class=mine, reason="Hết kinh phí")


def test_a_class_held_from_the_first_tick_to_the_certificate(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer="", trainer_user=giang)
    assert one.trainer == "Lê Thu Giang"
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    client = signed_in(giang)
    sheet = client.post(reverse("training:act", args=[one.public_id, "danh-sach"]), {"lan": str(uuid.uuid4())})
    minute = Minute.objects.get()
    assert sheet.headers["Location"] == reverse("minutes:detail", args=[minute.public_id])
    assert client.get(sheet.headers["Location"]).status_code == 200
    finish(giang, one, [seat])
    one.refresh_from_db()
    assert one.state == ClassState.CLOSED and Certificate.objects.count() == 1
    assert signed_in(giang).get(reverse("training:class", args=[one.public_id])).status_code == 200
    certificate = Certificate.objects.get()
    assert client.get(reverse("training:certificate", args=[certificate.public_id])).status_code == 200
    assert client.get(reverse("training:withdraw", args=[certificate.public_id])).status_code == 403


def test_the_sheet_of_another_trainer_stays_hidden(
    known: SupportPoint, specialist: User, giang: User, other: User
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=other)
    enrol(specialist, one, "Nông Thị Hoa", known)
    actions.make_sheet(actor=specialist, training_class=one, public_id=uuid.uuid4())
    assert minutes_visible(other).count() == 1 and minutes_visible(giang).count() == 0


def test_who_comes_uninvited_from_the_province_is_added_by_the_trainer(
    known: SupportPoint, specialist: User, giang: User, tuyen_quang: TuyenQuang, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    client, address = signed_in(giang), reverse("training:person", args=[one.public_id])
    page = client.get(address).content.decode()
    assert 'name="office"' not in page and 'name="point_code"' in page
    assert f'<option value="{known.code}">' in page and "danh sách điểm" not in page
    form = {"public_id": str(uuid.uuid4()), "name": "Nông Thị Hoa", "role": "OPERATOR", "point_code": known.code}
    wrong = client.post(address, {**form, "point_code": "LC-0001"})
    assert wrong.status_code == 422 and "Không có điểm «LC-0001»" in wrong.content.decode()
    assert "Xem mã ở danh sách điểm" not in wrong.content.decode(), "a list that is closed to them"
    assert "Nông Thị Hoa" in wrong.content.decode()
    for _press in range(2):
        assert client.post(address, form).status_code == 302
    assert one.enrolments.filter(voided_at=None).count() == 1
    assert TraineePost.objects.filter(point=known).count() == 1


def test_a_right_over_a_class_ends_with_the_class_s_trainer_or_the_role(
    specialist: User, giang: User, other: User
) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    facts = class_facts(one.office, trainer=one.trainer, trainer_user=other)
    for _press in range(2):
        actions.edit_class(actor=specialist, training_class=one, facts=facts)
    assert not visible_to(giang).exists() and visible_to(other).exists()
    said = Entry.objects.filter(action="training.trainer").order_by("pk")
    assert [row.data["who"] for row in said] == ["Lê Thu Giang", "Vi Văn Phúc"]
    end_grant(actor=SYSTEM, grant=other.grants.get(), on=clock.today())
    assert not visible_to(again(other)).exists()


def test_only_trainers_within_reach_are_offered_and_taken(
    specialist: User, giang: User, officer: User, make_user: MakeUser, tuyen_quang: TuyenQuang, signed_in: SignIn
) -> None:
    far = make_user("xa", role="TRAINER", area=tuyen_quang.now("08"), full_name="Vàng A Xa")
    end_grant(actor=SYSTEM, grant=far.grants.get(), on=clock.today())
    local = make_user("hoai", role="PROV_IT", area=tuyen_quang.now(NA_HANG), full_name="Quan Thị Hoài")
    assert list(trainers_within(specialist)) == [giang] and list(trainers_within(local)) == []
    course = make_course(specialist)
    for who in (officer, far):
        with pytest.raises(Refused) as refused:
            make_class(specialist, course, trainer_user=who)
        assert "không giữ vai giảng viên tập huấn" in str(refused.value.problems[0])
    assert TrainingClass.objects.count() == 0
    client, address = signed_in(specialist), reverse("training:class_new", args=[course.public_id])
    page = client.get(address).content.decode()
    assert "Lê Thu Giang" in page and "Vàng A Xa" not in page and "Ma Thị Hường" not in page
    form = {
        "public_id": str(uuid.uuid4()),
        "place": "Hội trường",
        "office": str(specialist.office_id),
        "starts_on": f"{TODAY:%d/%m/%Y}",
        "ends_on": f"{TODAY:%d/%m/%Y}",
        "capacity": "30",
    }
    wrong = client.post(address, {**form, "trainer_user": str(far.pk)})
    assert wrong.status_code == 422 and "Hội trường" in wrong.content.decode()
    assert client.post(address, {**form, "trainer_user": "999999999999999999999"}).status_code == 422
    assert client.post(address, {**form, "trainer_user": str(giang.pk)}).status_code == 302
    one = TrainingClass.objects.get()
    assert (one.trainer_user, one.trainer) == (giang, "Lê Thu Giang")
    edit = client.get(reverse("training:class_edit", args=[one.public_id])).content.decode()
    assert f'<option value="{giang.pk}" selected>' in edit


def test_a_written_name_stays_when_it_is_not_the_account_s(specialist: User, giang: User, other: User) -> None:
    one = make_class(specialist, make_course(specialist), trainer="Th.S Giang và Báo cáo viên", trainer_user=giang)
    assert one.trainer == "Th.S Giang và Báo cáo viên"
    facts = class_facts(one.office, trainer=one.trainer, trainer_user=other)
    assert actions.edit_class(actor=specialist, training_class=one, facts=facts).trainer == "Th.S Giang và Báo cáo viên"
    mine = make_class(specialist, make_course(specialist), trainer="", trainer_user=giang)
    facts = class_facts(one.office, trainer=mine.trainer, trainer_user=other)
    assert actions.edit_class(actor=specialist, training_class=mine, facts=facts).trainer == "Vi Văn Phúc"


def test_the_home_page_leads_through_the_class(known: SupportPoint, specialist: User, giang: User) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    seat = enrol(specialist, one, "Nông Thị Hoa", known)
    assert told(giang, FIRST - DAY) == [(When.WEEK, "Lớp sắp dạy: in danh sách, xem người học")]
    assert told(giang, FIRST) == [(When.TODAY, "Lớp hôm nay: điểm danh")]
    assert told(giang) == [(When.LATE, f"Chưa điểm danh đủ ngày {FIRST:%d/%m/%Y}")]
    say: dict[str, Any] = {"actor": giang, "training_class": one, "shown": {seat.public_id}}
    actions.mark_day(**say, on=FIRST, present={seat.public_id})
    assert told(giang, FIRST) == [(When.TODAY, "1 người có mặt chưa có điểm trước khi học")]
    assert told(giang) == [(When.TODAY, "Lớp hôm nay: điểm danh")]
    actions.mark_day(**say, on=TODAY, present={seat.public_id})
    (scores,) = told(giang)
    assert scores == (When.TODAY, "1 người có mặt chưa có điểm kiểm tra: ghi rồi kết thúc lớp")
    for moment in ("pre", "post"):
        actions.set_scores(actor=giang, training_class=one, moment=moment, scores={seat.public_id: 70})
    assert told(giang) == [(When.TODAY, "Lớp đã đủ điểm danh: kết thúc lớp để cấp chứng nhận")]
    assert told(giang, TODAY + DAY) == [(When.LATE, "Lớp đã đủ điểm danh: kết thúc lớp để cấp chứng nhận")]
    actions.close_class(actor=giang, training_class=one)
    assert told(giang) == []


def test_who_was_away_needs_no_score(known: SupportPoint, specialist: User, giang: User) -> None:
    one = make_class(specialist, make_course(specialist), trainer_user=giang)
    attend(specialist, one, [], away=[enrol(specialist, one, "Nông Thị Hoa", known)])
    assert told(giang) == [(When.TODAY, "Lớp đã đủ điểm danh: kết thúc lớp để cấp chứng nhận")]


def test_a_class_of_residents_and_one_that_nobody_opened(specialist: User, giang: User) -> None:
    residents = make_class(specialist, make_course(specialist, audience="RESIDENT"), trainer_user=giang)
    assert told(giang) == [(When.TODAY, "Lớp cho người dân: ghi số người dự")]
    actions.count_residents(actor=giang, training_class=residents, women=9, men=4, children=None)
    assert told(giang) == [(When.TODAY, "Lớp đã đến ngày học mà chưa mở: mở lớp, hoặc báo cơ quan tổ chức hủy")]
    actions.hold_class(actor=giang, training_class=residents)
    assert told(giang) == [(When.TODAY, "Lớp đã học xong: kết thúc lớp")]
    actions.close_class(actor=giang, training_class=residents)
    empty = make_class(specialist, make_course(specialist), trainer_user=giang)
    assert told(giang) == [(When.TODAY, "Lớp hôm nay: điểm danh")]
    assert told(giang, TODAY + DAY)[0][1].startswith("Lớp đã đến ngày học mà chưa mở")
    actions.cancel_class(actor=specialist, training_class=empty, reason="Không ai đến")
    assert told(giang) == []


def test_many_classes_are_one_line_and_a_bounded_number_of_queries(
    known: SupportPoint, specialist: User, giang: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    course = make_course(specialist)
    client = signed_in(giang)
    for _class in range(3):
        enrol(specialist, make_class(specialist, course, trainer_user=giang), "Nông Thị Hoa", known)
    with frozen_queries("home trainer three classes"):
        page = client.get("/").content.decode()
    assert page.count(f"/diem-danh/?ngay={FIRST.isoformat()}") == 3
    for _class in range(9):
        enrol(specialist, make_class(specialist, course, trainer_user=giang), "Nông Thị Hoa", known)
    with frozen_queries("home trainer twelve classes"):
        page = client.get("/").content.decode()
    assert "12 lớp của bạn còn ngày chưa điểm danh" in page
    with frozen_queries("training:classes trainer"):
        assert client.get("/tap-huan/lop/").content.decode().count('data-label="Khóa"') == 12


def test_the_menu_and_lists_of_a_trainer_hold_what_they_can_use(giang: User, signed_in: SignIn) -> None:
    client = signed_in(giang)
    page = client.get("/tap-huan/lop/").content.decode()
    assert "Lớp của tôi" in page and "Lớp giao cho bạn dạy" in page and "Nhu cầu" not in page
    assert "Cơ quan tổ chức lớp chọn bạn làm giảng viên" in page
    assert client.get("/tap-huan/").headers["Location"] == "/tap-huan/lop/"
    assert client.get("/tap-huan/hoc-vien/").status_code == 200 == client.get("/tap-huan/khoa/").status_code
    assert client.get("/diem/").status_code == 403
    mine = client.get("/toi/").content.decode()
    assert "xem việc tập huấn: lớp, học viên, chứng nhận" in mine and "xem nhu cầu" not in mine
