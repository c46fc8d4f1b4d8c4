"""What ``diemsang check`` asks of the places on record."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.utils.translation import gettext as _

from diemsang.areas.models import AreaVersion
from diemsang.areas.queries import labels
from diemsang.points.models import PlanPoint, PointPlace


def place_differences() -> list[str]:
    """A sentence for each place whose unit did not stand on the place's first day.

    That is the place's own first day, or for an unknown start the day a plan first listed the point. A unit that ended
    later is no fault: today's place follows from lineage.
    """
    listed = dict(PlanPoint.objects.order_by().values_list("point_id").annotate(Min("listed_on")))
    lives: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for area_id, start, end in AreaVersion.objects.values_list("area_id", "valid_from", "valid_to"):
        lives.setdefault(area_id, []).append((start or dt.date.min, end or dt.date.max))
    places = PointPlace.objects.filter(voided_at=None).order_by("point__code", "pk")
    found = []
    for code, point_id, area_id, start in places.values_list("point__code", "point_id", "area_id", "valid_from"):
        first = start or listed.get(point_id)
        if first is not None and not any(low <= first < high for low, high in lives.get(area_id, ())):
            found.append((code, area_id, first))
    names = labels({area_id for _code, area_id, _first in found}, dt.date.max)
    return [
        _("%(point)s ghi ở %(unit)s ngày %(day)s, khi đơn vị ấy không tồn tại")
        % {"point": code, "unit": names[area_id].name if area_id in names else "?", "day": f"{first:%d/%m/%Y}"}
        for code, area_id, first in found
    ]
