"""When a person last proved, in this session, that it is really them."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from diemsang.core import clock

LASTS = dt.timedelta(minutes=15)
_KEY = "diemsang_proved_at"


def note_proof(request: HttpRequest) -> None:
    """Just now: signed in, or gave the password again."""
    request.session[_KEY] = clock.now().timestamp()


def is_proved(request: HttpRequest) -> bool:
    """Within the last 15 minutes."""
    at = request.session.get(_KEY)
    return isinstance(at, float) and clock.now().timestamp() - at < LASTS.total_seconds()
