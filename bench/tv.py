"""The TV app on a thin line and a slow processor: bytes, largest paint, start without a hub, keys.

    ./dev bench tv              current Chromium three times, Chromium 79 once (for information)
    python bench/tv.py 5        so many times

A television with an empty profile, the demonstration's hub, and between them one line of 1.6 Mbps and 300 ms for all
that the browser asks (bench/thin.py: bytes are counted there, headers and the service worker's requests included;
only the way down counts). The page's processor is slowed six times; that of the service worker cannot be.

*First visit*: a set that is paired already has no first visit, so pairing is part of it: from the address until the
code stands on the screen (largest paint, before anybody presses a key), then from the hub's word that it is claimed
until the app lies whole in the cache, the content tree is switched and the button to Home is there. On the wire counts
the app (every file of ``/tv/``, what it keeps for later included) and the talk with the hub (pairing, contact,
settings, root, list of records). What grows with the library is printed apart: records and files of products, record
and files of the spoken prompts. *Later visit*: all is saved, hub and line are dead, the browser is started anew on its
profile.
*Keys*: from the event's own time to the end of the frame with the moved focus, while files are being saved; Home and
a list. *Scripts*: what runs at the first visit, by the ``.gz`` beside each file.

Bars (design.md §6, the issue of this bench): 80 kB, 1.8 s, 0.8 s, 100 ms, 35 kB (1 kB = 1,000 bytes), each for the
median of the runs in current Chromium; keys by the median press, the worst is printed. Exit code 1 when one is broken.
The times need an idle machine. How long the page's own thread stood ready and got no processor meanwhile (Linux counts
it, from the start of the page's process on) is printed, and what is left of the largest paint without it: what an idle
machine shows at best. The verdict is on the time as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.tv.browser import TvBrowser, television
from tests.tv.engines import CHROMIUM_79, CURRENT, Engine, program
from tests.tv.walk import claim, saved, show_code, to_home

from bench.delivery import files, get
from bench.thin import ThinLine
from diemsang.screens.tv import APP
from tools.hub import Hub, diemsang, free_port

KBIT_S, RTT_MS, CPU = 1600, 300, 6
WIRE_KB, PAINT_S, AGAIN_S, KEY_MS, SCRIPT_KB = 80.0, 1.8, 0.8, 100.0, 35.0
RUNS, PRESSES = 3, 40
LIST_DOOR = "2"
"""A door of Home with several products behind it."""
ROUNDS = {"Home": ("Right", "Right", "Down", "Left", "Left", "Up"), "list": ("Right", "Left")}
"""Ways on which each press moves the focus."""
TREE = "/api/screen/v1/tree/"
LARGEST = """new Promise(said => {
  let last = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { last = Math.max(last, one.startTime); }))
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => said(last), 500);
})"""
READY = """!!document.getElementById('b-pair_start') && new Promise(said => {
  indexedDB.open('tv-files').onsuccess = opened => {
    const row = opened.target.result.transaction('kv').objectStore('kv').get('app');
    row.onsuccess = () => {
      opened.target.result.close();
      const kept = row.result && row.result.current === document.documentElement.dataset.version;
      said(!!kept && !!navigator.serviceWorker.controller);
    };
  };
})"""
WATCH_KEYS = """window.__moves = [];
addEventListener('keydown', event => {
  const from = document.activeElement, channel = new MessageChannel();
  channel.port1.onmessage = () => __moves.push([performance.now() - event.timeStamp, document.activeElement !== from]);
  requestAnimationFrame(() => channel.port2.postMessage(0));
}, true); 0"""


@dataclass
class Run:
    """What one television showed; bytes, seconds, milliseconds."""

    parts: dict[str, int] = field(default_factory=dict)
    up: int = 0
    requests: int = 0
    paint_s: float = 0.0
    paint_waited_s: float = 0.0
    ready_s: float = 0.0
    again_s: float = 0.0
    again_waited_s: float = 0.0
    again_home_s: float = 0.0
    keys: dict[str, list[float]] = field(default_factory=dict)
    scripts: dict[str, int] = field(default_factory=dict)

    @property
    def wire_kb(self) -> float:
        """What the bar is on."""
        return (self.parts["app"] + self.parts["talk"]) / 1000


def library(url: str) -> dict[str, list[str]]:
    """Hashes by what they are: ``records`` and files of ``products`` and of ``prompts`` (greetings are prompts too)."""
    found: dict[str, list[str]] = {"product records": [], "prompt record": [], "product files": [], "prompt files": []}
    root = get(url, "/api/screen/v1/root")
    found["prompt files"] += [one["h"] for one in files(get(url, TREE + root["varieties"][0]))]
    for shard, _ in root["shards"]:
        for _, record, _ in get(url, TREE + shard)["records"]:
            body = get(url, TREE + record)
            prompts = body["kind"] == "prompts"
            found["prompt record" if prompts else "product records"].append(record)
            found["prompt files" if prompts else "product files"] += [one["h"] for one in files(body)]
    return found


def packed(url: str, records: list[str]) -> int:
    """Bytes of these records as a bundle carries them."""
    body = json.dumps({"want": records}).encode()
    headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
    asked = urllib.request.Request(f"{url}/api/screen/v1/bundle", body, headers)  # our own http
    with urllib.request.urlopen(asked, timeout=30) as answer:
        return len(answer.read())


def sort_bytes(line: ThinLine, url: str) -> dict[str, int]:
    """What came down so far, by what it is. The records travel in one answer; products get what prompts do not."""
    known = library(url)
    parts = dict.fromkeys(("app", "talk", *known), 0)
    bundles = [one for one in line.log if one.path.endswith("/bundle")]
    for one in line.log:
        digest = one.path.removeprefix("/media/")
        name = "app" if not one.path.startswith(("/api/", "/media/")) else "talk"
        if digest != one.path:
            name = "prompt files" if digest in known["prompt files"] else "product files"
        parts[name] += one.down
    # The last bundle is that of the records: of it the products' share as they weigh alone, the rest is the prompts'.
    whole = bundles[-1].down
    parts["product records"] = packed(url, known["product records"])
    parts["prompt record"] = whole - parts["product records"]
    parts["talk"] -= whole
    return parts


def scripts(line: ThinLine) -> dict[str, int]:
    """Gzipped bytes of what runs at once (named in the page, and the worker) and of what is kept for later."""
    page = (APP / "index.html").read_text("utf-8")
    asked = {one.path.removeprefix("/tv/") for one in line.log if re.fullmatch(r"/tv/(f/\w+|sw)\.js", one.path)}
    sizes = {path: (APP / f"{path}.gz").stat().st_size for path in asked}
    first = sum(size for path, size in sizes.items() if path == "sw.js" or path in page)
    return {"first": first, "later": sum(sizes.values()) - first}


def waited(tv: TvBrowser) -> float:
    """Seconds that the main thread of the busiest page process of this browser waited for a processor; 0 if unknown."""
    found = [(0.0, 0.0)]
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            words = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
            if "--type=renderer" in words and os.getpgid(int(folder.name)) == tv.pid:
                ran, waits = (folder / "schedstat").read_text().split()[:2]
                found.append((int(ran) / 1e9, int(waits) / 1e9))
    return max(found)[1]


def press_around(tv: TvBrowser, way: tuple[str, ...]) -> list[float]:
    """Milliseconds of each press that moved the focus, as fast as people who look before they press again."""
    tv.ask("__moves.length = 0")
    for at in range(PRESSES):
        tv.press(way[at % len(way)])
        time.sleep(0.35)
    tv.until(f"__moves.length >= {PRESSES}")
    moved: list[list[Any]] = tv.ask("__moves")
    times = [float(ms) for ms, so in moved if so]
    assert len(times) >= PRESSES * 3 // 4, moved
    return times


def first_visit(tv: TvBrowser, hub: Hub, line: ThinLine, run: Run) -> None:
    """From nothing to Home ready to work offline."""
    code = show_code(tv, line.url)
    run.paint_waited_s = waited(tv)
    time.sleep(2)  # fonts, and whatever else may still grow
    run.paint_s = tv.ask(LARGEST) / 1000
    claim(hub, code)
    tv.until(READY, timeout=90)
    ready = time.monotonic()
    told = [one for one in line.log if one.path.startswith("/api/screen/v1/pairings/")]
    run.ready_s = ready - told[-1].ended
    run.parts, run.scripts = sort_bytes(line, hub.url), scripts(line)
    run.up, run.requests = sum(one.up for one in line.log), len(line.log)


def press_keys(tv: TvBrowser, run: Run) -> None:
    """Home and a list, while files come in."""
    tv.press("Enter")
    to_home(tv)
    time.sleep(2)  # a warning that was never shown lays itself over Home
    to_home(tv)
    tv.ask(WATCH_KEYS)
    tv.ask("document.getElementById('home-1').focus()")
    run.keys["Home"] = press_around(tv, ROUNDS["Home"])
    tv.press(LIST_DOOR)
    tv.until("document.querySelectorAll('.t-list .item').length > 1")
    run.keys["list"] = press_around(tv, ROUNDS["list"])


def later_visit(tv: TvBrowser, hub: Hub, line: ThinLine, run: Run) -> None:
    """All saved; then no hub, no line, a new start."""
    tv.slow()
    line.free()
    saved(tv)
    tv.close()
    hub.stop()
    line.cut()
    tv.power_on()
    tv.slow(cpu=CPU)
    tv.open(f"{line.url}/tv/")
    tv.until("!!document.querySelector('.t-page')")
    run.again_waited_s = waited(tv)
    time.sleep(2)
    run.again_s = tv.ask(LARGEST) / 1000
    began = time.monotonic()
    to_home(tv)
    run.again_home_s = time.monotonic() - began


def measure(engine: Engine, home: Path) -> Run:
    """One television from its box."""
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "home"
        shutil.copytree(home, own)
        hub = Hub(own, free_port(), workers=1, database="")
        hub.start(worker=False)
        try:
            with ThinLine(hub.port, KBIT_S, RTT_MS) as line, television(engine, Path(folder) / "profile") as tv:
                tv.slow(cpu=CPU)
                first_visit(tv, hub, line, run)
                press_keys(tv, run)
                later_visit(tv, hub, line, run)
        finally:
            hub.stop()
    return run


def told(name: str, unit: str, figures: list[float], bar: float) -> bool:
    """Print one line; whether the bar is broken by the median."""
    middle = statistics.median(figures)
    spread = f"{min(figures):.2f}–{max(figures):.2f}"
    print(
        f"  {name:<46}{middle:>8.2f} {unit:<3} ({spread})  bar {bar:g}, ratio {middle / bar:.2f}"
        f"{'' if middle <= bar else '  <-- BROKEN'}"
    )
    return middle > bar


def report(engine: Engine, runs: list[Run]) -> bool:
    """The table of one engine; whether a bar is broken."""
    print(f"{engine.name}: {len(runs)} × at {KBIT_S / 1000} Mbps, {RTT_MS} ms, processor ÷ {CPU}; median (spread)")
    broken = told("first visit: app and talk on the wire", "kB", [run.wire_kb for run in runs], WIRE_KB)
    broken |= told("first visit: largest paint", "s", [run.paint_s for run in runs], PAINT_S)
    broken |= told("later visit, hub dead: largest paint", "s", [run.again_s for run in runs], AGAIN_S)
    for place in runs[0].keys:
        times = [ms for run in runs for ms in run.keys[place]]
        worst = max(times)
        broken |= told(f"key to focus, {place} ({len(times)} presses, worst {worst:.0f})", "ms", times, KEY_MS)
    broken |= told("scripts of the first visit, gzip", "kB", [run.scripts["first"] / 1000 for run in runs], SCRIPT_KB)
    for name, pairs in (
        ("first", [(run.paint_s, run.paint_waited_s) for run in runs]),
        ("later", [(run.again_s, run.again_waited_s) for run in runs]),
    ):
        waits, rest = statistics.median(w for _, w in pairs), statistics.median(max(0.0, p - w) for p, w in pairs)
        print(f"  {name} visit: the page waited {waits:.2f} s for a processor; without it, at best {rest:.2f} s")
    last = runs[-1]
    apart = "; ".join(f"{name} {size / 1000:.1f}" for name, size in last.parts.items())
    print(f"  kB down until Home is ready: {apart}; {last.requests} requests, {last.up / 1000:.1f} kB up")
    print(f"  scripts kept for later {last.scripts['later'] / 1000:.1f} kB gzip; from claimed to Home ready", end=" ")
    print(f"{statistics.median([run.ready_s for run in runs]):.1f} s; later visit, from a key to Home", end=" ")
    print(f"{statistics.median([run.again_home_s for run in runs]):.1f} s; load average {os.getloadavg()[0]:.1f}")
    return broken


def main() -> int:
    """Today's engine against the bars; an old one for information."""
    times = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration", database="")
        broken = report(CURRENT, [measure(CURRENT, home) for _each in range(times)])
        program(CHROMIUM_79)
        print("For information, no bar:")
        report(CHROMIUM_79, [measure(CHROMIUM_79, home)])
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
