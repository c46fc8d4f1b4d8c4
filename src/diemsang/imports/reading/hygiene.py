"""What a file is, and whether it is safe to open. Nothing here unpacks more than it is allowed to."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

from django.utils.translation import gettext as _

from diemsang.core.errors import Problem, Refused

Kind = Literal["xlsx", "ods", "xls", "csv"]

MAX_BYTES = 20 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_NOISE = 50
"""How many times larger than the file, at most, its content may become beyond the first 64 MiB."""
ENDINGS = ("xlsx", "xlsm", "xls", "ods", "csv", "txt")

DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, RuntimeError, EOFError)
"""What opening a damaged package may raise."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def refused(name: str, message: str, advice: str) -> Refused:
    """The file as a whole cannot be read."""
    return Refused(_("Chưa đọc được tệp."), [Problem(name, message, advice)])


def kind_of(data: bytes, name: str) -> Kind:
    """The kind by content; ``Refused`` for what is too large, locked, cut off, a bomb, or no table at all."""
    if not data:
        raise refused(name, _("tệp rỗng."), _("Lưu lại tệp trong Excel rồi chọn lại."))
    if len(data) > MAX_BYTES:
        raise refused(
            name,
            _("lớn hơn {limit} MB.").format(limit=MAX_BYTES // 1024 // 1024),
            _("Chép riêng trang cần nhập sang tệp mới, bỏ ảnh và các trang khác."),
        )
    if data.startswith(_OLE):
        return _ole(data, name)
    if data.startswith(b"PK"):
        return _package(data, name)
    return _text(data, name)


def _ole(data: bytes, name: str) -> Kind:
    if _ENCRYPTED in data:
        raise refused(
            name,
            _("tệp có mật khẩu."),
            _(
                "Mở trong Excel, chọn Tệp → Thông tin → Bảo vệ sổ làm việc → Mã hóa bằng mật khẩu, "
                "xóa mật khẩu rồi lưu lại."
            ),
        )
    if not any(mark in data for mark in _BIFF):
        raise refused(name, _("không phải bảng tính."), _("Mở bằng Excel, lưu thành .xlsx rồi chọn lại."))
    return "xls"


def _package(data: bytes, name: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            _not_a_bomb(package, len(data), name)
            manifest = _part(package, "META-INF/manifest.xml", names)
            mime = _part(package, "mimetype", names)
    except DAMAGED as error:
        raise cut_off(name) from error
    if "xl/workbook.xml" in names or any(entry.lower() == "xl/workbook.xml" for entry in names):
        return "xlsx"
    if b"opendocument.spreadsheet" in mime:
        if b"encryption-data" in manifest:
            raise refused(
                name, _("tệp có mật khẩu."), _("Mở trong LibreOffice, lưu lại và bỏ chọn «Lưu kèm mật khẩu».")
            )
        return "ods"
    if "xl/workbook.bin" in names:
        raise refused(name, _("là tệp .xlsb."), _("Trong Excel chọn Lưu thành → .xlsx rồi chọn lại."))
    raise refused(name, _("không phải bảng tính."), _("Mở bằng Excel, lưu thành .xlsx rồi chọn lại."))


def _not_a_bomb(package: zipfile.ZipFile, size: int, name: str) -> None:
    """Declared sizes. An entry that unpacks to more than it declares fails its check sum when it is scanned."""
    entries = package.infolist()
    declared = sum(entry.file_size for entry in entries)
    unpacked = declared > MAX_UNPACKED or (declared > 64 * 1024 * 1024 and declared > MAX_NOISE * size * 4)
    if len(entries) > MAX_ENTRIES or unpacked:
        raise too_much(name)
    if len({entry.filename.lower().replace("\\", "/") for entry in entries}) < len(entries):
        raise cut_off(name)  # which of two parts of one name a program reads is anybody's guess
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refused(name, _("tệp có mật khẩu."), _("Bỏ mật khẩu rồi lưu lại."))


def too_much(name: str) -> Refused:
    """The file is small, its content is not."""
    return refused(
        name,
        _("bung ra quá lớn so với một danh sách."),
        _(
            "Thường do định dạng kéo đến cuối trang: chọn các dòng trống bên dưới, xóa hẳn, lưu lại; "
            "hoặc chép riêng danh sách sang tệp mới."
        ),
    )


def cut_off(name: str) -> Refused:
    """The bytes end early or are damaged."""
    return refused(
        name,
        _("tệp hỏng hoặc tải lên chưa trọn."),
        _("Mở thử bằng Excel; mở được thì lưu lại rồi tải lên lần nữa."),
    )


def _part(package: zipfile.ZipFile, path: str, names: set[str]) -> bytes:
    if path not in names:
        return b""
    with package.open(path) as stream:
        return stream.read(1024 * 1024)


def _text(data: bytes, name: str) -> Kind:
    """Anything readable as lines of text; pages, pictures and PDF are told apart by their first bytes."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"mime-version")):
        raise refused(
            name,
            _("là trang web mang đuôi Excel (phần mềm khác xuất ra)."),
            _("Mở bằng Excel, chọn Lưu thành → .xlsx rồi chọn lại."),
        )
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"{\\rtf")) or (not wide and b"\0" in data):
        raise refused(name, _("không phải bảng tính."), _("Chọn tệp .xlsx, .xls, .ods hoặc .csv."))
    if not re.search(r"\.(csv|txt|tsv)$", name, re.IGNORECASE) and not re.search(rb"[,;\t]", data[:4096]):
        raise refused(name, _("không phải bảng tính."), _("Chọn tệp .xlsx, .xls, .ods hoặc .csv."))
    return "csv"
