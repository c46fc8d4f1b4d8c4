"""Things that fail at a point, from the first word of it until somebody repaired it (domain §6.2 PBSC; R-09, P6).

A reform changes nothing here: an incident follows its point, and the point derives its unit.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.core import clock
from diemsang.equipment.models import Asset, Item, Supplier
from diemsang.operations.models.power import Outage
from diemsang.points.models import SupportPoint


class FaultKind(models.TextChoices):
    """What fails: a piece of equipment, the line, the power, or something else of the place."""

    ITEM = "ITEM", _("thiết bị")
    LINE = "LINE", _("đường truyền")
    POWER = "POWER", _("điện")
    OTHER = "OTHER", _("việc khác của điểm")


class Symptom(models.TextChoices):
    """What somebody sees or hears, without knowing why. The values name their drawings."""

    DEAD = "dead", _("không lên nguồn")
    PICTURE = "picture", _("không có hình, hình nhòe")
    SOUND = "sound", _("không có tiếng, tiếng rè")
    CONTROL = "control", _("bấm không ăn, treo máy")
    BROKEN = "broken", _("vỡ, cháy, có mùi khét")
    MISSING = "missing", _("mất, không thấy")
    NO_NET = "no-net", _("không có mạng")
    SLOW = "slow", _("mạng chậm, chập chờn")
    NO_POWER = "no-power", _("mất điện")
    WEAK_POWER = "weak-power", _("điện yếu, chập chờn")
    BUILDING = "housing", _("nhà hỏng, dột, khóa")
    ELSE = "else", _("việc khác")


SYMPTOMS = {
    FaultKind.ITEM: (
        Symptom.DEAD,
        Symptom.PICTURE,
        Symptom.SOUND,
        Symptom.CONTROL,
        Symptom.BROKEN,
        Symptom.MISSING,
        Symptom.ELSE,
    ),
    FaultKind.LINE: (Symptom.NO_NET, Symptom.SLOW, Symptom.ELSE),
    FaultKind.POWER: (Symptom.NO_POWER, Symptom.WEAK_POWER, Symptom.ELSE),
    FaultKind.OTHER: (Symptom.BUILDING, Symptom.ELSE),
}
AWAY = {Symptom.NO_NET: Outage.Kind.LINE, Symptom.NO_POWER: Outage.Kind.POWER}
"""Symptoms that are an outage of line or power; slow or weak is not away."""


class FoundBy(models.TextChoices):
    """Who noticed."""

    OPERATOR = "OPERATOR", _("người phụ trách điểm")
    OFFICE = "OFFICE", _("cơ quan")
    TV = "TV", _("màn hình báo")
    STICKER = "STICKER", _("người quét tem")


class FaultState(models.TextChoices):
    """The life of an incident. *Reported*: from a sticker, and nobody of the point has confirmed it yet."""

    REPORTED = "REPORTED", _("chờ xác nhận")
    OPEN = "OPEN", _("mới, chưa giao")
    ASSIGNED = "ASSIGNED", _("đã giao xử lý")
    VISITED = "VISITED", _("đã đến xem, chưa xong")
    FIXED = "FIXED", _("đã sửa xong")
    NOT_FIXABLE = "NOT_FIXABLE", _("không sửa được")
    DUPLICATE = "DUPLICATE", _("trùng sự cố khác")
    WITHDRAWN = "WITHDRAWN", _("đã rút")


STANDING = (FaultState.OPEN, FaultState.ASSIGNED, FaultState.VISITED)
"""Confirmed and not closed: what makes a piece not working."""
ENDED = (FaultState.FIXED, FaultState.NOT_FIXABLE, FaultState.DUPLICATE, FaultState.WITHDRAWN)


class AssignedTo(models.TextChoices):
    """Whose turn it is."""

    SUPPLIER = "SUPPLIER", _("nhà cung cấp")
    CARRIER = "CARRIER", _("nhà mạng")
    OFFICE = "OFFICE", _("cơ quan")


class Incident(models.Model):
    """One thing that fails. ``code`` is permanent; ``public_id`` is made by the caller, so that a retry writes once.

    ``found_on`` is null when nobody knows the day. ``opened_on`` is the day somebody of the hub wrote or confirmed it:
    from then on the deadline ``due_on`` counts. ``closed_on`` is the day of the repair, or the day it was closed.
    ``assigned_firm`` is the firm that ``assigned_name`` means; null while no firm, or more than one, is called so.
    ``promised_on``: the day on which who repairs said they would come; null when nobody said, or after they came.
    ``to_check``: a firm says that it is repaired, and nobody of the point has said yet that it holds.
    ``reports`` counts how often people told of the same thing. ``outage``: the outage of line or power it is part of.
    """

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="incidents", on_delete=models.CASCADE)
    kind = models.CharField(_("loại"), max_length=6, choices=FaultKind)
    item = models.ForeignKey(Item, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    asset = models.ForeignKey(Asset, null=True, blank=True, related_name="incidents", on_delete=models.PROTECT)
    symptom = models.CharField(_("biểu hiện"), max_length=12, choices=Symptom)
    note = models.CharField(_("mô tả thêm"), max_length=500, blank=True)
    found_by = models.CharField(_("ai phát hiện"), max_length=10, choices=FoundBy)
    found_on = models.DateField(_("phát hiện ngày"), null=True, blank=True)
    state = models.CharField(_("tình trạng"), max_length=12, choices=FaultState)
    opened_on = models.DateField(_("ghi nhận ngày"), null=True, blank=True)
    due_on = models.DateField(_("hạn xử lý"), null=True, blank=True)
    closed_on = models.DateField(_("xong ngày"), null=True, blank=True)
    assigned_kind = models.CharField(_("giao cho"), max_length=10, choices=AssignedTo, blank=True)
    assigned_office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    assigned_firm = models.ForeignKey(Supplier, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    assigned_name = models.CharField(_("bên xử lý"), max_length=200, blank=True)
    promised_on = models.DateField(_("hẹn đến ngày"), null=True, blank=True)
    to_check = models.BooleanField(_("chờ xem lại"), default=False)
    outage = models.ForeignKey(Outage, null=True, blank=True, related_name="incidents", on_delete=models.PROTECT)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, related_name="doubles", on_delete=models.PROTECT)
    reports = models.PositiveIntegerField(_("số lần báo"), default=1)
    reported_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    reported_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        ordering = ["-reported_at", "-id"]
        indexes = [
            models.Index(fields=["point", "state"], name="operations_incident_state"),
            models.Index(fields=["state", "due_on"], name="operations_incident_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asset__isnull=True) | Q(kind="ITEM", item__isnull=False), name="operations_incident_asset"
            ),
            models.CheckConstraint(
                condition=Q(found_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("found_on")),
                name="operations_incident_order",
            ),
        ]
        verbose_name = _("sự cố")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What people say on the telephone and write on paper."""
        return f"SC-{self.pk:04d}"

    @property
    def began_on(self) -> dt.date:
        """The day it was found, or the day it was first told when nobody knows."""
        return self.found_on or self.opened_on or self.reported_at.astimezone(clock.VIETNAM).date()

    @property
    def standing(self) -> bool:
        """Confirmed and not closed."""
        return self.state in STANDING

    @property
    def ended(self) -> bool:
        """Closed, one way or another."""
        return self.state in ENDED


