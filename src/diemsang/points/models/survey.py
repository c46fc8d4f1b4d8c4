"""Surveys of a point's site: the four conditions of TT 03/2023/TT-BTTTT Art. 9 and what else was seen there.

A survey is never edited: a correction voids it and another one stands (``replaces``). Where the point stood is asked of
its places on the survey's day, so a unit merged away later keeps its name of that day.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.documents.models import Decision, Minute
from diemsang.files.models import Blob
from diemsang.points.models.register import SupportPoint


class Verdict(models.TextChoices):
    """What the surveyor found of one condition. None is preselected anywhere."""

    PASS = "pass", _("đạt")
    FAIL = "fail", _("không đạt")
    UNKNOWN = "unknown", _("chưa rõ")


class SurveyResult(models.TextChoices):
    """What the verdicts come to; a failed condition that a decision waives no longer stands in the way."""

    PASSED = "passed", _("đạt")
    WAIVED = "waived", _("đạt nhờ miễn điều kiện")
    FAILED = "failed", _("không đạt")
    OPEN = "open", _("chưa kết luận")


class Signal(models.TextChoices):
    """Mobile signal at the place (glossary 13.1)."""

    GOOD = "GOOD", _("tốt")
    PATCHY = "PATCHY", _("chập chờn")
    NONE = "NONE", _("không có")


class Carrier(models.TextChoices):
    """Mobile networks that a surveyor looks for."""

    VIETTEL = "viettel", "Viettel"
    VINAPHONE = "vinaphone", "VinaPhone"
    MOBIFONE = "mobifone", "MobiFone"
    VIETNAMOBILE = "vietnamobile", "Vietnamobile"


class Grid(models.TextChoices):
    """Where the power comes from (glossary 13.1)."""

    UNKNOWN = "", _("chưa rõ")
    NATIONAL = "NATIONAL", _("điện lưới quốc gia")
    OFF_GRID = "OFF_GRID", _("chưa có điện lưới")


class Stability(models.TextChoices):
    """How steady the power is."""

    UNKNOWN = "", _("chưa rõ")
    STABLE = "STABLE", _("ổn định")
    WEAK = "WEAK", _("hay yếu")
    CUTS = "CUTS", _("hay mất")


class SiteSurvey(Correctable):
    """One visit. ``result`` and ``passed_on`` follow from verdicts and waivers; what nobody noted is empty or null."""

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="surveys", on_delete=models.CASCADE)
    on = models.DateField(_("ngày khảo sát"))
    checklist = models.CharField(_("bộ điều kiện"), max_length=60)
    result = models.CharField(_("kết quả"), max_length=8, choices=SurveyResult)
    passed_on = models.DateField(_("đạt từ ngày"), null=True, blank=True)
    surveyors = models.TextField(_("người khảo sát"))
    signal = models.JSONField(_("sóng di động"), default=dict)
    grid = models.CharField(_("nguồn điện"), max_length=10, choices=Grid, blank=True)
    power = models.CharField(_("điện"), max_length=8, choices=Stability, blank=True)
    room_area = models.FloatField(_("diện tích phòng (m²)"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("số chỗ ngồi"), null=True, blank=True)
    varieties = models.JSONField(_("tiếng nói chính"), default=list)
    varieties_note = models.CharField(_("tiếng nói khác"), max_length=200, blank=True)
    note = models.TextField(_("nhận xét"), blank=True)
    from_paper = models.BooleanField(_("nhập từ phiếu giấy"), default=False)
    recorded_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    minute = models.ForeignKey(Minute, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["point", "voided_at", "-on"], name="points_survey_standing")]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "on"], condition=Q(voided_at__isnull=True), name="points_survey_one_a_day"
            )
        ]
        verbose_name = _("phiếu khảo sát")

    def __str__(self) -> str:
        return f"{self.point_id} {self.on}"


class SiteVerdict(models.Model):
    """What one survey found of one condition of its checklist."""

    survey = models.ForeignKey(SiteSurvey, related_name="verdicts", on_delete=models.CASCADE)
    criterion = models.CharField(_("điều kiện"), max_length=40)
    verdict = models.CharField(_("kết luận"), max_length=8, choices=Verdict)
    note = models.TextField(_("ghi chú"), blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["survey", "criterion"], name="points_verdict_once")]
        verbose_name = _("kết luận từng điều kiện")

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict}"


class SiteWaiver(Correctable):
    """A decision lets a failed condition of one survey pass from a day on."""

    public_id = models.UUIDField(unique=True)
    survey = models.ForeignKey(SiteSurvey, related_name="waivers", on_delete=models.CASCADE)
    criterion = models.CharField(_("điều kiện"), max_length=40)
    decision = models.ForeignKey(Decision, related_name="+", on_delete=models.PROTECT)
    on = models.DateField(_("từ ngày"))
    recorded_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "criterion"], condition=Q(voided_at__isnull=True), name="points_waiver_one_standing"
            )
        ]
        verbose_name = _("miễn điều kiện")

    def __str__(self) -> str:
        return f"{self.criterion}: {self.decision_id}"


class SurveyPhoto(Correctable):
    """A photo, kept as the camera made it; ``taken_at`` and position are its own words (EXIF), null when it has none.

    Photos arrive before the survey is recorded: ``survey_key`` is the survey's ``public_id``, which the form made.
    """

    public_id = models.UUIDField(unique=True)
    point = models.ForeignKey(SupportPoint, related_name="survey_photos", on_delete=models.CASCADE)
    survey_key = models.UUIDField(db_index=True)
    criterion = models.CharField(_("điều kiện"), max_length=40, blank=True)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    file_name = models.CharField(max_length=200)
    taken_at = models.DateTimeField(_("chụp lúc"), null=True, blank=True)
    lat = models.FloatField(_("vĩ độ"), null=True, blank=True)
    lon = models.FloatField(_("kinh độ"), null=True, blank=True)
    added_by = models.CharField(_("người thêm"), max_length=200, blank=True)
    added_key = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey_key", "blob"], condition=Q(voided_at__isnull=True), name="points_photo_once"
            )
        ]
        verbose_name = _("ảnh khảo sát")

    def __str__(self) -> str:
        return self.file_name


class SurveyEquipment(models.Model):
    """Something that stands there already, and whose money bought it: no second one is bought (TT 03/2023 Art. 10)."""

    survey = models.ForeignKey(SiteSurvey, related_name="equipment", on_delete=models.CASCADE)
    item = models.SlugField(_("hạng mục"), max_length=40, blank=True)
    name = models.CharField(_("thiết bị"), max_length=200)
    quantity = models.PositiveSmallIntegerField(_("số lượng"), null=True, blank=True)
    working = models.BooleanField(_("còn dùng được"), null=True, blank=True)
    funding = models.CharField(_("nguồn vốn đã mua"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("thiết bị đã có")

    def __str__(self) -> str:
        return self.name


class SurveyCandidate(models.Model):
    """Somebody who could run the point: name and post, no more, for the purpose of choosing (domain §8.1).

    Staff pages only; deleted once the choice is made (``forget_candidates``), and with the survey that is voided.
    """

    survey = models.ForeignKey(SiteSurvey, related_name="candidates", on_delete=models.CASCADE)
    name = models.CharField(_("họ và tên"), max_length=120)
    post = models.CharField(_("chức danh"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("người dự kiến phụ trách")

    def __str__(self) -> str:
        return self.name
