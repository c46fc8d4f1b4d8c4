"""Lists that can travel as workbooks. Apps register theirs from ``AppConfig.ready``."""

from __future__ import annotations

from diemsang.imports.description import ListDescription

_lists: dict[str, ListDescription] = {}


def register(description: ListDescription) -> None:
    """Make a list importable and exportable."""
    _lists[description.key] = description


def description_of(key: str) -> ListDescription | None:
    """The list of that key."""
    return _lists.get(key)


def descriptions() -> list[ListDescription]:
    """All lists, in the order of registration."""
    return list(_lists.values())
