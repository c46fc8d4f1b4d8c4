"""What to do with a batch, from what the hub holds of its stream. The table of screen-protocol.md, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Append:
    """Store the events from index ``skip`` on; those before are stored already. ``skip`` may be all of them."""

    skip: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The batch starts after what is stored: something between is missing."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Somebody else with the same identity said something else. ``common``: highest seq at which both agree."""

    common: int


Decision = Append | Gap | Fork


def decide(*, first_seq: int, prev: str, chain: Sequence[str], acked: int, stored: Mapping[int, str]) -> Decision:
    """Decide about a batch.

    ``chain`` holds the batch's own values, the first for ``first_seq``; ``stored`` the hub's values by seq, as far as
    it has them, from ``first_seq - 1`` to ``acked`` (0 is the start of the stream). A value that the hub no longer
    keeps cannot disagree.
    """
    if first_seq > acked + 1:
        return Gap()
    if stored.get(first_seq - 1, prev) != prev:
        return Fork(0)
    known = min(len(chain), acked - first_seq + 1)
    for index in range(known):
        if stored.get(first_seq + index, chain[index]) != chain[index]:
            return Fork(first_seq + index - 1)
    return Append(known)
