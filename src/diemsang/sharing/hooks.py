"""The way to share, on the pages of the apps below."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.documents.models import Minute
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import may
from diemsang.points.registry import PointCard
from diemsang.sharing.models import ShareKind
from diemsang.sharing.queries import MAKE, may_share_minute


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """A button, for who may make links."""
    if not may(actor, MAKE, point):
        return None
    href = reverse("sharing:subject", args=[ShareKind.POINT, point.code])
    return PointCard(_("Chia sẻ"), "sharing/point_card.html", {"href": href})


def minute_line(actor: Actor, minute: Minute) -> list[tuple[str, str]]:
    """A line under what the minute tells of."""
    if not may_share_minute(actor, minute):
        return []
    return [(_("Chia sẻ biên bản này qua Zalo"), reverse("sharing:subject", args=[ShareKind.MINUTE, minute.public_id]))]
