"""Loading a plan folder: read everything, check everything, then write in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from diemsang.areas import actions as area_actions
from diemsang.areas.models import AreaClosure, AreaVersion
from diemsang.areas.queries import resolve
from diemsang.audit import actions as audit
from diemsang.audit import registry as journal
from diemsang.core.actor import Actor, require
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import Problems, at_line
from diemsang.core.text import marked_key
from diemsang.plans import registry
from diemsang.plans.actions import store
from diemsang.plans.checks import check_references, contradictions, judge
from diemsang.plans.content import POINT, Declared, Place, PlanContent
from diemsang.plans.diff import Change, compare
from diemsang.plans.formats import content_hash, read_plan
from diemsang.plans.models import Plan, PlanVersion
from diemsang.plans.registry import Counts
from diemsang.plans.snapshot import content_of, paper_of

RIGHT = "plans.load"
SUMMED_FILES = ("items.csv", "targets.csv", "points.csv")
MAX_SHOWN_CHANGES = 20

journal.register("plans.load", "nạp kế hoạch {subject}, bản {version}: {targets} chỉ tiêu, {points} điểm")


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did, or would do (``dry_run``).

    ``status`` is ``created``, ``new_version`` or ``unchanged``. ``counts`` gives rows of the plan by sort; ``points``
    what the register of points made of the list. ``changes`` are the differences from the version before.
    """

    plan: str
    title: str
    version: int
    status: str
    dry_run: bool
    counts: dict[str, int]
    points: Counts = field(default_factory=Counts)
    anomalies: tuple[Declared, ...] = ()
    settled: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    areas_loaded: bool = False


@dataclass
class _Found:
    """Units the plan names, and the trouble with those it does not find."""

    ids: dict[Place, int] = field(default_factory=dict)
    areas_loaded: bool = False


def load_plan(*, actor: Actor, path: Path, dry_run: bool = False) -> LoadReport:
    """Load the plan folder ``path``; with ``dry_run`` check and count only.

    Loads the folder's ``areas/`` first when units are missing; never applies a reform. The same content again changes
    nothing. Raises ``Refused`` with every problem of every file at once, ``PermissionDenied`` without ``plans.load``.
    """
    require(actor, RIGHT)
    path = Path(path)
    problems = Problems()
    if not path.is_dir():
        problems.add(str(path), _("không có thư mục này."), _("Kiểm tra lại đường dẫn."))
        raise Refused(_("Không nạp được kế hoạch."), problems.found)
    plan = read_plan(path, problems)
    if plan is None:
        raise _refused(path, problems)
    check_references(plan, problems)
    try:
        with transaction.atomic():
            report = _load(actor, path, plan, problems, dry_run)
            if dry_run:
                transaction.set_rollback(True)
    except IntegrityError as error:
        # Every key was checked above; only another load at the same moment can still take one.
        problem = Problem(path.name, _("hai lần nạp chạy cùng lúc."), _("Chạy lại."))
        raise Refused(_("Có người khác vừa nạp kế hoạch này; chưa ghi gì."), [problem]) from error
    return report


def _load(
    actor: Actor, path: Path | None, plan: PlanContent, problems: Problems, dry_run: bool, *, whole_list: bool = True
) -> LoadReport:
    found = _find_places(actor, path, plan, problems)
    if plan.area in found.ids:
        require(actor, RIGHT, found.ids[plan.area])
    target_of = _targets_of_points(plan, found, problems)
    if not any(problem.where.startswith(SUMMED_FILES) for problem in problems.found):
        judge(plan, contradictions(plan, target_of), problems)
    known = Plan.objects.filter(code=plan.code).first()
    latest = known.versions.order_by("-number").first() if known else None
    digest = content_hash(plan)
    if not problems.found:
        same = known.versions.filter(number=plan.number, content_hash=digest).exists() if known else False
        if same:
            return _report(plan, "unchanged", dry_run, found)
        _check_against_hub(plan, known, latest, found, problems)
    if problems.found:
        raise _refused(path, problems, plan.code)

    before = content_of(latest) if latest else None
    version = store.write_plan(actor=actor, content=plan, area_ids=found.ids, digest=digest)
    settled = store.write_anomalies(actor=actor, version=version, content=plan)
    rows = _point_rows(plan, version, found, target_of)
    points = registry.load_points(actor=actor, plan=version.plan, version=version, rows=rows, whole_list=whole_list)
    audit.record(
        actor=actor,
        action="plans.load",
        subject_type="plan",
        subject_key=plan.code,
        subject_label=plan.short_title,
        before={"version": latest.number, "content_hash": latest.content_hash} if latest else None,
        after={"version": plan.number, "content_hash": digest},
        data={"version": plan.number, "targets": len(plan.targets), "points": len(plan.points)},
    )
    changes = tuple(compare(before, content_of(version))) if before else ()
    report = _report(plan, "new_version" if before else "created", dry_run, found)
    return replace(report, points=points, settled=tuple(settled), changes=changes)


