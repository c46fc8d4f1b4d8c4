"""Gathering what reconciliation needs: a constant number of queries, however many points."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Case, Q, QuerySet, Sum, Value, When

from diemsang.accounts.queries import OwnerNames
from diemsang.accounts.scope import covered_ids
from diemsang.areas.models import Area, AreaVersion
from diemsang.areas.queries import AreaLabel, labels
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.plans.gaps import gap_kinds
from diemsang.plans.models import Plan, PlanVersion, Target
from diemsang.plans.queries import version_on
from diemsang.plans.reconcile import (
    MILESTONES,
    POINT,
    AreaRef,
    Geography,
    OwnerOf,
    PeriodRef,
    PointFact,
    Reconciliation,
    TargetFact,
    reconcile,
)
from diemsang.points.models import ActivityDay, Milestone, PlanPoint, PointCustody, PointPlace, Suspension, reached_by
from diemsang.points.queries.labels import where
from diemsang.points.queries.scope import VIEW, visible_to

WORKING_DAYS = 14
"""A point works when it was used within so many days up to and with the day asked (design, "milestone ledger")."""
_BITS = Case(*(When(kind=kind, then=Value(1 << place)) for place, kind in enumerate(MILESTONES)), default=Value(0))
"""Each stage as a bit, so that the database gives one number a point instead of a row a stage."""
_STAGES_OF = [
    frozenset(kind for place, kind in enumerate(MILESTONES) if bits >> place & 1)
    for bits in range(1 << len(MILESTONES))
]


@dataclass(frozen=True, slots=True)
class Line:
    """A point on the plan's list on a day."""

    point_id: int
    code: str
    target_area_id: int
    period: str | None


def reconcile_plan(actor: Actor, plan: Plan, *, on: dt.date, geography: Geography = "plan") -> Reconciliation:
    """Reconcile the plan on a day; ``today`` geography always means today's units.

    Counts are of the whole plan, so that every reader sees the same figures; gaps name only points that the actor may
    open.
    """
    return gather(actor, plan, on)(geography)


def gather(actor: Actor, plan: Plan, on: dt.date) -> Callable[[Geography], Reconciliation]:
    """Read everything once; the answer reconciles it in either geography."""
    version = version_on(plan, on) or plan.versions.order_by("number").first()
    targets = _targets(version) if version else []
    lines = _lines(plan, on)
    places = _places(plan, on)
    refs = labels(
        {target.area_id for target in targets} | {line.target_area_id for line in lines},
        version.areas_as_of if version else on,
    )
    facts = _facts(plan, lines, places, {area_id: label.key for area_id, label in refs.items()}, on)
    wanted = [_target(target, refs, version) for target in targets] if version else []
    recorded, pieces = _sums(plan, on)
    everything = [*facts, pieces]
    owner_of = _owner_of(lines, places, facts, refs, on)
    covered = covered_ids(actor, VIEW)
    sees_all = covered.everywhere or plan.area_id in covered.whole
    seen = None if sees_all else _seen(actor, plan)

    def answer(geography: Geography) -> Reconciliation:
        result = reconcile(
            targets=wanted, points=everything, recorded=recorded, on=on, geography=geography, owner_of=owner_of
        )
        return result if seen is None else _only(result, seen)

    return answer


def reconcile_pieces(plan: Plan, *, on: dt.date) -> tuple[Reconciliation, bool]:
    """The plan's equipment alone, as ``reconcile_plan`` has it, and whether use of its points is on record.

    Pieces are summed over the whole plan where they lie, never by the point, so no point is gathered.
    """
    version = version_on(plan, on) or plan.versions.order_by("number").first()
    targets = _targets(version) if version else []
    refs = labels({target.area_id for target in targets}, version.areas_as_of if version else on)
    wanted = [_target(target, refs, version) for target in targets] if version else []
    recorded, pieces = _sums(plan, on)
    begun = any(target.item == POINT and target.period.start <= on for target in wanted)
    result = reconcile(
        targets=[target for target in wanted if target.item != POINT],
        points=[pieces],
        recorded=recorded,
        on=on,
        geography="plan",
        owner_of=_owner_of([], {}, [], refs, on),
    )
    return result, begun and (POINT, "working") in recorded


