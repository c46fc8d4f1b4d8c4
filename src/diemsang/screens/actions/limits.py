"""How often somebody may ask. Two kinds of counters.

A screen's contacts and an address's pairings are counted in this process's memory: a count on disk would cost a
second write for each contact. With several server processes the true limit is so many times higher; it is there
against faults and floods, not against guessing. Guesses of codes by a person are counted in the database.
"""

from __future__ import annotations

import datetime as dt
import math
import threading
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from diemsang.core import clock
from diemsang.screens.models import ScreenBucket

GUESSES = 10
GUESS_BACK = dt.timedelta(minutes=2)
_KEEP = dt.timedelta(days=1)
_MAX_KEYS = 50_000


@dataclass
class MemoryLimit:
    """At most ``a_minute`` asks a minute for each key, all at once or spread."""

    a_minute: int

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def wait_s(self, key: str) -> int:
        """0 when the ask is allowed (and counted), else seconds until one is. A limit of 0 counts nothing."""
        if not self.a_minute:
            return 0
        now = clock.now().timestamp()
        rate = self.a_minute / 60
        with self._lock:
            if len(self._left) > _MAX_KEYS:
                self._left.clear()
            left, at = self._left.get(key, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + max(0.0, now - at) * rate)
            if left < 1:
                return max(1, math.ceil((1 - left) / rate))
            self._left[key] = (left - 1, now)
            return 0

    def forget(self) -> None:
        """Begin anew (tests)."""
        with self._lock:
            self._left.clear()


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
