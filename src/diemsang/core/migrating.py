"""Migrations in half the time: a new hub is ready twenty seconds sooner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def few_models_redrawn() -> Iterator[None]:
    """While migrations run, a change of a model redraws the models next to it, not all that it can reach.

    Django redraws everything that is related over any number of steps after each operation, which here is nearly every
    model (two thirds of the time that migrations took). It has the shorter way itself, for changes of plain fields, and
    draws everything once more before any operation that runs Python (``ProjectState.clear_delayed_apps_cache``).
    """
    whole = ProjectState.reload_model

    def reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> None:
        whole(self, app_label, model_name, True)

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = whole  # type: ignore[method-assign]
