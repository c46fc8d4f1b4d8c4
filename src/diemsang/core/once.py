"""What one page has asked the database about places and offices is not asked again while that page is made.

A page is put together from cards of many apps, and each of them names communes and offices. The answers live as long as
one reading of one person (``reading``, which the middleware opens around a GET) and nowhere else: what is written
comes with another request, and jobs, commands and streams that outlive the answer always ask anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

K = TypeVar("K")
V = TypeVar("V")

_kept: ContextVar[dict[object, dict[Any, Any]] | None] = ContextVar("answers_of_a_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Answers are kept until the block ends. The block writes nothing that ``asked`` is used for."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def asked(what: object, keys: Iterable[K], ask: Callable[[set[K]], dict[K, V]]) -> dict[K, V]:
    """The answers for some keys; ``ask`` is called with those not yet known under ``what``, if any.

    ``what`` names the question with all that the answer depends on besides the key (a day). ``ask`` answers each key
    that it is given; the answers are shared, so nobody changes them.
    """
    wanted = set(keys)
    kept = _kept.get()
    if kept is None:
        return ask(wanted) if wanted else {}
    known = cast(dict[K, V], kept.setdefault(what, {}))
    missing = wanted - known.keys()
    if missing:
        known.update(ask(missing))
    return {key: known[key] for key in wanted}
