"""Inspections of a point by a checklist, what they found, and whether it was put right (domain §6.2 BB_KTr; R-30).

A reform changes nothing here: an inspection follows its point, and the point derives its unit.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.core.dated import Correctable
from diemsang.documents.models import Minute
from diemsang.points.models import SupportPoint


class Verdict(models.TextChoices):
    """What the inspector says of one line; what was not looked at is not good."""

    GOOD = "GOOD", _("đạt")
    BAD = "BAD", _("chưa đạt")
    UNSEEN = "UNSEEN", _("chưa xem")


class Inspection(Correctable):
    """A point inspected on a day with one version of the checklist (``operations/checklists``). Written as a whole.

    ``members``: who inspected, as they want to be named on the minute. ``minute`` tells of it once it was made.
    """

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="inspections", on_delete=models.CASCADE)
    on = models.DateField(_("ngày kiểm tra"))
    checklist = models.CharField(_("mẫu kiểm tra"), max_length=40)
    members = models.CharField(_("đoàn kiểm tra"), max_length=300)
    conclusion = models.CharField(_("kết luận, kiến nghị"), max_length=1000, blank=True)
    made_by = models.CharField(_("người ghi"), max_length=200)
    made_by_key = models.CharField(max_length=200)
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="+", on_delete=models.PROTECT)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["point", "voided_at", "on"], name="operations_inspected")]
        verbose_name = _("lần kiểm tra")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.on}"


class InspectionLine(models.Model):
    """One line of the checklist with its verdict; ``text`` as it stood in the version that was used."""

    inspection = models.ForeignKey(Inspection, related_name="lines", on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=30)
    area = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    verdict = models.CharField(_("kết quả"), max_length=6, choices=Verdict)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["inspection_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "key"], name="operations_inspected_once"),
        ]
        verbose_name = _("dòng kiểm tra")

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.key}"


class Finding(models.Model):
    """Something to put right until ``due_on``, by an office (or who is named when no office of the list is).

    ``done_on`` null: not yet.
    """

    public_id = models.UUIDField(unique=True)
    inspection = models.ForeignKey(Inspection, related_name="findings", on_delete=models.CASCADE)
    line = models.ForeignKey(InspectionLine, related_name="findings", on_delete=models.CASCADE)
    text = models.CharField(_("phải khắc phục"), max_length=300)
    due_on = models.DateField(_("hạn"))
    office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    responsible = models.CharField(_("ai chịu trách nhiệm"), max_length=200, blank=True)
    done_on = models.DateField(_("xong ngày"), null=True, blank=True)
    done_note = models.CharField(_("đã làm gì"), max_length=300, blank=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["done_on", "due_on"], name="operations_finding_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(office__isnull=False) | ~Q(responsible=""), name="operations_finding_somebody"
            )
        ]
        verbose_name = _("việc phải khắc phục")

    def __str__(self) -> str:
        return f"{self.inspection_id}: {self.text}"

    def late_on(self, day: dt.date) -> bool:
        """Not done although the day is past the deadline."""
        return self.done_on is None and self.due_on < day
