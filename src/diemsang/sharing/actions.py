"""The only place that makes and revokes links."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.sharing.models import ShareKind, ShareLink
from diemsang.sharing.queries import link_for, shareable

register("sharing.make", "tạo liên kết chia sẻ {subject}, đến {until}")
register("sharing.revoke", "thu hồi liên kết chia sẻ {subject}")

DAYS = (1, 7, 30)
"""How long a link may show its thing."""


@transaction.atomic
def make_link(*, actor: Actor, public_id: uuid.UUID, kind: str, key: str, days: int = 7) -> ShareLink:
    """A link that shows the thing to anybody for so many days. The same ``public_id`` again: the row that stands.

    404 for a thing that the actor may not see, 403 without the right, ``Refused`` for another number of days.
    """
    key = shareable(actor, kind, key)
    standing = ShareLink.objects.filter(public_id=public_id, kind=kind, object_key=key).first()
    if standing is not None:
        return standing
    if days not in DAYS:
        message = _("chỉ chia sẻ được %(days)s ngày.") % {"days": ", ".join(map(str, DAYS))}
        raise Refused(_("Chưa tạo được liên kết."), [Problem(_("Thời hạn"), message, _("Chọn một thời hạn."))])
    now = clock.now()
    link = ShareLink.objects.create(
        public_id=public_id,
        kind=kind,
        object_key=key,
        made_by=actor.actor_label[:200],
        made_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _tell(actor, "sharing.make", link)
    return link


@transaction.atomic
def revoke_link(*, actor: Actor, link: ShareLink) -> ShareLink:
    """From now on the link shows nothing. Whoever may share the thing may revoke; again changes nothing."""
    link_for(actor, link.public_id)
    link = ShareLink.objects.select_for_update().get(pk=link.pk)
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by = clock.now(), actor.actor_label[:200]
        link.save(update_fields=["revoked_at", "revoked_by"])
        _tell(actor, "sharing.revoke", link)
    return link


def _tell(actor: Actor, action: str, link: ShareLink) -> None:
    """On the point's or minute's own story; the token never enters the journal."""
    types = {ShareKind.POINT: "point", ShareKind.MINUTE: "minute", ShareKind.ORDER: "work_order"}
    kind = ShareKind(link.kind)
    record(
        actor=actor,
        action=action,
        subject_type=types[kind],
        subject_key=link.object_key,
        subject_label=f"{kind.label} {link.object_key[:8] if kind != ShareKind.POINT else link.object_key}",
        data={"until": f"{link.expires_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"},
    )
