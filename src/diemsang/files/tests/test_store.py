from __future__ import annotations

import errno
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from diemsang.audit.models import Entry
from diemsang.core.actor import SYSTEM
from diemsang.core.errors import Refused
from diemsang.files import storage
from diemsang.files.actions import store, verify
from diemsang.files.models import Blob
from diemsang.files.types import safe_name

PDF = b"%PDF-1.7\n" + b"bien ban " * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def package(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name in names:
            out.writestr(name, "x")
    return buffer.getvalue()


def everything_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


WORD = package("[Content_Types].xml", "word/document.xml")
EXCEL = package("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "Biên bản.PDF", "application/pdf"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "anh.jpeg", "image/jpeg"),
        (PNG, "anh.png", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "anh.webp", "image/webp"),
        (WORD, "mau.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (EXCEL, "bang.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ghi chép ở thôn Nà Mỏ\n".encode(), "ghi.txt", "text/plain"),
    ],
)
def test_kinds_that_are_taken(db: None, data: bytes, name: str, media_type: str) -> None:
    blob = store(actor=SYSTEM, stream=io.BytesIO(data), name=name)
    assert blob.media_type == media_type
    assert blob.size == len(data)
    assert storage.blob_path(blob.sha256).read_bytes() == data


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "rong.pdf", "rỗng"),
        (b"MZ\x90\0" + b"\0" * 50, "cai-dat.pdf", "không nhận"),
        (b"<html><script>alert(1)</script>", "trang.txt", "không nhận"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "hinh.png", "không nhận"),
        (package("a.txt"), "nen.zip", "không nhận"),
        (package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macro.docx", "không nhận"),
        (PDF, "bien-ban.docx", "không hợp"),
        (PNG, "anh.png.exe", "không hợp"),
        (b"PK\x03\x04 not a zip", "hong.docx", "không nhận"),
    ],
)
def test_other_kinds_are_refused_and_leave_nothing(db: None, root: Path, data: bytes, name: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        store(actor=SYSTEM, stream=io.BytesIO(data), name=name)
    assert everything_under(root) == []
    assert not Blob.objects.exists()


def test_the_same_bytes_are_kept_once(db: None, root: Path) -> None:
    first = store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")
    again = store(actor=SYSTEM, stream=io.BytesIO(PDF), name="b.pdf")
    assert first == again
    assert len(everything_under(root)) == 1
    assert Entry.objects.filter(action="files.store").count() == 1


def test_too_large_is_refused_while_reading(db: None, root: Path) -> None:
    class Endless(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return b"%PDF-" + b"x" * (size - 5)

    with pytest.raises(Refused, match="lớn hơn 3 MB"):
        store(actor=SYSTEM, stream=Endless(), name="a.pdf", limit=3 * 1024 * 1024)  # type: ignore[arg-type]
    assert everything_under(root) == []


@pytest.mark.parametrize("when", ["write", "move"])
def test_a_full_disk_leaves_nothing_behind(db: None, root: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr({"write": "os.fsync", "move": "diemsang.files.storage.keep"}[when], full)
    with pytest.raises(Refused, match="đã đầy"):
        store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")
    assert everything_under(root) == []
    assert not Blob.objects.exists()


def test_verify_finds_a_lost_and_a_changed_file(db: None) -> None:
    lost = store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")
    changed = store(actor=SYSTEM, stream=io.BytesIO(PNG), name="b.png")
    assert verify() == []
    storage.blob_path(lost.sha256).unlink()
    storage.blob_path(changed.sha256).write_bytes(PNG + b"!")
    assert sorted(problem.split(" ")[0] for problem in verify()) == ["thiếu", "tệp"]


def test_a_lost_file_comes_back_when_sent_again(db: None) -> None:
    blob = store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")
    storage.blob_path(blob.sha256).unlink()
    store(actor=SYSTEM, stream=io.BytesIO(PDF), name="a.pdf")
    assert verify() == []


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\Biên bản.pdf", "Biên bản.pdf"),
        ("a\u202efdp.exe\0", "afdp.exe"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ('b"<i>.png', "bi.png"),
    ],
)
def test_hostile_names_become_plain(name: str, safe: str) -> None:
    assert safe_name(name) == safe
