"""What plans show on a unit's page."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.areas.registry import Card, CardLine
from diemsang.core.actor import Actor
from diemsang.plans.models import Target
from diemsang.plans.queries import version_on, visible_to


def targets_card(actor: Actor, area: Area, day: dt.date) -> Card | None:
    """Targets that plans in force on ``day`` set on this very unit; no card where there are none."""
    lines = []
    for plan in visible_to(actor):
        version = version_on(plan, day)
        if version is None:
            continue
        targets = Target.objects.filter(version=version, area=area).select_related("item", "period")
        url = reverse("plans:content", args=[plan.code])
        for target in targets:
            words = {"count": target.quantity, "unit": target.item.unit, "item": target.item.name}
            text = _("%(item)s: %(count)d %(unit)s") % words
            lines.append(CardLine(text, url, _("%(plan)s, kỳ %(period)s") % {"plan": plan, "period": target.period}))
    return Card(_("Chỉ tiêu kế hoạch"), len(lines), lines) if lines else None
