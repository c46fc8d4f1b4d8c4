"""The only reads of plans for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from diemsang.accounts.queries import OwnerNames
from diemsang.areas.queries import AreaLabel, labels
from diemsang.core import clock, once
from diemsang.core.actor import Actor
from diemsang.plans.content import POINT
from diemsang.plans.diff import Change, compare
from diemsang.plans.formats import content_hash
from diemsang.plans.models import Anomaly, Item, Period, Plan, PlanVersion, Rule, Settlement, Target, Task
from diemsang.plans.snapshot import content_of

RIGHT = "plans.view"


def visible_to(actor: Actor) -> QuerySet[Plan]:
    """Plans whose area the actor may see (right ``plans.view``)."""
    areas = Plan.objects.order_by().values_list("area_id", flat=True).distinct()
    seen = [area_id for area_id in areas if actor.can(RIGHT, area_id)]
    return Plan.objects.filter(area_id__in=seen).select_related("phase__programme")


def plan_for(actor: Actor, code: str) -> Plan:
    """The plan, or 404 for somebody who may not see it."""
    plan = visible_to(actor).filter(code=code).first()
    if plan is None:
        raise Http404
    return plan


def version_on(plan: Plan, day: dt.date) -> PlanVersion | None:
    """The version that counts on ``day``: the highest number in force; one whose day is unknown counts on any day."""
    return next((row for row in _versions(plan) if row.in_force_from is None or row.in_force_from <= day), None)


def latest_version(plan: Plan) -> PlanVersion | None:
    """The newest version, whether in force yet or not."""
    return next(iter(_versions(plan)), None)


def _versions(plan: Plan) -> list[PlanVersion]:
    """Of the plan, the newest first."""
    rows = plan.versions.select_related("decision").order_by("-number")
    return once.told(("versions of the plan", plan.pk), lambda: list(rows))


def item_names(plan: Plan) -> dict[str, str]:
    """Names of items by key, over all versions; the newest name stands."""
    rows = Item.objects.filter(version__plan=plan).order_by("version__number")
    return dict(rows.values_list("key", "name"))


def open_anomalies(plan: Plan, on: dt.date | None = None) -> list[Anomaly]:
    """Contradictions of the source that no document has settled by a day (today by default)."""
    day = on or clock.today()
    held = Settlement.objects.filter(Q(reopened_on=None) | Q(reopened_on__gt=day), anomaly=OuterRef("pk"), on__lte=day)
    return list(plan.anomalies.filter(~Exists(held)))


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan in the list. ``state`` is ``future``, ``running`` or ``over`` by its periods; counts as published.

    ``listed`` is ``None`` for a plan without a list.
    """

    plan: Plan
    version: PlanVersion
    state: str
    start: dt.date | None
    end: dt.date | None
    points: int | None
    areas: int
    listed: int | None
    anomalies: int


def plan_cards(actor: Actor, day: dt.date) -> list[PlanCard]:
    """Every visible plan with the version that counts on ``day`` (its newest when none does yet)."""
    cards = []
    for plan in visible_to(actor).prefetch_related("versions__decision", "anomalies"):
        versions = sorted(plan.versions.all(), key=lambda version: version.number)
        if not versions:
            continue
        current = [v for v in versions if v.in_force_from is None or v.in_force_from <= day]
        cards.append(_card(plan, (current or versions)[-1], day))
    return cards


def _card(plan: Plan, version: PlanVersion, day: dt.date) -> PlanCard:
    periods = list(version.periods.all())
    start = min((period.start for period in periods), default=None)
    end = max((period.end for period in periods), default=None)
    state = "running"
    if start and day < start:
        state = "future"
    elif end and day > end:
        state = "over"
    total = version.items.filter(key=POINT).values_list("total", flat=True).first()
    areas = version.targets.filter(item__key=POINT).values("area_id").distinct().count()
    opened = sum(anomaly.settled_by_id is None for anomaly in plan.anomalies.all())
    return PlanCard(plan, version, state, start, end, total, areas, version.entries.count() or None, opened)


@dataclass(slots=True)
class TargetRow:
    """A unit's targets of points by period. ``quantities`` follows the table's periods; ``None`` where none is set.

    ``label`` is the unit as it was called on the plan's day.
    """

    area_id: int
    quantities: list[int | None]
    label: AreaLabel | None = None

    @property
    def total(self) -> int:
        """Sum over the periods."""
        return sum(quantity or 0 for quantity in self.quantities)


@dataclass(slots=True)
class TargetTable:
    """Targets of one item, unit by period, in the order of the published table."""

    periods: list[Period] = field(default_factory=list)
    rows: list[TargetRow] = field(default_factory=list)

    @property
    def totals(self) -> list[int]:
        """Sum of each period."""
        return [sum(row.quantities[index] or 0 for row in self.rows) for index in range(len(self.periods))]

    @property
    def total(self) -> int:
        """Sum of everything."""
        return sum(row.total for row in self.rows)


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the content page shows of one version; ``owners`` answers who has a duty today."""

    version: PlanVersion
    points: TargetTable
    point: Item | None
    equipment: list[tuple[Item, list[Target]]]
    tasks: list[Task]
    site_rules: list[Rule]
    eligibility: list[Rule]
    listed: int
    owners: OwnerNames


def content(version: PlanVersion, day: dt.date) -> Content:
    """One version's content; a constant number of queries."""
    items = list(version.items.all())
    targets = list(version.targets.select_related("item", "period"))
    rules = list(version.rules.all())
    by_item: dict[int, list[Target]] = {item.pk: [] for item in items}
    for target in targets:
        by_item[target.item_id].append(target)
    point = next((item for item in items if item.key == POINT), None)
    points = _table(by_item[point.pk] if point else [])
    names = labels([row.area_id for row in points.rows], version.areas_as_of)
    for row in points.rows:
        row.label = names.get(row.area_id)
    return Content(
        version=version,
        points=points,
        point=point,
        equipment=[(item, by_item[item.pk]) for item in items if item.key != POINT],
        tasks=list(version.tasks.select_related("period")),
        site_rules=[rule for rule in rules if rule.kind == Rule.Kind.SITE],
        eligibility=[rule for rule in rules if rule.kind == Rule.Kind.ELIGIBILITY],
        listed=version.entries.count(),
        owners=OwnerNames([version.plan.area_id], day),
    )


def _table(targets: Sequence[Target]) -> TargetTable:
    used = {target.period.pk: target.period for target in targets}
    table = TargetTable(periods=sorted(used.values(), key=lambda period: (period.start, period.end)))
    column = {period.pk: index for index, period in enumerate(table.periods)}
    rows: dict[int, TargetRow] = {}
    for target in targets:
        if target.area_id not in rows:
            rows[target.area_id] = TargetRow(target.area_id, [None] * len(table.periods))
            table.rows.append(rows[target.area_id])
        rows[target.area_id].quantities[column[target.period_id]] = target.quantity
    return table


def changes_between(old: PlanVersion, new: PlanVersion) -> list[Change]:
    """What the later version changed."""
    return compare(content_of(old), content_of(new))


def integrity_problems() -> list[str]:
    """For ``diemsang check``: plans whose stored rows no longer say what was loaded (latest versions)."""
    found = []
    for plan in Plan.objects.all():
        version = latest_version(plan)
        if version is not None and content_hash(content_of(version)) != version.content_hash:
            found.append(
                _("Kế hoạch {code}, bản {number}: nội dung đang lưu khác nội dung đã nạp.").format(
                    code=plan.code, number=version.number
                )
            )
    return found
