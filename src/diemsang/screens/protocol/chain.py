"""The chain of hashes that tells whether two lists of events are the same list.

A value of 32 hex digits stands for the whole list up to one event; it is made over the bytes as they were sent, so
nobody ever serialises an event again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from hashlib import sha256

LENGTH = 32


def start(stream: uuid.UUID) -> str:
    """``chain(0)``: the value before the first event."""
    return sha256(str(stream).encode("ascii")).hexdigest()[:LENGTH]


def follow(before: str, raws: Iterable[bytes]) -> list[str]:
    """The chain value at each of ``raws``, the first one following ``before``."""
    found = []
    for raw in raws:
        before = sha256(before.encode("ascii") + raw).hexdigest()[:LENGTH]
        found.append(before)
    return found
