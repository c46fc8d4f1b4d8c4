"""Everything about one point, as its page tells it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Min

from diemsang.accounts.queries import OwnerNames, office_names
from diemsang.areas.models import Area
from diemsang.areas.queries import AreaLabel, labels
from diemsang.audit.queries import Told, story_of
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tone
from diemsang.plans.gaps import GapKind, gap_kinds, lack_tone
from diemsang.plans.models import Item, Period
from diemsang.plans.queries import latest_version
from diemsang.plans.reconcile import EQUIPMENT_STAGES, MILESTONES, POINT, STAGES
from diemsang.points.models import (
    ActivityDay,
    Milestone,
    PlanPoint,
    PointCustody,
    PointEligibility,
    PointFile,
    PointFunder,
    PointPlace,
    SupportPoint,
    Suspension,
    reached_by,
)
from diemsang.points.queries.labels import STAGE_LABELS, where
from diemsang.points.queries.reconcile import recorded_stages
from diemsang.points.queries.rows import PointRow, point_rows
from diemsang.points.queries.scope import EDIT, may, sees_whole

WEEKS = 12
JOURNAL = 30


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the chain for this point; ``on`` is ``None`` without a record."""

    label: str
    on: dt.date | None
    source: str


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A place the point had. ``then`` is the unit as called at the start, ``now`` where that lies today."""

    place: PointPlace
    then: AreaLabel
    now: str
    same: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the custody history. ``ended``: the holder's unit no longer stands and nobody has taken over."""

    row: PointCustody
    name: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What the point lacks, who has the next step. ``over``: its period has ended. The tone is ``lack_tone``'s."""

    kind: GapKind
    owner: str
    over: bool
    tone: Tone


@dataclass(frozen=True, slots=True)
class Pieces:
    """One item of equipment against the plan's norm; ``None`` = no norm, or no record."""

    item: Item
    counts: tuple[tuple[str, int | None], ...]
    """Stage in words, pieces."""


@dataclass(frozen=True, slots=True)
class Story:
    """One point. Histories run from the present backwards."""

    point: SupportPoint
    row: PointRow
    steps: list[Step]
    places: list[PlaceLine]
    lines: list[PlanPoint]
    target_names: dict[int, AreaLabel]
    needs: list[Need]
    custody: list[Held]
    funders: list[PointFunder]
    eligibility: list[PointEligibility]
    suspension: Suspension | None
    pieces: list[Pieces]
    used: list[tuple[dt.date, bool]]
    """The last twelve weeks, day by day."""
    activity_recorded: bool
    whole: bool
    """False for a supplier, who sees the point for their own pieces: not who holds it, its use, papers or journal."""
    files: list[PointFile]
    journal: list[Told]
    may_edit: bool
    may_answer: bool

    @property
    def used_days(self) -> int:
        """Days of use in the last twelve weeks."""
        return sum(used for _day, used in self.used)


def story_for(actor: Actor, point: SupportPoint, today: dt.date) -> Story:
    """The whole story; the caller has shown that the actor may see the point. A constant number of queries."""
    row = point_rows([point], today)[0]
    lines = list(PlanPoint.objects.filter(point=point).select_related("plan__phase", "period", "decision"))
    places = _places(point, today)
    area_id = places[0].place.area_id if places else next((line.target_area_id for line in lines), None)
    owners = OwnerNames([area_id], today)
    needs = _needs(row.lacks, lines, owners, area_id, today)
    pieces = _pieces(point, lines)
    used = _used(point, today)
    whole = sees_whole(actor, point)
    papers = PointFile.objects.filter(point=point, voided_at=None).select_related("blob")
    return Story(
        point=point,
        row=row,
        steps=_steps(point),
        places=places,
        lines=lines,
        target_names=labels({line.target_area_id for line in lines}, today),
        needs=needs,
        custody=_custody(point, today),
        funders=list(PointFunder.objects.filter(point=point, voided_at=None).order_by("-valid_from")),
        eligibility=list(
            PointEligibility.objects.filter(point=point, voided_at=None)
            .select_related("decision")
            .order_by("-valid_from")
        ),
        suspension=Suspension.objects.on(today).filter(point=point, voided_at=None).first(),
        pieces=pieces,
        used=used,
        activity_recorded=row.last_activity is not None,
        whole=whole,
        files=list(papers) if whole else [],
        journal=story_of("point", point.code, limit=JOURNAL) if whole else [],
        may_edit=may(actor, EDIT, point),
        may_answer=actor.can("areas.reform") and bool(row.spot and row.spot.maybe and row.spot.known),
    )


