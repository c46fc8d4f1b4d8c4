"""Saved views of lists, as the page sees them. The app that keeps them registers how to find them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One saved view: an address with a name, never a right. ``default``: opens when the list is opened bare."""

    name: str
    href: str
    shared: bool = False
    default: bool = False


Provider = Callable[[HttpRequest, str], list[SavedLine]]
_providers: list[Provider] = []


def register_provider(provider: Provider) -> None:
    """Who knows a person's saved views of a list (by the name of its address). Call from ``AppConfig.ready``."""
    _providers[:] = [provider]


def lines_for(request: HttpRequest, view_name: str) -> list[SavedLine]:
    """The saved views of a list that this person may open; none for a list that keeps none."""
    if not view_name or not _providers or not getattr(request, "user", None):
        return []
    return _providers[0](request, view_name)
