"""Signing in, failing to, and signing out stand in the journal. What was typed is never kept."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from diemsang.accounts.actions.sessions import MARK, end_sessions, note_device, note_seen
from diemsang.accounts.devices import device_name
from diemsang.accounts.models import User
from diemsang.accounts.proof import note_proof
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Actor, Nobody

register("accounts.signed_in", "đăng nhập")
register("accounts.signed_out", "đăng xuất")
register("accounts.sign_in_failed", "đăng nhập không được vào tài khoản {subject}")
register("accounts.changed_password", "tự đổi mật khẩu")
register("accounts.factor_on", "bật xác thực hai bước")
register("accounts.factor_off", "tắt xác thực hai bước")
register("accounts.codes_made", "tạo mã dự phòng mới")
register("accounts.code_used", "dùng một mã dự phòng để đăng nhập")
register("accounts.code_failed", "nhập sai mã xác thực hai bước của {subject}")


@receiver(user_logged_in)
def signed_in(sender: object, user: User, request: HttpRequest, **_more: Any) -> None:
    """The person came in: proved who they are just now, on this device."""
    note_device(user=user, session=request.session, name=device_name(request))
    note_proof(request)
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
def changed_password(sender: object, user: User, request: HttpRequest, **_more: Any) -> None:
    """The person chose a new password; the session has a new key since."""
    note_seen(session=request.session)
    note_proof(request)
    _record(user, "accounts.changed_password", user)


@receiver(mfa.authenticator_added)
def factor_on(sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """The person enrolled an app (recovery codes come with it and need no line of their own).

    Sessions elsewhere began with the password alone: they end, or whoever only knew it would now hold the rights
    that wait for the second factor.
    """
    if authenticator.type == Authenticator.Type.TOTP:
        user.__dict__.pop("scope", None)
        update_session_auth_hash(request, end_sessions(user=user, keep=request.session.get(MARK, "")))
        note_seen(session=request.session)
        _record(user, "accounts.factor_on", user)


@receiver(mfa.authenticator_removed)
def factor_off(sender: object, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """The person took the app off."""
    if authenticator.type == Authenticator.Type.TOTP:
        user.__dict__.pop("scope", None)
        _record(user, "accounts.factor_off", user)


@receiver(mfa.authenticator_reset)
def codes_made(sender: object, user: User, **_more: Any) -> None:
    """The person made new recovery codes; the old ones are void."""
    _record(user, "accounts.codes_made", user)


@receiver(mfa.authenticator_used)
def code_used(sender: object, user: User, authenticator: Authenticator, **_more: Any) -> None:
    """A recovery code is worth a line: it may be somebody else's hand."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _record(user, "accounts.code_used", user)


@receiver(mfa.authentication_failed)
def code_failed(sender: object, user: User, **_more: Any) -> None:
    """Whoever it was knew the password."""
    _record(Nobody(), "accounts.code_failed", user)


def _record(actor: Actor, action: str, user: User | None) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="user",
        subject_key=user.username if user else "?",
        subject_label=str(user) if user else "không có",
    )
