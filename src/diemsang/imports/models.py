"""Files that people brought: what each would do, did, and how to take it back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a run stands. Only conditional updates move it, so that nothing happens twice."""

    WAITING = "waiting", _("chờ kiểm tra")
    CHECKING = "checking", _("đang kiểm tra")
    CHECKED = "checked", _("đã kiểm tra")
    QUEUED = "queued", _("chờ áp dụng")
    APPLIED = "applied", _("đã áp dụng")
    UNDONE = "undone", _("đã hoàn tác")


class HubTag(models.Model):
    """Random words by which this hub knows its own exports again; a restored hub keeps them. One row."""

    tag = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("dấu của hub")

    def __str__(self) -> str:
        return self.tag


class ListGate(models.Model):
    """One row a list, locked while a file is applied to it, so that two people never write the same list at once."""

    key = models.CharField(max_length=40, unique=True)
    passed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("cửa của danh sách")

    def __str__(self) -> str:
        return self.key


class ImportRun(models.Model):
    """One file brought by one person for one list. ``blob`` is the file as .xlsx without macros."""

    list_key = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("tệp"), max_length=200)
    sha256 = models.CharField(max_length=64)
    blob = models.ForeignKey("files.Blob", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField(_("nhận lúc"))
    lease_until = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=100, blank=True)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    converted = models.JSONField(default=list)
    confirmed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="imports_run_owner"),
            models.Index(fields=["list_key", "sha256"], name="imports_run_same"),
        ]
        verbose_name = _("lần nhập")

    def __str__(self) -> str:
        return f"{self.list_key} {self.file_name}"


class ImportRow(models.Model):
    """What the last check of a run said of one row, for its page."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=255, blank=True)
    lines = models.JSONField(default=list)
    noted = models.BooleanField(default=False)

    class Meta:
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["run", "kind", "number"], name="imports_row_page")]
        verbose_name = _("dòng")

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class ImportStep(models.Model):
    """What one written row left for undoing it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveIntegerField()
    step = models.JSONField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["run", "order"], name="imports_step_once")]
        verbose_name = _("bước")

    def __str__(self) -> str:
        return f"{self.run_id}/{self.order}"
