"""What plans show on a unit's page and on a document's."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.areas.models import Area
from diemsang.areas.registry import Card, CardLine
from diemsang.core.actor import Actor
from diemsang.documents.models import Decision
from diemsang.documents.registry import Effect
from diemsang.plans.models import PlanVersion, Settlement, Target
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


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """Versions of plans that the document is, and contradictions it settled."""
    seen = visible_to(actor)
    versions = PlanVersion.objects.filter(decision=decision, plan__in=seen).select_related("plan")
    found = [
        Effect(
            _("Bản %(number)s của %(plan)s") % {"number": row.number, "plan": row.plan},
            f"{reverse('plans:content', args=[row.plan.code])}?ban={row.number}",
            row.in_force_from,
        )
        for row in versions
    ]
    settled = Settlement.objects.filter(decision=decision, anomaly__plan__in=seen).select_related("anomaly__plan")
    for row in settled:
        words = {"code": row.anomaly.code, "plan": row.anomaly.plan}
        text = _("Giải quyết bất thường %(code)s của %(plan)s") % words
        found.append(Effect(text, reverse("plans:anomalies", args=[row.anomaly.plan.code]), row.on))
    return found
