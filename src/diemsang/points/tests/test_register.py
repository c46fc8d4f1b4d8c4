"""The register: lists, places, histories."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import User
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.plans.models import Plan
from diemsang.plans.queries import latest_version
from diemsang.plans.registry import PointRow
from diemsang.points import actions
from diemsang.points.models import Milestone, PlanPoint, PointPlace, SupportPoint
from diemsang.points.queries.scope import require_on

MakeUser = Callable[..., User]


def place_of(point: SupportPoint) -> PointPlace:
    return PointPlace.objects.get(point=point, voided_at=None, valid_to=None)


def put(point: SupportPoint, area: Any, **more: Any) -> PointPlace:
    given = {"source": "Biên bản 12/BB-UBND", "reason": "đã đối chiếu phụ lục", **more}
    return actions.record_place(actor=SYSTEM, point=point, area=area, **given)


def rows_of(plan: Plan) -> list[PointRow]:
    version = latest_version(plan)
    assert version is not None
    carriers = dict(PlanPoint.objects.values_list("point__code", "target_area_id"))
    periods = dict(PlanPoint.objects.values_list("point__code", "period_id"))
    return [
        PointRow(e.code, e.area_id, carriers[e.code], periods[e.code], e.slot, e.eligibility, e.note)
        for e in version.entries.all()
    ]


def load(plan: Plan, rows: list[PointRow]) -> Any:
    version = latest_version(plan)
    assert version is not None
    return actions.load_listed_points(actor=SYSTEM, plan=plan, version=version, rows=rows)


def test_the_list_of_plan_207_becomes_points(plan: Plan, known: SupportPoint, unknown: SupportPoint) -> None:
    assert SupportPoint.objects.count() == 93
    assert PointPlace.objects.filter(area__level="COMMUNE", slot=None).count() == 22
    assert PointPlace.objects.filter(area__level="DISTRICT", slot__isnull=False).count() == 71
    assert Milestone.objects.filter(kind="listed", source=f"listing:{plan.code}:TQ-0092").count() == 1
    assert place_of(unknown).slot == 1
    # What nobody has said stays unsaid.
    assert known.eligibilities.get().basis == ""
    assert not known.custodies.exists()
    assert place_of(known).valid_from is None
    assert known.funders.get().valid_to == dt.date(2026, 1, 1)


def test_the_same_list_again_changes_nothing(plan: Plan) -> None:
    entries = Entry.objects.count()
    assert (load(plan, rows_of(plan)).unchanged, Entry.objects.count()) == (93, entries)


def test_a_new_version_corrects_places_and_lets_points_leave(plan: Plan, tuyen_quang: TuyenQuang) -> None:
    rows = rows_of(plan)
    rows[0] = replace(rows[0], area_id=tuyen_quang.then("02536").pk, slot=None)
    counts = load(plan, rows[:-1])
    assert (counts.created, counts.updated, counts.unchanged) == (0, 2, 91)
    moved = SupportPoint.objects.get(code="TQ-0001")
    assert place_of(moved).area == tuyen_quang.then("02536")
    assert moved.places.get(voided_at__isnull=False).void_reason
    gone = PlanPoint.objects.get(point__code="TQ-0093")
    assert gone.left_on == dt.date(2023, 9, 5)
    assert load(plan, rows).updated == 1
    gone.refresh_from_db()
    assert gone.left_on is None


def test_a_place_recorded_by_people_survives_a_new_version(plan: Plan, tuyen_quang: TuyenQuang) -> None:
    point = SupportPoint.objects.get(code="TQ-0001")
    put(point, tuyen_quang.then("02281"))
    rows = rows_of(plan)
    rows[0] = replace(rows[0], slot=99)
    load(plan, rows)
    assert place_of(point).area == tuyen_quang.then("02281")


def test_a_code_of_another_plan_is_refused(plan: Plan) -> None:
    actions.register_point(actor=SYSTEM, code="tq-0094", area=plan.area, source="thử")
    with pytest.raises(Refused, match="TQ-0094"):
        load(plan, [*rows_of(plan), replace(rows_of(plan)[0], code="TQ-0094")])


def test_learning_the_commune_is_a_correction(unknown: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    before = place_of(unknown)
    place = put(unknown, tuyen_quang.then("02536"), village="Thôn Đồng Quang")
    before.refresh_from_db()
    assert (place.valid_from, before.void_reason) == (None, "đã đối chiếu phụ lục")
    assert place.search_key == "thon dong quang"
    assert Entry.objects.filter(action="points.correct_place", subject_key="TQ-0001").exists()
    back = actions.void_place(actor=SYSTEM, place=place, reason="nhầm điểm")
    assert (back.area_id, back.slot, back.voided_at) == (before.area_id, 1, None)
    assert unknown.places.count() == 3


def test_a_move_closes_the_place_before_and_voiding_reopens_it(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    day = dt.date(2025, 9, 1)
    place = put(known, tuyen_quang.now("02221"), from_date=day)
    first = known.places.order_by("id").first()
    assert first is not None and first.valid_to == day and place.valid_from == day
    assert PointPlace.objects.on(day - dt.timedelta(days=1)).get(point=known, voided_at=None) == first
    actions.void_place(actor=SYSTEM, place=place, reason="chưa chuyển")
    assert place_of(known) == first


def test_every_problem_of_a_place_is_told_at_once(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    with pytest.raises(Refused) as caught:
        put(known, tuyen_quang.now("02221"), source="", from_date=dt.date(2025, 1, 1), lat=105.3, lon=22.3)
    told = str(caught.value)
    assert len(caught.value.problems) == 3
    assert "đổi chỗ" in told and "không tồn tại ngày 01/01/2025" in told and "Nguồn" in told


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": ""}, "Lý do"),
        ({"from_date": dt.date(2027, 1, 1)}, "tương lai"),
        ({"lat": 21.8}, "một nửa"),
        ({"lat": 48.8, "lon": 2.3}, "ngoài Việt Nam"),
        ({"host_building": "CASTLE"}, "danh mục"),
    ],
)
def test_what_a_place_must_not_be(
    known: SupportPoint, tuyen_quang: TuyenQuang, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        put(known, tuyen_quang.now("02221"), **more)
    assert known.places.count() == 1


def test_islands_are_inside_vietnam(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    assert put(known, tuyen_quang.then("02281"), lat=8.64, lon=111.92).lat == 8.64


def test_the_same_place_twice_and_the_first_place_void_are_refused(
    known: SupportPoint, tuyen_quang: TuyenQuang
) -> None:
    with pytest.raises(Refused, match="giống hệt"):
        put(known, tuyen_quang.then("02281"))
    with pytest.raises(Refused, match="đầu tiên"):
        actions.void_place(actor=SYSTEM, place=place_of(known), reason="thử")


def test_custody_follows_in_time(known: SupportPoint, tuyen_quang: TuyenQuang) -> None:
    offices = [ensure_committee(actor=SYSTEM, area=tuyen_quang.now(code), duty="") for code in ("02221", "02248")]
    for office, day in zip(offices, (dt.date(2025, 7, 1), dt.date(2025, 9, 1)), strict=True):
        actions.record_custody(actor=SYSTEM, point=known, office=office, source="BB", from_date=day)
    first, second = known.custodies.order_by("valid_from")
    assert (first.valid_to, second.valid_to) == (dt.date(2025, 9, 1), None)
    with pytest.raises(Refused, match="gần nhất"):
        actions.record_custody(actor=SYSTEM, point=known, holder="ông A", source="BB", from_date=dt.date(2025, 8, 1))
    with pytest.raises(Refused, match="Bên giữ"):
        actions.record_custody(actor=SYSTEM, point=known, source="BB", from_date=dt.date(2026, 1, 1))


def test_funder_and_eligibility(known: SupportPoint) -> None:
    day = dt.date(2026, 1, 1)
    actions.record_funder(actor=SYSTEM, point=known, fund_source="Ngân sách xã", source="QĐ 1", from_date=day)
    actions.record_eligibility(actor=SYSTEM, point=known, basis="REGION_III", source="QĐ 2", from_date=day)
    assert known.funders.filter(valid_to=None).get().fund_source == "Ngân sách xã"
    assert known.eligibilities.order_by("valid_from").first().valid_to == day  # type: ignore[union-attr]
    with pytest.raises(Refused, match="danh mục"):
        actions.record_eligibility(actor=SYSTEM, point=known, basis="X", source="QĐ 2", from_date=day)


def test_suspension(known: SupportPoint) -> None:
    actions.suspend(actor=SYSTEM, point=known, from_date=dt.date(2026, 2, 1), reason="mất điện")
    with pytest.raises(Refused, match="đang tạm dừng"):
        actions.suspend(actor=SYSTEM, point=known, from_date=dt.date(2026, 2, 3), reason="mất điện")
    row = actions.resume(actor=SYSTEM, point=known, on=dt.date(2026, 2, 10))
    assert row.valid_to == dt.date(2026, 2, 10)
    with pytest.raises(Refused, match="không tạm dừng"):
        actions.resume(actor=SYSTEM, point=known, on=dt.date(2026, 2, 11))


def test_papers_of_a_point(known: SupportPoint, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    stream = io.BytesIO(b"%PDF-1.7\n%%EOF\n")
    file = actions.attach_file(actor=SYSTEM, point=known, stream=stream, file_name="bb.pdf", title="Biên bản")
    actions.remove_file(actor=SYSTEM, file=file, reason="nhầm điểm")
    file.refresh_from_db()
    assert file.voided_at is not None


def test_milestones_once_and_void(known: SupportPoint) -> None:
    def record(on: dt.date = dt.date(2024, 1, 5)) -> Milestone:
        return actions.record_milestone(actor=SYSTEM, point=known, item="point", kind="accepted", on=on, source="thu:1")

    first = record()
    assert record() == first
    with pytest.raises(Refused, match="nguồn này đã ghi"):
        record(dt.date(2024, 1, 6))
    actions.void_milestone(actor=SYSTEM, milestone=first, reason="biên bản sai ngày")
    assert record(dt.date(2024, 1, 6)) != first
    with pytest.raises(Refused, match="tương lai"):
        record(clock.today() + dt.timedelta(days=1))


def test_activity_once(known: SupportPoint) -> None:
    day = dt.date(2026, 3, 1)
    first = actions.record_activity(point=known, day=day, source="thu:1")
    assert actions.record_activity(point=known, day=day, source="thu:1") == first


def test_only_who_holds_the_right_writes(
    known: SupportPoint, unknown: SupportPoint, tuyen_quang: TuyenQuang, make_user: MakeUser
) -> None:
    officer = make_user("huong-2", role="COMMUNE", area=tuyen_quang.now("02221"))
    leader = make_user("minh-2", role="PROV_LEAD", area=tuyen_quang.now("08"))
    require_on(officer, "points.edit", known)
    with pytest.raises(Http404):
        require_on(officer, "points.edit", unknown)
    with pytest.raises(PermissionDenied):
        require_on(leader, "points.edit", known)
    with pytest.raises(PermissionDenied):  # not into somebody else's commune
        actions.record_place(
            actor=officer, point=known, area=tuyen_quang.now("02248"), source="BB", from_date=dt.date(2025, 9, 1)
        )
    assert actions.record_place(
        actor=officer, point=known, area=tuyen_quang.now("02221"), source="BB", from_date=dt.date(2025, 9, 1)
    )
