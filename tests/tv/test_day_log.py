"""The day's log on the television: written by keys without a hub, kept over a power cut, once in the point's book."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from tests.tv.browser import TvBrowser
from tests.tv.conftest import PIN, POINT
from tests.tv.engines import CURRENT
from tests.tv.walk import audit, choose, contact_now, eventually, fill, to_home
from tools.hub import Hub

Facts = Callable[[], list[tuple[str, str]]]
pytestmark = pytest.mark.parametrize("engine", [CURRENT], ids=lambda engine: engine.name, indirect=True)
SHOWN = "[].map.call(document.querySelectorAll('.t-log .t-btn.count b'), b => b.textContent.replace(/[◀▶]/g, ''))"
DRAFT = """new Promise(said => {
  indexedDB.open('tv').onsuccess = opened => {
    const small = opened.target.result.transaction('kv').objectStore('kv').get('small');
    small.onsuccess = () => said(JSON.stringify(small.result || '').includes('00:00'));
    opened.target.result.close();
  };
})"""
"""Whether what was typed lies in the set's database, as a power cut would find it."""
SAVED = "(document.querySelector('.t-tell') || {textContent: ''}).textContent"


def desk(tv: TvBrowser) -> None:
    """Home, *Xem thêm*, *Người phụ trách*, the PIN."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_operator")
    tv.until("!!document.querySelector('.t-pin')")
    tv.press(*PIN, "Enter")
    tv.until("!!document.querySelector('.t-desk')")


def book(hub: Hub) -> dict[str, Any]:
    """What the TV says of the point's days, by name."""
    with sqlite3.connect(f"file:{hub.home / 'diemsang.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT f.name, f.value FROM operations_dayfield f JOIN operations_daylog l ON l.id = f.log_id"
            " JOIN points_supportpoint p ON p.id = l.point_id WHERE p.code = ? AND f.source = 'tv'",
            (POINT,),
        )
        return {name: json.loads(value) for name, value in rows}


def test_a_day_is_written_by_keys_and_arrives_once(tv: TvBrowser, hub: Hub, facts: Facts) -> None:
    fill(tv, hub)
    hub.stop()

    desk(tv)
    tv.press("6")
    tv.until("!!document.querySelector('.t-log')")
    assert audit(tv, "log", arrows=False, axe=True) == []
    # Twelve women, eight men, five children, one meeting; then up to the times, and around to the button.
    keys = [*"12", "Enter", *"8", "Enter", *"5", "Enter", "1"]
    tv.press(*keys, "Up", "Up", "Up", "Up", "Up", "Up")
    assert tv.ask("document.activeElement.id") == "log-opened"
    tv.press(*"0000", "Up")
    assert tv.ask("document.activeElement.id") == "b-log_save"

    # The power goes before it is saved: what was typed stands there again.
    tv.until(DRAFT)
    tv.pull_the_plug()
    tv.power_on()
    tv.open(f"{hub.url}/tv/")
    desk(tv)
    tv.press("6")
    tv.until("!!document.querySelector('.t-log')")
    assert tv.ask(SHOWN) == ["00:00", "–", "–", "12", "8", "5", "1", "–", "–", "–", "–", "–", "–"]
    choose(tv, "b-log_save")
    assert "Đã lưu sổ trên tivi này" in tv.until(SAVED)
    assert "25 lượt người · 1 buổi" in tv.ask(SAVED)

    # Saved again without a change nothing more is told; a corrected number replaces.
    tv.press("Enter", "6")
    tv.until("document.body.innerText.includes('Đã lưu sổ hôm nay')")
    choose(tv, "b-log_save")
    tv.until(SAVED)
    tv.press("Enter", "6")
    tv.until("!!document.querySelector('.t-log')")
    tv.press("Right", "Enter", "Escape")  # thirteen women; nobody counted the men after all
    choose(tv, "b-log_save")
    tv.until(SAVED)

    again = Hub(hub.home, hub.port, workers=1, database="")
    again.start(worker=False)
    try:
        eventually(lambda: contact_now(tv), 90)
        eventually(lambda: [kind for kind, _text in facts()].count("day_log") == 2)
        contact_now(tv)
    finally:
        again.stop()
    first, second = (json.loads(text) for kind, text in facts() if kind == "day_log")
    assert first["log"] == second["log"]
    assert (first["women"], first["men"]) == (12, 8)
    assert second["women"] == 13
    assert "men" not in second
    assert book(hub) == {"opened": "00:00", "women": 13, "children": 5, "act.MEETING": 1}
