"""Use as a person may read it: totals, days, points, products; and how much of it has been reported at all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.indicators.models import UsageCount
from diemsang.indicators.rollup import AMOUNTS, Amounts
from diemsang.library.models import LanguageVariety, Product
from diemsang.points.models import SupportPoint
from diemsang.points.queries import visible_to as visible_points
from diemsang.screens.models import ScreenPlace

VIEW = "indicators.view"
Kind = UsageCount.Kind
USED = (Kind.SESSION, Kind.PLAY, Kind.GROUP)
"""What shows that somebody used the screen."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from first to last, both included."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> list[dt.date]:
        """Every day."""
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def visible_to(actor: User) -> QuerySet[UsageCount]:
    """Counts of the points that the actor may see with the right to see use."""
    return UsageCount.objects.filter(point__in=visible_points(actor, VIEW))


def inside(rows: QuerySet[UsageCount], period: Period) -> QuerySet[UsageCount]:
    """Rows that surely lie in the period: all their possible days do."""
    return rows.filter(day_from__gte=period.first, day_to__lte=period.last)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How much of what should have been reported has been: screens in place and screens heard of since."""

    reported: int
    expected: int

    @property
    def whole(self) -> bool:
        """Whether nothing is outstanding."""
        return self.reported >= self.expected


@dataclass(frozen=True, slots=True)
class DayUse:
    """One day: sure amounts by kind, and how many screens have told about it."""

    day: dt.date
    by_kind: dict[str, Amounts]
    reporting: Reporting


@dataclass(frozen=True, slots=True)
class Overview:
    """A period in one look."""

    period: Period
    totals: dict[str, Amounts]
    undated: dict[str, Amounts]
    """Surely in the period, the day itself not known; contained in ``totals``."""
    maybe: dict[str, Amounts]
    """Perhaps in the period; not contained in ``totals``."""
    days: list[DayUse]
    reporting: Reporting
    points_used: int
    points_with_screen: int
    products: list[ProductUse] = field(default_factory=list)


@dataclass(slots=True)
class ProductUse:
    """Plays of one product in one variety; names are filled in by the page."""

    product: str
    variety: str
    plays: int
    complete: int
    seconds: int
    title: str = ""
    variety_name: str = ""
    known: bool = False
    """Whether the library still has the product, so that a page can lead to it."""

    @property
    def share(self) -> float | None:
        """Complete plays among all, 0–100."""
        return 100 * self.complete / self.plays if self.plays else None

    @property
    def minutes(self) -> int:
        """Minutes heard or seen."""
        return round(self.seconds / 60)


@dataclass(slots=True)
class PointUse:
    """One point in a period."""

    point: SupportPoint
    screens: int = 0
    reported: bool | None = None
    """Whether all its screens have reported to the end of the period; ``None`` without a screen."""
    last_contact: dt.datetime | None = None
    last_use: dt.date | None = None
    by_kind: dict[str, Amounts] = field(default_factory=dict)
    place: str = ""

    def shown(self, kind: str, amount: str = "n") -> int | None:
        """A figure; ``None`` (nobody told) differs from 0 (told, nothing happened)."""
        if kind in self.by_kind:
            return int(getattr(self.by_kind[kind], amount))
        return 0 if self.reported else None

    @property
    def sessions(self) -> int | None:
        """Uses."""
        return self.shown(Kind.SESSION)

    @property
    def plays(self) -> int | None:
        """Plays."""
        return self.shown(Kind.PLAY)

    @property
    def complete(self) -> int | None:
        """Plays of at least 60 %."""
        return self.shown(Kind.PLAY, "complete")

    @property
    def groups(self) -> int | None:
        """Group sessions."""
        return self.shown(Kind.GROUP)

    @property
    def group_people(self) -> int | None:
        """People at group sessions; somebody at two is counted twice."""
        return self.shown(Kind.GROUP, "people")

    @property
    def visitors(self) -> int | None:
        """Visits as the operator counted them when closing the day."""
        return self.shown(Kind.CLOSE, "people")

    @property
    def hours(self) -> float | None:
        """Hours the screen was on, one decimal."""
        seconds = self.shown(Kind.ON, "seconds")
        return None if seconds is None else round(seconds / 3600, 1)

    @property
    def reported_words(self) -> str:
        """Whether what stands here is all there is."""
        if self.reported is None:
            return _("chưa có màn hình")
        if self.reported:
            return _("đã báo đủ")
        return _("chưa báo đủ") if self.last_contact else _("chưa báo lần nào")


def sums(rows: QuerySet[UsageCount], *by: str) -> list[Any]:
    """Sums of all amounts, grouped by columns: the columns' values, then ``Amounts``."""
    totals = {f"sum_{name}": Sum(name) for name in AMOUNTS}
    found = rows.order_by().values(*by).annotate(**totals).order_by(*by)
    return [
        (*(row[name] for name in by), Amounts(**{name: row[f"sum_{name}"] or 0 for name in AMOUNTS})) for row in found
    ]


