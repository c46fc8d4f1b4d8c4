"""Inspections and what they found, for a person who may know."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from diemsang.accounts.queries import OwnerNames, office_names
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.core.text import sort_key
from diemsang.operations.checklists import AREAS
from diemsang.operations.models import Finding, Inspection, InspectionLine, Verdict
from diemsang.operations.queries.fault_scope import findings_for
from diemsang.operations.queries.state import standing_offices
from diemsang.points.models import PointCustody, SupportPoint
from diemsang.points.queries import placed_rows

TONES: dict[str, Tone] = {Verdict.GOOD: "leaf", Verdict.BAD: "madder", Verdict.UNSEEN: "plain"}


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One inspection in a list."""

    inspection: Inspection
    place: str
    verdicts: dict[str, int]
    findings: int
    undone: int
    late: int

    @property
    def code(self) -> str:
        """The point's code."""
        return self.inspection.point.code

    @property
    def good(self) -> int:
        """Lines in order."""
        return self.verdicts.get(Verdict.GOOD, 0)

    @property
    def bad(self) -> int:
        """Lines not in order."""
        return self.verdicts.get(Verdict.BAD, 0)

    @property
    def minute(self) -> str | None:
        """How far its minute is, in words."""
        minute = self.inspection.minute
        return str(minute.get_state_display()) if minute is not None else None


def inspection_rows(inspections: Sequence[Inspection], on: dt.date) -> list[InspectionRow]:
    """Rows of a list; a constant number of queries."""
    ids = [row.pk for row in inspections]
    points = list({row.point_id: row.point for row in inspections}.values())
    places = {told.point_id: told.place for told in placed_rows(points, on)}
    verdicts: dict[int, Counter[str]] = defaultdict(Counter)
    lines = InspectionLine.objects.filter(inspection__in=ids).order_by()
    for inspection_id, verdict in lines.values_list("inspection_id", "verdict"):
        verdicts[inspection_id][verdict] += 1
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(inspection__in=ids):
        found[finding.inspection_id].append(finding)
    return [
        InspectionRow(
            row,
            places[row.point_id],
            dict(verdicts[row.pk]),
            len(found[row.pk]),
            sum(one.done_on is None for one in found[row.pk]),
            sum(one.late_on(on) for one in found[row.pk]),
        )
        for row in inspections
    ]


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Something to put right, in a list."""

    finding: Finding
    place: str
    who: str
    on: dt.date

    @property
    def code(self) -> str:
        """The point's code."""
        return self.finding.inspection.point.code

    @property
    def late(self) -> int:
        """Days past the deadline; 0 when it is not, or done."""
        return (self.on - self.finding.due_on).days if self.finding.late_on(self.on) else 0


def finding_rows(findings: Sequence[Finding], on: dt.date) -> list[FindingRow]:
    """Rows of a list; a constant number of queries."""
    points = list({one.inspection.point_id: one.inspection.point for one in findings}.values())
    places = {told.point_id: told.place for told in placed_rows(points, on)}
    ids = {one.office_id for one in findings if one.office_id is not None}
    names = office_names(ids, on) if ids else {}
    return [
        FindingRow(
            one,
            places[one.inspection.point_id],
            names[one.office_id] if one.office_id is not None else one.responsible,
            on,
        )
        for one in findings
    ]


def in_state(findings: QuerySet[Finding], wanted: str, on: dt.date) -> QuerySet[Finding]:
    """``chua-xong``, ``qua-han``, ``xong``."""
    if wanted == "chua-xong":
        return findings.filter(done_on=None)
    if wanted == "qua-han":
        return findings.filter(done_on=None, due_on__lt=on)
    return findings.exclude(done_on=None) if wanted == "xong" else findings


def office_choices(actor: Actor, on: dt.date) -> list[tuple[str, str]]:
    """Offices that have something to put right which the actor may see."""
    ids = set(findings_for(actor).exclude(office=None).order_by().values_list("office_id", flat=True).distinct())
    names = office_names([pk for pk in ids if pk is not None], on) if ids else {}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: sort_key(pair[1]))


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line of an inspection with what it found."""

    line: InspectionLine
    tone: Tone
    area: str
    findings: list[FindingRow] = field(default_factory=list)


def lines_of(inspection: Inspection, on: dt.date) -> list[LineShown]:
    """Every line in its order, with the name of its part where that begins."""
    findings = inspection.findings.select_related("inspection__point", "line", "office")
    by_line: dict[int, list[FindingRow]] = defaultdict(list)
    for row in finding_rows(list(findings), on):
        by_line[row.finding.line_id].append(row)
    shown, area = [], ""
    for line in inspection.lines.all():
        name = str(AREAS.get(line.area, "")) if line.area != area else ""
        shown.append(LineShown(line, TONES.get(line.verdict, "plain"), name, by_line[line.pk]))
        area = line.area
    return shown


def usual_office(point: SupportPoint, on: dt.date) -> str:
    """Key of the office that usually puts things right: the holder of the property, else the commune's; "" : none."""
    held = PointCustody.objects.on(on).filter(point=point, voided_at=None).exclude(office=None)
    for pk in held.order_by("-valid_from", "-id").values_list("office_id", flat=True):
        if pk is not None and pk in standing_offices([pk], on):
            return str(pk)
    spot = placed_rows([point], on)[0].spot
    if spot is None or not spot.known:
        return ""
    office = OwnerNames([spot.then.id], on).office("COMMUNE", spot.then.id)
    return str(office.pk) if office is not None else ""
