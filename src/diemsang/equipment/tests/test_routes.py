"""The order of a team's day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diemsang.equipment.routes import Stop, distance_km, nearest_order

SPOT = st.tuples(st.floats(21.5, 23.5), st.floats(104.5, 106.0))
STOPS = st.lists(st.none() | SPOT, max_size=12).map(lambda spots: [Stop(key, spot) for key, spot in enumerate(spots)])


@given(STOPS, st.none() | SPOT)
def test_every_stop_once_nearest_first_unknown_last(stops: list[Stop], start: tuple[float, float] | None) -> None:
    order = nearest_order(stops, start)
    assert sorted(order) == [stop.key for stop in stops]
    known = [stop for stop in stops if stop.spot is not None]
    assert order[len(known) :] == [stop.key for stop in stops if stop.spot is None]
    assert nearest_order(stops, start) == order
    if known and start is None:
        assert order[0] == known[0].key
    here = start
    left = {stop.key: stop.spot for stop in known if stop.spot is not None}
    for key in order[: len(known)]:
        if here is not None:
            assert distance_km(here, left[key]) <= min(distance_km(here, spot) for spot in left.values())
        here = left.pop(key)


@given(st.lists(SPOT, min_size=2, max_size=8))
def test_ties_keep_the_order_given(spots: list[tuple[float, float]]) -> None:
    same = [Stop(key, spots[0]) for key in range(len(spots))]
    assert nearest_order(same, spots[1]) == list(range(len(spots)))
