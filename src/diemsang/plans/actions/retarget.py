"""Other targets by a later decision: a new version of the plan that differs in them alone, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import actions as audit
from diemsang.audit import registry as journal
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import Problems
from diemsang.documents.models import Decision
from diemsang.plans import registry
from diemsang.plans.actions import load, store
from diemsang.plans.checks import check_references, contradictions, judge
from diemsang.plans.content import Declared, Place, PlanContent, Target
from diemsang.plans.models import Plan, PlanVersion
from diemsang.plans.snapshot import content_of, paper_of

journal.register("plans.remove_version", "bỏ bản {version} của kế hoạch {subject}, đã lập do nhập nhầm")


@dataclass(frozen=True, slots=True)
class Retarget:
    """Quantities by item, unit (as the plan names it) and period; what is not named stays as it is."""

    quantities: Mapping[tuple[str, Place, str], int]
    decision: Decision
    in_force_from: dt.date | None = None
    """Null: the day of the decision."""


def _latest(plan: Plan) -> PlanVersion:
    version = plan.versions.order_by("-number").first()
    if version is None:
        raise Refused(_("Kế hoạch chưa có bản nào."))
    return version


def _content(plan: Plan, wish: Retarget) -> PlanContent:
    """The latest version with the wish. A total that was the sum of its targets stays their sum."""
    before = content_of(_latest(plan))
    quantities = {(row.item, row.area, row.period): row.quantity for row in before.targets} | dict(wish.quantities)
    targets = tuple(Target(item, area, period, count) for (item, area, period), count in quantities.items())
    after = replace(
        before,
        number=before.number + 1,
        decision=paper_of(wish.decision),
        in_force_from=wish.in_force_from or wish.decision.on,
        targets=targets,
    )
    summed = {item.key for item in before.items if before.planned(item.key) == item.total}
    items = tuple(replace(item, total=after.planned(item.key)) if item.key in summed else item for item in before.items)
    return replace(after, items=items)


def _with_anomalies(actor: Actor, content: PlanContent) -> PlanContent:
    """What was declared and is gone by now is no longer declared; a declared figure that changed is told as it is."""
    places = load._find_places(actor, None, content, Problems())
    found = {one.code: one for one in contradictions(content, load._targets_of_points(content, places, Problems()))}
    kept = tuple(
        replace(row, published=found[row.code].published, expected=found[row.code].expected)
        if row.published != found[row.code].published
        else row
        for row in content.anomalies
        if row.code in found
    )
    return replace(content, anomalies=kept)


def retarget_problems(*, actor: Actor, plan: Plan, wish: Retarget) -> list[Problem]:
    """Everything that speaks against the wish; nothing is written."""
    content = _with_anomalies(actor, _content(plan, wish))
    problems = Problems()
    places = load._find_places(actor, None, content, problems)
    check_references(content, problems)
    target_of = load._targets_of_points(content, places, problems)
    judge(content, contradictions(content, target_of), problems)
    load._check_against_hub(content, plan, _latest(plan), places, problems)
    return problems.found


@transaction.atomic
def retarget(*, actor: Actor, plan: Plan, wish: Retarget) -> dict[str, Any]:
    """Write a new version with other targets; the plan's list of points stays. Plain JSON for ``remove_version``.

    ``Refused`` with every contradiction that the new figures would make; ``PermissionDenied`` without ``plans.load``.
    """
    require(actor, load.RIGHT, plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    before = content_of(_latest(plan))
    content = _with_anomalies(actor, _content(plan, wish))
    problems = Problems()
    check_references(content, problems)
    load._load(actor, None, content, problems, dry_run=False, whole_list=False)
    return {"plan": plan.code, "number": content.number, "anomalies": [_plain(row) for row in before.anomalies]}


@transaction.atomic
def remove_version(*, actor: Actor, plan: Plan, number: int, anomalies: Sequence[Mapping[str, Any]]) -> None:
    """Take back the newest version, made by ``retarget``; the one before counts again, with its ``anomalies``.

    ``Refused`` when a newer version stands or this one is the first.
    """
    require(actor, load.RIGHT, plan.area_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    version, before = _latest(plan), plan.versions.filter(number__lt=number).order_by("-number").first()
    if version.number != number or before is None:
        message = _("bản %(number)s không phải bản mới nhất.") % {"number": number}
        advice = _("Nạp một bản mới thay cho việc hoàn tác.")
        raise Refused(_("Không hoàn tác được."), [Problem(plan.code, message, advice)])
    declared = tuple(Declared(**{**row, "opened_on": dt.date.fromisoformat(row["opened_on"])}) for row in anomalies)
    content = replace(content_of(before), anomalies=declared)
    store.write_anomalies(actor=actor, version=before, content=content)
    found = load._find_places(actor, None, content, Problems())
    rows = load._point_rows(content, before, found, load._targets_of_points(content, found, Problems()))
    registry.load_points(actor=actor, plan=plan, version=before, rows=rows, whole_list=False)
    store.drop_version(version)
    audit.record(
        actor=actor,
        action="plans.remove_version",
        subject_type="plan",
        subject_key=plan.code,
        subject_label=plan.short_title,
        before={"version": number, "content_hash": version.content_hash},
        after={"version": before.number, "content_hash": before.content_hash},
        data={"version": number},
    )


def _plain(row: Declared) -> dict[str, Any]:
    return {**asdict(row), "opened_on": row.opened_on.isoformat(), "line": 0}
