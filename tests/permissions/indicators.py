"""The permission table of use."""

from __future__ import annotations

from tests.permissions.table import INSIDE, POINT_READERS, UNPLACED, Case, only

# Use is read by who reads points, but for the administrator, whose job does not need it.
READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", "leader", "inspector")

CASES = [
    Case("indicators:overview", 403, differ=READERS),
    Case("indicators:points", 403, differ=READERS),
    Case("indicators:products", 403, differ=READERS),
    Case("indicators:point", 404, INSIDE, differ={**POINT_READERS, **only("admin", "no_grant", status=403)}),
    Case(
        "indicators:point",
        404,
        UNPLACED,
        differ={**only("specialist", "leader", "inspector"), **only("admin", "no_grant", status=403)},
    ),
]
