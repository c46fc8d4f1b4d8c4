"""The backup file: a ZIP whose last 64 bytes are the SHA-256 of everything before them.

Inside: ``manifest.json``, ``hub.toml``, ``tables/<label>.jsonl``, ``files/<path below the files folder>``.
Members are read by the names in the manifest only and never unpacked by their own names.
"""

from __future__ import annotations

import hashlib
import json
import re
import struct
import tomllib
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from diemsang.config.backup.tables import TableSum
from diemsang.core.errors import Refused

FORMAT = 1
PRODUCT = "diemsang"
SEAL = 64
"""Hexadecimal digits of the hash, kept as the ZIP's comment."""
MALFORMED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    KeyError,
    IndexError,
    ValueError,
    OverflowError,
    EOFError,
    TypeError,
    AttributeError,
    RuntimeError,  # encrypted or oddly compressed members; JSON nested without end
)
"""What reading a file of another shape than ours can raise."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")


@dataclass
class Manifest:
    """What the backup says of itself."""

    product: str
    format: int
    version: str
    made_at: str
    migrations: list[str]
    columns: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, TableSum] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    hub_sha256: str = ""
    warnings: list[str] = field(default_factory=list)

    def as_bytes(self) -> bytes:
        """JSON that a person can read."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def damaged(path: Path, why: str) -> Refused:
    """The one sentence for a file that cannot be trusted."""
    return Refused(
        f"{path.name}: bản sao lưu hỏng hoặc không trọn vẹn ({why}). Chưa ghi gì; hãy dùng bản sao lưu khác."
    )


def seal(path: Path) -> None:
    """Write the hash of the file into its last 64 bytes."""
    with path.open("r+b") as stream:
        value = _hash_before_seal(path)
        stream.seek(-SEAL, 2)
        stream.write(value.encode())


def _hash_before_seal(path: Path) -> str:
    left, total = path.stat().st_size - SEAL, hashlib.sha256()
    with path.open("rb") as stream:
        while left > 0 and (block := stream.read(min(left, 1 << 20))):
            total.update(block)
            left -= len(block)
    return total.hexdigest()


def open_verified(path: Path) -> tuple[zipfile.ZipFile, Manifest]:
    """Open a backup after checking the seal, the manifest and the hash of every member.

    Refused when the file is no backup, is damaged, or was written by a newer format.
    """
    if path.exists() and not path.is_file():
        raise Refused(f"{path.name}: đây không phải là bản sao lưu của Điểm Sáng.")
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise Refused(f"{path.name}: đây không phải là bản sao lưu của Điểm Sáng.")
        if path.stat().st_size <= SEAL:
            raise damaged(path, "tệp quá ngắn")
        stream.seek(-SEAL, 2)
        told = stream.read(SEAL)
    if told != _hash_before_seal(path).encode():
        raise damaged(path, "mã băm của cả tệp không khớp")
    archive: zipfile.ZipFile | None = None
    try:
        archive = zipfile.ZipFile(path)
        manifest = _manifest(path, json.loads(archive.read("manifest.json")))
        _check_members(path, archive, manifest)
        _check_hub(path, archive.read("hub.toml"))
        _check_listed(path, archive, manifest)
    except MALFORMED as error:
        if archive:
            archive.close()
        raise damaged(path, type(error).__name__) from error
    except Refused:
        if archive:
            archive.close()
        raise
    return archive, manifest


def _manifest(path: Path, raw: Any) -> Manifest:
    if not isinstance(raw, dict) or raw.get("product") != PRODUCT:
        raise Refused(f"{path.name}: đây không phải là bản sao lưu của Điểm Sáng.")
    if type(raw["format"]) is not int:
        raise damaged(path, "manifest.json: format")
    if raw["format"] > FORMAT:
        raise Refused(
            f"{path.name}: bản sao lưu do phần mềm mới hơn ({raw.get('version')}) ghi. Hãy nâng cấp rồi khôi phục."
        )
    tables = {label: TableSum(**value) for label, value in raw.pop("tables").items()}
    manifest = Manifest(**raw, tables=tables)
    if wrong := _wrong_shape(manifest):
        raise damaged(path, f"manifest.json: {wrong}")
    return manifest


def _wrong_shape(manifest: Manifest) -> str:
    """Name of the first part of the manifest that is not of its declared type; empty when all are."""
    right = {
        "version": isinstance(manifest.version, str),
        "made_at": isinstance(manifest.made_at, str),
        "hub_sha256": isinstance(manifest.hub_sha256, str),
        "migrations": _is_texts(manifest.migrations),
        "warnings": _is_texts(manifest.warnings),
        "columns": isinstance(manifest.columns, dict) and all(map(_is_texts, manifest.columns.values())),
        "tables": isinstance(manifest.columns, dict)
        and manifest.tables.keys() == manifest.columns.keys()
        and all(type(table.rows) is int and isinstance(table.sha256, str) for table in manifest.tables.values()),
        "files": isinstance(manifest.files, dict) and _is_texts(list(manifest.files.values())),
    }
    return next((name for name, well in right.items() if not well), "")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _check_hub(path: Path, content: bytes) -> None:
    hub = tomllib.loads(content.decode())
    key = hub.get("secret_key")
    if not isinstance(key, str) or not key or not isinstance(hub.get("illustration"), bool):
        raise damaged(path, "hub.toml")


def _check_listed(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Every file of the archive is one that a row of the table of files names."""
    at = manifest.columns["files.Blob"].index("sha256")
    with archive.open(table_member("files.Blob")) as rows:
        known = {json.loads(row)[at] for row in rows}
    if not all(isinstance(sha256, str) and _SHA256.fullmatch(sha256) for sha256 in known):
        raise damaged(path, "files.Blob")
    if any(name.rpartition("/")[2] not in known for name in manifest.files):
        raise damaged(path, "có tệp không có trong bảng files.Blob")


def _check_members(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    expected = {"manifest.json", "hub.toml"} | {table_member(label) for label in manifest.tables}
    expected |= {file_member(name) for name in manifest.files}
    names = archive.namelist()
    if set(names) != expected or len(names) != len(expected):
        raise damaged(path, "danh sách thành phần không khớp")
    if any(not _FILE_NAME.fullmatch(name) for name in manifest.files):
        raise damaged(path, "tên tệp không hợp lệ")
    if _member_hash(archive, "hub.toml") != manifest.hub_sha256:
        raise damaged(path, "hub.toml")
    for label, table in manifest.tables.items():
        if _member_hash(archive, table_member(label)) != table.sha256:
            raise damaged(path, label)
    for name, sha256 in manifest.files.items():
        if _member_hash(archive, file_member(name)) != sha256:
            raise damaged(path, name)


def _member_hash(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # zipfile's stream will do


def table_member(label: str) -> str:
    """Name of a table inside the archive."""
    return f"tables/{label}.jsonl"


def file_member(name: str) -> str:
    """Name of a stored file inside the archive."""
    return f"files/{name}"
