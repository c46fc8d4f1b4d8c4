"""Builds the house's Word template of minutes, in the form of Decree 30/2020, Annex I and II (form 1.9).

    .venv/bin/python tools/minute_template.py

Writes ``src/diemsang/documents/minute_templates/bien-ban.docx``. Fields stand as docxtpl reads them: ``{{ field }}``
in a paragraph, ``{%p … %}`` alone in a paragraph, ``{%tr … %}`` alone in a row, ``{%tc … %}`` in a cell.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

OUT = Path(__file__).resolve().parent.parent / "src/diemsang/documents/minute_templates/bien-ban.docx"
FONT = "Times New Roman"
LEFT, CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
TEXT_WIDTH = Mm(165)
HEAD = (Mm(66), Mm(99))
QR_SIDE = Mm(16)


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of WordprocessingML with attributes of its namespace."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = JUSTIFY,
    before: float = 0,
    after: float = 0,
    first: float = 0,
    keep: bool = False,
) -> Paragraph:
    """Text in one face; sizes and gaps in points, ``first`` (indent of the first line) in centimetres."""
    form = paragraph.paragraph_format
    form.alignment, form.keep_with_next = align, keep
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if first:
        form.first_line_indent = Cm(first)
    if text:
        run = paragraph.add_run(text)
        run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def rule(paragraph: Paragraph, width: int, within: int) -> None:
    """A line of this width, centred in a column, as the lower border of an empty paragraph."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Emu((within - width) // 2)
    form.line_spacing, form.space_before, form.space_after = Pt(3), Pt(0), Pt(4)
    borders = element("pBdr")
    borders.append(element("bottom", val="single", sz="6", space="1", color="000000"))
    paragraph._p.get_or_add_pPr().append(borders)


def field(paragraph: Paragraph, code: str, size: float) -> None:
    """A field that Word computes, such as the page's number."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("shown", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "shown" else "")
        run.font.size = Pt(size)
        if kind in {"begin", "separate", "end"}:
            run._r.append(element("fldChar", fldCharType=kind))
        elif kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)


def cell_of(table: Table, row: int, column: int, width: int) -> _Cell:
    """A cell with its width set where Word and LibreOffice look for it."""
    cell = table.cell(row, column)
    cell.width = Emu(width)
    table.columns[column].width = Emu(width)
    return cell


def plain_table(table: Table, *, padding: int = 0) -> None:
    """Fixed widths, cells with this side padding in twentieths of a point."""
    table.autofit = False
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=str(padding), type="dxa"))
    table._tbl.tblPr.append(margins)


def base_styles(document: Word) -> None:
    """One face everywhere, black, 14 points; no theme fonts that could bring in another."""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    for kind in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
    for name in [style.name for style in document.styles if style.name not in KEPT_STYLES]:
        document.styles[str(name)].delete()


KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Header", "Footer"}


def page(document: Word) -> None:
    """A4 with the margins of the decree; number centred in the top margin but on page one; the code's footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(22), Mm(25)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(5)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    write(number, "", align=CENTER)
    field(number, "PAGE", 14)
    for footer in (section.first_page_footer, section.footer):
        table = footer.add_table(1, 2, TEXT_WIDTH)
        plain_table(table)
        row = table.rows[0]
        row.height = QR_SIDE
        picture = cell_of(table, 0, 0, Mm(18))
        write(picture.paragraphs[0], "{{ qr }}", size=4, align=LEFT)
        words = cell_of(table, 0, 1, TEXT_WIDTH - Mm(18))
        words.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        line = write(words.paragraphs[0], "Mã {{ code }} · trang ", size=9, align=LEFT)
        field(line, "PAGE", 9)
        write(line, "/", size=9, align=LEFT)
        field(line, "NUMPAGES", 9)
        write(words.add_paragraph(), "Giữ nguyên ô vuông khi ký, chụp thẳng cả trang.", size=8, italic=True, align=LEFT)
        first = footer.paragraphs[0]
        first._p.getparent().remove(first._p)
        table._tbl.addnext(write(footer.add_paragraph(), "", size=1, align=LEFT)._p)
        footer.paragraphs[-1].paragraph_format.line_spacing = Pt(1)


