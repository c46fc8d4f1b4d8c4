"""The code in the QR of a page: an opaque identity, the page, the number of pages. It tells nothing else.

``DS1:<26 letters of base32>:<page>/<pages>`` on a printed PDF; without the last part in a Word file, where the pages
are not known yet. Only letters of the QR's short alphabet, so that 38 of them fit 25 × 25 squares.
"""

from __future__ import annotations

import base64
import io
import re
import uuid
from dataclasses import dataclass
from functools import lru_cache

import qrcode
from PIL import Image

_FORM = re.compile(r"^DS1:([A-Z2-7]{26})(?::(\d{1,3})/(\d{1,3}))?$")
BORDER = 4
"""Quiet squares on each side, as ISO/IEC 18004 wants."""


@dataclass(frozen=True, slots=True)
class PageCode:
    """What a page says of itself; without page and pages when it came from a Word file."""

    public_id: uuid.UUID
    page: int | None = None
    pages: int | None = None


def write(code: PageCode) -> str:
    """The text that the QR carries."""
    identity = base64.b32encode(code.public_id.bytes).decode().rstrip("=")
    return f"DS1:{identity}" + (f":{code.page}/{code.pages}" if code.page else "")


def read(text: str) -> PageCode | None:
    """The code of one of our pages; ``None`` for any other QR that may be on a sheet."""
    found = _FORM.match(text.strip())
    if found is None:
        return None
    identity, page, pages = found.groups()
    public_id = uuid.UUID(bytes=base64.b32decode(f"{identity}======"))
    if page is None:
        return PageCode(public_id)
    number, count = int(page), int(pages)
    return PageCode(public_id, number, count) if 1 <= number <= count else None


def matrix(text: str) -> list[list[bool]]:
    """Rows of dark squares, without quiet zone."""
    code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make(fit=True)
    return [list(map(bool, row)) for row in code.get_matrix()]


@lru_cache(maxsize=64)
def picture(text: str) -> bytes:
    """The code as PNG with its quiet zone; the same text gives the same bytes."""
    return _png(matrix(text))


@lru_cache(maxsize=1)
def blank() -> bytes:
    """White in place of a code, so that the page keeps its form."""
    return _png([[False]])


def _png(rows: list[list[bool]]) -> bytes:
    side = len(rows) + 2 * BORDER
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                image.putpixel((x + BORDER, y + BORDER), 0)
    stream = io.BytesIO()
    image.resize((side * 8, side * 8), Image.Resampling.NEAREST).save(stream, "PNG")
    return stream.getvalue()
