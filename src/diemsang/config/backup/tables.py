"""Tables as lines of JSON that are the same on SQLite and PostgreSQL, so that their hashes can be compared."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models

LEFT_OUT = {
    "sessions.Session",  # people sign in again after a restore
    "accounts.SignedInDevice",  # tells of sessions
    "accounts.TryBucket",  # refills by itself within hours
    "contenttypes.ContentType",  # remade by migrate; nothing of ours refers to it
    "auth.Permission",  # remade by migrate; rights are docs/rights.csv and accounts.Grant
    "auth.Group",
    "auth.Group_permissions",
    "accounts.User_groups",
    "accounts.User_user_permissions",
}
LEFT_OUT_APPS = {"django_q"}  # the queue: jobs are idempotent and scheduled anew by the worker
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table held: number of rows, and SHA-256 of its lines in the order of its key."""

    rows: int
    sha256: str


def kept_models() -> list[type[models.Model]]:
    """Every table that belongs in a backup, by label. A new app's tables are kept unless left out on purpose."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label not in LEFT_OUT
        and model._meta.app_label not in LEFT_OUT_APPS
    ]
    return sorted(found, key=lambda model: model._meta.label)


def columns(model: type[models.Model]) -> list[str]:
    """Names of the stored columns as attributes."""
    return [field.attname for field in model._meta.concrete_fields]


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """One line for each row: a JSON list in the order of ``columns``."""
    rows = model._base_manager.order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        values = [_plain(value) for value in row]
        text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        yield text.encode() + b"\n"


def sum_of(model: type[models.Model]) -> TableSum:
    """Count and hash of a table as it is now."""
    total, rows = hashlib.sha256(), 0
    for line in lines(model):
        total.update(line)
        rows += 1
    return TableSum(rows, total.hexdigest())


def insert(model: type[models.Model], named: list[str], rows: Iterable[bytes]) -> None:
    """Insert lines written by ``lines``; ``named`` are the columns they were written with.

    Raises ``ValueError``, ``TypeError`` or ``ValidationError`` when a line is not a row of this table.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    chosen = [fields[name] for name in named]
    for some in batched_lines(rows):
        made = [
            model(**{f.attname: _typed(f, value) for f, value in zip(chosen, _row(line), strict=True)}) for line in some
        ]
        model._base_manager.bulk_create(made, batch_size=ROWS_AT_ONCE)


def _row(line: bytes) -> list[Any]:
    row = json.loads(line)
    if not isinstance(row, list):
        raise TypeError("a row is a list")
    return row


def batched_lines(rows: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines in groups that fit in memory."""
    group: list[bytes] = []
    for line in rows:
        group.append(line)
        if len(group) == ROWS_AT_ONCE:
            yield group
            group = []
    if group:
        yield group


def reset_sequences(restored: list[type[models.Model]]) -> None:
    """Let new rows get numbers above the restored ones (PostgreSQL; SQLite does so by itself)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), restored):
            cursor.execute(statement)


def _plain(value: Any) -> Any:
    """A value as JSON; moments in UTC with all their digits, whatever the database gave back."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _typed(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.DurationField):
        return dt.timedelta(seconds=value)
    return field.to_python(value)
