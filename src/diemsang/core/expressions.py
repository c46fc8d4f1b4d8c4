"""Expressions of queries for what comes by the thousand: many ids at once, the day of a moment."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import DateField, Expression, Func, IntegerField


class Among(Expression):
    """``column__in=Among(ids)``: as ``column__in=ids``, but the statement stays short however many ids there are.

    Django looks at each value of a list, binds it, and the database parses a marker for it; thousands of ids cost more
    than the query. Here SQLite gets them as one value. PostgreSQL gets the list itself, written out: of a list it knows
    how many rows to expect, of the rows of a function it does not, and then joins thousands with thousands one by one.
    Right for whole scopes; a handful of ids needs no such thing.
    """

    contains_aggregate = False

    def __init__(self, ids: Collection[int]) -> None:
        super().__init__(output_field=IntegerField())
        self.ids = tuple(sorted(ids))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement and its values; no ids, no query."""
        if not self.ids:
            raise EmptyResultSet
        if connection.vendor == "postgresql":
            return f"({','.join(str(int(one)) for one in self.ids)})", ()
        return "(SELECT value FROM json_each(%s))", (json.dumps(self.ids),)

    def __repr__(self) -> str:
        return f"Among({len(self.ids)} ids)"


class DayOf(Func):
    """The day in Vietnam of a moment, worked out by the database: a day is read ten times as fast as a moment.

    Vietnam has no summer time, so its clock is always seven hours ahead (``core.clock.VIETNAM``).
    """

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:
        """SQLite keeps moments as text in UTC, and its ``date`` would round the last of a second up to the next day."""
        return super().as_sql(compiler, connection, template="date(substr(%(expressions)s, 1, 19), '+7 hours')")

    def as_postgresql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, Any]:
        """PostgreSQL knows the zone."""
        return super().as_sql(
            compiler, connection, template="((%(expressions)s) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
        )
