"""What the pages show beside the rows themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from diemsang.accounts.models import User
from diemsang.accounts.queries import users_with
from diemsang.areas.models import AreaVersion, Level
from diemsang.areas.queries import labels
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.parts import Tab
from diemsang.core.text import search_key
from diemsang.platforms.models import Candidate, Platform, PlatformSelection, PlatformTile
from diemsang.platforms.queries.scope import selections_visible
from diemsang.platforms.rights import MANAGE, SCORE

SOON = dt.timedelta(days=60)
"""A review is on the list of work when its day is so near, or past."""


def with_choice(rows: QuerySet[Platform]) -> QuerySet[Platform]:
    """Platforms with ``is_chosen``: by some round's decision that no review has ended."""
    chosen = Candidate.objects.filter(platform=OuterRef("pk"), chosen=True, selection__review_on__isnull=False)
    return rows.annotate(is_chosen=Exists(chosen))


def matching(rows: QuerySet[Platform], text: str) -> QuerySet[Platform]:
    """Every word, with or without marks."""
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    return rows


def with_counts(rows: QuerySet[PlatformSelection]) -> QuerySet[PlatformSelection]:
    """Rounds with how many candidates, scorers, sheets handed in."""
    handed_in = Count("scorers", filter=Q(scorers__handed_in_at__isnull=False), distinct=True)
    return rows.annotate(
        candidate_count=Count("candidates", distinct=True),
        scorer_count=Count("scorers", distinct=True),
        sheet_count=handed_in,
    )


def area_names(rows: Sequence[PlatformSelection]) -> dict[int, str]:
    """How the areas of rounds are called today."""
    return {key: label.name for key, label in labels([row.area_id for row in rows], clock.today()).items()}


def province_choices(actor: Actor) -> list[tuple[str, str]]:
    """Provinces of today for which the actor may prepare a round: id and name."""
    today = clock.today()
    rows = AreaVersion.objects.on(today).filter(area__level=Level.PROVINCE)
    ids = [area_id for area_id in rows.values_list("area_id", flat=True) if actor.can(MANAGE, area_id)]
    names = labels(ids, today)
    return sorted(((str(area_id), names[area_id].name) for area_id in ids), key=lambda pair: pair[1])


def possible_scorers(selection: PlatformSelection) -> list[User]:
    """Active people with the right there who are not named yet."""
    named = set(selection.scorers.values_list("user_id", flat=True))
    return [user for user in users_with(SCORE, selection.area_id) if user.pk not in named]


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A decided round with its day of review. ``days``: until then; below 0: late."""

    selection: PlatformSelection
    on: dt.date
    days: int
    platforms: tuple[str, ...]

    @property
    def soon(self) -> bool:
        """Whether it belongs on the list of work."""
        return self.days <= SOON.days

    @property
    def tone(self) -> str:
        """How the page colours it."""
        return "madder" if self.days < 0 else "turmeric" if self.soon else "plain"


def reviews_due(actor: Actor, today: dt.date) -> list[ReviewDue]:
    """Decided rounds that are to be looked at again, the next first. Three queries."""
    rows = selections_visible(actor).filter(state=PlatformSelection.State.DECIDED, review_on__isnull=False)
    rows = rows.select_related("decision").prefetch_related("candidates__platform").order_by("review_on", "code")
    return [
        ReviewDue(
            row,
            row.review_on,
            (row.review_on - today).days,
            tuple(one.platform.name for one in row.candidates.all() if one.chosen),
        )
        for row in rows
        if row.review_on is not None
    ]


def live_tiles(platform: Platform) -> list[PlatformTile]:
    """Tiles of a platform that are not withdrawn, for its page."""
    return list(platform.tiles.exclude(state=PlatformTile.State.WITHDRAWN).select_related("selection"))


def tabs(here: str, actor: Actor) -> list[Tab]:
    """The lists of this part."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    due = sum(row.soon for row in reviews_due(actor, clock.today()))
    found = [
        ("list", _("Danh sách"), None),
        ("selections", _("Đợt lựa chọn"), None),
        ("reviews", _("Rà soát"), due),
        ("tiles", _("Ô trên màn hình"), None),
        ("hosts", _("Tên miền TV được mở"), None),
    ]
    return [Tab(label, reverse(f"platforms:{name}"), name == here, count) for name, label, count in found]
