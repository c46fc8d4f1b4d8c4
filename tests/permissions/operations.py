"""The permission table of lines and power."""

from __future__ import annotations

from tests.permissions.table import (
    INSIDE,
    POINT_READERS,
    POINT_WRITERS,
    UNPLACED,
    UNPLACED_WRITERS,
    Case,
    only,
    when_posted,
)

CONTRACT = {**INSIDE, "public_id": "00000000-0000-4000-8000-0000000c0d1e"}
"""A contract of the point of ``INSIDE`` (tests/test_permissions.py, ``load_world``)."""
READERS = only(
    "specialist", "commune", "other_commune", "former_commune", "other_province", "leader", "inspector", "admin"
)

CASES = [
    Case("operations:list", 403, differ=READERS),
    Case("operations:ends", 403, differ=READERS),
    Case("operations:ends-ics", 403, differ=READERS),
    Case("operations:point", 404, INSIDE, differ=POINT_READERS),
    Case("operations:point", 404, UNPLACED, differ=only("specialist", "leader", "inspector", "admin")),
    Case("operations:write", 404, {**INSIDE, "what": "do"}, differ=POINT_WRITERS),
    Case("operations:write", 404, {**INSIDE, "what": "ben-tra"}, differ=POINT_WRITERS),
    Case("operations:write", 404, {**UNPLACED, "what": "do"}, differ=UNPLACED_WRITERS),
    Case("operations:write", 404, {**INSIDE, "what": "do"}, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case(
        "operations:write", 404, {**INSIDE, "what": "khong-co"}, differ=only("leader", "inspector", "admin", status=403)
    ),
    Case("operations:row", 404, {**CONTRACT, "what": "gia-han"}, differ=POINT_WRITERS),
    Case("operations:row", 404, {**CONTRACT, "what": "gia-han"}, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("operations:void", 404, {**CONTRACT, "kind": "hop-dong"}, differ=POINT_WRITERS),
    Case("operations:void", 404, {**CONTRACT, "kind": "hop-dong"}, "post", differ=when_posted(POINT_WRITERS, 422)),
]
