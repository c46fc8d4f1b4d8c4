"""What the choice of platforms asks of a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.core.actor import Actor
from diemsang.core.tasks import Task, told
from diemsang.platforms.models import PlatformSelection, PlatformTile, Scorer
from diemsang.platforms.queries.pages import reviews_due
from diemsang.platforms.queries.scope import may, selections_visible, tiles_visible
from diemsang.platforms.rights import DECIDE, MANAGE


def selection_tasks(actor: Actor, day: dt.date) -> Iterator[Task]:
    """My sheets that are not handed in, rounds to decide, tiles to approve, decisions to look at again."""
    if not isinstance(actor, User):
        return
    sheets = Scorer.objects.filter(user=actor, handed_in_at=None, selection__state=PlatformSelection.State.OPEN)
    for sheet in sheets.select_related("selection")[:3]:
        href = reverse("platforms:sheet", args=[sheet.selection.code])
        yield Task(_("Chấm nền tảng số"), _("Mở phiếu chấm"), href, sheet.selection.title, now=True)
    if actor.can(DECIDE):
        closed = selections_visible(actor).filter(state=PlatformSelection.State.CLOSED).order_by("closed_at", "pk")
        for row in closed[:3]:
            if may(actor, DECIDE, row):
                href = reverse("platforms:decide", args=[row.code])
                yield Task(_("Đợt đã chấm xong, chờ quyết định"), _("Ghi quyết định"), href, row.title, now=True)
        drafts = tiles_visible(actor).filter(state=PlatformTile.State.DRAFT).order_by("pk")
        yield from told(
            drafts,
            lambda tile: Task(
                _("Ô nền tảng chờ duyệt"),
                _("Xem và duyệt"),
                reverse("platforms:tile", args=[tile.public_id]),
                tile.title,
                now=True,
            ),
            lambda count, tile: Task(
                _("%(count)s ô nền tảng chờ duyệt") % {"count": count},
                _("Xem danh sách"),
                reverse("platforms:tiles"),
                now=True,
                count=count,
            ),
        )
    if actor.can(MANAGE):
        for due in reviews_due(actor, day)[:3]:
            if due.soon:
                href = reverse("platforms:selection", args=[due.selection.code])
                yield Task(_("Rà soát lựa chọn nền tảng"), _("Mở đợt"), href, due.selection.title, due=due.on)
