"""Invented posted hours and daily logs since December 2025 (*minh họa*), for a demonstration home only.

Who comes follows the year of a village: market days bring most, planting and cutting rice keep people
away, at Tết the point is closed, in the weeks before it people come for papers and goods. The numbers are small on
purpose and mean nothing. A few points tell a story of their own: one writes late, one had a feast.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import transaction

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.operations.actions.illustration import write_facts
from diemsang.operations.actions.illustration_days import DayWish, write_days
from diemsang.operations.models import Fact, LogSource, NotOpen, PostedHours
from diemsang.plans.models import Plan
from diemsang.points.illustration import (
    LOGGED_FROM,
    MARK,
    NEWLY_OPENED,
    OFFLINE,
    SEED,
    TET,
    Story,
    around_tet,
    named,
    opened_days,
    require_demonstration,
    stories_of,
)
from diemsang.points.models import SupportPoint

LATE = frozenset({62, 70, 79})
"""Ranks of points whose log is written a week later."""
FEAST = 83
"""Rank of the point with one day on which many more came than ever (a feast)."""
FEAST_FROM, FEAST_VISITS = dt.date(2026, 11, 14), 320
BY = f"người phụ trách ({MARK})"
DAY = dt.timedelta(days=1)
MARKET, EVENING = ("07:30", "11:00"), ("19:00", "21:30")
TOPICS = ("POLICY_LAW", "PUBLIC_SERVICE", "PRODUCTION", "SECURITY_ORDER", "DIGITAL_SKILL", "HEALTH_EDU")
SERVICES = ("VNEID", "PUBLIC_SERVICE", "HEALTH", "LEARN", "TRADE", "SAFETY")
FAILURES = ("NO_PAPERS", "NO_PHONE", "NO_EID", "SYSTEM")
CLOSED = (NotOpen.OPERATOR_AWAY, NotOpen.BUILDING_USED, NotOpen.NO_POWER, NotOpen.OTHER)


def keep_logs(*, actor: Actor, plan_code: str, until: dt.date | None = None) -> None:
    """Write hours and logs up to the day before ``until`` (today). Again, later: only what is new.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    plan = Plan.objects.get(code=plan_code)
    last = min(until or clock.today(), clock.today())
    stories = [story for story in stories_of(plan) if story.stages.get("accepted", last) < last]
    points = SupportPoint.objects.in_bulk([story.point_id for story in stories])
    with transaction.atomic():
        if last > LOGGED_FROM:
            write_facts(actor=actor, rows=[_hours(plan, story, points[story.point_id]) for story in stories])
        wishes = [wish for story in stories for wish in _days(plan, story, last)]
        write_days(actor=actor, plan_code=plan.code, wishes=wishes, by=BY)


def _hours(plan: Plan, story: Story, point: SupportPoint) -> Fact:
    market, *evenings = story.weekdays
    week = [[list(MARKET)] if day == market else [list(EVENING)] if day in evenings else [] for day in range(7)]
    return PostedHours(
        public_id=named(plan.code, story.code, "hours"),
        point=point,
        week=week,
        valid_from=LOGGED_FROM,
        source=f"bảng giờ mở cửa {MARK}",
    )


def _days(plan: Plan, story: Story, last: dt.date) -> Iterator[DayWish]:
    """A log for each day it opened, and for some of those on which it should have."""
    opened, dice = set(opened_days(story, SEED, last)), Random(f"{SEED}:{story.code}:log")
    usual, paper = dice.uniform(6, 17), dice.random() < 0.3
    feast = min((day for day in opened if day >= FEAST_FROM), default=None) if story.rank == FEAST else None
    for at in range((last - LOGGED_FROM).days):
        day, luck = LOGGED_FROM + at * DAY, dice.random()
        if day in opened:
            own = Random(f"{SEED}:{story.code}:{day}")
            fields = _opened(story, day, usual, own)
            if day == feast:
                women, men = FEAST_VISITS * 5 // 10, FEAST_VISITS * 3 // 10
                parts = {"women": women, "men": men, "children": FEAST_VISITS - women - men}
                fields |= parts | {"note": f"Ngày hội đại đoàn kết, cả thôn đến ({MARK})"}
        elif day.weekday() in story.weekdays and story.used_on(day) and (around_tet(day) or luck < 0.5):
            own = Random(f"{SEED}:{story.code}:{day}")
            fields = {"not_open": _reason(day, own).value}
        else:
            continue
        source = LogSource.PAPER if paper or story.rank in LATE else LogSource.PHONE
        yield DayWish(
            named(plan.code, story.code, "log", day),
            story.point_id,
            day,
            source.value,
            fields,
            _written(story, day, own),
        )


def _opened(story: Story, day: dt.date, usual: float, dice: Random) -> dict[str, Any]:
    market = day.weekday() == story.weekdays[0]
    begins, ends = (7 * 60 + 30, 11 * 60) if market else (19 * 60, 21 * 60 + 30)
    begins, ends = begins + dice.choice((-10, 0, 0, 5, 15)), ends + dice.choice((-30, -10, 0, 0, 15))
    many = usual * (1.6 if market else 1.0) * _season(day) * max(0.4, dice.gauss(1, 0.22))
    visits = max(2, round(many * (1.5 if story.rank == NEWLY_OPENED else 1)))
    women = round(visits * dice.uniform(0.38, 0.58))
    children = round(visits * dice.uniform(0.05, 0.22))
    fields: dict[str, Any] = {
        "opened": f"{begins // 60:02d}:{begins % 60:02d}",
        "closed": f"{ends // 60:02d}:{ends % 60:02d}",
        "women": women,
        "men": max(0, visits - women - children),
        "children": children,
    }
    if not market and day.day <= 7:
        fields["act.MEETING"] = 1
    elif dice.random() < 0.45:
        fields["act.GROUP" if dice.random() < 0.6 else f"act.{dice.choice(TOPICS)}"] = 1
    if dice.random() < (0.7 if market else 0.3):
        fields[f"support.{dice.choice(SERVICES)}.done"] = dice.choice((1, 1, 2, 3))
    if dice.random() < 0.08:
        fields["support.PUBLIC_SERVICE.referred"] = 1
    if dice.random() < 0.07:
        fields[f"support.VNEID.failed.{dice.choice(FAILURES)}"] = 1
    if dice.random() < 0.2:
        fields["power_ok"], fields["line_ok"] = True, story.rank not in OFFLINE
    return fields


def _season(day: dt.date) -> float:
    tet = TET.get(day.year)
    if tet is not None and 4 <= (tet - day).days <= 21:
        return 1.35
    return 0.65 if day.month in {6, 10} else 1.0


def _reason(day: dt.date, dice: Random) -> NotOpen:
    if around_tet(day):
        return NotOpen.HOLIDAY
    if day.month in {6, 7, 8, 9} and dice.random() < 0.4:
        return NotOpen.WEATHER
    return dice.choice(CLOSED)


def _written(story: Story, day: dt.date, dice: Random) -> dt.datetime:
    """The same evening, or a week later where that is the habit; never ahead of now."""
    later = dice.randint(5, 9) if story.rank in LATE else 0
    moment = dt.datetime.combine(day + later * DAY, dt.time(21, dice.randint(35, 59)), tzinfo=clock.VIETNAM)
    return min(moment, clock.now())
