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
from diemsang.platforms.queries.tiles import TileFact, open_problems, tiles

__all__ = [
    "TileFact",
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
