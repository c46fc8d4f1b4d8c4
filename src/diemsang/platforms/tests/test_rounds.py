"""A round from criteria to its decision, and what it refuses on the way."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from conftest import MakeUser, TuyenQuang
from django.core.exceptions import PermissionDenied
from django.http import Http404

from diemsang.accounts.models import User
from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents.actions import record_decision
from diemsang.documents.models import Decision
from diemsang.platforms import actions
from diemsang.platforms.actions import CriterionWish, Given
from diemsang.platforms.models import Platform, PlatformSelection, Score
from diemsang.platforms.queries.pages import reviews_due
from diemsang.platforms.queries.result import as_json, outcome_of
from diemsang.platforms.tests.conftest import CRITERIA, SECURITY, TODAY, fill, make_platform


def test_a_new_round_has_the_words_of_the_plan_and_weights_of_100(tq: TuyenQuang, lan: User) -> None:
    key = uuid.uuid4()
    made = actions.start_selection(actor=lan, public_id=key, title="Đợt", area=tq.now("08"))
    assert actions.start_selection(actor=lan, public_id=key, title="Khác", area=tq.now("08")) == made
    criteria = list(made.criteria.all())
    assert [row.text for row in criteria[: actions.SEEDED]] == [
        "phù hợp mục tiêu phát triển kinh tế - xã hội",
        "bảo đảm an ninh, trật tự",
        "thuộc phạm vi quản lý của địa phương",
    ]
    assert sum(row.weight for row in criteria) == 100
    with pytest.raises(Refused, match="Tên đợt"):
        actions.start_selection(actor=lan, public_id=uuid.uuid4(), title=" ", area=tq.now("08"))


def test_weights_that_do_not_make_100_are_refused_with_their_sum(drafted: PlatformSelection, lan: User) -> None:
    wishes = [replace(CRITERIA[0], weight=Decimal("37.5")), CRITERIA[1]]
    with pytest.raises(Refused) as refused:
        actions.set_criteria(actor=lan, selection=drafted, wishes=wishes)
    assert "97,5, phải bằng 100" in str(refused.value)
    assert "Thêm 2,5" in str(refused.value)
    bad = [CriterionWish("", Decimal(0)), CriterionWish("x", Decimal(101), Decimal(6)), CriterionWish("X", Decimal(-2))]
    with pytest.raises(Refused) as refused:
        actions.set_criteria(actor=lan, selection=drafted, wishes=bad)
    assert len(refused.value.problems) == 7
    with pytest.raises(Refused, match="chưa có tiêu chí"):
        actions.set_criteria(actor=lan, selection=drafted, wishes=[])
    assert [row.weight for row in drafted.criteria.all()] == [40, 60]


def test_opening_tells_all_that_is_missing(tq: TuyenQuang, lan: User) -> None:
    made = actions.start_selection(actor=lan, public_id=uuid.uuid4(), title="Đợt", area=tq.now("08"))
    with pytest.raises(Refused) as refused:
        actions.open_selection(actor=lan, selection=made)
    assert [problem.where for problem in refused.value.problems] == ["Nền tảng", "Người chấm"]


def test_after_opening_nothing_is_added_and_no_criterion_changes(opened: PlatformSelection, lan: User) -> None:
    assert actions.open_selection(actor=lan, selection=opened).state == "open"
    with pytest.raises(Refused, match="lập đợt mới"):
        actions.add_candidate(actor=lan, selection=opened, platform=make_platform("Nền tảng D"))
    with pytest.raises(Refused, match="lập đợt mới"):
        actions.remove_candidate(actor=lan, selection=opened, platform=Platform.objects.get(code="NT-0001"))
    with pytest.raises(Refused, match="lập đợt mới"):
        actions.set_criteria(actor=lan, selection=opened, wishes=CRITERIA[::-1])
    assert opened.candidates.count() == 3


def test_only_who_holds_the_right_is_named(drafted: PlatformSelection, lan: User, huong: User, minh: User) -> None:
    for user in (huong, minh):
        with pytest.raises(Refused, match="không có quyền chấm"):
            actions.name_scorer(actor=lan, selection=drafted, user=user)


def test_a_score_outside_0_to_5_is_refused_and_nothing_is_lost(opened: PlatformSelection, thu: User) -> None:
    actions.save_sheet(actor=thu, selection=opened, given=fill(opened, {"NT-0001": (3, 4)}))
    for points in (6, -1, 10**9):
        with pytest.raises(Refused) as refused:
            actions.save_sheet(actor=thu, selection=opened, given=fill(opened, {"NT-0001": (points, 4)}))
        assert "nằm ngoài 0 đến 5" in str(refused.value)
        assert "Nền tảng A, phù hợp mục tiêu" in str(refused.value)
    with pytest.raises(Refused, match="không có ô này"):
        actions.save_sheet(actor=thu, selection=opened, given={("NT-0099", 1): Given(3)})
    assert set(Score.objects.values_list("points", flat=True)) == {3, 4}


def test_a_sheet_is_handed_in_whole_and_once(opened: PlatformSelection, thu: User) -> None:
    whole = fill(opened, {f"NT-000{place}": (4, 3) for place in (1, 2, 3)}, evidence="")
    with pytest.raises(Refused) as refused:
        actions.hand_in(actor=thu, selection=opened, given=dict(list(whole.items())[:5]))
    assert "chưa có điểm" in str(refused.value)
    assert not Score.objects.exists()
    bare = fill(opened, {f"NT-000{place}": (5, 3) for place in (1, 2, 3)}, evidence="")
    with pytest.raises(Refused, match="điểm 5 cần căn cứ"):
        actions.hand_in(actor=thu, selection=opened, given=bare)
    scorer = actions.hand_in(actor=thu, selection=opened, given=whole)
    assert actions.hand_in(actor=thu, selection=opened, given=whole).handed_in_at == scorer.handed_in_at
    with pytest.raises(Refused, match="bạn đã nộp lúc"):
        actions.hand_in(actor=thu, selection=opened, given=bare)
    with pytest.raises(Refused, match="bạn đã nộp lúc"):
        actions.save_sheet(actor=thu, selection=opened, given=whole)
    assert len([told for told in story_of("platform_selection", opened.code) if "nộp phiếu" in told.sentence]) == 1


def test_a_scorer_with_an_interest_cannot_score_there(opened: PlatformSelection, thu: User) -> None:
    actions.save_sheet(actor=thu, selection=opened, given=fill(opened, {"NT-0001": (3, 4)}))
    candidate = opened.candidates.get(platform__code="NT-0001")
    with pytest.raises(Refused, match="Quan hệ lợi ích"):
        actions.declare_interest(actor=thu, selection=opened, candidate=candidate, reason="")
    for _twice in range(2):
        actions.declare_interest(actor=thu, selection=opened, candidate=candidate, reason="cổ đông")
    assert not Score.objects.exists()
    with pytest.raises(Refused, match="lợi ích liên quan nên không chấm"):
        actions.save_sheet(actor=thu, selection=opened, given=fill(opened, {"NT-0001": (3, 4)}))
    actions.withdraw_interest(actor=thu, selection=opened, candidate=candidate)
    actions.save_sheet(actor=thu, selection=opened, given=fill(opened, {"NT-0001": (3, 4)}))
    assert Score.objects.count() == 2


def test_strangers_and_who_is_not_named(
    opened: PlatformSelection, tq: TuyenQuang, make_user: MakeUser, huong: User, minh: User, stranger: User
) -> None:
    other = make_user("dinh", role="PROV_IT", area=tq.then("02"))
    named_not = make_user("khoa", role="PROV_ETHNIC", area=tq.now("08"))
    for user, error in ((other, Http404), (stranger, Http404), (huong, Http404)):
        with pytest.raises(error):
            actions.save_sheet(actor=user, selection=opened, given={})
        with pytest.raises(error):
            actions.close_selection(actor=user, selection=opened)
    for user in (named_not, minh):
        with pytest.raises(PermissionDenied):
            actions.save_sheet(actor=user, selection=opened, given={})


def test_closing_names_whose_sheet_is_missing(opened: PlatformSelection, lan: User, thu: User) -> None:
    whole = fill(opened, {f"NT-000{place}": (4, 3) for place in (1, 2, 3)})
    actions.hand_in(actor=lan, selection=opened, given=whole)
    with pytest.raises(Refused) as refused:
        actions.close_selection(actor=lan, selection=opened)
    assert [problem.where for problem in refused.value.problems] == ["Bế Thị Thu"]
    with pytest.raises(Refused, match="Lý do"):
        actions.drop_scorer(actor=lan, selection=opened, user=thu)
    with pytest.raises(Refused, match="đã nộp phiếu"):
        actions.drop_scorer(actor=lan, selection=opened, user=lan, reason="nhầm")
    actions.drop_scorer(actor=lan, selection=opened, user=thu, reason="nghỉ ốm dài ngày")
    assert actions.close_selection(actor=lan, selection=opened).state == "closed"
    assert actions.close_selection(actor=lan, selection=opened).state == "closed"


def test_a_candidate_whom_nobody_may_score_holds_closing_up(opened: PlatformSelection, lan: User, thu: User) -> None:
    candidate = opened.candidates.get(platform__code="NT-0003")
    for user in (lan, thu):
        actions.declare_interest(actor=user, selection=opened, candidate=candidate, reason="cổ đông")
        rest = fill(opened, {f"NT-000{place}": (4, 3) for place in (1, 2)})
        actions.hand_in(actor=user, selection=opened, given=rest)
    with pytest.raises(Refused, match="không còn phiếu nào"):
        actions.close_selection(actor=lan, selection=opened)


def test_no_result_while_others_still_score(opened: PlatformSelection) -> None:
    assert outcome_of(opened) is None


def test_the_result_tells_order_knock_out_interest_and_sensitivity(closed: PlatformSelection) -> None:
    outcome = outcome_of(closed)
    assert outcome is not None
    told = as_json(outcome)
    assert [(row["platform"], row["rank"], row["score"]) for row in told["order"]] == [
        ("NT-0001", 1, 3.9),
        ("NT-0003", 2, 3.8),
        ("NT-0002", None, 3.5),
    ]
    assert told["order"][1]["left_out"] == ["Hoàng Thị Lan"]
    assert told["order"][2]["knocked_out"] == [{"criterion": SECURITY, "mean": 2.5, "minimum": 3.0}]
    assert told["order"][2]["disputed"] == [SECURITY]
    assert told["winners"] == ["NT-0001"]
    assert told["sensitivity"]["stable"] is False
    assert {(row["criterion"], row["weight"], *row["winners"]) for row in told["sensitivity"]["changes"]} == {
        (CRITERIA[0].text, "-10 %", "NT-0003"),
        (SECURITY, "+10 %", "NT-0003"),
    }


def test_a_decision_needs_number_day_and_a_choice_that_may_be(
    closed: PlatformSelection, lan: User, thu: User, paper: Decision
) -> None:
    nameless = record_decision(actor=SYSTEM, kind="QD", title="Quyết định chưa rõ số")
    wish: dict[str, Any] = {"actor": lan, "selection": closed, "review_on": dt.date(2027, 3, 1)}
    with pytest.raises(Refused) as refused:
        actions.decide(decision=nameless, chosen=["NT-0001"], **wish)
    assert "chưa có số" in str(refused.value)
    assert "chưa có ngày ký" in str(refused.value)
    with pytest.raises(Refused, match="đã bị loại ở tiêu chí"):
        actions.decide(decision=paper, chosen=["NT-0002"], **wish)
    with pytest.raises(Refused, match="điểm cao hơn mà không được chọn"):
        actions.decide(decision=paper, chosen=["NT-0003"], **wish)
    with pytest.raises(Refused, match="chưa chọn nền tảng nào"):
        actions.decide(decision=paper, chosen=[], **wish)
    with pytest.raises(Refused, match="không dự đợt này"):
        actions.decide(decision=paper, chosen=["NT-0099"], **wish)
    with pytest.raises(Refused, match="không sau ngày quyết định"):
        actions.decide(decision=paper, chosen=["NT-0001"], **{**wish, "review_on": dt.date(2026, 3, 1)})
    with pytest.raises(PermissionDenied):
        actions.decide(decision=paper, chosen=["NT-0001"], **{**wish, "actor": thu})
    for _twice in range(2):
        made = actions.decide(decision=paper, chosen=["NT-0003"], note="A chưa có tiếng Mông", **wish)
    assert (made.state, made.decision) == ("decided", paper)
    with pytest.raises(Refused, match="đã quyết định"):
        actions.decide(decision=paper, chosen=["NT-0001"], **wish)
    sentences = [told.sentence for told in story_of("platform_selection", closed.code)]
    assert len([text for text in sentences if "chọn Nền tảng C" in text]) == 1


def test_a_decision_waits_for_closing(opened: PlatformSelection, lan: User, paper: Decision) -> None:
    with pytest.raises(Refused, match="đang chấm"):
        actions.decide(actor=lan, selection=opened, decision=paper, chosen=["NT-0001"], review_on=dt.date(2027, 3, 1))


def test_reviews_come_to_the_list_sixty_days_before(decided: PlatformSelection, lan: User, huong: User) -> None:
    for day, soon in ((dt.date(2026, 2, 18), False), (dt.date(2026, 2, 19), True), (dt.date(2026, 4, 21), True)):
        (row,) = reviews_due(lan, day)
        assert (row.soon, row.platforms) == (soon, ("Nền tảng A",))
    assert reviews_due(huong, TODAY) == []
    key = uuid.uuid4()
    wish: dict[str, Any] = {"actor": lan, "selection": decided, "finding": "Còn dùng tốt"}
    with pytest.raises(Refused, match="ở tương lai"):
        actions.record_review(public_id=key, on=dt.date(2026, 3, 3), next_on=None, **wish)
    with pytest.raises(Refused, match="không sau ngày rà soát này"):
        actions.record_review(public_id=key, on=TODAY, next_on=TODAY, **wish)
    with clock.fixed(dt.date(2026, 4, 1)):
        for _twice in range(2):
            actions.record_review(public_id=key, on=dt.date(2026, 4, 1), next_on=dt.date(2027, 4, 1), **wish)
    decided.refresh_from_db()
    assert (decided.review_on, decided.reviews.count()) == (dt.date(2027, 4, 1), 1)
