"""Everything that writes areas: loading units, applying and undoing reforms, answering splits."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from diemsang.areas.formats import ReformDoc, UnitRow, read_reform, read_units, reform_from_content
from diemsang.areas.models import (
    Area,
    AreaClosure,
    AreaCover,
    AreaSuccession,
    AreaVersion,
    Lineage,
    Reform,
    SplitAnswer,
)
from diemsang.areas.planning import RANK, Plan, area_key, make_plan
from diemsang.areas.preview import ReformPreview, preview_plan, preview_record
from diemsang.areas.rebuild import END, START, Derived, VersionFact, derive
from diemsang.areas.undo import undo_blockers
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.core.tabular import Problems
from diemsang.core.text import marked_key, search_key, sort_key
from diemsang.documents.actions import ensure_decision, remove_decision
from diemsang.documents.models import Decision

registry.register("areas.load", "nạp danh mục địa bàn {subject}: {created} đơn vị mới")
registry.register("areas.apply_reform", "áp dụng {subject}: {created} đơn vị lập mới, {ended} đơn vị kết thúc")
registry.register("areas.undo_reform", "hoàn tác {subject}: bỏ {created} đơn vị, mở lại {ended} đơn vị")
registry.register("areas.answer_split", "trả lời nơi ở hiện nay của {subject}: {target}")
registry.register("areas.withdraw_split", "rút câu trả lời về nơi ở hiện nay của {subject}")

BATCH = 1000
M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class AreaLoad:
    """What loading a list did."""

    created: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ReformResult:
    """What applying or undoing did. ``already`` is true when nothing was left to do."""

    already: bool
    preview: ReformPreview


@transaction.atomic
def load_areas(*, actor: Actor, path: Path) -> AreaLoad:
    """Load units from a file or folder (docs/area-format.md). Lines that say what is known already change nothing.

    ``Refused`` with every contradiction: a code named twice at a time, an unknown parent, another name than known.
    """
    require(actor, "areas.reform")
    problems = Problems()
    rows = read_units(path, problems)
    _lock()
    fresh = _check_units(rows, problems)
    if problems.found:
        raise Refused(_("Danh mục địa bàn có lỗi; chưa có gì được ghi."), problems.found)
    if fresh:
        _create_units(fresh)
        rebuild_derived()
        record(
            actor=actor,
            action="areas.load",
            subject_type="areas",
            subject_key=path.name,
            subject_label=f"{path.parent.name}/{path.name}" if path.is_file() else path.name,
            data={"created": len(fresh), "unchanged": len(rows) - len(fresh)},
        )
    return AreaLoad(len(fresh), len(rows) - len(fresh))


def preview_reform(*, actor: Actor, path: Path | None = None, code: str | None = None) -> ReformPreview:
    """Exactly what a reform touches (or touched, when it is applied). Writes nothing."""
    require(actor, "areas.view")
    doc, reform = _find(path, code)
    if reform is not None and reform.status == Reform.Status.APPLIED:
        _refuse_changed(reform, doc)
        return preview_record(reform)
    return preview_plan(make_plan(doc), reform.status if reform else Reform.Status.DRAFT.value)


@transaction.atomic
def apply_reform(*, actor: Actor, path: Path | None = None, code: str | None = None) -> ReformResult:
    """Apply a reform from its folder, or one known by ``code``. Applied already and unchanged: nothing happens."""
    require(actor, "areas.reform")
    _lock()
    doc, reform = _find(path, code)
    if reform is not None and reform.status == Reform.Status.APPLIED:
        _refuse_changed(reform, doc)
        return ReformResult(True, preview_record(reform))
    plan = make_plan(doc)
    preview = preview_plan(plan, Reform.Status.APPLIED.value)
    made = _record_decisions(actor, doc)
    reform, _made = Reform.objects.update_or_create(
        code=doc.code,
        defaults={
            "title": doc.title,
            "decision": Decision.objects.get(key=doc.decision),
            "effective_on": doc.effective_on,
            "status": Reform.Status.APPLIED,
            "content": doc.content(),
            "content_hash": doc.content_hash(),
            "made_decisions": made,
            "applied_at": clock.now(),
            "undone_at": None,
        },
    )
    _write(plan, reform)
    rebuild_derived()
    _journal(actor, "areas.apply_reform", reform, preview)
    return ReformResult(False, preview)


@transaction.atomic
def undo_reform(*, actor: Actor, path: Path | None = None, code: str | None = None) -> ReformResult:
    """Bring every table back to what it was before the reform; the journal and the reform's own row stay.

    ``Refused``, naming all of it, while anything newer depends on the reform.
    """
    require(actor, "areas.reform")
    _lock()
    doc, reform = _find(path, code)
    if reform is None:
        raise Refused(_("Chưa có đợt sắp xếp «%(code)s» nào được áp dụng.") % {"code": doc.code})
    if reform.status != Reform.Status.APPLIED:
        return ReformResult(True, preview_plan(make_plan(reform_from_content(reform.content)), reform.status))
    _refuse_changed(reform, doc)
    blockers = undo_blockers(reform)
    if blockers:
        raise Refused(_("Chưa hoàn tác được «%(title)s».") % {"title": reform.title}, blockers)
    preview = preview_record(reform)
    _unwrite(actor, reform)
    rebuild_derived()
    _journal(actor, "areas.undo_reform", reform, preview)
    return ReformResult(False, preview)


@transaction.atomic
def answer_split(*, actor: Actor, origin_id: int, subject_key: str, subject: str, target_id: int | None) -> None:
    """Say in which part of a divided unit one thing lies now; ``target_id`` ``None`` withdraws the answer.

    ``subject_key`` is such as ``point:TQ-0001``, ``subject`` its name for the journal.
    """
    require(actor, "areas.reform")
    targets = {link.target_id: link for link in Lineage.objects.filter(origin_id=origin_id, whole=False)}
    if target_id is None:
        if SplitAnswer.objects.filter(origin_id=origin_id, subject_key=subject_key).delete()[0]:
            _journal_split(actor, "areas.withdraw_split", subject_key, subject, "")
        return
    if target_id not in targets:
        message = _("nơi được chọn không phải là một phần của đơn vị bị chia.")
        raise Refused(_("Chưa ghi được câu trả lời."), [Problem(subject, message, _("Chọn một trong các nơi nhận."))])
    SplitAnswer.objects.update_or_create(
        origin_id=origin_id,
        subject_key=subject_key,
        defaults={"target_id": target_id, "answered_by": actor.actor_label, "answered_at": clock.now()},
    )
    target = AreaVersion.objects.filter(area_id=target_id).latest("valid_from")
    _journal_split(actor, "areas.answer_split", subject_key, subject, target.title)


def rebuild_derived() -> int:
    """Bring closure, succession and cover in line with versions and lineage. Returns how many rows differed."""
    wanted = derived_now()
    return (
        _sync(
            AreaClosure,
            {
                (a, d, depth, _stored(start), _stored(end)): AreaClosure(
                    ancestor_id=a, descendant_id=d, depth=depth, valid_from=_stored(start), valid_to=_stored(end)
                )
                for a, d, depth, start, end in sorted(wanted.closure)
            },
            ("ancestor_id", "descendant_id", "depth", "valid_from", "valid_to"),
        )
        + _sync(
            AreaSuccession,
            {
                (o, t, whole, _stored(start), _stored(end)): AreaSuccession(
                    origin_id=o, target_id=t, whole=whole, valid_from=_stored(start), valid_to=_stored(end)
                )
                for o, t, whole, start, end in sorted(wanted.succession)
            },
            ("origin_id", "target_id", "whole", "valid_from", "valid_to"),
        )
        + _sync(
            AreaCover,
            {row: AreaCover(area_id=row[0], covered_id=row[1], whole=row[2]) for row in sorted(wanted.cover)},
            ("area_id", "covered_id", "whole"),
        )
    )


def derived_now() -> Derived:
    """What should be derived from the versions and lineage as they stand."""
    rows = AreaVersion.objects.values_list("area_id", "parent_id", "valid_from", "valid_to")
    versions = [VersionFact(area, parent, start or START, end or END) for area, parent, start, end in rows]
    return derive(versions, Lineage.objects.values_list("origin_id", "target_id"))


def _stored(day: dt.date) -> dt.date | None:
    return None if day in (START, END) else day


def _sync(model: type[M], wanted: dict[tuple[object, ...], M], fields: tuple[str, ...]) -> int:
    """Delete rows that are no longer wanted, add those missing, leave the others alone."""
    stale = []
    for pk, *values in model._default_manager.values_list("pk", *fields):
        if wanted.pop(tuple(values), None) is None:
            stale.append(pk)
    for index in range(0, len(stale), BATCH):
        model._default_manager.filter(pk__in=stale[index : index + BATCH]).delete()
    model._default_manager.bulk_create(wanted.values(), batch_size=BATCH)
    return len(stale) + len(wanted)


def _lock() -> None:
    """One change of areas at a time (PostgreSQL; SQLite takes its write lock at BEGIN IMMEDIATE)."""
    list(Area.objects.select_for_update().order_by("pk").values_list("pk", flat=True)[:1])


def _find(path: Path | None, code: str | None) -> tuple[ReformDoc, Reform | None]:
    """The reform as its folder says (or as it is stored, by ``code``), and its row if it has one."""
    if path is not None:
        doc = read_reform(path)
        return doc, Reform.objects.filter(code=doc.code).first()
    reform = Reform.objects.filter(code=code or "").first()
    if reform is None:
        raise Refused(_("Không có đợt sắp xếp «%(code)s».") % {"code": code})
    return reform_from_content(reform.content), reform


def _refuse_changed(reform: Reform, doc: ReformDoc) -> None:
    if reform.content_hash != doc.content_hash():
        message = _("«%(title)s» đã áp dụng, nhưng tệp đã khác so với lúc áp dụng.") % {"title": reform.title}
        advice = _("Dùng lại tệp cũ; hoặc hoàn tác theo tệp cũ rồi áp dụng tệp mới.")
        raise Refused(message, [Problem(reform.code, _("nội dung tệp đã thay đổi."), advice)])


def _record_decisions(actor: Actor, doc: ReformDoc) -> list[str]:
    """Record the reform's documents; the keys of those that were not known before."""
    made = []
    for paper in doc.decisions:
        _decision, new = ensure_decision(
            actor=actor,
            key=paper.key,
            kind=paper.kind,
            title=paper.title,
            number=paper.number,
            on=paper.on,
            issuer=paper.issuer,
            source=paper.source,
        )
        if new:
            made.append(paper.key)
    return made


