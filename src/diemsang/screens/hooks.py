"""What screens tell the apps below: the menu, and a card on a point's page."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard
from diemsang.screens.models import Screen
from diemsang.screens.queries.fleet import fleet
from diemsang.screens.queries.scope import CLAIM, VIEW, may

MENU = NavItem(
    label=gettext_lazy("Màn hình"), url_name="screens:list", icon="screen", right=VIEW, order=35, part=Part.CONTENT
)


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """The TVs in use at the point, each in one line."""
    if not may(actor, VIEW, point):
        return None
    here = Screen.objects.filter(places__point=point, places__valid_to=None, revoked_at=None)
    rows = fleet(actor, here) if here.exists() else []
    context: dict[str, object] = {"rows": rows, "may_claim": may(actor, CLAIM, point)}
    return PointCard(_("Màn hình"), "screens/point_card.html", context)
