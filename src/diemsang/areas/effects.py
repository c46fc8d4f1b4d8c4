"""What a document changed among areas."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.areas.models import AreaVersion, Reform
from diemsang.core.actor import Actor
from diemsang.documents.models import Decision
from diemsang.documents.registry import Effect

VIEW = "areas.view"


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """Reforms that the document carries, and names of units that it gave outside of a reform."""
    may = actor.can(VIEW)
    found = [
        Effect(
            _("Đợt sắp xếp: %(title)s") % {"title": reform.title},
            reverse("areas:reform", args=[reform.code]) if may else "",
            reform.effective_on,
        )
        for reform in Reform.objects.filter(decision=decision, status=Reform.Status.APPLIED)
    ]
    rows = AreaVersion.objects.filter(decision=decision, opened_by=None).select_related("area").order_by("pk")
    count = rows.count()
    if count == 1:
        row = rows[0]
        href = reverse("areas:detail", args=[row.area.key]) if may else ""
        found.append(Effect(_("Tên đơn vị: %(name)s") % {"name": row.full_name}, href, row.valid_from))
    elif count:
        words = _("Tên, mã của %(count)s đơn vị") % {"count": count}
        found.append(Effect(words, reverse("areas:list") if may else ""))
    return found
