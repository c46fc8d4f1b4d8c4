"""What the running of points asks of a person today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diemsang.accounts.models import User
from diemsang.accounts.scope import holds_own
from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.operations.models import FaultState, Finding, Incident, OperatorAssignment, OperatorRole, WaitingLog
from diemsang.operations.queries.days import month_rows
from diemsang.operations.queries.fault_scope import (
    FAULTS,
    FIX,
    INSPECT,
    REPORT,
    findings_for,
    given_to_own,
    incidents_for,
)
from diemsang.operations.queries.faults import GIVEN_AND_LATE, GIVEN_IN_TIME, TO_CHECK, in_state
from diemsang.operations.queries.scope import LOG, PEOPLE, visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.queries import placed_rows

MINE = (OperatorRole.IN_CHARGE, OperatorRole.DEPUTY)
LOOK_BACK = dt.timedelta(days=7)
"""How far back a missing log is asked for on the home page; the month has the rest."""
POINTS_NAMED = 5


def points_of(user: User, day: dt.date) -> list[SupportPoint]:
    """Points that this person looks after on the day, at most a handful.

    Somebody who may only write logs (no officer) and whom nobody assigned by name looks after the points in reach.
    """
    rows = OperatorAssignment.objects.on(day).filter(person=user, role__in=MINE, voided_at=None)
    within = visible_to(user, LOG).order_by("code")
    named = within.filter(pk__in=rows.values("point"))[:POINTS_NAMED]
    return list(named) or ([] if user.can(PEOPLE) else list(within[:POINTS_NAMED]))


def log_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Today's log, and days of the last week that were to be open and have none."""
    if not isinstance(actor, User) or not actor.can(LOG):
        return
    points = points_of(actor, day)
    if not points:
        return
    rows = month_rows(points, day - LOOK_BACK, day, evidence=False)
    aside = WaitingLog.objects.filter(point__in=points, settled_at=None).order_by("received_at", "pk")
    yield from told(aside.select_related("point"), _aside, _many_aside)
    for point, place in zip(points, placed_rows(points, day), strict=True):
        days = rows[point.pk]
        where = f"{point.code} · {place.place}"
        today = days[-1]
        if today.posted is not False and not today.suspended and (today.log is None or today.log.closed is None):
            if today.log is None:
                words, button = _("Ghi sổ hôm nay"), _("Ghi sổ")
            elif today.log.not_open:
                words = ""
            else:
                words, button = _("Sổ hôm nay đang mở, chưa ghi giờ đóng"), _("Ghi tiếp")
            if words:
                yield Task(words, button, reverse("operations:log", args=[point.code]), where, due=day)
        missing = [row.day for row in days if row.missing]
        if missing:
            words = ngettext("%(n)s ngày chưa có sổ", "%(n)s ngày chưa có sổ", len(missing)) % {"n": len(missing)}
            href = reverse("operations:log-day", args=[point.code, missing[-1].isoformat()])
            yield Task(words, _("Ghi bù"), href, where, now=True, since=missing[0], count=len(missing))


def _aside(row: WaitingLog) -> Task:
    href = reverse("operations:log-waiting", args=[row.point.code])
    return Task(_("Sổ từ TV chờ xác nhận"), _("Xem và trả lời"), href, row.point.code, since=row.said_day, now=True)


def _many_aside(count: int, row: WaitingLog) -> Task:
    href = reverse("operations:log-waiting", args=[row.point.code])
    return Task(
        _("%(count)s sổ từ TV chờ xác nhận") % {"count": count}, _("Xem và trả lời"), href, now=True, count=count
    )


