"""How near the end of a contract or an entitlement is: pure functions over days."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

ENDED = "da-het"
DAYS = (30, 60, 90)
AHEAD = DAYS[-1]
"""How far ahead people are warned, in days (domain §4, P4)."""
LABELS = {
    ENDED: _("đã hết hạn"),
    "30": _("còn không quá 30 ngày"),
    "60": _("còn 31 đến 60 ngày"),
    "90": _("còn 61 đến 90 ngày"),
}


def bucket(last_day: dt.date, today: dt.date) -> str:
    """A key of ``LABELS``: the last day is past, or at most 30, 60 or 90 days away; empty when farther."""
    left = (last_day - today).days
    if left < 0:
        return ENDED
    return next((str(days) for days in DAYS if left <= days), "")
