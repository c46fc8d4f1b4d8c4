"""Where the bytes of stored files lie, and how they get there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

CHUNK = 1024 * 1024


class TooLarge(Exception):
    """The stream is longer than allowed."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A stream that was written to a temporary file on the same disk as the blobs."""

    path: Path
    sha256: str
    size: int


def blob_path(sha256: str) -> Path:
    """Path of a blob below ``FILES_ROOT``: two levels of folders so that none grows too large."""
    root: Path = settings.FILES_ROOT
    return root / sha256[:2] / sha256[2:4] / sha256


@contextmanager
def incoming(stream: IO[bytes], limit: int) -> Iterator[Incoming]:
    """Write the stream to a temporary file, hashed on the way; whatever happens, nothing temporary is left."""
    root: Path = settings.FILES_ROOT
    root.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".nhan-", dir=root)
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        yield Incoming(path, digest.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def keep(found: Incoming) -> None:
    """Move the bytes to their place in one step, so that a reader (or a power cut) sees all of them or none."""
    target = blob_path(found.sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    found.path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
