"""The code on every page of a PDF, as squares drawn in the bottom margin; and several PDFs joined into one."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf

from diemsang.documents.minutes import codes

MM = 72 / 25.4
LEFT, BOTTOM, SIDE = 30 * MM, 5 * MM, 16 * MM
"""Where the white square with the code stands: the left margin of the decree, clear of what printers cannot reach."""
FACE = "Tinos"
"""The free face with the widths of Times New Roman that a PDF embeds."""


def stamp(pdf: bytes, public_id: uuid.UUID, title: str) -> tuple[bytes, int]:
    """The PDF with its codes, and its number of pages."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as book:
        pages = len(book.pages)
        for number, page in enumerate(book.pages, 1):
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + squares(codes.write(codes.PageCode(public_id, number, pages))))
        book.docinfo["/Title"] = title
        book.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue(), pages


def squares(text: str) -> bytes:
    """PDF operators that draw the code: a white square, then each dark run of a row."""
    rows = codes.matrix(text)
    unit = SIDE / (len(rows) + 2 * codes.BORDER)
    parts = [f"q 1 g {LEFT:.3f} {BOTTOM:.3f} {SIDE:.3f} {SIDE:.3f} re f 0 g"]
    for y, row in enumerate(rows):
        bottom = BOTTOM + SIDE - (y + 1 + codes.BORDER) * unit
        for start, length in _runs(row):
            left = LEFT + (start + codes.BORDER) * unit
            parts.append(f"{left:.3f} {bottom:.3f} {length * unit:.3f} {unit:.3f} re")
    return (" ".join(parts) + " f Q\n").encode()


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for index, dark in enumerate([*row, False]):
        if dark and start is None:
            start = index
        elif not dark and start is not None:
            yield start, index - start
            start = None


def faces(pdf: bytes) -> set[str]:
    """Names of the faces that the PDF uses, without the prefix of a subset."""
    found = set()
    with pikepdf.open(io.BytesIO(pdf)) as book:
        for page in book.pages:
            fonts = page.resources.get("/Font")
            if fonts is None:
                continue
            found |= {str(font["/BaseFont"]).lstrip("/").split("+")[-1] for font in fonts.values()}
    return found


def join(paths: Iterable[Path]) -> bytes:
    """One PDF of several, each kept whole and in order."""
    made = io.BytesIO()
    with pikepdf.new() as book:
        for path in paths:
            with pikepdf.open(path) as part:
                book.pages.extend(part.pages)
        book.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()
