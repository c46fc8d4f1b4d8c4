"""The work of a point on its page: visit, installation, papers, and a button for the next step."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.equipment.queries.acceptance import Standing, next_step, standing, touched
from diemsang.equipment.rights import ACCEPT, INSTALL, VIEW
from diemsang.points.models import SupportPoint
from diemsang.points.queries import may, sees_whole
from diemsang.points.registry import PointCard


def work_card(actor: Actor, point: SupportPoint, day: dt.date) -> PointCard | None:
    """For who may see equipment, where something was delivered, planned or installed; not for a supplier, whom
    only their own pieces concern."""
    if not actor.can(VIEW) or not sees_whole(actor, point, VIEW) or not touched(point):
        return None
    now = standing(point)
    if not (now.order or now.waiting or now.checklist or now.unpapered or now.delivery_minute or now.papers):
        return None
    button, href = _button(actor, point, now)
    context: dict[str, object] = {"now": now, "next": next_step(actor, point, now), "button": button, "href": href}
    return PointCard(_("Lắp đặt, nghiệm thu, bàn giao"), "equipment/work_card.html", context)


def _button(actor: Actor, point: SupportPoint, now: Standing) -> tuple[str, str]:
    """The words and address of the next step, when the actor may take it; else empty."""
    if now.waiting and may(actor, INSTALL, point):
        return _("Ghi lắp đặt"), reverse("equipment:install", args=[point.code])
    if not now.waiting and now.lines and may(actor, ACCEPT, point):
        return _("Nghiệm thu"), f"{reverse('equipment:accept')}?diem={point.code}"
    if now.waiting or now.lines:
        return "", ""
    if now.unsigned is not None:
        return _("Mở biên bản"), reverse("minutes:detail", args=[now.unsigned.public_id])
    if now.accepted is not None and not now.holders and may(actor, ACCEPT, point):
        return _("Bàn giao"), reverse("equipment:handover", args=[point.code])
    return "", ""
