"""Large starting data for tests, built once a session through the real actions and then put back by bulk inserts."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Rows = list[tuple[type[models.Model], list[models.Model]]]


class Snapshots:
    """``once(name, build)``: the first test runs ``build``; later tests get the same rows without running it."""

    def __init__(self) -> None:
        self._kept: dict[str, Rows] = {}

    def once(self, name: str, build: Callable[[], None]) -> None:
        """Have the named data in the (otherwise empty) test database."""
        if name not in self._kept:
            with transaction.atomic():
                build()
            self._kept[name] = _read_all()
            return
        with transaction.atomic():
            for model, rows in self._kept[name]:
                model._base_manager.bulk_create(rows, batch_size=1000)
            tables = [model for model, _rows in self._kept[name]]
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                    cursor.execute(statement)


def _read_all() -> Rows:
    """Every row of the hub's own tables."""
    own = [model for model in apps.get_models() if model.__module__.startswith("diemsang.")]
    found = [(model, list(model._base_manager.order_by("pk"))) for model in own]
    return [(model, rows) for model, rows in found if rows]
