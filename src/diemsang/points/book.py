"""A point's file bound as one PDF: an index that leads to each paper, then the papers as they came."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from diemsang.core import clock
from diemsang.core.lettering import Face
from diemsang.files.models import Blob
from diemsang.files.storage import blob_path
from diemsang.files.types import MAX_PIXELS
from diemsang.points.book_text import Written, lay_under
from diemsang.points.queries.book import Entry, Section

WIDTH, HEIGHT, MARGIN = 1240, 1754, 110
"""A4 at 150 dots an inch."""
DOT = 72 / 150
HEAD, PART, TEXT, NOTE = Face(38, 600), Face(27, 600), Face(24), Face(20)
INK, PALE, LINE = "#22262b", "#5c646d", "#c9c3b4"


@dataclass(slots=True)
class Row:
    """A line of the index: where it stands, and the sheet it leads to (from 0; ``None``: nothing is bound)."""

    entry: Entry | None
    title: str
    sheet: int | None = None
    page: int = 0
    top: int = 0


def bind(heading: str, sections: Sequence[Section], out: Path) -> None:
    """Write the book to ``out``. What cannot be bound (another kind of file, broken, with a password) is said in the
    index. ``OSError`` when the disk is full."""
    rows = [row for part in sections for row in (Row(None, part.title), *(Row(one, one.title) for one in part.entries))]
    places = _lay_out(rows)
    with pikepdf.new() as book:
        for row in rows:
            if row.entry is None or not row.entry.blobs:
                continue
            row.sheet = len(book.pages)
            for blob in row.entry.blobs:
                _add(book, blob)
            if row.sheet == len(book.pages):
                row.sheet = None
        for number, (sheet, lines) in enumerate(_index(heading, rows, places)):
            with pikepdf.open(io.BytesIO(sheet)) as index:
                book.pages.insert(number, index.pages[0])
            lay_under(book, book.pages[number], lines, high=HEIGHT, dot=DOT)
        _link(book, rows, places)
        book.docinfo["/Title"] = heading
        book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _lay_out(rows: list[Row]) -> int:
    """Give each row its place; the number of pages of the index."""
    page, top = 0, 260
    for row in rows:
        high = 84 if row.entry is None else 34 * len(_title(row)) + 28 * len(_note(row)) + 22
        if top + high + (80 if row.entry is None else 0) > HEIGHT - MARGIN:
            page, top = page + 1, MARGIN + 20
        row.page, row.top = page, top
        top += high
    return page + 1


def _title(row: Row) -> list[str]:
    return TEXT.lines(row.title, WIDTH - 2 * MARGIN - 130, 2)


def _note(row: Row) -> list[str]:
    note = row.entry.note if row.entry else ""
    if row.entry and row.entry.blobs and row.sheet is None:
        note = ", ".join(filter(None, (note, _("không gộp được vào tệp này, tải riêng"))))
    return NOTE.lines(note, WIDTH - 2 * MARGIN - 130, 2) if note else []


@dataclass(slots=True)
class _Pen:
    """Draws on a sheet, and keeps what it wrote."""

    draw: ImageDraw.ImageDraw
    lines: list[Written] = field(default_factory=list)

    def write(self, face: Face, at: tuple[float, float], text: str, ink: str) -> None:
        face.write(self.draw, at, text, ink)
        self.lines.append(Written(*at, face.size, text))


def _index(heading: str, rows: Sequence[Row], pages: int) -> Iterator[tuple[bytes, list[Written]]]:
    """The pages of the index, each as a PDF, with the lines drawn on it."""
    for number in range(pages):
        sheet = Image.new("L", (WIDTH, HEIGHT), 255)
        pen = _Pen(ImageDraw.Draw(sheet))
        if number == 0:
            pen.write(HEAD, (MARGIN, 150), heading, INK)
            made = _("Lập lúc %(moment)s") % {"moment": f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"}
            mark = f" · {_('MINH HỌA')}" if settings.ILLUSTRATION else ""
            pen.write(NOTE, (MARGIN, 195), made + mark, PALE)
        for row in rows:
            if row.page == number:
                _draw(pen, row, pages)
        stream = io.BytesIO()
        sheet.save(stream, "PDF", resolution=150, quality=85)
        yield stream.getvalue(), pen.lines


def _draw(pen: _Pen, row: Row, pages: int) -> None:
    if row.entry is None:
        pen.write(PART, (MARGIN, row.top + 52), row.title, INK)
        pen.draw.line((MARGIN, row.top + 66, WIDTH - MARGIN, row.top + 66), fill=LINE, width=2)
        return
    top = row.top
    for line in _title(row):
        top += 34
        pen.write(TEXT, (MARGIN, top), line, INK)
    if row.sheet is not None:
        shown = str(pages + row.sheet + 1)
        pen.write(TEXT, (WIDTH - MARGIN - TEXT.width(shown), row.top + 34), shown, INK)
    for line in _note(row):
        top += 28
        pen.write(NOTE, (MARGIN, top), line, PALE)


def _add(book: pikepdf.Pdf, blob: Blob) -> None:
    """The pages of one file; none for what is no PDF or picture, or broken."""
    path = blob_path(blob.sha256)
    try:
        if blob.media_type == "application/pdf":
            with pikepdf.open(path) as part:
                book.pages.extend(part.pages)
        elif blob.media_type in {"image/jpeg", "image/png", "image/webp"}:
            with pikepdf.open(io.BytesIO(_sheet(path))) as part:
                book.pages.extend(part.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, FileNotFoundError, ValueError, SyntaxError):
        return
    except (UnidentifiedImageError, Image.DecompressionBombError):
        return


def _sheet(path: Path) -> bytes:
    """A picture upright on a sheet of A4."""
    with Image.open(path) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise ValueError(path.name)
        picture.draft("RGB", (WIDTH, HEIGHT))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    sheet = Image.new("RGB", (WIDTH, HEIGHT) if upright.height >= upright.width else (HEIGHT, WIDTH), "white")
    fitted = ImageOps.contain(upright, (sheet.width - 40, sheet.height - 40))
    sheet.paste(fitted, ((sheet.width - fitted.width) // 2, (sheet.height - fitted.height) // 2))
    stream = io.BytesIO()
    sheet.save(stream, "PDF", resolution=150, quality=80)
    return stream.getvalue()


def _link(book: pikepdf.Pdf, rows: Sequence[Row], pages: int) -> None:
    """A touch on a line of the index leads to its paper; the same as bookmarks."""
    with book.open_outline() as outline:
        parent = None
        for row in rows:
            if row.entry is None:
                parent = pikepdf.OutlineItem(row.title, row.page)
                outline.root.append(parent)
                continue
            if row.sheet is None:
                continue
            target = pages + row.sheet
            (parent.children if parent else outline.root).append(pikepdf.OutlineItem(row.title, target))
            top = (HEIGHT - row.top) * DOT
            box = [MARGIN * DOT, top - 34 * len(_title(row)) * DOT - 6, (WIDTH - MARGIN) * DOT, top]
            link = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array([round(side, 1) for side in box]),
                Border=pikepdf.Array([0, 0, 0]),
                Dest=pikepdf.Array([book.pages[target].obj, pikepdf.Name.Fit]),
            )
            page = book.pages[row.page].obj
            if "/Annots" not in page:
                page.Annots = pikepdf.Array()
            page.Annots.append(book.make_indirect(link))
