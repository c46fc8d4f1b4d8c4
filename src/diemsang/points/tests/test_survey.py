"""Surveys: verdicts, the milestone they give, correction, waiver, and what stands in the way of approval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import record_decision
from diemsang.documents.models import Decision
from diemsang.plans.models import Plan
from diemsang.points import actions
from diemsang.points.actions import approve_list, record_survey, replace_survey, void_survey, waive_condition
from diemsang.points.actions.approval import preview_approval
from diemsang.points.checklists import checklist_for, checklists, varieties
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import Milestone, SiteSurvey, SupportPoint, SurveyCandidate
from diemsang.points.surveys import EquipmentWish
from diemsang.points.tests.survey_support import CODES, DAY, survey, wish

LATER = dt.date(2026, 2, 25)
MakeUser = Callable[..., User]


@pytest.fixture
def paper(plan: Plan) -> Decision:
    return record_decision(
        actor=SYSTEM, number="12/QĐ-UBND", on=dt.date(2026, 2, 24), title="Miễn điều kiện (minh họa)"
    )


def surveyed(point: SupportPoint) -> list[tuple[dt.date, dt.date | None]]:
    rows = Milestone.objects.filter(point=point, kind="surveyed", voided_at=None).order_by("on")
    return list(rows.values_list("on", "ends_on"))


def problems(refused: pytest.ExceptionInfo[Refused]) -> str:
    return str(refused.value)


def test_four_conditions_passed_are_a_milestone_of_the_day_of_the_visit(known: SupportPoint) -> None:
    made = survey(known)
    assert (made.result, made.passed_on, made.checklist) == ("passed", DAY, "1719-2021-2025/1")
    assert surveyed(known) == [(DAY, None)]
    assert Milestone.objects.get(kind="surveyed").source == f"survey:{made.public_id}"
    assert rebuild_differences() == []
    told = story_of("point", known.code, limit=3)
    assert any(line.sentence == f"ghi khảo sát điểm {known.code} ngày 20/02/2026: đạt" for line in told)


@pytest.mark.parametrize(
    ("verdict", "result"), [("fail", "failed"), ("unknown", "open")], ids=["one fails", "one is unknown"]
)
def test_a_condition_that_does_not_pass_gives_no_milestone(known: SupportPoint, verdict: str, result: str) -> None:
    assert survey(known, POWER=verdict, notes="mất điện tối").result == result
    assert surveyed(known) == []
    assert rebuild_differences() == []


def test_everything_wrong_is_said_at_once_and_nothing_is_written(known: SupportPoint) -> None:
    bad = wish(
        dt.date(2026, 3, 3),
        SAFETY="fail",
        POWER="",
        surveyors=" ",
        signal={"viettel": "SUPER"},
        room_area=-3.0,
        seats=90_000,
        varieties=["xx-khong-co"],
        equipment=[EquipmentWish(name="", quantity=2)],
        candidates=[("", "trưởng thôn")],
    )
    with pytest.raises(Refused) as refused:
        record_survey(actor=SYSTEM, public_id=uuid.uuid4(), point=known, wish=bad)
    said = problems(refused)
    for words in (
        "Ngày khảo sát: ở tương lai",
        "Có nguồn điện ổn định: chưa chọn kết luận",
        "không đạt mà chưa ghi vì sao",
        "Người khảo sát: còn trống",
        "Sóng di động",
        "Diện tích phòng",
        "Số chỗ ngồi",
        "“xx-khong-co” không có trong danh mục",
        "Thiết bị đã có, dòng 1: chưa ghi tên",
        "có chức danh mà chưa có tên",
    ):
        assert words in said, words
    assert not SiteSurvey.objects.exists()


def test_a_repeated_press_returns_the_survey_that_stands(known: SupportPoint) -> None:
    key = uuid.uuid4()
    first = record_survey(actor=SYSTEM, public_id=key, point=known, wish=wish())
    assert record_survey(actor=SYSTEM, public_id=key, point=known, wish=wish(POWER="unknown")).pk == first.pk
    assert (SiteSurvey.objects.count(), Milestone.objects.filter(kind="surveyed").count()) == (1, 1)


def test_two_people_recording_the_same_visit_the_second_is_told_who_was_first(
    known: SupportPoint, tuyen_quang: TuyenQuang, make_user: MakeUser
) -> None:
    huong = make_user("huong-2", role="COMMUNE", area=tuyen_quang.now("02221"), full_name="Ma Thị Hường")
    survey(known, actor=huong)
    with pytest.raises(Refused, match=r"20/02/2026 do Ma Thị Hường ghi"):
        survey(known)
    survey(known, LATER)
    assert SiteSurvey.objects.count() == 2


def test_a_survey_is_replaced_never_edited(known: SupportPoint) -> None:
    old = survey(known, candidates=[("Nông Văn Bình", "trưởng thôn")])
    with pytest.raises(Refused, match="Lý do: còn trống"):
        replace_survey(actor=SYSTEM, survey=old, public_id=uuid.uuid4(), wish=wish(), reason=" ")
    key = uuid.uuid4()
    new = replace_survey(actor=SYSTEM, survey=old, public_id=key, wish=wish(LATER), reason="ghi nhầm ngày")
    again = replace_survey(actor=SYSTEM, survey=old, public_id=key, wish=wish(LATER), reason="ghi nhầm ngày")
    old.refresh_from_db()
    assert (again.pk, new.replaces_id, old.void_reason, surveyed(known)) == (
        new.pk,
        old.pk,
        "ghi nhầm ngày",
        [(LATER, None)],
    )
    assert not SurveyCandidate.objects.exists()
    assert rebuild_differences() == []
    with pytest.raises(actions.StaleSurvey, match="đã được hủy hoặc thay"):
        replace_survey(actor=SYSTEM, survey=old, public_id=uuid.uuid4(), wish=wish(), reason="chậm tay")
    told = [line.sentence for line in story_of("point", known.code, limit=9)]
    assert f"thay phiếu khảo sát điểm {known.code} ngày 20/02/2026 bằng phiếu ngày 25/02/2026: đạt" in told


def test_a_void_survey_takes_its_milestone_along(known: SupportPoint) -> None:
    made = survey(known)
    with pytest.raises(Refused, match="Lý do"):
        void_survey(actor=SYSTEM, survey=made, reason="")
    void_survey(actor=SYSTEM, survey=made, reason="khảo sát nhầm nhà")
    void_survey(actor=SYSTEM, survey=made, reason="lần nữa")
    assert (surveyed(known), rebuild_differences()) == ([], [])
    assert Milestone.objects.get(kind="surveyed").void_reason == "khảo sát nhầm nhà"
    assert f"hủy phiếu khảo sát điểm {known.code} ngày 20/02/2026" in [
        line.sentence for line in story_of("point", known.code, limit=5)
    ]


def test_a_later_failed_survey_ends_what_an_earlier_one_reached(known: SupportPoint) -> None:
    survey(known, dt.date(2024, 1, 10))
    assert surveyed(known) == [(dt.date(2024, 1, 10), None)]
    failed = survey(known, LATER, SOLID_BUILDING="fail", notes="mái sập sau lũ")
    assert surveyed(known) == [(dt.date(2024, 1, 10), LATER)]
    assert rebuild_differences() == []
    void_survey(actor=SYSTEM, survey=failed, reason="nhầm điểm")
    assert surveyed(known) == [(dt.date(2024, 1, 10), None)]
    survey(known, LATER, SOLID_BUILDING="unknown")
    assert surveyed(known) == [(dt.date(2024, 1, 10), None)]  # a visit that settled nothing changes nothing


def test_a_decision_waives_a_failed_condition(known: SupportPoint, paper: Decision) -> None:
    made = survey(known, POWER="fail", notes="điện yếu")
    with pytest.raises(Refused) as refused:
        waive_condition(actor=SYSTEM, public_id=uuid.uuid4(), survey=made, criterion="ACCESS", decision=paper, on=DAY)
    assert "không phải điều kiện không đạt" in problems(refused)
    assert "trước ngày của văn bản (24/02/2026)" in problems(refused)
    given = {"actor": SYSTEM, "survey": made, "criterion": "POWER", "decision": paper, "on": LATER}
    key = uuid.uuid4()
    waiver = waive_condition(public_id=key, **given)  # type: ignore[arg-type]
    assert waive_condition(public_id=key, **given).pk == waiver.pk  # type: ignore[arg-type]
    with pytest.raises(Refused, match="đã được miễn theo 12/QĐ-UBND"):
        waive_condition(public_id=uuid.uuid4(), **given)  # type: ignore[arg-type]
    made.refresh_from_db()
    assert (made.result, surveyed(known), rebuild_differences()) == ("waived", [(LATER, None)], [])
    told = [line.sentence for line in story_of("point", known.code, limit=5)]
    assert f"miễn điều kiện “Có nguồn điện ổn định” cho điểm {known.code} theo 12/QĐ-UBND, từ 25/02/2026" in told
    corrected = replace_survey(
        actor=SYSTEM, survey=made, public_id=uuid.uuid4(), wish=wish(POWER="fail", notes="hay mất"), reason="sửa lời"
    )
    assert (corrected.result, surveyed(known)) == ("waived", [(LATER, None)])
    actions.void_waiver(actor=SYSTEM, waiver=corrected.waivers.get(voided_at=None), reason="ghi nhầm điểm")
    corrected.refresh_from_db()
    assert (corrected.result, surveyed(known), rebuild_differences()) == ("failed", [], [])


def test_a_survey_that_did_not_pass_is_in_the_way_of_approval(plan: Plan, known: SupportPoint, paper: Decision) -> None:
    made = survey(known, POWER="fail", notes="điện yếu")
    given: dict[str, Any] = {"actor": SYSTEM, "plan": plan, "decision": paper, "points": [known], "on": LATER}
    with pytest.raises(Refused) as refused:
        approve_list(**given)
    assert f"{known.code}: khảo sát ngày 20/02/2026: không đạt bốn điều kiện" in problems(refused)
    waive_condition(actor=SYSTEM, public_id=uuid.uuid4(), survey=made, criterion="POWER", decision=paper, on=LATER)
    assert approve_list(**given).changed == [known.code]


def test_an_open_survey_blocks_and_a_missing_one_warns(
    plan: Plan, known: SupportPoint, unknown: SupportPoint, paper: Decision
) -> None:
    survey(known, POWER="unknown")
    looked = preview_approval(plan, paper, [known, unknown], LATER)
    assert [problem.where for problem in looked.problems] == [known.code]
    assert (looked.changed, looked.unsurveyed) == ([unknown.code], [unknown.code])
    survey(known, dt.date(2026, 2, 26))
    looked = preview_approval(plan, paper, [known, unknown], LATER)
    assert (looked.problems, looked.unsurveyed) == ([], [unknown.code])


def test_who_may_record_and_who_may_waive(
    known: SupportPoint, paper: Decision, tuyen_quang: TuyenQuang, make_user: MakeUser
) -> None:
    team = make_user("doan", role="SURVEYOR", area=tuyen_quang.now("02221"))
    reader = make_user("thanh-tra", role="INSPECTOR", area=tuyen_quang.now("08"))
    other = make_user("xa-khac", role="COMMUNE", area=tuyen_quang.now("02266"))
    made = survey(known, actor=team, POWER="fail", notes="điện yếu")
    with pytest.raises(PermissionDenied):
        survey(known, LATER, actor=reader)
    with pytest.raises(Http404):
        survey(known, LATER, actor=other)
    with pytest.raises(PermissionDenied):
        waive_condition(actor=team, public_id=uuid.uuid4(), survey=made, criterion="POWER", decision=paper, on=LATER)


def test_names_of_candidates_are_no_part_of_the_journal_and_can_be_deleted(known: SupportPoint) -> None:
    made = survey(known, candidates=[("Nông Văn Bình", "trưởng thôn"), ("", "")])
    assert [row.name for row in made.candidates.all()] == ["Nông Văn Bình"]
    assert actions.forget_candidates(actor=SYSTEM, survey=made) == 1
    assert actions.forget_candidates(actor=SYSTEM, survey=made) == 0
    told = story_of("point", known.code, limit=5)
    assert "Bình" not in "".join(line.sentence for line in told)
    assert f"xóa tên 1 người dự kiến phụ trách trong phiếu khảo sát điểm {known.code}" in [
        line.sentence for line in told
    ]


def test_the_sheet_of_a_phase_is_data_and_paper_needs_no_reasons(known: SupportPoint) -> None:
    assert checklist_for("1719-2021-2025", DAY).codes == CODES
    assert checklist_for("giai-doan-sau", DAY) == list(checklists().values())[-1]
    assert "tyz" in varieties() and "x-minh-hoa" not in varieties()
    with clock.fixed(DAY):
        quick = replace(wish(ACCESS="fail"), from_paper=True)
        assert record_survey(actor=SYSTEM, public_id=uuid.uuid4(), point=known, wish=quick).result == "failed"
