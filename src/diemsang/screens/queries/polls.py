"""How often each screen should come: the polling interval that holds at each point."""

from __future__ import annotations

from collections.abc import Mapping

from diemsang.areas.models import Level
from diemsang.points.queries.rows import area_reach
from diemsang.screens.models import ScreenSettings
from diemsang.screens.queries.settings import DEFAULTS

DEFAULT_POLL_S: int = DEFAULTS["poll_s"]


def poll_seconds(areas: Mapping[int, int | None]) -> dict[int, int]:
    """Seconds by id of the point; ``areas``: id of the point → id of the unit it is recorded in (null: not placed).

    One query, and one more for each unit that has an interval of its own.
    """
    rows = list(
        ScreenSettings.objects.filter(poll_s__isnull=False).values_list("area_id", "area__level", "point_id", "poll_s")
    )
    hub = next((poll for area, _level, point, poll in rows if area is None and point is None), DEFAULT_POLL_S)
    found = dict.fromkeys(areas, hub or DEFAULT_POLL_S)
    for level in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
        for area, own, _point, poll in rows:
            if area is None or own != level or poll is None:
                continue
            within = area_reach([area]).whole | {area}
            found |= {point: poll for point, placed in areas.items() if placed in within}
    return found | {point: poll for _area, _level, point, poll in rows if point in areas and poll}
