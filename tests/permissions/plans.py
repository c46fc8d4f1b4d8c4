"""The permission table of plans."""

from __future__ import annotations

from tests.permissions.table import PLAN, PLAN_READERS, Case, only, when_posted

ANOMALY = {**PLAN, "anomaly": "share-microphone"}
SETTLERS = {**dict.fromkeys(PLAN_READERS, 403), **only("specialist", "leader")}

CASES = [
    Case("plans:list", 200, differ=only("no_grant", status=403)),
    Case("plans:content", 404, PLAN, differ=PLAN_READERS),
    Case("plans:anomalies", 404, PLAN, differ=PLAN_READERS),
    Case("plans:settle", 404, ANOMALY, differ=SETTLERS),
    Case("plans:settle", 404, ANOMALY, "post", differ=when_posted(SETTLERS, 422)),
    Case("plans:content", 404, {"code": "khong-co"}),
]
