"""Large starting data for tests, built once a session through the real actions and then put back by bulk inserts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

Fill = Callable[[Any], None]
"""Given a cursor, puts every row of one table back."""


class Snapshots:
    """``once(name, build)``: the first test runs ``build``; later tests get the same rows without running it."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[type[models.Model], Fill]]] = {}

    def once(self, name: str, build: Callable[[], None]) -> None:
        """Have the named data in the (otherwise empty) test database."""
        if name not in self._kept:
            with transaction.atomic():
                build()
            self._kept[name] = _read_all()
            return
        with transaction.atomic(), connection.cursor() as cursor:
            for _model, fill in self._kept[name]:
                fill(cursor)
            tables = [model for model, _fill in self._kept[name]]
            for statement in connection.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(statement)


def _read_all() -> list[tuple[type[models.Model], Fill]]:
    """Every row of the hub's own tables."""
    own = [model for model in apps.get_models() if model.__module__.startswith("diemsang.")]
    found = [(model, list(model._base_manager.order_by("pk"))) for model in own]
    return [(model, _prepared(model, rows)) for model, rows in found if rows]


def _prepared(model: type[models.Model], rows: list[models.Model]) -> Fill:
    """The insert of the rows, compiled once: compiling it anew for each test costs many times its own run."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = f"({', '.join(['%s'] * len(fields))})"
    values = [
        tuple(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields) for row in rows
    ]
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "
    if connection.vendor == "sqlite":
        return lambda cursor: cursor.executemany(into + places, values)
    every = into + ", ".join([places] * len(values))
    operations: Any = connection.ops
    whole = operations.compose_sql(every, [value for row in values for value in row])
    return lambda cursor: cursor.execute(whole)