def _report(plan: PlanContent, status: str, dry_run: bool, found: _Found) -> LoadReport:
    counts = {
        "periods": len(plan.periods),
        "items": len(plan.items),
        "targets": len(plan.targets),
        "tasks": len(plan.tasks),
        "rules": len(plan.rules),
        "points": len(plan.points),
    }
    points = Counts(unchanged=len(plan.points)) if status == "unchanged" else Counts()
    return LoadReport(
        plan=plan.code,
        title=plan.short_title,
        version=plan.number,
        status=status,
        dry_run=dry_run,
        counts=counts,
        points=points,
        anomalies=plan.anomalies,
        areas_loaded=found.areas_loaded,
    )


def _refused(path: Path | None, problems: Problems, code: str = "") -> Refused:
    count = len(problems.found)
    name = path.name if path else code
    return Refused(
        _("Không nạp kế hoạch từ «{name}»: có {count} chỗ phải sửa. Chưa ghi gì.").format(name=name, count=count),
        problems.found,
    )


# units


def _find_places(actor: Actor, path: Path | None, plan: PlanContent, problems: Problems) -> _Found:
    """Look up every unit on the plan's day, after loading ``areas/`` of the folder when some are missing."""
    found = _Found()
    missing = _resolve(plan, found)
    if missing and path and (path / "areas").is_dir():
        area_actions.load_areas(actor=actor, path=path / "areas")
        found.areas_loaded = True
        missing = _resolve(plan, found)
    uses: list[tuple[str, Place]] = [("plan.toml, [area]", plan.area)]
    uses += [(at_line("targets.csv", row.line), row.area) for row in plan.targets]
    uses += [(at_line("points.csv", row.line), row.area) for row in plan.points]
    titles = _titles(found, plan)
    for where, place in uses:
        if place in missing:
            advice = _("Kiểm tra mã (Excel có thể đã bỏ số 0 ở đầu) hoặc nạp địa bàn trước.")
            day = f"{plan.areas_as_of:%d/%m/%Y}"
            problems.add(
                where,
                _("không có địa bàn mã {code} ({scheme}) vào ngày {day}.").format(
                    code=place.code, scheme=place.scheme, day=day
                ),
                advice,
            )
        elif place.name and not _same_name(place.name, titles[place]):
            title = titles[place][0]
            advice = _("Sửa tên hoặc mã; tên trong hệ thống: {title}.").format(title=title)
            problems.add(
                where,
                _("mã {code} là «{title}», không phải «{name}».").format(code=place.code, title=title, name=place.name),
                advice,
            )
    return found


def _resolve(plan: PlanContent, found: _Found) -> set[Place]:
    missing = set()
    for place in plan.places():
        try:
            found.ids[place] = resolve(place.code, on=plan.areas_as_of, scheme=place.scheme).pk
        except Refused:
            missing.add(place)
    return missing


def _titles(found: _Found, plan: PlanContent) -> dict[Place, tuple[str, str]]:
    """Title and bare name of each unit on the plan's day."""
    rows = AreaVersion.objects.filter(on_date(plan.areas_as_of), area_id__in=found.ids.values())
    names = {row.area_id: (row.title, row.name) for row in rows}
    return {place: names[pk] for place, pk in found.ids.items()}


def _same_name(written: str, names: tuple[str, str]) -> bool:
    return marked_key(written) in {marked_key(name) for name in names}


