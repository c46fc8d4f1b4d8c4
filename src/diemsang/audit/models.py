"""The journal. Rows are added and never changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One state change by one actor.

    The actor is kept as text, so that removing an account keeps the trail. ``data`` holds what the action's
    sentence needs; ``before`` and ``after`` hold the changed fields of the subject. ``undoes`` is the act that this one
    took back: one to one, so that the database itself refuses to undo twice. ``search_key`` is the Vietnamese sentence
    with subject, actor and reason, without marks.
    """

    at = models.DateTimeField(_("lúc"), db_index=True)
    action = models.CharField(_("hành động"), max_length=80, db_index=True)
    actor_key = models.CharField(max_length=120, db_index=True)
    actor_label = models.CharField(_("người làm"), max_length=200)
    subject_type = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=120)
    subject_label = models.CharField(_("đối tượng"), max_length=255)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    reason = models.TextField(_("lý do"), blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    search_key = models.TextField(blank=True, default="")
    undoes = models.OneToOneField(
        "self",
        verbose_name=_("hoàn tác việc"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="undone_by",
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="audit_subject")]
        verbose_name = _("mục nhật ký")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert once; an entry that exists cannot be saved again."""
        if self.pk is not None and not kwargs.get("force_insert"):
            raise RuntimeError("a journal entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the journal is append-only."""
        raise RuntimeError("a journal entry is never deleted")
