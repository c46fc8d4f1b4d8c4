"""The main menu. Each app registers its entry at start-up; the page shows those the person may open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from diemsang.core.actor import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. ``icon`` names a symbol of ``clients/hub/icons.svg``; ``right`` hides it from who lacks the right."""

    label: str | Promise
    url_name: str
    icon: str
    right: str | None = None
    order: int = 50
    shown_to: Callable[[Actor], bool] | None = None


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as drawn on one page."""

    label: str
    href: str
    icon: str
    current: bool


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry (once per ``url_name``). Call from ``AppConfig.ready``."""
    _items[item.url_name] = item


def title_of(url_name: str) -> str:
    """What the menu calls the list behind an address; the menu entry of its part when the address has none itself."""
    item = _items.get(url_name)
    if item is None:
        part = url_name.partition(":")[0]
        item = next((found for name, found in _items.items() if name.partition(":")[0] == part), None)
    return str(item.label) if item else url_name


def links_for(actor: Actor, path: str) -> list[NavLink]:
    """The entries that ``actor`` may open, in order; the one whose address starts ``path`` most fully is current."""
    found: list[tuple[NavItem, str]] = []
    for item in sorted(_items.values(), key=lambda entry: (entry.order, entry.url_name)):
        if item.right and not actor.can(item.right):
            continue
        if item.shown_to and not item.shown_to(actor):
            continue
        try:
            found.append((item, reverse(item.url_name)))
        except NoReverseMatch:
            continue
    fitting = [href for _, href in found if path == href or (href != "/" and path.startswith(href))]
    best = max(fitting, key=len, default=None)
    return [NavLink(str(item.label), href, item.icon, href == best) for item, href in found]