class VisitResult(models.TextChoices):
    """How a visit ended."""

    FIXED = "FIXED", _("đã sửa xong")
    PARTS = "PARTS", _("chờ linh kiện")
    AGAIN = "AGAIN", _("phải quay lại")
    AWAY = "AWAY", _("đến nhưng điểm không mở")
    NOT_FIXABLE = "NOT_FIXABLE", _("không sửa được")


class FaultVisit(models.Model):
    """Somebody came to repair. ``cost`` is whole đồng, null when not known; 0 is free of charge (warranty)."""

    public_id = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, related_name="visits", on_delete=models.CASCADE)
    on = models.DateField(_("ngày đến"))
    who = models.CharField(_("ai đến"), max_length=120)
    result = models.CharField(_("kết quả"), max_length=12, choices=VisitResult)
    parts = models.CharField(_("linh kiện thay"), max_length=300, blank=True)
    cost = models.PositiveBigIntegerField(_("chi phí (đồng)"), null=True, blank=True)
    note = models.CharField(_("đã làm gì"), max_length=500, blank=True)
    recorded_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        verbose_name = _("lần đến sửa")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.on}"


class FaultStep(models.Model):
    """One line of an incident's story; never changed. ``state`` is what it became, empty when it did not change.

    ``told_id`` is the id that the caller made for the form behind it, so that a second press tells nothing new.
    """

    told_id = models.UUIDField(null=True, blank=True, unique=True)
    incident = models.ForeignKey(Incident, related_name="steps", on_delete=models.CASCADE)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=FaultState, blank=True)
    text = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("bước của sự cố")

    def __str__(self) -> str:
        return f"{self.incident_id}: {self.state}"


class FaultTerm(models.Model):
    """How many days a kind of incident may take; without a row ``USUAL_DAYS`` holds. Changes count for new ones."""

    kind = models.CharField(_("loại"), max_length=6, choices=FaultKind, unique=True)
    days = models.PositiveSmallIntegerField(_("số ngày"))

    class Meta:
        ordering = ["id"]
        verbose_name = _("thời hạn xử lý sự cố")

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"


USUAL_DAYS = {FaultKind.ITEM: 15, FaultKind.LINE: 3, FaultKind.POWER: 3, FaultKind.OTHER: 15}
"""A proposal of this system until the province says otherwise: no rule that was found names a number of days."""
