"""What a TV is, in words, by what its browser says of itself. It may lie: for people to read, never to decide by."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_MAKERS = (
    ("Tizen", gettext_lazy("TV Samsung")),
    ("Web0S", gettext_lazy("TV LG")),
    ("webOS", gettext_lazy("TV LG")),
    ("BRAVIA", gettext_lazy("TV Sony")),
    ("VIDAA", gettext_lazy("TV Hisense")),
    ("AFT", gettext_lazy("hộp Fire TV")),
    ("MiTV", gettext_lazy("TV Xiaomi")),
    ("MIBOX", gettext_lazy("hộp Xiaomi")),
    ("Android TV", gettext_lazy("TV Android")),
    ("GoogleTV", gettext_lazy("TV Android")),
    ("CrOS", gettext_lazy("Chromebook")),
    ("Windows", gettext_lazy("máy Windows")),
    ("Android", gettext_lazy("TV hoặc hộp Android")),
    ("Linux", gettext_lazy("máy Linux")),
)
_ENGINE = re.compile(r"Chrom(?:e|ium)/(\d+)")
_SIZE = re.compile(r"^(\d{3,5})x(\d{3,5})$")


def agent_words(agent: str) -> str:
    """``TV Samsung, Chromium 76``; what cannot be told is said so."""
    maker = next((str(words) for mark, words in _MAKERS if mark in agent), "")
    engine = _ENGINE.search(agent)
    parts = [maker or _("loại máy không rõ")]
    if engine:
        parts.append(f"Chromium {engine.group(1)}")
    return ", ".join(parts)


def size_words(size: str) -> str:
    """``1920 × 1080``; unknown sizes are said so."""
    found = _SIZE.match(size)
    return f"{found.group(1)} × {found.group(2)}" if found else _("kích thước không rõ")
