"""The content tree as bytes: canonical JSON, records, shards, root (docs/screen-protocol.md). No row is read here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PIECE = 262_144
"""Bytes of one piece of a media file; a cut line costs at most this much."""
SHARDS, FULL = 64, 32
"""At most so many shards, each of at most so many records while that is possible."""


@dataclass(frozen=True, slots=True)
class Object:
    """Bytes and their name."""

    hash: str
    body: bytes

    @property
    def listed(self) -> list[Any]:
        """As its parent lists it."""
        return [self.hash, len(self.body)]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record as its shard lists it."""

    product: str
    hash: str
    size: int


def made(value: Mapping[str, Any]) -> Object:
    """An object of the tree: UTF-8 JSON with sorted keys, no spaces, no escapes beyond JSON's need."""
    body = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()
    return Object(hashlib.sha256(body).hexdigest(), body)


def shards_of(leaves: Iterable[Leaf]) -> list[Object]:
    """Records spread by the first bits of SHA-256(id) over the least power of two of shards that holds ≤ 32 each.

    The same set gives the same bytes whatever its order. An empty set is one empty shard.
    """
    rows = sorted(leaves, key=lambda leaf: leaf.product)
    number = 1
    while number < SHARDS and any(len(group) > FULL for group in _spread(rows, number)):
        number *= 2
    return [
        made({"v": 1, "records": [[leaf.product, leaf.hash, leaf.size] for leaf in group]})
        for group in _spread(rows, number)
    ]


def _spread(rows: list[Leaf], number: int) -> list[list[Leaf]]:
    groups: list[list[Leaf]] = [[] for _ in range(number)]
    for leaf in rows:
        first = hashlib.sha256(leaf.product.encode()).digest()[0]
        groups[first * number // 256].append(leaf)
    return groups


def varieties_object(documents: Iterable[Mapping[str, Any]]) -> Object:
    """The languages, in the order of the library."""
    return made({"v": 1, "varieties": list(documents)})


def root_object(number: int, made_at: dt.datetime, shards: Iterable[Object], varieties: Object) -> Object:
    """The root over these; ``made_at`` is written in UTC to the second."""
    return made(
        {
            "v": 1,
            "number": number,
            "made_at": made_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "shards": [shard.listed for shard in shards],
            "varieties": varieties.listed,
        }
    )


def media_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every media of a record, track or variety."""
    if isinstance(value, Mapping):
        if isinstance(value.get("h"), str) and "n" in value and "t" in value:
            yield value
            return
        for inner in value.values():
            yield from media_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from media_in(inner)


def pieces_of(data: bytes) -> list[str]:
    """Hashes of the 256 KiB pieces; none for a file of one piece."""
    if len(data) <= PIECE:
        return []
    return [hashlib.sha256(data[at : at + PIECE]).hexdigest() for at in range(0, len(data), PIECE)]
