"""Checking a publication from outside, the way a television does: signature, every object, every piece of media."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from django.utils.translation import gettext as _

from diemsang.core.errors import Refused
from diemsang.files.storage import blob_path
from diemsang.library.keys import is_signed
from diemsang.library.models import LiveMedia, TreeObject
from diemsang.library.queries import current_root, public_keys
from diemsang.library.tree import media_in, pieces_of


class Source(Protocol):
    """Where a publication is read from. ``None``: not there."""

    def root(self) -> tuple[bytes, str] | None:
        """The root's bytes and its signature (raw, base64)."""

    def tree(self, digest: str) -> bytes | None:
        """An object of the tree."""

    def media(self, digest: str) -> bytes | None:
        """A media file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with which bytes. ``digest`` is ``root`` for the root."""

    digest: str
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at. ``size``: bytes of objects and media together."""

    number: int = 0
    objects: int = 0
    media: int = 0
    size: int = 0
    bad: list[Fault] = field(default_factory=list)


class OwnHub:
    """This hub's current publication, from its database and disk."""

    def root(self) -> tuple[bytes, str] | None:
        """The current root."""
        found = current_root()
        return (found.body.encode(), found.signature) if found else None

    def tree(self, digest: str) -> bytes | None:
        """As stored."""
        body = TreeObject.objects.filter(hash=digest).values_list("body", flat=True).first()
        return body.encode() if body is not None else None

    def media(self, digest: str) -> bytes | None:
        """Only what is public."""
        if not LiveMedia.objects.filter(hash=digest, until=None).exists():
            return None
        path = blob_path(digest)
        return path.read_bytes() if path.is_file() else None


class Exported:
    """A folder that ``export`` wrote."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def root(self) -> tuple[bytes, str] | None:
        """``root.json`` and ``root.sig``."""
        body, signature = self.path / "root.json", self.path / "root.sig"
        if not body.is_file() or not signature.is_file():
            return None
        return body.read_bytes(), signature.read_text(encoding="ascii", errors="replace").strip()

    def tree(self, digest: str) -> bytes | None:
        """A file below ``tree``."""
        return _bytes(self.path / "tree" / digest)

    def media(self, digest: str) -> bytes | None:
        """A file below ``media``."""
        return _bytes(self.path / "media" / digest)

    def keys(self) -> list[str]:
        """The public keys that lie beside it."""
        path = self.path / "keys.json"
        return list(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else []


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def verify(source: Source, keys: Sequence[str]) -> Report:
    """Follow the root to the last piece. ``keys``: public keys (SPKI, base64), one of which must have signed."""
    report = Report()
    found = source.root()
    if found is None:
        report.bad.append(Fault("root", _("không có bản phát hành.")))
        return report
    body, signature = found
    if not any(is_signed(body, signature, key) for key in keys):
        report.bad.append(Fault("root", _("chữ ký không đúng với khóa nào đã biết.")))
    try:
        root = json.loads(body)
        report.number = int(root["number"])
        _follow(source, root, report)
    except (ValueError, KeyError, TypeError):
        report.bad.append(Fault("root", _("không đọc được.")))
    return report


def _follow(source: Source, root: dict[str, Any], report: Report) -> None:
    files: dict[str, dict[str, Any]] = {}
    digest, size = root["varieties"]
    varieties = _object(source, digest, size, report)
    for digest, size in root["shards"]:
        shard = _object(source, digest, size, report)
        for _product, record_hash, record_size in (shard or {}).get("records", []):
            record = _object(source, record_hash, record_size, report)
            files |= {media["h"]: dict(media) for media in media_in(record)}
    files |= {media["h"]: dict(media) for media in media_in(varieties)}
    for digest in sorted(files):
        data = source.media(digest)
        report.media += 1
        fault = _media_fault(data, files[digest])
        report.size += len(data or b"")
        if fault:
            report.bad.append(Fault(digest, fault))


def _object(source: Source, digest: str, size: int, report: Report) -> dict[str, Any] | None:
    data = source.tree(digest)
    report.objects += 1
    if data is None:
        report.bad.append(Fault(digest, _("thiếu.")))
        return None
    report.size += len(data)
    if len(data) != size or hashlib.sha256(data).hexdigest() != digest:
        report.bad.append(Fault(digest, _("nội dung bị đổi.")))
        return None
    found: dict[str, Any] = json.loads(data)
    return found


def _media_fault(data: bytes | None, media: dict[str, Any]) -> str:
    if data is None:
        return _("thiếu.")
    if len(data) != media["n"] or hashlib.sha256(data).hexdigest() != media["h"]:
        return _("nội dung bị đổi.")
    return _("mã băm của các mảnh không đúng.") if pieces_of(data) != media.get("pieces", []) else ""


def export(path: Path) -> Report:
    """Write the current publication as plain files: ``root.json``, ``root.sig``, ``keys.json``, ``tree/``, ``media/``.

    ``Refused`` when nothing is published, when the folder holds something already, or when this hub's own copy is bad.
    """
    source = OwnHub()
    found = source.root()
    if found is None:
        raise Refused(_("Chưa có bản phát hành nào để xuất."))
    if path.exists() and any(path.iterdir()):
        raise Refused(_("Thư mục «{path}» đã có nội dung; chọn thư mục trống.").format(path=path))
    kept = _Keeping(source)
    report = verify(kept, public_keys())
    if report.bad:
        raise Refused(
            _("Bản của hub có {count} chỗ hỏng; chạy «diemsang content verify».").format(count=len(report.bad))
        )
    for folder in ("tree", "media"):
        (path / folder).mkdir(parents=True, exist_ok=True)
    (path / "root.json").write_bytes(found[0])
    (path / "root.sig").write_text(found[1] + "\n", encoding="ascii")
    (path / "keys.json").write_text(json.dumps(public_keys()) + "\n", encoding="ascii")
    for digest in kept.objects:
        (path / "tree" / digest).write_bytes(source.tree(digest) or b"")
    for digest in kept.files:
        (path / "media" / digest).write_bytes(source.media(digest) or b"")
    return report


class _Keeping:
    """Remembers what was asked for."""

    def __init__(self, source: OwnHub) -> None:
        self.source = source
        self.objects: set[str] = set()
        self.files: set[str] = set()

    def root(self) -> tuple[bytes, str] | None:
        return self.source.root()

    def tree(self, digest: str) -> bytes | None:
        self.objects.add(digest)
        return self.source.tree(digest)

    def media(self, digest: str) -> bytes | None:
        self.files.add(digest)
        return self.source.media(digest)
