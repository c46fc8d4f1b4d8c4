"""The permission table of what needs somebody."""

from __future__ import annotations

from tests.permissions.table import INSIDE, POINT_WRITERS, UNPLACED, UNPLACED_WRITERS, Case, only, when_posted

READERS = only("specialist", "commune", "other_commune", "former_commune", "other_province", "leader", "inspector")
RULES = only("specialist", "other_province")
NOT_THERE = {**INSIDE, "public_id": "00000000-0000-4000-8000-0000000a77e1"}
ASIDE = {viewer: 302 if answer == 200 else answer for viewer, answer in POINT_WRITERS.items()}
"""Nothing is wrong at the point of the table, so who may is led back to the list."""

CASES = [
    Case("attention:list", 403, differ=READERS),
    Case("attention:trend", 403, differ=READERS),
    Case("attention:rules", 403, differ=READERS),
    Case("attention:rule", 403, {"rule": "idle"}, differ=RULES),
    Case("attention:rule", 403, {"rule": "idle"}, "post", differ=dict.fromkeys(RULES, 422)),
    Case("attention:dismiss", 404, {**INSIDE, "rule": "idle"}, differ=ASIDE),
    Case("attention:dismiss", 404, {**UNPLACED, "rule": "idle"}, "post", differ=when_posted(UNPLACED_WRITERS, 422)),
    Case("attention:restore", 404, NOT_THERE, "post", differ=only("leader", "inspector", "admin", status=403)),
]
