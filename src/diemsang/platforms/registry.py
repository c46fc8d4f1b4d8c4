"""What shows the tiles (an app above) hangs itself here: told after acts that change them, asked where one is."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from diemsang.core.actor import Actor


@dataclass(frozen=True, slots=True)
class OnScreens:
    """The product that a tile is; ``opens``: televisions may open the platform itself."""

    code: str
    opens: bool


Listener = Callable[[Actor], None]
Where = Callable[[uuid.UUID], OnScreens | None]

_listeners: list[Listener] = []
_where: list[Where] = []


def register_screens(listener: Listener, where: Where) -> None:
    """Called from ``AppConfig.ready``. ``listener(actor)`` makes the screens show the tiles of the day."""
    if listener not in _listeners:
        _listeners.append(listener)
        _where.append(where)


def tell_screens(actor: Actor) -> None:
    """After the act is kept. A failure is logged and made good by the night's job: the act itself stands."""
    for listener in _listeners:
        transaction.on_commit(partial(listener, actor), robust=True)


def on_screens(tile: uuid.UUID) -> OnScreens | None:
    """Where the tile is shown; ``None``: on no screen."""
    return next((found for where in _where if (found := where(tile)) is not None), None)
