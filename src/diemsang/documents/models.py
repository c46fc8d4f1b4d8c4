"""Documents that cause changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.files.models import Blob


class DecisionKind(models.TextChoices):
    """Kinds as symbols of administrative practice (Decree 30/2020); domain glossary 13.5."""

    KH = "KH", _("Kế hoạch")
    QD = "QD", _("Quyết định")
    NQ = "NQ", _("Nghị quyết")
    TT = "TT", _("Thông tư")
    CV = "CV", _("Công văn")
    OTHER = "OTHER", _("Văn bản khác")


class Decision(models.Model):
    """An official document by which something was decided. ``on`` and ``number`` are null or empty if unknown."""

    key = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("loại"), max_length=8, choices=DecisionKind)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    on = models.DateField(_("ngày"), null=True, blank=True)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200, blank=True)
    title = models.CharField(_("trích yếu"), max_length=500)
    source = models.TextField(_("nguồn"), blank=True)
    file = models.ForeignKey(Blob, verbose_name=_("bản ký"), null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["-on", "key"]
        verbose_name = _("văn bản")

    def __str__(self) -> str:
        return self.number or self.title
