"""The permission table of stored files."""

from __future__ import annotations

from tests.permissions.table import Case

CASES = [
    Case("files:download", 404, {"sha256": "0" * 64}),
]
