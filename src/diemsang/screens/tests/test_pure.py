"""The pure core: every row of the protocol's table, and days that always hold the true day."""

from __future__ import annotations

import uuid
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemsang.screens.protocol import chain
from diemsang.screens.protocol.batch import Append, Decision, Fork, Gap, decide
from diemsang.screens.protocol.clock import ANCHORED, BOUNDED, DEVICE, Anchor, Reading, day_of, place
from diemsang.screens.protocol.events import Unreadable, read

STREAM = uuid.UUID("0F0E0D0C-0B0A-0908-0706-050403020100")
ZERO = chain.start(STREAM)
TRUE = chain.follow(ZERO, [b"1", b"2", b"3", b"4", b"5"])
STORED = {0: ZERO, 1: TRUE[0], 2: TRUE[1], 3: TRUE[2]}


def test_the_chain_is_what_the_document_says() -> None:
    assert sha256(b"0f0e0d0c-0b0a-0908-0706-050403020100").hexdigest()[:32] == ZERO
    assert TRUE[0] == sha256(ZERO.encode() + b"1").hexdigest()[:32]


@pytest.mark.parametrize(
    ("first", "prev", "values", "wanted"),
    [
        (4, TRUE[2], TRUE[3:], Append(0)),
        (4, TRUE[2], [], Append(0)),
        (2, TRUE[0], TRUE[1:], Append(2)),
        (1, ZERO, TRUE[:2], Append(2)),
        (1, ZERO, TRUE, Append(3)),
        (5, TRUE[3], TRUE[4:], Gap()),
        (5, TRUE[3], [], Gap()),
        (4, "0" * 32, TRUE[3:], Fork(0)),
        (2, "0" * 32, TRUE[1:], Fork(0)),
        (2, TRUE[0], ["x", "y", "z"], Fork(1)),
        (2, TRUE[0], [TRUE[1], "y", "z"], Fork(2)),
        (1, ZERO, ["x"], Fork(0)),
    ],
)
def test_every_row_of_the_table(first: int, prev: str, values: list[str], wanted: Decision) -> None:
    assert decide(first_seq=first, prev=prev, chain=values, acked=3, stored=STORED) == wanted


@given(
    st.lists(st.sampled_from([b"a", b"b"]), max_size=6), st.lists(st.sampled_from([b"a", b"b"]), max_size=6), st.data()
)
def test_common_is_the_longest_prefix_that_both_have(hub: list[bytes], tv: list[bytes], data: st.DataObject) -> None:
    ours, theirs = [ZERO, *chain.follow(ZERO, hub)], [ZERO, *chain.follow(ZERO, tv)]
    first = data.draw(st.integers(1, len(tv) + 1))
    given_now = decide(
        first_seq=first, prev=theirs[first - 1], chain=theirs[first:], acked=len(hub), stored=dict(enumerate(ours))
    )
    common = 0
    while common < min(len(hub), len(tv)) and hub[common] == tv[common]:
        common += 1
    if first > len(hub) + 1:
        assert given_now == Gap()
    elif first - 1 > common:
        assert given_now == Fork(0)
    elif common < min(len(hub), len(tv)):
        assert given_now == Fork(common)
    else:
        assert given_now == Append(min(len(tv), len(hub)) - first + 1)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"3", "malformed:"),
        (b"null", "malformed:"),
        (b'{"seq":1}', "malformed:boot"),
        (b'{"seq":2,"boot":"0000000a","mono_ms":1,"wall_ms":2,"kind":"open"}', "wrong_seq"),
        (b'{"seq":1,"boot":"0000000a","mono_ms":-1,"wall_ms":2,"kind":"open"}', "malformed:mono_ms"),
        (b'{"seq":1,"boot":"0000000a","mono_ms":1.5,"wall_ms":2,"kind":"open"}', "malformed:mono_ms"),
        (b'{"seq":1,"boot":"0000000a","mono_ms":1,"wall_ms":2,"kind":"fault","code":"12"}', "malformed:code"),
        (b'{"seq":1,"boot":"0000000a","mono_ms":1,"wall_ms":2,"kind":"fault"}', "malformed:code"),
        (b'{"seq":1,"boot":"0000000a","mono_ms":1,"wall_ms":2,"kind":"on","s":3601}', "malformed:s"),
        (b'{"seq":1,"kind":["open"]}', "malformed:"),
        (b'"' + b"x" * 2000 + b'"', "too_long"),
        (b'{"a":"\xff"}', "not_utf8"),
    ],
)
def test_a_bad_event_says_why_and_quotes_nothing(raw: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(raw, 1)
    assert str(caught.value) == reason


def test_an_unknown_kind_and_unknown_fields_are_kept() -> None:
    assert read(b'{"seq":1,"boot":"0000000a","mono_ms":1,"wall_ms":-2,"kind":"later","x":[1]}', 1)["x"] == [1]


START = 1_795_000_000_000


@given(st.data())
def test_the_days_hold_the_true_day_whatever_the_wall_clock_does(data: st.DataObject) -> None:
    """Boots of any length with any gaps, contacts late by any travel, a wall clock that says anything."""
    now = START
    truth: list[int | None] = []
    readings: list[Reading] = []
    anchors: dict[str, list[Anchor]] = {}
    wild = st.integers(-(10**12), 3 * 10**12)
    if data.draw(st.booleans()):
        readings.append(Reading("", 0, 0, counts=False))
        truth.append(None)
    for number in range(data.draw(st.integers(1, 4))):
        boot, born = f"{number:08x}", now
        for _ in range(data.draw(st.integers(0, 4))):
            now += data.draw(st.integers(0, 40 * 3_600_000))
            if data.draw(st.booleans()):
                readings.append(Reading(boot, now - born, data.draw(wild)))
                truth.append(now)
            else:
                anchors.setdefault(boot, []).append(Anchor(now - born, now + data.draw(st.integers(0, 60_000))))
        now += data.draw(st.integers(1, 5 * 86_400_000))
    received = now + 60_000
    placed = place(readings, anchors=anchors, floor_ms=START, received_ms=received, clock_right=False)
    for reading, at, found in zip(readings, truth, placed, strict=True):
        if at is None:
            assert found.trust == BOUNDED
            continue
        assert day_of(found.from_ms) <= day_of(at) <= day_of(found.to_ms)
        assert (found.trust == ANCHORED) == (reading.boot in anchors)
        if found.at_ms is not None:
            assert 0 <= found.at_ms - at <= 60_000, "late by the travel of a request, never early"


def test_device_time_needs_a_clock_that_was_right_and_a_wall_within_its_bounds() -> None:
    wall, late = START + 3_600_000, START + 10 * 86_400_000

    def trust(ms: int, right: bool = True) -> str:
        reading = Reading("0000000a", 5, ms)
        return place([reading], anchors={}, floor_ms=START, received_ms=late, clock_right=right)[0].trust

    assert trust(wall) == DEVICE
    assert trust(wall, right=False) == BOUNDED
    assert trust(0) == trust(START - 86_400_000) == trust(late + 1) == trust(2_500_000_000_000) == BOUNDED
