"""Who speaks for a supplier or a carrier: the link that the scope ``own`` of docs/rights.csv asks for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import User
from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.equipment.models.lots import Supplier


class SupplierPerson(Dated):
    """From a day until a day this person sees what the firm sold and what is given to it. Somebody may belong to
    several firms. ``public_id`` is made by the caller, so that a second press links nothing twice."""

    public_id = models.UUIDField(unique=True)
    supplier = models.ForeignKey(Supplier, related_name="people", on_delete=models.PROTECT)
    user = models.ForeignKey(User, related_name="+", on_delete=models.PROTECT, verbose_name=_("người"))
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["supplier_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "user"], condition=Q(valid_to__isnull=True), name="equipment_firm_person_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="equipment_firm_person_order",
            ),
        ]
        verbose_name = _("người của nhà cung cấp")

    def __str__(self) -> str:
        return f"{self.supplier_id}: {self.user_id}"
