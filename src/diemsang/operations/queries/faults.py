"""Incidents as a person reads them: what is open, how old, how often, under warranty or not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from diemsang.accounts.queries import office_names
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.core.text import sort_key
from diemsang.operations.fault_words import fault_words, thing_words
from diemsang.operations.models import ENDED, STANDING, FaultState, FaultVisit, Incident
from diemsang.operations.queries.scope import visible_to
from diemsang.plans.reconcile import POINT
from diemsang.points.models import Milestone, PointCustody, SupportPoint, reached_by
from diemsang.points.queries import placed_rows

GIVEN_AND_LATE = "giao-qua-han"
"""Key of a state: somebody has it, and its deadline has passed."""
GIVEN_IN_TIME = "giao-con-han"
"""Key of a state: somebody has it, and its deadline has not passed, or there is none."""
TO_CHECK = "cho-xem-lai"
"""Key of a state: a firm says that it is repaired, and nobody of the point has looked yet."""
CHECKED_WITHIN = dt.timedelta(days=14)
"""So long a repair waits for somebody to say that it holds; after that nobody is asked."""
REPEAT_DAYS = 90
"""The same thing again within so many days is a repeat."""
TONES: dict[str, Tone] = {
    FaultState.REPORTED: "turmeric",
    FaultState.OPEN: "madder",
    FaultState.ASSIGNED: "indigo",
    FaultState.VISITED: "indigo",
    FaultState.FIXED: "leaf",
    FaultState.NOT_FIXABLE: "madder",
}


def open_faults(point_ids: Collection[int], on: dt.date) -> dict[int, list[Incident]]:
    """Point → its confirmed faults that were open on the day, oldest first; points without any left out. One query.

    A fault counts from the day it was found (or written, when nobody knows) until the day before it was closed. One
    that was opened again counts as open in between, too.
    """
    rows = Incident.objects.filter(point_id__in=list(point_ids)).filter(open_on(on))
    found: dict[int, list[Incident]] = defaultdict(list)
    for row in rows.select_related("point", "item", "asset").order_by("opened_on", "id"):
        found[row.point_id].append(row)
    return dict(found)


def open_on(on: dt.date) -> Q:
    """Confirmed incidents that were open on the day, as ``open_faults`` counts them."""
    begun = Q(found_on__lte=on) | Q(found_on=None, opened_on__lte=on)
    closed = Q(state__in=[FaultState.FIXED, FaultState.NOT_FIXABLE], closed_on__gt=on)
    return begun & Q(opened_on__isnull=False) & (Q(state__in=STANDING) | closed)


def working_items(point_ids: Collection[int], on: dt.date) -> dict[tuple[int, str], tuple[int, int]]:
    """(point, item) → how many pieces were accepted, and how many of these have no open fault on the day. Two queries.

    Not fixable is closed as an incident, and the piece works no more for that, until it is disposed of.
    """
    ids = list(point_ids)
    accepted: dict[tuple[int, str], int] = {}
    milestones = Milestone.objects.filter(reached_by(on), point_id__in=ids, kind=Milestone.Kind.ACCEPTED)
    rows = milestones.exclude(item=POINT).order_by().values_list("point_id", "item")
    for point_id, item, quantity in rows.annotate(all=Sum("quantity")):
        accepted[(point_id, item)] = quantity
    lasting = Q(state=FaultState.NOT_FIXABLE, closed_on__lte=on) & (
        Q(asset=None) | Q(asset__disposed_on=None) | Q(asset__disposed_on__gt=on)
    )
    broken: dict[tuple[int, str], set[object]] = defaultdict(set)
    faults = Incident.objects.filter(open_on(on) | lasting, point_id__in=ids, item__isnull=False)
    for row in faults.values_list("point_id", "item__key", "asset_id", "pk"):
        broken[(row[0], row[1])].add(row[2] or f"without a label {row[3]}")
    return {
        key: (count, max(0, count - len(broken[key]))) if key in broken else (count, count)
        for key, count in accepted.items()
    }


@dataclass(frozen=True, slots=True)
class FaultRow:
    """An incident in a list, on a day."""

    incident: Incident
    place: str
    on: dt.date
    repeats: int
    cost: int | None

    @property
    def code(self) -> str:
        """What people call it by."""
        return self.incident.code

    @property
    def point_code(self) -> str:
        """The point's permanent code."""
        return self.incident.point.code

    @property
    def what(self) -> str:
        """The piece, line, power."""
        return thing_words(self.incident)

    @property
    def symptom(self) -> str:
        """What was seen."""
        return str(self.incident.get_symptom_display())

    @property
    def state(self) -> str:
        """In words."""
        return str(self.incident.get_state_display())

    @property
    def tone(self) -> Tone:
        """Of the badge."""
        return TONES.get(self.incident.state, "plain")

    @property
    def age(self) -> int:
        """Days since it was found (told, when nobody knows) until today or until it was closed."""
        return max(0, ((self.incident.closed_on or self.on) - self.incident.began_on).days)

    @property
    def late(self) -> int:
        """Days past its deadline; 0 when it is not, or closed."""
        due = self.incident.due_on
        return max(0, (self.on - due).days) if due is not None and self.incident.standing else 0

    @property
    def warranty(self) -> str:
        """Whether the maker still answers for the piece, as the acceptance says; empty for what is no piece."""
        asset = self.incident.asset
        if asset is None:
            return ""
        if asset.warranty_from is None or asset.warranty_to is None:
            return _("chưa rõ")
        day = self.incident.began_on
        return _("còn bảo hành") if asset.warranty_from <= day <= asset.warranty_to else _("hết bảo hành")

    @property
    def assigned(self) -> str | None:
        """Who has the next step."""
        return self.incident.assigned_name or None


