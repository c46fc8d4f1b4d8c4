"""What installing and accepting equipment asks of a person today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.tasks import WEEK, Task, told
from diemsang.equipment.models import WorkOrder
from diemsang.equipment.queries.acceptance import WAITING, installed
from diemsang.equipment.queries.firms import told_firms
from diemsang.equipment.queries.supply import lots_to_come
from diemsang.equipment.queries.work import OPEN, orders_visible_to
from diemsang.equipment.rights import ACCEPT, INSTALL
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to


def work_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """Visits of the coming week and those whose day has passed, for who goes; points to accept, for who accepts."""
    if actor.can(INSTALL):
        orders = orders_visible_to(actor, INSTALL).filter(state__in=OPEN).order_by("on", "position", "pk")
        href = reverse("equipment:work")
        for rows, words in (
            (orders.filter(on__lt=day), _("%(count)s lượt lắp đặt đã qua ngày, chưa xong")),
            (orders.filter(on=day), _("%(count)s lượt lắp đặt hôm nay")),
            (orders.filter(on__gt=day, on__lte=day + WEEK), _("%(count)s lượt lắp đặt trong tuần")),
        ):
            yield from told(rows, _visit, partial(_visits, words, href))
    if actor.can(ACCEPT):
        waiting = installed(visible_to(actor, ACCEPT)).filter(Q(acceptance=WAITING)).order_by(F("installed_on"), "code")
        yield from told(
            waiting,
            lambda point: Task(
                _("Nghiệm thu điểm đã lắp xong"),
                _("Nghiệm thu"),
                f"{reverse('equipment:accept')}?diem={point.code}",
                point.code,
                since=_installed_on(point),
            ),
            lambda count, point: Task(
                _("%(count)s điểm đã lắp xong, chờ nghiệm thu") % {"count": count},
                _("Xem danh sách"),
                f"{reverse('equipment:acceptances')}?tinh-trang={WAITING}",
                since=_installed_on(point),
                count=count,
            ),
        )


def own_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """For a supplier: lots of which pieces are still to come, the oldest contract first; whom to ask without a firm."""
    firms = told_firms(actor)
    if firms is None:
        return
    if not firms.names:
        home = reverse("equipment:home")
        yield Task(_("Tài khoản chưa gắn với nhà cung cấp nào"), _("Xem phải nhờ ai"), home, now=True)
        return
    yield from told(lots_to_come(actor), _lot, _lots)


def _lot(row: Any) -> Task:
    words = _("Còn phải giao %(left)s %(item)s") % {"left": row.left, "item": row.item.name}
    href = reverse("equipment:contract", args=[row.contract.public_id])
    return Task(words, _("Mở hợp đồng"), href, row.contract.number, since=row.contract.on)


def _lots(count: int, row: Any) -> Task:
    href = reverse("equipment:lots") + "?giao=con"
    words = _("%(count)s lô hàng chưa giao hết") % {"count": count}
    return Task(words, _("Xem danh sách"), href, since=row.contract.on, count=count)


def _installed_on(point: SupportPoint) -> dt.date | None:
    found: dt.date | None = getattr(point, "installed_on", None)
    return found


def _visit(order: WorkOrder) -> Task:
    href = reverse("equipment:work-order", args=[order.public_id])
    where = f"{order.point.code} · {order.team.name}"
    return Task(_("Lắp đặt"), _("Mở lượt lắp đặt"), href, where, due=order.on)


def _visits(words: str, href: str, count: int, order: WorkOrder) -> Task:
    return Task(words % {"count": count}, _("Xem lịch"), href, due=order.on, count=count)
