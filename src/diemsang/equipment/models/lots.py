"""What was bought: suppliers, contracts, lots; and what of it came to which point."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.documents.models import Decision, Minute
from diemsang.equipment.models.catalogue import Item
from diemsang.plans.models import Plan
from diemsang.points.models import SupportPoint


class Supplier(models.Model):
    """Who sells. ``tax_code`` is the business's number of 10 or 13 digits; empty while unknown."""

    name = models.CharField(_("tên"), max_length=200)
    tax_code = models.CharField(_("mã số thuế"), max_length=20, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["tax_code"], condition=~Q(tax_code=""), name="equipment_supplier_tax_code")
        ]
        verbose_name = _("nhà cung cấp")

    def __str__(self) -> str:
        return self.name


class Contract(models.Model):
    """A purchase. ``investor`` is the office that buys; ``plan`` what it buys for, null when for none.

    ``warranty`` is the terms as written; months stand on each lot. What is not known stays empty.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("số hợp đồng"), max_length=80)
    number_key = models.CharField(max_length=80, unique=True)
    on = models.DateField(_("ngày ký"), null=True, blank=True)
    supplier = models.ForeignKey(Supplier, related_name="contracts", on_delete=models.PROTECT)
    investor = models.ForeignKey(
        Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("chủ đầu tư")
    )
    plan = models.ForeignKey(Plan, null=True, blank=True, related_name="contracts", on_delete=models.PROTECT)
    fund_source = models.CharField(_("nguồn vốn"), max_length=200, blank=True)
    warranty = models.TextField(_("điều khoản bảo hành"), blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("theo văn bản")
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "number"]
        verbose_name = _("hợp đồng")

    def __str__(self) -> str:
        return self.number

    @property
    def area_id(self) -> int | None:
        """Whose purchase it is: the plan's area, else the investor's; null when neither is known."""
        if self.plan is not None:
            return self.plan.area_id
        return self.investor.area_id if self.investor is not None else None


class Lot(models.Model):
    """So many of one item and model under a contract. Money is whole đồng of one piece, on ``price_on``."""

    contract = models.ForeignKey(Contract, related_name="lots", on_delete=models.PROTECT)
    item = models.ForeignKey(Item, related_name="lots", on_delete=models.PROTECT)
    model = models.CharField(_("kiểu, mã hàng"), max_length=120, blank=True)
    origin = models.CharField(_("xuất xứ"), max_length=120, blank=True)
    quantity = models.PositiveIntegerField(_("số lượng"))
    unit_price = models.PositiveBigIntegerField(_("đơn giá (đồng)"), null=True, blank=True)
    price_on = models.DateField(_("ngày giá"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("bảo hành (tháng)"), null=True, blank=True)

    class Meta:
        ordering = ["contract_id", "item__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "item", "model"], name="equipment_lot_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="equipment_lot_some"),
        ]
        verbose_name = _("lô hàng")

    def __str__(self) -> str:
        return f"{self.contract_id} {self.item_id} {self.model} × {self.quantity}"


class Delivery(models.Model):
    """Goods of a contract came to a point on a day. Voided with a reason, never edited."""

    class State(models.TextChoices):
        """Whether it counts."""

        STANDING = "standing", _("đã giao")
        VOID = "void", _("đã hủy")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, related_name="deliveries", on_delete=models.PROTECT)
    point = models.ForeignKey(SupportPoint, related_name="deliveries", on_delete=models.PROTECT)
    on = models.DateField(_("ngày giao"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.STANDING)
    minute = models.ForeignKey(
        Minute, null=True, blank=True, related_name="deliveries", on_delete=models.PROTECT, verbose_name=_("biên bản")
    )
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(_("lý do hủy"), max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["point", "state"], name="equipment_delivery_point")]
        verbose_name = _("đợt giao hàng")

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"

    @property
    def source(self) -> str:
        """Its name in the milestone ledger."""
        return f"delivery:{self.public_id}"


class DeliveryLine(models.Model):
    """So many of a lot in a delivery."""

    delivery = models.ForeignKey(Delivery, related_name="lines", on_delete=models.CASCADE)
    lot = models.ForeignKey(Lot, related_name="delivered", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(_("số lượng"))

    class Meta:
        ordering = ["delivery_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "lot"], name="equipment_delivery_lot_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="equipment_delivery_some"),
        ]
        verbose_name = _("dòng giao hàng")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.lot_id} × {self.quantity}"
