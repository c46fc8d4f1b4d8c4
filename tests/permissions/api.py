"""The permission table of the API: the same people as on the pages; whoever is signed out gets 401, no page."""

from __future__ import annotations

from dataclasses import replace

from tests.permissions.table import INSIDE, PLAN, PLAN_READERS, POINT_READERS, READ_ONLY, UNPLACED, Case, only

SIGNED_OUT = 401
_CASES = [
    Case("api:openapi", 200),
    Case("api:unknown", 404),
    Case("api:points", 200, differ=only("no_grant", status=403)),
    Case("api:points", 405, method="post", signed_out=405),
    Case("api:point", 404, INSIDE, differ=POINT_READERS),
    Case("api:point", 404, UNPLACED, differ=only("specialist", *READ_ONLY)),
    Case("api:point", 404, {"code": "TQ-9999"}),
    Case("api:areas", 200, differ=only("no_grant", status=403)),
    Case("api:area_by_code", 422, differ=only("no_grant", status=422)),
    Case("api:area", 200, {"key": "qd124-2004-02281"}, differ=only("no_grant", status=404)),
    Case("api:plans", 200, differ=only("no_grant", status=403)),
    Case("api:reconciliation", 404, PLAN, differ=PLAN_READERS),
    Case("api:decisions", 200, differ=only("no_grant", status=403)),
    Case("api:import_lists", 200),  # only those that one may import
    Case("api:import_check", 405, {"key": "khong-co"}, signed_out=405),
    Case("api:import_check", 422, {"key": "khong-co"}, "post"),  # nobody has sent a file here
    Case("api:import_run", 404, {"run": "1"}),
    *(Case(f"api:import_{name}", 404, {"run": "1"}, "post") for name in ("confirm", "apply", "undo")),
]
CASES = [case if case.signed_out == 405 else replace(case, signed_out=SIGNED_OUT) for case in _CASES]
