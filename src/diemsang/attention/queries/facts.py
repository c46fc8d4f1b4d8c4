"""Everything the rules ask, for many points at once: a constant number of queries, however many points.

Only accepted points are looked at: before that the plan's gaps tell who has the next step.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from diemsang.attention.judge import PointFacts
from diemsang.core import clock
from diemsang.core.dated import on_date
from diemsang.library.models import Audience, LanguageVariety, PointVariety, Track
from diemsang.library.queries import live_editions
from diemsang.operations.models import (
    PROGRAMME_ENDS,
    GridStatus,
    Incident,
    LineConnection,
    LineContract,
    LineEntitlement,
    LinePayer,
    OperatorAssignment,
    OperatorRole,
    Outage,
    PostedHours,
    PowerStatus,
)
from diemsang.operations.models.base import after
from diemsang.operations.queries.faults import open_on
from diemsang.plans.reconcile import POINT
from diemsang.points.models import ActivityDay, Milestone, PointPlace, SiteSurvey, SupportPoint, Suspension
from diemsang.points.queries.rows import area_reach
from diemsang.screens.models import ScreenPlace
from diemsang.training.queries.coverage import trained_points

Days = dict[int, dt.date]
Told = dict[str, Mapping[int, Any]]
"""Name of a fact → point → what is known; a point that is not named keeps the fact's default."""


def gather(points: QuerySet[SupportPoint], on: dt.date) -> list[PointFacts]:
    """Facts of the accepted ones among ``points``, by code. What screens hear is known of today alone."""
    accepted = Milestone.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        point=OuterRef("pk"),
        item=POINT,
        kind=Milestone.Kind.ACCEPTED,
        voided_at=None,
        on__lte=on,
    ).order_by("on")
    used = ActivityDay.objects.filter(point=OuterRef("pk"), day__lte=on).order_by("-day").values("day")[:1]
    rows = points.annotate(first=Subquery(accepted.values("on")[:1])).exclude(first=None)
    base = list(rows.annotate(last=Subquery(used)).order_by("code").values_list("pk", "code", "first", "last"))
    if not base:
        return []
    ids = {pk for pk, *_more in base}
    told: Told = {
        **_rested(on),
        **_peopled(ids, on),
        **_lined(ids, on),
        **_troubled(on),
        **_screened(on),
        **_supplied(ids, on),
    }
    # Each is made once: thousands of them, each with two dozen facts, are most of what the list costs.
    return [
        PointFacts(pk, code, first, last, **{name: values[pk] for name, values in told.items() if pk in values})
        for pk, code, first, last in base
    ]


def _rested(on: dt.date) -> Told:
    """Suspensions, and seasons in which the posted hours say that the point is closed."""
    resting: set[int] = set()
    awake: Days = {}

    def rest(point: int, start: dt.date | None, end: dt.date | None) -> None:
        if (start is None or start <= on) and (end is None or end > on):
            resting.add(point)
        elif end is not None and end <= on:
            awake[point] = max(end, awake.get(point, end))

    stops = Suspension.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on), voided_at=None)
    for point, start, end in stops.order_by().values_list("point_id", "valid_from", "valid_to"):
        rest(point, start, end)
    posted = PostedHours.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on), voided_at=None)
    for point, week, start, end in posted.order_by().values_list("point_id", "week", "valid_from", "valid_to"):
        if week and not any(week):
            rest(point, start, end)
    return {"rests": dict.fromkeys(resting, True), "awake_since": awake}


def _peopled(ids: set[int], on: dt.date) -> Told:
    """Who is in charge, and whether somebody there is trained."""
    since: dict[int, dt.date | None] = {}
    gone: Days = {}
    rows = OperatorAssignment.objects.filter(role=OperatorRole.IN_CHARGE, voided_at=None).order_by("valid_from", "id")
    for point, start, end in rows.values_list("point_id", "valid_from", "valid_to"):
        if start is not None and start > on:
            continue
        if end is not None and end <= on:
            gone[point] = max(end, gone.get(point, end))
        else:
            since[point] = start
    trained = trained_points(on, list(ids))
    return {
        "in_charge": dict.fromkeys(since, True),
        "operator_since": since,
        "operator_gone_on": gone,
        "trained": {pk: one.trained for pk, one in trained.items() if pk in since},
        "untrained_since": {pk: one.last_trained_left or after(one.expires) for pk, one in trained.items()},
    }


