"""When a screen comes again: spread by hash, so that thousands never come at once."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

SPREAD = 0.2


def spread(screen_id: str, now: dt.datetime, poll_s: int) -> int:
    """``poll_s`` ± 20 % by SHA-256(screen id + hour); the hour is of UTC, as ``2026-11-24T08``."""
    hour = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H")
    share = int.from_bytes(sha256(f"{screen_id}{hour}".encode()).digest()[:4], "big") / 2**32
    return max(1, round(poll_s * (1 - SPREAD + 2 * SPREAD * share)))
