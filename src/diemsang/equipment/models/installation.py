"""Who installs what where on which day, and what was seen when it was done."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.equipment.models.assets import Asset
from diemsang.equipment.models.catalogue import Item
from diemsang.files.models import Blob
from diemsang.points.models import SupportPoint


class Team(models.Model):
    """People who go out together; named as the office names them. No telephone numbers: the sheet is passed around."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("tên đội"), max_length=120, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("đội lắp đặt")

    def __str__(self) -> str:
        return self.name


class WorkOrder(models.Model):
    """A team goes to a point on a day; ``position`` is its place in the order of that day (1 first)."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("đã xếp lịch")
        STARTED = "started", _("đang làm")
        DONE = "done", _("đã xong")
        CANCELLED = "cancelled", _("đã bỏ")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, related_name="orders", on_delete=models.PROTECT)
    point = models.ForeignKey(SupportPoint, related_name="work_orders", on_delete=models.PROTECT)
    on = models.DateField(_("ngày"))
    position = models.PositiveSmallIntegerField(_("thứ tự"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.PLANNED)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    cancel_reason = models.CharField(_("lý do bỏ"), max_length=300, blank=True)
    made_by = models.CharField(_("người xếp"), max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "team__name", "position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(state__in=("planned", "started")), name="equipment_order_one_open"
            )
        ]
        indexes = [models.Index(fields=["on", "team"], name="equipment_order_day")]
        verbose_name = _("lịch lắp đặt")

    def __str__(self) -> str:
        return f"{self.on} {self.team_id} {self.point_id}"


class Checklist(Correctable):
    """What was seen at a point when its equipment was put up. Null: nobody looked. Speeds are Mbit/s.

    While open it is filled in; *finished* it stands behind the milestones *installed* and is only voided.
    """

    class State(models.TextChoices):
        """Whether it counts."""

        OPEN = "open", _("đang ghi")
        FINISHED = "finished", _("đã xong")

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(SupportPoint, related_name="installations", on_delete=models.PROTECT)
    order = models.ForeignKey(WorkOrder, null=True, blank=True, related_name="checklists", on_delete=models.PROTECT)
    on = models.DateField(_("ngày lắp đặt"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=State, default=State.OPEN)
    download = models.DecimalField(_("tốc độ tải xuống"), max_digits=7, decimal_places=2, null=True, blank=True)
    upload = models.DecimalField(_("tốc độ tải lên"), max_digits=7, decimal_places=2, null=True, blank=True)
    sound_left = models.BooleanField(_("nghe rõ loa trái"), null=True, blank=True)
    sound_right = models.BooleanField(_("nghe rõ loa phải"), null=True, blank=True)
    paired = models.BooleanField(_("TV đã ghép"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    made_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    finished_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"], condition=Q(voided_at__isnull=True, state="open"), name="equipment_checklist_one_open"
            )
        ]
        verbose_name = _("phiếu lắp đặt")

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"

    @property
    def source(self) -> str:
        """Its name in the milestone ledger."""
        return f"installation:{self.public_id}"


class ChecklistLine(models.Model):
    """One piece (``asset``), or so many of a supply, put up or not. ``present`` null: nobody looked."""

    checklist = models.ForeignKey(Checklist, related_name="lines", on_delete=models.CASCADE)
    asset = models.ForeignKey(Asset, null=True, blank=True, related_name="installations", on_delete=models.PROTECT)
    item = models.ForeignKey(Item, related_name="+", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(_("số lượng"), default=1)
    present = models.BooleanField(_("có"), null=True, blank=True)

    class Meta:
        ordering = ["checklist_id", "item__position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["checklist", "asset"], name="equipment_checklist_asset_once"),
        ]
        verbose_name = _("dòng phiếu lắp đặt")

    def __str__(self) -> str:
        return f"{self.checklist_id} {self.item_id} × {self.quantity}"


class ChecklistPhoto(Correctable):
    """A photograph of the finished installation."""

    checklist = models.ForeignKey(Checklist, related_name="photos", on_delete=models.CASCADE)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    added_by = models.CharField(_("người nộp"), max_length=200, blank=True)

    class Meta:
        ordering = ["checklist_id", "id"]
        constraints = [models.UniqueConstraint(fields=["checklist", "blob"], name="equipment_checklist_photo_once")]
        verbose_name = _("ảnh lắp đặt")

    def __str__(self) -> str:
        return f"{self.checklist_id}/{self.pk}"
