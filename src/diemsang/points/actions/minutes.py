"""Linking minutes to the points they tell of."""

from __future__ import annotations

from collections.abc import Iterable

from diemsang.documents.models import Minute
from diemsang.points.models import PointMinute, SupportPoint


def link_minute(*, minute: Minute, points: Iterable[SupportPoint]) -> None:
    """The minute tells of these points; linked already changes nothing.

    Called by the action that made the minute, which checked the right over each point and journals the act.
    """
    rows = [PointMinute(minute=minute, point=point) for point in points]
    PointMinute.objects.bulk_create(rows, ignore_conflicts=True)


def copy_links(old: Minute, new: Minute) -> None:
    """The replacement tells of the points of the replaced."""
    link_minute(minute=new, points=SupportPoint.objects.filter(minute_links__minute=old))
