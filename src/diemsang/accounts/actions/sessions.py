"""Where a person is signed in: noted at sign-in, ended one by one or all at once."""

from __future__ import annotations

import secrets

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction

from diemsang.accounts.models import SignedInDevice, User
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor

register("accounts.end_session", "đăng xuất một thiết bị khác của mình")
register("accounts.end_sessions", "đăng xuất mọi thiết bị khác của mình")

MARK, SEEN = "diemsang_mark", "diemsang_seen_at"


@transaction.atomic
def note_device(*, user: User, session: SessionBase, name: str) -> SignedInDevice:
    """A session began. Rows of sessions that are gone are cleared away."""
    live = Session.objects.filter(expire_date__gt=clock.now()).values("session_key")
    user.devices.exclude(session_key__in=live).delete()
    if session.session_key is None:
        session.save()
    mark = secrets.token_hex(16)
    session[MARK] = mark
    now = clock.now()
    session[SEEN] = now.timestamp()
    key = session.session_key or ""
    return SignedInDevice.objects.create(
        user=user, mark=mark, session_key=key, name=name[:80], began_at=now, seen_at=now
    )


def note_seen(*, session: SessionBase) -> None:
    """The session is in use; its key may have changed since."""
    session[SEEN] = clock.now().timestamp()
    rows = SignedInDevice.objects.filter(mark=session.get(MARK, ""))
    rows.update(seen_at=clock.now(), session_key=session.session_key or "")


@transaction.atomic
def end_device(*, actor: User, device: SignedInDevice) -> None:
    """Sign one device of one's own out. A device that is gone already is no error."""
    if device.user_id != actor.pk:
        raise PermissionError("a person ends only sessions of their own")
    Session.objects.filter(session_key=device.session_key).delete()
    device.delete()
    _tell(actor, "accounts.end_session", actor)


@transaction.atomic
def end_other_devices(*, actor: User, session: SessionBase) -> User:
    """Sign every device out but this one. The caller renews this session (``update_session_auth_hash``)."""
    user = end_sessions(user=actor, keep=session.get(MARK, ""))
    _tell(actor, "accounts.end_sessions", actor)
    return user


@transaction.atomic
def end_sessions(*, user: User, keep: str = "") -> User:
    """Every session of the person ends, listed or not. Part of other actions, which write the journal."""
    held = User.objects.select_for_update().get(pk=user.pk)
    held.sessions_epoch += 1
    held.save(update_fields=["sessions_epoch"])
    others = held.devices.exclude(mark=keep)
    Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()
    return held


def _tell(actor: Actor, action: str, user: User) -> None:
    record(actor=actor, action=action, subject_type="user", subject_key=user.username, subject_label=str(user))
