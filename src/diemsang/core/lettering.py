"""Vietnamese letters on pictures (Pillow), in the hub's own typeface, so that no server needs fonts of its own.

The typeface ships in two files, Latin and Vietnamese; a word such as *Đường* takes letters of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Literal

from PIL import ImageDraw, ImageFont

from diemsang.core.paths import PACKAGE
from diemsang.core.text import nfc

Colour = str | tuple[int, int, int] | int
Weight = Literal[400, 600]
FOLDER = PACKAGE / "core" / "static" / "hub" / "fonts"
_VIETNAMESE = (
    *((0x0102, 0x0103), (0x0110, 0x0111), (0x0128, 0x0129), (0x0168, 0x0169), (0x01A0, 0x01A1), (0x01AF, 0x01B0)),
    *((0x0300, 0x0301), (0x0303, 0x0304), (0x0308, 0x0309), (0x0323, 0x0323), (0x1EA0, 0x1EF9), (0x20AB, 0x20AB)),
)
"""Ranges that the Vietnamese file holds; the Latin one has the rest."""
ELLIPSIS = "…"


@lru_cache(maxsize=64)
def _file(part: str, weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / f"be-vietnam-pro-{part}-{weight}-normal.woff2", size)


def _part(letter: str) -> str:
    return "vietnamese" if any(low <= ord(letter) <= high for low, high in _VIETNAMESE) else "latin"


@dataclass(frozen=True, slots=True)
class Face:
    """Letters of one weight and size (pixels)."""

    size: int
    weight: Weight = 400

    def width(self, text: str) -> float:
        """How far the text reaches, pixels."""
        return sum(_file(part, self.weight, self.size).getlength(run) for part, run in self._runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: Colour) -> None:
        """One line; ``at`` is the left end of its baseline."""
        left, base = at
        for part, run in self._runs(text):
            font = _file(part, self.weight, self.size)
            draw.text((left, base), run, font=font, fill=fill, anchor="ls")
            left += font.getlength(run)

    def lines(self, text: str, width: float, most: int) -> list[str]:
        """The text in at most ``most`` lines of ``width`` pixels; what does not fit ends in an ellipsis."""
        words, found = nfc(text).split(), [""]
        for at, word in enumerate(words):
            longer = f"{found[-1]} {word}".strip()
            if self.width(longer) <= width:
                found[-1] = longer
            elif len(found) == most:
                found[-1] = self._cut(" ".join([found[-1], *words[at:]]).strip(), width)
                return found
            else:
                found.append(word if self.width(word) <= width else self._cut(word, width))
                if not found[0]:
                    del found[0]
        return found

    def _cut(self, text: str, width: float) -> str:
        while text and self.width(text + ELLIPSIS) > width:
            text = text[:-1].rstrip()
        return text + ELLIPSIS

    def _runs(self, text: str) -> list[tuple[str, str]]:
        return [(part, "".join(letters)) for part, letters in groupby(nfc(text), key=_part)]
