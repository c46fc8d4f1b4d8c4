"""The permission table of documents: read by all who hold anything, written by the province and the administrator."""

from __future__ import annotations

from tests.permissions.table import VIEWERS, Case, only

DECISION = {"key": "kh-207-2023"}
WRITERS = {
    **only(*(set(VIEWERS) - {"signed_out", "no_grant"}), status=403),
    **only("specialist", "other_province", "admin"),
}
SENT = {viewer: 422 if status == 200 else status for viewer, status in WRITERS.items()}

CASES = [
    Case("documents:list", 200, differ=only("no_grant", status=403)),
    Case("documents:choose", 200, differ=only("no_grant", status=403)),
    Case("documents:detail", 200, DECISION, differ=only("no_grant", status=404)),
    Case("documents:detail", 404, {"key": "khong-co"}),
    Case("documents:add", 403, differ=WRITERS),
    Case("documents:add", 403, method="post", differ=SENT),
    Case("documents:edit", 404, DECISION, differ=WRITERS),
    Case("documents:edit", 404, DECISION, "post", differ=SENT),
    Case("documents:copy", 405, DECISION),
    Case("documents:copy", 404, DECISION, "post", differ=SENT),
    Case("documents:relate", 405, DECISION),
    Case("documents:relate", 404, DECISION, "post", differ=SENT),
]
