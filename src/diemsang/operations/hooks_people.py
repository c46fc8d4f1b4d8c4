"""What people and days tell the apps below: the menu, cards on a point's page, what an office's end leaves open."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.accounts.models import Office
from diemsang.accounts.registry import OfficeHolding
from diemsang.core.actor import Actor
from diemsang.core.nav import NavItem, Part
from diemsang.documents.models import Decision, Minute
from diemsang.documents.registry import Effect
from diemsang.operations.actions.people import move_minute
from diemsang.operations.hours import week_rows
from diemsang.operations.models import OperatorAssignment, OperatorHandover, OperatorRole, PostedHours
from diemsang.operations.queries.days import month_sums
from diemsang.operations.queries.people import people_rows
from diemsang.operations.queries.scope import LOG, PEOPLE, VIEW, may, visible_to
from diemsang.points.models import SupportPoint
from diemsang.points.registry import PointCard

LOG_MENU = NavItem(
    label=gettext_lazy("Sổ nhật ký"),
    url_name="operations:logs",
    icon="calendar",
    right=VIEW,
    order=35,
    part=Part.RUNNING,
)
PEOPLE_MENU = NavItem(
    label=gettext_lazy("Người phụ trách"),
    url_name="operations:people",
    icon="people",
    right=VIEW,
    order=36,
    part=Part.RUNNING,
)


def people_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Who is in charge, who stands in, which languages they speak."""
    if not may(actor, VIEW, point):
        return None
    context: dict[str, object] = {
        "row": people_rows([point], day)[0],
        "may_manage": may(actor, PEOPLE, point),
    }
    return PointCard(_("Người phụ trách điểm"), "operations/people_card.html", context)


def days_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """Posted hours and this month's log in a few figures."""
    if not may(actor, VIEW, point):
        return None
    hours = PostedHours.objects.on(day).filter(point=point, voided_at=None).first()
    context: dict[str, object] = {
        "code": point.code,
        "hours": week_rows(hours.week) if hours is not None else [],
        "sums": month_sums(point, day.replace(day=1), day),
        "may_log": may(actor, LOG, point),
    }
    return PointCard(_("Sổ nhật ký tháng này"), "operations/days_card.html", context)


def office_people(office: Office, day: dt.date) -> OfficeHolding:
    """Points whose person in charge is of the office: somebody must say whether they go on when it ends."""
    rows = OperatorAssignment.objects.on(day).filter(person__office=office, role=OperatorRole.IN_CHARGE, voided_at=None)
    codes = list(rows.order_by("point__code").values_list("point__code", flat=True))
    return OfficeHolding(_("điểm có người phụ trách thuộc cơ quan"), len(codes), codes[:10])


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """At how many points the document put somebody in charge; named only to who may see them."""
    rows = OperatorAssignment.objects.filter(decision=decision, voided_at=None)
    count = rows.values("point_id").distinct().count()
    if not count:
        return []
    codes = list(
        visible_to(actor).filter(operatorassignment_rows__in=rows).distinct().values_list("code", flat=True)[:2]
    )
    href = reverse("operations:people-point", args=codes) if len(codes) == count == 1 else ""
    return [Effect(_("Phân công người phụ trách %(count)s điểm") % {"count": count}, href)]


def handover_href(minute: Minute) -> str:
    """The people of the point that a handover's minute tells of."""
    row = OperatorHandover.objects.filter(minute=minute).select_related("point").first()
    return reverse("operations:people-point", args=[row.point.code]) if row is not None else ""


def move_handover_minute(actor: Actor, old: Minute, new: Minute) -> None:
    """The handover is told by the replacement now."""
    move_minute(old=old, new=new)
