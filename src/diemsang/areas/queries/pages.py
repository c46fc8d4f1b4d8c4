"""What the pages of units and reforms show."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from diemsang.areas.models import Area, AreaClosure, AreaVersion, Level, Lineage, Reform
from diemsang.areas.queries.lineage import successors_on
from diemsang.areas.queries.lookup import AreaLabel, children, history, labels, visible_to
from diemsang.core.actor import Actor, require

GENERATIONS = 3
"""How far back and forth a unit's page follows lineage."""


@dataclass(frozen=True, slots=True)
class ProvinceLine:
    """A province that stood on a day, with what lay below it."""

    label: AreaLabel
    counts: dict[str, int]
    """Units below it, by level."""


@dataclass(frozen=True, slots=True)
class Kin:
    """One unit in the lineage of another. ``generation`` is negative for what it was formed from."""

    label: AreaLabel
    generation: int


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A unit directly below, on the day shown; ``today`` is where it lies now when it has ended."""

    label: AreaLabel
    today: list[AreaLabel]


@dataclass(slots=True)
class UnitStory:
    """Everything a unit's page tells."""

    area: Area
    label: AreaLabel
    parent: AreaLabel | None
    versions: list[AreaVersion]
    parents: dict[int, AreaLabel]
    kin: list[Kin]
    links: list[Lineage]
    today: list[AreaLabel]
    children: list[ChildLine] = field(default_factory=list)
    children_on: dt.date | None = None
    """The last day of an ended unit, when ``children`` are those of that day."""


def provinces(actor: Actor, day: dt.date) -> list[ProvinceLine]:
    """Provinces that stood on a day, the one with most communes first."""
    require(actor, "areas.view")
    rows = AreaVersion.objects.on(day).filter(area__level=Level.PROVINCE)
    ids = list(rows.values_list("area_id", flat=True))
    names = labels(ids, day)
    counts: dict[int, dict[str, int]] = {area_id: {} for area_id in ids}
    below = AreaClosure.objects.on(day).filter(ancestor_id__in=ids, depth__gt=0)
    for area_id, level, number in below.values_list("ancestor_id", "descendant__level").annotate(Count("pk")):
        counts[area_id][level] = number
    found = [ProvinceLine(names[area_id], counts[area_id]) for area_id in ids]
    return sorted(found, key=lambda line: (-line.counts.get(Level.COMMUNE, 0), line.label.sort))


def communes_below(actor: Actor, area_id: int, day: dt.date) -> QuerySet[AreaVersion]:
    """Communes below a unit on a day; each row carries ``sources``, how many units it was formed from."""
    require(actor, "areas.view")
    below = AreaClosure.objects.on(day).filter(ancestor_id=area_id).values("descendant_id")
    rows = AreaVersion.objects.on(day).filter(area_id__in=below, area__level=Level.COMMUNE).select_related("area")
    return rows.annotate(sources=Count("area__came_from"))


def made_of_parts(area_ids: set[int]) -> set[int]:
    """Units of ``area_ids`` that took in a part of a divided unit."""
    rows = Lineage.objects.filter(target_id__in=area_ids, whole=False)
    return set(rows.values_list("target_id", flat=True))


def formed(area_ids: set[int]) -> set[int]:
    """Units of ``area_ids`` that were formed from others."""
    return set(Lineage.objects.filter(target_id__in=area_ids).values_list("target_id", flat=True))


def story(actor: Actor, key: str, day: dt.date) -> UnitStory:
    """The unit of that key, as its page tells it on ``day``. HTTP 404 when there is none."""
    area = get_object_or_404(visible_to(actor), key=key)
    versions = history(area)
    generations, links = _family(area.pk)
    last = max((version.valid_to or dt.date.max for version in versions), default=dt.date.max)
    ended = last <= day
    children_on = last - dt.timedelta(days=1) if ended else None
    below = children(area, children_on or day)
    places = successors_on([area.pk, *(child.id for child in below)], day) if ended else {}
    parents = {version.parent_id for version in versions if version.parent_id is not None}
    wanted = parents | set(generations) | {place.target_id for found in places.values() for place in found}
    names = labels(wanted | {area.pk}, day)
    label = names[area.pk]
    return UnitStory(
        area=area,
        label=label,
        parent=names.get(label.parent_id) if label.parent_id else None,
        versions=versions,
        parents=names,
        kin=sorted(
            (Kin(names[area_id], generation) for area_id, generation in generations.items()),
            key=lambda kin: (kin.generation, kin.label.sort),
        ),
        links=links,
        today=[names[place.target_id] for place in places.get(area.pk, [])],
        children=[
            ChildLine(
                child, [names[place.target_id] for place in places.get(child.id, []) if place.target_id != child.id]
            )
            for child in below
        ],
        children_on=children_on,
    )


def _family(area_id: int) -> tuple[dict[int, int], list[Lineage]]:
    """Predecessors and successors by generation, and the links between neighbouring generations."""
    generations, links = {area_id: 0}, {}
    for step, here, there in ((-1, "target_id", "origin_id"), (1, "origin_id", "target_id")):
        edge = {area_id}
        for distance in range(1, GENERATIONS + 1):
            rows = list(Lineage.objects.filter(**{f"{here}__in": edge}).select_related("reform", "reform__decision"))
            if not rows:
                break
            links.update({row.pk: row for row in rows})
            edge = {getattr(row, there) for row in rows} - set(generations)
            generations |= dict.fromkeys(edge, step * distance)
    return generations, list(links.values())


def reforms(actor: Actor) -> QuerySet[Reform]:
    """All reforms known, latest first."""
    require(actor, "areas.view")
    return Reform.objects.select_related("decision")


def reform_counts(reform: Reform) -> dict[str, tuple[int, int]]:
    """Units that an applied reform closed and opened, by level."""
    before = Counter(reform.closed.values_list("area__level", flat=True))
    after = Counter(reform.opened.values_list("area__level", flat=True))
    return {level: (before[level], after[level]) for level in Level.values if before[level] or after[level]}
