"""Documents that cause changes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.core.dated import Correctable
from diemsang.core.text import nfc, search_key
from diemsang.files.models import Blob


class DecisionKind(models.TextChoices):
    """Kinds as symbols of administrative practice (Decree 30/2020); domain glossary 13.5."""

    KH = "KH", _("Kế hoạch")
    QD = "QD", _("Quyết định")
    NQ = "NQ", _("Nghị quyết")
    TT = "TT", _("Thông tư")
    CV = "CV", _("Công văn")
    OTHER = "OTHER", _("Văn bản khác")


def number_key(number: str) -> str:
    """A number as it is compared: without marks, capitals and spaces."""
    return search_key(number).replace(" ", "")


class Decision(models.Model):
    """An official document by which something was decided. ``on`` and ``number`` are null or empty if unknown.

    ``file`` is the signed copy that stands; ``SignedCopy`` keeps those before it.
    """

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("loại"), max_length=8, choices=DecisionKind)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    on = models.DateField(_("ngày"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    title = models.CharField(_("trích yếu"), max_length=500)
    source = models.TextField(_("nguồn"), blank=True)
    file = models.ForeignKey(Blob, verbose_name=_("bản ký"), null=True, blank=True, on_delete=models.PROTECT)
    number_key = models.CharField(max_length=60, blank=True, db_index=True)
    search_key = models.TextField(blank=True)

    class Meta:
        ordering = ["-on", "key"]
        verbose_name = _("văn bản")

    def __str__(self) -> str:
        return self.number or self.title

    def save(self, **options: Any) -> None:
        """Keep the keys by which the document is found with the words they are made of."""
        self.number_key = number_key(self.number)
        self.search_key = search_key(f"{self.number} {self.title} {self.issuer}")
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "number_key", "search_key"}
        super().save(**options)

    @property
    def full_name(self) -> str:
        """Number, day and title in one line, as far as they are known."""
        day = f" ({self.on:%d/%m/%Y})" if self.on else ""
        return nfc(f"{self.number}{day} {self.title}")


class SignedCopy(Correctable):
    """A signed copy held on file. Another one replaces it: the row stays, voided, with the reason."""

    decision = models.ForeignKey(Decision, related_name="copies", on_delete=models.PROTECT)
    blob = models.ForeignKey(Blob, related_name="+", on_delete=models.PROTECT)
    file_name = models.CharField(max_length=200)
    added_by = models.CharField(_("người thêm"), max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(voided_at__isnull=True), name="documents_copy_one_standing"
            )
        ]
        verbose_name = _("bản ký")

    def __str__(self) -> str:
        return self.file_name


class DecisionRelation(models.Model):
    """A later document changes an earlier one."""

    class Kind(models.TextChoices):
        """What the later one does; Decree 30/2020 and Law 80/2015 Art. 12."""

        AMENDS = "AMENDS", _("sửa đổi, bổ sung")
        REPLACES = "REPLACES", _("thay thế")
        WITHDRAWS = "WITHDRAWS", _("bãi bỏ, thu hồi")
        CORRECTS = "CORRECTS", _("đính chính")

    later = models.ForeignKey(Decision, related_name="changes", on_delete=models.PROTECT)
    earlier = models.ForeignKey(Decision, related_name="changed_by", on_delete=models.PROTECT)
    kind = models.CharField(_("quan hệ"), max_length=10, choices=Kind)
    note = models.CharField(_("nội dung"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["later", "earlier", "kind"], name="documents_relation_once"),
            models.CheckConstraint(condition=~models.Q(later=models.F("earlier")), name="documents_relation_two"),
        ]
        verbose_name = _("quan hệ giữa văn bản")

    def __str__(self) -> str:
        return f"{self.later_id} {self.kind} {self.earlier_id}"
