"""Programme → phase → plan → version, with targets, norms, tasks, conditions and open anomalies.

What a plan says is data from a folder of readable files; nothing here knows Plan 207.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.areas.models import Area
from diemsang.documents.models import Decision
from diemsang.plans.content import POINT as POINT


class Programme(models.Model):
    """A national target programme."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=300)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("chương trình")

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A phase of a programme; ``component`` is the sub-project (10.2 for the points)."""

    programme = models.ForeignKey(Programme, related_name="phases", on_delete=models.CASCADE)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=300)
    component = models.CharField(_("tiểu dự án"), max_length=20, blank=True)
    start = models.DateField(_("từ"))
    end = models.DateField(_("đến hết"))

    class Meta:
        verbose_name = _("giai đoạn")

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A province's plan. ``point_prefix`` starts the codes of points that the plan brings into the register."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    title = models.CharField(_("tên"), max_length=400)
    short_title = models.CharField(_("tên ngắn"), max_length=120)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name=_("địa bàn"))
    point_prefix = models.SlugField(max_length=8)

    class Meta:
        ordering = ["code"]
        verbose_name = _("kế hoạch")

    def __str__(self) -> str:
        return self.short_title


class PlanVersion(models.Model):
    """What the plan said from a day on, by a decision. The latest in force on a day is the one that counts.

    ``in_force_from`` is null when the day is not known: the version then counts on any day that no later one covers.
    ``areas_as_of`` is the day whose codes of units the plan's files use.
    """

    plan = models.ForeignKey(Plan, related_name="versions", on_delete=models.CASCADE)
    number = models.PositiveSmallIntegerField(_("lần"))
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, verbose_name=_("văn bản"))
    in_force_from = models.DateField(_("hiệu lực từ"), null=True, blank=True)
    areas_as_of = models.DateField(_("địa bàn tính theo ngày"))
    content_hash = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plans_version_number")]
        verbose_name = _("bản kế hoạch")

    def __str__(self) -> str:
        return f"{self.plan_id} v{self.number}"


class Period(models.Model):
    """A span of time that targets belong to. ``end`` is the last day."""

    version = models.ForeignKey(PlanVersion, related_name="periods", on_delete=models.CASCADE)
    code = models.CharField(_("kỳ"), max_length=20)
    start = models.DateField(_("từ"))
    end = models.DateField(_("đến hết"))

    class Meta:
        ordering = ["start", "end"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="plans_period_code"),
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="plans_period_order"),
        ]
        verbose_name = _("kỳ kế hoạch")

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """A thing the plan counts: points themselves, or a piece of equipment with its norm.

    ``total`` is the number the plan publishes for the whole; ``per_point`` the norm, null when none is stated.
    """

    version = models.ForeignKey(PlanVersion, related_name="items", on_delete=models.CASCADE)
    key = models.SlugField(max_length=40)
    name = models.CharField(_("tên"), max_length=200)
    unit = models.CharField(_("đơn vị"), max_length=20)
    per_point = models.PositiveIntegerField(_("mỗi điểm"), null=True, blank=True)
    total = models.PositiveIntegerField(_("tổng công bố"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="plans_item_key")]
        verbose_name = _("hạng mục")

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """So many of an item, in an area, in a period. ``position`` is the order of the published table."""

    version = models.ForeignKey(PlanVersion, related_name="targets", on_delete=models.CASCADE)
    item = models.ForeignKey(Item, related_name="targets", on_delete=models.CASCADE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, related_name="targets", on_delete=models.PROTECT)
    quantity = models.PositiveIntegerField(_("số lượng"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "item", "area", "period"], name="plans_target_key")]
        verbose_name = _("chỉ tiêu")

    def __str__(self) -> str:
        return f"{self.item_id} {self.area_id} {self.period_id}: {self.quantity}"


class Task(models.Model):
    """Work the plan orders beside installation: training, platforms, products. ``duty`` is the office's role."""

    version = models.ForeignKey(PlanVersion, related_name="tasks", on_delete=models.CASCADE)
    code = models.SlugField(max_length=40)
    title = models.CharField(_("nhiệm vụ"), max_length=500)
    period = models.ForeignKey(Period, on_delete=models.PROTECT)
    duty = models.CharField(_("cơ quan chịu trách nhiệm"), max_length=20)
    source = models.CharField(_("nguồn"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plans_task_code")]
        verbose_name = _("nhiệm vụ")

    def __str__(self) -> str:
        return self.title


class Rule(models.Model):
    """A site condition or an eligibility rule, with the article it comes from."""

    class Kind(models.TextChoices):
        """What the rule decides."""

        SITE = "SITE", _("điều kiện cơ bản của địa điểm")
        ELIGIBILITY = "ELIGIBILITY", _("căn cứ được hỗ trợ")

    version = models.ForeignKey(PlanVersion, related_name="rules", on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=Kind)
    code = models.CharField(max_length=40)
    title = models.CharField(_("nội dung"), max_length=500)
    article = models.CharField(_("điều khoản"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["kind", "position"]
        constraints = [models.UniqueConstraint(fields=["version", "kind", "code"], name="plans_rule_code")]
        verbose_name = _("điều kiện")

    def __str__(self) -> str:
        return self.title


class ListEntry(models.Model):
    """A line of the plan's list of points, as this version has it. The register of points is made from these lines.

    ``slot`` numbers a place in a district whose commune is not known.
    """

    version = models.ForeignKey(PlanVersion, related_name="entries", on_delete=models.CASCADE)
    code = models.CharField(_("mã điểm"), max_length=16)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    slot = models.PositiveSmallIntegerField(_("số thứ tự"), null=True, blank=True)
    eligibility = models.CharField(_("căn cứ"), max_length=40, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plans_entry_code")]
        verbose_name = _("dòng danh sách điểm")

    def __str__(self) -> str:
        return self.code


class PlanSource(models.Model):
    """A document the plan's figures were read from."""

    version = models.ForeignKey(PlanVersion, related_name="sources", on_delete=models.CASCADE)
    code = models.CharField(_("ký hiệu"), max_length=40)
    title = models.CharField(_("tên"), max_length=300)
    url = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="plans_source_code")]
        verbose_name = _("nguồn")

    def __str__(self) -> str:
        return self.title


class Anomaly(models.Model):
    """A contradiction in the plan's source, kept as published until a decision settles it.

    ``code`` names the check that found it, such as ``share-microphone`` (see ``plans.checks``).
    """

    plan = models.ForeignKey(Plan, related_name="anomalies", on_delete=models.CASCADE)
    item = models.SlugField(max_length=40)
    code = models.SlugField(max_length=60)
    published = models.CharField(_("số công bố"), max_length=60)
    expected = models.CharField(_("theo phép tính"), max_length=120, blank=True)
    message = models.TextField(_("nội dung"))
    source = models.TextField(_("nguồn"))
    duty = models.CharField(_("cơ quan trả lời"), max_length=20)
    opened_on = models.DateField(_("mở ngày"))
    settled_by = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["plan_id", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="plans_anomaly_code")]
        verbose_name = _("bất thường")

    def __str__(self) -> str:
        return self.message


class Settlement(models.Model):
    """A document settled an anomaly from a day on. Never removed: reopening ends it, with a reason.

    The anomaly is open on a day unless a settlement holds on it. ``version`` is set where the loading of a new version
    settled it (the contradiction is gone), so that a later version that declares it again opens it again.
    """

    anomaly = models.ForeignKey(Anomaly, related_name="settlements", on_delete=models.CASCADE)
    decision = models.ForeignKey(Decision, related_name="+", on_delete=models.PROTECT)
    on = models.DateField(_("từ ngày"))
    value = models.CharField(_("số được chốt"), max_length=60, blank=True)
    explanation = models.TextField(_("giải thích"), blank=True)
    version = models.ForeignKey(PlanVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    reopened_on = models.DateField(_("mở lại ngày"), null=True, blank=True)
    reopen_reason = models.CharField(_("lý do mở lại"), max_length=500, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["anomaly"], condition=Q(reopened_on__isnull=True), name="plans_settlement_one_open"
            )
        ]
        verbose_name = _("giải quyết bất thường")

    def __str__(self) -> str:
        return f"{self.anomaly_id}: {self.decision_id} {self.on}"
