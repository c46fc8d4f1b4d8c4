"""Closing a round, writing down what was decided, looking at it again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.platforms.actions.common import check_decision, locked, must_be, tell
from diemsang.platforms.models import Candidate, PlatformSelection, SelectionReview
from diemsang.platforms.queries.result import Outcome, outcome_of
from diemsang.platforms.queries.scope import require_selection
from diemsang.platforms.registry import tell_screens
from diemsang.platforms.rights import DECIDE, MANAGE

register("platforms.close", "khóa chấm đợt {subject}: {sheets} phiếu")
register("platforms.decide", "ghi {decision} chọn {platforms} trong đợt {subject}")
register("platforms.review", "rà soát lựa chọn của đợt {subject}")
name_fields({"chosen": _noop("nền tảng được chọn"), "review_on": _noop("rà soát lại trước ngày")})
State = PlatformSelection.State


@transaction.atomic
def close_selection(*, actor: Actor, selection: PlatformSelection) -> PlatformSelection:
    """Scoring ends, the result can be seen. Again: nothing. ``Refused`` while sheets are missing (told whose)."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    if selection.state == State.CLOSED:
        return selection
    message = _("Chưa khóa chấm được.")
    must_be(selection, message, State.OPEN)
    scorers = list(selection.scorers.select_related("user"))
    advice = _("Nhắc người này nộp, hoặc thôi cử và ghi lý do.")
    problems = [
        Problem(scorer.user.full_name, _("chưa nộp phiếu."), advice) for scorer in scorers if not scorer.handed_in_at
    ]
    candidates = selection.candidates.select_related("platform")
    for candidate in candidates:
        if scorers and candidate.interests.count() == len(scorers):
            words = _("mọi người chấm đều có lợi ích liên quan, nên không còn phiếu nào.")
            problems.append(Problem(candidate.platform.name, words, _("Cử thêm một người không liên quan.")))
    if problems or not scorers:
        raise Refused(message, problems or [Problem(_("Người chấm"), _("không còn ai chấm."), _("Cử thêm người."))])
    selection.state, selection.closed_at = State.CLOSED, clock.now()
    selection.save(update_fields=["state", "closed_at"])
    tell(actor, "platforms.close", selection, data={"sheets": len(scorers)})
    return selection


@transaction.atomic
def decide(
    *,
    actor: Actor,
    selection: PlatformSelection,
    decision: Decision,
    chosen: Collection[str],
    review_on: dt.date,
    note: str = "",
) -> PlatformSelection:
    """The decision (``PD_NT``) chose these platforms (codes). The same again: nothing.

    ``Refused`` for a decision without number or day, for a knocked-out candidate, for a choice that leaves a better
    candidate behind without saying why, and for a day of review not after the decision.
    """
    require_selection(actor, DECIDE, selection)
    selection, note, codes = locked(selection), nfc(note), {code.upper() for code in chosen}
    candidates = {row.platform.code: row for row in selection.candidates.select_related("platform")}
    if selection.state == State.DECIDED:
        standing = {code for code, row in candidates.items() if row.chosen}
        if (selection.decision_id, selection.review_on, standing) == (decision.pk, review_on, codes):
            return selection
    message = _("Chưa ghi được quyết định.")
    must_be(selection, message, State.CLOSED)
    problems = check_decision(decision)
    outcome = outcome_of(selection)
    assert outcome is not None
    problems += _choice_problems(outcome, candidates, codes, note)
    if decision.on is not None and decision.on > clock.today():
        problems.append(Problem(_("Quyết định"), _("ngày ký ở tương lai."), _("Ghi khi văn bản đã ký.")))
    if review_on <= (decision.on or clock.today()):
        advice = _("Ghi một ngày sau ngày quyết định, thường là một năm.")
        problems.append(Problem(_("Rà soát lại trước ngày"), _("không sau ngày quyết định."), advice))
    if len(note) > 2000:
        problems.append(Problem(_("Lý do lựa chọn"), _("dài quá 2.000 ký tự."), _("Rút gọn.")))
    if problems:
        raise Refused(message, problems)
    Candidate.objects.filter(pk__in=[candidates[code].pk for code in codes]).update(chosen=True)
    selection.state, selection.decided_at, selection.decision = State.DECIDED, clock.now(), decision
    selection.decision_note, selection.review_on = note, review_on
    selection.save(update_fields=["state", "decided_at", "decision", "decision_note", "review_on"])
    names = ", ".join(candidates[code].platform.name for code in sorted(codes))
    tell(
        actor,
        "platforms.decide",
        selection,
        data={"decision": str(decision), "platforms": names},
        after={"chosen": names, "decision": str(decision), "review_on": f"{review_on:%d/%m/%Y}"},
        reason=note[:500],
    )
    return selection


