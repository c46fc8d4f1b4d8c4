"""Answering, before or after a reform is applied, where things of the units that it divides will lie."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.areas.actions.derived import lock
from diemsang.areas.actions.splits import answer_split
from diemsang.areas.formats import reform_from_content
from diemsang.areas.models import Area, Reform
from diemsang.areas.preview import Question, Split, preview_stored
from diemsang.areas.queries.reach import require_reform
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused

registry.register("areas.answer_ahead", "trả lời {count} câu hỏi chia tách của {subject}")


@transaction.atomic
def answer_questions(*, actor: Actor, code: str, seen: str, given: Mapping[tuple[str, str], str]) -> int:
    """Say of things in divided units where they go. Returns how many answers changed.

    ``given``: the part's key (empty: leave it open) by the divided unit's key and the thing's ``subject_key``; what is
    not named stays as it was. Of an applied reform the answers hold at once. Otherwise they wait in ``Reform.answers``
    and hold when it is applied. ``Refused`` for a reform changed since it was ``seen``, for a thing that does not stand
    there (any more) and for a part that is none.
    """
    lock()
    reform = Reform.objects.filter(code=code).first()
    if reform is None:
        raise Refused(_("Không có đợt sắp xếp «%(code)s».") % {"code": code})
    require_reform(actor, reform_from_content(reform.content))
    if seen != reform.content_hash:
        problem = Problem(reform.title, _("đã được người khác sửa sau khi bạn mở trang."), _("Xem lại rồi trả lời."))
        raise Refused(_("Chưa ghi câu trả lời nào."), [problem])
    asked = {
        (split.origin.key, question.key): (split, question)
        for split in preview_stored(reform).splits
        for question in split.asked
    }
    _check(asked, given)
    changed = {pair: target for pair, target in given.items() if asked[pair][1].answer != target}
    if reform.status == Reform.Status.APPLIED:
        _answer_now(actor, asked, changed)
    elif changed:
        _answer_ahead(actor, reform, changed)
    return len(changed)


def _check(asked: Mapping[tuple[str, str], tuple[Split, Question]], given: Mapping[tuple[str, str], str]) -> None:
    problems = []
    for pair, target in given.items():
        if pair not in asked:
            message = _("không còn đặt ở đơn vị bị chia này.")
            problems.append(Problem(pair[1], message, _("Tải lại trang để thấy danh sách hiện nay.")))
        elif target and target not in {unit.key for unit in asked[pair][0].targets}:
            message = _("nơi được chọn không phải là một phần của %(unit)s.") % {"unit": asked[pair][0].origin.title}
            problems.append(Problem(asked[pair][1].name, message, _("Chọn một trong các nơi nhận.")))
    if problems:
        raise Refused(_("Chưa ghi câu trả lời nào."), problems)


def _answer_now(
    actor: Actor,
    asked: Mapping[tuple[str, str], tuple[Split, Question]],
    changed: Mapping[tuple[str, str], str],
) -> None:
    keys = {key for (origin, _subject), target in changed.items() for key in (origin, target)}
    ids = dict(Area.objects.filter(key__in=keys).values_list("key", "id"))
    for (origin, subject), target in changed.items():
        name = asked[origin, subject][1].name
        answer_split(actor=actor, origin_id=ids[origin], subject_key=subject, subject=name, target_id=ids.get(target))


def _answer_ahead(actor: Actor, reform: Reform, changed: Mapping[tuple[str, str], str]) -> None:
    kept = [row for row in reform.answers if (row["origin"], row["subject"]) not in changed]
    now = clock.now().isoformat()
    reform.answers = kept + [
        {"origin": origin, "subject": subject, "target": target, "by": actor.actor_label, "at": now}
        for (origin, subject), target in sorted(changed.items())
        if target
    ]
    reform.save(update_fields=["answers"])
    record(
        actor=actor,
        action="areas.answer_ahead",
        subject_type="reform",
        subject_key=reform.code,
        subject_label=reform.title,
        data={"count": len(changed), "answers": [[*pair, target] for pair, target in sorted(changed.items())]},
    )