def fault_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Reports from stickers to confirm, repairs by firms to look at, faults that nobody has yet, and late ones."""
    waits, listed = incidents_for(actor), reverse("operations:faults") + "?tinh-trang="

    def lines(state: str, order: str, words: str, button: str, many: str, *, now: bool = False) -> list[Task]:
        rows = in_state(waits, state, day).order_by(order, "pk")
        return told(
            rows,
            lambda row: _fault(row, words, button, now=now),
            partial(_faults, many, listed + state, now),
        )

    if actor.can(REPORT):
        many = _("%(count)s báo hỏng từ tem chờ xác nhận")
        words = _("Xem và xác nhận báo hỏng")
        yield from lines(FaultState.REPORTED.value, "reported_at", words, _("Xác nhận"), many, now=True)
        many = _("%(count)s sự cố bên sửa báo đã xong, chờ xem lại")
        yield from lines(TO_CHECK, "closed_on", _("Bên sửa báo đã xong, xem lại"), _("Xem lại"), many, now=True)
    if actor.can(FAULTS):
        many = _("%(count)s sự cố chưa giao ai")
        yield from lines(FaultState.OPEN.value, "due_on", _("Giao xử lý sự cố"), _("Giao"), many)
        many = _("%(count)s sự cố đã giao mà quá hạn")
        yield from lines(GIVEN_AND_LATE, "due_on", _("Đôn đốc sự cố quá hạn"), _("Mở sự cố"), many)


def own_fault_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """For a firm: what is given to it, late things first."""
    if not holds_own(actor, FIX):
        return
    given = incidents_for(actor).filter(given_to_own(actor))
    listed = reverse("operations:faults") + "?giao-toi=1&tinh-trang="
    for state, many in (
        (GIVEN_AND_LATE, _("%(count)s sự cố giao cho đơn vị tôi đã quá hạn")),
        (GIVEN_IN_TIME, _("%(count)s sự cố giao cho đơn vị tôi, chưa xong")),
    ):
        rows = in_state(given, state, day).order_by("due_on", "pk")
        yield from told(
            rows,
            lambda row: _fault(row, _("Đến sửa sự cố"), _("Mở sự cố"), more=_own_state(row)),
            partial(_faults, many, listed + state, False),
        )


def _faults(words: str, href: str, now: bool, count: int, row: Incident) -> Task:
    due = None if row.ended else row.due_on
    what = words % {"count": count}
    return Task(what, _("Xem danh sách"), href, due=due, since=row.began_on, now=now and due is None, count=count)


def _fault(row: Incident, words: str, button: str, *, now: bool = False, more: str = "") -> Task:
    what = f"{words}: {row.item.name if row.item else row.get_kind_display()}, {row.get_symptom_display()}"
    href, due = reverse("operations:fault", args=[row.public_id]), None if row.ended else row.due_on
    where = f"{row.point.code} · {more}" if more else row.point.code
    return Task(what, button, href, where, due=due, since=row.began_on, now=now and due is None)


def _own_state(row: Incident) -> str:
    """How far the firm is: when it said it would come, else what the last visit left."""
    if row.promised_on is not None:
        return _("hẹn đến %s") % f"{row.promised_on:%d/%m/%Y}"
    return str(row.get_state_display()) if row.state == FaultState.VISITED else ""


def finding_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Things that an inspection found: once late for who inspects, else for the office that has to put them right."""
    if not isinstance(actor, User):
        return
    undone = findings_for(actor).filter(done_on=None).order_by("due_on", "pk")
    if actor.can(INSPECT):
        yield from told(undone.filter(due_on__lt=day), _finding, partial(_findings, "?tinh-trang=qua-han"))
    elif actor.office_id is not None:
        where = f"?tinh-trang=chua-xong&co-quan={actor.office_id}"
        yield from told(undone.filter(office=actor.office_id), _finding, partial(_findings, where))


def _finding(row: Finding) -> Task:
    page = reverse("operations:inspection", args=[row.inspection.public_id])
    href = f"{page}#viec-{row.public_id}"
    return Task(_("Khắc phục: %(what)s") % {"what": row.text}, _("Mở"), href, row.inspection.point.code, due=row.due_on)


def _findings(where: str, count: int, row: Finding) -> Task:
    words = _("%(count)s việc phải khắc phục sau kiểm tra") % {"count": count}
    return Task(words, _("Xem danh sách"), reverse("operations:findings") + where, due=row.due_on, count=count)