def listed_on(plan: Plan, on: dt.date) -> QuerySet[PlanPoint]:
    """Lines of the plan's list that stood on a day."""
    return PlanPoint.objects.filter(Q(left_on=None) | Q(left_on__gt=on), plan=plan, listed_on__lte=on)


def active_ids(points: Q, on: dt.date) -> set[int]:
    """Points used in the 14 days up to and with ``on``; ``points`` filters ``ActivityDay``."""
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    days = ActivityDay.objects.filter(points, day__gte=first, day__lte=on)
    return set(days.order_by().values_list("point_id", flat=True).distinct())


def suspended_ids(points: Q, on: dt.date) -> set[int]:
    """Points out of use on a day."""
    return set(Suspension.objects.on(on).filter(points, voided_at=None).values_list("point_id", flat=True))


def unconfirmed_ids(points: Q, on: dt.date) -> set[int]:
    """Points whose recorded custodian belongs to a unit that no longer stood on the day (no handover since)."""
    rows = PointCustody.objects.on(on).filter(points, voided_at=None, office__isnull=False)
    held = list(rows.values_list("point_id", "office__area_id"))
    standing = set(
        AreaVersion.objects.on(on).filter(area_id__in={area for _, area in held}).values_list("area_id", flat=True)
    )
    return {point for point, area in held if area not in standing}


def _targets(version: PlanVersion) -> list[Target]:
    return list(version.targets.select_related("item", "period"))


def _mine(plan: Plan) -> Q:
    """Rows of the plan's points, without joining the points themselves."""
    return Q(point_id__in=PlanPoint.objects.filter(plan=plan).values("point_id"))


def _lines(plan: Plan, on: dt.date) -> list[Line]:
    rows = listed_on(plan, on).order_by("point__code")
    return [Line(*row) for row in rows.values_list("point_id", "point__code", "target_area_id", "period__code")]


def _places(plan: Plan, on: dt.date) -> dict[int, int]:
    """Point → unit it was recorded in on the day."""
    rows = PointPlace.objects.on(on).filter(_mine(plan), voided_at=None).order_by("valid_from", "id")
    return dict(rows.values_list("point_id", "area_id"))


def _facts(
    plan: Plan, lines: list[Line], places: Mapping[int, int], keys: Mapping[int, str], on: dt.date
) -> list[PointFact]:
    mine = _mine(plan)
    reached: dict[int, frozenset[str]] = {}
    rows = Milestone.objects.filter(mine, reached_by(on), item=POINT).order_by().values_list("point_id")
    for point_id, bits in rows.annotate(bits=Sum(_BITS, distinct=True)):
        reached[point_id] = _STAGES_OF[bits]
    suspended = suspended_ids(mine, on)
    working = active_ids(mine, on) - suspended
    fresh = fresh_ids(mine, on)
    unconfirmed = unconfirmed_ids(mine, on)
    placed = {line.code: places[line.point_id] for line in lines if line.point_id in places}
    spots = where(placed, on, clock.today())
    refs = {spot.today.id: _ref(spot.today) for spot in spots.values() if spot.today is not None}
    facts = []
    for line in lines:
        spot = spots.get(line.code)
        facts.append(
            PointFact(
                code=line.code,
                target_area=keys[line.target_area_id],
                today=refs[spot.today.id] if spot and spot.today else None,
                period=line.period,
                reached=reached.get(line.point_id, ()),
                working=line.point_id in working,
                fresh=line.point_id in fresh,
                suspended=line.point_id in suspended,
                place_known=bool(spot and spot.known),
                custody_confirmed=line.point_id not in unconfirmed,
            )
        )
    return facts


