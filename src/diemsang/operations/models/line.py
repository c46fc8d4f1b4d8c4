"""The Internet line of a point: entitled, ordered, connected, measured are four separate facts (domain §4, P4 and P5).

A village can be entitled for years and never be connected; a line can work that nobody recorded as ordered. So each
fact has its own table, day and source, and nothing is derived from one to another.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.documents.models import Decision
from diemsang.operations.models.base import Fact, after, last_day


class Programme(models.TextChoices):
    """By what a point is entitled to a line."""

    UNIVERSAL_SERVICE = "UNIVERSAL_SERVICE", _("viễn thông công ích (QĐ 2269/QĐ-TTg)")
    OTHER = "OTHER", _("chương trình, quyết định khác")


PROGRAMME_ENDS: dict[str, dt.date] = {Programme.UNIVERSAL_SERVICE: dt.date(2025, 12, 31)}
"""Last day of a programme. The universal-service programme ended on 31/12/2025 (domain §1.8, S-57)."""


class Fund(models.TextChoices):
    """Which money pays the line; glossary 13.3."""

    UNKNOWN = "", _("chưa rõ")
    UNIVERSAL_SERVICE = "UNIVERSAL_SERVICE", _("viễn thông công ích")
    CENTRAL = "CENTRAL", _("ngân sách trung ương")
    LOCAL = "LOCAL", _("ngân sách địa phương")
    SOCIALISED = "SOCIALISED", _("xã hội hóa")
    OTHER = "OTHER", _("nguồn khác")


class Technology(models.TextChoices):
    """How the line reaches the point."""

    UNKNOWN = "", _("chưa rõ")
    FIBRE = "FIBRE", _("cáp quang")
    MOBILE = "MOBILE", _("sóng di động 4G, 5G")
    SATELLITE = "SATELLITE", _("vệ tinh")
    OTHER = "OTHER", _("cách khác")


class LineEntitlement(Fact, Dated):
    """The point is entitled to a supported line from a day, until a day. ``basis`` says by what when it is no
    registered decision."""

    programme = models.CharField(_("chương trình"), max_length=20, choices=Programme)
    decision = models.ForeignKey(Decision, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        indexes = [models.Index(fields=["point", "voided_at", "programme", "valid_to"], name="operations_entitled")]
        verbose_name = _("quyền hưởng đường truyền")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.programme}"

    @property
    def ends(self) -> dt.date | None:
        """The first day without it: its own end, or that of its programme when that is earlier."""
        ends = [day for day in (self.valid_to, after(PROGRAMME_ENDS.get(self.programme))) if day is not None]
        return min(ends, default=None)

    @property
    def last_day(self) -> dt.date | None:
        """Its last day; null: unknown."""
        return last_day(self.ends)


class LineContract(Fact, Dated):
    """A line was ordered from a carrier. ``valid_from``, ``valid_to``: when the contract runs.

    ``renews`` is the contract that this one carries on. ``closed_renewed``: that one had no end of its own and got it
    from this one, so voiding this one opens it again.
    """

    carrier = models.CharField(_("nhà mạng"), max_length=80)
    carrier_key = models.CharField(max_length=80, db_index=True)
    number = models.CharField(_("số hợp đồng"), max_length=60, blank=True)
    ordered_on = models.DateField(_("ngày đặt"), null=True, blank=True)
    speed_mbps = models.DecimalField(_("tốc độ cam kết, Mbps"), max_digits=6, decimal_places=1, null=True, blank=True)
    monthly_fee = models.PositiveIntegerField(_("cước tháng, đồng"), null=True, blank=True)
    fund = models.CharField(_("nguồn kinh phí"), max_length=20, choices=Fund, blank=True)
    renews = models.ForeignKey("self", null=True, blank=True, related_name="renewals", on_delete=models.PROTECT)
    closed_renewed = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        indexes = [models.Index(fields=["point", "voided_at", "valid_from", "valid_to"], name="operations_contract")]
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="operations_contract_one_open",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="operations_contract_days",
            ),
        ]
        verbose_name = _("hợp đồng đường truyền")

    def __str__(self) -> str:
        return f"{self.carrier} {self.number}".strip()

    @property
    def last_day(self) -> dt.date | None:
        """Its last day; null: unknown."""
        return last_day(self.valid_to)


class LineConnection(Fact, Dated):
    """The line is connected since ``valid_from`` (null: nobody knows the day) until the day it is cut."""

    technology = models.CharField(_("cách nối"), max_length=12, choices=Technology, blank=True)
    end_reason = models.CharField(_("vì sao cắt"), max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="operations_connection_one_open",
            )
        ]
        verbose_name = _("đường truyền đã nối")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.valid_from}"


class LineMeasure(Fact):
    """Somebody measured the line on a day. What was not measured is null, never zero."""

    on = models.DateField(_("ngày đo"))
    download_mbps = models.DecimalField(_("tải xuống, Mbps"), max_digits=6, decimal_places=2, null=True, blank=True)
    upload_mbps = models.DecimalField(_("tải lên, Mbps"), max_digits=6, decimal_places=2, null=True, blank=True)
    ping_ms = models.DecimalField(_("độ trễ, ms"), max_digits=7, decimal_places=1, null=True, blank=True)
    by = models.CharField(_("người đo"), max_length=120)
    where = models.CharField(_("đo ở đâu"), max_length=200, blank=True)

    class Meta:
        ordering = ["point_id", "on", "id"]
        indexes = [models.Index(fields=["point", "voided_at", "on"], name="operations_measure_on")]
        constraints = [
            models.CheckConstraint(
                condition=Q(download_mbps__gt=0) | Q(upload_mbps__gt=0) | Q(ping_ms__gt=0),
                name="operations_measure_something",
            )
        ]
        verbose_name = _("lần đo đường truyền")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.on}"


class LinePayer(Fact, Dated):
    """Who pays from a day on, until the next row. Neither ``office`` nor ``payer``: from that day nobody is known to.

    ``valid_to`` is where the next row begins (``chain``): no day has two payers, none lies between two rows.
    """

    office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT)
    payer = models.CharField(_("bên trả"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "valid_from"], condition=Q(voided_at__isnull=True), name="operations_payer_start"
            ),
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(voided_at__isnull=True, valid_from__isnull=True),
                name="operations_payer_one_first",
            ),
        ]
        verbose_name = _("bên trả cước")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.payer or self.office_id}"
