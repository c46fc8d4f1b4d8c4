"""The order in which a team visits its points: to the nearest next one, as the crow flies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop; ``spot`` is latitude and longitude in degrees, ``None`` when nobody wrote it down."""

    key: int
    spot: tuple[float, float] | None


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Great-circle distance."""
    (lat1, lon1), (lat2, lon2) = here, there
    up, across = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    part = sin(up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(across) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(part)))


def nearest_order(stops: Sequence[Stop], start: tuple[float, float] | None = None) -> list[int]:
    """Keys in visiting order: from ``start`` (else from the first stop with a spot) always to the nearest next.

    Of equally near stops the one given first goes first; stops without a spot come last, as given.
    """
    left = [stop for stop in stops if stop.spot is not None]
    order: list[int] = []
    here = start
    while left:
        at = here
        best = left[0] if at is None else min(left, key=lambda stop: distance_km(at, stop.spot or at))
        left.remove(best)
        order.append(best.key)
        here = best.spot
    return order + [stop.key for stop in stops if stop.spot is None]
