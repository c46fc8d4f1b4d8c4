"""People, the offices they work in, and what they may do where."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from diemsang.accounts.phones import show_phone
from diemsang.areas.models import Area
from diemsang.core.dated import Dated, DatedQuerySet
from diemsang.documents.models import Decision

if TYPE_CHECKING:
    from diemsang.accounts.scope import Scope


class Office(models.Model):
    """An office, whatever it is called at the time. ``code`` is stable; names have a history.

    A People's Committee without names of its own is called after its area ("UBND" + the unit's name of the day) and
    lives as long as that area. An office that outlives a merger of its area has its names written down, and its
    jurisdiction follows the area's lineage.
    """

    class Kind(models.TextChoices):
        """What sort of office; domain §10.1 and glossary 13.2."""

        PEOPLES_COMMITTEE = "PEOPLES_COMMITTEE", _("Ủy ban nhân dân")
        DEPARTMENT = "DEPARTMENT", _("Sở, ban cấp tỉnh")
        COMMUNE_CS = "COMMUNE_CS", _("Phòng Văn hóa – Xã hội")
        OTHER = "OTHER", _("Cơ quan khác")

    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    duty = models.CharField(_("vai trong chương trình"), max_length=20, blank=True, db_index=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, verbose_name=_("địa bàn"))

    class Meta:
        verbose_name = _("cơ quan")

    def __str__(self) -> str:
        return self.code


class OfficeVersion(Dated):
    """What an office was called for a while."""

    office = models.ForeignKey(Office, related_name="versions", on_delete=models.CASCADE)
    name = models.CharField(_("tên"), max_length=200)
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT)
    note = models.TextField(_("ghi chú, nguồn"), blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["office_id", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "valid_from"],
                name="accounts_office_start",
            )
        ]
        verbose_name = _("tên cơ quan theo thời gian")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in. Signs in by user name or phone; no e-mail is needed."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("họ và tên"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=20, unique=True, null=True, blank=True)
    office = models.ForeignKey(
        Office,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("cơ quan"),
    )
    job_title = models.CharField(_("chức danh"), max_length=120, blank=True)

    objects: ClassVar[UserManager[User]] = UserManager()  # type: ignore[assignment]  # stubs type it per class
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The person's name."""
        return str(self)

    @property
    def phone_shown(self) -> str:
        """The telephone number as people write it; empty when none is known."""
        return show_phone(self.phone) if self.phone else ""

    @property
    def actor_key(self) -> str:
        """Key in the journal."""
        return f"user:{self.username}"

    @property
    def actor_label(self) -> str:
        """Name in the journal."""
        return str(self)

    @cached_property
    def scope(self) -> Scope:
        """What the person may do where, today. Kept for the life of this instance, that is one request."""
        from diemsang.accounts.scope import scope_of

        return scope_of(self)

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Whether the person holds ``right`` today, over ``area_id`` when one is given."""
        return self.scope.allows(right, area_id)


class Grant(Dated):
    """A person holds a role over an area for a period. Role codes stand in docs/rights.csv."""

    user = models.ForeignKey(User, related_name="grants", on_delete=models.CASCADE)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField(_("vai trò"), max_length=20)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("địa bàn"))
    granted_by = models.CharField(max_length=200)
    granted_at = models.DateTimeField()

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "valid_from"],
                name="accounts_grant_key",
            )
        ]
        verbose_name = _("phân quyền")

    def __str__(self) -> str:
        return f"quyền {self.role} của {self.user.username}"

    @property
    def is_current(self) -> bool:
        """Whether the grant is in force today."""
        from diemsang.core import clock

        return self.in_force(clock.today())
