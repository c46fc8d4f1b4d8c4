"""What the apps above do with an installation: keep the measured line, pair the TV that shows a code; where the label
of a piece leads who has not signed in; which work waits for a firm by its name alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.equipment.models import Checklist, Supplier
from diemsang.points.models import SupportPoint

MeasureSink = Callable[[Actor, Checklist], None]
"""Called in the transaction that finishes or voids a checklist; the speeds stand on it, ``voided_at`` tells which."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """How the app that knows screens pairs a TV.

    ``pair(actor, point, code)`` claims the TV that shows the code (``Refused`` when none does). It is no part of the
    caller's transaction: a wrong guess stays counted. ``standing(point)`` names the TVs paired there.
    ``may(actor, point)``: whether the actor may pair there.
    """

    pair: Callable[[Actor, SupportPoint, str], None]
    standing: Callable[[SupportPoint], list[str]]
    may: Callable[[Actor, SupportPoint], bool]


StickerHref = Callable[[uuid.UUID], str]
"""The address of a page about the piece with this label for somebody who has not signed in."""

FirmSink = Callable[[Supplier], None]
"""Called in the transaction that links a person to the firm: what was given to it by name alone is the firm's now."""

_sinks: list[MeasureSink] = []
_stickers: list[StickerHref] = []
_pairing: list[Pairing] = []
_firm_sinks: list[FirmSink] = []


def register_measure_sink(sink: MeasureSink) -> None:
    """Called from ``AppConfig.ready`` by the app that keeps measurements of lines."""
    if sink not in _sinks:
        _sinks.append(sink)


def register_pairing(pairing: Pairing) -> None:
    """Called from ``AppConfig.ready`` by the app that knows screens."""
    _pairing[:] = [pairing]


def tell_measure(actor: Actor, checklist: Checklist) -> None:
    """Hand the speeds on, or that they are void, when somebody measured."""
    if checklist.download is not None or checklist.upload is not None:
        for sink in _sinks:
            sink(actor, checklist)


def pairing() -> Pairing | None:
    """How to pair; ``None`` when no app registered."""
    return _pairing[0] if _pairing else None


def paired_at(point: SupportPoint) -> list[str]:
    """Names of the TVs paired at the point; empty when no app knows."""
    return _pairing[0].standing(point) if _pairing else []


def register_sticker(href: StickerHref) -> None:
    """Called from ``AppConfig.ready`` by the app that takes reports of faults."""
    _stickers[:] = [href]


def sticker_href(public_id: uuid.UUID) -> str:
    """Where a label leads who has not signed in; "" when no app registered: the door."""
    return _stickers[0](public_id) if _stickers else ""


def register_firm_sink(sink: FirmSink) -> None:
    """Called from ``AppConfig.ready`` by the app that gives faults to firms."""
    if sink not in _firm_sinks:
        _firm_sinks.append(sink)


def tell_firm(firm: Supplier) -> None:
    """The firm has somebody to see what is given to it."""
    for sink in _firm_sinks:
        sink(firm)
