"""A television's life by its keys: paired, filled, cut off, used, cut in the middle, heard of again."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.tv.browser import TvBrowser
from tests.tv.walk import eventually, fill, open_product, to_home
from tools.hub import Hub

OPEN_PLAY = """new Promise(said => {
  indexedDB.open('tv').onsuccess = opened => {
    const keys = IDBKeyRange.bound('open:', 'open:~');
    const all = opened.target.result.transaction('kv').objectStore('kv').getAll(keys);
    all.onsuccess = () => said(all.result.some(one => one.kind === 'play' && one.fields.ms >= 3000));
    opened.target.result.close();
  };
})"""
"""Whether a play of three seconds or more lies in the set's database, as a power cut would find it."""
Facts = Callable[[], list[tuple[str, str]]]


def test_a_set_lives_without_its_hub_and_tells_everything_once(tv: TvBrowser, hub: Hub, facts: Facts) -> None:
    fill(tv, hub)
    hub.stop()

    # No hub, a new start: the last state at once, and what was saved plays.
    tv.reload()
    open_product(tv, 4, "rua_tay")
    tv.until("(document.querySelector('.t-show .t-line') || {textContent: ''}).textContent.length > 5")
    first = tv.ask("document.querySelector('.t-show .t-line').textContent")
    tv.until(f"document.querySelector('.t-show .t-line').textContent !== {json.dumps(first)}", timeout=40)
    tv.until(OPEN_PLAY, timeout=20)  # what lasts is saved every five seconds

    # The power goes in the middle; the set asks whether to go on.
    tv.pull_the_plug()
    tv.power_on()
    tv.open(f"{hub.url}/tv/")
    tv.until("!!document.getElementById('b-ask_continue_yes')")
    tv.press("Enter")
    tv.until("!!document.querySelector('.t-show .t-line')")
    tv.press("Escape")
    to_home(tv)
    tv.press("6")
    tv.until("!!document.getElementById('b-more_finish')")
    tv.press("6")
    tv.until("!!document.querySelector('.t-attract') || !!document.querySelector('.t-alert')")

    # The hub is back: everything arrives, once.
    again = Hub(hub.home, hub.port, workers=1, database="")
    again.start(worker=False)
    try:

        def all_told() -> bool:
            tv.press("Right")
            told = facts()
            ended = any(kind == "session" and '"finish"' in text for kind, text in told)
            return ended and len([kind for kind, _text in told if kind == "play"]) >= 2

        eventually(all_told, 90)
        told = facts()
    finally:
        again.stop()
    plays = [json.loads(text) for kind, text in told if kind == "play" and '"rua_tay"' in text]
    assert [play["end"] for play in plays] == ["power", "stop"]
    assert plays[0]["ms"] >= 3000
    assert {kind for kind, _text in told} >= {"boot", "session", "play"}
    assert len({text for _kind, text in told}) == len(told)
