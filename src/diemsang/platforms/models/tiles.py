"""What the points are shown of a chosen platform."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Area
from diemsang.documents.models import Decision
from diemsang.platforms.models.platforms import Platform
from diemsang.platforms.models.selections import PlatformSelection
from diemsang.points.models import SupportPoint


class PlatformTile(models.Model):
    """A chosen platform on the screens of points, ``valid_from`` ≤ day < ``valid_until`` (null: open).

    ``title`` and ``spoken`` are Vietnamese words for residents: the thing they want to do, not the system's name.
    """

    class Mode(models.TextChoices):
        """How a television offers it; domain §8.5: where a log-in is needed, only the way is shown."""

        GUIDE = "guide", _("hướng dẫn kèm mã QR")
        OPEN = "open", _("mở ngay trên TV")

    class State(models.TextChoices):
        """Nothing is shown without approval."""

        DRAFT = "draft", _("chờ duyệt")
        APPROVED = "approved", _("đã duyệt")
        WITHDRAWN = "withdrawn", _("đã thu hồi")

    public_id = models.UUIDField(unique=True)
    selection = models.ForeignKey(PlatformSelection, related_name="tiles", on_delete=models.PROTECT)
    platform = models.ForeignKey(Platform, related_name="tiles", on_delete=models.PROTECT)
    title = models.CharField(_("tên trên màn hình"), max_length=120)
    spoken = models.TextField(_("lời đọc"))
    mode = models.CharField(_("cách dùng"), max_length=6, choices=Mode)
    valid_from = models.DateField(_("dùng từ"))
    valid_until = models.DateField(_("hết dùng từ"), null=True, blank=True)
    state = models.CharField(_("tình trạng"), max_length=9, choices=State, default=State.DRAFT)
    decision = models.ForeignKey(Decision, related_name="+", null=True, blank=True, on_delete=models.PROTECT)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200)
    made_by_key = models.CharField(max_length=120, default="")
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True, blank=True)
    approved_by = models.CharField(_("người duyệt"), max_length=200, blank=True, default="")
    approved_by_key = models.CharField(max_length=120, blank=True, default="")
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    withdraw_reason = models.CharField(_("lý do thu hồi"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="platforms_tile_days"
            ),
        ]
        verbose_name = _("ô nền tảng trên màn hình")

    def __str__(self) -> str:
        return self.title


class TileAudience(models.Model):
    """Where a tile is meant for: an area or a point. No row: every point of the round's area."""

    tile = models.ForeignKey(PlatformTile, related_name="audience", on_delete=models.CASCADE)
    area = models.ForeignKey(Area, related_name="+", null=True, blank=True, on_delete=models.PROTECT)
    point = models.ForeignKey(SupportPoint, related_name="+", null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area=None, point__isnull=False) | Q(area__isnull=False, point=None),
                name="platforms_audience_one",
            ),
        ]
        verbose_name = _("nơi dành cho")

    def __str__(self) -> str:
        return f"{self.tile_id}"
