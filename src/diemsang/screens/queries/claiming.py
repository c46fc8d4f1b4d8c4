"""Where a TV can be put: the points of a person's own area, those without a screen first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint
from diemsang.points.queries import point_rows
from diemsang.points.queries import visible_to as visible_points
from diemsang.points.queries.rows import PointRow, matching
from diemsang.screens.models import Screen, ScreenPlace
from diemsang.screens.queries.scope import CLAIM

SHOWN = 10


@dataclass(frozen=True, slots=True)
class PointChoice:
    """A point as a choice; ``screens``: how many TVs stand there already."""

    row: PointRow
    screens: int


def point_choices(actor: Actor, text: str, right: str = CLAIM) -> tuple[list[PointChoice], int]:
    """The first points that fit, and how many fit; a constant number of queries."""
    held = ScreenPlace.objects.filter(point=OuterRef("pk"), valid_to=None)
    points = visible_points(actor, right)
    if text.strip():
        points = matching(actor, points, text)
    all_of_them = points.count()
    shown = list(points.annotate(has_screen=Exists(held)).order_by("has_screen", "code")[:SHOWN])
    numbers: dict[int, int] = {}
    for point in ScreenPlace.objects.filter(point__in=shown, valid_to=None).values_list("point_id", flat=True):
        numbers[point] = numbers.get(point, 0) + 1
    return [PointChoice(row, numbers.get(row.point_id, 0)) for row in point_rows(shown, clock.today())], all_of_them


def row_of(point: SupportPoint) -> PointRow:
    """One point in words."""
    return point_rows([point], clock.today())[0]


def screens_at(point: SupportPoint) -> list[Screen]:
    """TVs in use at the point, oldest first. The caller has shown that the actor may see the point."""
    standing = Screen.objects.filter(places__point=point, places__valid_to=None, revoked_at=None)
    return list(standing.select_related("state").order_by("claimed_at"))
