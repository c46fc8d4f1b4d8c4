"""What one page has asked the database is not asked again while that page is made.

A page is put together from cards of many apps, and each of them names communes and offices, asks where a point stands
or who is trained. The answers live as long as one reading (``reading``, which the middleware opens around a GET) and
nowhere else; a reading that writes keeps nothing from then on, so that a trial that is rolled back leaves no wrong
answer. Jobs, commands, and streams that outlive the page always ask anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

K = TypeVar("K")
V = TypeVar("V")

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_kept: ContextVar[dict[object, dict[Any, Any]] | None] = ContextVar("answers_of_a_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Answers are kept until the block ends, or writes."""
    token = _kept.set({})
    try:
        with connection.execute_wrapper(_keep_nothing_after_a_write):
            yield
    finally:
        _kept.reset(token)


def _keep_nothing_after_a_write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.startswith(WRITES):
        _kept.set(None)
    return execute(sql, params, many, context)


def asked(what: object, keys: Iterable[K], ask: Callable[[set[K]], dict[K, V]]) -> dict[K, V]:
    """The answers for some keys, in their order; ``ask`` is called with those not yet known under ``what``, if any.

    ``what`` names the question with all that the answer depends on besides the key (a day). ``ask`` answers each key
    that it is given; the answers are shared, so nobody changes them.
    """
    kept = _kept.get()
    known: dict[K, V] = {} if kept is None else kept.setdefault(what, {})
    wanted = dict.fromkeys(keys)
    missing = wanted.keys() - known.keys()
    if missing:
        known.update(ask(missing))
    return {key: known[key] for key in wanted}


def told(what: object, ask: Callable[[], V]) -> V:
    """The one answer to a question without keys."""
    return asked(what, [None], lambda keys: dict.fromkeys(keys, ask()))[None]
