"""Writing the counts: inside the transaction that stored the events, or all anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from diemsang.indicators.models import UsageCount
from diemsang.indicators.rollup import AMOUNTS, Amounts, UsageEvent, UsageKey, counts

KEY = ("point_id", "day_from", "day_to", "kind", "product", "variety", "mode")
ROWS_AT_ONCE = 50


def count_events(screen: Any, events: Iterable[UsageEvent]) -> None:
    """Add what these newly stored events say; they are stored once, so they are counted once."""
    add_counts(screen, counts(events))


def add_counts(screen: Any, amounts: Mapping[UsageKey, Amounts]) -> None:
    """Add sums of newly stored events.

    Called by ``screens`` in its own transaction, with its own right (the screen's secret); ``screen`` is not needed:
    every event says where it counts.
    """
    _add(amounts)


def _add(amounts: Mapping[UsageKey, Amounts]) -> None:
    """Add to the rows, or make them. One statement that SQLite and PostgreSQL share, since Django's own upsert
    replaces and does not add."""
    if not amounts:
        return
    table = connection.ops.quote_name(UsageCount._meta.db_table)
    columns = (*KEY, *AMOUNTS)
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in AMOUNTS)
    lines = list(amounts.items())
    with connection.cursor() as cursor:
        for start in range(0, len(lines), ROWS_AT_ONCE):
            some = lines[start : start + ROWS_AT_ONCE]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(_row(*line) for line in some)} "  # noqa: S608
                f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {added}",
                [word for key, _amount in some for word in (key.product, key.variety, key.mode)],
            )


def _row(key: UsageKey, amount: Amounts) -> str:
    """Numbers and days stand in the statement itself: 40 rows with 14 values each to fill in took twice as long
    (PostgreSQL: 2.1 ms, so 1.1). Words from outside are filled in."""
    numbers = ", ".join(str(int(getattr(amount, name))) for name in AMOUNTS)
    kind = UsageCount.Kind(key.kind).value
    days = f"'{key.day_from.isoformat()}', '{key.day_to.isoformat()}'"
    return f"({int(key.point_id)}, {days}, '{kind}', %s, %s, %s, {numbers})"


@transaction.atomic
def recount(*, events: Iterable[UsageEvent]) -> int:
    """Make every count anew from the events that are still kept; returns the number of rows.

    For the repair after ``diemsang check`` found a difference. Never while older events were already compacted away.
    """
    UsageCount.objects.all().delete()
    _add(counts(events))
    return UsageCount.objects.count()
