"""A scorer's own sheet: saved as a draft, handed in once; interests declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.core.vietnamese import moment
from diemsang.platforms.actions.common import locked, must_be, tell
from diemsang.platforms.models import Candidate, Criterion, Interest, PlatformSelection, Score, Scorer
from diemsang.platforms.queries.scope import require_selection
from diemsang.platforms.rights import SCORE
from diemsang.platforms.scoring import HIGHEST, LOWEST

register("platforms.hand_in", "nộp phiếu chấm đợt {subject}: {count} nền tảng")
register("platforms.interest", "khai có lợi ích liên quan đến {platform} trong đợt {subject}")
register("platforms.interest_out", "rút khai báo lợi ích liên quan đến {platform} trong đợt {subject}")
State = PlatformSelection.State
EXTREMES = (0, 1, 5)
"""Points for which the sheet must say what they rest on."""
Key = tuple[str, int]
"""Code of the platform, primary key of the criterion."""


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a sheet; ``points`` null: not given yet."""

    points: int | None
    evidence: str = ""


@transaction.atomic
def save_sheet(*, actor: User, selection: PlatformSelection, given: Mapping[Key, Given]) -> Scorer:
    """Keep the sheet as a draft; lines that are not named stay. ``Refused`` for a figure outside 0–5,
    for a candidate in which the scorer declared an interest, and after handing in.
    """
    selection, scorer = _sheet(actor, selection)
    message = _("Chưa lưu được phiếu.")
    if scorer.handed_in_at is not None:
        raise Refused(message, [_already(scorer)])
    _write(message, selection, scorer, given)
    return scorer


@transaction.atomic
def hand_in(*, actor: User, selection: PlatformSelection, given: Mapping[Key, Given]) -> Scorer:
    """Save and hand in; from then on the sheet stands. The same sheet again: nothing; another one: ``Refused``.

    ``Refused`` while a figure is missing, or what a figure of ``EXTREMES`` rests on.
    """
    selection, scorer = _sheet(actor, selection)
    message = _("Chưa nộp được phiếu.")
    if scorer.handed_in_at is not None:
        standing = _standing(scorer)
        if all(standing.get(key, Given(None)) == _clean(one) for key, one in given.items()):
            return scorer
        raise Refused(message, [_already(scorer)])
    _write(message, selection, scorer, given)
    problems, count = _missing(selection, scorer)
    if problems:
        raise Refused(message, problems)
    scorer.handed_in_at = clock.now()
    scorer.save(update_fields=["handed_in_at"])
    tell(actor, "platforms.hand_in", selection, data={"count": count})
    return scorer


@transaction.atomic
def declare_interest(*, actor: User, selection: PlatformSelection, candidate: Candidate, reason: str) -> Interest:
    """The scorer has an interest in the candidate: what they gave it is struck out and weighs nothing. Again: nothing.

    Also after handing in, for an interest that shows itself late; never after closing.
    """
    selection, scorer = _sheet(actor, selection)
    standing = Interest.objects.filter(scorer=scorer, candidate=candidate).first()
    if standing is not None:
        return standing
    reason, message = nfc(reason), _("Chưa ghi được khai báo.")
    if candidate.selection_id != selection.pk:
        raise Refused(message, [Problem(_("Nền tảng"), _("không dự đợt này."))])
    if not reason or len(reason) > 300:
        problem = Problem(_("Quan hệ lợi ích"), _("còn trống hoặc dài quá 300 ký tự."), _("Ghi quan hệ gì."))
        raise Refused(message, [problem])
    Score.objects.filter(scorer=scorer, candidate=candidate).delete()
    made = Interest.objects.create(scorer=scorer, candidate=candidate, reason=reason, declared_at=clock.now())
    tell(actor, "platforms.interest", selection, data={"platform": candidate.platform.name}, reason=reason)
    return made


@transaction.atomic
def withdraw_interest(*, actor: User, selection: PlatformSelection, candidate: Candidate) -> None:
    """Declared by mistake. Not after handing in; none declared: nothing."""
    selection, scorer = _sheet(actor, selection)
    standing = Interest.objects.filter(scorer=scorer, candidate=candidate).first()
    if standing is None:
        return
    if scorer.handed_in_at is not None:
        raise Refused(_("Chưa rút được khai báo."), [_already(scorer)])
    standing.delete()
    tell(actor, "platforms.interest_out", selection, data={"platform": candidate.platform.name})


