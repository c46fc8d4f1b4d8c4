"""What a person probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from diemsang.core.text import search_key

MANY = 5_000


def suggest(text: str, candidates: Iterable[str], *, cutoff: float = 0.72) -> str:
    """The candidate most like ``text``, compared without marks and case; "" when none is near.

    For a value refused because nothing bears it: ``row.bad(…, suggestion=suggest(value, names))``. Looks at the first
    5,000 candidates.
    """
    wanted = search_key(text)
    if not wanted:
        return ""
    by_key: dict[str, str] = {}
    for _count, candidate in zip(range(MANY), candidates, strict=False):
        by_key.setdefault(search_key(candidate), candidate)
    if wanted in by_key:
        return by_key[wanted]
    near = difflib.get_close_matches(wanted[:80], by_key, n=1, cutoff=cutoff)
    return by_key[near[0]] if near else ""
