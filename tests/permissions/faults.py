"""The permission table of incidents, labels and inspections."""

from __future__ import annotations

import uuid

from diemsang.core import clock
from diemsang.core.actor import SYSTEM
from diemsang.operations.actions.faults import report_fault
from diemsang.operations.actions.inspections import Answer, record_inspection
from diemsang.operations.checklists import versions
from diemsang.points.models import SupportPoint
from tests.permissions.table import INSIDE, POINT_READERS, POINT_WRITERS, READ_ONLY, UNPLACED, Case, only, when_posted

FAULT = {"public_id": "00000000-0000-4000-8000-00000000fa17"}
INSPECTION = {"public_id": "00000000-0000-4000-8000-0000000015ec"}
NOWHERE = {"public_id": "00000000-0000-4000-8000-0000000000f0"}
READERS = only(
    "specialist", "commune", "other_commune", "former_commune", "other_province", "leader", "inspector", "admin"
)
TERMERS = only("specialist", "other_province")
INSPECTORS = {**only("specialist", "inspector"), **only("commune", "former_commune", "leader", "admin", status=403)}

CASES = [
    Case("operations:faults", 403, differ=READERS),
    Case("operations:fault-terms", 403, differ=TERMERS),
    Case("operations:fault-terms", 403, method="post", differ=when_posted(TERMERS, 422)),
    Case("operations:fault-report", 404, INSIDE, differ=POINT_WRITERS),
    Case("operations:fault-report", 404, INSIDE, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case(
        "operations:fault-report",
        404,
        UNPLACED,
        differ={**only("specialist"), **only(*READ_ONLY, status=403)},
    ),
    Case("operations:fault", 404, FAULT, differ=POINT_READERS),
    Case("operations:fault", 404, FAULT, "post", differ=when_posted(POINT_WRITERS, 422)),
    Case("operations:fault-slip", 404, FAULT, differ=POINT_READERS),
    Case("operations:sticker", 404, NOWHERE, signed_out=404),
    Case("operations:sticker", 404, NOWHERE, "post", signed_out=404),
    Case("operations:inspections", 403, differ=READERS),
    Case("operations:findings", 403, differ=READERS),
    Case("operations:inspect", 404, INSIDE, differ=INSPECTORS),
    Case("operations:inspect", 404, INSIDE, "post", differ=when_posted(INSPECTORS, 422)),
    Case("operations:inspection", 404, INSPECTION, differ=POINT_READERS),
    Case("operations:inspection", 404, INSPECTION, "post", differ=when_posted(INSPECTORS, 422)),
    Case("operations:finding", 405, NOWHERE),
    Case("operations:finding", 404, NOWHERE, "post"),
]


def break_and_inspect() -> None:
    """One incident and one inspection with a finding, of the point of ``INSIDE``."""
    point = SupportPoint.objects.get(code=INSIDE["code"])
    report_fault(
        actor=SYSTEM,
        public_id=uuid.UUID(FAULT["public_id"]),
        point=point,
        kind="LINE",
        symptom="slow",
        found_by="OFFICE",
    )
    template = versions()[0]
    record_inspection(
        actor=SYSTEM,
        public_id=uuid.UUID(INSPECTION["public_id"]),
        point=point,
        on=clock.today(),
        version=template.key,
        members="Đoàn kiểm tra",
        answers={line.key: Answer("GOOD") for line in template.lines},
    )
