"""What questions tell the apps below: the menu, a card of a point."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part
from diemsang.feedback.queries.rows import open_at, question_rows
from diemsang.feedback.queries.scope import ASK, VIEW, may
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard

MENU = NavItem(
    label=gettext_lazy("Hỏi đáp"), url_name="feedback:list", icon="unknown", right=VIEW, order=36, part=Part.CONTENT
)
SHOWN = 5


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """What people of the point asked and nobody answered yet."""
    if not may(actor, VIEW, point):
        return None
    rows = list(open_at(actor, point)[: SHOWN + 1])
    context: dict[str, object] = {
        "code": point.code,
        "rows": question_rows(rows[:SHOWN], day) if rows else [],
        "more": len(rows) > SHOWN,
        "may_ask": may(actor, ASK, point),
    }
    return PointCard(_("Hỏi đáp"), "feedback/point_card.html", context)
