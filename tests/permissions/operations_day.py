"""The permission table of people, posters and daily logs of a point."""

from __future__ import annotations

from tests.permissions.operations import READERS
from tests.permissions.table import INSIDE, POINT_READERS, POINT_WRITERS, UNPLACED, Case, only, when_posted

READ_ONLY = ("leader", "inspector", "admin")
WRITERS = {**only("commune", "former_commune"), **only("specialist", *READ_ONLY, status=403)}
"""The log is written where the point is; the province reads."""
UNPLACED_READERS = only("specialist", *READ_ONLY)
DAY = {**INSIDE, "day": "2025-12-31"}
ROW = {**INSIDE, "public_id": "00000000-0000-4000-8000-00000000a551"}
"""An assignment that does not exist: whoever may write gets 404, readers 403."""
NO_ROW = only(*READ_ONLY, status=403)

CASES = [
    Case("operations:people", 403, differ=READERS),
    Case("operations:people-point", 404, INSIDE, differ=POINT_READERS),
    Case("operations:people-point", 404, UNPLACED, differ=UNPLACED_READERS),
    *(
        Case(f"operations:{name}", 404, INSIDE, method, differ=when_posted(POINT_WRITERS, status))
        for name in ("assign", "handover", "hours")
        for method, status in (("get", 200), ("post", 422))
    ),
    *(
        Case(f"operations:{name}", 404, ROW, method, differ=NO_ROW)
        for name in ("unassign", "void-assignment", "void-hours")
        for method in ("get", "post")
    ),
    Case("operations:first-day", 404, INSIDE, differ=POINT_READERS),
    Case("operations:poster", 404, {**INSIDE, "kind": "noi-quy"}, differ=POINT_READERS),
    Case("operations:poster", 404, {**INSIDE, "kind": "khong-co"}),
    Case("operations:poster-edit", 404, {**INSIDE, "kind": "noi-quy"}, differ=POINT_WRITERS),
    Case("operations:poster-edit", 404, {**INSIDE, "kind": "noi-quy"}, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("operations:logs", 403, differ=READERS),
    # Who writes for one point alone is led to its page.
    Case(
        "operations:log-home",
        403,
        differ={**only("commune", "other_commune"), **only("former_commune", status=302)},
    ),
    Case("operations:month", 404, INSIDE, differ=POINT_READERS),
    Case("operations:month", 404, UNPLACED, differ=UNPLACED_READERS),
    Case("operations:log", 404, INSIDE, differ=WRITERS),
    Case("operations:log", 404, UNPLACED, differ=only("specialist", *READ_ONLY, status=403)),
    Case("operations:log", 404, INSIDE, "post", differ=when_posted(WRITERS, 302)),
    Case("operations:log-other", 404, INSIDE, differ=when_posted(WRITERS, 302)),
    Case("operations:log-waiting", 404, INSIDE, differ=WRITERS),
    # Nothing waits: there is nothing to say yes to.
    Case("operations:log-waiting", 404, INSIDE, "post", differ=only("specialist", *READ_ONLY, status=403)),
    Case("operations:log-day", 404, DAY, differ=WRITERS),
    Case("operations:log-day", 404, DAY, "post", differ=when_posted(WRITERS, 302)),
    Case("operations:day", 404, DAY, differ=POINT_READERS),
    Case("operations:day", 404, DAY, "post", differ={**only(*READ_ONLY, "specialist", status=403)}),
]
