"""Taking back who held the points' property by a paper that no longer counts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from diemsang.core import clock
from diemsang.points.models import PointCustody, SupportPoint


@transaction.atomic
def void_custody(*, points: Iterable[SupportPoint], source: str, reason: str) -> int:
    """Custodies of these points that rest on ``source`` never were; who held before holds again. Returns how many.

    Called by the action that voids the source: it has checked its right and journals the act. Again changes nothing.
    """
    now, count = clock.now(), 0
    for held in PointCustody.objects.filter(point__in=list(points), source=source, voided_at=None):
        PointCustody.objects.filter(pk=held.pk).update(voided_at=now, void_reason=reason[:300])
        if held.valid_to is None:
            earlier = PointCustody.objects.filter(point_id=held.point_id, valid_to=held.valid_from, voided_at=None)
            PointCustody.objects.filter(pk__in=earlier.order_by("-id").values("pk")[:1]).update(valid_to=None)
        count += 1
    return count
