"""Acts that people sign: what a minute is about, so that its signature can move the rows it tells of."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.areas.models import Reform
from diemsang.documents.models import Minute, MinuteKind
from diemsang.equipment.models.assets import Asset
from diemsang.equipment.models.catalogue import Item
from diemsang.points.models import SupportPoint


class Act(models.Model):
    """What a minute of equipment tells of. ``stands`` from its signature until the minute is voided.

    ``office``/``person`` receive (handovers); ``giver`` hands over; ``reform`` is set for a handover through one.
    ``purpose`` of a request (DN_TL) is ``transfer`` or ``dispose``; ``target`` is where pieces are to go.
    """

    minute = models.OneToOneField(Minute, related_name="equipment_act", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=MinuteKind)
    on = models.DateField(_("ngày của việc"))
    giver = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )
    reform = models.ForeignKey(Reform, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    target = models.ForeignKey(SupportPoint, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    purpose = models.CharField(max_length=10, blank=True)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    stands = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "stands"], name="equipment_act_kind")]
        verbose_name = _("việc của biên bản thiết bị")

    def __str__(self) -> str:
        return f"{self.kind} {self.minute_id}"


class ActLine(models.Model):
    """One piece, or so many of a supply, at one point. ``verdict`` is a stocktake's word on the piece."""

    class Verdict(models.TextChoices):
        """What a stocktake saw."""

        PRESENT = "present", _("có")
        MISSING = "missing", _("thiếu")
        ELSEWHERE = "elsewhere", _("thấy ở nơi khác")
        UNKNOWN = "unknown", _("chưa rõ")

    act = models.ForeignKey(Act, related_name="lines", on_delete=models.CASCADE)
    point = models.ForeignKey(SupportPoint, related_name="+", on_delete=models.PROTECT)
    asset = models.ForeignKey(Asset, null=True, blank=True, related_name="acts", on_delete=models.PROTECT)
    item = models.ForeignKey(Item, related_name="+", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(_("số lượng"), default=1)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)

    class Meta:
        ordering = ["act_id", "point__code", "item__position", "id"]
        constraints = [models.UniqueConstraint(fields=["act", "asset"], name="equipment_act_asset_once")]
        verbose_name = _("dòng của biên bản thiết bị")

    def __str__(self) -> str:
        return f"{self.act_id} {self.item_id} × {self.quantity}"
