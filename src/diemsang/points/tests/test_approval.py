from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.accounts.models import User
from diemsang.areas.models import AreaVersion, Level
from diemsang.audit.models import Entry
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.core.paths import data_path
from diemsang.documents.actions import record_decision
from diemsang.documents.models import Decision
from diemsang.plans.actions import load_plan
from diemsang.plans.models import Plan
from diemsang.points.actions import approve_list, record_milestone, record_place, void_approvals, withdraw_list
from diemsang.points.ledger import rebuild_differences
from diemsang.points.models import Approval, Milestone, SupportPoint
from diemsang.points.queries import reconcile_plan

ON = dt.date(2023, 10, 10)
LATER = dt.date(2024, 5, 1)
PAGE = "/ke-hoach/KH-207-2023/phe-duyet/"


@pytest.fixture
def plan(tq: Any) -> Plan:
    load_plan(actor=SYSTEM, path=data_path("examples/tuyen-quang"))
    return Plan.objects.get(code="KH-207-2023")


@pytest.fixture
def paper(db: None) -> Decision:
    return record_decision(actor=SYSTEM, number="318/QĐ-UBND", on=dt.date(2023, 10, 2), title="Danh sách (minh họa)")


@pytest.fixture
def later(db: None) -> Decision:
    return record_decision(actor=SYSTEM, number="99/QĐ-UBND", on=dt.date(2024, 4, 20), title="Rút (minh họa)")


def points(first: int = 1, last: int = 93) -> list[SupportPoint]:
    codes = [f"TQ-{number:04d}" for number in range(first, last + 1)]
    return list(SupportPoint.objects.filter(code__in=codes).order_by("code"))


def approved(plan: Plan, on: dt.date) -> int:
    return reconcile_plan(SYSTEM, plan, on=on).totals["point"]["approved"] or 0


def test_a_list_is_approved_once_however_often_it_is_sent(plan: Plan, paper: Decision) -> None:
    first = approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=ON)
    again = approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=ON)
    assert (len(first.changed), len(again.changed), len(again.unchanged)) == (93, 0, 93)
    assert Milestone.objects.filter(kind="approved").count() == 93
    assert Entry.objects.filter(action="points.approve_list").count() == 1
    assert (approved(plan, ON - dt.timedelta(days=1)), approved(plan, ON)) == (0, 93)
    assert rebuild_differences() == []


def test_a_later_decision_withdraws_from_its_day_and_the_days_before_stay(
    plan: Plan, paper: Decision, later: Decision
) -> None:
    approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=ON)
    withdraw_list(actor=SYSTEM, plan=plan, decision=later, points=points(1, 3), on=LATER)
    assert withdraw_list(actor=SYSTEM, plan=plan, decision=later, points=points(1, 3), on=LATER).changed == []
    assert (approved(plan, LATER - dt.timedelta(days=1)), approved(plan, LATER)) == (93, 90)
    assert rebuild_differences() == []
    with clock.fixed(dt.date(2024, 8, 1)):
        approve_list(actor=SYSTEM, plan=plan, decision=later, points=points(2, 2), on=dt.date(2024, 7, 1))
    assert (approved(plan, dt.date(2024, 6, 30)), approved(plan, dt.date(2024, 7, 1))) == (90, 91)
    assert rebuild_differences() == []


def test_a_ledger_that_forgets_the_end_is_found(plan: Plan, paper: Decision, later: Decision) -> None:
    approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(1, 1), on=ON)
    withdraw_list(actor=SYSTEM, plan=plan, decision=later, points=points(1, 1), on=LATER)
    Milestone.objects.filter(kind="approved").update(ends_on=None)
    assert len(rebuild_differences()) == 2


def test_two_decisions_do_not_approve_the_same_point(plan: Plan, paper: Decision, later: Decision) -> None:
    approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(1, 2), on=ON)
    with pytest.raises(Refused) as refused:
        approve_list(actor=SYSTEM, plan=plan, decision=later, points=points(), on=LATER)
    assert [problem.where for problem in refused.value.problems] == ["TQ-0001", "TQ-0002"]
    assert Approval.objects.count() == 2


@pytest.mark.parametrize("on", [dt.date(2023, 10, 1), dt.date(2999, 1, 1)])
def test_the_day_is_the_documents_or_later_and_not_ahead(plan: Plan, paper: Decision, on: dt.date) -> None:
    with pytest.raises(Refused, match="Từ ngày"):
        approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=on)


def test_points_of_no_list_are_refused(plan: Plan, paper: Decision) -> None:
    foreign = SupportPoint.objects.create(code="XX-0001", created_at=clock.now())
    with pytest.raises(Refused, match="XX-0001"):
        approve_list(actor=SYSTEM, plan=plan, decision=paper, points=[foreign, *points(1, 1)], on=ON)
    with pytest.raises(Refused, match="chưa chọn"):
        approve_list(actor=SYSTEM, plan=plan, decision=paper, points=[], on=ON)
    assert not Approval.objects.exists()