def _steps(point: SupportPoint) -> list[Step]:
    rows = Milestone.objects.filter(reached_by(clock.today()), point=point, item=POINT).order_by("-on")
    found = {row.kind: row for row in rows}
    return [
        Step(
            str(STAGE_LABELS[stage]),
            found[stage].on if stage in found else None,
            found[stage].source if stage in found else "",
        )
        for stage in MILESTONES
    ]


def _places(point: SupportPoint, today: dt.date) -> list[PlaceLine]:
    rows = list(
        PointPlace.objects.filter(point=point, voided_at=None).select_related("decision", "area").order_by("-id")
    )
    rows.sort(key=lambda place: place.valid_from or dt.date.min, reverse=True)
    lines = []
    for place in rows:
        spot = where({point.code: place.area_id}, place.valid_from or _first_day(place.area), today)[point.code]
        lines.append(PlaceLine(place, spot.then, spot.now, spot.same))
    return lines


def _first_day(area: Area) -> dt.date:
    """A day on which the unit bore its last name: for a place whose start is unknown."""
    last = area.versions.aggregate(end=Max("valid_to"), start=Min("valid_from"))
    if last["end"] is None:
        return dt.date.max
    return last["end"] - dt.timedelta(days=1) if isinstance(last["end"], dt.date) else dt.date.max


def _needs(
    lacks: Sequence[str], lines: Sequence[PlanPoint], owners: OwnerNames, area_id: int | None, today: dt.date
) -> list[Need]:
    over = _over(lines, today)
    recorded = recorded_stages(line.plan_id for line in lines)
    needs = []
    for kind in (gap_kinds()[kind] for kind in lacks if kind in gap_kinds()):
        stage = kind.kind.removeprefix("not_")
        known = stage in recorded or stage not in STAGES[1:]
        tone = lack_tone(kind.kind, due=not over, recorded=known)
        needs.append(Need(kind, owners.name(kind.duty, area_id), over, tone))
    return needs


def _over(lines: Sequence[PlanPoint], today: dt.date) -> bool:
    """Whether every period in which a plan can have meant this point is over."""
    ends: list[dt.date] = []
    for line in lines:
        if line.left_on is not None and line.left_on <= today:
            continue
        if line.period is not None:
            ends.append(line.period.end)
            continue
        version = latest_version(line.plan)
        if version is not None:
            periods = Period.objects.filter(
                targets__version=version, targets__area_id=line.target_area_id, targets__item__key=POINT
            )
            ends += list(periods.values_list("end", flat=True))
    return bool(ends) and max(ends) < today


def _custody(point: SupportPoint, today: dt.date) -> list[Held]:
    rows = list(
        PointCustody.objects.filter(point=point, voided_at=None).select_related("office").order_by("-valid_from")
    )
    found = []
    for row in rows:
        if row.office is None:
            found.append(Held(row, row.holder, False))
            continue
        name = office_names([row.office.pk], row.valid_from)[row.office.pk]
        stands = row.office.area.versions.on(today).exists()
        found.append(Held(row, name, row.in_force(today) and not stands))
    return found


def _pieces(point: SupportPoint, lines: Sequence[PlanPoint]) -> list[Pieces]:
    """The plan's items with what was delivered, installed and accepted at this point."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    rows = Milestone.objects.filter(point=point, voided_at=None).exclude(item=POINT)
    for item, kind, quantity in rows.values_list("item", "kind", "quantity"):
        sums[item, kind] += quantity
    versions = [version for line in lines if (version := latest_version(line.plan)) is not None]
    items = [item for version in versions for item in version.items.all() if item.key != POINT]
    return [
        Pieces(item, tuple((str(STAGE_LABELS[stage]), sums.get((item.key, stage))) for stage in EQUIPMENT_STAGES))
        for item in items
    ]


def _used(point: SupportPoint, today: dt.date) -> list[tuple[dt.date, bool]]:
    """Whole weeks from a Monday, up to today."""
    monday = today - dt.timedelta(days=today.weekday())
    first = monday - dt.timedelta(weeks=WEEKS - 1)
    days = set(ActivityDay.objects.filter(point=point, day__gte=first, day__lte=today).values_list("day", flat=True))
    return [(day, day in days) for day in (first + dt.timedelta(days=n) for n in range((today - first).days + 1))]
