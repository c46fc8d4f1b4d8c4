"""What the protocol needs of the library: the number of the current root, keys, what a point should show."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from diemsang.library import keys as library_keys
from diemsang.library.queries import current_root, hidden_for, points_varieties
from diemsang.points.models import SupportPoint


def root_number() -> int:
    """Number of the current root; 0: nothing published."""
    root = current_root()
    return root.number if root is not None else 0


def root_floor() -> int:
    """The lowest root that a screen may go back to (a hub restored from backup); 0: none."""
    return 0


def keys() -> list[str]:
    """Public keys that sign roots."""
    return list(_keys(keys_stamp()))


def keys_stamp() -> int:
    """Another number when the file that holds the keys was written; 0 without one."""
    try:
        return (settings.HOME / "hub.toml").stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=4)
def _keys(stamp: int) -> tuple[str, ...]:
    """Read once: taking PEM texts apart costs more than all the rest of a screen's settings."""
    return tuple(library_keys.public_keys())


def varieties_of(point: SupportPoint | None) -> list[str]:
    """Tags in the order of the point."""
    return list(points_varieties(point)) if point is not None else ["vi"]


def hidden_at(point: SupportPoint | None) -> list[str]:
    """Products that are not meant for the point."""
    return sorted(hidden_for(point)) if point is not None else []
