"""Invented people in charge of a plan's points and their training (*minh họa*), for a demonstration home only.

The plan trains people in 2025 (Plan 207). Most points have somebody trained; a few learnt in the first class, whose
certificate has ended since; at a few the trained person has left; a few sent nobody. In autumn 2026 most of these
send somebody again.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from random import Random

from django.db import transaction

from diemsang.accounts.models import Office, User
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.operations.actions.illustration import write_facts
from diemsang.operations.models import Fact, OperatorAssignment, OperatorRole
from diemsang.plans.models import Plan
from diemsang.points.illustration import LEFT, LEFT_ON, MARK, SEED, named, require_demonstration, stories_of
from diemsang.points.models import SupportPoint
from diemsang.training.actions import (
    ClassFacts,
    CourseFacts,
    invite_points,
    make_class,
    make_course,
    mark_day,
    parse_questions,
    set_questions,
)
from diemsang.training.actions.illustration import Learner, give_class, write_class
from diemsang.training.models import Course, TrainingClass

NEVER = frozenset(range(60, 67))
"""Ranks of points that sent nobody."""
FIRST = frozenset(range(68, 76))
"""Ranks of points that learnt in the first class alone, whose certificate lasts a year."""
GONE = frozenset(range(77, 81))
"""Ranks of points whose trained person has left since."""
DAYS = (dt.date(2025, 5, 14), dt.date(2025, 6, 18), dt.date(2025, 8, 20), dt.date(2025, 10, 15))
AGAIN = dt.date(2026, 10, 7)
"""A class for the points that were still without anybody trained."""
STILL_NEVER, STILL_EXPIRED = {60, 61}, {68, 69}
"""Ranks of points that sent nobody to that class either."""
FAMILY = ("Nông", "Ma", "Hoàng", "Lý", "Bàn", "Triệu", "Hà", "Quan", "Chẩu", "Phùng", "Đặng", "Nguyễn")
MIDDLE = ("Văn", "Thị", "Đức", "Thanh", "Minh", "Thu")
GIVEN = ("Hòa", "Lan", "Sơn", "Hạnh", "Tuấn", "Mai", "Dũng", "Hương", "Khánh", "Nga", "Tùng", "Yến", "Thắng", "Liên")
QUESTIONS = """Mở điểm, việc đầu tiên là gì?
* Bật TV bằng nút nguồn rồi nhìn dòng báo mạng
Kéo loa ra sân
Gọi tỉnh

Mất mạng giữa buổi thì làm gì? [2]
Tắt hết, ra về
* Xem tiếp nội dung đã tải, ghi giờ mất mạng
Mượn điện thoại của bà con

Ai được vào xem ở điểm?
* Mọi người dân, không thu tiền
Chỉ người có giấy mời

Có người nhờ đăng nhập dịch vụ công bằng mật khẩu của họ thì làm gì? [2]
Làm thay cho nhanh
* Hướng dẫn họ tự làm, không cầm mật khẩu
"""


def teach(*, actor: Actor, plan_code: str, until: dt.date | None = None) -> None:
    """Write courses, classes and people up to ``until`` (today). Again, later: what was written once stays as it is.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    office = Office.objects.filter(duty="PROV_IT").order_by("pk").first()
    if office is None:
        return
    with transaction.atomic():
        courses = _courses(actor)
        points = SupportPoint.objects.in_bulk([story.point_id for story in stories_of(plan)])
        groups: list[list[Learner]] = [[] for _day in (*DAYS, AGAIN)]
        charges: list[Fact] = []
        for story in stories_of(plan):
            point = points[story.point_id]
            learner = _learner(plan, story.code, point, story.rank, last)
            charges.append(_in_charge(learner))
            second = _second(plan, story.code, point, story.rank, learner)
            if second is not None and last > AGAIN:
                role = OperatorRole.DEPUTY if learner.gone_on is None else OperatorRole.IN_CHARGE
                charges.append(_in_charge(second, role))
                groups[-1].append(second)
            if story.rank in NEVER or story.stages["installed"] > DAYS[0]:
                continue
            at = 0 if story.rank in FIRST else 1 + story.rank % 3
            groups[at].append(learner)
        write_facts(actor=actor, rows=charges)
        for at, (day, learners) in enumerate(zip((*DAYS, AGAIN), groups, strict=True)):
            if day + dt.timedelta(days=1) <= last and learners:
                one = _class(actor, courses[0 if at == 0 else 1], office, at, day, len(learners))
                write_class(actor=actor, training_class=one, learners=learners, source=f"danh sách học viên {MARK}")


