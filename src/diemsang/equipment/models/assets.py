"""Each piece of equipment with its serial, and its life: where it stood, who held it, what happened to it."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.core.dated import Correctable, Dated, DatedQuerySet
from diemsang.core.text import nfc
from diemsang.documents.models import Minute
from diemsang.equipment.models.catalogue import Item
from diemsang.equipment.models.lots import Delivery, Lot
from diemsang.points.models import SupportPoint

_LOOK_ALIKE = str.maketrans("OIB", "018")
_NOT_SERIAL = re.compile(r"[^0-9A-Z]")


def serial_exact(serial: str) -> str:
    """A serial as two are held equal: capitals, without spaces, dashes and other signs."""
    return _NOT_SERIAL.sub("", nfc(serial).upper())


def serial_key(serial: str) -> str:
    """A serial with look-alike signs folded (O = 0, I = 1, B = 8); two with equal keys are likely the same."""
    return serial_exact(serial).translate(_LOOK_ALIKE)


class Condition(models.TextChoices):
    """How a piece is, as last said by somebody who saw it; unknown is not good."""

    UNKNOWN = "unknown", _("chưa rõ")
    GOOD = "good", _("dùng tốt")
    FAULTY = "faulty", _("có lỗi, còn dùng")
    BROKEN = "broken", _("hỏng")
    LOST = "lost", _("mất, không thấy")
    DISPOSED = "disposed", _("đã thanh lý")


class Asset(Correctable):
    """One piece. ``code`` is permanent and says nothing; ``public_id`` is what its label's QR carries.

    ``serial`` is empty while nobody wrote it down. ``original_value`` is in whole đồng. ``delivery`` is null for a
    piece that came another way (found by a survey or stocktake). The warranty runs from the first day to the last
    one, both included. A piece is voided only when its delivery never was; a disposed one keeps ``disposed_on``.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("mã tài sản"), max_length=12, unique=True)
    item = models.ForeignKey(Item, related_name="assets", on_delete=models.PROTECT)
    lot = models.ForeignKey(Lot, null=True, blank=True, related_name="assets", on_delete=models.PROTECT)
    delivery = models.ForeignKey(Delivery, null=True, blank=True, related_name="assets", on_delete=models.PROTECT)
    serial = models.CharField(_("số sê-ri"), max_length=80, blank=True)
    serial_exact = models.CharField(max_length=80, blank=True, editable=False)
    serial_key = models.CharField(max_length=80, blank=True, db_index=True, editable=False)
    condition = models.CharField(_("tình trạng"), max_length=10, choices=Condition, default=Condition.UNKNOWN)
    original_value = models.PositiveBigIntegerField(_("nguyên giá (đồng)"), null=True, blank=True)
    fund_source = models.CharField(_("nguồn vốn"), max_length=200, blank=True)
    warranty_from = models.DateField(_("bảo hành từ"), null=True, blank=True)
    warranty_to = models.DateField(_("bảo hành đến hết"), null=True, blank=True)
    disposed_on = models.DateField(_("thanh lý ngày"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "serial_exact"],
                condition=Q(voided_at__isnull=True) & ~Q(serial_exact=""),
                name="equipment_serial_once",
            )
        ]
        verbose_name = _("tài sản")

    def __str__(self) -> str:
        return self.code


class AssetNumber(models.Model):
    """The last number given to an asset; one row, locked while numbers are taken. A number is never given twice."""

    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("số tài sản đã cấp")

    def __str__(self) -> str:
        return str(self.last)


class AssetPlace(Dated, Correctable):
    """Where a piece was: at a point, or in a store (its name). ``valid_from`` is null when nobody knows since when."""

    asset = models.ForeignKey(Asset, related_name="places", on_delete=models.CASCADE)
    point = models.ForeignKey(
        SupportPoint, null=True, blank=True, related_name="asset_places", on_delete=models.PROTECT
    )
    store = models.CharField(_("kho, nơi khác"), max_length=200, blank=True)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["asset_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="equipment_place_one_open",
            ),
            models.CheckConstraint(
                condition=Q(point__isnull=False, store="") | (Q(point__isnull=True) & ~Q(store="")),
                name="equipment_place_one_kind",
            ),
        ]
        verbose_name = _("nơi đặt tài sản")

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.point_id or self.store}"


class AssetCustody(Dated, Correctable):
    """Who holds a piece: an office, a person in it, or both; ``minute`` is the handover that said so."""

    asset = models.ForeignKey(Asset, related_name="custodies", on_delete=models.CASCADE)
    office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["asset_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="equipment_custody_one_open",
            ),
            models.CheckConstraint(
                condition=Q(office__isnull=False) | Q(person__isnull=False), name="equipment_custody_somebody"
            ),
        ]
        verbose_name = _("bên giữ tài sản")

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.office_id or self.person_id}"


class AssetEvent(Correctable):
    """Something that happened to a piece on a day. ``cost`` is whole đồng, null when not known."""

    class Kind(models.TextChoices):
        """What happened."""

        RECEIVED = "received", _("nhận")
        CONDITION = "condition", _("ghi tình trạng")
        REPAIR = "repair", _("sửa chữa")
        REPLACE = "replace", _("thay thế")
        TRANSFER = "transfer", _("điều chuyển")
        DISPOSE = "dispose", _("thanh lý")
        NOTE = "note", _("ghi chú")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, related_name="events", on_delete=models.CASCADE)
    kind = models.CharField(_("việc"), max_length=10, choices=Kind)
    on = models.DateField(_("ngày"))
    note = models.CharField(_("nội dung"), max_length=500, blank=True)
    cost = models.PositiveBigIntegerField(_("chi phí (đồng)"), null=True, blank=True)
    minute = models.ForeignKey(Minute, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    replaced_by = models.ForeignKey(Asset, null=True, blank=True, related_name="replaces", on_delete=models.PROTECT)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["asset_id", "on", "id"]
        verbose_name = _("việc của tài sản")

    def __str__(self) -> str:
        return f"{self.asset_id} {self.kind} {self.on}"
