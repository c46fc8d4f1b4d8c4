"""Days of use that the stored events imply, for the check of the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from diemsang.points.ledger import ActivityFact
from diemsang.screens.models import Event
from diemsang.screens.protocol.events import PROOF_OF_USE

SOURCE = "screen"


def days_of_use() -> Iterator[ActivityFact]:
    """One fact for each point, sure day and screen."""
    sure = Event.objects.filter(kind__in=PROOF_OF_USE, point__isnull=False, day_from=F("day_to"))
    rows = sure.values_list("point_id", "day_from", "stream__screen__public_id").order_by().distinct()
    for point_id, day, public_id in rows.iterator():
        yield ActivityFact(point_id, day, f"{SOURCE}:{public_id}")
