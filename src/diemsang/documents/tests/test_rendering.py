"""Every kind of minute in the form of Decree 30/2020; LibreOffice may hang; a full disk leaves nothing half."""

from __future__ import annotations

import datetime as dt
import errno
import io
import re
import shutil
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents import actions
from diemsang.documents.actions import printing, templates
from diemsang.documents.minutes import codes, office, reading, render, stamp
from diemsang.documents.models import Minute, MinuteKind, MinuteState, MinuteTemplate
from diemsang.documents.tests.photographs import drawn, photograph

MM = 72 / 25.4
needs_office = pytest.mark.skipif(
    not (office.program() and shutil.which("pdffonts") and Path("/usr/share/fonts/truetype/croscore").is_dir()),
    reason="cần libreoffice-writer-nogui, poppler-utils, fonts-croscore",
)
DATA: dict[str, Any] = {
    "office_parent": "Ủy ban nhân dân tỉnh Tuyên Quang",
    "office": "Sở Khoa học và Công nghệ",
    "place": "Nà Hang",
    "parties": [{"role": "Bên giao", "office": "Công ty <A> & {{ B }}", "people": [{"name": "", "post": "Kỹ thuật"}]}],
    "bases": ["Căn cứ Kế hoạch số 207/KH-UBND;"],
    "facts": [["Địa điểm", "Nhà văn hóa thôn Nà Khậy"]],
    "columns": ["STT", "Tên thiết bị", "Số sê-ri"],
    "lines": [[str(i), "Tivi Internet kèm giá treo", f"0A1B2C{i:04}"] for i in range(1, 60)],
    "conclusion": ["Đạt."],
    "signers": [{"title": "Đại diện bên giao"}, {"title": "Đại diện bên nhận"}],
}


def minute_of(kind: str = "BB_GN", **more: Any) -> Minute:
    return Minute(
        pk=1,
        public_id=uuid.uuid4(),
        kind=kind,
        title="Giao nhận tại TQ-0092",
        on=dt.date(2023, 11, 20),
        data={**DATA, **more},
    )


def saved(**more: Any) -> Minute:
    with clock.fixed(dt.date(2023, 12, 1)):
        facts = {"kind": "BB_GN", "title": "Giao nhận", "on": dt.date(2023, 11, 20), "data": DATA, **more}
        return actions.make_minute(actor=SYSTEM, public_id=uuid.uuid4(), **facts)


def pdf_of(*minutes: Minute) -> list[bytes]:
    words = {str(number): render.without_code(render.docx_of(one), one) for number, one in enumerate(minutes)}
    made = office.to_pdf(words)
    return [stamp.stamp(made[str(number)], one.public_id, one.title)[0] for number, one in enumerate(minutes)]


@needs_office
def test_every_kind_obeys_decree_30(tmp_path: Path) -> None:
    for kind, pdf in zip(MinuteKind.values, pdf_of(*map(minute_of, MinuteKind.values)), strict=True):
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(pdf)
        with pikepdf.open(path) as book:
            assert len(book.pages) > 1
            assert all([round(float(x) / MM) for x in page.mediabox] == [0, 0, 210, 297] for page in book.pages)
        fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        assert fonts and all(re.match(r"[A-Z]{6}\+Tinos", line) and " yes yes yes" in line for line in fonts), kind
        boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True).stdout
        pages = boxes.split("<page ")[1:]
        first, second = words_of(pages[0]), words_of(pages[1])
        heading = " ".join(word for *_place, word in first)
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in heading and "Độc lập - Tự do - Hạnh phúc" in heading
        assert (
            "ỦY BAN NHÂN DÂN" in heading and "ngày …… tháng …… năm" in heading and "&lt;A&gt; &amp; {{ B }}" in heading
        )
        body = [box for box in first + second if 20 * MM < box[1] < 270 * MM]
        assert min(box[0] for box in body) >= 30 * MM - 1 and max(box[2] for box in body) <= 195 * MM + 1, kind
        top = [box for box in second if box[3] < 20 * MM]
        assert [box[4] for box in top] == ["2"] and abs((top[0][0] + top[0][2]) / 2 - (30 + 82.5) * MM) < 2
        assert not [box for box in first if box[3] < 20 * MM], "no number on page one"


def words_of(page: str) -> list[tuple[float, float, float, float, str]]:
    """Words of a page with their boxes, in points from the top left."""
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>', page)
    return [(float(a), float(b), float(c), float(d), word) for a, b, c, d, word in found]


@needs_office
def test_photographs_are_told_apart() -> None:
    minutes = [minute_of(lines=[]) for _ in range(3)]
    for number, (minute, pdf) in enumerate(zip(minutes, pdf_of(*minutes), strict=True)):
        photo = photograph(drawn(pdf)[0], number)
        assert [(code.public_id, code.page) for code in reading.sheets("a.jpg", photo)[0].codes] == [
            (minute.public_id, 1)
        ]


