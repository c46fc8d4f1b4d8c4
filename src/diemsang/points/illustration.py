"""An invented operation of a plan's points (*minh họa*), for a demonstration home only.

Everything follows from the plan's list, its phasing, a seed and the last day, so that ``diemsang check`` can invent it
again and compare. Nothing is invented about the plan or about where a point stands: a point whose commune is unknown
stays there. Every row written says ``minh-hoa`` in its source.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.actions import ensure_committee
from diemsang.accounts.models import Office
from diemsang.areas.models import Area
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.plans.models import Item, Plan, Target
from diemsang.plans.queries import latest_version
from diemsang.plans.reconcile import EQUIPMENT_STAGES, POINT
from diemsang.points.actions.histories import record_custody, suspend
from diemsang.points.actions.illustration import remember_run
from diemsang.points.actions.ledger import record_evidence
from diemsang.points.ledger import ActivityFact, Fact, MilestoneFact
from diemsang.points.models import IllustrationRun, PlanPoint, PointCustody, PointPlace, SupportPoint, Suspension
from diemsang.points.queries.labels import where

SOURCE = "minh-hoa"
SEED = 207
TRAINING = dt.date(2025, 6, 1)
"""Invented: before it, points are used about once a week; after it, more (the plan trains people only in 2025)."""
STOPPED = 14
"""Points that were used for a time and then no longer."""
HANDOVER = dt.timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Story:
    """What is invented for one point: stage → day (stages it never reaches are absent), and its use."""

    point_id: int
    code: str
    target_area_id: int
    stages: dict[str, dt.date]
    use_until: dt.date | None = None
    suspended_from: dt.date | None = None


def illustrate(*, actor: Actor, plan_code: str, illustration: bool | None = None, until: dt.date | None = None) -> None:
    """Write the invented operation of a plan up to ``until`` (today). Again, later: only what is new is added.

    ``Refused`` unless the home is a demonstration (``settings.ILLUSTRATION``, or ``illustration`` says so).
    """
    if not (settings.ILLUSTRATION if illustration is None else illustration):
        message = _("hub này giữ số liệu thật, không ghi hoạt động minh họa vào đây.")
        raise Refused(_("Không phải hub minh họa."), [Problem("", message, _("Dùng «./dev up» để mở hub minh họa."))])
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    stories = stories_of(plan, SEED)
    with transaction.atomic():
        remember_run(plan=plan, seed=SEED, until=last)
        facts = list(facts_of(plan, SEED, last))
        record_evidence(
            actor=actor,
            source=SOURCE,
            milestones=[fact for fact in facts if isinstance(fact, MilestoneFact)],
            activity=[fact for fact in facts if isinstance(fact, ActivityFact)],
        )
        _write_register(actor, stories, last)


def illustrated_facts() -> Iterator[Fact]:
    """What every illustrated plan implies for the ledger."""
    for run in IllustrationRun.objects.select_related("plan"):
        yield from facts_of(run.plan, run.seed, run.until)


def facts_of(plan: Plan, seed: int, until: dt.date) -> Iterator[Fact]:
    """Milestones and days of use up to and with ``until``."""
    stories = stories_of(plan, seed)
    version = latest_version(plan)
    items = list(version.items.exclude(key=POINT)) if version else []
    holders = {item.key: _holders(item, stories) for item in items}
    for story in stories:
        for stage, day in story.stages.items():
            if day > until:
                continue
            yield MilestoneFact(story.point_id, POINT, stage, day, 1, f"{SOURCE}:{stage}:{story.code}")
            for item in items:
                pieces = item.per_point or 1
                if stage in EQUIPMENT_STAGES and story.code in holders[item.key]:
                    source = f"{SOURCE}:{stage}:{story.code}:{item.key}"
                    yield MilestoneFact(story.point_id, item.key, stage, day, pieces, source)
        for day in _use(story, seed, until):
            yield ActivityFact(story.point_id, day, f"{SOURCE}:log:{story.code}")


def stories_of(plan: Plan, seed: int) -> list[Story]:
    """One story a point, in the order of codes."""
    lines = list(PlanPoint.objects.filter(plan=plan, left_on=None).select_related("point").order_by("point__code"))
    phases = _phases(plan)
    dealt = [line.point.code for line in lines]
    Random(seed).shuffle(dealt)
    rank = {code: place for place, code in enumerate(dealt)}
    by_area: dict[int, list[PlanPoint]] = defaultdict(list)
    for line in lines:
        by_area[line.target_area_id].append(line)
    stories = []
    for area_id, members in by_area.items():
        ends = [end for end, quantity in phases.get(area_id, []) for _each in range(quantity)]
        for place, line in enumerate(members):
            if place < len(ends):
                stories.append(_story(line, ends[place], ends[0], place, rank[line.point.code], seed))
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


def _story(line: PlanPoint, end: dt.date, first_end: dt.date, place: int, rank: int, seed: int) -> Story:
    """Dates of one point against the end of its period; ``rank`` deals out the troubles."""
    dice = Random(f"{seed}:{line.point.code}")
    days = dt.timedelta
    later_period = end != first_end
    surveyed = end - days(dice.randint(78, 104))
    late = days(0)
    if rank == 1:  # the power line was mended in the spring: surveyed and everything after it late
        late = days(190)
    elif (later_period and place % 2 == 0) or dice.random() < 0.05:
        late = days(dice.randint(45, 105))
    approved = end - days(62) + (late if rank == 1 else days(0))
    delivered = end - days(dice.randint(38, 55)) + late
    installed = delivered + days(dice.randint(2, 13))
    accepted = installed + days(dice.randint(5, 18))
    stages = {
        "surveyed": surveyed + (late if rank == 1 else days(0)),
        "approved": approved,
        "delivered": delivered,
        "installed": installed,
        "accepted": accepted,
    }
    if rank == 0:  # no stable power: the survey never passed
        stages = {}
    elif rank in {2, 3}:  # installed with faults, never accepted
        del stages["accepted"]
    use_until = TRAINING + days(dice.randint(-320, 420)) if 4 <= rank < 4 + STOPPED else None
    suspended = dt.date(2026, 10, 5) if rank == 4 + STOPPED else None
    return Story(line.point_id, line.point.code, line.target_area_id, stages, use_until, suspended)


def _holders(item: Item, stories: Sequence[Story]) -> set[str]:
    """Points that have the item: all where the plan gives a norm, else the first ones as far as the total goes."""
    delivered = sorted((story for story in stories if "delivered" in story.stages), key=lambda s: s.stages["delivered"])
    return {story.code for story in delivered[: item.total if item.per_point is None else None]}


def _use(story: Story, seed: int, until: dt.date) -> Iterator[dt.date]:
    """Days of use: some evenings of most weeks, none around Tết."""
    if "accepted" not in story.stages:
        return
    dice = Random(f"{seed}:{story.code}:use")
    eager = dice.random()
    day = story.stages["accepted"] + dt.timedelta(days=dice.randint(3, 20))
    last = min(until, story.use_until or until, story.suspended_from or until)
    while day <= last:
        yield day
        mean = 7 - 2 * eager if day < TRAINING else 3.4 - 1.6 * eager
        day += dt.timedelta(days=max(1, min(9, round(dice.gauss(mean, 1.3)))))
        if day.month == 2 and day.day < 12:
            day = day.replace(day=12)


def _write_register(actor: Actor, stories: Sequence[Story], until: dt.date) -> None:
    """Custody by the district at acceptance; after the reform a handover where the commune is known; a suspension."""
    codes = {story.code for story in stories}
    points = {point.code: point for point in SupportPoint.objects.filter(code__in=codes)}
    done = set(PointCustody.objects.filter(source__startswith=SOURCE).values_list("point__code", "valid_from"))
    stopped = set(Suspension.objects.values_list("point__code", flat=True))
    committees = {
        area.pk: Office.objects.filter(area=area).first() or ensure_committee(actor=actor, area=area, duty="DISTRICT")
        for area in Area.objects.filter(pk__in={story.target_area_id for story in stories})
    }
    placed = dict(
        PointPlace.objects.filter(point__code__in=codes, voided_at=None, valid_to=None).values_list(
            "point__code", "area_id"
        )
    )
    spots = where(placed, until, until)
    for story in stories:
        point, accepted = points[story.code], story.stages.get("accepted")
        if accepted is not None and accepted <= until and (story.code, accepted) not in done:
            record_custody(
                actor=actor,
                point=point,
                office=committees[story.target_area_id],
                from_date=accepted,
                source=f"{SOURCE}: biên bản bàn giao sau nghiệm thu",
            )
        spot, since = spots.get(story.code), spots[story.code].then.ended if story.code in spots else None
        handed = since + HANDOVER if since else None
        agreed = Random(f"{SEED}:{story.code}:handover").random() < 0.6
        if spot and spot.today and handed and accepted and accepted < handed <= until and agreed:
            if (story.code, handed) in done:
                continue
            receiver = ensure_committee(actor=actor, area=Area.objects.get(pk=spot.today.id), duty="COMMUNE")
            record_custody(
                actor=actor,
                point=point,
                office=receiver,
                from_date=handed,
                source=f"{SOURCE}: biên bản bàn giao khi sắp xếp đơn vị hành chính",
            )
        if story.suspended_from and story.suspended_from <= until and story.code not in stopped:
            reason = "minh họa: sửa mái nhà văn hóa, đã cất thiết bị"
            suspend(actor=actor, point=point, from_date=story.suspended_from, reason=reason)
