"""Logs that TVs send: into the day's book when all is sure, else kept aside until a person of the point says so."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.operations import day_fields as what
from diemsang.operations.actions.day import Unusual, ask_again, merge_day
from diemsang.operations.models import DayEntry, DayField, DayLog, LogSource, WaitingLog, WaitingWhy
from diemsang.operations.queries.scope import LOG
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.log_accept", "xác nhận sổ từ TV là sổ ngày {day} của điểm {subject}")
register("operations.log_drop", "bỏ sổ từ TV (TV ghi ngày {day}) của điểm {subject}")


@dataclass(frozen=True, slots=True)
class TvLog:
    """One saving of a day's log on a TV.

    ``entry_id`` names this saving, ``told_id`` the log that it says anew. ``fields``: what somebody counted.
    The true day lies from ``first_day`` to ``last_day``; ``sure``: it is ``said_day``.
    """

    entry_id: uuid.UUID
    told_id: uuid.UUID
    said_day: dt.date
    first_day: dt.date
    last_day: dt.date
    sure: bool
    fields: Mapping[str, Any]


@transaction.atomic
def take_tv_log(*, actor: Actor, point: SupportPoint, log: TvLog) -> DayLog | WaitingLog | None:
    """Into the book of its day, or aside when the day is not sure, a number looks like a slip or the book refuses it.

    Never refuses: a TV cannot be asked. The same ``entry_id`` again changes nothing; a later saving of the same log
    takes the place of one that still waits.
    """
    require_on(actor, LOG, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    known = WaitingLog.objects.filter(entry_id=log.entry_id).first()
    if known is not None:
        return known
    entry = DayEntry.objects.filter(entry_id=log.entry_id).select_related("log").first()
    if entry is not None:
        return entry.log
    if not log.sure:
        return _keep_aside(actor, point, log, WaitingWhy.DAY, "")
    try:
        _ask(point, log)
        with transaction.atomic():
            made = merge_day(
                actor=actor,
                point=point,
                day=log.said_day,
                source=LogSource.TV,
                fields=log.fields,
                entry_id=log.entry_id,
                told_id=log.told_id,
            )
    except Refused as error:
        why = WaitingWhy.MANY if isinstance(error, Unusual) else WaitingWhy.WRONG
        return _keep_aside(actor, point, log, why, " ".join(str(problem) for problem in error.problems))
    waiting = WaitingLog.objects.filter(point=point, told_id=log.told_id, settled_at=None)
    waiting.update(settled_at=clock.now(), settled_by=actor.actor_label[:200], day_log=made)
    return made


@transaction.atomic
def accept_waiting(*, actor: Actor, waiting: WaitingLog, day: dt.date | None) -> WaitingLog:
    """A person says: this is the log of that day, and the numbers are right. Again changes nothing.

    ``Refused`` for a day on which the TV cannot have written it, and for what the book refuses.
    """
    row = _locked(actor, waiting)
    if row.settled_at is not None:
        return row
    if day is None or not row.from_day <= day <= row.last_day:
        span = {"start": f"{row.from_day:%d/%m/%Y}", "end": f"{row.last_day:%d/%m/%Y}"}
        message = _("đây chỉ có thể là sổ của một ngày từ %(start)s đến %(end)s.") % span
        raise Refused(_("Chưa ghi được sổ."), [Problem(_("Ngày"), message, _("Chọn một ngày trong khoảng ấy."))])
    log = merge_day(
        actor=actor,
        point=row.point,
        day=day,
        source=LogSource.TV,
        fields=row.fields,
        entry_id=row.entry_id,
        told_id=row.told_id,
        sure=True,
    )
    _settle(actor, row, log)
    _journal(actor, "operations.log_accept", row, day)
    return row


@transaction.atomic
def drop_waiting(*, actor: Actor, waiting: WaitingLog, reason: str) -> WaitingLog:
    """It is no log of any day (a try, a slip). ``Refused`` without a reason; again changes nothing."""
    row = _locked(actor, waiting)
    if row.settled_at is not None:
        return row
    reason = nfc(reason)[:300]
    if not reason:
        raise Refused(_("Chưa bỏ được."), [Problem(_("Lý do bỏ"), _("còn trống."), _("Ghi vì sao bỏ."))])
    _settle(actor, row, None)
    _journal(actor, "operations.log_drop", row, row.said_day, reason)
    return row


def _ask(point: SupportPoint, log: TvLog) -> None:
    """``Unusual`` as a person would be asked; what is nonsense is left to ``merge_day``."""
    said = what.clean(log.fields, [])
    rows = DayField.objects.filter(log__point=point, log__day=log.said_day, source=LogSource.TV)
    before = dict(rows.values_list("name", "value"))
    changed = {name: value for name, value in said.items() if value is not None and before.get(name) != value}
    ask_again(point, log.said_day, changed, said)


def _keep_aside(actor: Actor, point: SupportPoint, log: TvLog, why: WaitingWhy, words: str) -> WaitingLog:
    values: dict[str, Any] = {
        "entry_id": log.entry_id,
        "said_day": log.said_day,
        "first_day": log.first_day,
        "last_day": log.last_day,
        "fields": dict(log.fields),
        "why": why,
        "words": words[:500],
        "said_by": actor.actor_label[:200],
        "received_at": clock.now(),
    }
    row, _made = WaitingLog.objects.update_or_create(
        point=point, told_id=log.told_id, settled_at=None, defaults=values, create_defaults=values
    )
    return row


def _locked(actor: Actor, waiting: WaitingLog) -> WaitingLog:
    require_on(actor, LOG, waiting.point)
    list(SupportPoint.objects.select_for_update().filter(pk=waiting.point_id))
    return WaitingLog.objects.select_related("point").get(pk=waiting.pk)


def _settle(actor: Actor, row: WaitingLog, log: DayLog | None) -> None:
    row.settled_at, row.settled_by, row.day_log = clock.now(), actor.actor_label[:200], log
    row.save(update_fields=["settled_at", "settled_by", "day_log"])


def _journal(actor: Actor, action: str, row: WaitingLog, day: dt.date, reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=row.point.code,
        data={"day": f"{day:%d/%m/%Y}"},
        after={name: value for name, value in row.fields.items() if value is not None},
        reason=reason,
    )
