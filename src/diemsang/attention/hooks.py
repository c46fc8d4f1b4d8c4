"""What attention tells the apps below: the menu, a card on a point's page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.attention.queries.listing import VIEW, may_dismiss, row_of
from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard

MENU = NavItem(label=gettext_lazy("Cần chú ý"), url_name="attention:list", icon="alert", right=VIEW, order=12)


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Reasons of the point with who has each next step; no card before its acceptance."""
    if not actor.can(VIEW):
        return None
    row = row_of(actor, point, day)
    if row is None:
        return None
    context: dict[str, object] = {"row": row, "point": point, "may_dismiss": may_dismiss(actor, point)}
    return PointCard(_("Cần chú ý"), "attention/card.html", context)
