"""What equipment tells the apps below: a card on a point's page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.equipment.queries.pages import point_card as facts
from diemsang.equipment.rights import DELIVER, VIEW
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may
from diemsang.points.registry import PointCard


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Bills and pieces of the point, for who may see equipment."""
    if not actor.can(VIEW):
        return None
    context: dict[str, object] = {**facts(point), "code": point.code, "may_deliver": may(actor, DELIVER, point)}
    return PointCard(_("Thiết bị, tài sản"), "equipment/card.html", context)
