"""What the apps above hand in: what a signature causes for each kind, and whose minutes a person may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from diemsang.core.actor import Actor
from diemsang.documents.models import Minute


def _nothing(actor: Actor, minute: Minute) -> None:
    """A kind that causes nothing."""


def _no_copy(actor: Actor, old: Minute, new: Minute) -> None:
    """A kind of which nothing refers to the replaced minute."""


def _nowhere(minute: Minute) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of minute. The hooks run in the transaction of the act, as its actor, and may raise ``Refused``.

    ``on_signed`` runs once, when every page of the signed copy is held; ``on_void`` when a *signed* minute is voided;
    ``on_replace(actor, old, new)`` moves what refers to the voided minute to the draft in its place; ``href`` leads
    to the act that the minute tells of ("" : none). ``needs``: who makes, prints, voids or files the signed copy of one
    holds one of these rights too, so that an inspector does not void an acceptance; empty: the rights over minutes do.
    """

    kind: str
    needs: tuple[str, ...] = ()
    template: str = "bien-ban.docx"
    on_signed: Callable[[Actor, Minute], None] = _nothing
    on_void: Callable[[Actor, Minute], None] = _nothing
    href: Callable[[Minute], str] = _nowhere
    on_replace: Callable[[Actor, Minute, Minute], None] = _no_copy


Scope = Callable[[Actor, str], Q]
"""``(actor, right)``: which minutes are within that right of the actor, as a filter of ``Minute``."""
Caused = Callable[[Actor, Minute], list[tuple[str, str]]]
"""``(actor, minute)``: what the minute tells of or caused, as text and address ("" : none)."""
Link = Callable[[Minute, Minute], None]
"""``(old, new)``: give the replacement the links of the replaced."""

_kinds: dict[str, KindSpec] = {}
_scopes: dict[str, Scope] = {}
_caused: dict[str, Caused] = {}
_links: dict[str, Link] = {}


def register_kind(spec: KindSpec) -> None:
    """Called from ``AppConfig.ready`` by the app whose act the kind tells of."""
    _kinds[spec.kind] = spec


def spec_of(kind: str) -> KindSpec:
    """What is registered for the kind; one without effects when no app claims it."""
    return _kinds.get(kind) or KindSpec(kind)


def kinds_beyond(actor: Actor) -> list[str]:
    """Kinds of which the actor may change no minute, whatever their rights over minutes."""
    return [kind for kind, spec in _kinds.items() if spec.needs and not any(map(actor.can, spec.needs))]


def register_scope(name: str, scope: Scope) -> None:
    """``scope(actor, right)`` names minutes within the right. A minute is in reach when one scope says so."""
    _scopes[name] = scope


def within(actor: Actor, right: str) -> Q:
    """Minutes within the right, by every scope; none when no scope is registered."""
    reached = Q(pk__in=())
    for scope in _scopes.values():
        reached |= scope(actor, right)
    return reached


def register_caused(name: str, source: Caused) -> None:
    """``source(actor, minute)`` gives lines for the minute's page, only of what the actor may know."""
    _caused[name] = source


def caused_by(actor: Actor, minute: Minute) -> list[tuple[str, str]]:
    """Lines of every source, and where they lead."""
    return [line for source in _caused.values() for line in source(actor, minute)]


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """Where minutes lie. ``choices(actor, asked)``: units to narrow a list by, as choices of a form, ``asked`` always
    among them; ``inside(key)``: minutes within a unit; ``words(actor, minutes)``: id of a minute → what it tells of,
    for its row."""

    choices: Callable[[Actor, str], Sequence[Any]]
    inside: Callable[[str], Q]
    words: Callable[[Actor, Sequence[Minute]], dict[int, str]]


@dataclass(frozen=True, slots=True)
class OfficeSource:
    """Offices and their own templates. ``of(actor)``: key of the actor's office ("" : none); ``choices()``: keys and
    names of the offices that may have templates."""

    of: Callable[[Actor], str]
    choices: Callable[[], Sequence[tuple[str, str]]]


_places: list[PlaceSource] = []
_offices: list[OfficeSource] = []


def register_offices(source: OfficeSource) -> None:
    """Called once, by the app that knows offices."""
    _offices[:] = [source]


def office_of(actor: Actor) -> str:
    """Key of the office whose template the actor's minutes use; "" when unknown."""
    return _offices[0].of(actor) if _offices else ""


def office_choices() -> list[tuple[str, str]]:
    """Offices that may have templates of their own."""
    return list(_offices[0].choices()) if _offices else []


def register_places(source: PlaceSource) -> None:
    """Called once, by the app that knows where things stand."""
    _places[:] = [source]


def places() -> PlaceSource | None:
    """The source of places, when an app gave one."""
    return _places[0] if _places else None


def register_links(name: str, link: Link) -> None:
    """``link(old, new)`` copies an app's links of a minute to its replacement."""
    _links[name] = link


def copy_links(old: Minute, new: Minute) -> None:
    """Every app's links."""
    for link in _links.values():
        link(old, new)
