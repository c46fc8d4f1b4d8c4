"""Coverage of points over time, with and without assignments; lists keep their number of queries."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from collections.abc import Callable
from typing import Any

from conftest import TuyenQuang
from django.test import Client
from openpyxl import load_workbook
from tests.query_counts import FrozenQueries

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.tasks import tasks_for
from diemsang.operations.models import OperatorAssignment
from diemsang.points.models import SupportPoint
from diemsang.training import actions
from diemsang.training.models import Certificate, Trainee, TraineePost
from diemsang.training.queries import visible_to
from diemsang.training.queries.coverage import EXPIRED, LEFT, NEVER, RANKS, TRAINED, trained_points, with_coverage
from diemsang.training.tests.conftest import TODAY, MakeUser, attend, enrol, finish, make_class, make_course

SignIn = Callable[[User], Client]


def state(point: SupportPoint, day: dt.date) -> str:
    """Also: the rank that lists are ordered by says the same."""
    found = trained_points(day, [point])[point.pk].state
    ranked = with_coverage(SupportPoint.objects.filter(pk=point.pk), day).get()
    assert ranked.training_rank == RANKS[found]
    return found


def assign(point: SupportPoint, name: str, start: dt.date) -> OperatorAssignment:
    """Somebody in charge of the point."""
    return OperatorAssignment.objects.create(
        public_id=uuid.uuid4(),
        point=point,
        role="IN_CHARGE",
        name=name,
        valid_from=start,
        source="QĐ phân công",
        recorded_at=clock.now(),
    )


def test_a_certificate_ends_and_a_person_leaves(known: SupportPoint, specialist: User) -> None:
    assert state(known, TODAY) == NEVER
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    assert state(known, TODAY) == TRAINED
    assert trained_points(TODAY, [known])[known.pk].expires == dt.date(2028, 3, 1)
    assert state(known, dt.date(2028, 3, 1)) == TRAINED
    assert state(known, dt.date(2028, 3, 2)) == EXPIRED
    with clock.fixed(TODAY + dt.timedelta(days=30)):
        left = clock.today()
        assert actions.end_post(actor=specialist, post=TraineePost.objects.get(), on=left), "nobody trained is left"
        assert state(known, left) == LEFT
        assert trained_points(left, [known])[known.pk].last_trained_left == left
        assert state(known, left - dt.timedelta(days=1)) == TRAINED


def test_the_end_of_an_assignment_ends_the_coverage(known: SupportPoint, specialist: User) -> None:
    assignment = assign(known, "Nông Thị Hoa", dt.date(2025, 1, 1))
    one = make_class(specialist, make_course(specialist))
    assert actions.invite_points(actor=specialist, training_class=one, points=[known]) == 1
    seat = one.enrolments.get()
    assert seat.trainee is not None and seat.trainee.name == "Nông Thị Hoa"
    assert TraineePost.objects.get().assignment == assignment
    finish(specialist, one, [seat])
    assert state(known, TODAY) == TRAINED
    end = TODAY + dt.timedelta(days=10)
    OperatorAssignment.objects.update(valid_to=end)
    assert state(known, end - dt.timedelta(days=1)) == TRAINED and state(known, end) == LEFT


def test_a_person_added_by_name_is_tied_to_the_assignment(known: SupportPoint, specialist: User) -> None:
    assignment = assign(known, "Nông Thị Hòa", dt.date(2025, 1, 1))
    one = make_class(specialist, make_course(specialist))
    enrol(specialist, one, "Nông Thị Hoà", known)
    assert TraineePost.objects.get().assignment == assignment
    assert actions.invite_points(actor=specialist, training_class=one, points=[known]) == 0
    assert Trainee.objects.count() == 1


def test_an_assignment_written_anew_keeps_the_trained_person(known: SupportPoint, specialist: User) -> None:
    first = assign(known, "Nông Thị Hoa", dt.date(2025, 1, 1))
    one = make_class(specialist, make_course(specialist))
    actions.invite_points(actor=specialist, training_class=one, points=[known])
    finish(specialist, one, [one.enrolments.get()])
    trainee = Trainee.objects.get()
    first.voided_at, first.void_reason = clock.now(), "ghi nhầm ngày"
    first.save()
    assert state(known, TODAY) != TRAINED
    second = assign(known, "Nông Thị Hoa", dt.date(2025, 2, 1))
    later = make_class(specialist, one.course)
    assert actions.invite_points(actor=specialist, training_class=later, points=[known]) == 0, "trained already"
    assert Trainee.objects.get() == trainee and state(known, TODAY) == TRAINED
    assert TraineePost.objects.get(voided_at=None).assignment == second
    second.valid_to = TODAY
    second.save()
    third = assign(known, "Nông Thị Hoa", TODAY)
    enrol(specialist, later, "Nông Thị Hoa", known)
    assert Trainee.objects.get() == trainee
    assert TraineePost.objects.get(voided_at=None, valid_to=None).assignment == third


def test_a_new_place_of_work_after_a_voided_assignment(known: SupportPoint, specialist: User) -> None:
    assignment = assign(known, "Nông Thị Hoa", dt.date(2025, 1, 1))
    one = make_class(specialist, make_course(specialist))
    actions.invite_points(actor=specialist, training_class=one, points=[known])
    assignment.voided_at, assignment.void_reason = clock.now(), "ghi nhầm điểm"
    assignment.save()
    post = actions.start_post(actor=specialist, public_id=uuid.uuid4(), trainee=Trainee.objects.get(), point=known)
    assert post.assignment is None
    assert TraineePost.objects.exclude(pk=post.pk).get().void_reason == "ghi nhầm điểm"


def test_a_withdrawn_certificate_ends_the_day_before(known: SupportPoint, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist))
    other = enrol(specialist, one, "Ma Văn Sơn", known)
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known), other])
    with clock.fixed(TODAY + dt.timedelta(days=10)):
        post = TraineePost.objects.get(trainee=other.trainee)
        assert not actions.end_post(actor=specialist, post=post, on=clock.today())
    with clock.fixed(TODAY + dt.timedelta(days=20)):
        row = Certificate.objects.exclude(enrolment=other).get()
        actions.withdraw_certificate(actor=specialist, certificate=row, reason="nhầm người")
        found = trained_points(clock.today(), [known])[known.pk]
    assert (found.state, found.expires) == (EXPIRED, TODAY + dt.timedelta(days=19))
    assert found.last_trained_left is None, "somebody trained was left when the other went"


def test_a_corrected_class_gives_the_certificate_again(known: SupportPoint, specialist: User) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    actions.withdraw_certificate(actor=specialist, certificate=Certificate.objects.get(), reason="ghi nhầm điểm")
    actions.reopen_class(actor=specialist, training_class=one, reason="sửa điểm")
    for _press in range(2):
        actions.close_class(actor=specialist, training_class=one)
    assert Certificate.objects.filter(withdrawn_on=None).count() == 1 and Certificate.objects.count() == 2


def test_lists_keep_their_queries(
    known: SupportPoint, specialist: User, signed_in: SignIn, frozen_queries: FrozenQueries
) -> None:
    one = make_class(specialist, make_course(specialist))
    points = list(SupportPoint.objects.order_by("code")[:40])
    seats = [
        enrol(specialist, one, f"Nông Thị Hoa {point.code[-2:]}".replace("0", "A").translate(LETTERS), point)
        for point in points[:12]
    ]
    finish(specialist, one, seats)
    held = make_class(specialist, one.course)
    again = [enrol(specialist, held, seat.trainee.name, seat.point) for seat in seats if seat.trainee]
    attend(specialist, held, again)
    planned = make_class(specialist, one.course, starts_on=TODAY, ends_on=TODAY)
    actions.invite_points(actor=specialist, training_class=planned, points=points[20:40])
    client = signed_in(specialist)
    for name, address in (
        ("training:list", "/tap-huan/"),
        ("training:classes", "/tap-huan/lop/"),
        ("training:class", f"/tap-huan/lop/{one.public_id}/"),
        ("training:invite", f"/tap-huan/lop/{planned.public_id}/moi/"),
        ("training:attendance", f"/tap-huan/lop/{held.public_id}/diem-danh/"),
        ("training:trainees", "/tap-huan/hoc-vien/"),
        ("training:courses", "/tap-huan/khoa/"),
    ):
        client.get(address)
        with frozen_queries(name):
            assert client.get(address).status_code == 200
    with frozen_queries("training:trained_points"):
        found = trained_points(TODAY, points)
    assert sum(row.trained for row in found.values()) == 12
    assert found[points[25].pk].classes_planned == 1


LETTERS = str.maketrans("123456789", "BCDEGHKLM")


def test_the_list_shows_needs_first_and_is_exported_as_shown(
    known: SupportPoint, specialist: User, officer: User, signed_in: SignIn
) -> None:
    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    answer = signed_in(specialist).get("/tap-huan/?xuat=xlsx&cot=ma,tap-huan,han")
    lines = [row for row in load_workbook(io.BytesIO(answer.content)).active.values if str(row[0]).startswith("TQ-")]
    assert len(lines) == 93 and lines[-1][0] == "TQ-0092" and lines[-1][1] == "có người được tập huấn"
    for query, count in {
        "tap-huan=co": "1–1 trong 1",
        "tap-huan=chua": "1–50 trong 92",
        "tap-huan=chua-co": "1–50 trong 92",
        "tap-huan=het-han": "Không có điểm nào khớp",
        "tap-huan=bay-ba": "1–50 trong 93",
    }.items():
        assert count in signed_in(specialist).get(f"/tap-huan/?{query}").content.decode(), query
    mine = signed_in(officer).get("/tap-huan/").content.decode()
    assert "TQ-0092" in mine and "TQ-0001" not in mine


def test_the_command_says_no_name(known: SupportPoint, specialist: User) -> None:
    from click.testing import CliRunner

    from diemsang.config.cli.training import training

    one = make_class(specialist, make_course(specialist))
    finish(specialist, one, [enrol(specialist, one, "Nông Thị Hoa", known)])
    answer = CliRunner().invoke(training, ["coverage", "--json", "--on", "2026-03-02"])
    rows = {row["point"]: row for row in json.loads(answer.output)}
    assert len(rows) == 93 and rows["TQ-0092"]["trained"] and rows["TQ-0092"]["expires"] == "2028-03-01"
    assert rows["TQ-0001"] == {**rows["TQ-0001"], "trained": False, "expires": None, "last_trained_left": None}
    assert "Nông Thị Hoa" not in answer.output
    assert "1 trong 93 điểm" in CliRunner().invoke(training, ["coverage"]).output


def test_a_demonstration_has_covered_expired_and_missing_points(plan: object, settings: Any) -> None:
    from diemsang.training.illustration import teach

    settings.ILLUSTRATION = True
    with clock.fixed(dt.date(2026, 11, 28)):
        for _run in range(2):
            teach(actor=SYSTEM, plan_code="KH-207-2023")
        found = list(trained_points(clock.today(), SupportPoint.objects.all()).values())
    counts = {name: sum(row.state == name for row in found) for name in RANKS}
    assert counts == {NEVER: 2, LEFT: 1, EXPIRED: 2, TRAINED: 88}
    assert all("minh họa" in name for name in Trainee.objects.values_list("name", flat=True))


def test_a_demonstration_s_trainer_holds_a_class_today(
    plan: object, settings: Any, make_user: MakeUser, tuyen_quang: TuyenQuang
) -> None:
    from diemsang.training.illustration import teach, teach_now

    settings.ILLUSTRATION = True
    giang = make_user("giang", role="TRAINER", area=tuyen_quang.now("08"), full_name="Lê Thu Giang")
    with clock.fixed(dt.date(2026, 11, 28)):
        teach(actor=SYSTEM, plan_code="KH-207-2023")
        for _run in range(2):
            teach_now(actor=SYSTEM, plan_code="KH-207-2023", trainer="giang")
        mine = list(visible_to(giang).order_by("starts_on"))
        (task,) = [task for group in tasks_for(giang, clock.today()) for task in group.tasks]
    assert [row.state for row in mine] == ["closed", "held"] and mine[1].ends_on == dt.date(2026, 11, 28)
    assert mine[1].enrolments.count() == 4 and task.what == "Lớp hôm nay: điểm danh"
