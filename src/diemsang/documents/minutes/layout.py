"""After filling: widths of the table's columns by what stands in them; the mark of a demonstration hub."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import Table

_NUMBER = re.compile(r"^[\d.,\s%+-]+$")
LONG, WIDE = 26, 7
"""Letters of one text for which a column is widened at most; columns above which the letters are smaller."""
LETTER, PADDING = 118, 150
"""Mean width of a small letter of 12 points, and what borders and cell margins take, in twentieths of a point."""


def finish(content: bytes, columns: list[str], *, illustration: bool) -> bytes:
    """The same Word file with its table laid out, and *minh họa* in the header of every page of a demonstration."""
    document = Document(io.BytesIO(content))
    for table in document.tables:
        if columns and _heading(table) == columns:
            lay_out(table)
    if illustration:
        _mark(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _heading(table: Table) -> list[str]:
    return [cell.text for cell in table.rows[0].cells] if table.rows else []


def lay_out(table: Table) -> None:
    """Share the table's width by the longest content of each column; numbers stand at the right, ordinals centred."""
    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    total = sum(int(column.get(qn("w:w"), "0")) for column in grid)
    rows = [[cell.findall(f".//{qn('w:t')}") for cell in row.findall(qn("w:tc"))] for row in _rows(table)]
    texts = [["".join(part.text or "" for part in parts) for parts in row] for row in rows]
    widths = _shares([[row[index] for row in texts if index < len(row)] for index in range(len(grid))], total)
    numeric = [all(_NUMBER.match(row[i]) or not row[i] for row in texts[1:]) for i in range(len(grid))]
    for column, width in zip(grid, widths, strict=True):
        column.set(qn("w:w"), str(width))
    small = Pt(10) if len(grid) > WIDE + 2 else Pt(11) if len(grid) > WIDE else None
    for number, row in enumerate(table.rows):
        for index, cell in enumerate(row.cells):
            cell.width = widths[index] * 635
            for paragraph in cell.paragraphs:
                if number and numeric[index]:
                    centred = index == 0
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
                for run in paragraph.runs:
                    run.font.size = small or run.font.size


def _rows(table: Table) -> list[BaseOxmlElement]:
    return list(table._tbl.findall(qn("w:tr")))


def _shares(columns: list[list[str]], total: int) -> list[int]:
    """Widths in twentieths of a point: first the longest word of each column, then the rest by what it holds."""
    words = [max((_length(part) for text in texts for part in text.split()), default=1.0) for texts in columns]
    least = [round(word * LETTER) + PADDING for word in words]
    if sum(least) >= total:
        return [total * width // sum(least) for width in least]
    wishes = [max((min(_length(text), LONG) for text in texts), default=1.0) for texts in columns]
    more = [max(wish - word, 0.5) for wish, word in zip(wishes, words, strict=True)]
    rest = total - sum(least)
    return [width + round(rest * wish / sum(more)) for width, wish in zip(least, more, strict=True)]


def _length(text: str) -> float:
    """Capitals and digits are wider than the mean small letter."""
    return len(text) + 0.35 * sum(char.isupper() or char.isdigit() for char in text)


def _mark(document: Word) -> None:
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            paragraph = header.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run("MINH HỌA: không phải văn bản thật")
            run.bold, run.font.size = True, Pt(11)
