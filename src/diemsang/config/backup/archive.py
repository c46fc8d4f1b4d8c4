"""The backup file: a ZIP whose last 64 bytes are the SHA-256 of everything before them.

Inside: ``manifest.json``, ``hub.toml``, ``tables/<label>.jsonl``, ``files/<path below the files folder>``.
Members are read by the names in the manifest only and never unpacked by their own names.
"""

from __future__ import annotations

import hashlib
import json
import re
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
_FILE_NAME = re.compile(r"^[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*(?:\.[A-Za-z0-9]+)?$")


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
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, TypeError) as error:
        if archive:
            archive.close()
        raise damaged(path, type(error).__name__) from error
    except Refused:
        if archive:
            archive.close()
        raise
    return archive, manifest


def _manifest(path: Path, raw: dict[str, Any]) -> Manifest:
    if raw.get("product") != PRODUCT:
        raise Refused(f"{path.name}: đây không phải là bản sao lưu của Điểm Sáng.")
    if raw["format"] > FORMAT:
        raise Refused(
            f"{path.name}: bản sao lưu do phần mềm mới hơn ({raw.get('version')}) ghi. Hãy nâng cấp rồi khôi phục."
        )
    tables = {label: TableSum(**value) for label, value in raw.pop("tables").items()}
    return Manifest(**raw, tables=tables)


def _check_members(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    expected = {"manifest.json", "hub.toml"} | {table_member(label) for label in manifest.tables}
    expected |= {file_member(name) for name in manifest.files}
    names = archive.namelist()
    if set(names) != expected or len(names) != len(expected):
        raise damaged(path, "danh sách thành phần không khớp")
    if any(not _FILE_NAME.match(name) for name in manifest.files):
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
