"""The QR of a point: made, and made anew when a sheet has gone astray or is misused."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.feedback.models import Door
from diemsang.feedback.queries.scope import ASK
from diemsang.operations.actions.common import refuse
from diemsang.operations.actions.faults import lock_point
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("feedback.door", "tạo mã QR hỏi đáp của điểm {subject}")


@transaction.atomic
def make_door(*, actor: Actor, public_id: uuid.UUID, point: SupportPoint) -> Door:
    """The point's door from now on; sheets with an earlier one lead nowhere. The same ``public_id`` changes nothing."""
    require_on(actor, ASK, point)
    lock_point(point)
    made = Door.objects.filter(public_id=public_id).first()
    if made is not None:
        if made.point_id != point.pk:
            message = _("mã của lần ghi này đã dùng cho điểm khác.")
            refuse([Problem(point.code, message, _("Mở lại trang rồi bấm lại."))])
        return made
    now = clock.now()
    Door.objects.filter(point=point, ended_at=None).update(ended_at=now)
    door = Door.objects.create(public_id=public_id, point=point, made_by=actor.actor_label[:200], made_at=now)
    record(actor=actor, action="feedback.door", subject_type="point", subject_key=point.code)
    return door
