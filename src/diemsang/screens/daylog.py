"""The day's log that an operator writes on the TV (kind ``day_log``), handed to the book of the point.

The book is the one of phone and paper (``operations``): one log a point and day, merged field by field.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from diemsang.operations.actions import TvLog, take_tv_log
from diemsang.points.models import SupportPoint
from diemsang.screens.incidents import tv_actor
from diemsang.screens.models import ClockTrust, Screen
from diemsang.screens.registry import StoredEvent

KIND = "day_log"
NAMES = {
    "opened": "opened",
    "closed": "closed",
    "people": "people",
    "women": "women",
    "men": "men",
    "children": "children",
    "act_meeting": "act.MEETING",
    "act_film": "act.FILM",
    "act_group": "act.GROUP",
    "act_training": "act.TRAINING",
    "help_papers": "support.PUBLIC_SERVICE.done",
    "help_eid": "support.VNEID.done",
    "help_other": "support.OTHER.done",
}
"""Field of the event → field of the book (``operations.day_fields``)."""


def take_day_logs(screen: Screen, events: Sequence[StoredEvent]) -> None:
    """Hand on the logs of a batch that was just stored (``registry.register_intake``).

    Of several savings of one log that were placed alike the last holds: each says the whole log anew.
    """
    last: dict[tuple[Any, ...], StoredEvent] = {}
    for event in events:
        if event.kind == KIND:
            key = (event.fields["log"], event.fields["day"], event.day_from, event.day_to, event.point_id)
            last.pop(key, None)
            last[key] = event
    for event in last.values():
        point = _point(screen, event)
        if point is not None:
            take_tv_log(actor=tv_actor(screen), point=point, log=said(screen, event))


def said(screen: Screen, event: StoredEvent) -> TvLog:
    """The event as the book takes it.

    The day is sure when the hub knows that it was the day of the saving and the TV says the same. An anchored event of
    the first minute after midnight has two days: the TV's own word tells which.
    """
    fields = event.fields
    day = dt.date.fromisoformat(fields["day"])
    known = event.day_from == event.day_to or event.trust == ClockTrust.ANCHORED
    name = f"{fields['log']}/{event.boot}/{fields['mono_ms']}"
    return TvLog(
        entry_id=uuid.uuid5(screen.public_id, name),
        told_id=uuid.UUID(fields["log"]),
        said_day=day,
        first_day=event.day_from,
        last_day=event.day_to,
        sure=known and event.point_id is not None and event.day_from <= day <= event.day_to,
        fields={theirs: fields[ours] for ours, theirs in NAMES.items() if fields.get(ours) is not None},
    )


def _point(screen: Screen, event: StoredEvent) -> SupportPoint | None:
    """Where it stood; when it was moved in between, where it stands now, to be asked there."""
    if event.point_id is not None:
        return SupportPoint.objects.filter(pk=event.point_id).first()
    place = screen.places.filter(valid_to=None).select_related("point").first()
    return place.point if place is not None else None
