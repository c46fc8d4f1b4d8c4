"""An invented operation of a plan's points (*minh họa*), for a demonstration home only.

Everything follows from the plan's list, its phasing, a seed and the last day, so that ``diemsang check`` can invent it
again and compare. Nothing is invented about the plan or about where a point stands: a point whose commune is unknown
stays there. Here: surveys, approvals, use. What is bought, delivered, installed and accepted is written by
``equipment.illustration``, lines and power by ``operations.illustration``, from the same stories. Every row says
*minh họa*.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents.actions import ensure_decision
from diemsang.documents.models import Decision, DecisionKind
from diemsang.plans.models import Plan, Target
from diemsang.plans.queries import latest_version
from diemsang.plans.reconcile import POINT
from diemsang.points.actions.approval import approve_list
from diemsang.points.actions.histories import suspend
from diemsang.points.actions.illustration import (
    remember_run,
    retire_bare_stages,
    retire_days,
    write_surveys,
)
from diemsang.points.actions.ledger import record_evidence
from diemsang.points.actions.survey_waiver import waive_condition
from diemsang.points.ledger import ActivityFact
from diemsang.points.models import Approval, IllustrationRun, PlanPoint, SiteSurvey, SupportPoint, Suspension, Verdict
from diemsang.points.surveys import SurveyWish

SOURCE = "minh-hoa"
MARK = "minh họa"
SEED = 207
TRAINING = dt.date(2025, 6, 1)
"""Invented: before it, points are used about once a week; after it, more (the plan trains people only in 2025)."""
STOPPED = 14
"""Points that were used for a time and then no longer."""
NO_POWER, WAIVED, FAULTY, DRAFT = 0, 1, 2, 3
"""Ranks of the points with a story of their own; those of ``STOPPED`` follow, then the ones below."""
SUSPENDED, PAGES_MISSING = 4 + STOPPED, 5 + STOPPED
STILL_STOPPED = 2
"""So many of the points that stopped never began again; the others did in spring 2026 (``RESUMED``)."""
LEFT, NEWLY_OPENED, SEASONAL = 77, 82, 84
"""Ranks: who ran the point left and nobody opens it since; first opened this November; rests for the season."""
NEVER_ACCEPTED = {FAULTY, DRAFT, PAGES_MISSING}
OFFLINE = frozenset(range(20, 25))
"""Ranks of points whose line was ordered and never connected."""
LOGGED_FROM = dt.date(2025, 12, 1)
"""From here on points are opened by the weekdays of their posted hours, and their daily logs are kept."""
RESUMED, LEFT_ON = dt.date(2026, 3, 9), dt.date(2026, 10, 16)
TET = {2026: dt.date(2026, 2, 17), 2027: dt.date(2027, 2, 6), 2028: dt.date(2028, 1, 26)}
"""First day of the lunar year."""
PARTY = 8
"""At most so many points are accepted by one minute."""
_NAMES = uuid.UUID("5b8c7a1e-2070-4a53-9d00-6d696e68686f")


@dataclass(frozen=True, slots=True)
class Story:
    """What is invented for one point: stage → day (stages it never reaches are absent), and its use.

    ``end`` is the last day of its period; ``rank`` deals out the troubles; ``party`` is shared by the points that one
    minute accepts.
    """

    point_id: int
    code: str
    target_area_id: int
    end: dt.date
    rank: int
    party: int = 0
    stages: dict[str, dt.date] = field(default_factory=dict)
    use_until: dt.date | None = None
    suspended_from: dt.date | None = None
    use_from: dt.date | None = None
    use_again: dt.date | None = None

    def used_on(self, day: dt.date) -> bool:
        """Whether the point is in use at all around that day."""
        if "accepted" not in self.stages or day <= self.stages["accepted"] or (self.use_from and day < self.use_from):
            return False
        stopped = self.use_until is not None and day > self.use_until
        again = self.use_again is not None and day >= self.use_again
        return (not stopped or again) and (self.suspended_from is None or day < self.suspended_from)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """Weekdays on which it opens (Monday 0): the day of the market first, then evenings."""
        dice = Random(f"{SEED}:{self.code}:weekdays")
        evenings = sorted(dice.sample((1, 2, 3, 4), dice.choice((1, 1, 2))))
        return dice.choice((5, 6)), *evenings


def named(*words: object) -> uuid.UUID:
    """The identity of an invented act: the same words, the same identity, so that nothing is written twice."""
    return uuid.uuid5(_NAMES, ":".join(str(word) for word in words))


def require_demonstration(illustration: bool | None = None) -> None:
    """``Refused`` unless the home is a demonstration (``settings.ILLUSTRATION``, or ``illustration`` says so)."""
    if not (settings.ILLUSTRATION if illustration is None else illustration):
        message = _("hub này giữ số liệu thật, không ghi hoạt động minh họa vào đây.")
        raise Refused(_("Không phải hub minh họa."), [Problem("", message, _("Dùng «./dev up» để mở hub minh họa."))])


def illustrate(*, actor: Actor, plan_code: str, illustration: bool | None = None, until: dt.date | None = None) -> None:
    """Write surveys, approvals and use of a plan's points up to ``until`` (today). Again, later: only what is new.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration(illustration)
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    stories = stories_of(plan, SEED)
    with transaction.atomic():
        retire_bare_stages(actor=actor, source=SOURCE)
        remember_run(plan=plan, seed=SEED, until=last)
        _survey(actor, plan, stories, last)
        _approve(actor, plan, stories, last)
        used = list(facts_of(plan, SEED, last))
        retire_days(source=SOURCE, kept=used)
        record_evidence(actor=actor, source=SOURCE, milestones=[], activity=used)
        _suspend(actor, stories, last)


