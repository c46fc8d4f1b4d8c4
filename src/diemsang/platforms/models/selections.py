"""Selection rounds: criteria, candidates, scorers, sheets, the decision and its later reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.documents.models import Decision
from diemsang.plans.models import Plan
from diemsang.platforms.models.platforms import Platform


class PlatformSelection(models.Model):
    """One round in which platforms are compared for the points of ``area`` (a province).

    ``review_on``: the day by which the decision is looked at again; null once nothing chosen is in use any more.
    """

    class State(models.TextChoices):
        """From left to right only."""

        DRAFT = "draft", _("đang lập")
        OPEN = "open", _("đang chấm")
        CLOSED = "closed", _("đã chấm xong")
        DECIDED = "decided", _("đã quyết định")

    public_id = models.UUIDField(unique=True)
    code = models.SlugField(_("mã"), max_length=12, unique=True)
    title = models.CharField(_("tên đợt"), max_length=200)
    area = models.ForeignKey(Area, related_name="+", on_delete=models.PROTECT)
    plan = models.ForeignKey(Plan, related_name="+", null=True, blank=True, on_delete=models.PROTECT)
    state = models.CharField(_("tình trạng"), max_length=8, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField(_("lập lúc"))
    opened_at = models.DateTimeField(_("mở lúc"), null=True, blank=True)
    closed_at = models.DateTimeField(_("khóa lúc"), null=True, blank=True)
    decided_at = models.DateTimeField(_("ghi quyết định lúc"), null=True, blank=True)
    decision = models.ForeignKey(Decision, related_name="+", null=True, blank=True, on_delete=models.PROTECT)
    decision_note = models.TextField(_("lý do lựa chọn"), blank=True, default="")
    review_on = models.DateField(_("rà soát lại trước ngày"), null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("đợt lựa chọn nền tảng số")

    def __str__(self) -> str:
        return self.title


class Criterion(models.Model):
    """What sheets are filled in for. ``weight`` in percent; all of a round make 100 once it opens.

    ``minimum`` null: no knock-out. Otherwise a candidate whose mean on this criterion lies below it is out.
    """

    selection = models.ForeignKey(PlatformSelection, related_name="criteria", on_delete=models.CASCADE)
    place = models.PositiveSmallIntegerField(_("thứ tự"))
    text = models.CharField(_("tiêu chí"), max_length=300)
    weight = models.DecimalField(_("trọng số, %"), max_digits=5, decimal_places=2)
    minimum = models.DecimalField(_("loại nếu dưới"), max_digits=3, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "place"], name="platforms_criterion_place"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="platforms_criterion_weight"),
        ]
        verbose_name = _("tiêu chí")

    def __str__(self) -> str:
        return self.text

    @property
    def share(self) -> str:
        """The weight as people write it: 12,5."""
        return format(self.weight.normalize(), "f").replace(".", ",")


class Candidate(models.Model):
    """A platform of the register in a round. ``chosen`` by the decision."""

    selection = models.ForeignKey(PlatformSelection, related_name="candidates", on_delete=models.CASCADE)
    platform = models.ForeignKey(Platform, related_name="candidacies", on_delete=models.PROTECT)
    chosen = models.BooleanField(_("được chọn"), default=False)

    class Meta:
        ordering = ["platform__code"]
        constraints = [models.UniqueConstraint(fields=["selection", "platform"], name="platforms_candidate_once")]
        verbose_name = _("nền tảng dự tuyển")

    def __str__(self) -> str:
        return f"{self.selection_id} {self.platform_id}"


class Scorer(models.Model):
    """Somebody named to score; ``handed_in_at`` once, then the sheet stands."""

    selection = models.ForeignKey(PlatformSelection, related_name="scorers", on_delete=models.CASCADE)
    user = models.ForeignKey(User, related_name="+", on_delete=models.PROTECT)
    handed_in_at = models.DateTimeField(_("nộp lúc"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["selection", "user"], name="platforms_scorer_once")]
        verbose_name = _("người chấm")

    def __str__(self) -> str:
        return f"{self.selection_id} {self.user_id}"


class Score(models.Model):
    """One figure of a sheet, 0–5 (null: not given yet), and what it rests on."""

    scorer = models.ForeignKey(Scorer, related_name="scores", on_delete=models.CASCADE)
    candidate = models.ForeignKey(Candidate, related_name="scores", on_delete=models.CASCADE)
    criterion = models.ForeignKey(Criterion, related_name="scores", on_delete=models.CASCADE)
    points = models.PositiveSmallIntegerField(_("điểm"), null=True, blank=True)
    evidence = models.CharField(_("căn cứ"), max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scorer", "candidate", "criterion"], name="platforms_score_once"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__lte=5), name="platforms_score_range"),
        ]
        verbose_name = _("điểm chấm")

    def __str__(self) -> str:
        return f"{self.scorer_id} {self.candidate_id} {self.criterion_id}"


class Interest(models.Model):
    """A scorer's declared interest in a candidate: no sheet of theirs counts there."""

    scorer = models.ForeignKey(Scorer, related_name="interests", on_delete=models.CASCADE)
    candidate = models.ForeignKey(Candidate, related_name="interests", on_delete=models.CASCADE)
    reason = models.CharField(_("quan hệ lợi ích"), max_length=300)
    declared_at = models.DateTimeField(_("khai lúc"))

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["scorer", "candidate"], name="platforms_interest_once")]
        verbose_name = _("khai báo lợi ích")

    def __str__(self) -> str:
        return f"{self.scorer_id} {self.candidate_id}"


class SelectionReview(models.Model):
    """The decision was looked at again. ``next_on`` null: the chosen platforms are no longer used."""

    public_id = models.UUIDField(unique=True)
    selection = models.ForeignKey(PlatformSelection, related_name="reviews", on_delete=models.CASCADE)
    on = models.DateField(_("rà soát ngày"))
    finding = models.TextField(_("kết luận"))
    next_on = models.DateField(_("rà soát lại trước ngày"), null=True, blank=True)
    by = models.CharField(_("người ghi"), max_length=200)
    recorded_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("lần rà soát")

    def __str__(self) -> str:
        return f"{self.selection_id} {self.on}"
