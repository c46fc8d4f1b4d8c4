"""The permission table of points."""

from __future__ import annotations

from tests.permissions.table import (
    INSIDE,
    PLAN,
    PLAN_READERS,
    POINT_READERS,
    POINT_WRITERS,
    READ_ONLY,
    SPLIT_ANSWERERS,
    UNPLACED,
    UNPLACED_WRITERS,
    Case,
    only,
    when_posted,
)

APPROVERS = {**dict.fromkeys(PLAN_READERS, 403), **only("specialist", "leader")}

CASES = [
    Case("points:list", 200, differ=only("no_grant", status=403)),
    Case("points:bulk", 403, differ=only("specialist", "commune", "other_commune", "former_commune", "other_province")),
    Case("points:detail", 404, INSIDE, differ=POINT_READERS),
    Case("points:detail", 404, UNPLACED, differ=only("specialist", *READ_ONLY)),
    Case("points:detail", 404, {"code": "TQ-9999"}),
    Case("points:place", 404, INSIDE, differ=POINT_WRITERS),
    Case("points:place", 404, UNPLACED, differ=UNPLACED_WRITERS),
    Case("points:void-place", 404, INSIDE, differ=POINT_WRITERS),
    Case("points:file", 405, INSIDE),
    Case("points:file", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("points:papers", 404, INSIDE, differ=POINT_READERS),
    Case("points:archive", 404, INSIDE, differ=POINT_READERS),
    Case("points:book", 404, INSIDE, differ=POINT_READERS),
    Case("points:paper", 405, {**INSIDE, "pk": "1"}),
    Case("points:paper", 404, {**INSIDE, "pk": "1"}, "post", differ=only(*READ_ONLY, status=403)),
    Case("points:split", 405, INSIDE),
    Case(
        "points:split",
        404,
        INSIDE,
        "post",
        differ=SPLIT_ANSWERERS,
    ),
    Case("points:plan", 404, PLAN, differ=PLAN_READERS),
    Case("points:approval", 404, PLAN, differ=APPROVERS),
    Case("points:approval", 404, PLAN, "post", differ=when_posted(APPROVERS, 422)),
    Case("points:approval-void", 405, PLAN),
    Case(
        "points:approval-void",
        404,
        PLAN,
        "post",
        differ=only(*(set(PLAN_READERS) - {"specialist", "leader"}), status=403),
    ),
]