def _lined(ids: set[int], on: dt.date) -> Told:
    """The first day without a running contract, or without a supporting programme and nobody on record as paying:
    the nearer of the two, as the page of lines that end has it (``operations.queries.ends``)."""
    connected = set(LineConnection.objects.on(on).filter(voided_at=None).values_list("point_id", flat=True))
    contracts = LineContract.objects.filter(voided_at=None).order_by()
    ordered = _last_ends(contracts.values_list("point_id", "valid_to"))
    programmes = {code: after(last) for code, last in PROGRAMME_ENDS.items()}
    entitled = LineEntitlement.objects.filter(voided_at=None).order_by()
    supported = _last_ends(
        (point, min((day for day in (end, programmes.get(programme)) if day is not None), default=None))
        for point, programme, end in entitled.values_list("point_id", "programme", "valid_to")
    )
    paying = LinePayer.objects.on(on).filter(Q(office__isnull=False) | ~Q(payer=""), voided_at=None)
    for point in paying.order_by().values_list("point_id", flat=True):
        supported.pop(point, None)
    ends: dict[int, dt.date | None] = {
        pk: min((day for day in (ordered.get(pk), supported.get(pk)) if day is not None), default=None) for pk in ids
    }
    return {"connected": dict.fromkeys(connected, True), "line_end": ends}


def _last_ends(rows: Iterable[tuple[int, dt.date | None]]) -> Days:
    """Point → the latest end; points with a row that has none are left out."""
    ends: Days = {}
    endless: set[int] = set()
    for point, end in rows:
        if end is None:
            endless.add(point)
        else:
            ends[point] = max(end, ends.get(point, end))
    return {point: end for point, end in ends.items() if point not in endless}


def _day(moment: dt.datetime) -> dt.date:
    """The day in Vietnam."""
    return moment.astimezone(clock.VIETNAM).date()


def _troubled(on: dt.date) -> Told:
    """Outages that last, power, open incidents."""
    lasting = Outage.objects.filter(Q(end_on=None) | Q(end_on__gt=on), over=False, voided_at=None, start_on__lte=on)
    outages: Days = dict(lasting.order_by().values_list("point_id").annotate(first=Min("start_on")))
    power = PowerStatus.objects.on(on).filter(voided_at=None).order_by("valid_from", "id")
    off = {
        point: start
        for point, grid, start in power.values_list("point_id", "grid", "valid_from")
        if grid == GridStatus.OFF_GRID
    }
    began: Days = {}
    count: Counter[int] = Counter()
    incidents = Incident.objects.filter(open_on(on)).order_by()
    for point, found, opened in incidents.values_list("point_id", "found_on", "opened_on"):
        first = found or opened
        count[point] += 1
        if first is not None:
            began[point] = min(first, began.get(point, first))
    return {
        "outage_since": outages,
        "off_grid": dict.fromkeys(off, True),
        "off_grid_since": off,
        "fault_since": began,
        "faults": count,
    }


def _screened(on: dt.date) -> Told:
    """Screens that stand there on the day; when they were last heard is asked of today alone."""
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), tzinfo=clock.VIETNAM)
    rows = ScreenPlace.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=end), screen__revoked_at=None, valid_from__lt=end
    )
    told = (
        rows.order_by()
        .values_list("point_id")
        .annotate(first=Min("valid_from"), last=Max("screen__state__last_contact_at"))
    )
    counts: Counter[int] = Counter(rows.order_by().values_list("point_id", flat=True))
    today = on >= clock.today()
    placed: Days = {}
    heard: Days = {}
    for point, first, last in told:
        placed[point] = _day(first)
        if last is not None:
            heard[point] = _day(last)
    return {"screens": counts, "screen_since": placed if today else {}, "last_contact": heard if today else {}}


