"""The one place that asks what day it is, so that tests and reports can set it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> dt.datetime:
    """The present moment, with Vietnam's time zone."""
    return _fixed.get() or dt.datetime.now(VIETNAM)


def today() -> dt.date:
    """The present day in Vietnam, whatever the machine's time zone."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def fixed(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Run a block as if it were ``moment`` (a plain date means noon of that day in Vietnam)."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(12), tzinfo=VIETNAM)
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
