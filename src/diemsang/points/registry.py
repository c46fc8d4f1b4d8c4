"""Cards that the apps above show on a point's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from diemsang.core.actor import Actor
from diemsang.points.models import SupportPoint


@dataclass(frozen=True, slots=True)
class PointCard:
    """A card: its title, and a template drawn with ``context``."""

    title: str
    template: str
    context: dict[str, object]


CardSource = Callable[[Actor, SupportPoint, dt.date], PointCard | None]

_cards: dict[str, CardSource] = {}


def register_card(name: str, source: CardSource) -> None:
    """``source(actor, point, day)`` gives a card or ``None``. Called from ``AppConfig.ready``."""
    _cards[name] = source


def cards(actor: Actor, point: SupportPoint, day: dt.date) -> list[PointCard]:
    """Cards for a point's page, in the order of registration. The caller has shown that the actor may see the point."""
    return [card for source in _cards.values() if (card := source(actor, point, day)) is not None]


BookLine = tuple[str, str]
"""A line of the bound file's index, and the smaller note under it ("" : none)."""
BookSource = Callable[[Actor, SupportPoint, dt.date], list[BookLine]]
"""``(actor, point, day)``: lines for a part of the point's bound file, only of what the actor may know."""

_book: dict[str, tuple[str | Promise, BookSource]] = {}


def register_book(name: str, title: str | Promise, source: BookSource) -> None:
    """A part of the point's bound file (equipment, lines). Called from ``AppConfig.ready``."""
    _book[name] = (title, source)


def book_sections(actor: Actor, point: SupportPoint, day: dt.date) -> list[tuple[str, list[BookLine]]]:
    """Every part's title and lines, in the order of registration; parts without lines are left out."""
    found = [(str(title), source(actor, point, day)) for title, source in _book.values()]
    return [(title, lines) for title, lines in found if lines]


PieceSource = Callable[[set[int], dt.date], dict[int, tuple[str, str]]]
"""``(point ids, day)``: what stood at each point on the day and who held it, in words; points without any left out."""

_pieces: dict[str, PieceSource] = {}


def register_pieces(name: str, source: PieceSource) -> None:
    """What is handed over with a point. Called from ``AppConfig.ready``."""
    _pieces[name] = source


def pieces_of(point_ids: set[int], on: dt.date) -> dict[int, tuple[str, str]]:
    """Of every source; a later one adds points that earlier ones know nothing of."""
    found: dict[int, tuple[str, str]] = {}
    for source in _pieces.values() if point_ids else ():
        found = {**source(point_ids, on), **found}
    return found


OwnSource = Callable[[Actor], Q]
"""``(actor)``: a condition on points, of those that concern the actor's own things (lots, faults)."""

_own: dict[str, OwnSource] = {}


def register_own(name: str, source: OwnSource) -> None:
    """Points for who may see only what is their own (scope ``own``). Called from ``AppConfig.ready``."""
    _own[name] = source


def own_points(actor: Actor) -> Q:
    """Points of any source; none when there is none."""
    found = Q(pk__in=())
    for source in _own.values():
        found |= source(actor)
    return found
