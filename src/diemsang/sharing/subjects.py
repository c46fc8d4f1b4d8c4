"""What a card says of a point, minute or work order: places, days and states, never a person.

Titles and notes that people typed are left out, because names may stand in them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import assert_never

from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.vietnamese import day as day_words
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.equipment.models import WorkOrder
from diemsang.equipment.papers import place_words
from diemsang.plans.reconcile import POINT
from diemsang.points.models import Milestone, PlanPoint, SupportPoint, reached_by
from diemsang.sharing.models import ShareKind

SHOWN_POINTS = 3
_STAGES = (Milestone.Kind.SURVEYED, Milestone.Kind.APPROVED, Milestone.Kind.INSTALLED, Milestone.Kind.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Card:
    """A thing in a few words; ``done`` says whether its state is the last one."""

    kind: str
    title: str
    place: str
    lines: tuple[tuple[str, str], ...]
    state: str
    done: bool


def card_of(kind: str, key: str) -> Card | None:
    """The card as things stand now; ``None`` when there is no such thing (any more)."""
    found = ShareKind(kind)
    if found == ShareKind.POINT:
        point = SupportPoint.objects.filter(code=key).first()
        return _point(point) if point else None
    if found == ShareKind.MINUTE:
        minute = Minute.objects.filter(public_id=uuid.UUID(key)).first()
        return _minute(minute) if minute else None
    if found == ShareKind.ORDER:
        order = WorkOrder.objects.filter(public_id=uuid.UUID(key)).select_related("point").first()
        return _order(order) if order else None
    assert_never(found)


def _point(point: SupportPoint) -> Card:
    today = clock.today()
    rows = Milestone.objects.filter(reached_by(today), point=point, item=POINT).order_by("-on", "-id")
    days = {row.kind: row.on for row in rows}
    plans = PlanPoint.objects.filter(point=point, left_on=None).select_related("plan").order_by("listed_on")
    lines = [(_("Thuộc"), ", ".join(line.plan.short_title for line in plans) or _("chưa ghi"))]
    lines += [
        (str(stage.label).capitalize(), day_words(days[stage]) if stage in days else _("chưa ghi")) for stage in _STAGES
    ]
    reached = [stage for stage in Milestone.Kind if stage in days]
    state = _("đã %(stage)s") % {"stage": reached[-1].label} if reached else _("chưa ghi")
    place = place_words([point], today, building=False).get(point.pk, "")
    title = _("Điểm hỗ trợ %(code)s") % {"code": point.code}
    return Card(str(ShareKind.POINT.label), title, place, tuple(lines), state, Milestone.Kind.ACCEPTED in days)


def _minute(minute: Minute) -> Card:
    links = minute.point_links.select_related("point").order_by("point__code")
    points = [link.point for link in links]
    codes = ", ".join(point.code for point in points[:SHOWN_POINTS])
    if len(points) > SHOWN_POINTS:
        codes = _("%(codes)s và %(more)s điểm khác") % {"codes": codes, "more": len(points) - SHOWN_POINTS}
    place = place_words(points, minute.on, building=False).get(points[0].pk, "") if len(points) == 1 else ""
    lines = [
        (_("Ngày của việc"), day_words(minute.on)),
        (_("Điểm"), codes or _("chưa ghi")),
        (_("Mã in"), minute.code),
    ]
    if minute.signed_on:
        lines.append((_("Ngày ký"), day_words(minute.signed_on)))
    title = str(MinuteKind(minute.kind).label)
    state = str(MinuteState(minute.state).label)
    return Card(str(ShareKind.MINUTE.label), title, place, tuple(lines), state, minute.state == MinuteState.SIGNED)


def _order(order: WorkOrder) -> Card:
    place = place_words([order.point], order.on, building=False).get(order.point_id, "")
    lines = (
        (_("Ngày lắp đặt"), day_words(order.on)),
        (_("Thứ tự trong ngày"), str(order.position)),
    )
    title = _("Lắp đặt điểm %(code)s") % {"code": order.point.code}
    state = str(WorkOrder.State(order.state).label)
    return Card(str(ShareKind.ORDER.label), title, place, lines, state, order.state == WorkOrder.State.DONE)
