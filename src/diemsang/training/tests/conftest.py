"""Plan 207 in Tuyên Quang on 02/03/2026, its people, and short ways to hold a class."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from conftest import TuyenQuang

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import Office, User
from diemsang.core.actor import SYSTEM
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint
from diemsang.points.tests.conftest import TODAY, known, plan, tuyen_quang, unknown
from diemsang.training import actions
from diemsang.training.models import Course, Enrolment, TrainingClass
from diemsang.training.views.public import ANSWER, VERIFY

MakeUser = Callable[..., User]
FIRST = TODAY - dt.timedelta(days=1)
NA_HANG, LAM_BINH = "02221", "02266"


@pytest.fixture(autouse=True)
def limits() -> None:
    """Each test begins with asks to spare."""
    VERIFY.forget()
    ANSWER.forget()


@pytest.fixture
def officer(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of xã Nà Hang, over the data of Plan 207."""
    office = ensure_committee(actor=SYSTEM, area=tuyen_quang.now(NA_HANG), duty="COMMUNE")
    return make_user("huong", role="COMMUNE", area=tuyen_quang.now(NA_HANG), full_name="Ma Thị Hường", office=office)


@pytest.fixture
def elsewhere(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Officer of xã Lâm Bình."""
    office = ensure_committee(actor=SYSTEM, area=tuyen_quang.now(LAM_BINH), duty="COMMUNE")
    return make_user("ha", role="COMMUNE", area=tuyen_quang.now(LAM_BINH), full_name="Nông Văn Hà", office=office)


@pytest.fixture
def specialist(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Specialist of the province."""
    office = Office.objects.get(code="tq-khcn")
    return make_user("lan", role="PROV_IT", area=tuyen_quang.now("08"), full_name="Hoàng Thị Lan", office=office)


@pytest.fixture
def leader(plan: Plan, tuyen_quang: TuyenQuang, make_user: MakeUser) -> User:
    """Reads, never writes."""
    return make_user("minh", role="PROV_LEAD", area=tuyen_quang.now("08"), full_name="Nguyễn Văn Minh")


def course_facts(**given: Any) -> actions.CourseFacts:
    """A course for operators with a check, valid for two years."""
    return actions.CourseFacts(
        **{
            "title": "Vận hành điểm hỗ trợ",
            "audience": "OPERATOR",
            "hours": Decimal(8),
            "topics": ["DIGITAL_SKILL"],
            "pass_mark": 60,
            "validity_months": 24,
            **given,
        }
    )


def make_course(actor: User, **given: Any) -> Course:
    """Such a course."""
    return actions.make_course(actor=actor, public_id=uuid.uuid4(), facts=course_facts(**given))


def class_facts(office: Office, **given: Any) -> actions.ClassFacts:
    """Two days, today the second."""
    return actions.ClassFacts(
        **{
            "place": "Hội trường Sở",
            "starts_on": FIRST,
            "ends_on": TODAY,
            "capacity": 30,
            "office": office,
            "trainer": "Báo cáo viên (minh họa)",
            **given,
        }
    )


def make_class(actor: User, course: Course, **given: Any) -> TrainingClass:
    """Such a class of the actor's office."""
    assert actor.office is not None
    facts = class_facts(given.pop("office", actor.office), **given)
    return actions.make_class(actor=actor, public_id=uuid.uuid4(), course=course, facts=facts)


def enrol(actor: User, one: TrainingClass, name: str, point: SupportPoint | None, **given: Any) -> Enrolment:
    """A person on the list."""
    facts = actions.PersonFacts(name=name, point=point, **given)
    return actions.enrol_person(actor=actor, public_id=uuid.uuid4(), training_class=one, facts=facts)


def attend(actor: User, one: TrainingClass, here: Sequence[Enrolment], away: Sequence[Enrolment] = ()) -> None:
    """Every day of the class."""
    shown = {seat.public_id for seat in [*here, *away]}
    for day in one.days:
        actions.mark_day(
            actor=actor,
            training_class=one,
            on=day,
            shown=shown,
            present={seat.public_id for seat in here},
            nobody=not here,
        )


def finish(actor: User, one: TrainingClass, here: Sequence[Enrolment], score: int = 80) -> None:
    """Attended, scored, closed."""
    attend(actor, one, here)
    scores: dict[uuid.UUID, int | None] = {seat.public_id: score for seat in here}
    actions.set_scores(actor=actor, training_class=one, moment="post", scores=scores)
    actions.close_class(actor=actor, training_class=one)


QUESTIONS = """Bật TV bằng nút nào?
* Nút nguồn
Nút loa

Khi mất điện thì làm gì? [2]
Rút dây
* Chờ có điện rồi bật lại

Ai được xem ở điểm?
* Mọi người
Chỉ cán bộ
"""

__all__ = ["FIRST", "QUESTIONS", "TODAY", "known", "plan", "tuyen_quang", "unknown"]