def test_the_word_file_names_the_face_of_the_decree_and_carries_the_code() -> None:
    minute = minute_of()
    content = render.docx_of(minute)
    document = Document(io.BytesIO(content))
    assert document.styles["Normal"].font.name == "Times New Roman"
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "{{" not in text.replace("{{ B }}", "") and "{%" not in text, "what people typed is never a template"
    pictures = [part.blob for part in document.part.package.iter_parts() if part.partname.endswith(".png")]
    assert codes.picture(codes.write(codes.PageCode(minute.public_id))) in pictures
    assert codes.picture(codes.write(codes.PageCode(minute.public_id))) not in render.without_code(content, minute)


def test_a_demonstration_marks_its_papers(settings: Any) -> None:
    settings.ILLUSTRATION = True
    section = Document(io.BytesIO(render.docx_of(minute_of()))).sections[0]
    for header in (section.first_page_header, section.header):
        assert "MINH HỌA" in "".join(paragraph.text for paragraph in header.paragraphs)


STUB = """#!/usr/bin/env python3
import pathlib, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
out.mkdir()
log = pathlib.Path(__file__).with_suffix(".log")
for source in map(pathlib.Path, sys.argv[sys.argv.index("--outdir") + 2 :]):
    log.open("a").write(source.stem + "\\n")
    if source.stem == "treo":
        time.sleep(600)
    (out / f"{source.stem}.pdf").write_bytes(pathlib.Path(__file__).with_name("mau.pdf").read_bytes())
"""


def test_a_hanging_office_costs_one_retry_and_nobody_elses_minute(settings: Any, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text(STUB)
    program.chmod(0o755)
    with pikepdf.new() as book:
        book.add_blank_page()
        book.save(tmp_path / "mau.pdf")
    settings.SOFFICE = str(program)
    made = office.to_pdf({"a": b"", "treo": b"", "b": b""}, start=1.0, each=0.3)
    assert sorted(made) == ["a", "b"]
    assert (tmp_path / "soffice.log").read_text().split() == ["a", "treo", "treo", "b"]


@pytest.mark.django_db
def test_a_full_disk_leaves_nothing_half(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path
    minute = saved()

    def full(*_args: Any, **_named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("diemsang.files.storage.keep", full)
        with pytest.raises(Refused, match="đã đầy"):
            actions.print_minute(actor=SYSTEM, minute=minute)
    minute.refresh_from_db()
    assert minute.state == MinuteState.DRAFT and minute.docx is None and not list(tmp_path.iterdir())
    minute = actions.print_minute(actor=SYSTEM, minute=minute, ask=False)
    with monkeypatch.context() as patch:
        patch.setattr(office, "to_pdf", full)
        printing.make_pdfs([minute.pk])
    minute.refresh_from_db()
    assert minute.pdf is None and "đã đầy" in minute.pdf_problem


def own_template(text: str, *, qr: bool = True) -> bytes:
    document = Document()
    document.add_paragraph(text)
    if qr:
        document.sections[0].footer.paragraphs[0].text = "{{ qr }}"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (own_template("{{ so_hieu }} {{ subject }}"), "so_hieu"),
        (own_template("{%p for party in parties %}{{ party.ten }}{%p endfor %}"), "Mẫu"),
        (own_template("{{ parties[0].ten_la }}"), "ten_la"),
        (own_template("{{ subject }}", qr=False), "mã QR"),
        (own_template("{{ subject.__class__.__mro__ }}"), "Mẫu"),
        (own_template("{{ subject.upper() }}"), "Mẫu"),
        (own_template("{{ 'a' * 99999999 }}"), "Mẫu"),
        (b"PK\x03\x04 khong phai", "loại tệp"),
    ],
)
def test_a_template_that_does_not_fit_is_refused(settings: Any, tmp_path: Path, content: bytes, word: str) -> None:
    settings.FILES_ROOT = tmp_path
    with pytest.raises(Refused, match=word):
        templates.set_template(actor=SYSTEM, kind="BB_GN", office_key="tq-khcn", content=content, file_name="mau.docx")
    assert not MinuteTemplate.objects.exists()


@pytest.mark.django_db
def test_an_office_prints_on_its_own_template(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    content = own_template("RIÊNG {{ subject }}")  # made once: a Word file carries the second that it was made in
    for _ in range(2):
        templates.set_template(actor=SYSTEM, kind="BB_GN", office_key="tq-khcn", content=content, file_name="m.docx")
    assert MinuteTemplate.objects.count() == 1
    minute = actions.print_minute(actor=SYSTEM, minute=saved(office_key="tq-khcn"), ask=False)
    assert "RIÊNG Giao nhận" in Document(io.BytesIO(render.read_docx(minute))).paragraphs[0].text
    templates.drop_template(actor=SYSTEM, template=MinuteTemplate.objects.get())
    assert b"RI" not in render.template_of(minute)[:0] and render.template_of(minute) == render.house_template("BB_GN")
