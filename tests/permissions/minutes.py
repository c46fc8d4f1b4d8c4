"""The permission table of minutes: seen where one of their points is, made and signed by who holds all of them."""

from __future__ import annotations

from tests.permissions.table import POINT_READERS, VIEWERS, Case, only, when_posted

MINUTE = {"public_id": "7d3f9a30-11aa-4a53-8f5e-0a54b0b0c0de"}
"""A draft about the point in xã Nà Hang, made by nobody of the table."""
ALL_BUT = only(*(set(VIEWERS) - {"signed_out", "no_grant"}))
WRITERS = {
    **only("specialist", "commune", "former_commune", status=302),
    **only("leader", "admin", "inspector", status=403),
}
"""The draft is of an acceptance, which is no work of an inspector."""
SIGNERS = {
    **only(*(set(VIEWERS) - {"signed_out"}), status=403),
    **only("specialist", "other_province", "commune", "other_commune", "former_commune", "inspector"),
}
TEMPLATERS = {**only(*(set(VIEWERS) - {"signed_out"}), status=403), **only("specialist", "other_province", "admin")}

CASES = [
    Case("minutes:list", 403, differ=ALL_BUT),
    Case("minutes:detail", 404, MINUTE, differ=POINT_READERS),
    Case("minutes:progress", 404, MINUTE, differ=POINT_READERS),
    Case("minutes:print", 405, MINUTE),
    Case("minutes:print", 404, MINUTE, "post", differ=WRITERS),
    Case("minutes:pages", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case("minutes:scan", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case("minutes:assign", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case("minutes:finish", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case("minutes:void", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case("minutes:date", 404, MINUTE, "post", differ={k: 422 if v == 302 else v for k, v in WRITERS.items()}),
    Case(
        "minutes:drop_page",
        404,
        {**MINUTE, "pk": "999"},
        "post",
        differ={k: 404 if v == 302 else v for k, v in WRITERS.items()},
    ),
    Case("minutes:loose", 403, MINUTE, "post", differ=when_posted(SIGNERS, 422)),
    Case("minutes:match", 403, differ=SIGNERS),
    Case("minutes:match", 403, method="post", differ=when_posted(SIGNERS, 422)),
    Case("minutes:batch", 403, method="post", differ=when_posted(ALL_BUT, 422)),
    Case("minutes:printing", 404, MINUTE, differ=only("no_grant", status=403)),
    Case("minutes:templates", 403, differ=TEMPLATERS),
    Case("minutes:templates", 403, method="post", differ=when_posted(TEMPLATERS, 422)),
    Case("minutes:drop_template", 403, {"pk": "999"}, "post", differ=when_posted(TEMPLATERS, 404)),
    Case("minutes:house_template", 403, {"kind": "BB_NT"}, differ=TEMPLATERS),
]