def _sheet(actor: User, selection: PlatformSelection) -> tuple[PlatformSelection, Scorer]:
    """The round, locked, and the actor's place in it: 404 for outsiders, 403 for who is not named."""
    require_selection(actor, SCORE, selection)
    selection = locked(selection)
    scorer = selection.scorers.filter(user_id=actor.pk).first() if isinstance(actor, User) else None
    if scorer is None:
        raise PermissionDenied(f"{actor.actor_label}: không được cử chấm {selection.code}")
    must_be(selection, _("Chưa ghi được phiếu."), State.OPEN)
    return selection, scorer


def _already(scorer: Scorer) -> Problem:
    assert scorer.handed_in_at is not None
    words = _("bạn đã nộp lúc %(at)s.") % {"at": moment(scorer.handed_in_at)}
    return Problem(_("Phiếu"), words, _("Phiếu đã nộp không sửa được nữa; có sai sót thì báo người lập đợt."))


def _clean(one: Given) -> Given:
    return Given(one.points, nfc(one.evidence))


def _standing(scorer: Scorer) -> dict[Key, Given]:
    rows = scorer.scores.select_related("candidate__platform")
    return {(row.candidate.platform.code, row.criterion_id): Given(row.points, row.evidence) for row in rows}


def _write(message: str, selection: PlatformSelection, scorer: Scorer, given: Mapping[Key, Given]) -> None:
    candidates = {row.platform.code: row for row in selection.candidates.select_related("platform")}
    criteria = {row.pk: row for row in selection.criteria.all()}
    barred = set(scorer.interests.values_list("candidate__platform__code", flat=True))
    problems, rows = [], []
    for (code, pk), one in given.items():
        candidate, criterion, one = candidates.get(code), criteria.get(pk), _clean(one)
        if candidate is None or criterion is None:
            problems.append(Problem(code, _("không có ô này trong phiếu."), _("Mở lại phiếu.")))
            continue
        where = f"{candidate.platform.name}, {criterion.text}"
        if code in barred and (one.points is not None or one.evidence):
            words = _("bạn đã khai có lợi ích liên quan nên không chấm nền tảng này.")
            problems.append(Problem(where, words, _("Xóa điểm, hoặc rút khai báo trước khi nộp.")))
        if one.points is not None and not LOWEST <= one.points <= HIGHEST:
            words = _("điểm %(points)s nằm ngoài 0 đến 5.") % {"points": one.points}
            problems.append(Problem(where, words, _("Ghi số nguyên từ 0 đến 5.")))
        if len(one.evidence) > 1000:
            problems.append(Problem(where, _("căn cứ dài quá 1.000 ký tự."), _("Rút gọn.")))
        if code not in barred:
            rows.append(_row(scorer, candidate, criterion, one))
    if problems:
        raise Refused(message, problems)
    Score.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scorer", "candidate", "criterion"],
        update_fields=["points", "evidence"],
    )


def _row(scorer: Scorer, candidate: Candidate, criterion: Criterion, one: Given) -> Score:
    return Score(scorer=scorer, candidate=candidate, criterion=criterion, points=one.points, evidence=one.evidence)


def _missing(selection: PlatformSelection, scorer: Scorer) -> tuple[list[Problem], int]:
    """What a sheet still lacks, and how many candidates it is about."""
    barred = set(scorer.interests.values_list("candidate_id", flat=True))
    candidates = [row for row in selection.candidates.select_related("platform") if row.pk not in barred]
    standing, problems = _standing(scorer), []
    for candidate in candidates:
        for criterion in selection.criteria.all():
            one = standing.get((candidate.platform.code, criterion.pk), Given(None))
            where = f"{candidate.platform.name}, {criterion.text}"
            if one.points is None:
                problems.append(Problem(where, _("chưa có điểm."), _("Chấm từ 0 đến 5.")))
            elif one.points in EXTREMES and not one.evidence:
                words = _("điểm %(points)s cần căn cứ.") % {"points": one.points}
                problems.append(Problem(where, words, _("Ghi ngắn vì sao cho điểm ấy.")))
    return problems, len(candidates)