def _supplied(ids: set[int], on: dt.date) -> Told:
    """Main varieties without a published product, and the day of the newest product meant for the point.

    The main varieties are those set for the point, else those of its last survey. Known of today's publication alone.
    """
    editions = list(live_editions().values_list("pk", "cleared_at"))
    wanted = _main_varieties()
    if not editions:
        return {}
    voiced = set(Track.objects.filter(edition__in=[pk for pk, _at in editions]).values_list("variety__tag", flat=True))
    names = dict(LanguageVariety.objects.values_list("tag", "name"))
    return {
        "products": dict.fromkeys(ids, True),
        "lacking_varieties": {
            pk: tuple(names.get(tag, tag) for tag in tags if tag not in voiced) for pk, tags in wanted.items()
        },
        "newest_product": _newest(dict(editions), ids, on),
    }


def _main_varieties() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    surveys = SiteSurvey.objects.filter(voided_at=None).order_by("on", "id")
    for point, tags in surveys.values_list("point_id", "varieties"):
        if tags:
            found[point] = list(tags)
    own: dict[int, list[str]] = defaultdict(list)
    for point, tag in PointVariety.objects.order_by("place").values_list("point_id", "variety__tag"):
        own[point].append(tag)
    return {**found, **own}


def _newest(cleared: Mapping[int, dt.datetime | None], point_ids: set[int], on: dt.date) -> Days:
    """Day of the newest edition that each point gets."""
    days = {pk: _day(at) for pk, at in cleared.items() if at is not None}
    meant: dict[int, list[Audience]] = defaultdict(list)
    for row in Audience.objects.filter(edition__in=list(cleared)):
        meant[row.edition_id].append(row)
    everywhere = max((day for pk, day in days.items() if pk not in meant), default=None)
    found: Days = dict.fromkeys(point_ids, everywhere) if everywhere is not None else {}
    later = {pk: day for pk, day in days.items() if pk in meant and (everywhere is None or day > everywhere)}
    if not later:
        return found
    speaks: dict[int, set[int]] = defaultdict(set)
    for point, variety in PointVariety.objects.order_by().values_list("point_id", "variety_id"):
        speaks[variety].add(point)
    stands: dict[int, set[int]] = defaultdict(set)
    places = PointPlace.objects.filter(on_date(on), voided_at=None).order_by()
    for point, area in places.values_list("point_id", "area_id"):
        stands[area].add(point)
    reach: dict[int, Iterable[int]] = {}
    for edition, day in later.items():
        for row in meant[edition]:
            gets: set[int] = {row.point_id} if row.point_id is not None else set()
            if row.variety_id is not None:
                gets |= speaks[row.variety_id]
            if row.area_id is not None:
                if row.area_id not in reach:
                    reach[row.area_id] = area_reach([row.area_id]).whole | {row.area_id}
                gets |= set().union(*(stands[area] for area in reach[row.area_id]))
            for point in gets & point_ids:
                found[point] = max(day, found.get(point, day))
    return found


def used_share(points: QuerySet[SupportPoint], days: Iterable[dt.date], within: int) -> list[tuple[dt.date, int, int]]:
    """For each day: accepted points, and those used in the ``within`` days up to it. One query, and one a day."""
    accepted = Milestone.objects.filter(
        item=POINT, kind=Milestone.Kind.ACCEPTED, voided_at=None, point__in=points.order_by().values("pk")
    )
    spans = list(accepted.order_by().values_list("point_id", "on", "ends_on"))
    found = []
    for day in days:
        first = day - dt.timedelta(days=within - 1)
        ids = {point for point, start, end in spans if start <= day and (end is None or end > day)}
        # One look into the index for each point, not a sort of all its days.
        days_used = ActivityDay.objects.filter(point=OuterRef("pk"), day__gte=first, day__lte=day)
        used = SupportPoint.objects.filter(Exists(days_used)).order_by().values_list("pk", flat=True)
        found.append((day, len(ids), len(ids.intersection(used))))
    return found