def _write(plan: Plan, reform: Reform) -> None:
    doc, day = plan.doc, plan.doc.effective_on
    AreaVersion.objects.filter(pk__in=[row.pk for row in plan.closing.values()]).update(valid_to=day, closed_by=reform)
    born = [opening for opening in plan.openings if opening.area_id is None]
    Area.objects.bulk_create(
        [Area(key=o.key, level=o.step.level, label_lat=o.step.lat, label_lon=o.step.lon) for o in born],
        batch_size=BATCH,
    )
    keys = {key for o in plan.openings for key in (o.key, o.parent_key) if key}
    ids = dict(Area.objects.filter(key__in=keys).values_list("key", "id"))
    papers = dict(Decision.objects.filter(key__in=[paper.key for paper in doc.decisions]).values_list("key", "id"))
    AreaVersion.objects.bulk_create(
        [
            _version(
                area_id=ids[o.key],
                kind=o.step.kind,
                name=o.step.name,
                variant=o.step.variant,
                scheme=doc.scheme,
                code=o.step.code,
                parent_id=ids[o.parent_key] if o.parent_key else None,
                start=day,
                decision_id=papers[o.step.decision or doc.decision],
                reform=reform,
            )
            for o in plan.openings
        ],
        batch_size=BATCH,
    )
    Lineage.objects.bulk_create(
        [
            Lineage(origin_id=origin, target_id=ids[key], on=day, whole=whole, reform=reform, clause=step.clause)
            for origin, key, whole, step in plan.lineage
        ],
        batch_size=BATCH,
    )


