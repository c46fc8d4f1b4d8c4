"""The permission table of surveys."""

from __future__ import annotations

from tests.permissions.table import INSIDE, POINT_READERS, POINT_WRITERS, Case, only, when_posted

SURVEY = {**INSIDE, "public_id": "00000000-0000-4000-8000-0000000005e1"}
NO_SURVEY = {**INSIDE, "public_id": "00000000-0000-4000-8000-0000000005ff"}
NAMELESS = only("commune", "former_commune", "inspector", "admin", status=403)
"""Who sees the survey and may not approve; leader and specialist may."""

CASES = [
    Case("points:surveys", 200, differ=only("no_grant", status=403)),
    Case(
        "points:survey-quick",
        403,
        differ=only("specialist", "commune", "other_commune", "former_commune", "other_province"),
    ),
    Case("points:survey-new", 404, INSIDE, differ=POINT_WRITERS),
    Case("points:survey-new", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("points:survey-sheet", 404, INSIDE, differ=POINT_READERS),
    Case("points:survey-photo", 405, INSIDE),
    Case("points:survey-photo", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("points:survey-picture", 404, NO_SURVEY),
    Case("points:survey-photo-drop", 405, NO_SURVEY),
    Case("points:survey-photo-drop", 404, NO_SURVEY, "post", differ=only("leader", "inspector", "admin", status=403)),
    Case("points:survey", 404, SURVEY, differ=POINT_READERS),
    Case("points:survey", 404, NO_SURVEY),
    Case("points:survey-replace", 404, SURVEY, differ=POINT_WRITERS),
    Case("points:survey-void", 405, SURVEY),
    Case("points:survey-void", 404, SURVEY, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("points:survey-waive", 405, SURVEY),
    Case("points:survey-waive", 404, SURVEY, "post", differ={**only("specialist", "leader", status=422), **NAMELESS}),
    Case("points:survey-minute", 405, SURVEY),
    Case("points:survey-minute", 404, NO_SURVEY, "post"),
    Case("points:survey-forget", 405, SURVEY),
    Case("points:survey-forget", 404, SURVEY, "post", differ=when_posted(POINT_WRITERS, 302)),
]
