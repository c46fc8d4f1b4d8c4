"""Bills of materials: what a point is due under a plan, by the plan's norm or by a decision that departs from it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.documents.models import Decision
from diemsang.equipment.models.catalogue import Item
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint


class Bill(models.Model):
    """What one point is due under one plan. One stands for each point and plan; a void one stays, with the reason.

    ``approved_on`` is the day from which the decision holds. ``duplicate_reason`` tells why equipment was approved
    although some from other money works at the same place (pain P12 of the domain).
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("dự kiến")
        APPROVED = "approved", _("đã phê duyệt")
        VOID = "void", _("đã hủy")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(SupportPoint, related_name="bills", on_delete=models.PROTECT)
    plan = models.ForeignKey(Plan, related_name="bills", on_delete=models.PROTECT)
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.DRAFT)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("phê duyệt theo")
    )
    approved_on = models.DateField(_("phê duyệt từ ngày"), null=True, blank=True)
    duplicate_reason = models.CharField(_("lý do trang bị thêm"), max_length=300, blank=True)
    created_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)

    class Meta:
        ordering = ["point__code", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "plan"], condition=~Q(state="void"), name="equipment_bill_one_standing"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decision__isnull=False, approved_on__isnull=False),
                name="equipment_bill_approved_by",
            ),
        ]
        indexes = [models.Index(fields=["plan", "state"], name="equipment_bill_plan")]
        verbose_name = _("danh mục thiết bị của điểm")

    def __str__(self) -> str:
        return f"{self.point_id}@{self.plan_id}"


class BillLine(models.Model):
    """So many of an item. ``norm`` is what the plan says for a point (null: it says nothing, or the item has none).

    Where ``quantity`` differs from ``norm``, ``deviation_decision`` says by which document and ``reason`` why.
    """

    bill = models.ForeignKey(Bill, related_name="lines", on_delete=models.CASCADE)
    item = models.ForeignKey(Item, related_name="+", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(_("số lượng"))
    norm = models.PositiveIntegerField(_("định mức"), null=True, blank=True)
    deviation_decision = models.ForeignKey(
        Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("theo văn bản")
    )
    reason = models.CharField(_("lý do"), max_length=300, blank=True)

    class Meta:
        ordering = ["bill_id", "item__position", "item__key"]
        constraints = [models.UniqueConstraint(fields=["bill", "item"], name="equipment_bill_item_once")]
        verbose_name = _("dòng danh mục thiết bị")

    def __str__(self) -> str:
        return f"{self.bill_id} {self.item_id} × {self.quantity}"
