"""The card as a picture: 1200 × 630 for a message (Zalo and others cut to it), A5 upright for a notice board."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from diemsang.core.lettering import Face
from diemsang.documents.minutes.codes import matrix
from diemsang.sharing.subjects import Card

INK, PALE, PAPER, INDIGO, LEAF, TURMERIC, LINE = (
    *("#22262b", "#5c646d", "#fffdf8", "#26417a", "#2f6b3a", "#8a5a00", "#d9d4c7"),
)
"""The hub's colours (clients/hub/css)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A picture's size and how it is set; pixels."""

    width: int
    height: int
    margin: int
    title: int
    text: int
    code: int
    rows: int
    upright: bool = False


WIDE = Shape(1200, 630, 60, 54, 27, 252, 5)
A5 = Shape(874, 1240, 70, 54, 29, 330, 7, upright=True)
"""A5 at 150 dots an inch."""
SHAPES = {"the": WIDE, "a5": A5}


@lru_cache(maxsize=64)
def picture(card: Card, address: str, until: str, shape: Shape, *, illustration: bool) -> bytes:
    """PNG of the card with a QR that leads to ``address``. The same words give the same bytes."""
    sheet = Image.new("RGB", (shape.width, shape.height), PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, shape.width, 18), fill=INDIGO)
    room = shape.width - 2 * shape.margin - (0 if shape.upright else shape.code + 48)
    base = shape.margin + 50
    head = f"Điểm Sáng · {card.kind}" + (f" · {_('MINH HỌA')}" if illustration else "")
    Face(shape.text, 600).write(draw, (shape.margin, base), head, INDIGO)
    base = _lines(draw, Face(shape.title, 600), card.title, (shape.margin, base + 26), room, 2, INK)
    if card.place:
        base = _lines(
            draw, Face(shape.text + 3), card.place, (shape.margin, base + 10), room, 3 if shape.upright else 2, INK
        )
    base = _badge(draw, shape, card, base + 26)
    base = _table(draw, shape, card, base + 20, room)
    _foot(sheet, draw, shape, address, until)
    stream = io.BytesIO()
    sheet.quantize(64).save(stream, "PNG")
    return stream.getvalue()


def _lines(
    draw: ImageDraw.ImageDraw, face: Face, text: str, at: tuple[int, int], room: int, most: int, fill: str
) -> int:
    left, base = at
    for line in face.lines(text, room, most):
        base += round(face.size * 1.28)
        face.write(draw, (left, base), line, fill)
    return base


def _badge(draw: ImageDraw.ImageDraw, shape: Shape, card: Card, top: int) -> int:
    """The state, as a word with a sign: colour alone says nothing."""
    face = Face(shape.text, 600)
    text = f"{card.state[:1].upper()}{card.state[1:]}"
    tone, tall = (LEAF if card.done else TURMERIC), round(shape.text * 1.9)
    wide = round(face.width(text)) + tall + 18
    draw.rounded_rectangle((shape.margin, top, shape.margin + wide, top + tall), tall // 2, outline=tone, width=3)
    middle, left = top + tall // 2, shape.margin + tall // 2 + 2
    if card.done:
        draw.line([(left - 8, middle), (left - 2, middle + 7), (left + 10, middle - 8)], fill=tone, width=4)
    else:
        draw.ellipse((left - 8, middle - 8, left + 8, middle + 8), outline=tone, width=4)
    face.write(draw, (left + 20, middle + shape.text * 0.36), text, tone)
    return top + tall


def _table(draw: ImageDraw.ImageDraw, shape: Shape, card: Card, top: int, room: int) -> int:
    """Pairs, as many as there is room for above the foot."""
    face, strong, step = Face(shape.text), Face(shape.text, 600), round(shape.text * 1.62)
    label = max((face.width(name) for name, _value in card.lines), default=0) + 28
    end = shape.height - (shape.code + 130 if shape.upright else 36)
    base = top
    for name, value in card.lines[: shape.rows]:
        if base + step > end:
            break
        base += step
        face.write(draw, (shape.margin, base), name, PALE)
        strong.write(draw, (shape.margin + label, base), strong.lines(value, room - label, 1)[0], INK)
    return base


def _foot(sheet: Image.Image, draw: ImageDraw.ImageDraw, shape: Shape, address: str, until: str) -> None:
    code = _code(address, shape.code)
    small = Face(shape.text - 5)
    left = shape.margin if shape.upright else shape.width - shape.margin - code.width
    top = shape.height - shape.margin - code.height - 24 if shape.upright else (shape.height - code.height) // 2 - 10
    sheet.paste(code, (left, top))
    words = [_("Quét mã để xem"), _("đến %(until)s") % {"until": until}]
    if shape.upright:
        beside, base = left + code.width + 36, top + code.height // 2 - 20
        for text in words:
            base += round(small.size * 1.5)
            small.write(draw, (beside, base), text, PALE)
    else:
        base = top + code.height + 8
        for text in words:
            base += round(small.size * 1.35)
            small.write(draw, (left + (code.width - small.width(text)) / 2, base), text, PALE)
    draw.rectangle((0, shape.height - 8, shape.width, shape.height), fill=LINE)


def _code(address: str, side: int) -> Image.Image:
    """The address as a QR with its quiet zone, as near to ``side`` as whole squares allow."""
    rows = matrix(address)
    each = max(2, side // (len(rows) + 8))
    image = Image.new("RGB", ((len(rows) + 8) * each,) * 2, "#ffffff")
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                at = ((x + 4) * each, (y + 4) * each)
                draw.rectangle((*at, at[0] + each - 1, at[1] + each - 1), fill="#000000")
    return image
