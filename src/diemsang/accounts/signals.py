"""Signing in, failing to, and signing out stand in the journal. What was typed is never kept."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from diemsang.accounts.models import User
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Nobody

register("accounts.signed_in", "đăng nhập")
register("accounts.signed_out", "đăng xuất")
register("accounts.sign_in_failed", "đăng nhập không được vào tài khoản {subject}")
register("accounts.changed_password", "tự đổi mật khẩu")


@receiver(user_logged_in)
def signed_in(sender: object, user: User, **_more: Any) -> None:
    """The person came in."""
    record(actor=user, action="accounts.signed_in", **_subject(user))


@receiver(user_logged_out)
def signed_out(sender: object, user: User | None, **_more: Any) -> None:
    """The person left (nothing to say when the session was already gone)."""
    if user is not None:
        record(actor=user, action="accounts.signed_out", **_subject(user))


@receiver(user_login_failed)
def sign_in_failed(sender: object, credentials: dict[str, Any], **_more: Any) -> None:
    """Somebody failed. A name that is no account is not kept: people type passwords into the wrong field."""
    user = User.objects.filter(username__iexact=str(credentials.get("username", ""))).first()
    subject = _subject(user) if user else {"subject_type": "user", "subject_key": "?", "subject_label": "không có"}
    record(actor=Nobody(), action="accounts.sign_in_failed", **subject)


@receiver(password_changed)
def changed_password(sender: object, user: User, **_more: Any) -> None:
    """The person chose a new password."""
    record(actor=user, action="accounts.changed_password", **_subject(user))


def _subject(user: User) -> dict[str, str]:
    return {"subject_type": "user", "subject_key": user.username, "subject_label": str(user)}
