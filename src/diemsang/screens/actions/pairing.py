"""A TV asks to be claimed. Everything is idempotent, for any answer may be lost."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.db import IntegrityError, transaction

from diemsang.core import clock
from diemsang.screens.models import Pairing, Screen

CODE_LIVES = dt.timedelta(minutes=15)
KEPT = dt.timedelta(days=30)
"""How long an unclaimed request is remembered after its code ended."""
_TRIES = 20


class KeyTaken(Exception):
    """The key (or the secret) belongs to another identity, or to a screen that was revoked: make new ones."""


def ask_pairing(*, screen_key: uuid.UUID, secret_sha256: str, agent: str, size: str) -> Pairing:
    """The pairing of this key, with a living code unless it is claimed already. ``KeyTaken`` as said there."""
    try:
        return _ask(screen_key, secret_sha256, agent, size)
    except IntegrityError:  # the same request at the same moment on another connection, or the same code by chance
        return _ask(screen_key, secret_sha256, agent, size)


@transaction.atomic
def _ask(screen_key: uuid.UUID, secret_sha256: str, agent: str, size: str) -> Pairing:
    now = clock.now()
    pairing = Pairing.objects.select_for_update().filter(screen_key=screen_key).first()
    if pairing is None:
        known = Pairing.objects.filter(secret_sha256=secret_sha256).exists()
        if known or Screen.objects.filter(secret_sha256=secret_sha256).exists():
            raise KeyTaken
        Pairing.objects.filter(screen=None, code_expires_at__lt=now - KEPT).delete()
        return Pairing.objects.create(
            screen_key=screen_key,
            secret_sha256=secret_sha256,
            code=_free_code(now),
            code_expires_at=now + CODE_LIVES,
            agent=agent,
            size=size,
            asked_at=now,
        )
    if pairing.secret_sha256 != secret_sha256:
        raise KeyTaken
    if pairing.screen_id is not None:
        if Screen.objects.filter(pk=pairing.screen_id).exclude(revoked_at=None).exists():
            raise KeyTaken
        return pairing
    if pairing.code is None or pairing.code_expires_at <= now:
        pairing.code, pairing.code_expires_at = _free_code(now), now + CODE_LIVES
        pairing.agent, pairing.size = agent, size
        pairing.save(update_fields=["code", "code_expires_at", "agent", "size"])
    return pairing


def _free_code(now: dt.datetime) -> str:
    """Eight digits that no living code has; a dead code is taken from its owner."""
    for _attempt in range(_TRIES):
        code = f"{secrets.randbelow(10**8):08d}"
        owner = Pairing.objects.filter(code=code).first()
        if owner is None:
            return code
        if owner.code_expires_at <= now:
            Pairing.objects.filter(pk=owner.pk).update(code=None)
            return code
    raise RuntimeError("no free pairing code")
