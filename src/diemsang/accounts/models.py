"""People, the offices they work in, and what they may do where."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.crypto import salted_hmac
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


class OfficeSuccession(models.Model):
    """An office ended on a day and ``target`` goes on with its people and its work (merger, dissolution)."""

    origin = models.OneToOneField(Office, related_name="became", on_delete=models.CASCADE)
    target = models.ForeignKey(Office, related_name="came_from", on_delete=models.PROTECT)
    on = models.DateField(_("từ ngày"))
    reason = models.CharField(_("căn cứ"), max_length=300)

    class Meta:
        verbose_name = _("cơ quan kế tiếp")

    def __str__(self) -> str:
        return f"{self.origin_id}→{self.target_id}"


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
    outside_identity = models.CharField(
        _("tên ở hệ thống đăng nhập chung"), max_length=200, unique=True, null=True, blank=True
    )
    sessions_epoch = models.PositiveIntegerField(default=0)
    """Raised by one to end every session of the account."""
    at_machine = False
    """Named on the command line (``--as``): stands at the machine itself. Never stored."""

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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password or the epoch changes. Epoch 0 gives Django's own hash."""
        key_salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        value = f"{self.password}:{self.sessions_epoch}" if self.sessions_epoch else self.password
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()

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


class OneTimeLink(models.Model):
    """A link with which a person sets a password: the first one (invitation), or a new one (reset).

    Only the SHA-256 of its secret is kept, so that who reads the database or a backup cannot open it. A link is open
    while it is neither used nor revoked nor expired.
    """

    class Purpose(models.TextChoices):
        """Why it was made."""

        INVITATION = "INVITATION", _("mời vào hệ thống")
        RESET = "RESET", _("đặt lại mật khẩu")

    user = models.ForeignKey(User, related_name="links", on_delete=models.CASCADE)
    purpose = models.CharField(_("mục đích"), max_length=12, choices=Purpose)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("liên kết dùng một lần")

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.user}"


class FactorRecovery(models.Model):
    """A lost second factor, to be taken off an account by two different people.

    People stand here by their key in the journal, so that the machine's own administrator (``system``) can be one of
    the two where a hub has a single administrator.
    """

    user = models.ForeignKey(User, related_name="factor_recoveries", on_delete=models.CASCADE)
    reason = models.TextField(_("lý do"))
    requested_by = models.CharField(max_length=200)
    requested_by_label = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("khôi phục xác thực hai bước")

    def __str__(self) -> str:
        return f"{self.user} · {self.requested_at:%d/%m/%Y}"


class SignedInDevice(models.Model):
    """One session of one person, in words that they recognise. No address is kept.

    ``mark`` also stands in the session's own data, because the session's key changes with the password.
    """

    user = models.ForeignKey(User, related_name="devices", on_delete=models.CASCADE)
    mark = models.CharField(max_length=32, unique=True)
    session_key = models.CharField(max_length=40, db_index=True)
    name = models.CharField(_("thiết bị"), max_length=80)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        verbose_name = _("nơi đang đăng nhập")

    def __str__(self) -> str:
        return self.name


class TryBucket(models.Model):
    """How many guesses are left, at a moment. The rules stand in ``accounts.actions.limits``.

    The key is a keyed hash: neither account nor address can be read from it. Rows that are full again are deleted.
    """

    key = models.CharField(max_length=64, unique=True)
    tokens = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("hạn mức thử mật khẩu")

    def __str__(self) -> str:
        return self.key
