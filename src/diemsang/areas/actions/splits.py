"""Answering where things of a divided unit lie now."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.models import Lineage, Reform, SplitAnswer
from diemsang.areas.queries import labels
from diemsang.areas.undo import split_answers
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused

registry.register("areas.answer_split", "trả lời nơi ở hiện nay của {subject}: {target}")
registry.register("areas.withdraw_split", "rút câu trả lời về nơi ở hiện nay của {subject}")


@transaction.atomic
def answer_split(*, actor: Actor, origin_id: int, subject_key: str, subject: str, target_id: int | None) -> bool:
    """Say in which part of a divided unit one thing lies now; ``target_id`` ``None`` withdraws what was answered.

    Withdrawing takes back every answer about the thing, whatever unit it was asked for: the thing may have been placed
    elsewhere since. Returns whether anything was written (``False``: there was nothing to withdraw).
    ``subject_key`` is such as ``point:TQ-0001``, ``subject`` its name for the journal.
    """
    require(actor, "areas.reform")
    if target_id is None:
        return drop_answers(actor=actor, subject_key=subject_key, subject=subject) > 0
    targets = {link.target_id: link for link in Lineage.objects.filter(origin_id=origin_id, whole=False)}
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
    return True


@transaction.atomic
def drop_answers(*, actor: Actor, subject_key: str, subject: str, origin_id: int | None = None) -> int:
    """Withdraw the answers about one thing (only for ``origin_id`` when given). Returns how many there were.

    No right of its own: whoever may record that the thing is not in the unit makes the answer void by that.
    """
    answers = SplitAnswer.objects.filter(subject_key=subject_key)
    if origin_id is not None:
        answers = answers.filter(origin_id=origin_id)
    count = answers.delete()[0]
    if count:
        _journal_split(actor, "areas.withdraw_split", subject_key, subject, "")
    return count


def keep_answers(reform: Reform) -> None:
    """Put the answers about units that the reform divided into its row, and take them out of force."""
    rows = split_answers(reform).select_related("origin", "target").order_by("origin__key", "subject_key")
    reform.answers = [
        {
            "origin": row.origin.key,
            "target": row.target.key,
            "subject": row.subject_key,
            "by": row.answered_by,
            "at": row.answered_at.isoformat(),
        }
        for row in rows
    ]
    split_answers(reform).delete()


def restore_answers(reform: Reform) -> None:
    """Bring remembered answers back into force as far as the reform still divides these units so."""
    links = Lineage.objects.filter(reform=reform, whole=False).select_related("origin", "target")
    ids = {(link.origin.key, link.target.key): (link.origin_id, link.target_id) for link in links}
    SplitAnswer.objects.bulk_create(
        [
            SplitAnswer(
                origin_id=ids[kept["origin"], kept["target"]][0],
                target_id=ids[kept["origin"], kept["target"]][1],
                subject_key=kept["subject"],
                answered_by=kept["by"],
                answered_at=dt.datetime.fromisoformat(kept["at"]),
            )
            for kept in reform.answers
            if (kept["origin"], kept["target"]) in ids
        ],
        ignore_conflicts=True,
    )
    reform.answers = []
    reform.save(update_fields=["answers"])


def _journal_split(actor: Actor, action: str, subject_key: str, subject: str, target: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="split",
        subject_key=subject_key,
        subject_label=subject,
        data={"target": target},
    )
