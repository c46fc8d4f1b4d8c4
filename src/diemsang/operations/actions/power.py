"""How the power of a point is, and when line or power failed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.operations.actions.common import (
    already,
    begins_already,
    check_past,
    check_source,
    day_words,
    enter,
    journal,
    rechain,
    refuse,
)
from diemsang.operations.models import GridStatus, Outage, PowerStatus, Stability
from diemsang.operations.words import moment_words, outage_words, power_words
from diemsang.points.models import SupportPoint

register("operations.power", "ghi tình trạng điện của điểm {subject}: {what} từ {from}")
register("operations.outage", "ghi điểm {subject} {what} từ {from}")
register("operations.restored", "ghi điểm {subject} hết {what}: có lại {on}")


@transaction.atomic
def record_power(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    source: str,
    from_date: dt.date | None = None,
    grid: str = "",
    stability: str = "",
    ups: bool | None = None,
    stabiliser: bool | None = None,
    note: str = "",
) -> PowerStatus:
    """What was found of the power on a day; holds until the next finding. ``Refused`` when nothing was found."""
    enter(actor, point)
    made = already(PowerStatus, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    check_past(_("Từ ngày"), from_date, problems)
    if grid not in GridStatus.values:
        problems.append(Problem(_("Điện lưới"), _("không có trong danh mục.")))
    if stability not in Stability.values:
        problems.append(Problem(_("Độ ổn định"), _("không có trong danh mục.")))
    if not grid and not stability and ups is None and stabiliser is None:
        problems.append(Problem(_("Tình trạng điện"), _("chưa chọn gì."), _("Chọn ít nhất một điều đã biết.")))
    if begins_already(PowerStatus, point, from_date):
        message = _("đã ghi tình trạng điện từ %(day)s.") % {"day": day_words(from_date)}
        problems.append(Problem(_("Từ ngày"), message, _("Hủy bản ghi kia trước nếu nó sai.")))
    refuse(problems)
    row = PowerStatus.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        valid_from=from_date,
        grid=grid,
        stability=stability,
        ups=ups,
        stabiliser=stabiliser,
        note=nfc(note)[:300],
    )
    rechain(PowerStatus, point)
    row.refresh_from_db()
    journal(actor, "operations.power", point, power_words(row), **{"from": day_words(from_date)})
    return row


@transaction.atomic
def record_outage(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    kind: str,
    start_on: dt.date,
    source: str,
    start_time: dt.time | None = None,
    end_on: dt.date | None = None,
    end_time: dt.time | None = None,
    over: bool = False,
    note: str = "",
) -> Outage:
    """Line or power was away. Without an end it still lasts, or (``over``) nobody knows since when it is back.

    ``Refused`` when it overlaps another of its kind at the point; the message names that one.
    """
    enter(actor, point)
    made = already(Outage, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    if kind not in Outage.Kind.values:
        problems.append(Problem(_("Loại"), _("chọn mất mạng hoặc mất điện.")))
    row = Outage(
        public_id=public_id,
        point=point,
        kind=kind,
        start_on=start_on,
        start_time=start_time,
        end_on=end_on,
        end_time=end_time,
        over=over or end_on is not None,
        note=nfc(note)[:300],
        source=source,
        recorded_at=clock.now(),
    )
    check_outage(row, problems)
    refuse(problems, _("Chưa ghi được lần mất mạng, mất điện."))
    row.save()
    journal(
        actor, "operations.outage", point, str(Outage.Kind(kind).label), **{"from": moment_words(start_on, start_time)}
    )
    return row


@transaction.atomic
def end_outage(
    *, actor: Actor, outage: Outage, end_on: dt.date | None = None, end_time: dt.time | None = None
) -> Outage:
    """It is over, since a day and hour or (null) nobody knows since when. The same again changes nothing."""
    point = outage.point
    enter(actor, point)
    row = Outage.objects.get(pk=outage.pk)
    if row.over and (row.end_on, row.end_time) == (end_on, end_time):
        return row
    problems: list[Problem] = []
    if row.voided_at is not None:
        problems.append(Problem(point.code, _("bản ghi này đã hủy.")))
    if row.end_on is not None:
        problems.append(
            Problem(point.code, _("đã ghi có lại %(day)s.") % {"day": moment_words(row.end_on, row.end_time)})
        )
    row.end_on, row.end_time, row.over = end_on, end_time, True
    check_outage(row, problems)
    refuse(problems, _("Chưa ghi được là đã có lại."))
    row.save(update_fields=["end_on", "end_time", "over"])
    what = str(Outage.Kind(row.kind).label)
    journal(actor, "operations.restored", point, what, on=moment_words(end_on, end_time))
    return row


def check_outage(row: Outage, problems: list[Problem]) -> None:
    """Its days make sense, and no other of the kind shares an hour with it."""
    now = clock.now().astimezone(clock.VIETNAM).replace(tzinfo=None)
    if row.end_time is not None and row.end_on is None:
        problems.append(Problem(_("Có lại lúc"), _("có giờ mà không có ngày."), _("Ghi ngày có lại.")))
    for where, day, hour in (
        (_("Từ"), row.start_on, row.start_time),
        (_("Có lại"), row.end_on, row.end_time),
    ):
        if day is not None and dt.datetime.combine(day, hour or dt.time.min) > now:
            problems.append(Problem(where, _("ở tương lai."), _("Ghi khi việc đã xảy ra.")))
    start, end = row.span
    if end <= start:
        problems.append(Problem(_("Có lại"), _("không sau lúc bắt đầu mất."), _("Kiểm tra lại ngày giờ.")))
        return
    others = Outage.objects.filter(point=row.point, kind=row.kind, voided_at=None).exclude(pk=row.pk)
    for other in others.order_by("start_on"):
        begins, ends = other.span
        if begins < end and start < ends:
            message = _("trùng lần %(outage)s.") % {"outage": outage_words(other)}
            advice = _("Ghi ngày giờ có lại của lần kia trước.") if other.running else _("Ghi rõ giờ nếu là hai lần.")
            problems.append(Problem(row.point.code, message, advice))
            return
