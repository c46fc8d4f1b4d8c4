"""The permission table of the journal."""

from __future__ import annotations

from tests.permissions.table import Case, only

CASES = [
    Case("audit:journal", 403, differ=only("specialist", "inspector", "admin", "other_province")),
    # Whose entry it is decides (``audit/tests/test_entry.py``); an unknown one is 404 for everybody.
    Case("audit:entry", 404, {"pk": "999999999"}),
    Case("audit:undo", 405, {"pk": "999999999"}),
    Case("audit:undo", 404, {"pk": "999999999"}, "post"),
]