def _unwrite(actor: Actor, reform: Reform) -> None:
    born = list(Lineage.objects.filter(reform=reform).values_list("target_id", flat=True).distinct())
    Lineage.objects.filter(reform=reform).delete()
    AreaVersion.objects.filter(opened_by=reform).delete()
    AreaVersion.objects.filter(closed_by=reform).update(valid_to=None, closed_by=None)
    Area.objects.filter(pk__in=born).delete()
    made, reform.made_decisions = reform.made_decisions, []
    reform.status, reform.undone_at, reform.decision = Reform.Status.UNDONE, clock.now(), None
    reform.save()
    for key in made:
        try:
            with transaction.atomic():
                remove_decision(actor=actor, key=key)
        except models.ProtectedError:  # somebody else cites it by now: it stays
            continue


def _version(
    *,
    area_id: int,
    kind: str,
    name: str,
    variant: str,
    scheme: str,
    code: str,
    parent_id: int | None,
    start: dt.date | None,
    end: dt.date | None = None,
    decision_id: int | None = None,
    reform: Reform | None = None,
) -> AreaVersion:
    return AreaVersion(
        area_id=area_id,
        kind=kind,
        name=name,
        name_key=search_key(name),
        name_marked=marked_key(name),
        name_sort=sort_key(name),
        variant=variant,
        variant_key=search_key(variant),
        scheme=scheme,
        code=code,
        parent_id=parent_id,
        valid_from=start,
        valid_to=end,
        decision_id=decision_id,
        opened_by=reform,
    )


def _journal(actor: Actor, action: str, reform: Reform, preview: ReformPreview) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="reform",
        subject_key=reform.code,
        subject_label=reform.title,
        data={
            "created": len(preview.created),
            "ended": len(preview.ended),
            "revised": len(preview.revised),
            "effective_on": reform.effective_on.isoformat(),
            "content_hash": reform.content_hash,
        },
    )


