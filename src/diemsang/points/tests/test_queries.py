"""Who sees which point, and who finds it how."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from conftest import TuyenQuang
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diemsang.accounts.models import User
from diemsang.areas.actions import answer_split
from diemsang.areas.models import Lineage
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.plans.models import Plan
from diemsang.points import actions
from diemsang.points.hooks import area_card, split_subjects
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, point_rows, search, visible_to
from diemsang.points.queries.rows import at_stage, in_area, lacking, matching, placed_at, with_order, working

MakeUser = Callable[..., User]


def codes(points: object) -> list[str]:
    return sorted(point.code for point in points)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("role", "code", "count"),
    [
        ("PROV_IT", "08", 93),
        ("PROV_LEAD", "08", 93),
        ("COMMUNE", "02221", 3),  # xã Nà Hang: thị trấn Na Hang, Năng Khả, Thanh Tương
        ("COMMUNE", "02248", 2),
        ("COMMUNE", "02200", 0),
    ],
)
def test_scope(tuyen_quang: TuyenQuang, make_user: MakeUser, role: str, code: str, count: int) -> None:
    area = tuyen_quang.now(code) if code != "02200" else tuyen_quang.then(code)
    assert visible_to(make_user("an", role=role, area=area)).count() == count


def test_an_old_grant_covers_only_what_came_from_it(tuyen_quang: TuyenQuang, make_user: MakeUser) -> None:
    former = make_user("an", role="COMMUNE", area=tuyen_quang.then("02281"))
    assert codes(visible_to(former)) == ["TQ-0092"]
    assert visible_to(make_user("binh")).count() == 0
    assert visible_to(make_user("chi", role="COMMUNE", area=tuyen_quang.then("075"))).count() == 24


def test_a_divided_unit_needs_an_answer(unknown: SupportPoint, tuyen_quang: TuyenQuang, make_user: MakeUser) -> None:
    link = Lineage.objects.filter(whole=False, on=dt.date(2025, 7, 1)).first()
    assert link is not None
    actions.record_place(actor=SYSTEM, point=unknown, area=link.origin, source="BB", reason="đã rõ")
    officer = make_user("an", role="COMMUNE", area=link.target)
    assert not visible_to(officer).exists() and not may(officer, "points.edit", unknown)
    row = point_rows([unknown], clock.today())[0]
    assert row.spot is not None and row.spot.today is None and len(row.spot.maybe) == 2
    assert [subject.key for subject in split_subjects({link.origin_id})] == ["point:TQ-0001"]
    answer_split(
        actor=SYSTEM,
        origin_id=link.origin_id,
        subject_key="point:TQ-0001",
        subject="TQ-0001",
        target_id=link.target_id,
    )
    assert codes(visible_to(officer)) == ["TQ-0001"]
    assert may(officer, "points.edit", unknown)
    row = point_rows([unknown], clock.today())[0]
    assert row.spot is not None and row.spot.today is not None and row.spot.today.id == link.target_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tq-0092", ["TQ-0092"]),
        ("nang kha", ["TQ-0092"]),
        ("Năng Khả", ["TQ-0092"]),
        ("Nawng Khar", ["TQ-0092"]),
        ("số 3 Yên Sơn", ["TQ-0050"]),
        ("thôn bản chợ", ["TQ-0092"]),
        ("xã Nà Hang", ["TQ-0082", "TQ-0092", "TQ-0093"]),
        ("không đâu cả", []),
    ],
)
def test_finding(known: SupportPoint, tuyen_quang: TuyenQuang, text: str, expected: list[str]) -> None:
    actions.record_place(
        actor=SYSTEM,
        point=known,
        area=tuyen_quang.then("02281"),
        village="Thôn Bản Chợ",
        source="BB",
        reason="thêm thôn",
    )
    assert codes(search(SYSTEM, text, 20)) == expected


def test_an_abolished_district_finds_its_points(plan: Plan) -> None:
    found = codes(search(SYSTEM, "huyen na hang", 50))
    assert found == [f"TQ-00{number}" for number in range(82, 94)]


def test_where_a_point_lies_today(plan: Plan) -> None:
    rows = {row.code: row for row in point_rows(list(SupportPoint.objects.all()), clock.today())}
    assert rows["TQ-0092"].place == "Xã Năng Khả, nay là Xã Nà Hang"
    assert rows["TQ-0085"].place == "Xã Thượng Nông (xã mới cùng tên)"
    assert rows["TQ-0001"].place == "Huyện Sơn Dương, điểm số 1 (chưa rõ xã)"
    assert rows["TQ-0001"].lacks == ("not_surveyed", "place_unknown")


def test_filters(plan: Plan, known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    today = clock.today()
    for number, kind in enumerate(("surveyed", "approved", "delivered", "installed", "accepted"), 1):
        actions.record_milestone(
            actor=SYSTEM, point=known, item="point", kind=kind, on=dt.date(2023, 10, number), source=f"thu:{kind}"
        )
    points = with_order(SupportPoint.objects.all(), today)
    assert codes(at_stage(points, "accepted", today)) == ["TQ-0092"]
    assert codes(lacking(points, "not_working", today)) == ["TQ-0092"]
    assert lacking(points, "not_surveyed", today).count() == 92
    assert placed_at(points, today, known=True).count() == 22
    assert lacking(points, "place_unknown", today).count() == 71
    actions.record_activity(point=known, day=today - dt.timedelta(days=13), source="thu:log")
    assert codes(working(points, today, yes=True)) == ["TQ-0092"]
    assert codes(at_stage(points, "working", today)) == ["TQ-0092"]
    assert not working(points, today + dt.timedelta(days=1), yes=True).exists()
    actions.suspend(actor=SYSTEM, point=known, from_date=today, reason="mái dột")
    assert not at_stage(points, "working", today).exists()
    assert codes(lacking(points, "suspended", today)) == ["TQ-0092"]
    assert not lacking(points, "not_working", today).exists()
    assert point_rows([known], today)[0].lacks == ("suspended",)
    fresh = dt.date(2023, 10, 18)
    assert not lacking(with_order(SupportPoint.objects.all(), fresh), "not_working", fresh).exists()
    assert point_rows([known], fresh)[0].lacks == ()
    assert in_area(points, tuyen_quang.then("075"), today).count() == 24
    assert in_area(points, tuyen_quang.now("02221"), today).count() == 3
    assert in_area(points, tuyen_quang.now("08"), today).count() == 93
    assert matching(SYSTEM, points, " ").count() == 93


def test_rows_ask_the_same_number_of_questions(plan: Plan) -> None:
    def ask(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(point_rows(list(SupportPoint.objects.all()[:count]), clock.today())) == count
        return len(captured)

    assert ask(2) == ask(93)


def test_the_card_of_a_unit_shows_only_what_its_reader_may_see(
    tuyen_quang: TuyenQuang, plan: Plan, make_user: MakeUser
) -> None:
    officer = make_user("an", role="COMMUNE", area=tuyen_quang.now("02248"))
    card = area_card(officer, tuyen_quang.now("02248"), clock.today())
    assert card is not None and card.count == 2
    other = area_card(officer, tuyen_quang.now("02221"), clock.today())
    assert other is not None and other.count == 0
    assert area_card(make_user("binh"), tuyen_quang.now("02221"), clock.today()) is None
