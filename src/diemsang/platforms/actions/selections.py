"""Preparing a round: criteria, candidates, scorers, opening it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from diemsang.accounts.models import User
from diemsang.areas.models import Area
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc, search_key
from diemsang.plans.models import Plan
from diemsang.platforms.actions.common import figure, locked, must_be, next_code, tell
from diemsang.platforms.models import Candidate, Criterion, Platform, PlatformSelection, Scorer
from diemsang.platforms.queries.scope import require_selection
from diemsang.platforms.rights import MANAGE, SCORE

register("platforms.round", "lập đợt lựa chọn nền tảng số {subject}: {title}")
register("platforms.criteria", "ghi {count} tiêu chí của đợt {subject}")
register("platforms.candidate", "đưa {platform} vào đợt {subject}")
register("platforms.candidate_out", "bỏ {platform} khỏi đợt {subject}")
register("platforms.scorer", "cử {person} chấm đợt {subject}")
register("platforms.scorer_out", "thôi cử {person} chấm đợt {subject}")
register("platforms.open", "mở chấm đợt {subject}: {candidates} nền tảng, {scorers} người chấm")
State = PlatformSelection.State
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class CriterionWish:
    """One criterion as somebody wants it; ``weight`` in percent, ``minimum`` null: no knock-out."""

    text: str
    weight: Decimal
    minimum: Decimal | None = None


SEED = (
    (gettext_lazy("phù hợp mục tiêu phát triển kinh tế - xã hội"), 25, None),
    (gettext_lazy("bảo đảm an ninh, trật tự"), 25, Decimal(3)),
    (gettext_lazy("thuộc phạm vi quản lý của địa phương"), 15, None),
    (gettext_lazy("người dân dùng được: dễ hiểu, có tiếng dân tộc hoặc lời đọc"), 15, None),
    (gettext_lazy("không tốn tiền của người dân, chạy được với đường truyền của điểm"), 10, None),
    (gettext_lazy("có cơ quan duy trì và hỗ trợ lâu dài"), 10, None),
)
"""Criteria a new round starts with: the first three as Plan 207 words them, the others and all weights proposals."""
SEEDED = 3
"""How many of them are the plan's own words."""


@transaction.atomic
def start_selection(
    *, actor: Actor, public_id: uuid.UUID, title: str, area: Area, plan: Plan | None = None
) -> PlatformSelection:
    """A round in draft, with the criteria of ``SEED``. The same ``public_id`` again: the row that stands."""
    require(actor, MANAGE, area.pk)
    standing = PlatformSelection.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    title = nfc(title)
    if not title or len(title) > 200:
        problem = Problem(_("Tên đợt"), _("còn trống hoặc dài quá 200 ký tự."), _("Ví dụ: Lựa chọn nền tảng năm 2025."))
        raise Refused(_("Chưa lập được đợt."), [problem])
    selection = PlatformSelection.objects.create(
        public_id=public_id,
        code=next_code("LC", PlatformSelection.objects),
        title=title,
        area=area,
        plan=plan,
        made_at=clock.now(),
    )
    with override("vi"):  # they stand in a Vietnamese minute whatever the interface speaks
        seed = [CriterionWish(str(text), Decimal(weight), low) for text, weight, low in SEED]
    _write_criteria(selection, seed)
    tell(actor, "platforms.round", selection, data={"title": title})
    return selection


@transaction.atomic
def set_criteria(*, actor: Actor, selection: PlatformSelection, wishes: Sequence[CriterionWish]) -> PlatformSelection:
    """All criteria of a draft at once. The same again writes nothing. ``Refused`` unless the weights make 100."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    message = _("Chưa ghi được tiêu chí.")
    must_be(selection, message, State.DRAFT)
    wishes = [CriterionWish(nfc(wish.text), wish.weight, wish.minimum) for wish in wishes]
    if problems := _criteria_problems(wishes):
        raise Refused(message, problems)
    standing = [CriterionWish(row.text, row.weight, row.minimum) for row in selection.criteria.all()]
    if standing == wishes:
        return selection
    selection.criteria.all().delete()
    _write_criteria(selection, wishes)
    tell(
        actor,
        "platforms.criteria",
        selection,
        before={"criteria": _in_words(standing)},
        after={"criteria": _in_words(wishes)},
        data={"count": len(wishes)},
    )
    return selection


def _criteria_problems(wishes: Sequence[CriterionWish]) -> list[Problem]:
    problems = []
    if not wishes:
        problems.append(Problem(_("Tiêu chí"), _("chưa có tiêu chí nào."), _("Ghi ít nhất một tiêu chí.")))
    for place, wish in enumerate(wishes, 1):
        where = _("Tiêu chí %(place)s") % {"place": place}
        if not wish.text or len(wish.text) > 300:
            problems.append(Problem(where, _("nội dung còn trống hoặc dài quá 300 ký tự.")))
        if not 0 < wish.weight <= WHOLE or wish.weight != round(wish.weight, 2):
            problems.append(Problem(where, _("trọng số phải trên 0, đến 100, nhiều nhất hai số lẻ.")))
        if wish.minimum is not None and not (0 < wish.minimum <= 5 and wish.minimum == round(wish.minimum, 2)):
            problems.append(Problem(where, _("mức loại phải trên 0, đến 5."), _("Để trống nếu không loại.")))
    if len({search_key(wish.text) for wish in wishes}) < len(wishes):
        problems.append(Problem(_("Tiêu chí"), _("có hai tiêu chí giống nhau."), _("Gộp lại hoặc đổi lời.")))
    whole = sum((wish.weight for wish in wishes), Decimal())
    if wishes and whole != WHOLE:
        gap = figure(abs(WHOLE - whole))
        advice = (_("Thêm %(gap)s.") if whole < WHOLE else _("Bớt %(gap)s.")) % {"gap": gap}
        words = _("tổng các trọng số là %(sum)s, phải bằng 100.") % {"sum": figure(whole)}
        problems.append(Problem(_("Trọng số"), words, advice))
    return problems


def _write_criteria(selection: PlatformSelection, wishes: Sequence[CriterionWish]) -> None:
    Criterion.objects.bulk_create(
        Criterion(selection=selection, place=place, text=wish.text, weight=wish.weight, minimum=wish.minimum)
        for place, wish in enumerate(wishes, 1)
    )


def _in_words(wishes: Sequence[CriterionWish]) -> str:
    return "; ".join(f"{wish.text} ({figure(wish.weight)})" for wish in wishes)


@transaction.atomic
def add_candidate(*, actor: Actor, selection: PlatformSelection, platform: Platform) -> Candidate:
    """The platform is compared in the round. Again: nothing. ``Refused`` once scoring is open, or when archived."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    standing = selection.candidates.filter(platform=platform).first()
    if standing is not None:
        return standing
    message = _("Chưa đưa được %(name)s vào đợt.") % {"name": platform.name}
    must_be(selection, message, State.DRAFT)
    if platform.archived_at is not None:
        problem = Problem(platform.code, _("nền tảng này đã cất."), _("Cho dùng lại trước khi đưa vào đợt."))
        raise Refused(message, [problem])
    made = Candidate.objects.create(selection=selection, platform=platform)
    tell(actor, "platforms.candidate", selection, data={"platform": platform.name})
    return made


