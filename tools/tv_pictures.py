"""The eight pictures of the TV in docs/man-hinh.md, taken anew from a demonstration hub of its own.

.venv/bin/python tools/tv_pictures.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.tv.browser import TvBrowser, television
from tests.tv.engines import CURRENT
from tests.tv.walk import choose, claim, open_product, saved, show_code, to_home

from tools.hub import ROOT, Hub, diemsang, free_port
from tools.png import with_few_colours

OUT = ROOT / "docs" / "pictures"
DRAWN = "[].every.call(document.images, one => one.complete && one.naturalWidth) && document.fonts.status === 'loaded'"
PLAYS = "!!document.querySelector('video') && document.querySelector('video').currentTime > 4"


def take(tv: TvBrowser, name: str, page: str) -> None:
    """One picture, when the page is there and whole."""
    tv.until(f"!!document.querySelector('{page}') && {DRAWN}", timeout=60)
    path = tv.picture(OUT / f"tv-{name}.png")
    path.write_bytes(with_few_colours(path.read_bytes()))
    print(path.relative_to(ROOT))


def walk(tv: TvBrowser, hub: Hub) -> None:
    """From a new set to a hall that talks."""
    code = show_code(tv, hub.url)
    take(tv, "pair", ".t-pair svg")
    claim(hub, code)
    tv.until("!!document.getElementById('b-pair_start')", timeout=90)
    tv.press("Enter")
    take(tv, "alert", ".t-over .t-alert")  # one that was never shown here comes by itself
    tv.press("Enter")
    saved(tv)
    take(tv, "home", "#home-1")
    tv.press("0")
    take(tv, "lang", ".t-language")
    to_home(tv)
    tv.press("2")
    take(tv, "list", ".t-list")
    open_product(tv, 2, "goi_video_xa")
    tv.until(PLAYS, timeout=60)
    take(tv, "video", ".t-show video")
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_group")
    tv.until("!!document.getElementById('b-group_start')")
    for number, digit in enumerate("123", 1):
        tv.press(digit)
        tv.until(f"document.querySelectorAll('.t-order button').length === {number}")
    take(tv, "group", ".t-group")
    tv.press("9")
    tv.until("!!document.getElementById('b-group_discuss')")
    choose(tv, "b-group_discuss")
    take(tv, "talk", ".t-talk")


def main() -> None:
    """Open the hub, walk, close it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        diemsang(home, "home", "make", "--illustration", database="")
        hub = Hub(home, free_port(), workers=1, database="")
        hub.start(worker=False)
        try:
            with television(CURRENT, Path(folder) / "profile") as tv:
                walk(tv, hub)
        finally:
            hub.stop()


if __name__ == "__main__":
    main()
