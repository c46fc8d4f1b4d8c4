"""``diemsang minutes`` as a person types it."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from pathlib import Path
from typing import Any

import click
import pikepdf
import pytest
from click.testing import CliRunner, Result
from docx import Document
from PIL import Image

from diemsang.config.cli.minutes import minutes
from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.documents import actions
from diemsang.documents.minutes import codes, office, stamp
from diemsang.documents.models import Minute, MinuteState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_apart(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def draft() -> Minute:
    with clock.fixed(dt.date(2023, 12, 1)):
        return actions.make_minute(
            actor=SYSTEM,
            public_id=uuid.uuid4(),
            kind="BB_KS",
            title="Khảo sát TQ-0001",
            on=dt.date(2023, 11, 20),
            data={},
        )


def run(command: click.Command, *words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


def photo(public_id: uuid.UUID, page: int, path: Path) -> Path:
    sheet = Image.new("L", (900, 1200), 255)
    text = codes.write(codes.PageCode(public_id, page, 2))
    sheet.paste(Image.open(io.BytesIO(codes.picture(text))).convert("L"), (60, 860))
    sheet.save(path)
    return path


def two_blank_pages(documents: dict[str, bytes], **_more: float) -> dict[str, bytes]:
    """In place of LibreOffice."""
    stream = io.BytesIO()
    with pikepdf.new() as book:
        book.add_blank_page()
        book.add_blank_page()
        book.save(stream)
    return dict.fromkeys(documents, stream.getvalue())


def test_a_minute_goes_from_draft_to_word_to_pdf_to_signed(
    draft: Minute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Khảo sát TQ-0001" in run(minutes, "list").output
    docx = tmp_path / "a.docx"
    run(minutes, "render", draft.public_id, "--format", "docx", "--out", docx)
    assert Document(str(docx)).styles["Normal"].font.name == "Times New Roman"
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(Refused, match="LibreOffice"):
        run(minutes, "render", draft.public_id, "--format", "pdf", "--out", tmp_path / "a.pdf")
    monkeypatch.setattr(office, "program", lambda: "soffice")
    monkeypatch.setattr(office, "to_pdf", two_blank_pages)
    monkeypatch.setattr(stamp, "faces", lambda pdf: {"Tinos"})
    assert "2 trang" in run(minutes, "render", draft.public_id, "--format", "pdf", "--out", tmp_path / "a.pdf").output
    with pikepdf.open(tmp_path / "a.pdf") as book:
        assert len(book.pages) == 2

    first, second = (photo(draft.public_id, page, tmp_path / f"{page}.jpg") for page in (1, 2))
    other = photo(uuid.uuid4(), 1, tmp_path / "la.jpg")
    told = json.loads(run(minutes, "match", second, other, "--json").stdout)
    assert [(one["file"], one["outcome"]) for one in told["pages"]] == [("2.jpg", "matched"), ("la.jpg", "unknown")]
    assert told["minutes"] == [{"id": str(draft.public_id), "state": "printed", "missing": [1], "waiting": ""}]
    listed = json.loads(run(minutes, "list", "--json").stdout)["minutes"]
    assert [(row["id"], row["state"], row["pages"], row["missing"], row["pdf"]) for row in listed] == [
        (str(draft.public_id), "printed", 2, [1], True)
    ]
    assert "đã nhận" in run(minutes, "match", first).output
    draft.refresh_from_db()
    assert draft.state == MinuteState.SIGNED


def test_an_unknown_identity_and_a_folder_that_is_not_there_are_told(draft: Minute, tmp_path: Path) -> None:
    for wrong in ("khong-phai", str(uuid.uuid4())):
        with pytest.raises(Refused, match="Không tìm thấy biên bản"):
            run(minutes, "render", wrong, "--format", "docx", "--out", tmp_path / "a.docx")
    with pytest.raises(Refused, match="không ghi được"):
        run(minutes, "render", draft.public_id, "--format", "docx", "--out", tmp_path / "khong-co" / "a.docx")
    run(minutes, "match", tmp_path / "khong-co.jpg", code=2)
