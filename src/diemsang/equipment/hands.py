"""What the apps above may do with an installation: take the measured line, pair the screen of a point."""

from __future__ import annotations

from collections.abc import Callable

from diemsang.core.actor import Actor
from diemsang.equipment.models import Checklist
from diemsang.points.models import SupportPoint

MeasureSink = Callable[[Actor, Checklist], None]
"""Called in the transaction that finishes a checklist; the speeds stand on it."""
Pairing = Callable[[Actor, SupportPoint], str]
"""The address where the TV of the point is paired."""

_sinks: list[MeasureSink] = []
_pairing: list[Pairing] = []


def register_measure_sink(sink: MeasureSink) -> None:
    """Called from ``AppConfig.ready`` by the app that keeps measurements of lines."""
    if sink not in _sinks:
        _sinks.append(sink)


def register_pairing(pairing: Pairing) -> None:
    """Called from ``AppConfig.ready`` by the app that knows screens."""
    _pairing[:] = [pairing]


def tell_measure(actor: Actor, checklist: Checklist) -> None:
    """Hand the speeds on, when somebody measured."""
    if checklist.download is not None:
        for sink in _sinks:
            sink(actor, checklist)


def pairing_href(actor: Actor, point: SupportPoint) -> str:
    """Where to pair; "" when no app registered."""
    return _pairing[0](actor, point) if _pairing else ""
