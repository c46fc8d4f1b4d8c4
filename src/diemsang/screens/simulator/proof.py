"""Facts in the hub against facts that happened."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from diemsang.core.clock import VIETNAM
from diemsang.screens.models import Event, Screen, Stream, UnreadableEvent
from diemsang.screens.simulator.ledger import Ledger, identity

TOLERANCE_MS = 120_000
"""A crystal and a request's way are not perfect: a fact this near to midnight may stand on either day."""


@dataclass
class Proof:
    """The judgement. ``lost``, ``doubled``, ``invented``, ``wrong_days`` and ``false_forks`` must be 0."""

    generated: int = 0
    stored: int = 0
    lost: int = 0
    doubled: int = 0
    invented: int = 0
    wrong_days: dict[str, int] = field(default_factory=dict)
    days_judged: bool = True
    trust: dict[str, int] = field(default_factory=dict)
    unreadable: int = 0
    unreadable_made: int = 0
    lost_on_device: int = 0
    lost_on_device_knowable: int = 0
    missing: int = 0
    clones: int = 0
    forks: int = 0
    false_forks: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled, invented or put on a wrong day."""
        bad = self.lost + self.doubled + self.invented + sum(self.wrong_days.values()) + self.false_forks
        return not bad and self.missing >= self.lost_on_device_knowable and not self.complaints


def day_of(moment_ms: int) -> dt.date:
    """The day in Vietnam."""
    return dt.datetime.fromtimestamp(moment_ms / 1000, VIETNAM).date()


def stored_events(screens: list[int]) -> Iterable[tuple[str, dt.date, dt.date, str]]:
    """Text, days and trust of every readable event of the screens."""
    for start in range(0, len(screens), 500):
        rows = Event.objects.filter(stream__screen_id__in=screens[start : start + 500]).exclude(data="")
        yield from rows.values_list("data", "day_from", "day_to", "trust").iterator(5_000)


def prove(ledger: Ledger, public_ids: list[str], *, days_judged: bool = True) -> Proof:
    """Hold the hub's rows against the ledger."""
    screens = dict(Screen.objects.filter(public_id__in=public_ids).values_list("pk", "public_id"))
    proof = Proof(days_judged=days_judged, complaints=list(ledger.broken[:20]))
    seen: Counter[bytes] = Counter()
    trust: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for text, first, last, how in stored_events(list(screens)):
        fact_id = identity(text.encode())
        seen[fact_id] += 1
        trust[how] += 1
        fact = ledger.facts.get(fact_id)
        if fact is None or not fact.readable:
            continue
        inside = day_of(fact.at + TOLERANCE_MS) >= first and day_of(fact.at - TOLERANCE_MS) <= last
        wrong[how] += days_judged and not inside
    proof.trust = dict(trust)
    proof.wrong_days = {how: times for how, times in wrong.items() if times}
    readable = {fact_id: fact for fact_id, fact in ledger.facts.items() if fact.readable}
    proof.generated, proof.stored = len(readable), sum(seen.values())
    proof.invented = sum(times for fact_id, times in seen.items() if fact_id not in readable)
    proof.doubled = sum(times - 1 for times in seen.values())
    absent = [fact for fact_id, fact in readable.items() if fact_id not in seen]
    proof.lost = sum(not fact.destroyed for fact in absent)
    proof.lost_on_device = sum(bool(fact.destroyed) for fact in absent)
    _unreadable(proof, ledger, list(screens))
    proof.lost_on_device_knowable = sum(fact.destroyed == "store" for fact in absent)
    proof.missing = sum(Stream.objects.filter(screen__in=screens).values_list("missing", flat=True))
    flagged = Screen.objects.filter(pk__in=screens, state__forked_at__isnull=False).values_list("public_id", flat=True)
    found = {str(public_id) for public_id in flagged}
    proof.clones, proof.forks = len(ledger.cloned), len(found & set(ledger.cloned))
    proof.false_forks = len(found - set(ledger.cloned))
    return proof


def _unreadable(proof: Proof, ledger: Ledger, screens: list[int]) -> None:
    """Broken events have no text in the hub: only their number can be compared."""
    made = [fact for fact in ledger.facts.values() if not fact.readable]
    proof.unreadable_made = len(made)
    proof.unreadable = UnreadableEvent.objects.filter(stream__screen__in=screens).count()
    proof.doubled += max(0, proof.unreadable - len(made))
    gone = max(0, len(made) - proof.unreadable)
    excused = min(gone, sum(bool(fact.destroyed) for fact in made))
    proof.lost += gone - excused
    proof.lost_on_device += excused


def peak_to_mean(moments: Iterable[int], least: int = 8) -> float | None:
    """Busiest slice against the mean slice, slices wide enough to hold ``least`` moments each; null below two slices.

    The last twentieth is left out: a few stragglers would stretch the window and flatter the peak's denominator.
    """
    ordered = sorted(moments)
    ordered = ordered[: max(1, len(ordered) * 19 // 20)]
    slices = len(ordered) // least
    if slices < 2 or ordered[-1] == ordered[0]:
        return None
    width = (ordered[-1] - ordered[0]) / slices
    counts = Counter(min(slices - 1, int((moment - ordered[0]) / width)) for moment in ordered)
    return max(counts.values()) / (len(ordered) / slices)


def summary(proof: Proof, ledger: Ledger, seconds: float) -> dict[str, Any]:
    """Everything as plain data."""
    counts = ledger.counts
    beats = ledger.heartbeats
    return {
        "good": proof.good,
        "generated": proof.generated,
        "stored": proof.stored,
        "lost": proof.lost,
        "doubled": proof.doubled,
        "invented": proof.invented,
        "wrong_days": sum(proof.wrong_days.values()) if proof.days_judged else None,
        "wrong_days_by_trust": proof.wrong_days,
        "trust": proof.trust,
        "clones": proof.clones,
        "forks_found": proof.forks,
        "false_forks": proof.false_forks,
        "unreadable": proof.unreadable,
        "unreadable_made": proof.unreadable_made,
        "lost_on_device": proof.lost_on_device,
        "missing_said_by_hub": proof.missing,
        "missing_knowable": proof.lost_on_device_knowable,
        "requests": counts["wire requests"],
        "heartbeat_bytes": {"median": statistics.median(beats), "most": max(beats)} if beats else None,
        "reconnect_peak_to_mean": peak_to_mean(ledger.reconnected),
        "reconnected": len(ledger.reconnected),
        "faults": {name: times for name, times in sorted(counts.items())},
        "complaints": proof.complaints,
        "seconds": round(seconds, 1),
    }