@dataclass(frozen=True, slots=True)
class Placed:
    """A screen stood at a point from one moment until another; ``heard``: its last contact."""

    point_id: int
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    heard: dt.datetime | None


def placed(points: QuerySet[SupportPoint], period: Period) -> list[Placed]:
    """Where screens stood in the period, at these points."""
    start = dt.datetime.combine(period.first, dt.time.min, clock.VIETNAM)
    end = dt.datetime.combine(period.last + dt.timedelta(days=1), dt.time.min, clock.VIETNAM)
    places = ScreenPlace.objects.filter(point__in=points, valid_from__lt=end)
    places = places.filter(Q(valid_to=None) | Q(valid_to__gt=start))
    rows = places.order_by("point_id", "valid_from").values_list(
        "point_id", "valid_from", "valid_to", "screen__state__last_contact_at"
    )
    return [Placed(*row) for row in rows]


def _span(place: Placed, period: Period) -> tuple[int, int]:
    """First and last day of the period (as numbers from its first day) on which the screen stood here."""
    last = period.last
    if place.valid_to is not None:  # half-open: until the moment before
        last = min(last, (place.valid_to - dt.timedelta(microseconds=1)).astimezone(clock.VIETNAM).date())
    begun = place.valid_from.astimezone(clock.VIETNAM).date()
    return (max(begun, period.first) - period.first).days, (last - period.first).days


def _told_through(place: Placed, period: Period) -> int:
    """The last day (as a number) that the screen has told of: the day before it was last heard of, or today."""
    if place.heard is None:
        return -1
    day = place.heard.astimezone(clock.VIETNAM).date()
    return (day - period.first).days - (0 if day == clock.today() else 1)


def reporting_by_day(places: Iterable[Placed], period: Period) -> list[Reporting]:
    """For each day, screens that stood somewhere and those of them that have reported to its end."""
    count = len(period.days)
    expected, reported = [0] * (count + 1), [0] * (count + 1)
    for place in places:
        first, last = _span(place, period)
        for steps, end in ((expected, last), (reported, min(last, _told_through(place, period)))):
            if first <= end:
                steps[first] += 1
                steps[end + 1] -= 1
    return [Reporting(told, due) for told, due in zip(accumulate(reported), accumulate(expected), strict=True)][:count]


def overview(actor: User, period: Period) -> Overview:
    """The period over all points the actor may see; a fixed number of questions."""
    return _overview(visible_to(actor), visible_points(actor, VIEW), period)


def single_point(actor: User, point: SupportPoint, period: Period) -> Overview:
    """The period at one point."""
    return _overview(visible_to(actor).filter(point=point), SupportPoint.objects.filter(pk=point.pk), period)


def _overview(rows: QuerySet[UsageCount], points: QuerySet[SupportPoint], period: Period) -> Overview:
    one_day: dict[dt.date, dict[str, Amounts]] = defaultdict(dict)
    totals, undated, maybe = (defaultdict[str, Amounts](Amounts) for _each in range(3))
    # One look at the rows: at 3,600 points each look at a month costs a good part of a second.
    touching = rows.filter(day_from__lte=period.last, day_to__gte=period.first)
    for first, last, kind, amounts in sums(touching, "day_from", "day_to", "kind"):
        if first < period.first or last > period.last:
            maybe[kind].add(amounts)
            continue
        totals[kind].add(amounts)
        if first == last:
            one_day[first][kind] = amounts
        else:
            undated[kind].add(amounts)
    used = rows.filter(point=OuterRef("pk"), kind__in=USED, day_from__gte=period.first, day_to__lte=period.last)
    places = placed(points, period)
    told = reporting_by_day(places, period)
    days = [DayUse(day, one_day.get(day, {}), said) for day, said in zip(period.days, told, strict=True)]
    return Overview(
        period=period,
        totals=dict(totals),
        undated=dict(undated),
        maybe=dict(maybe),
        days=days,
        reporting=told[-1],
        points_used=points.filter(Exists(used)).count(),
        points_with_screen=len({place.point_id for place in places}),
        products=_products(inside(rows, period)),
    )


