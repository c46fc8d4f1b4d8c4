"""What every fact of this app has."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.points.models import SupportPoint

ONE_DAY = dt.timedelta(days=1)


class Fact(Correctable):
    """One fact about one point, with its source. ``public_id`` is made by the caller, so that a retry writes once.

    Never edited: a correction voids it with a reason.
    """

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="%(class)s_rows", on_delete=models.CASCADE)
    source = models.CharField(_("nguồn"), max_length=500)

    class Meta:
        abstract = True


def last_day(valid_to: dt.date | None) -> dt.date | None:
    """The last day of a half-open period: what people call «đến hết ngày»."""
    return valid_to - ONE_DAY if valid_to is not None else None


def after(day: dt.date | None) -> dt.date | None:
    """The first day no longer in a period that people say ends with ``day``."""
    return day + ONE_DAY if day is not None else None
