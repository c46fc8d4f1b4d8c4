"""Tables of platforms."""

from diemsang.platforms.models.platforms import AllowedHost, Cost, Maturity, OnTv, Platform
from diemsang.platforms.models.selections import (
    Candidate,
    Criterion,
    Interest,
    PlatformSelection,
    Score,
    Scorer,
    SelectionReview,
)
from diemsang.platforms.models.tiles import PlatformTile, TileAudience

__all__ = [
    "AllowedHost",
    "Candidate",
    "Cost",
    "Criterion",
    "Interest",
    "Maturity",
    "OnTv",
    "Platform",
    "PlatformSelection",
    "PlatformTile",
    "Score",
    "Scorer",
    "SelectionReview",
    "TileAudience",
]
