"""What the library has published, as far as screens need it: the current root and what belongs to each file of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from diemsang.library.models import EditionMedia, Head
from diemsang.library.queries import live_editions


@dataclass(frozen=True, slots=True)
class Current:
    """The current root; number 0 while nothing was published."""

    number: int = 0
    made_at: dt.datetime | None = None


def current() -> Current:
    """One query."""
    head = Head.objects.select_related("current").first()
    if head is None or head.current is None:
        return Current()
    return Current(head.current.number, head.current.made_at)


@dataclass(frozen=True, slots=True)
class Item:
    """A published product and the hashes (its record, its media) without which a screen does not have it whole."""

    code: str
    title: str
    kind: str
    hashes: frozenset[str]


def published() -> list[Item]:
    """Products of the current publication that have not expired. Two queries."""
    editions = list(
        live_editions()
        .order_by("product__title", "product__code")
        .values_list("pk", "product__code", "product__title", "kind", "record_hash")
    )
    media: dict[int, set[str]] = {}
    rows = EditionMedia.objects.filter(edition__in=live_editions()).values_list("edition_id", "blob__sha256")
    for edition, sha256 in rows:
        media.setdefault(edition, set()).add(sha256)
    return [
        Item(code, title, kind, frozenset({record, *media.get(pk, ())} - {""}))
        for pk, code, title, kind, record in editions
    ]
