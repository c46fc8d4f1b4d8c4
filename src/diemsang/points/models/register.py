"""Points and three of their four separate histories: place, custody, funder (domain §7.2).

The fourth, who looks after the point, is ``operations.OperatorAssignment``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.areas.models import Area
from diemsang.core.dated import Correctable, Dated, DatedQuerySet
from diemsang.documents.models import Decision
from diemsang.files.models import Blob
from diemsang.plans.models import Period, Phase, Plan


class HostBuilding(models.TextChoices):
    """The building a point stands in; glossary 13.1."""

    UNKNOWN = "", _("chưa rõ")
    VILLAGE_HALL = "VILLAGE_HALL", _("nhà văn hóa thôn")
    COMMUNE_OFFICE = "COMMUNE_OFFICE", _("trụ sở UBND xã")
    LEARNING_CENTRE = "LEARNING_CENTRE", _("trung tâm văn hóa – học tập cộng đồng")
    MILITIA_POST = "MILITIA_POST", _("chốt dân quân biên giới")
    POST_CULTURE = "POST_CULTURE", _("bưu điện – văn hóa xã")
    SCHOOL = "SCHOOL", _("trường học")
    OTHER = "OTHER", _("nơi khác")


class EligibilityBasis(models.TextChoices):
    """Why a point was entitled (QĐ 39/2021/QĐ-TTg Appendix X; TT 03/2023)."""

    UNKNOWN = "", _("chưa rõ")
    REGION_III = "REGION_III", _("xã khu vực III")
    HAS_SD_VILLAGE = "HAS_SD_VILLAGE", _("xã có thôn đặc biệt khó khăn")


class SupportPoint(models.Model):
    """One support point. ``code`` is permanent and says nothing about place, unit or name."""

    code = models.CharField(_("mã điểm"), max_length=16, unique=True)
    created_at = models.DateTimeField()
    known_seats: frozenset[int] | None = None
    """Not kept: ids of the units where it stands, set by a page that asks twenty times what a person may do there
    (``points.queries.scope.may``). What writes never sets it, for writing may move the point."""

    class Meta:
        ordering = ["code"]
        verbose_name = _("điểm hỗ trợ")

    def __str__(self) -> str:
        return self.code


class PlanPoint(models.Model):
    """A point stands in a plan's list. ``period`` is null when the plan does not say which year it belongs to.

    ``left_on`` is the day a later version no longer lists it; coming back clears it.
    """

    point = models.ForeignKey(SupportPoint, related_name="listings", on_delete=models.CASCADE)
    plan = models.ForeignKey(Plan, related_name="listings", on_delete=models.PROTECT)
    target_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, null=True, blank=True, on_delete=models.SET_NULL)
    listed_on = models.DateField(_("vào danh sách ngày"))
    left_on = models.DateField(_("ra khỏi danh sách ngày"), null=True, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "plan"], name="points_listing_key")]
        verbose_name = _("điểm trong kế hoạch")

    def __str__(self) -> str:
        return f"{self.point_id}@{self.plan_id}"


class PointPlace(Dated, Correctable):
    """Where the point stood. ``area`` is the unit it was recorded in; today's unit derives through lineage.

    A point whose commune is not known is placed in its district (``slot`` then numbers it there). ``replaces`` is the
    row that this one closed (a move) or voided (a correction); voiding this one brings it back.
    """

    point = models.ForeignKey(SupportPoint, related_name="places", on_delete=models.CASCADE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("địa bàn"))
    slot = models.PositiveSmallIntegerField(_("số thứ tự trong huyện"), null=True, blank=True)
    village = models.CharField(_("thôn, bản"), max_length=120, blank=True)
    host_building = models.CharField(_("nơi đặt"), max_length=20, choices=HostBuilding, blank=True)
    building_name = models.CharField(_("tên công trình"), max_length=200, blank=True)
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(_("nguồn"), max_length=500)
    search_key = models.CharField(max_length=400, blank=True, db_index=True)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="points_place_one_open",
            )
        ]
        verbose_name = _("địa điểm của điểm")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.area_id}"


class PointCustody(Dated, Correctable):
    """Who holds the point's property. ``office`` is null when nobody knows (``holder`` then says what is known)."""

    point = models.ForeignKey(SupportPoint, related_name="custodies", on_delete=models.CASCADE)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(_("bên giữ"), max_length=200, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(_("nguồn"), max_length=500)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from"]
        verbose_name = _("bên giữ tài sản")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.office_id}"


