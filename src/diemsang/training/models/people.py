"""People who manage or operate points and learn it. Residents are never here: they are counted (domain §8.1)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.models import Office
from diemsang.core.dated import Correctable, Dated, DatedQuerySet, on_date
from diemsang.operations.models import OperatorAssignment
from diemsang.points.models import SupportPoint

PURPOSE = _("tập huấn người quản lý, người phụ trách điểm: mời học, điểm danh, cấp chứng nhận")
"""The one purpose for which a name is kept (domain §8.1, Luật 91/2025/QH15)."""
FORGOTTEN = _("đã xóa tên")


class Trainee(models.Model):
    """One person. ``keep_until``: the first day on which the name is no longer kept.

    Forgotten: name and telephone are gone for good; counts and the certificate's code stay.
    """

    class Role(models.TextChoices):
        """What the person does."""

        MANAGER = "MANAGER", _("người quản lý điểm")
        OPERATOR = "OPERATOR", _("người phụ trách điểm")

    public_id = models.UUIDField(unique=True)
    name = models.CharField(_("họ và tên"), max_length=120, blank=True)
    search_key = models.CharField(max_length=140, blank=True)
    name_sort = models.CharField(max_length=400, blank=True)
    role = models.CharField(_("vai trò"), max_length=10, choices=Role, default=Role.OPERATOR)
    office = models.ForeignKey(
        Office, null=True, blank=True, related_name="+", on_delete=models.PROTECT, verbose_name=_("cơ quan")
    )
    phone = models.CharField(_("điện thoại"), max_length=20, blank=True)
    keep_until = models.DateField(_("giữ tên đến trước ngày"))
    recorded_at = models.DateTimeField(_("ghi lúc"))
    forgotten_at = models.DateTimeField(_("xóa tên lúc"), null=True, blank=True)

    class Meta:
        ordering = ["name_sort", "id"]
        indexes = [models.Index(fields=["keep_until"], name="training_trainee_keep")]
        constraints = [
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(name="", phone="", search_key=""), name="training_trainee_forgotten"
            )
        ]
        verbose_name = _("học viên")

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """How the journal calls the person: it never forgets, so it must not know the name."""
        return f"HV-{self.public_id.hex[:8].upper()}"

    @property
    def shown_name(self) -> str:
        """The name, or that it was erased."""
        return str(FORGOTTEN) if self.forgotten_at else self.name

    @property
    def initials(self) -> str:
        """``N.T.H``: what a stranger who checks a certificate may know."""
        return ".".join(word[0].upper() for word in self.name.partition("(")[0].split())


class TraineePost(Dated, Correctable):
    """The person works at the point from a day until a day; null is unknown, or still so.

    With an ``assignment`` the post holds only while that assignment does: who stops looking after the point no longer
    covers it, without a second act.
    """

    public_id = models.UUIDField(unique=True)
    trainee = models.ForeignKey(Trainee, related_name="posts", on_delete=models.CASCADE)
    point = models.ForeignKey(SupportPoint, related_name="trainee_posts", on_delete=models.CASCADE)
    assignment = models.ForeignKey(
        OperatorAssignment, null=True, blank=True, related_name="trainee_posts", on_delete=models.PROTECT
    )
    source = models.CharField(_("nguồn"), max_length=500)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["point_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "point"],
                condition=Q(voided_at__isnull=True, valid_to__isnull=True),
                name="training_post_one_open",
            )
        ]
        verbose_name = _("học viên làm việc tại điểm")

    def __str__(self) -> str:
        return f"{self.trainee_id}: {self.point_id}"

    @property
    def starts(self) -> dt.date | None:
        """The first day, that of the assignment included."""
        days = [self.valid_from, self.assignment.valid_from if self.assignment else None]
        return max((day for day in days if day), default=None)

    @property
    def ends(self) -> dt.date | None:
        """The first day no longer, that of the assignment included; null: still, or unknown."""
        days = [self.valid_to, self.assignment.valid_to if self.assignment else None]
        return min((day for day in days if day), default=None)


def posts_on(day: dt.date, prefix: str = "") -> Q:
    """Posts that hold on a day, their assignments too."""
    tied = on_date(day, f"{prefix}assignment__") & Q(**{f"{prefix}assignment__voided_at": None})
    standing = on_date(day, prefix) & Q(**{f"{prefix}voided_at": None})
    return standing & (Q(**{f"{prefix}assignment": None}) | tied)
