"""The invented visits of a demonstration home (*minh họa*): those that installed its points, and a few to come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.equipment import actions
from diemsang.equipment.actions.illustration import write_visits
from diemsang.equipment.models import Team, WorkOrder
from diemsang.points.illustration import FAULTY, MARK, Story, named
from diemsang.points.models import SupportPoint

ALIKE, LIKE, NO_SERIAL, REPAIRED = 6, 7, 8, 9
"""Ranks of points with a story of their own: the amplifier of the first bears nearly the serial of the second's."""
TEAMS = 2
COMING = (
    (FAULTY, 0, "nghe lại loa phải"),
    (NO_SERIAL, 0, "ghi số sê-ri của TV"),
    (ALIKE, 2, "đọc lại số sê-ri của amply"),
)
"""Rank of a point, in how many days it is visited, what for."""


def visit(
    *, actor: Actor, plan: str, stories: Sequence[Story], points: Mapping[int, SupportPoint], last: dt.date
) -> None:
    """What was installed by ``last`` was installed on a visit; when that is today, some visits lie ahead.

    Again, later: only what is new.
    """
    done = [story for story in stories if story.stages["installed"] <= last]
    if not done:
        return
    areas = sorted({story.target_area_id for story in stories})
    teams = [actions.ensure_team(actor=actor, name=f"Đội lắp đặt {at + 1} ({MARK})") for at in range(TEAMS)]
    places: dict[tuple[int, dt.date], int] = defaultdict(int)
    rows = []
    for story in done:
        team, on = teams[areas.index(story.target_area_id) % TEAMS], story.stages["installed"]
        places[team.pk, on] += 1
        rows.append(
            WorkOrder(
                public_id=named(plan, story.code, "visit"),
                team=team,
                point=points[story.point_id],
                on=on,
                position=places[team.pk, on],
            )
        )
    write_visits(actor=actor, rows=rows)
    if last == clock.today():
        _to_come(actor, plan, teams[0], {story.rank: points[story.point_id] for story in done})


def _to_come(actor: Actor, plan: str, team: Team, by_rank: Mapping[int, SupportPoint]) -> None:
    """Once for the home: visits to points where something is left to do."""
    for rank, days, note in COMING:
        point, key = by_rank.get(rank), named(plan, rank, "visit to come")
        if point is None or WorkOrder.objects.filter(public_id=key).exists():
            continue
        if not WorkOrder.objects.filter(point=point, state__in=("planned", "started")).exists():
            on = clock.today() + dt.timedelta(days=days)
            actions.plan_visit(actor=actor, public_id=key, team=team, point=point, on=on, note=f"{note} ({MARK})")