def fault_rows(incidents: Sequence[Incident], on: dt.date) -> list[FaultRow]:
    """Rows of a list; a constant number of queries."""
    points = list({row.point_id: row.point for row in incidents}.values())
    places = {told.point_id: told.place for told in placed_rows(points, on)}
    times = repeats_of(incidents)
    visits = FaultVisit.objects.filter(incident__in=[row.pk for row in incidents]).order_by()
    costs = dict(visits.values_list("incident").annotate(all=Sum("cost")))
    return [FaultRow(row, places[row.point_id], on, times[row.pk], costs.get(row.pk)) for row in incidents]


def repeats_of(incidents: Iterable[Incident]) -> dict[int, int]:
    """Incident → how many others of the same piece (same kind and item, when it has no label) lay in the 90 days
    before it. One query."""
    rows = list(incidents)
    others: dict[object, list[tuple[int, dt.date]]] = defaultdict(list)
    known = Incident.objects.filter(point_id__in={row.point_id for row in rows})
    known = known.exclude(state__in=[FaultState.DUPLICATE, FaultState.WITHDRAWN, FaultState.REPORTED])
    for other in known.order_by():
        others[_same(other)].append((other.pk, other.began_on))
    found = {}
    for row in rows:
        since = row.began_on - dt.timedelta(days=REPEAT_DAYS)
        found[row.pk] = sum(1 for pk, day in others[_same(row)] if since <= day <= row.began_on and pk < row.pk)
    return found


def _same(row: Incident) -> object:
    return ("asset", row.asset_id) if row.asset_id is not None else (row.point_id, row.kind, row.item_id)


def ranked(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """What waits for somebody first, then by deadline, what is closed last; adds ``rank``."""
    rows = incidents.annotate(
        rank=Case(
            When(state=FaultState.REPORTED, then=Value(0)),
            When(state__in=STANDING, then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
    )
    return rows.order_by("rank", "due_on", "pk")


def in_state(incidents: QuerySet[Incident], wanted: str, on: dt.date) -> QuerySet[Incident]:
    """``chua-xong``: confirmed and not closed; ``qua-han``; ``giao-qua-han``: given to somebody and late;
    ``giao-con-han``: given and not late; ``xong``: closed; ``cho-xem-lai``: closed lately by the firm, not looked at;
    otherwise the state itself."""
    if wanted == "chua-xong":
        return incidents.filter(state__in=STANDING)
    if wanted == "qua-han":
        return incidents.filter(state__in=STANDING, due_on__lt=on)
    if wanted == GIVEN_AND_LATE:
        return incidents.filter(state__in=(FaultState.ASSIGNED, FaultState.VISITED), due_on__lt=on)
    if wanted == GIVEN_IN_TIME:
        given = incidents.filter(state__in=(FaultState.ASSIGNED, FaultState.VISITED))
        return given.filter(Q(due_on=None) | Q(due_on__gte=on))
    if wanted == "xong":
        return incidents.filter(state__in=ENDED)
    if wanted == TO_CHECK:
        return incidents.filter(to_check=True, closed_on__gt=on - CHECKED_WITHIN)
    return incidents.filter(state=wanted) if wanted in FaultState.values else incidents


def under_warranty(incidents: QuerySet[Incident], wanted: str, on: dt.date) -> QuerySet[Incident]:
    """``con``: the piece's warranty holds today; ``het``: it has ended; ``chua-ro``: none is on record."""
    if wanted == "con":
        return incidents.filter(asset__warranty_from__lte=on, asset__warranty_to__gte=on)
    if wanted == "het":
        return incidents.filter(asset__warranty_to__lt=on)
    return incidents.filter(asset__isnull=False, asset__warranty_to=None) if wanted == "chua-ro" else incidents


def held_by(incidents: QuerySet[Incident], office_id: int, on: dt.date) -> QuerySet[Incident]:
    """Incidents at points of which the office holds the property today."""
    rows = PointCustody.objects.on(on).filter(point=OuterRef("point_id"), office_id=office_id, voided_at=None)
    return incidents.filter(Exists(rows))


def holder_choices(actor: Actor, on: dt.date) -> list[tuple[str, str]]:
    """Offices that hold the property of points the actor may see."""
    points = visible_to(actor).order_by().values("pk")
    rows = PointCustody.objects.on(on).filter(point__in=points, voided_at=None).exclude(office=None)
    ids = {pk for pk in rows.order_by().values_list("office_id", flat=True).distinct() if pk is not None}
    names = office_names(ids, on) if ids else {}
    return sorted(((str(pk), name) for pk, name in names.items()), key=lambda pair: sort_key(pair[1]))


@dataclass(frozen=True, slots=True)
class FaultCounts:
    """The large figures above the list."""

    waiting: int
    standing: int
    late: int


def fault_counts(incidents: QuerySet[Incident], on: dt.date) -> FaultCounts:
    """One query."""
    told = incidents.order_by().aggregate(
        waiting=Count("pk", filter=Q(state=FaultState.REPORTED)),
        standing=Count("pk", filter=Q(state__in=STANDING)),
        late=Count("pk", filter=Q(state__in=STANDING, due_on__lt=on)),
    )
    return FaultCounts(told["waiting"], told["standing"], told["late"])


def sentences(point: SupportPoint, on: dt.date) -> list[str]:
    """What is broken at the point, a sentence each."""
    return [fault_words(row) for row in open_faults([point.pk], on).get(point.pk, [])]
