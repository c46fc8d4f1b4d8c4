"""The permission table of plans."""

from __future__ import annotations

from tests.permissions.table import PLAN, PLAN_READERS, Case, only

CASES = [
    Case("plans:list", 200, differ=only("no_grant", status=403)),
    Case("plans:content", 404, PLAN, differ=PLAN_READERS),
    Case("plans:anomalies", 404, PLAN, differ=PLAN_READERS),
    Case("plans:content", 404, {"code": "khong-co"}),
]
