"""What a screen's words are worth."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
from typing import Any

import pytest

from diemsang.core.paths import data_path
from diemsang.screens.faults import FAULTS, GROUPS, by_group, fault_text
from diemsang.screens.health import (
    CLOCK_SLACK_MS,
    CONTENT_GRACE,
    SILENT_AFTER,
    Signals,
    State,
    Verdict,
    ago,
    assess,
    offset_words,
    state_of,
)

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
GOOD: dict[str, Any] = {
    "last_contact_at": NOW - dt.timedelta(seconds=200),
    "poll_s": 300,
    "held_root": 17,
    "current_root": 17,
    "root_made_at": NOW - dt.timedelta(days=9),
    "missing_count": 0,
    "sound": "armed",
    "storage": "ok",
    "app_errors": 0,
    "offset_ms": 900,
}


def state(**changes: Any) -> State:
    return state_of(Signals(**{**GOOD, **changes}), NOW)


def test_a_screen_is_good_only_when_everything_is_known_to_be_good() -> None:
    assert state() is State.GOOD
    for name in ("held_root", "missing_count", "app_errors", "offset_ms", "last_contact_at"):
        assert state(**{name: None}) is State.UNKNOWN, name
    assert state(sound="unknown") is State.UNKNOWN
    assert state(storage="unknown") is State.UNKNOWN
    assert state(sound="a word of a newer app") is State.UNKNOWN
    assert state_of(Signals(), NOW) is State.UNKNOWN


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (dt.timedelta(seconds=600), State.GOOD),
        (dt.timedelta(seconds=601), State.UNKNOWN),
        (SILENT_AFTER, State.UNKNOWN),
        (SILENT_AFTER + dt.timedelta(seconds=1), State.SILENT),
        (dt.timedelta(seconds=-30), State.GOOD),
    ],
)
def test_late_after_two_polls_and_silent_after_a_day_are_different(age: dt.timedelta, expected: State) -> None:
    assert state(last_contact_at=NOW - age) is expected


def test_a_long_polling_interval_makes_no_screen_late() -> None:
    hour = NOW - dt.timedelta(hours=1)
    assert state(last_contact_at=hour, poll_s=3600) is State.GOOD
    assert state(last_contact_at=hour, poll_s=300) is State.UNKNOWN


def test_a_new_publication_may_take_a_day_to_arrive() -> None:
    assert state(held_root=16, root_made_at=NOW - CONTENT_GRACE) is State.UNKNOWN
    assert state(held_root=16, root_made_at=NOW - CONTENT_GRACE - dt.timedelta(seconds=1)) is State.LOOK
    assert state(missing_count=2) is State.LOOK
    assert state(held_root=18) is State.LOOK, "newer than the hub: it was restored from a backup"
    assert state(current_root=0) is State.UNKNOWN


def test_the_clock_may_be_two_minutes_off_either_way() -> None:
    assert state(offset_ms=CLOCK_SLACK_MS) is State.GOOD
    assert state(offset_ms=-CLOCK_SLACK_MS) is State.GOOD
    assert state(offset_ms=CLOCK_SLACK_MS + 1) is State.LOOK
    assert state(offset_ms=-1_796_000_000_000) is State.LOOK


def test_a_fault_stays_until_somebody_settles_it_whatever_comes_after() -> None:
    assert state(faults=["101"]) is State.LOOK
    assert state(forked=True) is State.LOOK
    assert state(missing_events=3) is State.LOOK
    assert state(missing_events=3, seen_missing=3) is State.GOOD
    assert state(missing_events=4, seen_missing=3) is State.LOOK, "one more was lost since"
    assert state(unreadable=1) is State.LOOK
    assert state(unreadable=1, seen_unreadable=1) is State.GOOD


def test_what_was_good_at_a_stale_contact_is_unknown_and_what_was_bad_stays_bad() -> None:
    late = Signals(**{**GOOD, "last_contact_at": NOW - dt.timedelta(hours=3), "storage": "full"})
    readings = {reading.key: reading for reading in assess(late, NOW).readings}
    assert readings["sound"].verdict is Verdict.UNKNOWN
    assert readings["storage"].verdict is Verdict.BAD
    assert assess(late, NOW).state is State.LOOK


def test_the_quick_state_agrees_with_the_readings_everywhere() -> None:
    """Every combination of what the signals can say."""
    choices: dict[str, list[Any]] = {
        "last_contact_at": [None, NOW, NOW - dt.timedelta(hours=2), NOW - dt.timedelta(days=2)],
        "held_root": [None, 16, 17, 18],
        "missing_count": [None, 0, 1],
        "sound": ["armed", "silent", "unknown"],
        "storage": ["ok", "full", "failing", "unknown"],
        "app_errors": [None, 0, 1],
        "offset_ms": [None, 0, 10**9],
        "faults": [[], ["101"]],
    }
    for values in itertools.product(*choices.values()):
        signals = Signals(**{**GOOD, **dict(zip(choices, values, strict=True))})
        verdicts = [reading.verdict for reading in assess(signals, NOW).readings]
        expected = State.GOOD
        if verdicts[0] is Verdict.BAD:
            expected = State.SILENT
        elif Verdict.BAD in verdicts:
            expected = State.LOOK
        elif Verdict.UNKNOWN in verdicts:
            expected = State.UNKNOWN
        assert state_of(signals, NOW) is expected, signals


def test_every_signal_says_what_it_cannot_tell() -> None:
    assert all(reading.cannot_tell for reading in assess(Signals(), NOW).readings)


def test_the_line_of_a_silent_screen_is_only_about_its_silence() -> None:
    old = Signals(**{**GOOD, "last_contact_at": NOW - dt.timedelta(days=3), "storage": "full"})
    assert assess(old, NOW).line == "im lặng từ 3 ngày trước"
    late = Signals(**{**GOOD, "last_contact_at": NOW - dt.timedelta(hours=5)})
    assert "lần liên lạc trước" not in assess(late, NOW).line, "what was good then is no reason now"
    assert "5 giờ trước" in assess(late, NOW).line
    full = Signals(**{**GOOD, "storage": "full", "sound": "unknown"})
    assert assess(full, NOW).line == "bộ nhớ: đầy"


def test_times_are_said_as_people_say_them() -> None:
    assert ago(dt.timedelta(seconds=59)) == "vừa xong"
    assert ago(dt.timedelta(seconds=-5)) == "vừa xong"
    assert ago(dt.timedelta(minutes=59, seconds=59)) == "59 phút trước"
    assert ago(dt.timedelta(hours=23, minutes=59)) == "23 giờ trước"
    assert ago(dt.timedelta(days=1)) == "1 ngày trước"
    assert offset_words(4_999) == "đúng giờ"
    assert offset_words(-60_000) == "chậm 60 giây"
    assert offset_words(9_000_000_000) == "nhanh 104 ngày"


def test_fault_codes_are_the_same_for_the_hub_and_the_television() -> None:
    with data_path("clients/screen/faults.csv").open(encoding="utf-8", newline="") as handle:
        told = [(row["code"], row["text"]) for row in csv.DictReader(handle)]
    assert told == [(fault.code, str(fault.text)) for fault in FAULTS]
    assert all(len(fault.code) == 3 and fault.group in GROUPS for fault in FAULTS)
    assert sum(len(faults) for _digit, _name, faults in by_group()) == len(FAULTS)
    assert fault_text("999") == "mã 999"