def _targets_of_points(plan: PlanContent, found: _Found, problems: Problems) -> dict[Place, Place]:
    """For the unit of each listed point, the nearest unit at or above it that has a target of points."""
    carriers = {found.ids[t.area]: t.area for t in plan.targets if t.item == POINT and t.area in found.ids}
    below = {found.ids[p.area]: p.area for p in plan.points if p.area in found.ids}
    rows = AreaClosure.objects.filter(
        on_date(plan.areas_as_of), ancestor_id__in=carriers, descendant_id__in=below
    ).order_by("-depth")
    # The nearest carrier comes last and stays.
    target_of = {below[row.descendant_id]: carriers[row.ancestor_id] for row in rows}
    for point in plan.points:
        if point.area in found.ids and point.area not in target_of:
            where = at_line("points.csv", point.line)
            message = _("điểm «{code}»: địa bàn {area} không thuộc địa bàn nào có chỉ tiêu điểm.").format(
                code=point.code, area=point.area.name or point.area.code
            )
            problems.add(where, message, _("Sửa địa bàn hoặc thêm chỉ tiêu."))
    return target_of


def _point_rows(
    plan: PlanContent, version: PlanVersion, found: _Found, target_of: dict[Place, Place]
) -> list[registry.PointRow]:
    """The list for the register; a period only where the unit has points in one single period."""
    period_ids = dict(version.periods.values_list("code", "pk"))
    periods: dict[Place, set[str]] = {}
    for target in plan.targets:
        if target.item == POINT and target.quantity:
            periods.setdefault(target.area, set()).add(target.period)
    rows = []
    for point in plan.points:
        carrier = target_of[point.area]
        only = periods.get(carrier, set())
        rows.append(
            registry.PointRow(
                code=point.code,
                area_id=found.ids[point.area],
                target_area_id=found.ids[carrier],
                period_id=period_ids[next(iter(only))] if len(only) == 1 else None,
                slot=point.slot,
                eligibility=point.eligibility,
                note=point.note,
            )
        )
    return rows


# what the hub already holds


def _check_against_hub(
    plan: PlanContent, known: Plan | None, latest: PlanVersion | None, found: _Found, problems: Problems
) -> None:
    """Contradictions with earlier loads: other plans, other versions, other spellings of the same document."""
    store.check_shared(plan, problems)
    if known is None or latest is None:
        store.check_prefix(plan, problems)
        return
    if known.area_id != found.ids[plan.area]:
        problems.add("plan.toml, [area]", _("khác địa bàn của kế hoạch đã nạp."), _("Kế hoạch khác thì đặt mã khác."))
    if known.point_prefix != plan.point_prefix:
        advice = _("Giữ point_prefix = {point_prefix}: mã điểm là vĩnh viễn.").format(point_prefix=known.point_prefix)
        problems.add(
            "plan.toml",
            _("point_prefix «{point_prefix}» khác bản đã nạp.").format(point_prefix=plan.point_prefix),
            advice,
        )
    where = "plan.toml, [version]"
    if plan.number <= latest.number:
        stored = known.versions.filter(number=plan.number).first()
        if stored is None:
            problems.add(
                where,
                _("bản {number} cũ hơn bản {latest} đã nạp.").format(number=plan.number, latest=latest.number),
                _("Nạp các bản theo thứ tự."),
            )
            return
        advice = _("Nội dung mới cần bản mới: tăng number và ghi văn bản điều chỉnh ở [decision].")
        problems.add(where, _("bản {number} đã nạp với nội dung khác.").format(number=plan.number), advice)
        changes = compare(content_of(stored), plan)
        for change in changes[:MAX_SHOWN_CHANGES]:
            problems.add(_("bản {number}").format(number=plan.number), str(change))
        if len(changes) > MAX_SHOWN_CHANGES:
            problems.add(
                _("bản {number}").format(number=plan.number),
                _("và {count} khác biệt nữa.").format(count=len(changes) - MAX_SHOWN_CHANGES),
            )
        return
    if paper_of(latest.decision).key == plan.decision.key:
        advice = _("Ghi văn bản điều chỉnh kế hoạch ở [decision].")
        problems.add(
            "plan.toml, [decision]",
            _("bản {number} dùng lại văn bản của bản {latest}.").format(number=plan.number, latest=latest.number),
            advice,
        )
    if plan.in_force_from and latest.in_force_from and plan.in_force_from < latest.in_force_from:
        advice = _("Bản {number} có hiệu lực từ {in_force_from:%d/%m/%Y}.").format(
            number=latest.number, in_force_from=latest.in_force_from
        )
        problems.add(where, _("có hiệu lực trước bản cũ."), advice)
