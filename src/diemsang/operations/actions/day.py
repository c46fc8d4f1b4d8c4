"""The daily log: every source says its part, field by field; what holds is weighed, the ledger follows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from statistics import median
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
from diemsang.operations.models import DayEntry, DayField, DayLog, LogSource
from diemsang.operations.queries.scope import LOG
from diemsang.operations.weighing import Held, Said, heads_total, weigh
from diemsang.points.actions import record_activity, take_back_activity
from diemsang.points.ledger import ActivityFact
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.log", "ghi sổ nhật ký ngày {day} của điểm {subject} ({source})")
register("operations.log_correct", "sửa sổ nhật ký ngày {day} của điểm {subject}: {what}")
register("operations.log_choose", "chọn số của {source} cho “{what}” ngày {day} ở điểm {subject}")
register("operations.log_clear", "bỏ sổ nhật ký ngày {day} của điểm {subject}")

LATE_DAYS = 3
"""A day first written more than so many days later is marked late."""
EARLIEST = dt.date(2021, 1, 1)
"""The programme began in 2021 (domain §13.3, QĐ 1719): no point had a day before."""
MANY_VISITS, TIMES_USUAL, FLOOR = 500, 10, 50
MANY = {"act": 20, "support": 200}
SOURCE = "log"
"""The name under which the ledger knows these days."""


class Unusual(Refused):
    """The numbers are possible but look like a slip of the hand: ask again, and write when the person is sure."""


@transaction.atomic
def merge_day(
    *,
    actor: Actor,
    point: SupportPoint,
    day: dt.date,
    source: str,
    fields: Mapping[str, Any],
    entry_id: uuid.UUID,
    reason: str = "",
    sure: bool = False,
    told_id: uuid.UUID | None = None,
) -> DayLog | None:
    """What one source says of a day; only the fields it names. The same ``entry_id`` again writes nothing.

    A null or empty value takes back what that source had said; with ``told_id`` (a log said whole each time) so does
    what an earlier saving of it said and this one leaves out. Returns the day (null: nothing was said at all).
    ``Refused`` for a day ahead, what is no count or time, a day not open on which people came, or a changed past value
    without a ``reason``; ``Unusual`` unless ``sure`` (not for the TV, about whose log ``waiting`` asks beforehand).
    """
    require_on(actor, LOG, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    made = DayEntry.objects.filter(entry_id=entry_id).select_related("log").first()
    if made is not None:
        if made.log.point_id != point.pk:
            raise Refused(_("Chưa ghi được sổ."), [Problem(point.code, _("mã của lần ghi này đã dùng cho điểm khác."))])
        return made.log
    problems: list[Problem] = []
    _check_day(day, problems)
    if source not in LogSource.values:
        problems.append(Problem(_("Nguồn"), _("không có trong danh mục.")))
    said = what.clean(fields, problems)
    log = DayLog.objects.filter(point=point, day=day).first()
    standing = list(DayField.objects.filter(log=log)) if log is not None else []
    mine = {row.name: row for row in standing if row.source == source}
    said |= _left_out(log, told_id, said, mine) if log is not None and told_id is not None else {}
    changed = {name: value for name, value in said.items() if _old(mine, name) != value}
    corrected = [name for name in changed if name in mine]
    reason = nfc(reason)[:300]
    if day < clock.today() and source != LogSource.TV and corrected and not reason:
        names = ", ".join(sorted({what.name_words(name) for name in corrected}))
        problems.append(Problem(_("Lý do sửa"), _("còn trống (%(names)s).") % {"names": names}, _("Ghi vì sao sửa.")))
    after = {name: row.value for name, row in mine.items()} | changed
    _check_sense(day, {name: value for name, value in after.items() if value is not None}, problems)
    if problems:
        raise Refused(_("Chưa ghi được sổ ngày %(day)s.") % {"day": f"{day:%d/%m/%Y}"}, problems)
    if not sure and source != LogSource.TV:
        ask_again(point, day, changed, after)
    if not changed:
        return log
    now = clock.now()
    if log is None:
        log = DayLog.objects.create(point=point, day=day, first_at=now, last_at=now)
    _keep(log, source, changed, mine, now, actor)
    before = {name: mine[name].value for name in corrected}
    DayEntry.objects.create(
        entry_id=entry_id,
        log=log,
        source=source,
        fields=changed,
        before=before,
        reason=reason,
        at=now,
        by=actor.actor_label[:200],
        told_id=told_id,
    )
    first = not mine
    _settle(log, now)
    if first or (corrected and day < clock.today()):
        _tell(actor, log, source, changed, before, reason, corrected=not first)
    return log


@transaction.atomic
def choose_source(*, actor: Actor, log: DayLog, name: str, source: str) -> DayLog:
    """A person says which source holds for a name (``visits`` for the four counters). Again: nothing changes."""
    log = _locked(actor, log)
    if log.chosen.get(name) == source:
        return log
    names = what.HEADS if name == what.VISITS else (name,)
    if not DayField.objects.filter(log=log, name__in=names, source=source).exists():
        message = _("nguồn này không ghi mục ấy.")
        raise Refused(_("Chưa chọn được."), [Problem(what.name_words(name), message, _("Tải lại trang."))])
    log.chosen = {**log.chosen, name: source}
    _settle(log, clock.now())
    data = {"day": f"{log.day:%d/%m/%Y}", "source": str(LogSource(source).label), "what": what.name_words(name)}
    _journal(actor, "operations.log_choose", log, data)
    return log


@transaction.atomic
def clear_day(*, actor: Actor, log: DayLog, reason: str) -> DayLog:
    """The day was written by mistake: what people wrote no longer counts. The TV's evidence and the history stay."""
    log = _locked(actor, log)
    rows = list(DayField.objects.filter(log=log).exclude(source=LogSource.TV))
    if not rows:
        return log
    reason = nfc(reason)[:300]
    if not reason:
        raise Refused(_("Chưa bỏ được sổ."), [Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao bỏ."))])
    now = clock.now()
    for source in sorted({row.source for row in rows}):
        before = {row.name: row.value for row in rows if row.source == source}
        DayEntry.objects.create(
            entry_id=uuid.uuid4(),
            log=log,
            source=source,
            fields=dict.fromkeys(before),
            before=before,
            reason=reason,
            at=now,
            by=actor.actor_label[:200],
        )
    DayField.objects.filter(pk__in=[row.pk for row in rows]).delete()
    log.chosen = {}
    _settle(log, now)
    _journal(actor, "operations.log_clear", log, {"day": f"{log.day:%d/%m/%Y}"}, reason)
    return log


def logged_facts() -> Sequence[ActivityFact]:
    """Days of work that the logs imply, for ``diemsang check``."""
    return [
        ActivityFact(log.point_id, log.day, f"{SOURCE}:{log.pk}") for log in DayLog.objects.iterator() if log.active
    ]


def usual_visits(point: SupportPoint, before: dt.date) -> int | None:
    """The middle of the last 30 counted days; null while fewer than 3 are known."""
    rows = DayLog.objects.filter(point=point, day__lt=before, visits__gt=0, not_open="").order_by("-day")
    counts = list(rows.values_list("visits", flat=True)[:30])
    return round(median(count or 0 for count in counts)) if len(counts) >= 3 else None


def _old(mine: Mapping[str, DayField], name: str) -> Any:
    return mine[name].value if name in mine else None


def _left_out(log: DayLog, told_id: uuid.UUID, said: Mapping[str, Any], mine: Mapping[str, DayField]) -> dict[str, Any]:
    """Nulls for what this log said before and says no more, unless another of the same source has said it since."""
    last: dict[str, Any] = {}
    for fields in DayEntry.objects.filter(log=log, told_id=told_id).order_by("id").values_list("fields", flat=True):
        last |= fields
    return {
        name: None
        for name, value in last.items()
        if value is not None and name not in said and _old(mine, name) == value
    }


def _check_day(day: dt.date, problems: list[Problem]) -> None:
    today = clock.today()
    if day > today:
        message = _("%(day)s chưa đến; hôm nay là %(today)s theo giờ của máy chủ.") % {
            "day": f"{day:%d/%m/%Y}",
            "today": f"{today:%d/%m/%Y}",
        }
        problems.append(Problem(_("Ngày"), message, _("Ghi vào đúng ngày, khi ngày ấy đến.")))
    elif day < EARLIEST:
        problems.append(Problem(_("Ngày"), _("trước năm 2021, khi chưa có điểm nào."), _("Xem lại năm.")))


def _check_sense(day: dt.date, after: Mapping[str, Any], problems: list[Problem]) -> None:
    opened, closed = after.get("opened"), after.get("closed")
    if opened and closed and closed <= opened:
        message = _("%(closed)s không sau giờ mở %(opened)s.") % {"closed": closed, "opened": opened}
        problems.append(Problem(_("Đóng cửa"), message, _("Xem lại hai giờ.")))
    if day == clock.today():
        hour = f"{clock.now().astimezone(clock.VIETNAM):%H:%M}"
        for name in what.TIMES:
            if after.get(name) and after[name] > hour:
                message = _("%(time)s chưa đến; bây giờ là %(now)s.") % {"time": after[name], "now": hour}
                problems.append(Problem(what.name_words(name), message, _("Ghi khi đã mở, đã đóng.")))
    if after.get("not_open"):
        used = opened or closed or any(value for name, value in after.items() if what.is_counter(name))
        if used:
            message = _("cùng ngày lại ghi giờ mở cửa hoặc có người đến.")
            problems.append(Problem(_("Điểm không mở"), message, _("Bỏ lý do không mở, hoặc xóa các số kia.")))


def ask_again(point: SupportPoint, day: dt.date, changed: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """``Unusual`` when what is new looks like a slip of the hand; ``after``: all that the source then says."""
    doubts = []
    total = heads_total(after) or 0
    if any(name in changed for name in what.HEADS):
        usual = usual_visits(point, day)
        limit = min(MANY_VISITS, max(TIMES_USUAL * usual, FLOOR)) if usual is not None else MANY_VISITS
        if total > limit:
            message = _("%(total)s lượt trong một ngày là rất nhiều.") % {"total": total}
            if usual is not None:
                message += " " + _("Thường ngày ở đây khoảng %(usual)s lượt.") % {"usual": usual}
            doubts.append(Problem(_("Lượt người"), message, _("Sửa lại, hoặc xác nhận là đúng.")))
    for name, value in changed.items():
        limit = MANY.get(name.split(".")[0], 0)
        if limit and value and value > limit:
            message = _("%(value)s trong một ngày là rất nhiều.") % {"value": value}
            doubts.append(Problem(what.name_words(name), message, _("Sửa lại, hoặc xác nhận là đúng.")))
    if doubts:
        raise Unusual(_("Xem lại số vừa ghi; chưa ghi gì vào sổ."), doubts)


def _keep(
    log: DayLog,
    source: str,
    changed: Mapping[str, Any],
    mine: Mapping[str, DayField],
    now: dt.datetime,
    actor: Actor,
) -> None:
    gone = [mine[name].pk for name, value in changed.items() if value is None and name in mine]
    DayField.objects.filter(pk__in=gone).delete()
    rows = [
        DayField(log=log, name=name, source=source, value=value, said_at=now, said_by=actor.actor_label[:200])
        for name, value in changed.items()
        if value is not None
    ]
    DayField.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["log", "name", "source"],
        update_fields=["value", "said_at", "said_by"],
    )


def _settle(log: DayLog, now: dt.datetime) -> None:
    """Weigh anew, write what holds, let the ledger follow."""
    rows = DayField.objects.filter(log=log)
    held = weigh((Said(row.name, row.source, row.value, row.said_at) for row in rows), log.chosen)
    write_held(log, held)
    log.last_at = now
    log.save()
    source = f"{SOURCE}:{log.pk}"
    if log.active:
        record_activity(point=log.point, day=log.day, source=source)
    else:
        take_back_activity(point=log.point, day=log.day, source=source)


def write_held(log: DayLog, held: Held) -> None:
    """Into the columns of the row, which the caller saves."""
    log.opened, log.closed = (dt.time.fromisoformat(held.get(name)) if held.get(name) else None for name in what.TIMES)
    log.not_open = held.get("not_open") or ""
    log.visits = held.get(what.VISITS)
    log.women, log.men, log.children = held.get("women"), held.get("men"), held.get("children")
    log.activities = held.total("act.")
    log.done, log.referred, log.failed = (held.results(name) for name in what.RESULTS)
    log.power_ok, log.line_ok = held.get("power_ok"), held.get("line_ok")
    log.note = held.get("note") or ""
    log.differs = any(name not in log.chosen for name in held.differs)


def _locked(actor: Actor, log: DayLog) -> DayLog:
    require_on(actor, LOG, log.point)
    list(SupportPoint.objects.select_for_update().filter(pk=log.point_id))
    return DayLog.objects.select_related("point").get(pk=log.pk)


def _tell(
    actor: Actor,
    log: DayLog,
    source: str,
    changed: Mapping[str, Any],
    before: Mapping[str, Any],
    reason: str,
    *,
    corrected: bool,
) -> None:
    data = {"day": f"{log.day:%d/%m/%Y}", "source": str(LogSource(source).label)}
    if corrected:
        data["what"] = ", ".join(sorted({what.name_words(name) for name in before}))
    action = "operations.log_correct" if corrected else "operations.log"
    _journal(actor, action, log, data, reason, before=dict(before), after=dict(changed))


def _journal(
    actor: Actor,
    action: str,
    log: DayLog,
    data: dict[str, str],
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=log.point.code,
        data=data,
        reason=reason,
        before=before,
        after=after,
    )
