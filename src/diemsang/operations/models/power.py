"""Power of a point, and when line or power failed (domain §4, P2 and P3; R-11)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.operations.models.base import Fact


class GridStatus(models.TextChoices):
    """Whether the point has the national grid; glossary 13.1."""

    UNKNOWN = "", _("chưa rõ")
    ON_GRID = "ON_GRID", _("có điện lưới quốc gia")
    OFF_GRID = "OFF_GRID", _("chưa có điện lưới quốc gia")


class Stability(models.TextChoices):
    """How steady the power is, as somebody there says."""

    UNKNOWN = "", _("chưa rõ")
    STABLE = "STABLE", _("ổn định")
    UNSTABLE = "UNSTABLE", _("yếu hoặc chập chờn")


class PowerStatus(Fact, Dated):
    """What was found of the power on a day; holds until the next finding (``chain``). Null and empty: unknown."""

    grid = models.CharField(_("điện lưới"), max_length=10, choices=GridStatus, blank=True)
    stability = models.CharField(_("độ ổn định"), max_length=10, choices=Stability, blank=True)
    ups = models.BooleanField(_("có bộ lưu điện"), null=True, blank=True)
    stabiliser = models.BooleanField(_("có ổn áp"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "valid_from"], condition=Q(voided_at__isnull=True), name="operations_power_start"
            ),
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(voided_at__isnull=True, valid_from__isnull=True),
                name="operations_power_one_first",
            ),
        ]
        verbose_name = _("tình trạng điện")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.grid}"


class Outage(Fact):
    """Line or power was away. Hours are null when nobody knows them.

    Without an end it still lasts, unless ``over``: then it is over and nobody knows since when.
    """

    class Kind(models.TextChoices):
        """Glossary 13.4."""

        LINE = "LINE", _("mất mạng")
        POWER = "POWER", _("mất điện")

    kind = models.CharField(_("loại"), max_length=8, choices=Kind)
    start_on = models.DateField(_("từ ngày"))
    start_time = models.TimeField(_("lúc"), null=True, blank=True)
    end_on = models.DateField(_("đến ngày"), null=True, blank=True)
    end_time = models.TimeField(_("có lại lúc"), null=True, blank=True)
    over = models.BooleanField(_("đã có lại"), default=False)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["point_id", "start_on", "id"]
        indexes = [models.Index(fields=["point", "voided_at", "kind", "start_on"], name="operations_outage_on")]
        constraints = [
            models.CheckConstraint(condition=Q(end_on__isnull=True) | Q(over=True), name="operations_outage_over")
        ]
        verbose_name = _("lần mất mạng, mất điện")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.kind} {self.start_on}"

    @property
    def running(self) -> bool:
        """Whether it still lasts, as far as anybody said."""
        return not self.over

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """The longest time it can have lasted, from and to before, as naive moments of Vietnam.

        Over with an unknown end: only its start is sure, to the minute or the day.
        """
        start = dt.datetime.combine(self.start_on, self.start_time or dt.time.min)
        if self.end_on is not None:
            if self.end_time is not None:
                return start, dt.datetime.combine(self.end_on, self.end_time)
            return start, dt.datetime.combine(self.end_on, dt.time.min) + dt.timedelta(days=1)
        if self.over:
            return start, start + (dt.timedelta(minutes=1) if self.start_time else dt.timedelta(days=1))
        return start, dt.datetime.max  # noqa: DTZ901  # compared with other moments of Vietnam only
