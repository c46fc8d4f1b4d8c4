"""Invented televisions at a plan's points (*minh họa*), for a demonstration home only.

They were paired in spring 2026, after lines had been mended. All but a few were heard a moment ago; those tell of the
troubles that the other stories of their points have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.library.queries import current_root
from diemsang.operations.illustration import CUT, CUT_OFF, NO_LINE, STILL_NOT_ORDERED
from diemsang.plans.models import Plan
from diemsang.points.illustration import (
    LEFT,
    LEFT_ON,
    MARK,
    NEWLY_OPENED,
    SEED,
    Story,
    named,
    require_demonstration,
    stories_of,
)
from diemsang.points.models import SupportPoint
from diemsang.screens.actions.illustration import Standing, stand_screens

PAIRED = dt.date(2026, 5, 4)
"""The first point's television; the last one's follows six weeks later."""
NOT_PAIRED = frozenset({4, 5, NO_LINE, STILL_NOT_ORDERED, CUT})
"""Ranks of points that are not in use, or never had a line."""
SILENT = {85: 12, 86: 23, CUT_OFF: 3}
"""Rank → days since the screen was last heard."""
SAID: Mapping[int, Mapping[str, Any]] = {
    40: {"missing_count": 3},
    41: {"sound": "silent"},
    42: {"offset_ms": 3 * 86_400_000},
}
DAY = dt.timedelta(days=1)


def paired_on(story: Story) -> dt.date | None:
    """The day its television was paired; null where none is."""
    if "accepted" not in story.stages or story.rank in NOT_PAIRED:
        return None
    late = dt.date(2026, 11, 5) if story.rank == NEWLY_OPENED else PAIRED
    return max(late, PAIRED + Random(f"{SEED}:{story.code}:screen").randint(0, 42) * DAY)


def heard_until(story: Story, last: dt.date) -> dt.date:
    """The last day on which it was heard."""
    if story.rank == LEFT:
        return LEFT_ON
    if story.suspended_from is not None:
        return min(last, story.suspended_from - DAY)
    return last - SILENT.get(story.rank, 0) * DAY


def pair_screens(*, actor: Actor, plan_code: str) -> None:
    """Put the televisions up as they stand today. Again, later: heard again, where they are not silent.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    now, root = clock.now(), current_root()
    stories = stories_of(Plan.objects.get(code=plan_code))
    points = SupportPoint.objects.in_bulk([story.point_id for story in stories])
    wishes = []
    for story in stories:
        paired, heard = paired_on(story), heard_until(story, clock.today())
        if paired is None or paired > heard:
            continue
        evening = dt.datetime.combine(heard, dt.time(21, 20), tzinfo=clock.VIETNAM)
        wishes.append(
            Standing(
                public_id=named(plan_code, story.code, "screen"),
                point=points[story.point_id],
                label=f"TV {story.code} ({MARK})",
                since=dt.datetime.combine(paired, dt.time(9, 30), tzinfo=clock.VIETNAM),
                heard=now - dt.timedelta(minutes=2) if heard == clock.today() else evening,
                said=SAID.get(story.rank, {}),
            )
        )
    stand_screens(actor=actor, wishes=wishes, root=root.number if root is not None else None)