@transaction.atomic
def remove_candidate(*, actor: Actor, selection: PlatformSelection, platform: Platform) -> None:
    """Not compared after all. Only in a draft; not there: nothing."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    found = selection.candidates.filter(platform=platform).first()
    if found is None:
        return
    must_be(selection, _("Chưa bỏ được nền tảng khỏi đợt."), State.DRAFT)
    found.delete()
    tell(actor, "platforms.candidate_out", selection, data={"platform": platform.name})


@transaction.atomic
def name_scorer(*, actor: Actor, selection: PlatformSelection, user: User) -> Scorer:
    """The person scores in the round: somebody who holds the right there. Again: nothing. Not once it is closed."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    standing = selection.scorers.filter(user=user).first()
    if standing is not None:
        return standing
    message = _("Chưa cử được người chấm.")
    must_be(selection, message, State.DRAFT, State.OPEN)
    if not user.is_active or not user.can(SCORE, selection.area_id):
        words = _("%(name)s không có quyền chấm ở địa bàn này.") % {"name": user.full_name}
        raise Refused(message, [Problem(_("Người chấm"), words, _("Chọn người trong danh sách."))])
    made = Scorer.objects.create(selection=selection, user=user)
    tell(actor, "platforms.scorer", selection, data={"person": user.full_name})
    return made


@transaction.atomic
def drop_scorer(*, actor: Actor, selection: PlatformSelection, user: User, reason: str = "") -> None:
    """The person scores no longer; their draft goes with it. A sheet that was handed in stands.

    While the round is open a reason is asked for: the result changes with who scores.
    """
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    found = selection.scorers.filter(user=user).first()
    if found is None:
        return
    message, reason, problems = _("Chưa bỏ được người chấm."), nfc(reason), []
    must_be(selection, message, State.DRAFT, State.OPEN)
    if found.handed_in_at is not None:
        problems.append(Problem(user.full_name, _("đã nộp phiếu; phiếu đã nộp không bỏ được.")))
    elif selection.state == State.OPEN and not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao người này không chấm nữa.")))
    if len(reason) > 300:
        problems.append(Problem(_("Lý do"), _("dài quá 300 ký tự."), _("Rút gọn.")))
    if problems:
        raise Refused(message, problems)
    found.delete()
    tell(actor, "platforms.scorer_out", selection, data={"person": user.full_name}, reason=reason)


@transaction.atomic
def open_selection(*, actor: Actor, selection: PlatformSelection) -> PlatformSelection:
    """Scoring begins; criteria and candidates stand. Again: nothing. ``Refused`` with all that is missing."""
    require_selection(actor, MANAGE, selection)
    selection = locked(selection)
    if selection.state == State.OPEN:
        return selection
    message = _("Chưa mở chấm được.")
    must_be(selection, message, State.DRAFT)
    criteria = [CriterionWish(row.text, row.weight, row.minimum) for row in selection.criteria.all()]
    problems = _criteria_problems(criteria)
    candidates = list(selection.candidates.select_related("platform"))
    scorers = list(selection.scorers.select_related("user"))
    if not candidates:
        problems.append(Problem(_("Nền tảng"), _("chưa có nền tảng nào."), _("Đưa ít nhất một nền tảng vào đợt.")))
    for row in candidates:
        if row.platform.archived_at is not None:
            problems.append(Problem(row.platform.code, _("nền tảng này đã cất."), _("Bỏ khỏi đợt.")))
    if not scorers:
        problems.append(Problem(_("Người chấm"), _("chưa cử ai."), _("Cử ít nhất một người.")))
    for scorer in scorers:
        if not scorer.user.can(SCORE, selection.area_id):
            problems.append(Problem(scorer.user.full_name, _("không còn quyền chấm."), _("Thôi cử người này.")))
    if problems:
        raise Refused(message, problems)
    selection.state, selection.opened_at = State.OPEN, clock.now()
    selection.save(update_fields=["state", "opened_at"])
    tell(actor, "platforms.open", selection, data={"candidates": len(candidates), "scorers": len(scorers)})
    return selection
