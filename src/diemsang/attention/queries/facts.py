"""Everything the rules ask, for many points at once: a constant number of queries, however many points.

Only accepted points are looked at: before that the plan's gaps tell who has the next step.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least

from diemsang.attention.judge import PointFacts
from diemsang.core import clock
from diemsang.core.dated import on_date
from diemsang.core.expressions import DayOf
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
FEW = 50
"""So many points are asked for by id; of more, everything is read, which is cheaper than to sort out the others."""
ASKED = tuple((name, default) for name, default in PointFacts._field_defaults.items() if name != "last_used")
"""The facts that ``Told`` names, in the order of ``PointFacts``, with what holds of a point that is not named; the last
use comes with the points themselves."""


def gather(points: QuerySet[SupportPoint], on: dt.date, ahead: int) -> list[PointFacts]:
    """Facts of the accepted ones among ``points``, by code. What screens hear is known of today alone.

    ``ahead``: lines that end later than in so many days are as good as lines without an end.
    """
    accepted = Milestone.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        point=OuterRef("pk"),
        item=POINT,
        kind=Milestone.Kind.ACCEPTED,
        voided_at=None,
        on__lte=on,
    ).order_by("on")
    used = ActivityDay.objects.filter(point=OuterRef("pk"), day__lte=on).order_by("-day").values("day")[:1]
    rows = points.annotate(first=Subquery(accepted.values("on")[:1]), last=Subquery(used)).order_by("code")
    # Sorted out here: as a condition it would be looked up a second time for each point.
    base = [row for row in rows.values_list("pk", "code", "first", "last") if row[2] is not None]
    if not base:
        return []
    ids = {pk for pk, *_more in base}
    here = Q(point__in=ids) if len(ids) <= FEW else Q()
    told: Told = {
        **_rested(here, on),
        **_peopled(ids, here, on),
        **_lined(here, on, on + dt.timedelta(days=ahead)),
        **_troubled(here, on),
        **_screened(here, on),
        **_supplied(ids, here, on),
    }
    # Each is made once: thousands of them, each with two dozen facts, are most of what the list costs.
    columns = [(told.get(name, {}).get, default) for name, default in ASKED]
    return [
        PointFacts(pk, code, first, last, *[get(pk, default) for get, default in columns])
        for pk, code, first, last in base
    ]


def _rested(here: Q, on: dt.date) -> Told:
    """Suspensions, and seasons in which the posted hours say that the point is closed."""
    resting: set[int] = set()
    awake: Days = {}

    def rest(point: int, start: dt.date | None, end: dt.date | None) -> None:
        if (start is None or start <= on) and (end is None or end > on):
            resting.add(point)
        elif end is not None and end <= on:
            awake[point] = max(end, awake.get(point, end))

    stops = Suspension.objects.filter(here, Q(valid_from=None) | Q(valid_from__lte=on), voided_at=None)
    for point, start, end in stops.order_by().values_list("point_id", "valid_from", "valid_to"):
        rest(point, start, end)
    posted = PostedHours.objects.filter(here, Q(valid_from=None) | Q(valid_from__lte=on), voided_at=None)
    for point, week, start, end in posted.order_by().values_list("point_id", "week", "valid_from", "valid_to"):
        if week and not any(week):
            rest(point, start, end)
    return {"rests": dict.fromkeys(resting, True), "awake_since": awake}


def _peopled(ids: set[int], here: Q, on: dt.date) -> Told:
    """Who is in charge, and whether somebody there is trained."""
    since: dict[int, dt.date | None] = {}
    gone: Days = {}
    rows = OperatorAssignment.objects.filter(here, role=OperatorRole.IN_CHARGE, voided_at=None).order_by(
        "valid_from", "id"
    )
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


def _lined(here: Q, on: dt.date, until: dt.date) -> Told:
    """The first day without a running contract, or without a supporting programme and nobody on record as paying:
    the nearer of the two, as the page of lines that end has it (``operations.queries.ends``); null after ``until``."""
    connected = set(
        LineConnection.objects.on(on).filter(here, voided_at=None).order_by().values_list("point_id", flat=True)
    )
    paying = set(
        LinePayer.objects.on(on)
        .filter(here, Q(office__isnull=False) | ~Q(payer=""), voided_at=None)
        .order_by()
        .values_list("point_id", flat=True)
    )
    programmes = [When(programme=code, then=Value(after(last))) for code, last in PROGRAMME_ENDS.items()]
    over = Case(*programmes, default=None, output_field=DateField(null=True))
    entitled = LineEntitlement.objects.filter(here, voided_at=None).annotate(over=over)
    # Where a day is null the databases differ about the least of two, so the one that is known follows.
    supported = entitled.annotate(end=Coalesce(Least("over", "valid_to"), "over", "valid_to"))
    ends = _last_ends(LineContract.objects.filter(here, voided_at=None), "valid_to", until)
    for point, end in _last_ends(supported, "end", until).items():
        if point not in paying:
            ends[point] = min(end, ends.get(point, end))
    return {"connected": dict.fromkeys(connected, True), "line_end": ends}


def _last_ends(rows: QuerySet[Any], end: str, until: dt.date) -> Days:
    """Point → the latest end, where every row of the point has one and the latest comes no later than ``until``."""
    told = rows.order_by().values("point_id").annotate(last=Max(end), endless=Count("pk", Q(**{end: None})))
    return dict(told.filter(endless=0, last__lte=until).values_list("point_id", "last"))


def _day(moment: dt.datetime) -> dt.date:
    """The day in Vietnam."""
    return moment.astimezone(clock.VIETNAM).date()


def _troubled(here: Q, on: dt.date) -> Told:
    """Outages that last, power, open incidents."""
    lasting = Outage.objects.filter(
        here, Q(end_on=None) | Q(end_on__gt=on), over=False, voided_at=None, start_on__lte=on
    )
    outages: Days = dict(lasting.order_by().values_list("point_id").annotate(first=Min("start_on")))
    power = PowerStatus.objects.on(on).filter(here, voided_at=None).order_by("valid_from", "id")
    off = {
        point: start
        for point, grid, start in power.values_list("point_id", "grid", "valid_from")
        if grid == GridStatus.OFF_GRID
    }
    incidents = Incident.objects.filter(here, open_on(on)).order_by().values_list("point_id")
    began: Days = {}
    count: dict[int, int] = {}
    for point, first, number in incidents.annotate(first=Min(Coalesce("found_on", "opened_on")), number=Count("pk")):
        count[point] = number
        if first is not None:
            began[point] = first
    return {
        "outage_since": outages,
        "off_grid": dict.fromkeys(off, True),
        "off_grid_since": off,
        "fault_since": began,
        "faults": count,
    }


def _screened(here: Q, on: dt.date) -> Told:
    """Screens that stand there on the day; when they were last heard is asked of today alone."""
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), tzinfo=clock.VIETNAM)
    rows = ScreenPlace.objects.filter(
        here, Q(valid_to=None) | Q(valid_to__gte=end), screen__revoked_at=None, valid_from__lt=end
    )
    told = (
        rows.order_by()
        .values_list("point_id")
        .annotate(
            first=DayOf(Min("valid_from", filter=Q(screen__state__last_contact_at=None))),
            last=DayOf(Max("screen__state__last_contact_at")),
            number=Count("pk"),
        )
    )
    today = on >= clock.today()
    counts: dict[int, int] = {}
    placed: Days = {}
    heard: Days = {}
    for point, first, last, number in told:
        counts[point] = number
        if last is not None:
            heard[point] = last
        elif first is not None:
            placed[point] = first
    return {"screens": counts, "screen_since": placed if today else {}, "last_contact": heard if today else {}}


def _supplied(ids: set[int], here: Q, on: dt.date) -> Told:
    """Main varieties without a published product, and the day of the newest product meant for the point.

    The main varieties are those set for the point, else those of its last survey. Known of today's publication alone.
    """
    editions = list(live_editions().values_list("pk", "cleared_at"))
    wanted = _main_varieties(here)
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


def _main_varieties(here: Q) -> dict[int, list[str]]:
    # As text, each different list read once: thousands of surveys name the same few.
    surveys = SiteSurvey.objects.filter(here, voided_at=None).order_by("on", "id")
    texts = dict(
        surveys.annotate(text=Cast("varieties", TextField())).values_list("point_id", "text").exclude(text="[]")
    )
    lists = {text: [str(tag) for tag in json.loads(text)] for text in set(texts.values())}
    found = {point: lists[text] for point, text in texts.items()}
    own: dict[int, list[str]] = defaultdict(list)
    for point, tag in PointVariety.objects.filter(here).order_by("place").values_list("point_id", "variety__tag"):
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


def used_share(points: QuerySet[SupportPoint], days: Sequence[dt.date], within: int) -> list[tuple[dt.date, int, int]]:
    """For each day: accepted points, and those used in the ``within`` days up to it. One query for all days."""
    accepted = Milestone.objects.filter(
        item=POINT, kind=Milestone.Kind.ACCEPTED, voided_at=None, point__in=points.order_by().values("pk")
    )
    sums: dict[str, Count] = {}
    for place, day in enumerate(days):
        standing = Q(on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))
        # One look into the index for each point, not a sort of all its days.
        used = ActivityDay.objects.filter(
            point=OuterRef("point"), day__gt=day - dt.timedelta(days=within), day__lte=day
        )
        sums[f"accepted_{place}"] = Count("point", standing, distinct=True)
        sums[f"used_{place}"] = Count("point", standing & Q(Exists(used)), distinct=True)
    found = accepted.order_by().aggregate(**sums)
    return [(day, found[f"accepted_{place}"], found[f"used_{place}"]) for place, day in enumerate(days)]
