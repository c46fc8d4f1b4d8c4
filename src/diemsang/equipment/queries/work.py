"""Work orders for a person: whose, on which days, in which order, and which points wait for a visit."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.equipment.models import AssetPlace, Checklist, ChecklistLine, Team, WorkOrder
from diemsang.equipment.rights import INSTALL, VIEW
from diemsang.equipment.routes import distance_km
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import PointRow, point_rows, visible_to

OPEN = (WorkOrder.State.PLANNED, WorkOrder.State.STARTED)
TONES: dict[str, Tone] = {"planned": "indigo", "started": "turmeric", "done": "leaf", "cancelled": "plain"}


def orders_visible_to(actor: Actor, right: str = VIEW) -> QuerySet[WorkOrder]:
    """Orders to points within the right."""
    return WorkOrder.objects.filter(point__in=visible_to(actor, right)).select_related("team", "point")


def order_for(actor: Actor, public_id: uuid.UUID) -> WorkOrder:
    """The order, or 404."""
    order = orders_visible_to(actor).filter(public_id=public_id).first()
    if order is None:
        raise Http404
    return order


def team_day(actor: Actor, team_id: uuid.UUID, day: dt.date) -> tuple[Team, list[WorkOrder]]:
    """A team's day in its order, cancelled visits last; 404 where the actor sees none of it."""
    team = Team.objects.filter(public_id=team_id).first()
    rows = list(orders_visible_to(actor).filter(team__public_id=team_id, on=day).order_by("position", "id"))
    if team is None or not rows:
        raise Http404
    return team, sorted(rows, key=lambda row: row.state == WorkOrder.State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Visit:
    """An order with what its line shows. ``km``: from the stop before, as the crow flies; null where unknown."""

    order: WorkOrder
    row: PointRow
    spot: tuple[float, float] | None
    done: Checklist | None
    km: float | None = None

    @property
    def tone(self) -> Tone:
        """Tone of its badge."""
        return TONES[self.order.state]


def visits(orders: Sequence[WorkOrder]) -> list[Visit]:
    """Words, places and finished checklists of some orders; a constant number of queries."""
    points = {order.point_id: order.point for order in orders}
    rows = {row.point_id: row for row in point_rows(list(points.values()), clock.today())}
    spots = spots_of(list(points), clock.today())
    done: dict[int, Checklist] = {}
    finished = Checklist.objects.filter(point__in=points, state=Checklist.State.FINISHED, voided_at=None)
    by_point: dict[int, Checklist] = {}
    for checklist in finished.order_by("on", "id"):
        by_point[checklist.point_id] = checklist
        if checklist.order_id is not None:
            done[checklist.order_id] = checklist
    for order in orders:  # a visit whose installation was written without it, by another way in
        latest = by_point.get(order.point_id)
        if order.state == WorkOrder.State.DONE and order.pk not in done and latest and latest.on >= order.on:
            done[order.pk] = latest
    found = []
    last: tuple[float, float] | None = None
    for order in orders:
        spot = spots.get(order.point_id)
        km = distance_km(last, spot) if last and spot else None
        found.append(Visit(order, rows[order.point_id], spot, done.get(order.pk), km))
        last = spot or last
    return found


def spots_of(points: Sequence[int], day: dt.date) -> dict[int, tuple[float, float]]:
    """Latitude and longitude of points on a day, where somebody wrote them down."""
    rows = PointPlace.objects.on(day).filter(point__in=points, voided_at=None, lat__isnull=False, lon__isnull=False)
    return {
        point_id: (float(lat), float(lon))
        for point_id, lat, lon in rows.values_list("point_id", "lat", "lon")
        if lat is not None and lon is not None
    }


@dataclass(slots=True)
class Day:
    """One day of a calendar: per team how many visits stand, and how many are done."""

    on: dt.date
    inside: bool = True
    teams: list[TeamDay] = field(default_factory=list)

    @property
    def visits(self) -> int:
        """Of all teams."""
        return sum(team.visits for team in self.teams)

    @property
    def done(self) -> int:
        """Of all teams."""
        return sum(team.done for team in self.teams)


@dataclass(frozen=True, slots=True)
class TeamDay:
    """A team's day in numbers."""

    team: Team
    visits: int
    done: int


def span_of(kind: str, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day that a view (``ngay``, ``tuan``, ``thang``) shows; weeks begin on Monday."""
    monday = day - dt.timedelta(days=day.weekday())
    if kind == "ngay":
        return day, day
    if kind == "tuan":
        return monday, monday + dt.timedelta(days=6)
    first = day.replace(day=1)
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return first - dt.timedelta(days=first.weekday()), last + dt.timedelta(days=6 - last.weekday())


def days_of(orders: QuerySet[WorkOrder], first: dt.date, last: dt.date, month: int | None = None) -> list[Day]:
    """Every day of the span, also empty ones; ``month`` marks the days of another month as outside."""
    told: dict[dt.date, list[TeamDay]] = defaultdict(list)
    rows = (
        orders.exclude(state=WorkOrder.State.CANCELLED)
        .filter(on__gte=first, on__lte=last)
        .order_by("on", "team__name")
        .values_list("on", "team_id")
        .annotate(visits=Count("pk"), done=Count("pk", filter=Q(state=WorkOrder.State.DONE)))
    )
    counts = list(rows)
    teams = Team.objects.in_bulk({team_id for _on, team_id, _visits, _done in counts})
    for on, team_id, number, done in counts:
        told[on].append(TeamDay(teams[team_id], number, done))
    days = (first + dt.timedelta(days=step) for step in range((last - first).days + 1))
    return [Day(day, month is None or day.month == month, told[day]) for day in days]


def pieces_waiting() -> QuerySet[AssetPlace]:
    """Places (of the outer point) of pieces that stand there and no finished checklist of the point holds."""
    held = ChecklistLine.objects.filter(
        asset=OuterRef("asset_id"),
        checklist__point=OuterRef("point_id"),
        checklist__state=Checklist.State.FINISHED,
        checklist__voided_at=None,
        present=True,
    )
    return AssetPlace.objects.filter(
        ~Exists(held), voided_at=None, valid_to=None, asset__voided_at=None, asset__disposed_on=None
    )


def pieces_to_install(points: Sequence[int]) -> dict[int, str]:
    """Point → what stands there and is not installed, in words: ``1 Internet TV, 2 Loa``. One query."""
    told: dict[int, list[str]] = defaultdict(list)
    rows = pieces_waiting().filter(point__in=points).order_by("asset__item__position")
    counts = rows.values_list("point_id", "asset__item__position", "asset__item__name").annotate(count=Count("pk"))
    for point_id, _position, name, count in counts:
        told[point_id or 0].append(f"{count} {name}")
    return {point_id: ", ".join(words) for point_id, words in told.items()}


def to_visit(actor: Actor, right: str = INSTALL) -> QuerySet[SupportPoint]:
    """Points within the right where something delivered is not installed and no visit is open."""
    waiting = pieces_waiting().filter(point=OuterRef("pk"))
    planned = WorkOrder.objects.filter(point=OuterRef("pk"), state__in=OPEN)
    return visible_to(actor, right).filter(Exists(waiting), ~Exists(planned)).order_by("code")
