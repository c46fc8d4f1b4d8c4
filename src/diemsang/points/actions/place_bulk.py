"""Places of many points in one go: what ``record_place`` does for one, with few queries for thousands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.models import Area, SplitAnswer
from diemsang.audit.actions import Item, record_many
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused
from diemsang.core.text import nfc
from diemsang.points.actions.bulk import editable
from diemsang.points.actions.place import (
    CORRECT,
    MOVE,
    Known,
    drop_answer,
    place_entry,
    place_key,
    place_problems,
    stale_place,
)
from diemsang.points.models import PointPlace, SupportPoint
from diemsang.points.queries.scope import EDIT, require_on, subject_key

CHUNK = 500
"""Rows for one statement."""


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """Where one point stands; the arguments of ``record_place``."""

    point: SupportPoint
    area: Area
    source: str
    from_date: dt.date | None = None
    village: str = ""
    host_building: str = ""
    building_name: str = ""
    lat: float | None = None
    lon: float | None = None
    reason: str = ""
    seen: int | None = None


@transaction.atomic
def record_places(*, actor: Actor, wishes: Sequence[PlaceWish]) -> list[PointPlace]:
    """``record_place`` for many points, each once; the places that now stand, in the order of the wishes.

    All or nothing, with the same rights, refusals and journal entries. ``Refused`` names every point with a problem.
    """
    ids = [wish.point.pk for wish in wishes]
    if len(set(ids)) != len(ids):
        raise ValueError("a point has two wishes")
    _require(actor, wishes)
    standing = _lock(wishes)
    known = Known()
    known.list_days(ids)
    made, problems = [], []
    for wish in wishes:
        before = standing.get(wish.point.pk)
        if wish.seen is not None and wish.seen != (before.pk if before else 0):
            raise stale_place(_("Chưa ghi được địa điểm."), wish.point, before)
        place = _place(wish, before)
        for problem in place_problems(place, before, wish.from_date, nfc(wish.reason), known):
            problems.append(replace(problem, where=f"{wish.point.code}, {problem.where}"))
        made.append(place)
    if problems:
        raise Refused(_("Chưa ghi được địa điểm."), problems)
    _end(actor, wishes, standing)
    made = PointPlace.objects.bulk_create(made, batch_size=CHUNK)
    _tell(actor, wishes, made, standing, known)
    return made


def _require(actor: Actor, wishes: Sequence[PlaceWish]) -> None:
    allowed = set(editable(actor).values_list("pk", flat=True))
    for wish in wishes:
        if wish.point.pk not in allowed:
            require_on(actor, EDIT, wish.point)
    for area_id in {wish.area.pk for wish in wishes}:
        require(actor, EDIT, area_id)


def _lock(wishes: Sequence[PlaceWish]) -> dict[int, PointPlace]:
    """Make other writers of these points' places wait; the places that stand, by point."""
    found: dict[int, PointPlace] = {}
    points = {wish.point.pk: wish.point for wish in wishes}
    ids = sorted(points)
    for at in range(0, len(ids), CHUNK):
        some = ids[at : at + CHUNK]
        list(SupportPoint.objects.select_for_update().filter(pk__in=some).order_by("pk").values_list("pk"))
        for place in PointPlace.objects.select_related("area").filter(point_id__in=some, voided_at=None, valid_to=None):
            place.point = points[place.point_id]
            found[place.point_id] = place
    return found


def _place(wish: PlaceWish, before: PointPlace | None) -> PointPlace:
    place = PointPlace(
        point=wish.point,
        area=wish.area,
        village=nfc(wish.village),
        host_building=wish.host_building,
        building_name=nfc(wish.building_name),
        lat=wish.lat,
        lon=wish.lon,
        source=nfc(wish.source),
        valid_from=wish.from_date if wish.from_date is not None else before.valid_from if before else None,
        recorded_at=clock.now(),
        replaces=before,
    )
    place.search_key = place_key(place)
    return place


def _end(actor: Actor, wishes: Sequence[PlaceWish], standing: dict[int, PointPlace]) -> None:
    """Void what was wrong, close what a move ends, and withdraw answers about divided units that no place asks now."""
    voided: dict[str, list[int]] = defaultdict(list)
    closed: dict[dt.date, list[int]] = defaultdict(list)
    for wish in wishes:
        before = standing.get(wish.point.pk)
        if before is None:
            continue
        if wish.from_date is None:
            voided[nfc(wish.reason)].append(before.pk)
        else:
            closed[wish.from_date].append(before.pk)
    for reason, ids in voided.items():
        for at in range(0, len(ids), CHUNK):
            rows = PointPlace.objects.filter(pk__in=ids[at : at + CHUNK])
            rows.update(voided_at=clock.now(), void_reason=reason)
    for day, ids in closed.items():
        for at in range(0, len(ids), CHUNK):
            PointPlace.objects.filter(pk__in=ids[at : at + CHUNK]).update(valid_to=day)
    areas = {before.area_id for before in standing.values()}
    answered = set(SplitAnswer.objects.filter(origin_id__in=areas).values_list("origin_id", "subject_key"))
    for before in standing.values():
        if (before.area_id, subject_key(before.point.code)) in answered:
            drop_answer(actor, before)


def _tell(
    actor: Actor,
    wishes: Sequence[PlaceWish],
    made: Sequence[PointPlace],
    standing: dict[int, PointPlace],
    known: Known,
) -> None:
    """One entry a point, like those of ``record_place``."""
    units: dict[dt.date, set[int]] = defaultdict(set)
    for place in made:
        units[place.valid_from or clock.today()].add(place.area_id)
    for day, area_ids in units.items():
        known.look_up(area_ids, day)
    entries: dict[str, list[Item]] = {CORRECT: [], MOVE: []}
    for wish, place in zip(wishes, made, strict=True):
        action = CORRECT if wish.from_date is None else MOVE
        entries[action].append(place_entry(place, standing.get(wish.point.pk), nfc(wish.reason), known))
    for action, items in entries.items():
        record_many(actor=actor, action=action, subject_type="point", items=items)
