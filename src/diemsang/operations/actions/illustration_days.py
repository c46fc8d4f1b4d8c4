"""Writing the invented daily logs of a demonstration home, many at once; each says *minh họa* in who wrote it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core.actor import Actor
from diemsang.operations.actions.day import SOURCE, write_held
from diemsang.operations.models import DayEntry, DayField, DayLog
from diemsang.operations.weighing import Said, weigh
from diemsang.points.actions import record_activity_days
from diemsang.points.ledger import ActivityFact

register("operations.illustrate_days", "ghi {days} ngày sổ nhật ký minh họa của {points} điểm")
BATCH = 1000


@dataclass(frozen=True, slots=True)
class DayWish:
    """What one source says of a day, and when it was written. ``fields`` are clean already (``day_fields``)."""

    key: uuid.UUID
    point_id: int
    day: dt.date
    source: str
    fields: Mapping[str, Any]
    at: dt.datetime


@transaction.atomic
def write_days(*, actor: Actor, plan_code: str, wishes: Sequence[DayWish], by: str) -> int:
    """Logs, what was said, how it came, and the ledger, as ``merge_day`` writes them; one sentence in the journal.

    A day of a point that has a log is left alone. How many were new.
    """
    known = set(DayLog.objects.order_by().values_list("point_id", "day"))
    new = {(wish.point_id, wish.day): wish for wish in wishes if (wish.point_id, wish.day) not in known}
    logs = []
    for wish in new.values():
        log = DayLog(point_id=wish.point_id, day=wish.day, first_at=wish.at, last_at=wish.at)
        write_held(log, weigh((Said(name, wish.source, value, wish.at) for name, value in wish.fields.items()), {}))
        logs.append(log)
    DayLog.objects.bulk_create(logs, batch_size=BATCH)
    fields, entries = list[DayField](), list[DayEntry]()
    for log in logs:
        wish = new[log.point_id, log.day]
        fields += [
            DayField(log=log, name=name, source=wish.source, value=value, said_at=wish.at, said_by=by)
            for name, value in wish.fields.items()
        ]
        entries.append(
            DayEntry(entry_id=wish.key, log=log, source=wish.source, fields=dict(wish.fields), at=wish.at, by=by)
        )
    DayField.objects.bulk_create(fields, batch_size=BATCH)
    DayEntry.objects.bulk_create(entries, batch_size=BATCH)
    record_activity_days(
        facts=[ActivityFact(log.point_id, log.day, f"{SOURCE}:{log.pk}") for log in logs if log.active]
    )
    if logs:
        points = len({log.point_id for log in logs})
        record(
            actor=actor,
            action="operations.illustrate_days",
            subject_type="plan",
            subject_key=plan_code,
            data={"days": len(logs), "points": points},
        )
    return len(logs)
