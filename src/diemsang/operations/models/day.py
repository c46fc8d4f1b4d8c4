"""Posted hours and the daily log of a point (domain §6.2 SO_NK, §10.2; R-13, R-14, P17, P20).

No resident is a row: people are counters. What each source said is kept field by field, so that two sources of one
day are seen side by side and never added up.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.core import clock
from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.operations.models.base import Fact
from diemsang.points.models import SupportPoint


class PostedHours(Fact, Dated):
    """When the point says it is open. ``week`` has seven lists (Monday first) of ``["07:30", "11:00"]``.

    Holds until the next row (``chain``).
    """

    week = models.JSONField(_("giờ trong tuần"), default=list)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "valid_from"],
                condition=models.Q(voided_at__isnull=True),
                name="operations_hours_start",
            )
        ]
        verbose_name = _("giờ mở cửa niêm yết")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.valid_from}"

    def opens_on(self, day: dt.date) -> bool:
        """Whether the point says it is open on that weekday."""
        return bool(self.week[day.weekday()]) if len(self.week) == 7 else False


class LogSource(models.TextChoices):
    """Where a field of the log came from."""

    PHONE = "phone", _("điện thoại")
    PAPER = "paper", _("sổ giấy")
    TV = "tv", _("TV")


class NotOpen(models.TextChoices):
    """Why the point did not open on a day."""

    OPERATOR_AWAY = "OPERATOR_AWAY", _("người phụ trách bận, ốm")
    NO_POWER = "NO_POWER", _("mất điện")
    BROKEN = "BROKEN", _("thiết bị hỏng")
    BUILDING_USED = "BUILDING_USED", _("nhà văn hóa dùng việc khác")
    WEATHER = "WEATHER", _("mưa lũ, đường tắc")
    HOLIDAY = "HOLIDAY", _("ngày nghỉ, lễ tết")
    OTHER = "OTHER", _("lý do khác")


class DayLog(models.Model):
    """One point on one day. The columns are what holds after weighing the sources (``operations.weighing``).

    Null: nobody said; 0: somebody said none. ``visits`` counts entries: one person twice is 2.
    """

    point = models.ForeignKey(SupportPoint, related_name="day_logs", on_delete=models.CASCADE)
    day = models.DateField(_("ngày"))
    first_at = models.DateTimeField(_("ghi lần đầu"))
    last_at = models.DateTimeField(_("ghi lần cuối"))
    chosen = models.JSONField(_("nguồn người đã chọn"), default=dict)
    opened = models.TimeField(_("mở cửa"), null=True, blank=True)
    closed = models.TimeField(_("đóng cửa"), null=True, blank=True)
    not_open = models.CharField(_("không mở vì"), max_length=16, choices=NotOpen, blank=True)
    visits = models.PositiveIntegerField(_("lượt người"), null=True, blank=True)
    women = models.PositiveIntegerField(_("nữ"), null=True, blank=True)
    men = models.PositiveIntegerField(_("nam"), null=True, blank=True)
    children = models.PositiveIntegerField(_("trẻ em"), null=True, blank=True)
    activities = models.PositiveIntegerField(_("buổi, hoạt động"), default=0)
    done = models.PositiveIntegerField(_("hỗ trợ xong"), default=0)
    referred = models.PositiveIntegerField(_("chuyển tiếp"), default=0)
    failed = models.PositiveIntegerField(_("không thành"), default=0)
    power_ok = models.BooleanField(_("có điện"), null=True, blank=True)
    line_ok = models.BooleanField(_("có mạng"), null=True, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    differs = models.BooleanField(_("hai nguồn khác nhau"), default=False)

    class Meta:
        ordering = ["point_id", "day"]
        constraints = [models.UniqueConstraint(fields=["point", "day"], name="operations_log_once")]
        indexes = [models.Index(fields=["day", "point"], name="operations_log_day")]
        verbose_name = _("sổ nhật ký ngày")

    def __str__(self) -> str:
        return f"{self.point_id} {self.day}"

    @property
    def late_days(self) -> int:
        """How many days after the day it was first written."""
        return (self.first_at.astimezone(clock.VIETNAM).date() - self.day).days

    @property
    def supports(self) -> int:
        """Supports given, any result."""
        return self.done + self.referred + self.failed

    @property
    def active(self) -> bool:
        """Whether the day counts as a day of work: opened, visited or something took place."""
        used = self.opened is not None or bool(self.visits) or bool(self.activities) or bool(self.supports)
        return used and not self.not_open


class DayField(models.Model):
    """What one source says about one field of a day now; what it said before stands in ``DayEntry``."""

    log = models.ForeignKey(DayLog, related_name="fields", on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    source = models.CharField(_("nguồn"), max_length=8, choices=LogSource)
    value = models.JSONField()
    said_at = models.DateTimeField(_("lúc"))
    said_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["log_id", "name", "source"]
        constraints = [models.UniqueConstraint(fields=["log", "name", "source"], name="operations_field_once")]
        verbose_name = _("mục của ngày")

    def __str__(self) -> str:
        return f"{self.log_id} {self.name} {self.source}"


class WaitingWhy(models.TextChoices):
    """Why a log that a TV sent is not in the book yet."""

    DAY = "DAY", _("chưa chắc là ngày nào")
    MANY = "MANY", _("số rất nhiều")
    WRONG = "WRONG", _("chưa ghi được")


class WaitingLog(models.Model):
    """A day's log that a TV sent, kept aside until somebody who writes at the point says what it is.

    ``told_id`` is the TV's own name of the log: a correction replaces what still waits. ``said_day`` is the day by the
    TV's clock, which may be any; the true day lies from ``first_day`` to ``last_day``. ``day_log`` is the day it went
    into; null after ``settled_at``: it was thrown away.
    """

    point = models.ForeignKey(SupportPoint, related_name="waiting_logs", on_delete=models.CASCADE)
    told_id = models.UUIDField()
    entry_id = models.UUIDField(unique=True)
    said_day = models.DateField(_("ngày trên TV"))
    first_day = models.DateField(_("từ ngày"))
    last_day = models.DateField(_("đến ngày"))
    fields = models.JSONField(default=dict)
    why = models.CharField(_("vì sao chờ"), max_length=8, choices=WaitingWhy)
    words = models.CharField(_("nói rõ"), max_length=500, blank=True)
    said_by = models.CharField(_("TV nào"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("nhận lúc"))
    settled_at = models.DateTimeField(_("xong lúc"), null=True, blank=True)
    settled_by = models.CharField(_("người xác nhận"), max_length=200, blank=True)
    day_log = models.ForeignKey(DayLog, null=True, blank=True, related_name="+", on_delete=models.SET_NULL)

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "told_id"],
                condition=models.Q(settled_at__isnull=True),
                name="operations_waiting_once",
            )
        ]
        verbose_name = _("sổ từ TV chờ xác nhận")

    def __str__(self) -> str:
        return f"{self.point_id} {self.said_day}"

    @property
    def from_day(self) -> dt.date:
        """The earliest day it can be of: one that was begun before midnight and saved after it is of the day before."""
        before = self.first_day - dt.timedelta(days=1)
        return before if self.said_day == before else self.first_day


class DayEntry(models.Model):
    """One sending into a day's log, as it came: ``fields`` is what it said, ``before`` what that source had said.

    ``entry_id`` is made by the sender: the same again writes nothing. ``told_id`` is the sender's name of a log that
    it says whole each time (a TV), so that a later saving takes back what it leaves out. Rows are never changed.
    """

    entry_id = models.UUIDField(unique=True)
    told_id = models.UUIDField(null=True, blank=True)
    log = models.ForeignKey(DayLog, related_name="entries", on_delete=models.CASCADE)
    source = models.CharField(_("nguồn"), max_length=8, choices=LogSource)
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    at = models.DateTimeField(_("lúc"))
    by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("lần ghi sổ")

    def __str__(self) -> str:
        return f"{self.log_id} {self.at}"
