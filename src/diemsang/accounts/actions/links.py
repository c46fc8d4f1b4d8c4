"""Links with which a person sets a password. No mail server exists: administrators hand them over by Zalo or paper."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.models import OneTimeLink, User
from diemsang.accounts.passwords import password_problems
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused

register("accounts.issue_invitation", "cấp liên kết mời cho {subject}")
register("accounts.issue_reset", "cấp liên kết đặt lại mật khẩu cho {subject}")
register("accounts.revoke_link", "hủy liên kết của {subject}")
register("accounts.use_link", "đặt mật khẩu qua liên kết")

LASTS = {OneTimeLink.Purpose.INVITATION: dt.timedelta(days=7), OneTimeLink.Purpose.RESET: dt.timedelta(hours=24)}


@transaction.atomic
def issue_link(*, actor: Actor, user: User, purpose: str) -> tuple[OneTimeLink, str]:
    """Make a link and return it with its address, the only time that the secret exists outside the person's hands.

    Open links of the same person are revoked. The address is complete when ``DIEMSANG_URL`` is set, else a path.
    Raises ``Refused`` for an account that was switched off, and for an invitation of somebody who has signed in.
    """
    require(actor, "accounts.manage")
    chosen = OneTimeLink.Purpose(purpose)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused(_("Tài khoản này đã ngừng; mở lại trước khi cấp liên kết."))
    if chosen == OneTimeLink.Purpose.INVITATION and user.last_login is not None:
        raise Refused(_("Người này đã từng đăng nhập; hãy cấp liên kết đặt lại mật khẩu."))
    now = clock.now()
    _open_links(user).update(revoked_at=now)
    secret = secrets.token_urlsafe(32)
    link = OneTimeLink.objects.create(
        user=user,
        purpose=chosen,
        secret_sha256=_digest(secret),
        made_by=actor.actor_key,
        made_at=now,
        expires_at=now + LASTS[chosen],
    )
    _tell(actor, "accounts.issue_invitation" if chosen == "INVITATION" else "accounts.issue_reset", user)
    return link, settings.HUB_URL.rstrip("/") + reverse("accounts:link", args=[secret])


@transaction.atomic
def revoke_links(*, actor: Actor, user: User) -> int:
    """Close every open link of the person; how many there were."""
    require(actor, "accounts.manage")
    closed = close_links(user)
    if closed:
        _tell(actor, "accounts.revoke_link", user)
    return closed


def close_links(user: User) -> int:
    """Close every open link as a part of another act, which writes the journal."""
    return _open_links(user).update(revoked_at=clock.now())


def find_link(secret: str) -> OneTimeLink | None:
    """The link of a secret, whatever its state. Reading never uses it up: Zalo fetches what people send."""
    return OneTimeLink.objects.select_related("user").filter(secret_sha256=_digest(secret)).first()


def why_closed(link: OneTimeLink) -> str:
    """``used``, ``revoked``, ``expired`` or ``inactive``; empty while the link is open."""
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    if link.expires_at <= clock.now():
        return "expired"
    return "" if link.user.is_active else "inactive"


@transaction.atomic
def use_link(*, secret: str, password: str, again: str) -> User:
    """Set the password; the link is used up, and every session of the person ends.

    Sent twice, the second finds the link used: ``Refused`` either way. A poor password is refused with all problems
    and leaves the link open.
    """
    link = find_link(secret)
    if link is None:
        raise Refused(_("Không có liên kết này."))
    user = User.objects.select_for_update().get(pk=link.user_id)
    link.refresh_from_db()
    if why_closed(link):
        raise Refused(_("Liên kết này không còn dùng được."))
    problems = password_problems(password, again, user)
    if problems:
        raise Refused(_("Chưa đặt được mật khẩu."), problems)
    now = clock.now()
    link.used_at = now
    link.save(update_fields=["used_at"])
    _open_links(user).update(revoked_at=now)
    user.set_password(password)
    user.sessions_epoch += 1
    user.save(update_fields=["password", "sessions_epoch"])
    user.devices.all().delete()
    _tell(user, "accounts.use_link", user)
    return user


def _open_links(user: User) -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(user=user, used_at=None, revoked_at=None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _tell(actor: Actor, action: str, user: User) -> None:
    record(actor=actor, action=action, subject_type="user", subject_key=user.username, subject_label=str(user))
