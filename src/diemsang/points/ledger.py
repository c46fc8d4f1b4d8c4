"""Rebuilding the milestone ledger from its sources, for ``diemsang check``.

Every row of the ledger names its source as ``<name>:<row>``. Each name has a provider that tells which milestones and
days of activity its own tables imply; what differs from the ledger is reported, never repaired in silence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _

from diemsang.points.models import ActivityDay, Approval, Milestone, PlanPoint

MAX_SENTENCES = 20


@dataclass(frozen=True, slots=True)
class MilestoneFact:
    """A milestone that a source implies; the fields of ``Milestone``."""

    point_id: int
    item: str
    kind: str
    on: dt.date
    quantity: int
    source: str
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ActivityFact:
    """A day of use that a source implies; the fields of ``ActivityDay``."""

    point_id: int
    day: dt.date
    source: str


Fact = MilestoneFact | ActivityFact
Provider = Callable[[], Iterable[Fact]]
F = TypeVar("F", MilestoneFact, ActivityFact)

_providers: dict[str, Provider] = {}


def register_source(name: str, provider: Provider) -> None:
    """``provider()`` yields everything the tables behind ``name`` imply. Called from ``AppConfig.ready``."""
    _providers[name] = provider


def listing_source(plan_code: str, point_code: str) -> str:
    """The source of a point's milestone *listed*."""
    return f"listing:{plan_code}:{point_code}"


def listed_facts() -> Iterator[Fact]:
    """What the plans' lists imply: one milestone *listed* for each line, for as long as the line is kept."""
    lines = PlanPoint.objects.values_list("point_id", "point__code", "plan__code", "listed_on", named=True)
    for line in lines.iterator():
        source = listing_source(line.plan__code, line.point__code)
        yield MilestoneFact(line.point_id, "point", Milestone.Kind.LISTED.value, line.listed_on, 1, source)


def approval_source(approval_id: int) -> str:
    """The source of a point's milestone *approved*."""
    return f"approval:{approval_id}"


def approved_facts() -> Iterator[Fact]:
    """What decisions on lists imply: one milestone *approved* for each approval that was not voided."""
    rows = Approval.objects.filter(voided_at=None).values_list("pk", "point_id", "on", "ends_on")
    for pk, point_id, on, ends_on in rows.iterator():
        yield MilestoneFact(point_id, "point", Milestone.Kind.APPROVED.value, on, 1, approval_source(pk), ends_on)


def rebuild_differences() -> list[str]:
    """Every difference between the ledger and its sources, as Vietnamese sentences; empty when they agree."""
    milestones: set[MilestoneFact] = set()
    activity: set[ActivityFact] = set()
    for name, provider in _providers.items():
        for fact in provider():
            if not fact.source.startswith(f"{name}:"):
                raise RuntimeError(f"source {name} yields a fact of {fact.source}")
            if isinstance(fact, MilestoneFact):
                milestones.add(fact)
            else:
                activity.add(fact)
    codes = dict(Milestone.objects.values_list("point_id", "point__code").distinct())
    codes |= dict(ActivityDay.objects.values_list("point_id", "point__code").distinct())
    standing = Milestone.objects.filter(voided_at=None)
    kept = {
        MilestoneFact(*row)
        for row in standing.values_list("point_id", "item", "kind", "on", "quantity", "source", "ends_on").iterator()
    }
    days = {ActivityFact(*row) for row in ActivityDay.objects.values_list("point_id", "day", "source").iterator()}
    words: dict[str, str] = {str(kind.value): str(kind.label) for kind in Milestone.Kind}

    def name_of(fact: Fact) -> str:
        point = codes.get(fact.point_id, f"#{fact.point_id}")
        if isinstance(fact, MilestoneFact):
            what = f"{words.get(fact.kind, fact.kind)}, {fact.item} × {fact.quantity}"
            ended = f"–{fact.ends_on:%d/%m/%Y}" if fact.ends_on else ""
            return f"{point}, {what}, {fact.on:%d/%m/%Y}{ended} ({fact.source})"
        return _("%(point)s, hoạt động %(day)s (%(source)s)") % {
            "point": point,
            "day": f"{fact.day:%d/%m/%Y}",
            "source": fact.source,
        }

    return [
        *_sentences(_("sổ mốc thiếu"), milestones - kept, name_of),
        *_sentences(_("sổ mốc thừa, không nguồn nào có"), kept - milestones, name_of),
        *_sentences(_("thiếu ngày hoạt động"), activity - days, name_of),
        *_sentences(_("thừa ngày hoạt động, không nguồn nào có"), days - activity, name_of),
    ]


def _sentences(what: str, facts: set[F], name_of: Callable[[F], str]) -> list[str]:
    names = sorted(name_of(fact) for fact in facts)
    shown = [f"{what}: {name}" for name in names[:MAX_SENTENCES]]
    if len(names) > MAX_SENTENCES:
        shown.append(_("%(what)s: và %(count)s dòng nữa") % {"what": what, "count": len(names) - MAX_SENTENCES})
    return shown
