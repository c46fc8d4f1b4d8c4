"""The letters of a drawn page once more, unseen, so that a reader can search, copy and read it aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf

CHUNK = 100
"""Most lines of a block in a PDF's table of characters."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it was drawn: where its baseline begins (dots of the page from the top left), its size in dots."""

    left: float
    base: float
    size: int
    text: str


def lay_under(book: pikepdf.Pdf, page: pikepdf.Page, lines: Sequence[Written], *, high: float, dot: float) -> None:
    """Write the lines unseen on the page, ``high`` dots high, each dot ``dot`` points. Needs no font file: nothing is
    painted, and the table of characters says which letter each code is."""
    shown = [line for line in lines if line.text]
    if not shown:
        return
    parts = ["BT 3 Tr"]
    for line in shown:
        code = line.text.encode("utf-16-be").hex()
        place = f"1 0 0 1 {line.left * dot:.2f} {(high - line.base) * dot:.2f} Tm"
        parts.append(f"/DSunseen {line.size * dot:.2f} Tf {place} <{code}> Tj")
    parts.append("ET")
    letters = sorted({letter for line in shown for letter in line.text})
    font = book.make_indirect(_font(book, letters))
    resources = page.obj.get("/Resources")
    if resources is None:
        resources = page.obj.Resources = pikepdf.Dictionary()
    if "/Font" not in resources:
        resources.Font = pikepdf.Dictionary()
    resources.Font["/DSunseen"] = font
    page.contents_add(pikepdf.Stream(book, "\n".join(parts).encode("ascii")))


def _font(book: pikepdf.Pdf, letters: Sequence[str]) -> pikepdf.Dictionary:
    codes = [letter.encode("utf-16-be").hex() for letter in letters if ord(letter) < 0x10000]
    table = ["/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /DS def /CMapType 2 def"]
    table.append("1 begincodespacerange <0000> <FFFF> endcodespacerange")
    for at in range(0, len(codes), CHUNK):
        block = codes[at : at + CHUNK]
        table += [f"{len(block)} beginbfchar", *(f"<{code}> <{code}>" for code in block), "endbfchar"]
    table.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    name = pikepdf.Name("/DSUnseen")
    below = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=book.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor,
                FontName=name,
                Flags=4,
                FontBBox=pikepdf.Array([0, -200, 1000, 900]),
                ItalicAngle=0,
                Ascent=900,
                Descent=-200,
                CapHeight=700,
                StemV=80,
            )
        ),
        DW=500,
        CIDToGIDMap=pikepdf.Name.Identity,
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type0,
        BaseFont=name,
        Encoding=pikepdf.Name("/Identity-H"),
        DescendantFonts=pikepdf.Array([book.make_indirect(below)]),
        ToUnicode=pikepdf.Stream(book, "\n".join(table).encode("ascii")),
    )