def test_a_mistake_is_taken_back_while_nothing_depends_on_it(plan: Plan, paper: Decision) -> None:
    approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=ON)
    with pytest.raises(Refused, match="Lý do"):
        void_approvals(actor=SYSTEM, plan=plan, decision=paper, on=ON, reason=" ")
    assert void_approvals(actor=SYSTEM, plan=plan, decision=paper, on=ON, reason="nhầm văn bản") == 93
    assert void_approvals(actor=SYSTEM, plan=plan, decision=paper, on=ON, reason="nhầm văn bản") == 0
    assert approved(plan, ON) == 0
    assert rebuild_differences() == []
    approve_list(actor=SYSTEM, plan=plan, decision=paper, points=points(), on=ON)
    record_milestone(actor=SYSTEM, point=points(1, 1)[0], item="point", kind="delivered", on=LATER, source="test:1")
    with pytest.raises(Refused, match="TQ-0001"):
        void_approvals(actor=SYSTEM, plan=plan, decision=paper, on=ON, reason="nhầm văn bản")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.booleans(), st.integers(1, 6), st.integers(0, 5), st.integers(0, 300)), min_size=1, max_size=8
    )
)
def test_counts_of_any_day_follow_any_history(plan: Plan, steps: list[tuple[bool, int, int, int]]) -> None:
    """Whatever was approved and withdrawn, each day counts exactly what held on it."""
    from django.db import transaction

    with transaction.atomic():
        held: dict[str, list[list[dt.date | None]]] = {}
        for number, (approving, first, more, offset) in enumerate(steps):
            on = dt.date(2023, 10, 1) + dt.timedelta(days=offset)
            paper = record_decision(actor=SYSTEM, number=f"{number}/QĐ-X", title="thử", on=on)
            chosen = points(first, first + more)
            act = approve_list if approving else withdraw_list
            try:
                act(actor=SYSTEM, plan=plan, decision=paper, points=chosen, on=on)
            except Refused:
                continue
            for point in chosen:
                if approving:
                    held.setdefault(point.code, []).append([on, None])
                else:
                    held[point.code][-1][1] = on
        for day in {dt.date(2023, 10, 1) + dt.timedelta(days=days + step[3]) for step in steps for days in (-1, 0, 1)}:
            wanted = sum(
                any(start <= day and (end is None or day < end) for start, end in spans if start)
                for spans in held.values()
            )
            assert approved(plan, day) == wanted
        assert rebuild_differences() == []
        transaction.set_rollback(True)


def test_approved_withdrawn_and_taken_back_in_the_browser(
    plan: Plan, paper: Decision, later: Decision, lan: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lan)
    area = plan.listings.order_by("pk").values_list("target_area_id", flat=True)[0]
    sent = {"act": "phe-duyet", "decision": "318/QĐ-UBND", "on": "10/10/2023", "dia-ban": str(area)}
    look = client.post(PAGE, {**sent, "step": "preview"})
    assert "Sẽ thay đổi" in look.content.decode()
    assert not Approval.objects.exists()
    for _twice in range(2):
        assert client.post(PAGE, {**sent, "step": "apply"}).status_code == 302
    count = plan.listings.filter(target_area_id=area).count()
    assert Approval.objects.count() == count
    assert f"Phê duyệt {count} điểm" in client.get(f"/van-ban/{paper.key}/").content.decode()
    other = {**sent, "decision": "99/QĐ-UBND", "on": "01/05/2024"}
    assert client.post(PAGE, {**other, "step": "apply"}).status_code == 422
    assert client.post(PAGE, {**other, "act": "rut", "step": "apply"}).status_code == 302
    assert Approval.objects.filter(ended_by=later).count() == count
    client.post(f"{PAGE}huy/", {"decision": paper.key, "on": "2023-10-10", "reason": "nhầm"})
    assert not Approval.objects.exclude(voided_at=None).exists()
    assert client.post(PAGE, {**sent, "dia-ban": "x", "diem": "<b>", "step": "apply"}).status_code == 422


def test_who_may_not_approve(plan: Plan, paper: Decision, huong: User, signed_in: Callable[[User], Client]) -> None:
    with pytest.raises(PermissionDenied):
        approve_list(actor=huong, plan=plan, decision=paper, points=points(), on=ON)
    assert signed_in(huong).get(PAGE).status_code == 403


def test_moving_an_approved_point_needs_a_reason(plan: Plan, paper: Decision, tq: Any, lan: User) -> None:
    point = SupportPoint.objects.get(code="TQ-0001")
    commune = AreaVersion.objects.on(LATER).filter(area__level=Level.COMMUNE).order_by("pk").first()
    assert commune is not None
    move: dict[str, Any] = {
        "actor": lan,
        "point": point,
        "area": commune.area,
        "source": "Biên bản",
        "from_date": LATER,
    }
    approve_list(actor=lan, plan=plan, decision=paper, points=[point], on=ON)
    with pytest.raises(Refused, match="đã được phê duyệt"):
        record_place(**move)
    record_place(**move, reason="nhà văn hóa cũ phải sửa")
    assert Entry.objects.filter(action="points.place", reason="nhà văn hóa cũ phải sửa").exists()
