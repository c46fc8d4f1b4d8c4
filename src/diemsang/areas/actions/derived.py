"""Derived rows: kept in line with versions and lineage, and checked."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db import models
from django.utils.translation import gettext as _

from diemsang.areas.models import Area, AreaClosure, AreaCover, AreaSuccession, AreaVersion, Lineage
from diemsang.areas.rebuild import END, START, Derived, VersionFact, derive

BATCH = 1000
M = TypeVar("M", bound=models.Model)
Row = tuple[object, ...]

CLOSURE = ("ancestor_id", "descendant_id", "depth", "valid_from", "valid_to")
SUCCESSION = ("origin_id", "target_id", "whole", "valid_from", "valid_to")
COVER = ("area_id", "covered_id", "whole", "valid_from", "valid_to")


def lock() -> None:
    """One change of areas at a time (PostgreSQL; SQLite takes its write lock at BEGIN IMMEDIATE)."""
    list(Area.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:1])


def rebuild_derived() -> int:
    """Bring closure, succession and cover in line with versions and lineage. Returns how many rows differed."""
    derived = derived_now()
    return (
        _sync(AreaClosure, CLOSURE, _dated(derived.closure))
        + _sync(AreaSuccession, SUCCESSION, _dated(derived.succession))
        + _sync(AreaCover, COVER, _dated(derived.cover))
    )


def derived_differences() -> list[str]:
    """For ``diemsang check``: a sentence for each derived table that does not match versions and lineage."""
    derived = derived_now()
    found = []
    for model, fields, wanted in (
        (AreaClosure, CLOSURE, _dated(derived.closure)),
        (AreaSuccession, SUCCESSION, _dated(derived.succession)),
        (AreaCover, COVER, _dated(derived.cover)),
    ):
        have = set(model._default_manager.values_list(*fields))
        if have != wanted:
            what = {"table": model._meta.db_table, "missing": len(wanted - have), "extra": len(have - wanted)}
            found.append(_("%(table)s: thiếu %(missing)s dòng, thừa %(extra)s dòng so với dựng lại.") % what)
    return found


def derived_now() -> Derived:
    """What should be derived from the versions and lineage as they stand."""
    rows = AreaVersion.objects.values_list("area_id", "parent_id", "valid_from", "valid_to")
    versions = [VersionFact(area, parent, start or START, end or END) for area, parent, start, end in rows]
    return derive(versions, Lineage.objects.values_list("origin_id", "target_id"))


def _dated(rows: frozenset[tuple[int, int, int, dt.date, dt.date]]) -> set[Row]:
    """Rows as stored: unknown and open days are null."""
    return {(*row[:3], _stored(row[3]), _stored(row[4])) for row in rows}


def _stored(day: dt.date) -> dt.date | None:
    return None if day in (START, END) else day


def _sync(model: type[M], fields: tuple[str, ...], wanted: set[Row]) -> int:
    """Delete rows that are no longer wanted, add those missing, leave the others alone."""
    stale = []
    missing = set(wanted)
    for pk, *values in model._default_manager.values_list("pk", *fields):
        if tuple(values) in missing:
            missing.discard(tuple(values))
        else:
            stale.append(pk)
    for index in range(0, len(stale), BATCH):
        model._default_manager.filter(pk__in=stale[index : index + BATCH]).delete()
    rows = [model(**dict(zip(fields, row, strict=True))) for row in sorted(missing, key=repr)]
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    return len(stale) + len(rows)
