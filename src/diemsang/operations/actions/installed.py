"""The line as installers measured it: a measured fact like any other, written by the checklist that they finished."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.equipment.models import Checklist
from diemsang.operations.actions.line import record_measure
from diemsang.operations.actions.void import void_fact
from diemsang.operations.models import LineMeasure
from diemsang.operations.queries.scope import MANAGE


@dataclass(frozen=True, slots=True)
class _ByChecklist:
    """The person who finished or voided the checklist, which asked for ``equipment.install`` over the point.

    Made only here, for the one measurement that the checklist holds; the journal names the real person.
    """

    actor_key: str
    actor_label: str

    def can(self, right: str, area_id: int | None = None) -> bool:
        """To write lines, and nothing else."""
        return right == MANAGE


def measured_at_installation(actor: Actor, checklist: Checklist) -> None:
    """Speeds of a finished checklist are a measurement of the point's line; of a voided one they no longer are.

    Called by ``equipment`` inside its transaction; again changes nothing. ``Refused`` for a speed no line has.
    """
    by = _ByChecklist(actor.actor_key, actor.actor_label)
    key = uuid.uuid5(checklist.public_id, "line-measure")
    if checklist.voided_at is not None:
        fact = LineMeasure.objects.select_related("point").filter(public_id=key).first()
        if fact is not None:
            void_fact(actor=by, fact=fact, reason=checklist.void_reason or _("hủy phiếu lắp đặt"))
        return
    record_measure(
        actor=by,
        public_id=key,
        point=checklist.point,
        on=checklist.on,
        by=checklist.made_by or actor.actor_label,
        source=_("Phiếu lắp đặt ngày %(day)s") % {"day": f"{checklist.on:%d/%m/%Y}"},
        download_mbps=checklist.download,
        upload_mbps=checklist.upload,
        where=_("đo khi lắp đặt"),
    )