def fresh_ids(points: Q, on: dt.date) -> set[int]:
    """Points accepted within the days that decide whether a point works: too early to call them unused."""
    first = on - dt.timedelta(days=WORKING_DAYS - 1)
    accepted = Milestone.objects.filter(points, item=POINT, kind=Milestone.Kind.ACCEPTED, voided_at=None)
    return set(accepted.filter(on__gte=first, on__lte=on).order_by().values_list("point_id", flat=True))


def recorded_stages(plan_ids: Iterable[int]) -> set[str]:
    """Stages of points that the plans have any record of, on whatever day. Two queries."""
    mine = Q(point_id__in=PlanPoint.objects.filter(plan_id__in=set(plan_ids)).values("point_id"))
    reached = Milestone.objects.filter(mine, item=POINT, voided_at=None).order_by()
    stages = set(reached.values_list("kind", flat=True).distinct())
    return stages | {"working"} if ActivityDay.objects.filter(mine).exists() else stages


def _sums(plan: Plan, on: dt.date) -> tuple[frozenset[tuple[str, str]], PointFact]:
    """The ``(item, stage)`` pairs with any record on whatever day, and all equipment by the day.

    The equipment comes as one fact that stands for no point: only its sums are asked.
    """
    recorded: set[tuple[str, str]] = set()
    pieces: dict[str, dict[str, int]] = defaultdict(dict)
    rows = Milestone.objects.filter(_mine(plan), voided_at=None).order_by().values_list("item", "kind")
    for item, kind, count in rows.annotate(count=Sum("quantity", filter=Q(on__lte=on))):
        recorded.add((item, kind))
        if item != POINT:
            pieces[item][kind] = count or 0
    if ActivityDay.objects.filter(_mine(plan)).exists():
        recorded.add((POINT, "working"))
    return frozenset(recorded), PointFact(code="", target_area="", equipment=pieces)


def _target(target: Target, refs: Mapping[int, AreaLabel], version: PlanVersion) -> TargetFact:
    """A target counts from the day its version is in force, even when its period had begun before."""
    period = target.period
    start = max(period.start, version.in_force_from) if version.in_force_from else period.start
    return TargetFact(
        item=target.item.key,
        area=_ref(refs[target.area_id]),
        period=PeriodRef(period.code, min(start, period.end), period.end),
        quantity=target.quantity,
        position=target.position,
    )


def _ref(label: AreaLabel) -> AreaRef:
    return AreaRef(label.key, label.code, label.name, label.sort)


def _owner_of(
    lines: list[Line],
    places: Mapping[int, int],
    facts: list[PointFact],
    refs: Mapping[int, AreaLabel],
    on: dt.date,
) -> OwnerOf:
    """Who has the next step: the office with the gap's duty (docs/gap-owners.csv) over the point, or over the row."""
    by_key = {label.key: area_id for area_id, label in refs.items()}
    missing = {fact.today.key for fact in facts if fact.today is not None} - set(by_key)
    by_key |= dict(Area.objects.filter(key__in=missing).values_list("key", "id"))
    spot = {line.code: places.get(line.point_id, line.target_area_id) for line in lines}
    names = OwnerNames({*by_key.values(), *spot.values()}, on)
    kept: dict[tuple[str, int | None], str] = {}

    def owner(kind: str, area: AreaRef, point: PointFact | None) -> str:
        asked = gap_kinds()[kind].duty, spot.get(point.code) if point else by_key.get(area.key)
        if asked not in kept:
            kept[asked] = names.name(*asked)
        return kept[asked]

    return owner


def _seen(actor: Actor, plan: Plan) -> frozenset[str]:
    listed = PlanPoint.objects.filter(plan=plan).values("point_id")
    return frozenset(visible_to(actor).filter(pk__in=listed).values_list("code", flat=True))


def _only(result: Reconciliation, seen: frozenset[str]) -> Reconciliation:
    """Gaps name only points that the reader may open; rows keep all of theirs, because they are counted."""
    gaps = tuple(replace(gap, points=tuple(code for code in gap.points if code in seen)) for gap in result.gaps)
    return replace(result, gaps=gaps)
