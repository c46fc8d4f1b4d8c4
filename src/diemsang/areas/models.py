"""Administrative units over time.

An ``Area`` keeps its identity while its extent stays the same. A rename, a new code or a new parent makes a new
``AreaVersion``; a change of extent ends the area and makes a new one, tied by ``Lineage``. Neither name nor code
is a key: nearly every commune of 2025 reuses an older commune's code.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.documents.models import Decision


class Level(models.TextChoices):
    """Levels of government; the district level ended on 30/06/2025 and stays as history."""

    PROVINCE = "PROVINCE", _("cấp tỉnh")
    DISTRICT = "DISTRICT", _("cấp huyện")
    COMMUNE = "COMMUNE", _("cấp xã")


class Kind(models.TextChoices):
    """The word that stands before the name."""

    TINH = "tinh", _("tỉnh")
    THANH_PHO = "thanh_pho", _("thành phố")
    HUYEN = "huyen", _("huyện")
    THI_XA = "thi_xa", _("thị xã")
    XA = "xa", _("xã")
    PHUONG = "phuong", _("phường")
    THI_TRAN = "thi_tran", _("thị trấn")
    DAC_KHU = "dac_khu", _("đặc khu")


class Area(models.Model):
    """An administrative unit of one extent. ``key`` is opaque, made once from its first version."""

    key = models.SlugField(max_length=60, unique=True)
    level = models.CharField(max_length=10, choices=Level)
    label_lat = models.FloatField(_("vĩ độ nhãn"), null=True, blank=True)
    label_lon = models.FloatField(_("kinh độ nhãn"), null=True, blank=True)

    class Meta:
        verbose_name = _("địa bàn")

    def __str__(self) -> str:
        return self.key


class Reform(models.Model):
    """A dated decision that changes areas, applied or undone as a whole.

    ``content`` is the reform's folder as read (``areas.formats.ReformDoc``), ``content_hash`` its SHA-256: an applied
    reform whose files changed is refused. ``made_decisions`` are the keys of decisions that applying it recorded and
    that undoing it removes again; ``decision`` is therefore null while the reform is not applied. ``answers`` are
    answers about divided units that wait, by keys, for the reform to be applied (again): asked once, remembered.
    """

    class Status(models.TextChoices):
        """Where the reform stands."""

        DRAFT = "draft", _("dự thảo")
        APPLIED = "applied", _("đã áp dụng")
        UNDONE = "undone", _("đã hoàn tác")

    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("tên"), max_length=300)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("văn bản"))
    effective_on = models.DateField(_("hiệu lực từ"))
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    content = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64)
    made_decisions = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    drafted_by = models.CharField(max_length=200, blank=True, default="")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-effective_on", "code"]
        verbose_name = _("đợt sắp xếp")

    def __str__(self) -> str:
        return self.title


class AreaVersion(Dated):
    """What a unit was called, coded and placed under, for a while."""

    area = models.ForeignKey(Area, related_name="versions", on_delete=models.CASCADE)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(_("tên"), max_length=120)
    name_key = models.CharField(max_length=120, db_index=True)
    name_marked = models.CharField(max_length=160)
    name_sort = models.CharField(max_length=255, db_index=True)
    variant = models.CharField(_("cách viết khác"), max_length=120, blank=True)
    variant_key = models.CharField(max_length=120, blank=True, db_index=True)
    scheme = models.CharField(_("bộ mã"), max_length=30)
    code = models.CharField(_("mã"), max_length=10, db_index=True)
    parent = models.ForeignKey(Area, null=True, blank=True, related_name="child_versions", on_delete=models.PROTECT)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    opened_by = models.ForeignKey(Reform, null=True, blank=True, related_name="opened", on_delete=models.PROTECT)
    closed_by = models.ForeignKey(Reform, null=True, blank=True, related_name="closed", on_delete=models.PROTECT)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["area_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["area", "valid_from"], name="areas_version_start"),
            models.UniqueConstraint(fields=["area"], condition=Q(valid_to__isnull=True), name="areas_version_one_open"),
        ]
        verbose_name = _("tên gọi theo thời gian")

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Kind and name as in running text: ``xã Nà Hang``."""
        return f"{Kind(self.kind).label} {self.name}"

    @property
    def title(self) -> str:
        """Kind and name at the head of a line: ``Xã Nà Hang``."""
        full = self.full_name
        return full[:1].upper() + full[1:]


class Lineage(models.Model):
    """Land and people of ``origin`` went to ``target`` on a day: wholly, or a part of unknown share."""

    origin = models.ForeignKey(Area, related_name="became", on_delete=models.CASCADE)
    target = models.ForeignKey(Area, related_name="came_from", on_delete=models.CASCADE)
    on = models.DateField()
    whole = models.BooleanField(default=True)
    share = models.DecimalField(max_digits=6, decimal_places=5, null=True, blank=True)
    reform = models.ForeignKey(Reform, on_delete=models.PROTECT)
    clause = models.CharField(_("điều khoản"), max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "target", "on"], name="areas_lineage_key")]
        verbose_name = _("nguồn gốc địa bàn")

    def __str__(self) -> str:
        return f"{self.origin_id}→{self.target_id}"


class SplitAnswer(models.Model):
    """Where one thing placed in a divided unit lies now, as a person answered. ``subject_key``: ``point:TQ-0001``."""

    origin = models.ForeignKey(Area, related_name="+", on_delete=models.CASCADE)
    target = models.ForeignKey(Area, related_name="+", on_delete=models.CASCADE)
    subject_key = models.CharField(max_length=120)
    answered_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["origin", "subject_key"], name="areas_split_subject")]
        verbose_name = _("trả lời khi chia tách")

    def __str__(self) -> str:
        return f"{self.subject_key}: {self.target_id}"


class AreaClosure(Dated):
    """Derived: ``descendant`` lies below ``ancestor`` (depth 0 = itself) in the interval. Rebuilt, never edited."""

    ancestor = models.ForeignKey(Area, related_name="below", on_delete=models.CASCADE)
    descendant = models.ForeignKey(Area, related_name="above", on_delete=models.CASCADE)
    depth = models.PositiveSmallIntegerField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant", "valid_from"],
                name="areas_closure_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id}>{self.descendant_id}"


class AreaSuccession(Dated):
    """Derived: in the interval, what lay in ``origin`` lies in ``target`` (itself while it lives)."""

    origin = models.ForeignKey(Area, related_name="later", on_delete=models.CASCADE)
    target = models.ForeignKey(Area, related_name="earlier", on_delete=models.CASCADE)
    whole = models.BooleanField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target", "valid_from"],
                name="areas_succession_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin_id}⇒{self.target_id}"


class AreaCover(Dated):
    """Derived: in the interval a right over ``area`` reaches ``covered`` wholly, or only answered parts of it.

    ``area`` covers what was below it and what it was formed from; never what its successor later took in. A reform
    that is applied before its day changes what rights reach on that day, not before.
    """

    area = models.ForeignKey(Area, related_name="covers", on_delete=models.CASCADE)
    covered = models.ForeignKey(Area, related_name="covered_by", on_delete=models.CASCADE)
    whole = models.BooleanField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "covered", "valid_from"],
                name="areas_cover_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_id}⊇{self.covered_id}"
