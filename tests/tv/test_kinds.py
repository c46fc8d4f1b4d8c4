"""What a point does with its screen while the line is cut: each kind, a hall of thirty, the operator's day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest

from tests.tv.browser import TvBrowser
from tests.tv.conftest import PIN
from tests.tv.engines import ENDS
from tests.tv.walk import (
    KINDS,
    LINE,
    TEXT,
    choose,
    contact_now,
    eventually,
    fill,
    line_after_line,
    open_product,
    to_home,
)
from tools.hub import Hub

Facts = Callable[[], list[tuple[str, str]]]
ENDED = "!!document.querySelector('.t-end')"
SECOND = "x-minh-hoa"


def to_the_end(tv: TvBrowser, kind: str) -> None:
    """Through the product that shows, faster than it plays: ten seconds or one part a press."""
    tv.until("!!document.querySelector('.t-show')")
    if kind == "quiz":
        for _question in range(12):
            tv.press("1")
            tv.until("!!document.querySelector('#quiz-next')")
            tv.press("Enter")
            if (
                tv.until("document.querySelector('#quiz-close') ? 'end' : !document.querySelector('#quiz-next')")
                == "end"
            ):
                tv.press("Enter")
                break
        tv.until(ENDED)
        return
    tv.until("!!document.activeElement && document.activeElement.id === 'show-pause'")
    line_after_line(tv)
    code = "!!document.querySelector('.t-show .t-qrbox')"
    for _press in range(30):
        before = tv.ask(LINE)
        tv.press("Enter" if tv.ask(code) else "Right")
        if tv.until(f"({ENDED} && 'end') || {code} || {LINE} !== {json.dumps(before)}", timeout=40) == "end":
            return
        assert not tv.ask("!!document.querySelector('.t-ask')"), tv.ask(TEXT)
    raise AssertionError(f"{kind} never ends")


def hall(tv: TvBrowser) -> None:
    """Thirty people: two products, talk in between, heads by digits, the card."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_group")
    tv.until("!!document.getElementById('b-group_start')")
    tv.press("1", "2", "9")
    line_after_line(tv)
    tv.press("3")
    tv.until("!!document.querySelector('.t-talk')")
    tv.press("1")
    tv.until("!!document.querySelector('.t-show')")
    tv.press("4")
    tv.until(f"{TEXT}.includes('2/2')")
    tv.press("5")
    tv.until("!!document.getElementById('heads-people')")
    tv.press("3", "0")
    choose(tv, "b-heads_done")
    tv.until(f"{TEXT}.includes('30 người')")
    tv.press("Enter")


def operators_day(tv: TvBrowser) -> None:
    """Open the day, hear left and not right, tell the fault, close with counts."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_operator")
    tv.until("!!document.querySelector('.t-pin')")
    tv.press(*PIN, "Enter")
    choose(tv, "b-op_open")
    choose(tv, "b-op_sound")
    tv.until("!!document.getElementById('b-sound_start')")
    tv.press("1")
    tv.until("!!document.getElementById('left-yes')")
    tv.press("1")
    tv.until("!!document.getElementById('right-no')")
    tv.press("2")
    choose(tv, "b-op_fault")
    tv.until("!!document.querySelector('.t-faults')")
    tv.press("1", "0", "2", "1")
    choose(tv, "b-op_done")
    choose(tv, "b-op_close")
    tv.until("!!document.getElementById('heads-people')")
    tv.press("1", "2")
    choose(tv, "b-heads_done")
    choose(tv, "b-op_exit")


@pytest.mark.parametrize("engine", ENDS, ids=lambda engine: engine.name, indirect=True)
def test_with_the_line_cut_every_kind_is_used_and_everything_is_told_once(
    tv: TvBrowser, hub: Hub, facts: Facts
) -> None:
    fill(tv, hub)
    hub.stop()
    tv.reload()
    for kind, (door, product) in KINDS.items():
        open_product(tv, door, product)
        to_the_end(tv, kind)
    to_home(tv)
    tv.press("0")
    choose(tv, f"lang-{SECOND}")
    tv.press("3")
    choose(tv, f"item-{KINDS['article'][1]}")
    line_after_line(tv)
    tv.press("Escape")
    hall(tv)
    operators_day(tv)
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_finish")

    again = Hub(hub.home, hub.port, workers=1, database="")
    again.start(worker=False)
    try:

        def closed() -> bool:
            tv.press("Right")
            return any(kind == "close" for kind, _text in facts())

        eventually(closed, 120)
        assert contact_now(tv)
        told = [(kind, json.loads(text)) for kind, text in facts()]
    finally:
        again.stop()
    plays = [data for kind, data in told if kind == "play"]
    done = Counter(play["product"] for play in plays if play["end"] == "done" and play["mode"] == "alone")
    assert done == {product: 1 for _door, product in KINDS.values()}
    assert all(play["ms"] > 1500 for play in plays if play["end"] == "done" and play["product"] != "tin_gia")
    assert all(play["ms"] <= play["of_ms"] for play in plays)
    alone = [play["product"] for play in plays if play["lang"] == SECOND and play["mode"] == "alone"]
    assert alone == [KINDS["article"][1]]
    assert len([play for play in plays if play["mode"] == "group"]) == 2
    groups = [data for kind, data in told if kind == "group"]
    assert [(one["people"], one["plays"]) for one in groups] == [(30, 2)]
    kinds = Counter(kind for kind, _data in told)
    assert (kinds["open"], kinds["close"], kinds["sound"], kinds["fault"]) == (1, 1, 1, 1)
    assert next(data for kind, data in told if kind == "fault")["code"] == "102"
    assert next(data for kind, data in told if kind == "close")["people"] == 12
    sound = next(data for kind, data in told if kind == "sound")
    assert (sound["left"], sound["right"]) == (1, 0)