def teach_now(*, actor: Actor, plan_code: str, trainer: str) -> None:
    """Give the class of autumn 2026 to the trainer of that user name, and open one that began yesterday and ends today,
    for the points that still have nobody trained: its first day is ticked, the second is not. Once made it stays.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan, person = Plan.objects.get(code=plan_code), User.objects.filter(username=trainer).first()
    office, today = Office.objects.filter(duty="PROV_IT").order_by("pk").first(), clock.today()
    if person is None or office is None:
        return
    give_class(public_id=named("training", "class", len(DAYS)), trainer=person)
    key = named("training", "class", "now")
    if TrainingClass.objects.filter(public_id=key).exists():
        return
    with transaction.atomic():
        facts = ClassFacts(
            place=f"Hội trường tầng 2 ({MARK})",
            starts_on=today - dt.timedelta(days=1),
            ends_on=today,
            capacity=30,
            office=office,
            starts_at=dt.time(8),
            trainer_user=person,
        )
        one = make_class(actor=actor, public_id=key, course=_courses(actor)[1], facts=facts)
        missing = [story.point_id for story in stories_of(plan) if story.rank in STILL_NEVER | STILL_EXPIRED]
        points = SupportPoint.objects.filter(pk__in=missing).order_by("code")
        invite_points(actor=actor, training_class=one, points=list(points))
        seats = list(one.enrolments.filter(trainee__isnull=False).order_by("pk"))
        shown = {seat.public_id for seat in seats}
        if shown:
            mark_day(actor=actor, training_class=one, on=one.starts_on, shown=shown, present=shown)


def _second(plan: Plan, code: str, point: SupportPoint, rank: int, first: Learner) -> Learner | None:
    """Who learns in autumn 2026: the successor of one who left, or a deputy where nobody is trained any more."""
    late = rank in (NEVER - STILL_NEVER) | (FIRST - STILL_EXPIRED)
    if not late and (first.gone_on is None or rank == LEFT):
        return None
    dice = Random(f"{SEED}:{code}:second")
    return Learner(
        public_id=named(plan.code, code, "second trainee"),
        name=f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)} ({MARK})",
        point=point,
        since=first.gone_on or AGAIN - dt.timedelta(days=dice.randint(10, 60)),
        pre=dice.randint(3, 6) * 10,
        post=dice.randint(7, 10) * 10,
    )


def _in_charge(learner: Learner, role: OperatorRole = OperatorRole.IN_CHARGE) -> OperatorAssignment:
    """The same person looks after the point, for as long as they are there."""
    return OperatorAssignment(
        public_id=uuid.uuid5(learner.public_id, "charge"),
        point=learner.point,
        role=role,
        name=learner.name,
        valid_from=learner.since,
        valid_to=learner.gone_on,
        source=f"phân công của xã {MARK}",
    )


def _courses(actor: Actor) -> tuple[Course, Course]:
    found = []
    for key, title, months, hours in (
        ("dau", f"Làm quen với điểm hỗ trợ ({MARK})", 12, Decimal(8)),
        ("van-hanh", f"Vận hành điểm hỗ trợ, hướng dẫn người dân ({MARK})", 36, Decimal(12)),
    ):
        public_id = named("training", "course", key)
        course = Course.objects.filter(public_id=public_id).first()
        if course is None:
            facts = CourseFacts(
                title=title,
                audience="OPERATOR",
                hours=hours,
                topics=["DIGITAL_SKILL", "PUBLIC_SERVICE", "SECURITY_ORDER"],
                pass_mark=60,
                validity_months=months,
                valid_from=dt.date(2025, 1, 1),
            )
            course = make_course(actor=actor, public_id=public_id, facts=facts)
            key_of_set = named("training", "questions", key)
            set_questions(actor=actor, public_id=key_of_set, course=course, questions=parse_questions(QUESTIONS))
        found.append(course)
    return found[0], found[1]


def _class(actor: Actor, course: Course, office: Office, at: int, day: dt.date, seats: int) -> TrainingClass:
    facts = ClassFacts(
        place=f"Phòng học số {at + 1} ({MARK})",
        starts_on=day,
        ends_on=day + dt.timedelta(days=1),
        capacity=max(40, seats),
        office=office,
        trainer=f"báo cáo viên {MARK}",
        starts_at=dt.time(8),
    )
    return make_class(actor=actor, public_id=named("training", "class", at), course=course, facts=facts)


def _learner(plan: Plan, code: str, point: SupportPoint, rank: int, last: dt.date) -> Learner:
    dice = Random(f"{SEED}:{code}:training")
    name = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)} ({MARK})"
    gone = dt.date(2026, 3, 1) + dt.timedelta(days=dice.randint(0, 200)) if rank in GONE else None
    gone = LEFT_ON + dt.timedelta(days=1) if rank == LEFT else gone
    return Learner(
        public_id=named(plan.code, code, "trainee"),
        name=name,
        point=point,
        since=dt.date(2025, 1, 1) - dt.timedelta(days=dice.randint(30, 400)),
        pre=dice.randint(3, 6) * 10,
        post=dice.randint(7, 10) * 10,
        gone_on=gone if gone and gone <= last else None,
    )
