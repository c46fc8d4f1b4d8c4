"""How a set begins when something is missing: a script that does not parse, a hub's name, sound."""

from __future__ import annotations

import functools
import http.server
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diemsang.screens.tv import APP
from tests.tv.browser import TvBrowser
from tests.tv.engines import ENDS
from tests.tv.walk import TEXT, contact_now, eventually, fill, line_after_line, open_product, to_home
from tools.hub import Hub

pytestmark = pytest.mark.parametrize("engine", ENDS, ids=lambda engine: engine.name, indirect=True)
Facts = Callable[[], list[tuple[str, str]]]
ALERT = "document.querySelector('.t-over .t-alert')"
NO_SOUND = "--autoplay-policy=document-user-activation-required"
SOUND = "--autoplay-policy=no-user-gesture-required"
FORGET_ALERTS = """new Promise((done, no) => {
  indexedDB.open('tv').onsuccess = opened => {
    const base = opened.target.result, tx = base.transaction('kv', 'readwrite'), kv = tx.objectStore('kv');
    kv.get('small').onsuccess = got => kv.put(Object.assign({}, got.target.result, {alerts: {}, now: null}), 'small');
    tx.oncomplete = () => { base.close(); done(true); };
    tx.onerror = no;
  };
})"""
"""As if no warning had been shown on this set yet, and nothing been cut off."""
QUICK_SLIDES = """(() => {
  const real = window.setInterval;
  window.setInterval = (run, ms) => real(run, ms === 12000 ? 300 : ms);
})()"""
"""The slides change, and greet, forty times as fast."""


class _Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Nothing: tests are quiet."""


@pytest.fixture
def cut_app(tmp_path: Path) -> Iterator[str]:
    """The app as built, but one script of it ends in the middle, as a bad line or a bad release leaves it."""
    folder = tmp_path / "www" / "tv"
    page = (APP / "index.html").read_text("utf-8")
    entry = next(path for path in (APP / "f").glob("*.js") if f'{path.name}" type="module"' in page)
    for path in APP.rglob("*"):
        if path.is_file() and path.suffix not in {".br", ".gz"}:
            target = folder / path.relative_to(APP)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes() if path != entry else path.read_bytes()[:700] + b" let let = (")
    handler = functools.partial(_Files, directory=str(folder.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/tv/"
        server.shutdown()
        thread.join()


def heard(facts: Facts) -> list[int]:
    """Of each warning that the hub was told of: whether it sounded."""
    return [json.loads(text)["heard"] for kind, text in facts() if kind == "alert"]


def begin_again(tv: TvBrowser, hub: Hub, *flags: str) -> None:
    """Off and on: no key was pressed since, no warning shown yet; the page is the app's."""
    tv.pull_the_plug()
    tv.power_on(*flags)
    tv.open(f"{hub.url}/tv/app.json")
    assert tv.ask(FORGET_ALERTS)


def test_v3_a_script_that_does_not_parse_leaves_a_page_that_says_what_to_do(tv: TvBrowser, cut_app: str) -> None:
    tv.open(cut_app)
    tv.until("!document.getElementById('guard').hidden")
    assert tv.ask(f"{TEXT}.includes('Màn hình này chưa chạy được') && {TEXT}.includes('Báo người phụ trách điểm')")
    assert tv.ask("document.getElementById('guard-detail').textContent.includes('Chrom')")
    assert tv.ask("getComputedStyle(document.getElementById('app')).display") == "none"
    smallest = "Math.min(...[].map.call(document.querySelectorAll('#guard p, #guard li, #guard small'),"
    assert tv.ask(f"{smallest} one => parseFloat(getComputedStyle(one).fontSize)))") >= 32
    assert any("SyntaxError" in line for line in tv.errors)
    tv.errors.clear()


def test_v6_a_set_whose_hubs_name_leads_nowhere_shows_all_it_saved(tv: TvBrowser, hub: Hub) -> None:
    named = hub.url.replace("127.0.0.1", "localhost")
    fill(tv, hub, named)
    tv.pull_the_plug()
    tv.power_on("--host-resolver-rules=MAP localhost ~NOTFOUND")
    tv.open(f"{named}/tv/")
    assert (
        tv.ask("fetch('/api/screen/v1/root', {cache: 'no-store'}).then(() => 'answered', () => 'no way')") == "no way"
    )
    open_product(tv, 4, "rua_tay")
    line_after_line(tv)
    to_home(tv)
    open_product(tv, 5, "giu_nghe_det")
    tv.until("!!document.querySelector('audio') && document.querySelector('audio').currentTime > 1")


def test_a14_sound_that_is_not_let_out_is_shown_told_and_not_counted_as_heard(
    tv: TvBrowser, hub: Hub, facts: Facts
) -> None:
    fill(tv, hub)
    eventually(lambda: contact_now(tv))
    before = len(heard(facts))
    begin_again(tv, hub, NO_SOUND)
    hub.stop()
    tv.open(f"{hub.url}/tv/")
    tv.until(f"!!{ALERT}", timeout=60)
    tv.until(f"{TEXT}.includes('Bấm một phím để bật tiếng')", timeout=60)
    # The words of the warning stay for as long as reading takes, one sentence after another, and then it goes.
    tv.until(f"!{ALERT}", timeout=180)
    again = Hub(hub.home, hub.port, workers=1, database="")
    again.start(worker=False)
    try:
        eventually(lambda: len(heard(facts)) > before, 120)
        with sqlite3.connect(f"file:{hub.home / 'diemsang.sqlite3'}?mode=ro", uri=True) as database:
            newest = "SELECT MAX(id) FROM screens_screen"
            [[sound]] = database.execute(f"SELECT sound FROM screens_screenstate WHERE screen_id = ({newest})")
    finally:
        again.stop()
    assert heard(facts)[before:] == [0]
    assert sound == "silent"


def test_a8_a_warning_over_the_slides_is_heard_to_its_end_and_goes_by_itself(
    tv: TvBrowser, hub: Hub, facts: Facts
) -> None:
    fill(tv, hub)
    eventually(lambda: contact_now(tv))
    before = len(heard(facts))
    begin_again(tv, hub, SOUND)
    tv.call("Page.addScriptToEvaluateOnNewDocument", source=QUICK_SLIDES)
    tv.open(f"{hub.url}/tv/")
    tv.until(f"!!{ALERT} && !!document.querySelector('main .t-attract')", timeout=60)
    tv.until(f"!{ALERT} && !!document.querySelector('main .t-attract')", timeout=180)
    tv.press("Right")
    to_home(tv)
    assert contact_now(tv)
    assert heard(facts)[before:] == [1]
