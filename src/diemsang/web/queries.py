"""What the home page and the leader's page read, for a person, on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q

from diemsang.accounts.models import User
from diemsang.accounts.queries import OwnerNames
from diemsang.areas.models import AreaVersion, Level, Reform
from diemsang.attention.queries.listing import AttentionRow, Totals, attention, named, totals
from diemsang.audit import queries as audit
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.models import MinuteState
from diemsang.operations.cliffs import LABELS
from diemsang.operations.queries import ends
from diemsang.plans import queries as plans
from diemsang.plans.gaps import GapGroup, Lack, OwnerLine, gap_groups, lacks_by_point, owner_lines, point_gaps
from diemsang.plans.models import Anomaly, Plan
from diemsang.plans.reconcile import POINT, STAGES, Reconciliation
from diemsang.points import queries as points
from diemsang.points.models import Milestone, PlanPoint, PointFile, PointMinute, SupportPoint, reached_by

MORNING_ROWS = 6
"""Points named on the home page; the list has the rest."""


@dataclass(frozen=True, slots=True)
class PlanState:
    """One plan against the facts of a day."""

    plan: Plan
    result: Reconciliation
    groups: tuple[GapGroup, ...]
    owners: tuple[OwnerLine, ...]
    anomalies: tuple[Anomaly, ...]

    @property
    def planned(self) -> int:
        """Points due by the day."""
        return self.total("planned") or 0

    @property
    def whole(self) -> int:
        """Points of the whole plan, whenever due."""
        return self.total("plan_total") or 0

    def total(self, stage: str) -> int | None:
        """Points at a stage; ``None`` without any record."""
        return self.result.totals.get(POINT, {}).get(stage)

    def chain(self) -> list[tuple[str, int | None]]:
        """Stage and count, in order."""
        return [(stage, self.total(stage)) for stage in STAGES]


def plan_states(actor: Actor, on: dt.date) -> list[PlanState]:
    """Every plan the actor may see that had begun by the day."""
    states = []
    for plan in plans.visible_to(actor):
        if plans.version_on(plan, on) is None:
            continue
        reconciled = points.gather(actor, plan, on)
        result = reconciled("plan")
        if POINT not in result.totals or not result.rows:
            continue
        # In today's geography each gap names the one office that has the next step.
        gaps = point_gaps(reconciled("today"))
        states.append(
            PlanState(
                plan=plan,
                result=result,
                groups=tuple(gap_groups(gaps)),
                owners=tuple(owner_lines(gaps)),
                anomalies=tuple(plans.open_anomalies(plan)),
            )
        )
    return states


def period_days(actor: Actor) -> set[dt.date]:
    """First days of plans and last days of their periods, over every plan the actor may see."""
    days = set()
    for plan in plans.visible_to(actor):
        version = plans.latest_version(plan)
        if version is None:
            continue
        periods = list(version.periods.all())
        days |= {period.end for period in periods}
        days.add(version.in_force_from or min(period.start for period in periods))
    return days


@dataclass(slots=True)
class AreaLine:
    """An area's points on the leader's page: planned by the day, accepted, working."""

    key: str
    name: str
    planned: int = 0
    accepted: int | None = None
    working: int | None = None


def area_lines(result: Reconciliation) -> list[AreaLine]:
    """Points by area in the order of the plan, periods added up."""
    lines: dict[str, AreaLine] = {}
    for row in result.rows:
        if row.item != POINT:
            continue
        line = lines.setdefault(row.area.key, AreaLine(row.area.key, row.area.name))
        line.planned += row.planned or 0
        line.accepted = _plus(line.accepted, row.counts["accepted"])
        line.working = _plus(line.working, row.counts["working"])
    return list(lines.values())


def _plus(left: int | None, right: int | None) -> int | None:
    return left if right is None else (left or 0) + right


def last_recorded(plan: Plan, on: dt.date) -> dict[str, dt.date]:
    """Stage → the last day on which a point of the plan reached it. One query."""
    rows = Milestone.objects.filter(reached_by(on), point__listings__plan=plan, item=POINT)
    return dict(rows.order_by().values_list("kind").annotate(last=Max("on")))


def points_with_papers(plan: Plan, on: dt.date) -> int:
    """Points of the plan whose file holds an uploaded paper or a signed minute, by the day. One query.

    The decision that approves the whole list is left out: it names points and does not show that any stands.
    """
    papers = PointFile.objects.filter(Q(on=None) | Q(on__lte=on), point=OuterRef("pk"), voided_at=None)
    minutes = PointMinute.objects.filter(point=OuterRef("pk"), minute__state=MinuteState.SIGNED, minute__on__lte=on)
    listed = SupportPoint.objects.filter(Exists(PlanPoint.objects.filter(point=OuterRef("pk"), plan=plan)))
    return listed.filter(Q(Exists(papers)) | Q(Exists(minutes))).count()


@dataclass(frozen=True, slots=True)
class MyPoint:
    """One of the officer's points and what it lacks, with who answers for it."""

    row: points.PointRow
    lacks: tuple[tuple[Lack, str], ...]


def my_points(actor: Actor, states: Sequence[PlanState], on: dt.date) -> list[MyPoint]:
    """Points over which the actor may write, those that lack something first."""
    mine = points.visible_to(actor, "points.edit")
    lacks: dict[str, list[Lack]] = defaultdict(list)
    for state in states:
        for code, found in lacks_by_point(point_gaps(state.result)).items():
            lacks[code] += found
    rows = points.point_rows(list(mine), on)
    seats = {row.code: row.spot.then.id for row in rows if row.spot is not None}
    owners = OwnerNames(seats.values(), on)
    lines = [
        # A gap of several points names all their offices together; here each point has its own.
        MyPoint(row, tuple((lack, owners.name(lack.kind.duty, seats.get(row.code))) for lack in lacks[row.code]))
        for row in rows
    ]
    return sorted(lines, key=lambda line: (not line.lacks, line.row.code))


@dataclass(frozen=True, slots=True)
class Morning:
    """What needs somebody this morning: how many points, and the first of them."""

    totals: Totals
    rows: tuple[AttentionRow, ...]

    @property
    def more(self) -> int:
        """Points that are not named here."""
        return self.totals.needing - len(self.rows)


def morning(actor: Actor, on: dt.date) -> Morning | None:
    """The most serious points within reach; ``None`` while no point is accepted."""
    rows = attention(actor, on)
    if not rows:
        return None
    first = [row for row in rows if row.needs][:MORNING_ROWS]
    return Morning(totals(rows, on), tuple(named(first, on)))


def line_ends(actor: Actor, on: dt.date) -> list[tuple[str, str, int]]:
    """How many contracts and entitlements of lines have ended or end soon: key, words, count; empty ones left out."""
    told = ends.counts(ends.ends(actor, on))
    return [(key, str(LABELS[key]), count) for key, count in told.items() if count]


@dataclass(frozen=True, slots=True)
class HubState:
    """The hub itself, for its administrator."""

    people: int
    plans: int
    points: int
    units: int
    reforms: int
    latest: tuple[audit.Told, ...]


def hub_state(actor: Actor) -> HubState:
    """Counts of what the hub holds, and the last entries of the journal."""
    today = clock.today()
    return HubState(
        people=User.objects.filter(is_active=True).count(),
        plans=Plan.objects.count(),
        points=SupportPoint.objects.count(),
        units=AreaVersion.objects.on(today).filter(area__level=Level.COMMUNE).count(),
        reforms=Reform.objects.filter(status=Reform.Status.APPLIED).count(),
        latest=tuple(audit.told(audit.journal(actor)[:5])),
    )
