"""Links that show one thing to anybody who has them, for a few days."""

from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """96 random bits as 16 letters that fit in an address; nobody guesses one."""
    return secrets.token_urlsafe(12)


class ShareKind(models.TextChoices):
    """What can be shared. The values stand in addresses."""

    POINT = "diem", _("Điểm hỗ trợ")
    MINUTE = "bien-ban", _("Biên bản")
    ORDER = "lich", _("Lịch lắp đặt")


class ShareLink(models.Model):
    """A read-only link to one thing, until ``expires_at`` or until somebody revokes it.

    ``object_key`` is the point's code, else the public id of the minute or work order. Nothing of the thing is kept
    here: the page shows it as it is when it is opened, without personal data.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    kind = models.CharField(_("loại"), max_length=10, choices=ShareKind)
    object_key = models.CharField(max_length=40)
    made_by = models.CharField(_("người tạo"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("tạo lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    revoked_at = models.DateTimeField(_("thu hồi lúc"), null=True, blank=True)
    revoked_by = models.CharField(_("người thu hồi"), max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["kind", "object_key", "-made_at"], name="sharing_link_object")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="sharing_link_ends_later"
            )
        ]
        verbose_name = _("liên kết chia sẻ")

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}"
