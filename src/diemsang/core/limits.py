"""How often somebody may ask: counters in this process's memory.

A count on disk would cost a write for each ask. With several server processes the true limit is so many times higher;
it is there against faults and floods, and makes trying out codes of many random letters hopeless.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from diemsang.core import clock

_MAX_KEYS = 50_000


def address_of(request: HttpRequest) -> str:
    """Where an ask comes from: in production the address that the one TLS proxy in front saw (docs/operations.md)."""
    try:
        return str(get_adapter().get_client_ip(request))
    except (ImproperlyConfigured, PermissionDenied):
        return str(request.META.get("REMOTE_ADDR", ""))


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