def _journal_split(actor: Actor, action: str, subject_key: str, subject: str, target: str) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="split",
        subject_key=subject_key,
        subject_label=subject,
        data={"target": target},
    )


def _check_units(rows: list[UnitRow], problems: Problems) -> list[UnitRow]:
    """Lines that are new; contradictions inside the file and with what is known go to ``problems``."""
    known: dict[tuple[str, str], list[AreaVersion]] = defaultdict(list)
    versions = AreaVersion.objects.filter(scheme__in={row.scheme for row in rows})
    for version in versions.select_related("area", "parent"):
        known[version.scheme, version.code].append(version)
    fresh: list[UnitRow] = []
    seen: dict[tuple[str, str], list[UnitRow]] = defaultdict(list)
    for row in rows:
        same = [v for v in known[row.scheme, row.code] if v.valid_from == row.valid_from]
        if same:
            _check_same(row, same[0], problems)
            continue
        other = next((v for v in known[row.scheme, row.code] if _overlap(row, v.valid_from, v.valid_to)), None)
        twin = next((r for r in seen[row.scheme, row.code] if _overlap(row, r.valid_from, r.valid_to)), None)
        if other or twin:
            name = other.title if other else f"{twin.name} ({twin.where})" if twin else ""
            message = _("mã %(code)s trùng với %(other)s trong cùng thời gian.") % {"code": row.code, "other": name}
            problems.add(row.where, message, _("Sửa mã hoặc ngày; mỗi mã chỉ cho một đơn vị trong một lúc."))
        seen[row.scheme, row.code].append(row)
        fresh.append(row)
    for row in fresh:
        _check_parent(row, seen, known, problems)
    return fresh


def _overlap(row: UnitRow, start: dt.date | None, end: dt.date | None) -> bool:
    return (row.valid_from or START) < (end or END) and (start or START) < (row.valid_to or END)


def _check_same(row: UnitRow, version: AreaVersion, problems: Problems) -> None:
    told = (row.level, row.kind, marked_key(row.name))
    have = (version.area.level, version.kind, version.name_marked)
    if told != have or (row.valid_to is not None and version.valid_to != row.valid_to):
        message = _("mã %(code)s đã nạp là %(unit)s, khác với dòng này.") % {"code": row.code, "unit": version.title}
        problems.add(row.where, message, _("Thay đổi về sau phải ghi thành một đợt sắp xếp."))


def _check_parent(
    row: UnitRow,
    seen: dict[tuple[str, str], list[UnitRow]],
    known: dict[tuple[str, str], list[AreaVersion]],
    problems: Problems,
) -> None:
    if not row.parent_code:
        if row.level != "PROVINCE":
            problems.add(row.where, _("thiếu đơn vị cấp trên."), _("Ghi mã cấp trên ở «parent_code»."))
        return
    levels = [r.level for r in seen[row.scheme, row.parent_code] if _overlap(row, r.valid_from, r.valid_to)]
    levels += [v.area.level for v in known[row.scheme, row.parent_code] if _overlap(row, v.valid_from, v.valid_to)]
    if not levels:
        message = _("không có đơn vị cấp trên mã %(code)s.") % {"code": row.parent_code}
        problems.add(row.where, message, _("Thêm đơn vị đó vào tệp, hoặc sửa mã."))
    elif all(RANK[level] >= RANK[row.level] for level in levels):
        problems.add(row.where, _("đơn vị cấp trên không ở cấp cao hơn."), _("Kiểm tra mã cấp trên."))


def _create_units(rows: list[UnitRow]) -> None:
    keys = {id(row): area_key(row.scheme, row.code, row.valid_from) for row in rows}
    Area.objects.bulk_create(
        [Area(key=keys[id(row)], level=row.level, label_lat=row.lat, label_lon=row.lon) for row in rows],
        batch_size=BATCH,
    )
    wanted = set(keys.values())
    ids = {key: pk for key, pk in Area.objects.values_list("key", "id") if key in wanted}
    parents: dict[tuple[str, str], list[tuple[dt.date | None, dt.date | None, int]]] = defaultdict(list)
    schemes = {row.scheme for row in rows}
    for v in AreaVersion.objects.filter(scheme__in=schemes):
        parents[v.scheme, v.code].append((v.valid_from, v.valid_to, v.area_id))
    for row in rows:
        parents[row.scheme, row.code].append((row.valid_from, row.valid_to, ids[keys[id(row)]]))
    AreaVersion.objects.bulk_create(
        [
            _version(
                area_id=ids[keys[id(row)]],
                kind=row.kind,
                name=row.name,
                variant=row.variant,
                scheme=row.scheme,
                code=row.code,
                parent_id=next(
                    (pk for start, end, pk in parents[row.scheme, row.parent_code] if _overlap(row, start, end)), None
                ),
                start=row.valid_from,
                end=row.valid_to,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
