"""What goes wrong between a set and its hub: a bad line, a lost answer, a full disk, a second window, an end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import pytest

from tests.faults.proxy import CloseAfter, FaultProxy, ReplyDropped, ResetAfter, Slow, StallAfter
from tests.tv.browser import TvBrowser
from tests.tv.engines import ENDS
from tests.tv.walk import (
    TEXT,
    choose,
    claim,
    contact_now,
    eventually,
    fill,
    line_after_line,
    open_product,
    pair,
    saved,
    show_code,
    to_home,
)
from tools.hub import Hub, diemsang

pytestmark = pytest.mark.parametrize("engine", ENDS, ids=lambda engine: engine.name, indirect=True)
Facts = Callable[[], list[tuple[str, str]]]


def see_a_story(tv: TvBrowser) -> None:
    """A play of a few seconds, stopped."""
    open_product(tv, 4, "rua_tay")
    line_after_line(tv)
    to_home(tv)


def plays(facts: Facts) -> list[str]:
    """Products of the plays that the hub knows."""
    return [json.loads(text)["product"] for kind, text in facts() if kind == "play"]


def test_over_a_line_that_breaks_all_the_time_all_arrives_and_nothing_is_told_twice(
    tv: TvBrowser, hub: Hub, facts: Facts
) -> None:
    with FaultProxy(f"127.0.0.1:{hub.port}") as line:
        claim(hub, show_code(tv, line.url.replace("127.0.0.1", "localhost")))
        line.next(ResetAfter(90_000), CloseAfter(300_000), ResetAfter(2_000), Slow(64_000), StallAfter(50_000, 3.0))
        line.next(ResetAfter(400_000), CloseAfter(100), ResetAfter(700_000), CloseAfter(40_000))
        tv.until("!!document.getElementById('b-pair_start')", timeout=150)
        tv.press("Enter")
        to_home(tv)
        saved(tv)
        see_a_story(tv)
        # The hub takes the batch, the set never hears of it and sends it again.
        line.next(ReplyDropped(), ReplyDropped(), ReplyDropped())
        contact_now(tv)
        eventually(lambda: plays(facts) == ["rua_tay"])
        eventually(lambda: contact_now(tv))
        assert plays(facts) == ["rua_tay"]
        open_product(tv, 2, "goi_video_xa")
        tv.until("!!document.querySelector('video') && document.querySelector('video').currentTime > 1")


def test_an_ended_screen_says_so_kindly_goes_on_showing_and_is_paired_anew_without_doubling(
    tv: TvBrowser, hub: Hub, facts: Facts
) -> None:
    fill(tv, hub)
    see_a_story(tv)
    with sqlite3.connect(f"file:{hub.home / 'diemsang.sqlite3'}?mode=ro", uri=True) as database:
        [[screen]] = database.execute("SELECT public_id FROM screens_screen ORDER BY id DESC LIMIT 1")
    diemsang(hub.home, "screens", "revoke", screen, "--reason", "thử", database="")
    contact_now(tv)
    tv.until(f"{TEXT}.includes('đã được cho nghỉ')")
    tv.press("Enter")
    see_a_story(tv)
    contact_now(tv)
    # It was said once and put away; the page of the state still offers the way to a new pairing.
    choose(tv, "b-revoked_pair")
    claim(hub, tv.until("(document.querySelector('.t-code') || {textContent: ''}).textContent.replace(/ /g, '')"))
    tv.until("!!document.getElementById('b-pair_start')", timeout=90)
    tv.press("Enter")
    to_home(tv)
    eventually(lambda: len(plays(facts)) >= 2)
    assert contact_now(tv)
    assert plays(facts) == ["rua_tay", "rua_tay"]


def test_a_second_window_shows_and_counts_nothing(tv: TvBrowser, hub: Hub, facts: Facts) -> None:
    fill(tv, hub)
    second = tv.window(f"{hub.url}/tv/")
    second.until(f"{TEXT}.includes('cửa sổ khác')", timeout=60)
    second.shut()
    see_a_story(tv)
    assert contact_now(tv)
    assert plays(facts) == ["rua_tay"]
    assert len([kind for kind, _text in facts() if kind == "boot"]) == 1


def test_a_disk_too_small_for_all_keeps_the_set_usable_and_its_evidence(tv: TvBrowser, hub: Hub, facts: Facts) -> None:
    if tv.engine.package:
        pytest.skip("hạn mức lưu chỉ giả lập được ở Chromium từ bản 88")
    tv.quota(hub.url, 4_000_000)
    pair(tv, hub)
    to_home(tv)
    tv.until(f"{TEXT}.includes('đã đầy')", timeout=120)
    for _round in range(3):
        see_a_story(tv)
    # Room again: what had none waited beside the database, and is told once.
    tv.quota(hub.url, None)
    eventually(lambda: contact_now(tv) and len(plays(facts)) >= 3)
    assert contact_now(tv)
    assert plays(facts) == ["rua_tay"] * 3
