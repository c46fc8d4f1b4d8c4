"""Facts that are true for a while. Intervals are half-open; an unknown date is null, never made up."""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


def on_date(day: dt.date, prefix: str = "") -> models.Q:
    """A filter for rows in force on ``day``: ``valid_from <= day < valid_to``, null meaning open."""
    start, end = f"{prefix}valid_from", f"{prefix}valid_to"
    return (models.Q(**{f"{start}__isnull": True}) | models.Q(**{f"{start}__lte": day})) & (
        models.Q(**{f"{end}__isnull": True}) | models.Q(**{f"{end}__gt": day})
    )


class DatedQuerySet(models.QuerySet[M]):
    """Adds ``.on(day)``."""

    def on(self, day: dt.date) -> Self:
        """Rows in force on ``day``."""
        return self.filter(on_date(day))


class Dated(models.Model):
    """``valid_from`` (first day) and ``valid_to`` (first day no longer true); null = unknown or still true."""

    valid_from = models.DateField(_("từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        abstract = True

    def in_force(self, day: dt.date) -> bool:
        """Whether the fact holds on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Correctable(models.Model):
    """A row that is never edited away: a correction voids it, with a reason, and a new row stands."""

    recorded_at = models.DateTimeField(_("ghi lúc"))
    voided_at = models.DateTimeField(_("hủy lúc"), null=True, blank=True)
    void_reason = models.TextField(_("lý do hủy"), blank=True)

    class Meta:
        abstract = True
