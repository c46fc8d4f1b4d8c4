"""Saved views: addresses of lists under a name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office, User


class SavedView(models.Model):
    """A list as somebody looked at it: filters, order and columns, all in ``query``.

    An address and nothing else: who opens it sees what that person's own rights show. ``office`` shares it with those
    who work there.
    """

    owner = models.ForeignKey(User, related_name="saved_views", on_delete=models.CASCADE)
    office = models.ForeignKey(Office, null=True, blank=True, related_name="+", on_delete=models.CASCADE)
    view_name = models.CharField(max_length=60)
    name = models.CharField(_("tên cách xem"), max_length=80)
    query = models.CharField(_("địa chỉ"), max_length=1500)
    made_at = models.DateTimeField(_("lúc lưu"))

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["view_name", "owner"], name="web_saved_view_owner")]
        constraints = [models.UniqueConstraint(fields=["owner", "view_name", "name"], name="web_saved_view_name")]
        verbose_name = _("cách xem đã lưu")

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The saved view that a person's list opens with when its address asks for nothing."""

    user = models.ForeignKey(User, related_name="+", on_delete=models.CASCADE)
    view_name = models.CharField(max_length=60)
    view = models.ForeignKey(SavedView, related_name="defaults", on_delete=models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "view_name"], name="web_default_view_one")]
        verbose_name = _("cách xem mở sẵn")

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_name}"
