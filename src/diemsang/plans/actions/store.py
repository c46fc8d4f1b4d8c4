"""The rows behind a load. Called only by ``load_plan``, inside its transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from diemsang.audit import actions as audit
from diemsang.audit import registry as journal
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.tabular import Problems
from diemsang.documents.actions import ensure_decision
from diemsang.documents.models import Decision
from diemsang.plans import content as c
from diemsang.plans.actions.settle import reopen_by_version, settle_by_version
from diemsang.plans.models import (
    Anomaly,
    Item,
    ListEntry,
    Period,
    Phase,
    Plan,
    PlanSource,
    PlanVersion,
    Programme,
    Rule,
    Target,
    Task,
)
from diemsang.plans.snapshot import paper_of

journal.register("plans.open_anomaly", "mở bất thường {subject} của kế hoạch {plan}")
journal.register("plans.change_anomaly", "ghi lại bất thường {subject} của kế hoạch {plan}")
journal.register("plans.settle_anomaly", "khép bất thường {subject} của kế hoạch {plan} theo {decision}")


def check_shared(content: c.PlanContent, problems: Problems) -> None:
    """The programme, phase and documents that other plans share must be the same here."""
    programme = Programme.objects.filter(code=content.programme.code).select_related("decision").first()
    if programme and programme.name != content.programme.name:
        advice = _("Ghi đúng tên đã có: «{name}».").format(name=programme.name)
        problems.add(
            "plan.toml, [programme]", _("chương trình {code} đã có với tên khác.").format(code=programme.code), advice
        )
    phase = Phase.objects.filter(code=content.phase.code).select_related("programme").first()
    if phase:
        stored = (phase.programme.code, phase.name, phase.component, phase.start, phase.end)
        wanted = content.phase
        if stored != (content.programme.code, wanted.name, wanted.component, wanted.start, wanted.end):
            advice = _("Đã có: «{name}», {component}, {start:%d/%m/%Y} – {end:%d/%m/%Y}.").format(
                name=phase.name, component=phase.component, start=phase.start, end=phase.end
            )
            problems.add(
                "plan.toml, [phase]", _("giai đoạn {code} đã có với nội dung khác.").format(code=phase.code), advice
            )
    papers = {"[decision]": content.decision}
    if content.programme.decision:
        papers["[programme.decision]"] = content.programme.decision
    for table, paper in papers.items():
        decision = Decision.objects.filter(key=paper.key).first()
        if decision and paper_of(decision) != paper:
            source = decision.source or _("trống")
            advice = _("Ghi đúng như đã có: {number}, {title}; nguồn: {source}.").format(
                number=decision.number, title=decision.title, source=source
            )
            problems.add(
                f"plan.toml, {table}", _("văn bản «{key}» đã có với nội dung khác.").format(key=paper.key), advice
            )


def check_prefix(content: c.PlanContent, problems: Problems) -> None:
    """Two plans may share a prefix only if both bring in no point twice; a new plan takes a prefix of its own."""
    other = Plan.objects.filter(point_prefix=content.point_prefix).exclude(code=content.code).first()
    if other:
        advice = _("Chọn tiền tố khác: mã điểm không được trùng giữa các kế hoạch.")
        problems.add(
            "plan.toml",
            _("point_prefix «{point_prefix}» đã thuộc kế hoạch {code}.").format(
                point_prefix=content.point_prefix, code=other.code
            ),
            advice,
        )


def write_plan(*, actor: Actor, content: c.PlanContent, area_ids: Mapping[c.Place, int], digest: str) -> PlanVersion:
    """Make or update the plan, and make its version with all rows."""
    founding = content.programme.decision
    programme, _made = Programme.objects.get_or_create(
        code=content.programme.code,
        defaults={"name": content.programme.name, "decision": _decision(actor, founding) if founding else None},
    )
    phase, _made = Phase.objects.get_or_create(
        code=content.phase.code,
        defaults={
            "programme": programme,
            "name": content.phase.name,
            "component": content.phase.component,
            "start": content.phase.start,
            "end": content.phase.end,
        },
    )
    plan, _made = Plan.objects.update_or_create(
        code=content.code,
        defaults={
            "title": content.title,
            "short_title": content.short_title,
            "phase": phase,
            "area_id": area_ids[content.area],
            "point_prefix": content.point_prefix,
        },
    )
    version = PlanVersion.objects.create(
        plan=plan,
        number=content.number,
        decision=_decision(actor, content.decision),
        in_force_from=content.in_force_from,
        areas_as_of=content.areas_as_of,
        content_hash=digest,
        loaded_at=clock.now(),
    )
    _write_rows(version, content, area_ids)
    return version


def _write_rows(version: PlanVersion, content: c.PlanContent, area_ids: Mapping[c.Place, int]) -> None:
    for period in content.periods:
        Period.objects.create(version=version, code=period.code, start=period.start, end=period.end)
    periods = dict(version.periods.values_list("code", "pk"))
    Item.objects.bulk_create(
        Item(
            version=version,
            key=row.key,
            name=row.name,
            unit=row.unit,
            per_point=row.per_point,
            total=row.total,
            position=position,
        )
        for position, row in enumerate(content.items)
    )
    items = dict(version.items.values_list("key", "pk"))
    Target.objects.bulk_create(
        Target(
            version=version,
            item_id=items[row.item],
            area_id=area_ids[row.area],
            period_id=periods[row.period],
            quantity=row.quantity,
            position=position,
        )
        for position, row in enumerate(content.targets)
    )
    Task.objects.bulk_create(
        Task(
            version=version,
            code=row.code,
            title=row.title,
            period_id=periods[row.period],
            duty=row.duty,
            source=row.source,
            position=position,
        )
        for position, row in enumerate(content.tasks)
    )
    Rule.objects.bulk_create(
        Rule(version=version, kind=row.kind, code=row.code, title=row.title, article=row.article, position=position)
        for position, row in enumerate(content.rules)
    )
    ListEntry.objects.bulk_create(
        ListEntry(
            version=version,
            code=row.code,
            area_id=area_ids[row.area],
            slot=row.slot,
            eligibility=row.eligibility,
            note=row.note,
            position=position,
        )
        for position, row in enumerate(content.points)
    )
    PlanSource.objects.bulk_create(
        PlanSource(version=version, code=row.code, title=row.title, url=row.url, position=position)
        for position, row in enumerate(content.sources)
    )


def write_anomalies(*, actor: Actor, version: PlanVersion, content: c.PlanContent) -> list[str]:
    """Open what is declared; settle by the new version's decision what no longer is. Returns the settled codes."""
    stored = {row.code: row for row in version.plan.anomalies.all()}
    for position, row in enumerate(content.anomalies):
        facts = {
            "item": row.item,
            "published": row.published,
            "expected": row.expected,
            "message": row.message,
            "source": row.source,
            "duty": row.duty,
            "opened_on": row.opened_on,
        }
        old = stored.pop(row.code, None)
        before = {name: getattr(old, name) for name in facts} if old else {}
        if old:
            reopen_by_version(actor, version, old)
        if old and before == facts:
            continue
        defaults = {**facts, "position": position}
        Anomaly.objects.update_or_create(plan=version.plan, code=row.code, defaults=defaults)
        action = "plans.change_anomaly" if old else "plans.open_anomaly"
        _journal(actor, action, version, row.code, before=_plain(before), after=_plain(facts))
    settled = []
    for code, anomaly in stored.items():
        if anomaly.settled_by_id is None:
            settle_by_version(version, anomaly)
            settled.append(code)
            _journal(actor, "plans.settle_anomaly", version, code, after={"settled_by": version.decision.key})
    return settled


def _journal(
    actor: Actor,
    action: str,
    version: PlanVersion,
    code: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject_type="anomaly",
        subject_key=f"{version.plan.code}:{code}",
        subject_label=code,
        before=before,
        after=after,
        data={"plan": version.plan.short_title, "decision": str(version.decision)},
    )


def _plain(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in facts.items()}


def _decision(actor: Actor, paper: c.Paper) -> Decision:
    decision, _made = ensure_decision(
        actor=actor,
        key=paper.key,
        kind=paper.kind,
        number=paper.number,
        on=paper.on,
        issuer=paper.issuer,
        title=paper.title,
        source=paper.source,
    )
    return decision


def drop_version(version: PlanVersion) -> None:
    """Delete the newest version's rows; what pointed to them has been pointed elsewhere."""
    version.targets.all().delete()
    version.tasks.all().delete()
    version.delete()