def letterhead(document: Word) -> None:
    """Issuing body on the left; name of the state and motto on the right; number and date left open."""
    table = document.add_table(1, 2)
    plain_table(table)
    left, right = cell_of(table, 0, 0, HEAD[0]), cell_of(table, 0, 1, HEAD[1])
    write(left.paragraphs[0], "{{ office_parent }}", size=12, align=CENTER)
    write(left.add_paragraph(), "{{ office }}", size=12, bold=True, align=CENTER)
    rule(left.add_paragraph(), Mm(24), HEAD[0])
    write(left.add_paragraph(), "Số: {{ number }}", size=13, align=CENTER, before=4)
    write(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align=CENTER)
    write(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", size=13, bold=True, align=CENTER)
    rule(right.add_paragraph(), Mm(58), HEAD[1])
    write(right.add_paragraph(), "{{ place }}, {{ date }}", size=13, italic=True, align=CENTER, before=4)


def body(document: Word) -> None:
    """Heading, bases, parties, facts, table, conclusion, closing words."""

    def line(text: str, **form: object) -> None:
        write(document.add_paragraph(), text, **form)  # type: ignore[arg-type]

    def tag(text: str) -> None:
        write(document.add_paragraph(), text, size=2)

    line("{{ heading }}", bold=True, align=CENTER, before=18)
    line("{{ subject }}", bold=True, align=CENTER)
    rule(document.add_paragraph(), Mm(30), TEXT_WIDTH)
    tag("{%p for text in bases %}")
    line("{{ text }}", italic=True, first=1, before=6)
    tag("{%p endfor %}")
    tag("{%p if parties %}")
    line("{{ roman.parties }}. THÀNH PHẦN", bold=True, first=1, before=8, keep=True)
    tag("{%p for party in parties %}")
    line("{{ loop.index }}. {{ party.role }}: {{ party.office }}", bold=True, first=1, before=6, keep=True)
    tag("{%p for person in party.people %}")
    line("- {{ person.name }}; chức vụ: {{ person.post }}", first=1, before=4)
    tag("{%p endfor %}")
    tag("{%p endfor %}")
    tag("{%p endif %}")
    tag("{%p if facts or lines %}")
    line("{{ roman.content }}. NỘI DUNG", bold=True, first=1, before=8, keep=True)
    tag("{%p for fact in facts %}")
    line("{{ fact.label }}: {{ fact.value }}", first=1, before=6)
    tag("{%p endfor %}")
    tag("{%p endif %}")
    tag("{%p if lines %}")
    line("", size=6, before=4)
    grid(document)
    tag("{%p endif %}")
    tag("{%p if conclusion %}")
    line("{{ roman.conclusion }}. KẾT LUẬN", bold=True, first=1, before=10, keep=True)
    tag("{%p for text in conclusion %}")
    line("{{ text }}", first=1, before=6, keep=True)  # no page holds signatures alone
    tag("{%p endfor %}")
    tag("{%p endif %}")
    line("{{ closing }}", first=1, before=6, keep=True)
    signatures(document)


def grid(document: Word) -> None:
    """The table: one heading row that every page repeats, one row for each line; widths are set after filling."""
    table = document.add_table(4, 3)
    table.style = document.styles["Table Grid"]
    plain_table(table, padding=60)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for index, text in enumerate(("{%tc for column in columns %}", "{{ column }}", "{%tc endfor %}")):
        write(cell_of(table, 0, index, Mm(55)).paragraphs[0], text, size=12, bold=True, align=CENTER)
    write(cell_of(table, 1, 0, Mm(55)).paragraphs[0], "{%tr for line in lines %}", size=12)
    for index, text in enumerate(("{%tc for cell in line %}", "{{ cell }}", "{%tc endfor %}")):
        write(cell_of(table, 2, index, Mm(55)).paragraphs[0], text, size=12, align=LEFT)
    write(cell_of(table, 3, 0, Mm(55)).paragraphs[0], "{%tr endfor %}", size=12)
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))


def signatures(document: Word) -> None:
    """Rows of up to three signers with room to sign; a row never breaks over two pages."""
    table = document.add_table(3, 3)
    plain_table(table, padding=40)
    width = Mm(55)
    write(cell_of(table, 0, 0, width).paragraphs[0], "{%tr for row in signer_rows %}", size=12)
    opening, cell, closing = (cell_of(table, 1, index, width) for index in range(3))
    write(opening.paragraphs[0], "{%tc for signer in row %}", size=12)
    write(cell.paragraphs[0], "{{ signer.title }}", size=13, bold=True, align=CENTER, before=10, keep=True)
    write(cell.add_paragraph(), "{{ signer.hint }}", size=12, italic=True, align=CENTER)
    write(cell.add_paragraph(), "", align=CENTER, before=56)
    write(closing.paragraphs[0], "{%tc endfor %}", size=12)
    write(cell_of(table, 2, 0, width).paragraphs[0], "{%tr endfor %}", size=12)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))


def build() -> Word:
    """The whole template."""
    document = Document()
    base_styles(document)
    page(document)
    letterhead(document)
    body(document)
    facts = document.core_properties
    facts.author, facts.title, facts.comments = "Điểm Sáng", "Mẫu biên bản", ""
    facts.created = facts.modified = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return document


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    build().save(str(OUT))
