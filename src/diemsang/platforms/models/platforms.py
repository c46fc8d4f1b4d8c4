"""The register of digital platforms; TT 03/2023/TT-BTTTT Art. 13, Plan 207."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.points.topics import Topic


class Maturity(models.TextChoices):
    """Plan 207 chooses among existing platforms and those still being developed."""

    EXISTING = "EXISTING", _("có sẵn")
    DEVELOPING = "DEVELOPING", _("đang phát triển")


class Cost(models.TextChoices):
    """What a resident pays."""

    FREE = "FREE", _("miễn phí")
    PAID = "PAID", _("có thu tiền")


class OnTv(models.TextChoices):
    """Whether somebody saw it work on a point's television; empty: nobody tried."""

    YES = "YES", _("dùng được")
    NO = "NO", _("không dùng được")


class Platform(models.Model):
    """One platform. What nobody knows is empty or null, never a default.

    ``address`` is https or empty (one in development has none yet). ``security_level``: 1–5 of NĐ 85/2016.
    Platforms belong to the whole hub; an archived one takes no part in new rounds and stays to be read.
    """

    public_id = models.UUIDField(unique=True)
    code = models.SlugField(_("mã"), max_length=12, unique=True)
    name = models.CharField(_("tên"), max_length=200)
    search_key = models.CharField(max_length=500, default="")
    owner = models.CharField(_("cơ quan chủ quản"), max_length=200, blank=True, default="")
    address = models.CharField(_("địa chỉ"), max_length=500, blank=True, default="")
    purpose = models.TextField(_("mục đích"), blank=True, default="")
    topics = models.JSONField(_("chủ đề"), default=list)
    maturity = models.CharField(_("mức hoàn thiện"), max_length=10, choices=Maturity, blank=True, default="")
    is_local = models.BooleanField(_("thuộc phạm vi quản lý của địa phương"), null=True, blank=True)
    security_level = models.PositiveSmallIntegerField(_("cấp độ an toàn"), null=True, blank=True)
    personal_data = models.BooleanField(_("xử lý dữ liệu cá nhân"), null=True, blank=True)
    personal_data_what = models.CharField(_("dữ liệu cá nhân nào"), max_length=500, blank=True, default="")
    cost = models.CharField(_("người dân phải trả tiền"), max_length=6, choices=Cost, blank=True, default="")
    cost_note = models.CharField(_("mức thu"), max_length=200, blank=True, default="")
    login_needed = models.BooleanField(_("phải đăng nhập"), null=True, blank=True)
    works_on_tv = models.CharField(_("trên TV của điểm"), max_length=4, choices=OnTv, blank=True, default="")
    tested_on = models.DateField(_("thử ngày"), null=True, blank=True)
    tested_by = models.CharField(_("người thử"), max_length=120, blank=True, default="")
    languages = models.CharField(_("thứ tiếng"), max_length=200, blank=True, default="")
    notes = models.TextField(_("ghi chú"), blank=True, default="")
    made_at = models.DateTimeField(_("ghi lúc"))
    archived_at = models.DateTimeField(_("cất lúc"), null=True, blank=True)
    archive_reason = models.CharField(_("lý do cất"), max_length=300, blank=True, default="")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(security_level=None) | Q(security_level__range=(1, 5)), name="platforms_security_level"
            ),
            models.CheckConstraint(condition=Q(address="") | Q(address__startswith="https://"), name="platforms_https"),
        ]
        verbose_name = _("nền tảng số")

    def __str__(self) -> str:
        return self.name

    @property
    def topic_words(self) -> list[str]:
        """Its topics (domain §1.4) in words."""
        return [str(Topic(code).label) for code in self.topics if code in Topic.values]


class AllowedHost(models.Model):
    """A host that televisions may open. Taken off, the row stays with when."""

    host = models.CharField(_("tên miền"), max_length=253, unique=True)
    note = models.CharField(_("vì sao"), max_length=300, blank=True, default="")
    added_at = models.DateTimeField(_("ghi lúc"))
    added_by = models.CharField(_("người ghi"), max_length=200)
    removed_at = models.DateTimeField(_("bỏ lúc"), null=True, blank=True)

    class Meta:
        ordering = ["host"]
        verbose_name = _("tên miền được mở trên TV")

    def __str__(self) -> str:
        return self.host
