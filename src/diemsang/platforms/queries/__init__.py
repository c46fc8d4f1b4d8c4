"""The only reads of platforms for a person, and of tiles for what shows them."""

from diemsang.platforms.queries.scope import (
    may,
    platform_for,
    platforms_visible,
    require_selection,
    selection_for,
    selections_visible,
    tile_for,
    tiles_visible,
)
from diemsang.platforms.queries.tiles import TileFact, allowed_hosts, approved_once, open_problems, tiles

__all__ = [
    "TileFact",
    "allowed_hosts",
    "approved_once",
    "may",
    "open_problems",
    "platform_for",
    "platforms_visible",
    "require_selection",
    "selection_for",
    "selections_visible",
    "tile_for",
    "tiles",
    "tiles_visible",
]
