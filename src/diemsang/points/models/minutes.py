"""Which minutes tell of which points: whoever may see the point may see its minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.documents.models import Minute
from diemsang.points.models.register import SupportPoint


class PointMinute(models.Model):
    """A minute tells of a point; one minute of a whole delivery tells of several."""

    point = models.ForeignKey(SupportPoint, related_name="minute_links", on_delete=models.CASCADE)
    minute = models.ForeignKey(Minute, related_name="point_links", on_delete=models.CASCADE)

    class Meta:
        ordering = ["minute_id", "point_id"]
        constraints = [models.UniqueConstraint(fields=["minute", "point"], name="points_minute_once")]
        verbose_name = _("biên bản của điểm")

    def __str__(self) -> str:
        return f"{self.minute_id}: {self.point_id}"
