"""Answering where things of a divided unit lie now."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.models import Lineage, SplitAnswer
from diemsang.areas.queries import labels
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused

registry.register("areas.answer_split", "trả lời nơi ở hiện nay của {subject}: {target}")
registry.register("areas.withdraw_split", "rút câu trả lời về nơi ở hiện nay của {subject}")


@transaction.atomic
def answer_split(*, actor: Actor, origin_id: int, subject_key: str, subject: str, target_id: int | None) -> None:
    """Say in which part of a divided unit one thing lies now; ``target_id`` ``None`` withdraws the answer.

    ``subject_key`` is such as ``point:TQ-0001``, ``subject`` its name for the journal.
    """
    require(actor, "areas.reform")
    targets = {link.target_id: link for link in Lineage.objects.filter(origin_id=origin_id, whole=False)}
    if target_id is None:
        if SplitAnswer.objects.filter(origin_id=origin_id, subject_key=subject_key).delete()[0]:
            _journal_split(actor, "areas.withdraw_split", subject_key, subject, "")
        return
    if target_id not in targets:
        message = _("nơi được chọn không phải là một phần của đơn vị bị chia.")
        raise Refused(_("Chưa ghi được câu trả lời."), [Problem(subject, message, _("Chọn một trong các nơi nhận."))])
    SplitAnswer.objects.update_or_create(
        origin_id=origin_id,
        subject_key=subject_key,
        defaults={"target_id": target_id, "answered_by": actor.actor_label, "answered_at": clock.now()},
    )
    name = labels([target_id], clock.today())[target_id].name
    _journal_split(actor, "areas.answer_split", subject_key, subject, name)


def _journal_split(actor: Actor, action: str, subject_key: str, subject: str, target: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="split",
        subject_key=subject_key,
        subject_label=subject,
        data={"target": target},
    )
