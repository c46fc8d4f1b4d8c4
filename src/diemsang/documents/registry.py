"""What a decision changed: the apps above say it, each for its own tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.documents.models import Decision


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a decision caused; ``href`` leads to it and is empty where the reader may not go."""

    text: str
    href: str = ""
    on: dt.date | None = None


EffectSource = Callable[[Actor, Decision], list[Effect]]

_sources: dict[str, EffectSource] = {}


def register_effect(name: str, source: EffectSource) -> None:
    """``source(actor, decision)`` gives lines, only of what the actor may know. Called from ``AppConfig.ready``."""
    _sources[name] = source


def effects_of(actor: Actor, decision: Decision) -> list[Effect]:
    """Everything the decision changed, as far as the actor may know it."""
    return [effect for source in _sources.values() for effect in source(actor, decision)]
