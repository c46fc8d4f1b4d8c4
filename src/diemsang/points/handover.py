"""What of points is handed over when their unit is divided, merged or ended."""

from __future__ import annotations

import datetime as dt

from diemsang.areas.registry import HandoverRow
from diemsang.core.actor import Actor
from diemsang.points.models import PointPlace
from diemsang.points.queries import visible_to
from diemsang.points.registry import pieces_of


def handover_rows(actor: Actor, area_ids: set[int], on: dt.date) -> list[HandoverRow]:
    """Points that stood in these units on the eve of the day, as far as the actor may see them.

    Equipment and who keeps it stay blank where nothing records them.
    """
    eve = on - dt.timedelta(days=1)
    places = PointPlace.objects.on(eve).filter(area_id__in=area_ids, voided_at=None)
    rows = list(places.filter(point__in=visible_to(actor)).select_related("point").order_by("point__code"))
    held = pieces_of({row.point_id for row in rows}, eve)
    return [HandoverRow(row.point.code, row.point.code, _words(row), *held.get(row.point_id, ())) for row in rows]


def _words(place: PointPlace) -> str:
    return ", ".join(
        str(part) for part in (place.building_name or place.get_host_building_display(), place.village) if part
    )
