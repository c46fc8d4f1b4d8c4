"""Daily counts of use, kept for ever; the events they come from are not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.points.models import SupportPoint


class UsageCount(models.Model):
    """What happened at a point on a day (or, when nobody knows the day, somewhere between two days).

    Counts only: no row is a person (domain.md 8.1). ``product`` and ``variety`` are text, so that use outlives what was
    used (a withdrawn product, a removed language). A column that a kind does not have is 0.
    """

    class Kind(models.TextChoices):
        """What is counted; the names of the screen's events (docs/screen-protocol.md)."""

        SESSION = "session", _("lượt dùng")
        PLAY = "play", _("lượt xem, nghe")
        GROUP = "group", _("buổi xem chung")
        ON = "on", _("giờ bật màn hình")
        OPEN = "open", _("mở cửa")
        CLOSE = "close", _("sổ đếm khi đóng cửa")
        ALERT = "alert", _("cảnh báo")
        FAULT = "fault", _("báo hỏng")

    point = models.ForeignKey(SupportPoint, related_name="usage", on_delete=models.CASCADE)
    day_from = models.DateField(_("từ ngày"))
    day_to = models.DateField(_("đến hết ngày"))
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    product = models.CharField(_("sản phẩm"), max_length=100, blank=True)
    variety = models.CharField(_("tiếng"), max_length=40, blank=True)
    mode = models.CharField(_("cách dùng"), max_length=10, blank=True)
    n = models.PositiveIntegerField(_("số lượt"), default=0)
    complete = models.PositiveIntegerField(_("trọn vẹn"), default=0)
    seconds = models.PositiveBigIntegerField(_("giây"), default=0)
    people = models.PositiveIntegerField(_("người"), default=0)
    women = models.PositiveIntegerField(_("nữ"), default=0)
    men = models.PositiveIntegerField(_("nam"), default=0)
    children = models.PositiveIntegerField(_("trẻ em"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point", "day_from", "day_to", "kind", "product", "variety", "mode"],
                name="indicators_usage_once",
            )
        ]
        indexes = [models.Index(fields=["day_from", "point", "kind"], name="indicators_usage_day")]
        verbose_name = _("số liệu sử dụng")

    def __str__(self) -> str:
        return f"{self.point_id} {self.day_from} {self.kind}"
