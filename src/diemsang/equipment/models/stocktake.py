"""Stocktakes: piece by piece, what was seen at a point on a day."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.documents.models import Minute
from diemsang.equipment.models.acceptance import ActLine
from diemsang.equipment.models.assets import Asset
from diemsang.points.models import SupportPoint


class Stocktake(models.Model):
    """A count at a point; open while people look, closed when its minute was made."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(SupportPoint, related_name="stocktakes", on_delete=models.PROTECT)
    on = models.DateField(_("ngày kiểm kê"))
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    made_by = models.CharField(_("người kiểm kê"), max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(minute__isnull=True), name="equipment_stocktake_one_open"
            )
        ]
        verbose_name = _("đợt kiểm kê")

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"


class StocktakeLine(models.Model):
    """One piece and what was seen of it; a piece of another place that was found here is *elsewhere*."""

    stocktake = models.ForeignKey(Stocktake, related_name="lines", on_delete=models.CASCADE)
    asset = models.ForeignKey(Asset, related_name="+", on_delete=models.PROTECT)
    verdict = models.CharField(max_length=10, choices=ActLine.Verdict, default=ActLine.Verdict.UNKNOWN)

    class Meta:
        ordering = ["stocktake_id", "asset__code"]
        constraints = [models.UniqueConstraint(fields=["stocktake", "asset"], name="equipment_stocktake_asset_once")]
        verbose_name = _("dòng kiểm kê")

    def __str__(self) -> str:
        return f"{self.stocktake_id} {self.asset_id}"
