"""Signing in, failing to, and signing out stand in the journal. What was typed is never kept."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from diemsang.accounts.models import User
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Actor, Nobody

register("accounts.signed_in", "đăng nhập")
register("accounts.signed_out", "đăng xuất")
register("accounts.sign_in_failed", "đăng nhập không được vào tài khoản {subject}")
register("accounts.changed_password", "tự đổi mật khẩu")


@receiver(user_logged_in)
def signed_in(sender: object, user: User, **_more: Any) -> None:
    """The person came in."""
    _record(user, "accounts.signed_in", user)


@receiver(user_logged_out)
def signed_out(sender: object, user: User | None, **_more: Any) -> None:
    """The person left (nothing to say when the session was already gone)."""
    if user is not None:
        _record(user, "accounts.signed_out", user)


@receiver(user_login_failed)
def sign_in_failed(sender: object, credentials: dict[str, Any], **_more: Any) -> None:
    """Somebody failed. A name that is no account is not kept: people type passwords into the wrong field."""
    user = User.objects.filter(username__iexact=str(credentials.get("username", ""))).first()
    _record(Nobody(), "accounts.sign_in_failed", user)


@receiver(password_changed)
def changed_password(sender: object, user: User, **_more: Any) -> None:
    """The person chose a new password."""
    _record(user, "accounts.changed_password", user)


def _record(actor: Actor, action: str, user: User | None) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="user",
        subject_key=user.username if user else "?",
        subject_label=str(user) if user else "không có",
    )
