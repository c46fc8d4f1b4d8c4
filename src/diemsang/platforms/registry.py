"""What apps above say of a tile: where it went from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from diemsang.core.actor import Actor
from diemsang.platforms.models import PlatformTile


@dataclass(frozen=True, slots=True)
class TileLink:
    """A line on a tile's page. ``post``: ``href`` is an act with a button, not a page."""

    text: str
    href: str = ""
    label: str = ""
    post: bool = False


Source = Callable[[Actor, PlatformTile], list[TileLink]]
_sources: dict[str, Source] = {}


def register_link(name: str, source: Source) -> None:
    """``source(actor, tile)`` gives lines, only of what the actor may know. Called from ``AppConfig.ready``."""
    _sources[name] = source


def links_of(actor: Actor, tile: PlatformTile) -> list[TileLink]:
    """Everything the apps above say of the tile."""
    return [line for source in _sources.values() for line in source(actor, tile)]
