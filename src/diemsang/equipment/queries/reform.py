"""Custody through a reform: which points of which old unit lie in which new one, and whose handover nobody signed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import QuerySet

from diemsang.accounts.queries import OwnerNames
from diemsang.areas.models import AreaVersion, Lineage, Reform
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment.models import Act, AssetPlace
from diemsang.equipment.rights import VIEW
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries import visible_to, where

PairKey = tuple[int, int]


@dataclass(slots=True)
class Pair:
    """Points that stood in ``old`` on the eve of the reform and lie in ``new`` since. ``minute`` is the handover.

    ``owner`` is the office of the new unit: it has to confirm what it took over.
    """

    old_id: int
    new_id: int
    old: str
    new: str
    points: list[SupportPoint] = field(default_factory=list)
    pieces: int = 0
    minute: Minute | None = None
    owner: str = ""

    @property
    def confirmed(self) -> bool:
        """Whether the signed copy is held."""
        return self.minute is not None and self.minute.state == MinuteState.SIGNED


def eve_of(reform: Reform) -> dt.date:
    """The last day before the reform."""
    return reform.effective_on - dt.timedelta(days=1)


def pairs_of(actor: Actor, reform: Reform, right: str = VIEW) -> tuple[list[Pair], list[SupportPoint]]:
    """Every pair of units within the right, ordered by name; and the points of ended units whose new one is unknown.

    Only points with a piece on the day count.
    """
    eve = eve_of(reform)
    rows = PointPlace.objects.on(eve).filter(voided_at=None, point__in=visible_to(actor, right))
    rows = rows.filter(point__in=_standing_pieces(reform.effective_on).values("point"))
    places = {row.point.code: row for row in rows.select_related("point").order_by("point__code")}
    ids = {row.area_id for row in places.values()}
    living = AreaVersion.objects.on(reform.effective_on).filter(area_id__in=ids).values_list("area_id", flat=True)
    still = set(living)
    ended = _ended_by(reform, ids - still, eve)
    gone = {code: row for code, row in places.items() if row.area_id in ended}
    if not gone:
        return [], []
    spots = where({code: row.area_id for code, row in gone.items()}, eve, reform.effective_on)
    found: dict[PairKey, Pair] = {}
    lost = []
    for code, row in gone.items():
        today = spots[code].today
        if today is None:
            lost.append(row.point)
            continue
        key = (row.area_id, today.id)
        pair = found.setdefault(key, Pair(row.area_id, today.id, spots[code].then.name, today.name))
        pair.points.append(row.point)
    if found:
        _with_minutes(reform, found)
        names = OwnerNames([pair.new_id for pair in found.values()], reform.effective_on)
        for pair in found.values():
            pair.owner = names.name("COMMUNE", pair.new_id)
    return sorted(found.values(), key=lambda pair: (pair.old, pair.new)), lost


def _ended_by(reform: Reform, area_ids: set[int], eve: dt.date) -> set[int]:
    """Which of the units that ended on the day did so by this reform and not by another of the same day.

    A unit that went on into others has its lineage; one that ended without (a district) follows its parent.
    """
    if not area_ids:
        return set()
    by = dict(Lineage.objects.filter(on=reform.effective_on).values_list("origin_id", "reform_id"))
    versions = AreaVersion.objects.on(eve).filter(area_id__in=area_ids)
    parents = dict(versions.values_list("area_id", "parent_id"))
    return {pk for pk in area_ids if by.get(pk, by.get(parents.get(pk) or 0)) == reform.pk}


def _with_minutes(reform: Reform, found: dict[PairKey, Pair]) -> None:
    acts = Act.objects.filter(kind=MinuteKind.BB_BGSN, reform=reform).exclude(minute__state=MinuteState.VOID)
    told: dict[int, Minute] = {}
    for act in acts.select_related("minute").prefetch_related("lines"):
        for line in act.lines.all():
            told[line.point_id] = act.minute
    counts: dict[int, int] = defaultdict(int)
    ids = [point.pk for pair in found.values() for point in pair.points]
    for point_id in _standing_pieces(reform.effective_on).filter(point__in=ids).values_list("point_id", flat=True):
        counts[point_id or 0] += 1
    for pair in found.values():
        pair.pieces = sum(counts[point.pk] for point in pair.points)
        pair.minute = next((told[point.pk] for point in pair.points if point.pk in told), None)


def _standing_pieces(on: dt.date) -> QuerySet[AssetPlace]:
    """Where pieces that are in use today stood on a day; stores left out."""
    rows = AssetPlace.objects.on(on).filter(voided_at=None, point__isnull=False, asset__voided_at=None)
    return rows.filter(asset__disposed_on=None).order_by()


def reforms_open(actor: Actor) -> list[tuple[Reform, int]]:
    """Applied reforms with pairs that nobody has confirmed, and how many; newest first."""
    found = []
    for reform in Reform.objects.filter(status=Reform.Status.APPLIED).order_by("-effective_on", "code"):
        pairs, _lost = pairs_of(actor, reform)
        count = sum(not pair.confirmed for pair in pairs)
        if count:
            found.append((reform, count))
    return found