def product_uses(actor: User, period: Period) -> list[ProductUse]:
    """Plays by product and variety that surely lie in the period."""
    return _products(inside(visible_to(actor), period))


def _products(sure: QuerySet[UsageCount]) -> list[ProductUse]:
    plays = sums(sure.filter(kind=Kind.PLAY), "product", "variety")
    return [ProductUse(product, variety, a.n, a.complete, a.seconds) for product, variety, a in plays]


def point_use_rows(actor: User, points: Sequence[SupportPoint], period: Period) -> list[PointUse]:
    """The period, point by point (a page of them); a fixed number of questions."""
    ids = [point.pk for point in points]
    rows = visible_to(actor).filter(point_id__in=ids)
    uses = {point.pk: PointUse(point) for point in points}
    for point_id, kind, amounts in sums(inside(rows, period), "point_id", "kind"):
        uses[point_id].by_kind[kind] = amounts
    last = rows.filter(kind__in=USED, day_from=F("day_to")).order_by()
    for point_id, day in last.values_list("point_id").annotate(last=Max("day_to")):
        uses[point_id].last_use = day
    _tell(uses, placed(SupportPoint.objects.filter(pk__in=ids), period), period)
    return [uses[point.pk] for point in points]


def _tell(uses: dict[int, PointUse], places: Iterable[Placed], period: Period) -> None:
    """What the screens that stood at these points have told."""
    for place in places:
        use = uses[place.point_id]
        use.last_contact = max(filter(None, (use.last_contact, place.heard)), default=None)
        first, end = _span(place, period)
        if first <= end:
            use.screens += 1
            told = _told_through(place, period) >= end
            use.reported = told if use.reported is None else use.reported and told


def by_report(points: QuerySet[SupportPoint], period: Period, wanted: str) -> QuerySet[SupportPoint]:
    """Points whose screens have told all of the period (``du``), not all (``chua``), or that had none (``khong``)."""
    places = placed(points, period)
    uses = {place.point_id: PointUse(SupportPoint(pk=place.point_id)) for place in places}
    _tell(uses, places, period)
    if wanted == "khong":
        return points.exclude(pk__in=[pk for pk, use in uses.items() if use.reported is not None])
    return points.filter(pk__in=[pk for pk, use in uses.items() if use.reported is (wanted == "du")])


_ORDERS = {
    "luot": (Kind.SESSION, "n"),
    "xem": (Kind.PLAY, "n"),
    "tron": (Kind.PLAY, "complete"),
    "buoi": (Kind.GROUP, "n"),
    "nguoi": (Kind.GROUP, "people"),
    "den": (Kind.CLOSE, "people"),
    "gio": (Kind.ON, "seconds"),
}
_NEVER = dt.date(1900, 1, 1)


def with_amount(points: QuerySet[SupportPoint], column: str, period: Period) -> QuerySet[SupportPoint]:
    """``by_<column>`` to order by: the amount in the period, and nothing told as nothing; unknown columns: as it is."""
    own = UsageCount.objects.filter(point=OuterRef("pk")).order_by()
    if column == "ngay":
        last = own.filter(kind__in=USED, day_from=F("day_to")).values("point").annotate(last=Max("day_to"))
        return points.annotate(by_ngay=Coalesce(Subquery(last.values("last")), Value(_NEVER)))
    if column not in _ORDERS:
        return points
    kind, amount = _ORDERS[column]
    total = inside(own.filter(kind=kind), period).values("point").annotate(total=Sum(amount)).values("total")
    return points.annotate(**{f"by_{column}": Coalesce(Subquery(total), 0)})


def name_products(lines: Iterable[ProductUse]) -> None:
    """Give each line its title and variety in words; what the library no longer knows keeps its code."""
    titles = dict(Product.objects.values_list("code", "title"))
    varieties = dict(LanguageVariety.objects.values_list("tag", "name"))
    for line in lines:
        line.known = line.product in titles
        line.title = titles.get(line.product, line.product)
        line.variety_name = varieties.get(line.variety, line.variety)
