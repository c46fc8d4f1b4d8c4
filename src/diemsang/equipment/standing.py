"""What installations and acceptances imply for the milestone ledger; pure reading, for ``diemsang check`` too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from diemsang.documents.models import MinuteKind
from diemsang.equipment.models import ActLine, ChecklistLine
from diemsang.plans.reconcile import POINT
from diemsang.points.ledger import Fact, MilestoneFact
from diemsang.points.models import Milestone

INSTALLATION, ACCEPTANCE = "installation", "acceptance"
KINDS = {INSTALLATION: Milestone.Kind.INSTALLED.value, ACCEPTANCE: Milestone.Kind.ACCEPTED.value}


def installed_facts() -> Iterator[Fact]:
    """Everything that finished installations imply."""
    yield from facts_of(INSTALLATION, None)


def accepted_facts() -> Iterator[Fact]:
    """Everything that signed acceptance minutes imply."""
    yield from facts_of(ACCEPTANCE, None)


def acceptance_source(public_id: object) -> str:
    """The source of what a signed acceptance minute says."""
    return f"{ACCEPTANCE}:{public_id}"


def facts_of(name: str, point_ids: Collection[int] | None) -> Iterator[MilestoneFact]:
    """Per act and item one milestone, and one for the point by its earliest act. One query."""
    kind = KINDS[name]
    told: dict[tuple[int, object, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for point_id, on, source, item, quantity in _rows(name, point_ids):
        told[(point_id, on, source)][item] += quantity
    reached: set[int] = set()
    for (point_id, on, source), items in told.items():
        for item, quantity in items.items():
            yield MilestoneFact(point_id, item, kind, on, quantity, source)  # type: ignore[arg-type]
        if point_id not in reached:
            reached.add(point_id)
            yield MilestoneFact(point_id, POINT, kind, on, 1, source)  # type: ignore[arg-type]


def _rows(name: str, point_ids: Collection[int] | None) -> Iterator[tuple[int, object, str, str, int]]:
    if name == INSTALLATION:
        lines = ChecklistLine.objects.filter(
            checklist__state="finished", checklist__voided_at=None, present=True
        ).order_by("checklist__on", "checklist_id", "id")
        if point_ids is not None:
            lines = lines.filter(checklist__point_id__in=point_ids)
        fields = ("checklist__point_id", "checklist__on", "checklist__public_id", "item__key", "quantity")
        for point_id, on, public_id, item, quantity in lines.values_list(*fields):
            yield point_id, on, f"{INSTALLATION}:{public_id}", item, quantity
        return
    acts = ActLine.objects.filter(act__kind=MinuteKind.BB_NT, act__stands=True).order_by("act__on", "act_id", "id")
    if point_ids is not None:
        acts = acts.filter(point_id__in=point_ids)
    for row in acts.values_list("point_id", "act__on", "act__minute__public_id", "item__key", "quantity"):
        yield row[0], row[1], acceptance_source(row[2]), row[3], row[4]
