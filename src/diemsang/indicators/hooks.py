"""What use tells the apps below: a card on a point's page."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.core.actor import Actor
from diemsang.indicators.forms import USUAL_DAYS
from diemsang.indicators.queries import VIEW, Period, point_use_rows
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard


def point_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """The last 30 days of a point in four figures."""
    if not actor.can(VIEW):
        return None
    use = point_use_rows(cast(User, actor), [point], Period(day - dt.timedelta(days=USUAL_DAYS - 1), day))[0]
    return PointCard(_("Sử dụng 30 ngày qua"), "indicators/card.html", {"use": use})
