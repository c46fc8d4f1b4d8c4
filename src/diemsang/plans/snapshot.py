"""A stored plan version as plain values again: what export, comparison and the integrity check start from."""

from __future__ import annotations

from collections.abc import Iterable

from diemsang.areas.models import AreaVersion
from diemsang.core.dated import on_date
from diemsang.documents.models import Decision
from diemsang.plans import content as c
from diemsang.plans.models import PlanVersion


def content_of(version: PlanVersion) -> c.PlanContent:
    """Everything the version says. Units carry the scheme, code and name of ``areas_as_of``.

    Anomalies belong to the plan, not to a version: only the latest version has them, those not settled.
    """
    plan = version.plan
    phase, programme = plan.phase, plan.phase.programme
    targets = list(version.targets.select_related("item", "period"))
    entries = list(version.entries.all())
    area_ids = {plan.area_id, *(t.area_id for t in targets), *(e.area_id for e in entries)}
    places = _places(area_ids, version)
    anomalies = plan.anomalies.filter(settled_by__isnull=True) if _is_latest(version) else plan.anomalies.none()
    return c.PlanContent(
        code=plan.code,
        title=plan.title,
        short_title=plan.short_title,
        point_prefix=plan.point_prefix,
        area=places[plan.area_id],
        areas_as_of=version.areas_as_of,
        programme=c.Programme(
            programme.code, programme.name, paper_of(programme.decision) if programme.decision else None
        ),
        phase=c.Phase(phase.code, phase.name, phase.component, phase.start, phase.end),
        number=version.number,
        in_force_from=version.in_force_from,
        decision=paper_of(version.decision),
        periods=tuple(c.Period(p.code, p.start, p.end) for p in version.periods.order_by("id")),
        items=tuple(c.Item(i.key, i.name, i.unit, i.per_point, i.total) for i in version.items.all()),
        targets=tuple(c.Target(t.item.key, places[t.area_id], t.period.code, t.quantity) for t in targets),
        tasks=tuple(
            c.Task(t.code, t.title, t.period.code, t.duty, t.source) for t in version.tasks.select_related("period")
        ),
        rules=tuple(c.Rule(r.kind, r.code, r.title, r.article) for r in version.rules.order_by("position")),
        anomalies=tuple(
            c.Declared(a.code, a.item, a.published, a.expected, a.message, a.source, a.duty, a.opened_on)
            for a in anomalies
        ),
        points=tuple(c.Listed(e.code, places[e.area_id], e.slot, e.eligibility, e.note) for e in entries),
        sources=tuple(c.Source(s.code, s.title, s.url) for s in version.sources.all()),
    )


def paper_of(decision: Decision) -> c.Paper:
    """A decision as the folder names it."""
    return c.Paper(
        key=decision.key,
        kind=decision.kind,
        number=decision.number,
        on=decision.on,
        issuer=decision.issuer,
        title=decision.title,
        source=decision.source,
    )


def _is_latest(version: PlanVersion) -> bool:
    return not PlanVersion.objects.filter(plan_id=version.plan_id, number__gt=version.number).exists()


def _places(area_ids: Iterable[int], version: PlanVersion) -> dict[int, c.Place]:
    """Scheme, code and name of units on the day whose codes the plan uses. One query."""
    rows = AreaVersion.objects.filter(on_date(version.areas_as_of), area_id__in=set(area_ids))
    return {row.area_id: c.Place(row.scheme, row.code, row.title) for row in rows}
