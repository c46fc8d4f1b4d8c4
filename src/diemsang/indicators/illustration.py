"""Invented use of the televisions (*minh họa*), for a demonstration home only: what fits the logs of the same days.

No event stands behind these counts; they are added where they are shown.
"""

from __future__ import annotations

from random import Random

from django.db import transaction
from django.db.models import Q

from diemsang.core import clock
from diemsang.indicators.actions import add_counts
from diemsang.indicators.models import UsageCount
from diemsang.indicators.rollup import Amounts, UsageKey
from diemsang.library.models import Track
from diemsang.library.queries import live_editions
from diemsang.operations.models import DayLog
from diemsang.plans.models import Plan
from diemsang.points.illustration import SEED, Story, require_demonstration, stories_of
from diemsang.screens.illustration import PAIRED, heard_until, paired_on

DIFFERS = 71
"""Rank of the point whose television counts otherwise than its log."""
Kind = UsageCount.Kind


def use(*, plan_code: str) -> None:
    """Count the use of every logged day since the television stands there. Again, later: only days that are new.

    ``Refused`` unless the home is a demonstration.
    """
    require_demonstration()
    stories = {story.point_id: story for story in stories_of(Plan.objects.get(code=plan_code))}
    known = set(UsageCount.objects.filter(kind=Kind.OPEN).order_by().values_list("point_id", "day_from").distinct())
    products = _products()
    logs = DayLog.objects.filter(~Q(opened=None), point__in=stories, day__gte=PAIRED).order_by("point_id", "day")
    found: dict[UsageKey, Amounts] = {}
    for log in logs:
        story = stories[log.point_id]
        paired = paired_on(story)
        if paired is None or log.day < paired or log.day > heard_until(story, clock.today()):
            continue
        if (log.point_id, log.day) not in known:
            found |= _day(story, log, products)
    with transaction.atomic():
        add_counts(None, found)


def _products() -> list[tuple[str, list[str]]]:
    """Products that screens show, with the languages they speak."""
    editions = dict(
        live_editions().exclude(kind="prompts").order_by("product__code").values_list("pk", "product__code")
    )
    spoken: dict[str, list[str]] = {code: [] for code in editions.values()}
    tracks = Track.objects.filter(edition__in=list(editions)).order_by("variety__tag")
    for edition, tag in tracks.values_list("edition_id", "variety__tag"):
        spoken[editions[edition]].append(tag)
    return [(code, tags or ["vi"]) for code, tags in spoken.items()]


def _day(story: Story, log: DayLog, products: list[tuple[str, list[str]]]) -> dict[UsageKey, Amounts]:
    dice = Random(f"{SEED}:{story.code}:{log.day}:tv")
    assert log.opened is not None and log.closed is not None

    def key(kind: Kind, product: str = "", variety: str = "", mode: str = "") -> UsageKey:
        return UsageKey(log.point_id, log.day, log.day, kind.value, product, variety, mode)

    minutes = (log.closed.hour - log.opened.hour) * 60 + log.closed.minute - log.opened.minute
    visits = log.visits or 0
    found = {
        key(Kind.OPEN): Amounts(n=1),
        key(Kind.ON): Amounts(n=1, seconds=max(20, minutes - dice.randint(0, 25)) * 60),
    }
    favourites = Random(f"{SEED}:{story.code}:tongue")
    alone = 1 + visits // 8 + dice.randint(0, 2)
    found[key(Kind.SESSION, "", "vi", "alone")] = Amounts(n=alone, seconds=alone * dice.randint(120, 420))
    for product, tags in dice.sample(products, min(2, len(products))):
        tag = favourites.choice(tags) if dice.random() < 0.6 else "vi" if "vi" in tags else tags[0]
        plays = dice.randint(1, 3)
        found[key(Kind.PLAY, product, tag, "alone")] = Amounts(
            n=plays, complete=dice.randint(plays // 2, plays), seconds=plays * dice.randint(60, 150)
        )
    if log.activities:
        found[key(Kind.GROUP, "", "", "group")] = Amounts(n=1, people=max(3, visits * 2 // 3))
    if dice.random() < 0.7:
        more = 4 if story.rank == DIFFERS else 0
        people = visits + more
        parts = {"women": log.women or 0, "men": (log.men or 0) + more, "children": log.children or 0}
        found[key(Kind.CLOSE)] = Amounts(n=1, people=people, **parts)
    return found
