"""Files by the hash of their bytes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Blob(models.Model):
    """One immutable file, named by the SHA-256 of its bytes; the bytes lie under the hub's home."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("cỡ (byte)"))
    media_type = models.CharField(_("loại"), max_length=100)
    created_at = models.DateTimeField(_("nhận lúc"))

    class Meta:
        verbose_name = _("tệp")

    def __str__(self) -> str:
        return self.sha256[:12]
