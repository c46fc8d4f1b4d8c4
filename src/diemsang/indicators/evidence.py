"""What screens tell of a day, beside the log that a person wrote (registered in ``operations.registry``)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import F

from diemsang.indicators.models import UsageCount
from diemsang.indicators.queries import sums
from diemsang.indicators.rollup import Amounts
from diemsang.operations.registry import Days, Evidence

Kind = UsageCount.Kind
TOLD = (Kind.OPEN, Kind.CLOSE, Kind.GROUP, Kind.ON)


def screen_days(point_ids: Collection[int], first: dt.date, last: dt.date) -> Days:
    """Opened, counted, shown to groups and switched on, by point and day; only where the day itself is sure."""
    rows = UsageCount.objects.filter(
        point_id__in=point_ids, day_from__gte=first, day_to__lte=last, day_from=F("day_to"), kind__in=TOLD
    )
    found: dict[tuple[int, dt.date], dict[str, Amounts]] = defaultdict(dict)
    for point_id, day, kind, amounts in sums(rows, "point_id", "day_from", "kind"):
        found[(point_id, day)][kind] = amounts
    return {key: _evidence(by_kind) for key, by_kind in found.items()}


def _evidence(by_kind: dict[str, Amounts]) -> Evidence:
    close, group, on = by_kind.get(Kind.CLOSE), by_kind.get(Kind.GROUP), by_kind.get(Kind.ON)
    return Evidence(
        opened=True if Kind.OPEN in by_kind else None,
        visits=close.people if close is not None else None,
        women=close.women if close is not None else None,
        men=close.men if close is not None else None,
        children=close.children if close is not None else None,
        groups=group.n if group is not None else None,
        hours=round(on.seconds / 3600, 1) if on is not None else None,
    )
