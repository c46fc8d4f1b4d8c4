"""What an event adds to the counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemsang.indicators.rollup import Amounts, UsageKey, counts
from diemsang.indicators.suppression import suppressed

DAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class Told:
    """An event as the counts read it."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    point_id: int | None = 1
    day_from: dt.date = DAY
    day_to: dt.date = DAY


def test_sixty_percent_heard_is_complete_and_a_hair_less_is_not() -> None:
    whole = Told("play", {"product": "rua-tay", "lang": "vi", "mode": "alone", "ms": 60_000, "of_ms": 100_000})
    less = Told("play", {"product": "rua-tay", "lang": "vi", "mode": "alone", "ms": 59_999, "of_ms": 100_000})
    found = counts([whole, less])
    assert found == {UsageKey(1, DAY, DAY, "play", "rua-tay", "vi", "alone"): Amounts(n=2, complete=1, seconds=120)}


def test_a_play_of_unknown_length_is_never_complete() -> None:
    found = counts([Told("play", {"product": "a", "lang": "vi", "ms": 5000, "of_ms": 0})])
    assert next(iter(found.values())).complete == 0


def test_a_headcount_is_at_least_the_sum_of_its_parts() -> None:
    both = counts([Told("group", {"s": 600, "women": 12, "men": 9, "children": 3})])
    assert next(iter(both.values())) == Amounts(n=1, seconds=600, people=24, women=12, men=9, children=3)
    more = counts([Told("close", {"people": 30, "women": 12})])
    assert next(iter(more.values())).people == 30


def test_what_the_hub_does_not_count_adds_nothing() -> None:
    assert counts([Told("boot"), Told("from-the-future", {"x": 1}), Told("session", {"s": 5}, point_id=None)]) == {}


def test_a_day_that_is_not_known_stays_a_span() -> None:
    found = counts([Told("session", {"s": 60, "lang": "vi"}, day_from=DAY - dt.timedelta(days=3))])
    assert [(key.day_from, key.day_to) for key in found] == [(DAY - dt.timedelta(days=3), DAY)]


plays = st.lists(
    st.builds(
        lambda product, ms, of: Told(
            "play", {"product": product, "lang": "vi", "mode": "alone", "ms": ms, "of_ms": of}
        ),
        st.sampled_from(["a", "b"]),
        st.integers(0, 200_000),
        st.integers(0, 200_000),
    ),
    max_size=30,
)


@given(plays, st.integers(0, 30))
def test_batches_may_be_cut_anywhere(events: list[Told], at: int) -> None:
    whole = counts(events)
    parts: dict[UsageKey, Amounts] = {}
    for some in (events[:at], events[at:]):
        for key, amounts in counts(some).items():
            parts.setdefault(key, Amounts()).add(amounts)
    assert parts == whole


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (1, "< 5"), (4, "< 5"), (5, 5), (120, 120), (None, None)])
def test_totals_below_five_do_not_leave_the_hub(value: int | None, shown: object) -> None:
    assert suppressed(value) == shown
