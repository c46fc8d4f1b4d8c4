"""Approval of listed points by decision, and its end by a later one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.documents.models import Decision
from diemsang.plans.models import Plan
from diemsang.points.models.register import SupportPoint


class Approval(Correctable):
    """A decision approved a point of a plan's list from a day on.

    A later decision may withdraw it from ``ends_on`` on; before that day the point stays approved. A mistake is voided
    with a reason instead, and never was.
    """

    point = models.ForeignKey(SupportPoint, related_name="approvals", on_delete=models.CASCADE)
    plan = models.ForeignKey(Plan, related_name="+", on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, related_name="+", on_delete=models.PROTECT)
    on = models.DateField(_("từ ngày"))
    ends_on = models.DateField(_("rút từ ngày"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("rút theo")
    )

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "plan"],
                condition=Q(voided_at__isnull=True, ends_on__isnull=True),
                name="points_approval_one_open",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True, ended_by__isnull=True)
                | Q(ends_on__gte=F("on"), ended_by__isnull=False),
                name="points_approval_end",
            ),
        ]
        verbose_name = _("phê duyệt điểm")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.decision_id}"
