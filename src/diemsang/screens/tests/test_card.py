"""The quick card quotes the TV: what is printed is what the TV says."""

from __future__ import annotations

import csv
import re

from diemsang.accounts.models import User
from diemsang.core.paths import data_path
from diemsang.screens.faults import FAULTS
from diemsang.screens.tests.test_fleet_pages import SignIn, text_of

PROMPTS = data_path("clients/screen/prompts.csv")
IN_ORDER = {
    "operator": ["home_more", "more_operator", "pin_ok", "op_open", "op_close", "heads_done", "op_log", "log_save"],
    "group": [
        "home_more",
        "more_group",
        "group_start",
        "group_pause",
        "group_play",
        "group_repeat",
        "group_discuss",
        "group_next",
    ],
    "heads": ["group_end", "heads_women", "heads_men", "heads_children", "heads_done", "heads_skip"],
    "sound": ["more_operator", "op_sound", "sound_start", "yes", "no"],
    "fault": ["more_operator", "op_fault", "fault_send"],
}
"""Sections 2 to 6 of the card: the prompts that each leads through."""


def prompts() -> dict[str, str]:
    with PROMPTS.open(encoding="utf-8", newline="") as handle:
        return {row["key"]: row["text"] for row in csv.DictReader(handle)}


def test_every_label_on_the_card_is_a_label_of_the_tv_in_the_order_of_its_pages(huong: User, signed_in: SignIn) -> None:
    page = text_of(signed_in(huong).get("/man-hinh/the-nhanh/"))
    card = page.split('<article class="ds-quick">')[1].split("</article>")[0]
    words = prompts()
    sections = re.findall(r"<ol>(.*?)</ol>", card, re.DOTALL)
    quoted = [re.findall("«(.+?)»", section) for section in sections]
    assert quoted[1:] == [[words[key] for key in keys] for keys in IN_ORDER.values()]
    outside = re.sub(r"<ol>.*?</ol>", "", card, flags=re.DOTALL)
    assert "«" not in outside, "labels are quoted in the steps only"


def test_the_digits_on_the_card_are_those_of_the_tv() -> None:
    source = data_path("clients/screen/src/ui/group.ts").read_text(encoding="utf-8")
    foot = source.split("t-foot.lrud-container", 1)[1].split("];", 1)[0]
    assert "digit: 1" in foot.split("group_repeat")[0]
    for key, digit in (("group_repeat", 2), ("group_discuss", 3), ("group_next", 4), ("group_end", 5)):
        assert re.search(rf'"{key}"[^\n]*digit: {digit}', foot), key


def test_the_table_of_three_digits_says_what_the_tv_says() -> None:
    words = prompts()
    assert {f"fault_{fault.code}": str(fault.text) for fault in FAULTS} == {
        key: text for key, text in words.items() if re.fullmatch(r"fault_\d{3}", key)
    }
