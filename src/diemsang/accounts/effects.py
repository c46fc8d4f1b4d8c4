"""What a document changed among offices."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.models import OfficeVersion
from diemsang.core.actor import Actor
from diemsang.documents.models import Decision
from diemsang.documents.registry import Effect

SHOWN = 20


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """Names that offices bear by the document; the first twenty, then how many more."""
    may = actor.can("accounts.view")
    rows = OfficeVersion.objects.filter(decision=decision).select_related("office").order_by("valid_from", "pk")
    found = [
        Effect(
            _("Tên cơ quan: %(name)s") % {"name": row.name},
            reverse("accounts:office", args=[row.office.code]) if may else "",
            row.valid_from,
        )
        for row in rows[:SHOWN]
    ]
    more = rows.count() - SHOWN
    if more > 0:
        found.append(Effect(_("và %(count)s cơ quan nữa") % {"count": more}))
    return found