def _choice_problems(
    outcome: Outcome, candidates: dict[str, Candidate], codes: Collection[str], note: str
) -> list[Problem]:
    where, problems = _("Nền tảng được chọn"), []
    if not codes:
        problems.append(Problem(where, _("chưa chọn nền tảng nào."), _("Chọn ít nhất một nền tảng.")))
    unknown = [code for code in codes if code not in candidates]
    if unknown:
        problems.append(Problem(where, _("%(codes)s không dự đợt này.") % {"codes": ", ".join(unknown)}))
    ranks = []
    for code in codes:
        standing = outcome.by_code.get(code)
        if standing is None:
            continue
        if standing.knocked_out:
            texts = "; ".join(outcome.criteria[key].text for key in standing.knocked_out)
            words = _("%(name)s đã bị loại ở tiêu chí: %(texts)s.")
            words = words % {"name": outcome.name(standing.candidate), "texts": texts}
            problems.append(Problem(where, words, _("Bỏ chọn nền tảng này.")))
        elif standing.rank is not None:
            ranks.append(standing.rank)
    better = [
        one.candidate
        for one in outcome.found.standings
        if one.rank is not None and ranks and one.rank < max(ranks) and _code(outcome, one.candidate) not in codes
    ]
    if better and not note:
        words = _("%(names)s có điểm cao hơn mà không được chọn.") % {"names": outcome.names(tuple(better))}
        problems.append(Problem(_("Lý do lựa chọn"), words, _("Ghi vì sao không chọn.")))
    return problems


def _code(outcome: Outcome, candidate: str) -> str:
    return outcome.candidates[candidate].platform.code


@transaction.atomic
def record_review(
    *,
    actor: Actor,
    selection: PlatformSelection,
    public_id: uuid.UUID,
    on: dt.date,
    finding: str,
    next_on: dt.date | None,
) -> SelectionReview:
    """The decision was looked at again. ``next_on`` null: what it chose is used no longer. Same id: the row."""
    require_selection(actor, MANAGE, selection)
    selection, finding = locked(selection), nfc(finding)
    standing = SelectionReview.objects.filter(public_id=public_id, selection=selection).first()
    if standing is not None:
        return standing
    message, problems = _("Chưa ghi được lần rà soát."), []
    must_be(selection, message, State.DECIDED)
    if not finding or len(finding) > 2000:
        problems.append(Problem(_("Kết luận"), _("còn trống hoặc dài quá 2.000 ký tự."), _("Ghi điều đã thấy.")))
    if on > clock.today():
        problems.append(Problem(_("Rà soát ngày"), _("ở tương lai."), _("Ghi sau khi đã rà soát.")))
    if selection.decision and selection.decision.on and on < selection.decision.on:
        problems.append(Problem(_("Rà soát ngày"), _("trước ngày quyết định.")))
    if next_on is not None and next_on <= on:
        problems.append(Problem(_("Rà soát lại trước ngày"), _("không sau ngày rà soát này.")))
    if problems:
        raise Refused(message, problems)
    made = SelectionReview.objects.create(
        public_id=public_id,
        selection=selection,
        on=on,
        finding=finding,
        next_on=next_on,
        by=actor.actor_label[:200],
        recorded_at=clock.now(),
    )
    before, selection.review_on = selection.review_on, next_on
    selection.save(update_fields=["review_on"])
    tell(
        actor,
        "platforms.review",
        selection,
        before={"review_on": f"{before:%d/%m/%Y}" if before else None},
        after={"review_on": f"{next_on:%d/%m/%Y}" if next_on else None},
        reason=finding[:500],
    )
    tell_screens(actor)
    return made
