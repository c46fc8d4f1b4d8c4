"""Which minutes lie within a right: they follow their points."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.scope import covered_ids
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute
from diemsang.points.models import PointMinute
from diemsang.points.queries.scope import visible_to


def minutes_within(actor: Actor, right: str) -> Q:
    """To see a minute, one of its points is enough; to change it, all of them must be within the right."""
    if covered_ids(actor, right).everywhere:
        return ~Q(pk__in=())
    links = PointMinute.objects.filter(minute=OuterRef("pk"))
    inside = Q(Exists(links.filter(point__in=visible_to(actor, right))))
    if right.endswith(".view"):
        return inside
    return inside & ~Q(Exists(links.exclude(point__in=visible_to(actor, right))))


def minute_points(actor: Actor, minute: Minute) -> list[tuple[str, str]]:
    """The points that the minute tells of, for its page; those the actor may not see are only counted."""
    points = visible_to(actor).filter(minute_links__minute=minute).order_by("code")
    lines = [(f"{_('Điểm')} {point.code}", reverse("points:detail", args=[point.code])) for point in points]
    hidden = minute.point_links.count() - len(lines)
    if hidden:
        lines.append((_("và %(count)s điểm ngoài địa bàn bạn được xem") % {"count": hidden}, ""))
    return lines
