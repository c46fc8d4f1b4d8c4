"""The permission table of the journal."""

from __future__ import annotations

from tests.permissions.table import Case, only

CASES = [
    Case("audit:journal", 403, differ=only("specialist", "inspector", "admin", "other_province")),
]
