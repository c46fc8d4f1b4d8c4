"""What must hold whatever people write, in whatever order."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diemsang.accounts.models import User
from diemsang.core.errors import Refused
from diemsang.operations import actions
from diemsang.operations.chain import links
from diemsang.operations.cliffs import AHEAD, ENDED, LABELS, bucket
from diemsang.operations.models import LineContract, LinePayer
from diemsang.operations.tests.conftest import PAPER, contract
from diemsang.points.models import SupportPoint

FIRST = dt.date(2023, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: FIRST + dt.timedelta(days=n))
STARTS = st.one_of(st.none(), DAYS)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.sets(STARTS, max_size=12))
def test_a_chain_has_one_row_on_every_day(starts: set[dt.date | None]) -> None:
    chain = links(starts)
    assert {start for start, _end in chain} == starts
    if not starts:
        return
    begun = chain[0][0] or FIRST - dt.timedelta(days=1)
    for day in (begun + dt.timedelta(days=n) for n in range(450)):
        held = [1 for start, end in chain if (start is None or start <= day) and (end is None or day < end)]
        assert len(held) == 1, day
    assert chain[-1][1] is None


@SLOW
@given(acts=st.lists(st.tuples(st.booleans(), STARTS, st.integers(0, 9)), max_size=14))
def test_every_day_has_at_most_one_payer_and_no_gap_whatever_was_written(
    known: SupportPoint, officer: User, acts: list[tuple[bool, dt.date | None, int]]
) -> None:
    LinePayer.objects.filter(point=known).delete()
    for add, start, number in acts:
        standing = list(LinePayer.objects.filter(point=known, voided_at=None))
        if add:
            try:
                actions.record_payer(
                    actor=officer, public_id=uuid.uuid4(), point=known, payer="xã", source=PAPER, from_date=start
                )
            except Refused:
                assert start in {row.valid_from for row in standing}
        elif standing:
            actions.void_fact(actor=officer, fact=standing[number % len(standing)], reason="nhầm")
    rows = sorted(LinePayer.objects.filter(point=known, voided_at=None), key=lambda row: row.valid_from or dt.date.min)
    for row, after in itertools.pairwise(rows):
        assert row.valid_to == after.valid_from
    assert not rows or rows[-1].valid_to is None


@SLOW
@given(wanted=st.lists(st.tuples(STARTS, st.one_of(st.none(), DAYS)), max_size=8))
def test_no_day_has_two_contracts(
    known: SupportPoint, officer: User, wanted: list[tuple[dt.date | None, dt.date | None]]
) -> None:
    LineContract.objects.filter(point=known).delete()
    for start, last in wanted:
        try:
            contract(officer, known, start, last)
        except Refused:
            continue
    rows = list(LineContract.objects.filter(point=known, voided_at=None))
    for day in (FIRST + dt.timedelta(days=n) for n in range(-1, 402)):
        assert sum(row.in_force(day) for row in rows) <= 1, day


@given(st.integers(-400, 400))
def test_every_day_falls_into_exactly_one_bucket(left: int) -> None:
    today = dt.date(2026, 3, 2)
    found = bucket(today + dt.timedelta(days=left), today)
    assert found == next(
        (
            name
            for name, here in (
                (ENDED, left < 0),
                ("30", 0 <= left <= 30),
                ("60", 31 <= left <= 60),
                ("90", 61 <= left <= 90),
            )
            if here
        ),
        "",
    )
    assert (found in LABELS) == (left <= AHEAD)


def test_every_day_of_four_years_has_its_bucket_and_they_come_in_order() -> None:
    last = dt.date(2028, 2, 29)
    order = ["", "90", "60", "30", ENDED]
    told = [bucket(last, dt.date(2026, 1, 1) + dt.timedelta(days=n)) for n in range(365 * 4)]
    assert [name for at, name in enumerate(told) if at == 0 or told[at - 1] != name] == order
    assert (told.count("30"), told.count("60"), told.count("90")) == (31, 30, 30)
