"""The milestone ledger: what was reached when, and on which days a point was used.

Apps above write it only through ``points.actions`` inside their own transaction, naming their source row. Stage,
reconciliation, as-of and exports read only these two tables; ``diemsang check`` rebuilds them from the sources.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.plans.models import Plan
from diemsang.points.models.register import SupportPoint


def reached_by(day: dt.date) -> Q:
    """A filter of milestones: reached by the end of ``day`` and still holding on it, not voided."""
    return Q(voided_at=None, on__lte=day) & (Q(ends_on=None) | Q(ends_on__gt=day))


class Milestone(models.Model):
    """On a day, a point reached a stage with an item. Voided, never deleted.

    ``ends_on`` is the first day on which it no longer holds (an approval withdrawn by a later decision); on the days
    before it still does.
    """

    class Kind(models.TextChoices):
        """Stages in the order of the chain (domain §6.1); *working* comes from activity, not from here."""

        LISTED = "listed", _("vào danh sách")
        SURVEYED = "surveyed", _("khảo sát đạt")
        APPROVED = "approved", _("phê duyệt")
        DELIVERED = "delivered", _("giao hàng")
        INSTALLED = "installed", _("lắp đặt")
        ACCEPTED = "accepted", _("nghiệm thu")

    point = models.ForeignKey(SupportPoint, related_name="milestones", on_delete=models.CASCADE)
    item = models.SlugField(_("hạng mục"), max_length=40)
    kind = models.CharField(_("mốc"), max_length=12, choices=Kind)
    on = models.DateField(_("ngày"))
    ends_on = models.DateField(_("hết hiệu lực từ ngày"), null=True, blank=True)
    quantity = models.PositiveIntegerField(_("số lượng"), default=1)
    source = models.CharField(_("nguồn"), max_length=120)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["on", "id"]
        # Every column that reconciliation asks, so that it reads the index alone.
        indexes = [
            models.Index(
                fields=["point", "item", "kind", "voided_at", "on", "ends_on", "quantity"], name="points_milestone_held"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "item", "kind", "source"],
                condition=Q(voided_at__isnull=True),
                name="points_milestone_once",
            )
        ]
        verbose_name = _("mốc")

    def __str__(self) -> str:
        return f"{self.point_id} {self.item} {self.kind} {self.on}"


class ActivityDay(models.Model):
    """The point was used on a day, as a source shows (log, screen)."""

    point = models.ForeignKey(SupportPoint, related_name="activity_days", on_delete=models.CASCADE)
    day = models.DateField(_("ngày"))
    source = models.CharField(_("nguồn"), max_length=120)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["point", "day", "source"], name="points_activity_once")]
        indexes = [models.Index(fields=["day", "point"], name="points_activity_day")]
        verbose_name = _("ngày có hoạt động")

    def __str__(self) -> str:
        return f"{self.point_id} {self.day}"


class IllustrationRun(models.Model):
    """An invented operation (*minh họa*) was written for a plan; what ``points.illustration`` needs to write it again.

    Stands only in a demonstration home. Facts themselves carry no mark; their source does.
    """

    plan = models.OneToOneField(Plan, related_name="+", on_delete=models.CASCADE)
    seed = models.PositiveIntegerField()
    until = models.DateField(_("đến hết ngày"))

    class Meta:
        verbose_name = _("hoạt động minh họa")

    def __str__(self) -> str:
        return f"{self.plan_id} → {self.until}"
