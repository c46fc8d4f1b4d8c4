"""Where the bytes of a stored file lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def blob_path(sha256: str) -> Path:
    """Path of a blob below ``FILES_ROOT``: two levels of folders so that none grows too large."""
    root: Path = settings.FILES_ROOT
    return root / sha256[:2] / sha256[2:4] / sha256
