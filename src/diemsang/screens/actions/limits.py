"""How often somebody may ask. Two kinds of counters.

A screen's contacts and an address's pairings are counted in this process's memory: a count on disk would cost a
second write for each contact. With several server processes the true limit is so many times higher; it is there
against faults and floods, not against guessing. Guesses of codes by a person are counted in the database.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.crypto import salted_hmac

from diemsang.core import clock
from diemsang.core.limits import MemoryLimit
from diemsang.screens.models import ScreenBucket

__all__ = ["MemoryLimit", "draw_guess", "give_back_guess"]

GUESSES = 10
GUESS_BACK = dt.timedelta(minutes=2)
_KEEP = dt.timedelta(days=1)


@transaction.atomic
def draw_guess(*, actor_key: str) -> bool:
    """Count a person's guess of a code before it is compared; false when too many were wrong."""
    now = clock.now()
    bucket, made = ScreenBucket.objects.select_for_update().get_or_create(
        key=_key(actor_key), defaults={"tokens": float(GUESSES), "at": now}
    )
    if made:
        ScreenBucket.objects.filter(at__lt=now - _KEEP).delete()
    elif now > bucket.at:
        bucket.tokens = min(float(GUESSES), bucket.tokens + (now - bucket.at) / GUESS_BACK)
        bucket.at = now
    if bucket.tokens < 1 - 1e-9:
        return False
    bucket.tokens -= 1
    bucket.save(update_fields=["tokens", "at"])
    return True


@transaction.atomic
def give_back_guess(*, actor_key: str) -> None:
    """The code was right: it was no guess."""
    bucket = ScreenBucket.objects.select_for_update().get(key=_key(actor_key))
    bucket.tokens = min(float(GUESSES), bucket.tokens + 1)
    bucket.save(update_fields=["tokens"])


def _key(actor_key: str) -> str:
    return salted_hmac("diemsang.screens.guess", actor_key, algorithm="sha256").hexdigest()
