"""Who may read a file: whoever may read an object that owns it. The apps above say which objects those are."""

from __future__ import annotations

from collections.abc import Callable

from diemsang.core.actor import Actor
from diemsang.files.models import Blob

OwnerCheck = Callable[[Actor, Blob], str | None]
"""The file's name as its owner keeps it when the actor may read that owner; ``None`` otherwise."""

_checks: dict[str, OwnerCheck] = {}


def register_owner(name: str, check: OwnerCheck) -> None:
    """Called from ``AppConfig.ready`` by each app that keeps files; ``name`` says whose check it is."""
    _checks[name] = check


def readable_name(actor: Actor, blob: Blob) -> str | None:
    """The name under which the actor may have the file; ``None`` when no owner lets them."""
    for check in _checks.values():
        name = check(actor, blob)
        if name is not None:
            return name
    return None
