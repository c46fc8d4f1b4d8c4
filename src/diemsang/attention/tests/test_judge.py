"""The list tells every planted trouble and raises no false alarm."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from diemsang.attention import rule_words
from diemsang.attention.judge import PointFacts, reasons
from diemsang.attention.queries.listing import attention, named, totals
from diemsang.attention.rule import SERIOUS
from diemsang.attention.rules import house_rules
from diemsang.attention.tests import province as make
from diemsang.attention.tests.conftest import point
from diemsang.core.actor import SYSTEM
from diemsang.plans.models import Plan
from diemsang.points.tests.conftest import TODAY

PLANTED = {
    "TQ-0001": (make.used(14), {"idle"}),
    "TQ-0002": (make.used(13), set()),
    "TQ-0003": (make.used(60), {"idle"}),
    "TQ-0004": (make.never(60), {"never_used"}),
    "TQ-0005": (make.never(5), set()),
    "TQ-0006": (make.stopped(100, None), set()),
    "TQ-0007": (make.stopped(100, 3), set()),
    "TQ-0008": (make.stopped(100, 20), {"idle"}),
    "TQ-0009": (make.season(60, None), set()),
    "TQ-0010": (make.season(60, 2), set()),
    "TQ-0011": (make.broken(40), {"fault_old"}),
    "TQ-0012": (make.broken(10), set()),
    "TQ-0013": (make.broken(40, closed=2), set()),
    "TQ-0014": (make.line_to(-5), {"line_ended"}),
    "TQ-0015": (make.line_to(20), {"line_ending"}),
    "TQ-0016": (make.line_to(60), set()),
    "TQ-0017": (make.unconnected, {"no_line"}),
    "TQ-0018": (make.out(5), {"outage"}),
    "TQ-0019": (make.out(1), set()),
    "TQ-0020": (make.out(9, 1), set()),
    "TQ-0021": (make.off_grid, {"off_grid"}),
    "TQ-0022": (make.alone(4), {"no_operator"}),
    "TQ-0023": (make.silent(9), {"screen_silent"}),
    "TQ-0024": (make.silent(3), set()),
    "TQ-0025": (make.screenless, {"no_screen"}),
    "TQ-0026": (
        make.together(make.used(40), make.alone(30), make.line_to(-1)),
        {"idle", "no_operator", "line_ended"},
    ),
    "TQ-0092": (make.used(2), set()),  # its commune was merged into another
}


@pytest.mark.django_db
def test_every_planted_case_is_found_and_nothing_else(province: Plan, untrained: set[int]) -> None:
    expected = {code: codes for code, (_plant, codes) in PLANTED.items() if codes}
    for code, (plant, _codes) in PLANTED.items():
        plant(point(code))
    untrained.add(point("TQ-0030").pk)
    expected["TQ-0030"] = {"operator_untrained"}
    rows = attention(SYSTEM, TODAY)
    assert len(rows) == 93
    assert {row.code: {need.reason.code for need in row.needs} for row in rows if row.needs} == expected
    assert rows[0].code == "TQ-0026" and rows[0].severity == SERIOUS
    severities = [row.severity for row in rows]
    assert severities == sorted(severities, reverse=True)
    told = totals(rows, TODAY)
    assert (told.points, told.needing) == (93, len(expected))
    assert told.fine == 93 - len(expected) - 2  # one suspended, one resting for a season
    assert told.used == 93 - sum(code in PLANTED and PLANTED[code][0] is not None for code in _unused())


def _unused() -> set[str]:
    return {"TQ-0001", "TQ-0003", "TQ-0004", "TQ-0005", "TQ-0006", "TQ-0007", "TQ-0008"} | {
        "TQ-0009",
        "TQ-0010",
        "TQ-0026",
    }


@pytest.mark.django_db
def test_a_screen_switched_off_turns_its_point_and_names_the_owner(province: Plan) -> None:
    make.together(make.used(15), make.silent(15))(point("TQ-0092"))
    rows = [row for row in named(attention(SYSTEM, TODAY), TODAY) if row.needs]
    assert [row.code for row in rows] == ["TQ-0092"]
    [row] = rows
    assert {need.reason.code for need in row.needs} == {"idle", "screen_silent"}
    assert {need.owner for need in row.needs} == {"UBND xã Nà Hang"}


@pytest.mark.django_db
def test_as_many_queries_for_a_province_as_for_a_point(province: Plan) -> None:
    one = point("TQ-0001").pk
    with CaptureQueriesContext(connection) as few:
        attention(SYSTEM, TODAY, [one])
    with CaptureQueriesContext(connection) as many:
        attention(SYSTEM, TODAY)
    assert len(many) == len(few)


@pytest.mark.django_db
def test_a_hub_without_an_accepted_point_claims_nothing(plan: Plan) -> None:
    assert attention(SYSTEM, TODAY) == []


def test_the_words_of_the_rules_are_those_of_the_file() -> None:
    told = [(rule.meaning, rule.next_step, rule.next_step_alone) for rule in house_rules().values()]
    words = {word for words in told for word in words if word}
    assert words == set(rule_words.WORDS)


@pytest.mark.parametrize("last_used", [None, TODAY - dt.timedelta(days=40)])
def test_nobody_is_told_to_call_a_person_in_charge_who_does_not_exist(last_used: dt.date | None) -> None:
    facts = PointFacts(1, "TQ-0001", accepted_on=TODAY - dt.timedelta(days=90), last_used=last_used)
    [alone] = [one for one in reasons(facts, house_rules(), TODAY) if one.code in ("idle", "never_used")]
    [led] = [
        one
        for one in reasons(facts._replace(in_charge=True), house_rules(), TODAY)
        if one.code in ("idle", "never_used")
    ]
    assert alone.rule.step_words.startswith("Phân công người phụ trách")
    assert led.rule.step_words.startswith(("Gọi người phụ trách", "Liên hệ người phụ trách"))
    assert alone.rule.meaning == led.rule.meaning and alone.severity == led.severity


days = st.integers(-200, 800).map(lambda n: TODAY - dt.timedelta(days=n))
maybe = st.none() | days
some_facts = st.builds(
    PointFacts,
    point_id=st.just(1),
    code=st.just("TQ-0001"),
    accepted_on=days,
    last_used=maybe,
    rests=st.booleans(),
    awake_since=maybe,
    in_charge=st.booleans(),
    operator_since=maybe,
    operator_gone_on=maybe,
    trained=st.none() | st.booleans(),
    line_end=maybe,
    connected=st.booleans(),
    outage_since=maybe,
    off_grid=st.booleans(),
    off_grid_since=maybe,
    fault_since=maybe,
    screens=st.integers(0, 2),
    last_contact=maybe,
)


@given(some_facts)
def test_a_point_in_use_is_never_idle_and_one_that_rests_never_asks(facts: PointFacts) -> None:
    found = reasons(facts, house_rules(), TODAY)
    codes = [one.code for one in found]
    assert len(codes) == len(set(codes))
    assert [-one.severity for one in found] == sorted(-one.severity for one in found)
    if facts.rests or facts.accepted_on > TODAY:
        assert found == []
    if facts.last_used is not None and facts.last_used > TODAY - dt.timedelta(days=14):
        assert "idle" not in codes and "never_used" not in codes
    for one in found:
        if one.since is not None and one.code != "line_ending":
            assert one.since <= TODAY and (one.days or 0) >= one.rule.days


@given(some_facts, st.integers(1, 60))
def test_what_asks_today_asks_tomorrow_while_nothing_changes(facts: PointFacts, later: int) -> None:
    # An end that lay ahead comes, and then it says more than that no connection is on record.
    today = {one.code for one in reasons(facts, house_rules(), TODAY)} - {"line_ending", "no_line"}
    then = {one.code for one in reasons(facts, house_rules(), TODAY + dt.timedelta(days=later))}
    assert today <= then