def illustrated_facts() -> Iterator[ActivityFact]:
    """What every illustrated plan implies for the ledger: days of use. Stages have sources of their own."""
    for run in IllustrationRun.objects.select_related("plan"):
        yield from facts_of(run.plan, run.seed, run.until)


def facts_of(plan: Plan, seed: int, until: dt.date) -> Iterator[ActivityFact]:
    """Days of use up to and with ``until``."""
    for story in stories_of(plan, seed):
        for day in _use(story, seed, until):
            yield ActivityFact(story.point_id, day, f"{SOURCE}:log:{story.code}")


def stories_of(plan: Plan, seed: int = SEED) -> list[Story]:
    """One story a point, in the order of codes."""
    lines = list(PlanPoint.objects.filter(plan=plan, left_on=None).select_related("point").order_by("point__code"))
    phases = _phases(plan)
    dealt = [line.point.code for line in lines]
    Random(seed).shuffle(dealt)
    rank = {code: place for place, code in enumerate(dealt)}
    by_area: dict[int, list[PlanPoint]] = defaultdict(list)
    for line in lines:
        by_area[line.target_area_id].append(line)
    stories: list[Story] = []
    for area_id, members in by_area.items():
        start = 0
        for end, quantity in phases.get(area_id, []):
            phase, start = members[start : start + quantity], start + quantity
            for at in range(0, len(phase), PARTY):
                stories += _party(phase[at : at + PARTY], end, at // PARTY, rank, seed)
    return sorted(stories, key=lambda story: story.code)


def _phases(plan: Plan) -> dict[int, list[tuple[dt.date, int]]]:
    """Area → (last day of a period, points planned in it), earliest first."""
    version = latest_version(plan)
    found: dict[int, list[tuple[dt.date, int]]] = defaultdict(list)
    if version is not None:
        targets = Target.objects.filter(version=version, item__key=POINT).select_related("period")
        for target in targets.order_by("period__end"):
            found[target.area_id].append((target.period.end, target.quantity))
    return found


def _party(lines: Sequence[PlanPoint], end: dt.date, party: int, rank: dict[str, int], seed: int) -> list[Story]:
    """Points of one district and period that are accepted on one day: one party in eight only after the new year."""
    told = [_story(line, end, party, rank[line.point.code], seed) for line in lines]
    dice = Random(f"{seed}:{lines[0].target_area_id}:{end}:{party}")
    late = dt.timedelta(days=dice.randint(48, 75) if dice.random() < 0.12 else 0)
    accepted = max(story.stages["installed"] for story in told) + dt.timedelta(days=dice.randint(5, 14)) + late
    for story in told:
        if story.rank not in NEVER_ACCEPTED:
            story.stages["accepted"] = accepted
    return told


def _story(line: PlanPoint, end: dt.date, party: int, rank: int, seed: int) -> Story:
    """Dates of one point against the end of its period: installed within it, as the plan phases it."""
    dice, days = Random(f"{seed}:{line.point.code}"), dt.timedelta
    surveyed = end - days(dice.randint(78, 104))
    delivered = end - days(dice.randint(40, 54))
    stages = {
        "surveyed": end - days(66) if rank == NO_POWER else surveyed,
        "approved": end - days(62),
        "delivered": delivered,
        "installed": delivered + days(dice.randint(2, 13)),
    }
    stopped = 4 <= rank < SUSPENDED
    use_until = TRAINING + days(dice.randint(-320, 420)) if stopped else LEFT_ON if rank == LEFT else None
    story = Story(line.point_id, line.point.code, line.target_area_id, end, rank, party, stages, use_until)
    return replace(
        story,
        suspended_from={SUSPENDED: dt.date(2026, 10, 5), SEASONAL: dt.date(2026, 11, 9)}.get(rank),
        use_from=dt.date(2026, 11, 6) if rank == NEWLY_OPENED else None,
        use_again=RESUMED + days(rank) if stopped and rank >= 4 + STILL_STOPPED else None,
    )


def _survey(actor: Actor, plan: Plan, stories: Sequence[Story], until: dt.date) -> None:
    """Each place passes the four conditions; one only when the power was mended, one by a decision."""
    wishes = []
    for story in stories:
        on, dice = story.stages["surveyed"], Random(f"{SEED}:{story.code}:survey")
        if story.rank == NO_POWER and (first := story.end - dt.timedelta(days=95)) <= until:
            wishes.append((named(plan.code, story.code, "survey", 1), story.point_id, _visit(first, dice, "CUTS")))
        if on <= until:
            power = "CUTS" if story.rank == WAIVED else "STABLE"
            wishes.append((named(plan.code, story.code, "survey"), story.point_id, _visit(on, dice, power)))
    write_surveys(actor=actor, phase=plan.phase.code, wishes=wishes)
    for story in stories:
        if story.rank != WAIVED or story.stages["approved"] > until:
            continue
        survey = SiteSurvey.objects.filter(public_id=named(plan.code, story.code, "survey"), voided_at=None).first()
        if survey is not None and not survey.waivers.exists():
            on = story.stages["approved"]
            decision = decision_of(
                actor, plan, "mien", on, "miễn điều kiện điện ổn định cho một điểm, sẽ kéo lại đường điện"
            )
            waive_condition(
                actor=actor,
                public_id=named(plan.code, story.code, "waiver"),
                survey=survey,
                criterion="POWER",
                decision=decision,
                on=on,
            )


def _visit(on: dt.date, dice: Random, power: str) -> SurveyWish:
    failed = power != "STABLE"
    verdicts = {code: (Verdict.PASS.value, "") for code in ("SOLID_BUILDING", "ACCESS", "SAFETY")}
    verdicts["POWER"] = (Verdict.FAIL.value, f"{MARK}: buổi tối hay mất điện") if failed else (Verdict.PASS.value, "")
    return SurveyWish(
        on=on,
        verdicts=verdicts,
        surveyors=f"Đoàn khảo sát ({MARK})",
        grid="NATIONAL",
        power=power,
        room_area=float(dice.randrange(40, 95, 5)),
        seats=dice.randrange(40, 110, 10),
        note=f"Số liệu {MARK}.",
        from_paper=True,
    )


def _approve(actor: Actor, plan: Plan, stories: Sequence[Story], until: dt.date) -> None:
    """One decision a period; points that have an approval, whoever wrote it, are left alone."""
    known = set(Approval.objects.filter(plan=plan).values_list("point_id", flat=True))
    for on in sorted({story.stages["approved"] for story in stories}):
        ids = [s.point_id for s in stories if s.stages["approved"] == on and s.point_id not in known]
        if on <= until and ids:
            decision = decision_of(actor, plan, "danh-sach", on, f"phê duyệt danh sách điểm, đợt {on.year}")
            points = list(SupportPoint.objects.filter(pk__in=ids).order_by("code"))
            approve_list(actor=actor, plan=plan, decision=decision, points=points, on=on)


def decision_of(actor: Actor, plan: Plan, what: str, on: dt.date, title: str) -> Decision:
    """An invented decision about the plan: no number, and *minh họa* in its title."""
    return ensure_decision(
        actor=actor,
        key=f"{SOURCE}-{what}-{plan.code.lower()}-{on:%Y%m%d}"[:80],
        kind=DecisionKind.QD,
        title=f"{MARK[0].upper()}{MARK[1:]}: {title}",
        on=on,
        source=f"{MARK}, không phải văn bản thật",
    )[0]


def _use(story: Story, seed: int, until: dt.date) -> Iterator[dt.date]:
    """Days of use: some evenings of most weeks, none around Tết; since ``LOGGED_FROM`` those of the daily log."""
    if "accepted" not in story.stages:
        return
    dice = Random(f"{seed}:{story.code}:use")
    eager = dice.random()
    day = story.stages["accepted"] + dt.timedelta(days=dice.randint(3, 20))
    ends = (story.use_until, story.suspended_from, LOGGED_FROM - dt.timedelta(days=1))
    day = max(day, story.use_from or day)
    last = min(until, *(end for end in ends if end is not None))
    while day <= last:
        yield day
        mean = 7 - 2 * eager if day < TRAINING else 3.4 - 1.6 * eager
        day += dt.timedelta(days=max(1, min(9, round(dice.gauss(mean, 1.3)))))
        if day.month == 2 and day.day < 12:
            day = day.replace(day=12)
    yield from opened_days(story, seed, until)


def opened_days(story: Story, seed: int, until: dt.date) -> Iterator[dt.date]:
    """Days from ``LOGGED_FROM`` to the day before ``until`` on which the point opened.

    Most of its own weekdays; fewer when rice is planted and cut, none around Tết; now and then another day.
    """
    dice, weekdays = Random(f"{seed}:{story.code}:opened"), story.weekdays
    for at in range((until - LOGGED_FROM).days):
        day, luck = LOGGED_FROM + dt.timedelta(days=at), dice.random()
        chance = (0.72 if day.month in {6, 10} else 0.94) if day.weekday() in weekdays else 0.03
        if luck < chance and not around_tet(day) and story.used_on(day):
            yield day


def around_tet(day: dt.date) -> bool:
    """From three days before the lunar year to six days into it."""
    first = TET.get(day.year)
    return first is not None and -3 <= (day - first).days <= 6


def _suspend(actor: Actor, stories: Sequence[Story], until: dt.date) -> None:
    stopped = set(Suspension.objects.values_list("point_id", flat=True))
    for story in stories:
        if story.suspended_from and story.suspended_from <= until and story.point_id not in stopped:
            point = SupportPoint.objects.get(pk=story.point_id)
            reason = f"{MARK}: sửa mái nhà văn hóa, đã cất thiết bị"
            if story.rank == SEASONAL:
                reason = f"{MARK}: nghỉ theo mùa, bà con đi làm xa, mở lại sau Tết"
            suspend(actor=actor, point=point, from_date=story.suspended_from, reason=reason)
