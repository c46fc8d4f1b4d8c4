"""The permission table of the hub itself."""

from __future__ import annotations

from tests.permissions.table import Case, only

CASES = [
    Case("home", 200),
    Case("search", 200),
    Case("leader", 403, differ=only("specialist", "other_province", "leader", "inspector")),
    Case("healthz", 200, signed_out=200),
    Case("robots", 200, signed_out=200),
    Case("saved-views", 200),
    Case("saved-view-new", 422, method="post"),
    Case("saved-view", 404, {"pk": "999999"}, method="post"),
    Case("set_language", 302, method="post"),
]
