"""How often somebody may guess: a password, a code of the second factor, a recovery code.

Two promises pull against each other. *At most ten tries an hour for an account, from anywhere.* *No stranger can keep
its owner out for longer than 15 minutes.* A single counter per account keeps the first and breaks the second, so
every account has three:

- **general**: 3 tries, one more every 15 minutes. Everybody draws from it.
- **per address** (of the same account): 2 tries, one more every 15 minutes. Drawn as well by whoever comes from a
  device that never signed in to this account. One address can therefore never empty the general counter, and leaves
  at least one try to an owner who sits elsewhere; in the owner's own office the wait is 15 minutes at most.
- **reserve**: 2 tries, one more every hour. Only devices that signed in to this account before (a signed cookie,
  ``accounts.devices``) draw from it, when the general one is empty. No stranger can touch it, so the owner at a known
  desk is never locked out by others.

In any hour that makes at most 3 + 4 general tries and 2 + 1 of the reserve: ten, both ends of the hour included.
A right password gives its try back. What remains: somebody with very many addresses who takes every general try
as it appears keeps the owner out *of new devices* for as long as he goes on; a one-time link from an administrator
makes a device known and ends that.

Names that are no account are counted the same way, so that the answer does not tell which names exist. Addresses
alone are counted loosely (settings), because an office shares one. Keys are keyed hashes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from diemsang.accounts.models import TryBucket
from diemsang.core import clock

_SALT = "diemsang.accounts.limits"


@dataclass(frozen=True, slots=True)
class Rule:
    """A counter that holds ``size`` tries at most and gets one more every ``refill``."""

    size: int
    refill: dt.timedelta


GENERAL = Rule(3, dt.timedelta(minutes=15))
ADDRESS = Rule(2, dt.timedelta(minutes=15))
RESERVE = Rule(2, dt.timedelta(hours=1))
_FULL_AGAIN = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Try:
    """A try that was allowed, and the counters it was drawn from."""

    drawn: tuple[tuple[str, Rule], ...]


@transaction.atomic
def draw(*, account: str, kind: str, address: str, known_device: bool) -> Try | None:
    """Draw one try before anything is compared; ``None`` when none is left.

    ``account`` is the user name (or key) that is guessed at; ``kind`` what is guessed (``password``, ``code``): each
    kind has its own counters, because a code is only asked of who knew the password.
    """
    general, reserve = _key(kind, account, "general"), _key(kind, account, "reserve")
    if known_device:
        for key, rule in ((general, GENERAL), (reserve, RESERVE)):
            if _take([(key, rule)]):
                return Try(((key, rule),))
        return None
    both = [(general, GENERAL), (_key(kind, account, "address", address), ADDRESS)]
    return Try(tuple(both)) if _take(both) else None


@transaction.atomic
def give_back(*, drawn: Try) -> None:
    """The guess was right: it was no guess."""
    for key, rule in drawn.drawn:
        bucket = _locked(key, rule)
        bucket.tokens = min(float(rule.size), bucket.tokens + 1)
        bucket.save(update_fields=["tokens"])


def _take(wanted: list[tuple[str, Rule]]) -> bool:
    """One from each counter, or nothing from any."""
    buckets = [_locked(key, rule) for key, rule in wanted]
    # A hair below one: adding up quarters of an hour must not lose the last second to rounding.
    if any(bucket.tokens < 1 - 1e-9 for bucket in buckets):
        return False
    for bucket in buckets:
        bucket.tokens -= 1
        bucket.save(update_fields=["tokens", "at"])
    return True


def _locked(key: str, rule: Rule) -> TryBucket:
    """The counter, held until the transaction ends, with what has come back to it since."""
    now = clock.now()
    bucket, made = TryBucket.objects.select_for_update().get_or_create(
        key=key, defaults={"tokens": float(rule.size), "at": now}
    )
    if made:
        TryBucket.objects.filter(at__lt=now - _FULL_AGAIN).delete()
    elif now > bucket.at:  # a clock set back gives nothing back
        bucket.tokens = min(float(rule.size), bucket.tokens + (now - bucket.at) / rule.refill)
        bucket.at = now
    return bucket


def _key(*parts: str) -> str:
    return salted_hmac(_SALT, "\0".join(parts), algorithm="sha256").hexdigest()
