"""The main menu. Each app registers its entry at start-up, with its part; the page shows those the person may open.

Whoever has few entries gets them as one list; whoever has more, under headings; only the longest menus fold, and then
the part of the current page stands open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from diemsang.core.actor import Actor

FLAT = 9
"""Up to so many entries need no headings."""
OPEN = 18
"""Up to so many entries stand under headings with nothing folded: that fits a screen 768 pixels high, and a phone."""


class Part(TextChoices):
    """The parts of the menu, in order. Entries of the first stand above all headings."""

    TODAY = "today", _("Hôm nay")
    POINTS = "points", _("Điểm và kế hoạch")
    EQUIPMENT = "equipment", _("Thiết bị và biên bản")
    RUNNING = "running", _("Vận hành, tập huấn")
    CONTENT = "content", _("Nội dung và màn hình")
    SYSTEM = "system", _("Văn bản và hệ thống")


PARTS = list(Part)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. ``icon`` names a symbol of ``clients/hub/icons.svg``; ``right`` hides it from who lacks the right."""

    label: str | Promise
    url_name: str
    icon: str
    right: str | None = None
    order: int = 50
    shown_to: Callable[[Actor], bool] | None = None
    part: Part = Part.TODAY


@dataclass(frozen=True, slots=True)
class NavLink:
    """An entry as drawn on one page."""

    label: str
    href: str
    icon: str
    current: bool
    part: Part


@dataclass(frozen=True, slots=True)
class NavSection:
    """A part of the menu as drawn on one page. ``heading`` is empty where the entries stand by themselves."""

    heading: str
    links: list[NavLink]

    @property
    def current(self) -> bool:
        """Whether the page lies in it."""
        return any(link.current for link in self.links)


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of one person on one page. ``folded``: its headings open and close."""

    sections: list[NavSection]
    folded: bool

    @property
    def dense(self) -> bool:
        """Whether all of it stands open under headings, so that a low screen needs close lines."""
        return not self.folded and len(self.sections) > 1


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
    for item in sorted(_items.values(), key=lambda entry: (PARTS.index(entry.part), entry.order, entry.url_name)):
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
    return [NavLink(str(item.label), href, item.icon, href == best, item.part) for item, href in found]


def menu_for(actor: Actor, path: str) -> Menu:
    """The entries of ``links_for`` under the headings of their parts.

    A part of one entry gets no fold of its own in a menu that folds.
    """
    links = links_for(actor, path)
    if len(links) <= FLAT:
        return Menu([NavSection("", links)], folded=False)
    folded = len(links) > OPEN
    sections = []
    for part, group in groupby(links, key=lambda link: link.part):
        within = list(group)
        alone = part is Part.TODAY or (folded and len(within) == 1)
        sections.append(NavSection("" if alone else str(part.label), within))
    return Menu(sections, folded)
