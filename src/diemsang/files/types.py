"""Which files the hub takes, told by their bytes and not by their name.

No web page, script, picture with script (SVG), programme or document with macros: nothing that could act in the
browser or on the desk of the person who opens it.
"""

from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from diemsang.core.text import nfc

_OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its media type and the endings its name may have."""

    media_type: str
    endings: tuple[str, ...]


PDF = FileType("application/pdf", ("pdf",))
JPEG = FileType("image/jpeg", ("jpg", "jpeg"))
PNG = FileType("image/png", ("png",))
WEBP = FileType("image/webp", ("webp",))
DOCX = FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",))
XLSX = FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",))
TEXT = FileType("text/plain", ("txt",))
OPUS = FileType("audio/ogg", ("ogg", "opus"))
MP4 = FileType("video/mp4", ("mp4",))
WEBM = FileType("video/webm", ("webm",))

HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
MAX_PIXELS = 80_000_000
"""Largest picture that the hub unpacks: 80 megapixels, more than any telephone of today takes."""


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so is in the iPhone's own format, which the hub cannot open. 12 bytes are enough."""
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


TAKEN = (PDF, JPEG, PNG, WEBP, DOCX, XLSX, TEXT)
ENDINGS = ", ".join(ending for kind in TAKEN for ending in kind.endings)
MEDIA = (OPUS, MP4, WEBM, JPEG, PNG, WEBP)
"""What an information product is made of; taken only where the caller says so."""


def type_of(path: Path) -> FileType | None:
    """The kind of the file at ``path`` by its content; ``None`` when it is none that the hub takes."""
    with path.open("rb") as handle:
        head = handle.read(64)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _office_type(path)
    moving = _moving_type(head)
    if moving is not None:
        return moving
    return TEXT if _is_text(path) else None


def _moving_type(head: bytes) -> FileType | None:
    """Sound and video by their first bytes: Ogg with Opus, MP4 (not QuickTime), WebM (not any Matroska)."""
    if head.startswith(b"OggS") and head[28:36] == b"OpusHead":
        return OPUS
    if head[4:8] == b"ftyp" and head[8:12] != b"qt  ":
        return MP4
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return WEBM
    return None


def _office_type(path: Path) -> FileType | None:
    """A Word or Excel file without macros. Only the table of contents is read, so a zip bomb stays asleep."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    if "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _is_text(path: Path) -> bool:
    """Valid UTF-8 without control characters, and no mark-up at its start that a browser could take for a page."""
    try:
        with path.open(encoding="utf-8") as handle:
            start = handle.read(1024)
            if start.lstrip("\ufeff \t\r\n").startswith("<"):
                return False
            piece = start
            while piece:
                if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in piece):
                    return False
                piece = handle.read(65_536)
    except UnicodeDecodeError:
        return False
    return True


def safe_name(name: str) -> str:
    """The name alone, without folders, control characters or characters that turn text round; at most 120 long."""
    bare = PurePosixPath(nfc(name).replace("\\", "/")).name
    kept = "".join(char for char in bare if unicodedata.category(char)[0] != "C" and char not in '<>:"|?*')
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[: 119 - len(ending)]}{dot}{ending}" if dot else kept[:120]


def ending_of(name: str) -> str:
    """The ending of the name in lower case, without its dot."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")
