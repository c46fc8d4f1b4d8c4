"""What people decided about attention: a changed rule, a reason set aside for a while."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.attention.judge import DETAILS
from diemsang.points.models import SupportPoint


class RuleChange(models.Model):
    """How this hub reads a rule of docs/attention-rules.csv; without a row the rule holds as shipped."""

    code = models.SlugField(_("quy tắc"), max_length=40, unique=True)
    days = models.PositiveSmallIntegerField(_("số ngày"))
    severity = models.PositiveSmallIntegerField(_("mức"))
    on = models.BooleanField(_("đang dùng"), default=True)
    changed_at = models.DateTimeField(_("sửa lúc"))
    changed_by = models.CharField(_("người sửa"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("thay đổi quy tắc")

    def __str__(self) -> str:
        return self.code


class Dismissal(models.Model):
    """A reason at a point is set aside, with words, until a day. It comes back then, or when its beginning changes.

    ``since`` is the beginning of the reason that was set aside (null: unknown): another beginning is another case. A
    reason whose beginning nobody knows is told by its ``detail``: what is lacking anew was not set aside.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(SupportPoint, related_name="dismissals", on_delete=models.CASCADE)
    code = models.SlugField(_("quy tắc"), max_length=40)
    since = models.DateField(_("có từ"), null=True, blank=True)
    detail = models.CharField(_("cụ thể"), max_length=300, blank=True)
    reason = models.CharField(_("vì sao để sang bên"), max_length=300)
    until = models.DateField(_("đến ngày"))
    at = models.DateTimeField(_("lúc"))
    by = models.CharField(_("người ghi"), max_length=200, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["until", "point"], name="attention_dismissed_until")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "code"], condition=Q(voided_at__isnull=True), name="attention_dismissed_once"
            )
        ]
        verbose_name = _("lý do để sang bên")

    def __str__(self) -> str:
        return f"{self.point_id} {self.code}"

    def covers(self, since: dt.date | None, detail: str) -> bool:
        """Whether a reason of today is the one that was set aside, or less of it."""
        if since is not None or self.since is not None:
            return self.since == since
        return set(detail.split(DETAILS)) <= set(self.detail.split(DETAILS))
