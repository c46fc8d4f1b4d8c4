"""What platforms tell the apps below: what a decision caused."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.documents.models import Decision
from diemsang.documents.registry import Effect
from diemsang.platforms.queries import selections_visible, tiles_visible


def decision_effects(actor: Actor, decision: Decision) -> list[Effect]:
    """Rounds that it decided and tiles that it approved."""
    found = [
        Effect(
            _("Chọn nền tảng số trong đợt %(code)s %(title)s") % {"code": row.code, "title": row.title},
            reverse("platforms:selection", args=[row.code]),
        )
        for row in selections_visible(actor).filter(decision=decision)
    ]
    return found + [
        Effect(
            _("Duyệt ô «%(title)s» trên màn hình") % {"title": tile.title},
            reverse("platforms:tile", args=[tile.public_id]),
            tile.valid_from,
        )
        for tile in tiles_visible(actor).filter(decision=decision)
    ]
