"""A hexagon cartogram: one cell per unit, every unit equally visible, neighbours kept near.

Cells are in "odd-r" offset coordinates: rows of pointed-top hexagons, odd rows shifted right by half a cell, row 0 in
the north. Only label points are needed, no boundary.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

Cell = tuple[int, int]
Point = tuple[float, float]

ROW_HEIGHT = math.sqrt(3) / 2
"""Distance of rows when cells of a row are 1 apart."""
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Hex:
    """The cell of a unit."""

    area_id: int
    col: int
    row: int


def hexagons(points: Iterable[tuple[int, float, float]]) -> list[Hex]:
    """Cells for units given as (id, latitude, longitude) in degrees. The same units always get the same cells."""
    return list(_hexagons(tuple(sorted(points))))


@lru_cache(maxsize=64)
def _hexagons(points: tuple[tuple[int, float, float], ...]) -> tuple[Hex, ...]:
    if not points:
        return ()
    places = _spread(_on_plane(points))
    cells = _assign(places)
    _swap(places, cells)
    west, north = min(col for col, _row in cells), min(row for _col, row in cells)
    north -= north % 2  # an even shift keeps which rows are the shifted ones
    return tuple(Hex(point[0], col - west, row - north) for point, (col, row) in zip(points, cells, strict=True))


def _centre(cell: Cell) -> Point:
    col, row = cell
    return col + (0.5 if row % 2 else 0.0), row * ROW_HEIGHT


def _distance(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _on_plane(points: Sequence[tuple[int, float, float]]) -> list[Point]:
    """East and south in units of one cell, so that on average one unit falls on one cell."""
    middle = sum(lat for _id, lat, _lon in points) / len(points)
    flat = [(lon * math.cos(math.radians(middle)), -lat) for _id, lat, lon in points]
    gaps = sorted(min((_distance(a, b) for b in flat if b is not a), default=1.0) for a in flat)
    step = math.sqrt(gaps[len(gaps) // 2]) or 1.0
    east = sum(x for x, _y in flat) / len(flat)
    south = sum(y for _x, y in flat) / len(flat)
    return [((x - east) / step, (y - south) / step) for x, y in flat]


def _spread(places: list[Point]) -> list[Point]:
    """Push units apart until none is much nearer to another than a cell, keeping the shape of the whole."""
    spots = list(places)
    for _round in range(ROUNDS):
        moved = [(0.0, 0.0)] * len(spots)
        for i, (x, y) in enumerate(spots):
            dx = dy = 0.0
            for j, (u, v) in enumerate(spots):
                gap = math.hypot(x - u, y - v)
                if i != j and gap < 1.05:
                    # Two units on one spot part along a direction made from their order: no chance involved.
                    away = (x - u, y - v) if gap > 1e-6 else (math.cos(i), math.sin(i))
                    push = (1.05 - gap) / 2 / max(gap, 1e-6 if gap > 1e-6 else 1.0)
                    dx, dy = dx + away[0] * push * 0.5, dy + away[1] * push * 0.5
            moved[i] = dx, dy
        # A gentle pull to the middle closes holes that the real map has (large communes).
        spots = [((x + dx) * 0.985, (y + dy) * 0.985) for (x, y), (dx, dy) in zip(spots, moved, strict=True)]
    return spots


def _assign(places: Sequence[Point]) -> list[Cell]:
    """Units from the middle outwards take the nearest free cell among those that keep the map in one piece."""
    cells: list[Cell] = [(0, 0)] * len(places)
    free: dict[Cell, Point] = {}
    used: set[Cell] = set()

    def offer(cell: Cell) -> None:
        if cell not in used:
            free.setdefault(cell, _centre(cell))

    offer((0, 0))
    for index in sorted(range(len(places)), key=lambda i: (_distance(places[i], (0.0, 0.0)), i)):
        spot = places[index]
        best = min(free, key=lambda cell: (_distance(free[cell], spot), cell))
        cells[index] = best
        used.add(best)
        del free[best]
        for cell in _around(best):
            offer(cell)
    return cells


def _around(cell: Cell) -> list[Cell]:
    col, row = cell
    side = col + (1 if row % 2 else -1)
    return [(col - 1, row), (col + 1, row), (col, row - 1), (col, row + 1), (side, row - 1), (side, row + 1)]


def _swap(places: Sequence[Point], cells: list[Cell]) -> None:
    """Exchange two units' cells while that brings both nearer to where they belong."""
    centres = [_centre(cell) for cell in cells]
    for _round in range(ROUNDS):
        better = False
        for i in range(len(cells)):
            for j in range(i):
                now = _distance(places[i], centres[i]) + _distance(places[j], centres[j])
                then = _distance(places[i], centres[j]) + _distance(places[j], centres[i])
                if then < now - 1e-9:
                    cells[i], cells[j] = cells[j], cells[i]
                    centres[i], centres[j] = centres[j], centres[i]
                    better = True
        if not better:
            return
