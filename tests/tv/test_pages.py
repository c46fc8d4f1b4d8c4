"""Every page of the screen by rule: words to hear, size, contrast, ways by arrow keys, Back that leads home."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tv.browser import TvBrowser
from tests.tv.conftest import PIN
from tests.tv.engines import ENDS
from tests.tv.walk import AT_HOME, KINDS, act, audit, choose, claim, open_product, saved, show_code, to_home
from tools.hub import Hub


@pytest.mark.parametrize("engine", ENDS, ids=lambda engine: engine.name, indirect=True)
def test_every_page_keeps_the_rules_of_the_screen(tv: TvBrowser, hub: Hub) -> None:
    wrong: list[str] = []
    modern = not tv.engine.package

    def look(where: str, page: str, *, arrows: bool = True) -> None:
        tv.until(f"!!document.querySelector('{page}')")
        wrong.extend(audit(tv, where, arrows=arrows, axe=modern))

    def homeward(where: str) -> None:
        for _press in range(6):
            if tv.ask(AT_HOME):
                return
            act(tv, "Escape")
            if tv.ask("!!document.querySelector('.t-over .t-alert')"):
                act(tv, "Enter")
        wrong.append(f"{where}: Back does not lead home")
        to_home(tv)

    code = show_code(tv, hub.url)
    look("pairing", ".t-pair")
    claim(hub, code)
    tv.until("!!document.getElementById('b-pair_start')", timeout=90)
    look("paired", ".t-tell")
    tv.press("Enter")
    tv.until("!!document.querySelector('.t-language, .t-alert')")
    if tv.ask("!!document.querySelector('.t-alert')"):
        look("alert", ".t-alert")
        tv.press("Enter")
    look("language", ".t-language")
    to_home(tv)
    look("home", ".t-home")
    saved(tv)

    for door in range(1, 6):
        to_home(tv)
        tv.press(str(door))
        look(f"list {door}", ".t-list")
        homeward(f"list {door}")

    for kind, (door, product) in KINDS.items():
        open_product(tv, door, product)
        look(f"{kind} {product}", ".t-show")
        if kind == "quiz":
            tv.press("1")
            look("quiz verdict", ".t-verdict")
        homeward(kind)

    others(tv, look, homeward)
    group(tv, look)
    homeward("group")
    operator(tv, look)
    homeward("operator")
    tv.press("6")
    choose(tv, "b-more_finish")
    look("attract", ".t-attract", arrows=False)
    assert not wrong, "\n".join(sorted(set(wrong)))


def others(tv: TvBrowser, look: Callable[..., None], homeward: Callable[[str], None]) -> None:
    """Behind the sixth door: search, the point, the ways into group and operator."""
    to_home(tv)
    tv.press("6")
    look("more", ".t-home")
    for key, page in (("find", ".t-search"), ("point", ".t-point"), ("group", ".t-group"), ("operator", ".t-pin")):
        to_home(tv)
        tv.press("6")
        choose(tv, f"b-more_{key}")
        look(key, page)
        if key == "find":
            tv.press("l", "u")
            look("found", ".t-found button")
            tv.press("q", "q")
            look("nothing found", ".t-search")
            to_home(tv)
            continue
        if key == "point":
            choose(tv, "b-point_true")
            look("true", ".t-true")
        homeward(key)


def group(tv: TvBrowser, look: Callable[..., None]) -> None:
    """A helper with a hall: queue, show, talk, heads, card."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_group")
    tv.until("!!document.getElementById('b-group_start')")
    tv.press("1", "2")
    look("group queue", ".t-group .t-order button")
    tv.press("9")
    look("group show", ".t-show")
    choose(tv, "b-group_discuss")
    look("group talk", ".t-talk")
    choose(tv, "b-group_end")
    look("group heads", ".t-heads")
    choose(tv, "b-heads_skip")
    look("group card", ".t-card")


def operator(tv: TvBrowser, look: Callable[..., None]) -> None:
    """The operator: PIN, desk, state, faults, sound, day."""
    to_home(tv)
    tv.press("6")
    choose(tv, "b-more_operator")
    tv.until("!!document.querySelector('.t-pin')")
    tv.press(*"1111", "Enter")
    tv.until("document.body.innerText.includes('Số chưa đúng')")
    look("wrong PIN", ".t-pin")
    tv.press(*PIN, "Enter")
    look("desk", ".t-desk")
    choose(tv, "b-op_sync")
    look("state", ".t-sync")
    tv.press("Escape")
    choose(tv, "b-op_fault")
    look("faults", ".t-faults")
    tv.press(*"101")
    look("fault chosen", ".t-code")
    tv.press("1")
    look("fault told", ".t-tell")
    tv.press("Enter")
    choose(tv, "b-op_sound")
    look("sound", ".t-sound")
    tv.press("1")
    look("sound left", "#left-yes")
    tv.press("1")
    look("sound right", "#right-yes")
    tv.press("2")
    look("sound end", "#b-op_done")
    tv.press("Enter")
    choose(tv, "b-op_open")
    look("day open", "#b-op_close")
    choose(tv, "b-op_close")
    look("day heads", ".t-heads", arrows=False)
    choose(tv, "b-heads_done")
    look("day closed", ".t-tell")
