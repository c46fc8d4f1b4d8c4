"""Points as lines of a list: filters and order in the database, words for one page at a time."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from diemsang.accounts.scope import Covered
from diemsang.areas.models import Area, AreaVersion, Level
from diemsang.areas.queries import covers_on, find
from diemsang.core import clock, once
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.parts import Tone
from diemsang.core.text import nfc, search_key, telex
from diemsang.plans.reconcile import MILESTONES, POINT, STAGES
from diemsang.points.models import (
    ActivityDay,
    Milestone,
    PlanPoint,
    PointCustody,
    PointPlace,
    SupportPoint,
    Suspension,
    reached_by,
)
from diemsang.points.queries.labels import STAGE_LABELS, Where, stage_of, tone_of, where
from diemsang.points.queries.reconcile import WORKING_DAYS, active_ids, fresh_ids, suspended_ids, unconfirmed_ids
from diemsang.points.queries.scope import places_within, visible_to

_SLOT = re.compile(r"^(?:diem\s+)?so\s+(\d{1,3})(?:\s+(.*))?$")
_LATE = "~~~~"
"""Sorts after every name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRow:
    """A point and where it stands, in words."""

    point_id: int
    code: str
    spot: Where | None
    slot: int | None
    village: str

    @property
    def place(self) -> str:
        """Where it stands today, in one line, with the former name when that changed."""
        if self.spot is None:
            return _("chưa ghi địa điểm")
        if not self.spot.known:
            number = _(", điểm số %(slot)s") % {"slot": self.slot} if self.slot else ""
            return _("%(unit)s%(number)s (chưa rõ xã)") % {"unit": self.spot.then.name, "number": number}
        village = f"{self.village}, " if self.village else ""
        if self.spot.same:
            return f"{village}{self.spot.now}"
        if self.spot.then.name == self.spot.now:  # a merger may keep the name of one of the merged
            return _("%(village)s%(now)s (xã mới cùng tên)") % {"village": village, "now": self.spot.now}
        return _("%(village)s%(then)s, nay là %(now)s") % {
            "village": village,
            "then": self.spot.then.name,
            "now": self.spot.now,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow(PlacedRow):
    """A point as a list shows it on a day."""

    stage: str
    suspended: bool
    working: bool
    last_activity: dt.date | None
    reached: dict[str, dt.date] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    """Kinds of gaps (docs/gap-owners.csv): the next step first."""

    @property
    def stage_label(self) -> str:
        """The stage in words; a suspended point says so, and an accepted one that lacks use (not a fresh one)."""
        if self.suspended:
            return _("tạm dừng")
        return _("không dùng") if "not_working" in self.lacks else str(STAGE_LABELS[self.stage])

    @property
    def tone(self) -> Tone:
        """Tone of the stage's badge."""
        fresh = self.stage == MILESTONES[-1] and "not_working" not in self.lacks
        return "turmeric" if fresh else tone_of(self.stage, self.suspended)


def with_order(points: QuerySet[SupportPoint], on: dt.date) -> QuerySet[SupportPoint]:
    """Adds what a list is filtered and sorted by: ``rank`` (stage, 0–6), ``place_area``, ``unit_sort``, ``last_day``.

    The database works these out only for the rows that ask for them.
    """
    reached = Milestone.objects.filter(reached_by(on), point=OuterRef("pk"), item=POINT).order_by()
    order = Case(
        *(When(kind=kind, then=Value(rank)) for rank, kind in enumerate(MILESTONES, 1)), output_field=IntegerField()
    )
    rank = reached.values("point").annotate(rank=Max(order)).values("rank")
    places = PointPlace.objects.on(on).filter(point=OuterRef("pk"), voided_at=None).order_by("-valid_from", "-id")
    today = AreaVersion.objects.filter(
        on_date(clock.today()),
        on_date(clock.today(), "area__earlier__"),
        area__level=Level.COMMUNE,
        area__earlier__origin_id=OuterRef("place_area"),
    ).order_by("name_sort")
    last = ActivityDay.objects.filter(point=OuterRef("pk"), day__lte=on).order_by("-day").values("day")[:1]
    return points.annotate(
        rank=Coalesce(Subquery(rank), Value(0)),
        place_area=Subquery(places.values("area_id")[:1]),
        last_day=Subquery(last),
    ).annotate(
        unit_sort=Coalesce(Subquery(today.values("name_sort")[:1]), Value(_LATE), output_field=CharField()),
    )


def area_reach(area_ids: Iterable[int]) -> Covered:
    """Units whose content lies in one of these units or below: the same lineage as rights have."""
    reach = covers_on(area_ids, None).values()
    whole = frozenset[int]().union(*(cover.whole for cover in reach))
    partial = frozenset[int]().union(*(cover.partial for cover in reach))
    return Covered(False, whole, partial - whole)


def in_area(points: QuerySet[SupportPoint], area: Area, on: dt.date) -> QuerySet[SupportPoint]:
    """Points that stood on the day inside a unit of any time, and those listed for it whose commune nobody knows."""
    placed = _placed(places_within(area_reach([area.pk])), on)
    listed = PlanPoint.objects.filter(point=OuterRef("pk"), target_area=area)
    return points.filter(Q(Exists(placed)) | Q(Exists(listed)))


def placed_at(points: QuerySet[SupportPoint], on: dt.date, *, known: bool) -> QuerySet[SupportPoint]:
    """Points whose commune was known on the day, or not."""
    communes = Exists(_placed(Q(area__level=Level.COMMUNE), on))
    return points.filter(communes) if known else points.exclude(communes)


def at_stage(points: QuerySet[SupportPoint], stage: str, on: dt.date) -> QuerySet[SupportPoint]:
    """Points whose stage (``stage_of``) is this; ``none`` for those on no list. Needs ``with_order``."""
    if stage == "working":
        return points.filter(Q(rank=len(MILESTONES)), pk__in=_working(on))
    rank = MILESTONES.index(stage) + 1 if stage in MILESTONES else 0
    found = points.filter(Q(rank=rank))
    return found.exclude(pk__in=_working(on)) if rank == len(MILESTONES) else found


def accepted(points: QuerySet[SupportPoint]) -> QuerySet[SupportPoint]:
    """Points that have reached acceptance, used or not. Needs ``with_order``."""
    return points.filter(Q(rank=len(MILESTONES)))


def lacking(points: QuerySet[SupportPoint], kind: str, on: dt.date) -> QuerySet[SupportPoint]:
    """Points with a gap of this kind (docs/gap-owners.csv). Needs ``with_order``."""
    if kind == "place_unknown":
        return placed_at(points, on, known=False)
    if kind == "custody_unconfirmed":
        standing = AreaVersion.objects.on(on).filter(area=OuterRef("office__area"))
        held = PointCustody.objects.on(on).filter(
            ~Exists(standing), point=OuterRef("pk"), voided_at=None, office__isnull=False
        )
        return points.filter(Exists(held))
    accepted = points.filter(Q(rank=len(MILESTONES)) & ~_fresh(on))
    if kind == "suspended":
        return accepted.filter(_suspended(on))
    if kind == "not_working":
        return accepted.filter(~_suspended(on)).exclude(pk__in=_working(on))
    stage = kind.removeprefix("not_")
    return points.filter(Q(rank=STAGES.index(stage))) if stage in STAGES else points.none()


def working(points: QuerySet[SupportPoint], on: dt.date, *, yes: bool) -> QuerySet[SupportPoint]:
    """Points used in the last 14 days and not suspended, or the others."""
    return points.filter(pk__in=_working(on)) if yes else points.exclude(pk__in=_working(on))


def matching(actor: Actor, points: QuerySet[SupportPoint], text: str) -> QuerySet[SupportPoint]:
    """Points found by code, number in a district (``số 3 Yên Sơn``), village, or a unit's name of any time.

    Names are found without marks, with a slip of Telex, and after the unit was abolished.
    """
    typed = nfc(text)
    key = search_key(typed)
    if not key:
        return points
    slot = _SLOT.match(key)
    if slot:
        points = points.filter(Exists(_now(Q(slot=int(slot.group(1))))))
        # Marks do not change the number of characters, so the rest stands at the end of what was typed.
        rest = typed[len(typed) - len(slot.group(2)) :] if slot.group(2) else ""
        return matching(actor, points, rest)
    wanted = Q(code__icontains=typed)
    places = Q(search_key__contains=key) | Q(search_key__contains=search_key(telex(typed)))
    if len(key) > 1 and actor.can("areas.view"):
        hits = find(actor, typed, limit=10)
        best = [hit.id for hit in hits if search_key(typed) in search_key(f"{hit.title} {hit.code}")] or [
            hit.id for hit in hits
        ]
        places |= places_within(area_reach(best))
    return points.filter(wanted | Q(Exists(_now(places))))


def places_on(point_ids: Iterable[int], on: dt.date) -> dict[int, PointPlace]:
    """Point → where it stood on the day by its newest record; no place, no entry. One query at most."""

    def ask(ids: set[int]) -> dict[int, PointPlace | None]:
        found: dict[int, PointPlace | None] = dict.fromkeys(ids)
        standing = PointPlace.objects.on(on).filter(point_id__in=ids, voided_at=None)
        for place in standing.order_by("valid_from", "id"):
            found[place.point_id] = place
        return found

    told = once.asked(("places", on), point_ids, ask)
    return {pk: place for pk, place in told.items() if place is not None}


def placed_rows(points: Sequence[SupportPoint], on: dt.date) -> list[PlacedRow]:
    """Where some points stand on the day, in words of that day and of today; a constant number of queries."""
    places = places_on((point.pk for point in points), on)
    spots = where({point.code: place.area_id for point in points if (place := places.get(point.pk))}, on, clock.today())
    found = []
    for point in points:
        here = places.get(point.pk)
        slot, village = (here.slot, here.village) if here else (None, "")
        spot = spots.get(point.code)
        found.append(PlacedRow(point_id=point.pk, code=point.code, spot=spot, slot=slot, village=village))
    return found


def point_rows(points: Sequence[SupportPoint], on: dt.date) -> list[PointRow]:
    """Words for some points (a page of a list); a constant number of queries. For the place alone ``placed_rows``."""
    mine = Q(point_id__in=[point.pk for point in points])
    reached: dict[int, dict[str, dt.date]] = defaultdict(dict)
    rows = Milestone.objects.filter(mine, reached_by(on), item=POINT).order_by("-on")
    for pk, kind, day in rows.values_list("point_id", "kind", "on"):
        reached[pk][kind] = day
    last = dict(
        ActivityDay.objects.filter(mine, day__lte=on).order_by().values_list("point_id").annotate(last=Max("day"))
    )
    suspended, unconfirmed = suspended_ids(mine, on), unconfirmed_ids(mine, on)
    active, fresh = active_ids(mine, on) - suspended, fresh_ids(mine, on)
    found = []
    for point, told in zip(points, placed_rows(points, on), strict=True):
        stage = stage_of(reached[point.pk], point.pk in active)
        found.append(
            PointRow(
                point_id=point.pk,
                code=point.code,
                spot=told.spot,
                slot=told.slot,
                village=told.village,
                stage=stage,
                suspended=point.pk in suspended,
                working=point.pk in active,
                last_activity=last.get(point.pk),
                reached=reached[point.pk],
                lacks=_lacks(
                    stage, told.spot, point.pk in unconfirmed, suspended=point.pk in suspended, fresh=point.pk in fresh
                ),
            )
        )
    return found


def search(actor: Actor, text: str, limit: int) -> list[PointRow]:
    """Points the actor may see that fit, for the hub's search box; each has ``code``, ``place``, ``stage_label``."""
    found = matching(actor, visible_to(actor), text).order_by("code")[:limit]
    return point_rows(list(found), clock.today())


def _lacks(stage: str, spot: Where | None, unconfirmed: bool, *, suspended: bool, fresh: bool) -> tuple[str, ...]:
    """The same rules as ``plans.reconcile``: the next step; a suspended or newly accepted point is not unused."""
    step = f"not_{STAGES[STAGES.index(stage) + 1]}" if stage and stage != "working" else "" if stage else "not_listed"
    if step == "not_working" and (fresh or suspended):
        step = "" if fresh else "suspended"
    return tuple(
        kind
        for kind, here in (
            (step, bool(step)),
            ("place_unknown", spot is None or not spot.known),
            ("custody_unconfirmed", unconfirmed),
        )
        if here
    )


def _suspended(on: dt.date) -> Exists:
    return Exists(Suspension.objects.on(on).filter(point=OuterRef("pk"), voided_at=None))


def _fresh(on: dt.date) -> Exists:
    """Accepted within the days that decide whether a point works."""
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    accepted = Milestone.objects.filter(point=OuterRef("pk"), item=POINT, kind=MILESTONES[-1], voided_at=None)
    return Exists(accepted.filter(on__gte=first, on__lte=on))


def _working(on: dt.date) -> QuerySet[ActivityDay]:
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    stopped = Suspension.objects.on(on).filter(point_id=OuterRef("point_id"), voided_at=None)
    days = ActivityDay.objects.filter(~Exists(stopped), day__gte=first, day__lte=on)
    return days.order_by().values("point_id")  # type: ignore[return-value]


def _placed(wanted: Q, on: dt.date) -> QuerySet[PointPlace]:
    return PointPlace.objects.on(on).filter(wanted, point=OuterRef("pk"), voided_at=None)


def _now(wanted: Q) -> QuerySet[PointPlace]:
    return PointPlace.objects.filter(wanted, point=OuterRef("pk"), voided_at=None)
