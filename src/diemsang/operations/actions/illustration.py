"""Writing invented lines, power and people in charge of a demonstration home; each says *minh họa* in its source."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import models, transaction

from diemsang.accounts.queries import office_names
from diemsang.audit.actions import Item as Told
from diemsang.audit.actions import record_many
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.operations.actions.common import day_words, span_words
from diemsang.operations.hours import week_words
from diemsang.operations.models import (
    Fact,
    LineConnection,
    LineContract,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    OperatorAssignment,
    Outage,
    PostedHours,
    PowerStatus,
    Programme,
)
from diemsang.operations.words import measure_words, moment_words, power_words


@transaction.atomic
def write_facts(*, actor: Actor, rows: Sequence[Fact]) -> int:
    """Many facts at once, in their order, with the journal of ``record_…``; identities on record are left alone.

    The rows fit each other (no day with two contracts or payers): they are invented together. How many were new.
    """
    kinds: dict[type[Fact], list[Fact]] = defaultdict(list)
    for row in rows:
        kinds[type(row)].append(row)
    now, fresh = clock.now(), list[Fact]()
    for kind, mine in kinds.items():
        known = set(_rows(kind).values_list("public_id", flat=True))
        new = [row for row in mine if row.public_id not in known]
        for row in new:
            row.recorded_at = now
        _keep(kind, new)
        fresh += new
    names, told = _payers(fresh), defaultdict[str, list[Told]](list)
    for row in fresh:
        action, data = _sentence(row, names)
        told[action].append(Told(row.point.code, data))
    for action, items in told.items():
        record_many(actor=actor, action=action, subject_type="point", items=items)
    return len(fresh)


def _keep(kind: type[Fact], rows: Sequence[Fact]) -> None:
    """Contracts that carry on others come after those."""
    later = [row for row in rows if isinstance(row, LineContract) and row.renews is not None]
    kind._default_manager.bulk_create([row for row in rows if row not in later], batch_size=500)
    if later:
        keys = [row.renews.public_id for row in later if row.renews is not None]
        first = {row.public_id: row for row in LineContract.objects.filter(public_id__in=keys)}
        for row in later:
            assert row.renews is not None
            row.renews = first[row.renews.public_id]
        LineContract.objects.bulk_create(later, batch_size=500)


def _rows(kind: type[Fact]) -> models.QuerySet[Any]:
    return kind._default_manager.all()


def _payers(rows: Sequence[Fact]) -> dict[int, str]:
    ids = {row.office_id for row in rows if isinstance(row, LinePayer) and row.office_id}
    return office_names(ids, clock.today()) if ids else {}


def _sentence(row: Fact, names: dict[int, str]) -> tuple[str, dict[str, str]]:
    """The journal's sentence of the row, as the action that people use writes it."""
    if isinstance(row, LineEntitlement):
        span = span_words(row.valid_from, row.ends)
        return "operations.entitle", {"what": str(Programme(row.programme).label), "span": span}
    if isinstance(row, LineContract):
        words = {"what": str(row), "span": span_words(row.valid_from, row.valid_to)}
        return "operations.renew" if row.renews_id else "operations.order", words
    if isinstance(row, LineConnection):
        return "operations.connect", {"what": day_words(row.valid_from)}
    if isinstance(row, LineMeasure):
        return "operations.measure", {"what": measure_words(row)}
    if isinstance(row, LinePayer):
        who = names.get(row.office_id or 0) or row.payer or "chưa rõ ai trả"
        return "operations.payer", {"what": who, "from": day_words(row.valid_from)}
    if isinstance(row, OperatorAssignment):
        what = f"{row.shown_name} ({row.get_role_display()})"
        return "operations.assign", {"what": what, "from": day_words(row.valid_from)}
    if isinstance(row, PowerStatus):
        return "operations.power", {"what": power_words(row), "from": day_words(row.valid_from)}
    if isinstance(row, PostedHours):
        return "operations.hours", {"what": "; ".join(week_words(row.week)), "from": day_words(row.valid_from)}
    assert isinstance(row, Outage)
    start: dt.date = row.start_on
    return "operations.outage", {"what": str(Outage.Kind(row.kind).label), "from": moment_words(start, row.start_time)}