class PointFunder(Dated, Correctable):
    """Which money pays for the point."""

    point = models.ForeignKey(SupportPoint, related_name="funders", on_delete=models.CASCADE)
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.PROTECT)
    fund_source = models.CharField(_("nguồn vốn"), max_length=200)
    source = models.CharField(_("nguồn"), max_length=500)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from"]
        verbose_name = _("nguồn vốn của điểm")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.fund_source}"


class PointEligibility(Dated, Correctable):
    """Why the point was entitled, by which list. Losing it never closes the point."""

    point = models.ForeignKey(SupportPoint, related_name="eligibilities", on_delete=models.CASCADE)
    basis = models.CharField(_("căn cứ"), max_length=20, choices=EligibilityBasis, blank=True)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    source = models.CharField(_("nguồn"), max_length=500)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from"]
        verbose_name = _("căn cứ được hỗ trợ")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.basis}"


class Suspension(Dated, Correctable):
    """The point is out of use for a while, with a reason."""

    point = models.ForeignKey(SupportPoint, related_name="suspensions", on_delete=models.CASCADE)
    reason = models.CharField(_("lý do"), max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("tạm dừng hoạt động")

    def __str__(self) -> str:
        return f"{self.point_id}: {self.reason}"


class PaperKind(models.TextChoices):
    """Papers over the life of a point, in its order (domain §6.2)."""

    QD_DS = "QD_DS", _("Quyết định phê duyệt danh sách điểm")
    BB_KS = "BB_KS", _("Biên bản, phiếu khảo sát")
    QD_CH = "QD_CH", _("Quyết định phê duyệt danh mục, cấu hình")
    HD = "HD", _("Hợp đồng mua sắm")
    BB_GN = "BB_GN", _("Biên bản giao nhận, lắp đặt")
    BB_NT = "BB_NT", _("Biên bản nghiệm thu")
    BB_BG = "BB_BG", _("Biên bản bàn giao tài sản")
    QD_PC = "QD_PC", _("Quyết định, thông báo phân công phụ trách")
    NQ = "NQ", _("Nội quy, quy chế hoạt động")
    TB_KT = "TB_KT", _("Thông báo khai trương, mở cửa")
    BB_KTR = "BB_KTr", _("Biên bản kiểm tra")
    BB_KK = "BB_KK", _("Biên bản kiểm kê")
    BB_BGSN = "BB_BGSN", _("Biên bản bàn giao khi sắp xếp đơn vị hành chính")
    DN_TL = "DN_TL", _("Đề nghị điều chuyển, thanh lý")
    OTHER = "", _("Giấy tờ, ảnh khác")


class PointFile(Correctable):
    """A paper or picture in the point's file (hồ sơ điểm). What is not printed on it stays empty."""

    point = models.ForeignKey(SupportPoint, related_name="files", on_delete=models.CASCADE)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT)
    title = models.CharField(_("tên"), max_length=200)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(_("loại"), max_length=8, choices=PaperKind, blank=True)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    on = models.DateField(_("ngày"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan lập"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự trong loại"), default=0)
    added_by = models.CharField(_("người thêm"), max_length=200, blank=True)

    class Meta:
        ordering = ["recorded_at"]
        verbose_name = _("tệp trong hồ sơ điểm")

    def __str__(self) -> str:
        return self.title
