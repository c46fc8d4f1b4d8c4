"""Which minutes lie within a right: they follow their points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.scope import covered_ids
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute
from diemsang.points.models import PointMinute, SupportPoint
from diemsang.points.queries.rows import in_area
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


NAMED = 2
"""Points of one minute that its row in the list names; the others are counted."""


def minutes_inside(key: str) -> Q:
    """Minutes that tell of a point which stands in this unit of any time; none for an unknown key."""
    area = Area.objects.filter(key=key).first()
    if area is None:
        return Q(pk__in=())
    points = in_area(SupportPoint.objects.all(), area, clock.today())
    return Q(Exists(PointMinute.objects.filter(minute=OuterRef("pk"), point__in=points)))


def minute_words(actor: Actor, minutes: Sequence[Minute]) -> dict[int, str]:
    """The points that each minute tells of, as the row of a list says it."""
    found: dict[int, list[str]] = defaultdict(list)
    links = PointMinute.objects.filter(minute__in=[minute.pk for minute in minutes], point__in=visible_to(actor))
    for pk, code in links.order_by("point__code").values_list("minute_id", "point__code"):
        found[pk].append(code)
    words = {}
    for pk, codes in found.items():
        more = len(codes) - NAMED
        shown = ", ".join(codes[:NAMED])
        words[pk] = _("%(points)s và %(count)s điểm khác") % {"points": shown, "count": more} if more > 0 else shown
    return words
