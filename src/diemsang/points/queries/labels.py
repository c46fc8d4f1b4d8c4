"""Words for stages and for where a point stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diemsang.areas.models import Level, SplitAnswer
from diemsang.areas.queries import AreaLabel, labels, successors_on
from diemsang.core.parts import Tone
from diemsang.plans.reconcile import MILESTONES
from diemsang.points.queries.scope import subject_key

STAGE_LABELS = {
    "": gettext_lazy("chưa vào danh sách"),
    "listed": gettext_lazy("vào danh sách"),
    "surveyed": gettext_lazy("khảo sát đạt"),
    "approved": gettext_lazy("phê duyệt"),
    "delivered": gettext_lazy("giao hàng"),
    "installed": gettext_lazy("lắp đặt"),
    "accepted": gettext_lazy("nghiệm thu"),
    "working": gettext_lazy("hoạt động"),
}
"""A point's stage is the furthest it has reached; *working* only after acceptance."""


LACK_LABELS = {
    "not_listed": gettext_lazy("chưa vào danh sách"),
    "not_surveyed": gettext_lazy("chưa khảo sát đạt"),
    "not_approved": gettext_lazy("chưa phê duyệt"),
    "not_delivered": gettext_lazy("chưa giao thiết bị"),
    "not_installed": gettext_lazy("chưa lắp đặt"),
    "not_accepted": gettext_lazy("chưa nghiệm thu"),
    "not_working": gettext_lazy("14 ngày không hoạt động"),
    "suspended": gettext_lazy("đang tạm dừng"),
    "place_unknown": gettext_lazy("chưa rõ xã"),
    "custody_unconfirmed": gettext_lazy("chưa bàn giao tài sản"),
}
"""What a single point lacks, short enough for a column; the full sentence stands in docs/gap-owners.csv."""


def stage_of(reached: Iterable[str], working: bool) -> str:
    """The furthest stage, a key of ``STAGE_LABELS``."""
    done = [stage for stage in MILESTONES if stage in set(reached)]
    stage = done[-1] if done else ""
    return "working" if stage == MILESTONES[-1] and working else stage


def tone_of(stage: str, suspended: bool = False) -> Tone:
    """Working is leaf, accepted but idle madder, under way or suspended turmeric, only listed or nothing plain."""
    if suspended:
        return "turmeric"
    if stage == "accepted":
        return "madder"
    if stage == "working":
        return "leaf"
    return "plain" if stage in {"", "listed"} else "turmeric"


@dataclass(frozen=True, slots=True)
class Where:
    """A recorded unit as it was called then, and the unit of today that surely holds the point.

    ``today`` is ``None`` when nobody knows the commune, or when the unit was divided and nobody said which part;
    ``maybe`` are then the parts it could lie in.
    """

    then: AreaLabel
    today: AreaLabel | None
    maybe: tuple[AreaLabel, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the commune is known."""
        return self.then.level == Level.COMMUNE

    @property
    def same(self) -> bool:
        """Whether the unit still stands under the same name."""
        return self.today is not None and self.today.id == self.then.id and self.today.name == self.then.name

    @property
    def now(self) -> str:
        """Where the point lies today, in words."""
        if self.today is not None:
            return self.today.name
        if self.maybe:
            return _(" hoặc ").join(label.name for label in self.maybe)
        return _("chưa rõ xã")


Placed = tuple[str, int, dt.date | None]
"""Code of the point, id of the unit it was recorded in, the day since when."""


def where(placed: Mapping[str, int], then: dt.date, today: dt.date) -> dict[str, Where]:
    """Where each point (code → recorded unit) lies: the unit as called on ``then``, and the commune of ``today``.

    Four queries, however many points.
    """
    area_ids = set(placed.values())
    named = labels(area_ids, then)
    later = successors_on(area_ids, today)
    split = [area_id for area_id, places in later.items() if any(not place.whole for place in places)]
    answers: dict[tuple[int, str], int] = {}
    if split:
        answers = {
            (origin, key): target
            for origin, key, target in SplitAnswer.objects.filter(origin_id__in=split).values_list(
                "origin_id", "subject_key", "target_id"
            )
        }
        # An answered part may itself have gone on into another unit since.
        for target, places in successors_on(set(answers.values()), today).items():
            if len(places) == 1:
                answers = {key: places[0].target_id if value == target else value for key, value in answers.items()}
    targets = {place.target_id for places in later.values() for place in places} | set(answers.values())
    current = labels(targets, today)
    usual = {}
    for area_id in area_ids:
        options = [current[place.target_id] for place in later[area_id]]
        communes = tuple(label for label in options if label.level == Level.COMMUNE)
        sure = communes[0] if len(options) == 1 and communes else None
        usual[area_id] = Where(named[area_id], sure, () if sure else communes)
    found = {code: usual[area_id] for code, area_id in placed.items()}
    if answers:
        for code, area_id in placed.items():
            answer = answers.get((area_id, subject_key(code)))
            if answer is not None:
                found[code] = Where(named[area_id], current[answer])
    return found
