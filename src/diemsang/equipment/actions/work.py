"""Work orders: which team goes to which point on which day, in which order."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.equipment.models import Team, WorkOrder
from diemsang.equipment.queries.work import spots_of
from diemsang.equipment.rights import INSTALL
from diemsang.equipment.routes import Stop, nearest_order
from diemsang.points.models import SupportPoint
from diemsang.points.queries.scope import require_on

register("equipment.team", "lập đội lắp đặt {subject}")
register("equipment.order", "xếp {team} đến điểm {subject} ngày {on}")
register("equipment.order_state", "chuyển lịch của {team} ở điểm {subject} ngày {on} sang “{state}”")
register("equipment.move_visit", "chuyển lịch lắp đặt điểm {subject} từ {was} sang {team} ngày {on}")
register("equipment.reorder", "xếp lại thứ tự {count} điểm của {subject} ngày {on}")

NEXT = {
    WorkOrder.State.STARTED: {WorkOrder.State.PLANNED},
    WorkOrder.State.DONE: {WorkOrder.State.PLANNED, WorkOrder.State.STARTED},
    WorkOrder.State.CANCELLED: {WorkOrder.State.PLANNED, WorkOrder.State.STARTED},
}


@transaction.atomic
def ensure_team(*, actor: Actor, name: str) -> Team:
    """The team of that name; made when there is none."""
    require(actor, INSTALL)
    name = nfc(name)
    if not name or len(name) > 120:
        raise Refused(_("Chưa lập được đội."), [Problem(_("Tên đội"), _("còn trống hoặc dài hơn 120 chữ."))])
    team, made = Team.objects.get_or_create(name=name)
    if made:
        record(
            actor=actor,
            action="equipment.team",
            subject_type="team",
            subject_key=str(team.public_id),
            subject_label=name,
        )
    return team


@transaction.atomic
def plan_visit(
    *, actor: Actor, public_id: uuid.UUID, team: Team, point: SupportPoint, on: dt.date, note: str = ""
) -> WorkOrder:
    """The team goes to the point on the day, last in the day's order. The same ``public_id`` changes nothing.

    ``Refused`` for a day past, and while another order of the point is open.
    """
    require_on(actor, INSTALL, point)
    standing = WorkOrder.objects.filter(public_id=public_id).first()
    if standing is not None:
        if standing.point_id != point.pk:
            problem = Problem(point.code, _("phiếu này đã dùng cho điểm khác."), _("Tải lại trang rồi làm lại."))
            raise Refused(_("Chưa xếp được lịch."), [problem])
        return standing
    SupportPoint.objects.select_for_update().get(pk=point.pk)
    problems = []
    if on < clock.today():
        problems.append(Problem(_("Ngày"), _("đã qua."), _("Việc đã làm thì ghi ở phiếu lắp đặt.")))
    other = WorkOrder.objects.filter(point=point, state__in=("planned", "started")).select_related("team").first()
    if other is not None:
        words = {"team": other.team.name, "day": f"{other.on:%d/%m/%Y}"}
        message = _("đã xếp cho %(team)s ngày %(day)s.") % words
        problems.append(Problem(point.code, message, _("Bỏ lịch ấy trước khi xếp lại.")))
    if problems:
        raise Refused(_("Chưa xếp được lịch."), problems)
    Team.objects.select_for_update().get(pk=team.pk)
    last = WorkOrder.objects.filter(team=team, on=on).aggregate(last=Max("position"))["last"] or 0
    order = WorkOrder.objects.create(
        public_id=public_id,
        team=team,
        point=point,
        on=on,
        position=last + 1,
        note=nfc(note)[:300],
        made_by=actor.actor_label[:200],
        made_at=clock.now(),
    )
    _tell(actor, "equipment.order", order)
    return order


@transaction.atomic
def plan_visits(
    *,
    actor: Actor,
    key: uuid.UUID,
    points: Sequence[SupportPoint],
    on: dt.date,
    team: Team | None = None,
    new_team: str = "",
    note: str = "",
) -> Team:
    """A team (``new_team`` makes one) goes to all these points on the day, or to none. Same ``key``: nothing happens.

    A day that was empty gets the nearest-neighbour order; on one with visits the new ones come last.
    """
    keys = {point: uuid.uuid5(key, point.code) for point in points}
    again = WorkOrder.objects.filter(public_id__in=keys.values()).select_related("team").first()
    if again is not None:
        return again.team
    if not points:
        raise Refused(
            _("Chưa xếp được lịch."),
            [Problem(_("Điểm"), _("chưa chọn."), _("Đánh dấu các điểm đội sẽ đến."))],
        )
    team = team or ensure_team(actor=actor, name=new_team)
    empty = not _day(team, on)
    problems: list[Problem] = []
    for point, public_id in keys.items():
        try:
            with transaction.atomic():
                plan_visit(actor=actor, public_id=public_id, team=team, point=point, on=on, note=note)
        except Refused as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise Refused(_("Chưa xếp được lịch."), problems)
    if empty:
        order_by_nearest(actor=actor, team=team, on=on)
    return team


@transaction.atomic
def set_order_state(*, actor: Actor, order: WorkOrder, state: str, reason: str = "") -> WorkOrder:
    """Started, done or cancelled (with a reason). The state it has already changes nothing."""
    require_on(actor, INSTALL, order.point)
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("team", "point").get(pk=order.pk)
    if order.state == state:
        return order
    reason, problems = nfc(reason)[:300], []
    if order.state not in NEXT.get(WorkOrder.State(state), set()):
        message = _("đang ở “%s”.") % order.get_state_display()
        problems.append(Problem(_("Lịch"), message, _("Xem lại lịch đang có.")))
    if state == WorkOrder.State.CANCELLED and not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao bỏ.")))
    if problems:
        raise Refused(_("Chưa đổi được lịch."), problems)
    order.state, order.cancel_reason = state, reason
    order.save(update_fields=["state", "cancel_reason"])
    _tell(actor, "equipment.order_state", order, {"state": str(order.get_state_display())}, reason)
    return order


@transaction.atomic
def move_visit(
    *,
    actor: Actor,
    order: WorkOrder,
    on: dt.date,
    team: Team | None = None,
    new_team: str = "",
    seen: tuple[uuid.UUID, dt.date] | None = None,
) -> WorkOrder:
    """The planned visit goes to another day or team (``new_team`` makes one), last in that day's order.

    Those left keep their order, numbered anew. A visit that is there already stays where it is. ``seen`` is the team
    and day that the person saw. ``Refused`` for a visit that began, ended, was cancelled or whose day is past, for a
    day past, and when somebody else moved it since.
    """
    require_on(actor, INSTALL, order.point)
    order = WorkOrder.objects.select_for_update(of=("self",)).select_related("team", "point").get(pk=order.pk)
    team = team or ensure_team(actor=actor, name=new_team)
    if (order.team_id, order.on) == (team.pk, on) and order.state == WorkOrder.State.PLANNED:
        return order
    problems, today = [], clock.today()
    where = order.point.code
    if order.state != WorkOrder.State.PLANNED:
        message = _("đang ở “%s”, không chuyển được.") % order.get_state_display()
        problems.append(Problem(where, message, _("Chỉ chuyển lịch chưa bắt đầu.")))
    elif order.on < today:
        message = _("lịch ngày %s đã qua.") % f"{order.on:%d/%m/%Y}"
        problems.append(Problem(where, message, _("Bỏ lịch ấy kèm lý do, rồi xếp lịch mới: lịch cũ cho biết vì sao.")))
    if on < today:
        words = {"day": f"{on:%d/%m/%Y}", "today": f"{today:%d/%m/%Y}"}
        problems.append(Problem(_("Ngày đi"), _("%(day)s đã qua (hôm nay %(today)s).") % words, _("Chọn ngày khác.")))
    if seen is not None and seen != (order.team.public_id, order.on):
        words = {"team": order.team.name, "day": f"{order.on:%d/%m/%Y}"}
        message = _("người khác vừa chuyển sang %(team)s ngày %(day)s.") % words
        problems.append(Problem(where, message, _("Xem lại rồi chuyển tiếp nếu cần.")))
    if problems:
        raise Refused(_("Chưa chuyển được lịch."), problems)
    old = order.team, order.on
    list(Team.objects.select_for_update().filter(pk__in={order.team_id, team.pk}).order_by("pk"))
    last = WorkOrder.objects.filter(team=team, on=on).aggregate(last=Max("position"))["last"] or 0
    order.team, order.on, order.position = team, on, last + 1
    order.save(update_fields=["team", "on", "position"])
    left = _day(*old)
    for place, row in enumerate(left, 1):
        row.position = place
    WorkOrder.objects.bulk_update(left, ["position"])
    _tell(actor, "equipment.move_visit", order, {"was": f"{old[0].name} ngày {old[1]:%d/%m/%Y}"})
    return order


@transaction.atomic
def reorder(*, actor: Actor, team: Team, on: dt.date, keys: Sequence[int], seen: Sequence[int] | None = None) -> None:
    """The day's open and done orders in this order. ``Refused`` when they are no longer those that the person saw."""
    Team.objects.select_for_update().get(pk=team.pk)
    rows = list(_day(team, on))
    for row in rows:
        require_on(actor, INSTALL, row.point)
    now = [row.pk for row in rows]
    if sorted(now) != sorted(keys) or (seen is not None and list(seen) != now):
        problem = Problem(team.name, _("người khác vừa đổi lịch ngày này."), _("Xem lại rồi xếp tiếp."))
        raise Refused(_("Chưa xếp được thứ tự."), [problem])
    if now == list(keys):
        return
    places = {key: place for place, key in enumerate(keys, 1)}
    for row in rows:
        row.position = places[row.pk]
    WorkOrder.objects.bulk_update(rows, ["position"])
    record(
        actor=actor,
        action="equipment.reorder",
        subject_type="team",
        subject_key=str(team.public_id),
        subject_label=team.name,
        data={"count": len(rows), "on": f"{on:%d/%m/%Y}"},
    )


@transaction.atomic
def order_by_nearest(*, actor: Actor, team: Team, on: dt.date) -> None:
    """The day's order by the nearest neighbour, from the first stop; points nobody located come last."""
    rows = list(_day(team, on))
    spots = spots_of([row.point_id for row in rows], on)
    keys = nearest_order([Stop(row.pk, spots.get(row.point_id)) for row in rows])
    reorder(actor=actor, team=team, on=on, keys=keys)


def _day(team: Team, on: dt.date) -> Sequence[WorkOrder]:
    rows = WorkOrder.objects.filter(team=team, on=on).exclude(state=WorkOrder.State.CANCELLED)
    return list(rows.select_related("point").order_by("position", "id"))


def _tell(actor: Actor, action: str, order: WorkOrder, more: dict[str, str] | None = None, reason: str = "") -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=order.point.code,
        data={"team": order.team.name, "on": f"{order.on:%d/%m/%Y}"} | (more or {}),
        reason=reason,
    )
