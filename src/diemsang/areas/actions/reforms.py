"""Previewing, applying and undoing reforms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction
from django.utils.translation import gettext as _

from diemsang.areas.actions.derived import BATCH, lock, rebuild_derived
from diemsang.areas.actions.splits import keep_answers, restore_answers
from diemsang.areas.actions.units import make_areas, new_version
from diemsang.areas.formats import ReformDoc, read_reform, reform_from_content
from diemsang.areas.models import Area, AreaVersion, Lineage, Reform
from diemsang.areas.planning import Plan, make_plan
from diemsang.areas.preview import ReformPreview, preview_plan, preview_record
from diemsang.areas.queries.reach import require_reform
from diemsang.areas.undo import kept_for_dead_rows, undo_blockers
from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem, Refused
from diemsang.documents.actions import ensure_decision, remove_decision
from diemsang.documents.models import Decision

registry.register("areas.apply_reform", "áp dụng {subject}: {created} đơn vị lập mới, {ended} đơn vị kết thúc")
registry.register("areas.undo_reform", "hoàn tác {subject}: bỏ {created} đơn vị, mở lại {ended} đơn vị")


@dataclass(frozen=True, slots=True)
class ReformResult:
    """What applying or undoing did. ``already`` is true when nothing was left to do."""

    already: bool
    preview: ReformPreview


def preview_reform(*, actor: Actor, path: Path | None = None, code: str | None = None) -> ReformPreview:
    """Exactly what a reform touches (or touched, when it is applied). Writes nothing."""
    require(actor, "areas.view")
    doc, reform = _find(path, code)
    if reform is not None and reform.status == Reform.Status.APPLIED:
        if path is not None:
            _refuse_changed(reform, doc)
        return preview_record(reform)
    return preview_plan(make_plan(doc), reform.status if reform else Reform.Status.DRAFT.value, reform)


@transaction.atomic
def apply_reform(*, actor: Actor, path: Path | None = None, code: str | None = None, seen: str = "") -> ReformResult:
    """Apply a reform from its folder, or one known by ``code``. Applied already and unchanged: nothing happens.

    ``seen`` is the content hash of what the person looked at; ``Refused`` when the reform says something else by now.
    """
    require(actor, "areas.reform")
    lock()
    doc, reform = _find(path, code)
    require_reform(actor, doc)
    _refuse_unseen(doc, seen)
    if reform is not None and reform.status == Reform.Status.APPLIED:
        _refuse_changed(reform, doc)
        return ReformResult(True, preview_record(reform))
    plan = make_plan(doc)
    preview = preview_plan(plan, Reform.Status.APPLIED.value, reform)
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
    restore_answers(reform)
    rebuild_derived()
    _journal(actor, "areas.apply_reform", reform, preview)
    return ReformResult(False, preview)


@transaction.atomic
def undo_reform(*, actor: Actor, path: Path | None = None, code: str | None = None, seen: str = "") -> ReformResult:
    """Bring every table back to what it was before the reform; the journal and the reform's own row stay.

    Units that only voided or ended rows refer to stay as empty rows (``areas.undo``).

    ``Refused``, naming all of it, while anything newer depends on the reform.
    """
    require(actor, "areas.reform")
    lock()
    doc, reform = _find(path, code)
    require_reform(actor, doc)
    _refuse_unseen(doc, seen)
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


def _refuse_unseen(doc: ReformDoc, seen: str) -> None:
    if seen and seen != doc.content_hash():
        message = _("đợt sắp xếp đã được người khác sửa sau khi bạn xem.")
        problem = Problem(doc.title, message, _("Xem lại bản hiện nay bên dưới rồi bấm lần nữa."))
        raise Refused(_("Chưa làm gì."), [problem])


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
    make_areas([Area(key=o.key, level=o.step.level, label_lat=o.step.lat, label_lon=o.step.lon) for o in born])
    keys = {key for o in plan.openings for key in (o.key, o.parent_key) if key}
    ids = dict(Area.objects.filter(key__in=keys).values_list("key", "id"))
    papers = dict(Decision.objects.filter(key__in=[paper.key for paper in doc.decisions]).values_list("key", "id"))
    AreaVersion.objects.bulk_create(
        [
            new_version(
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
    born = set(Lineage.objects.filter(reform=reform).values_list("target_id", flat=True))
    keep_answers(reform)
    Lineage.objects.filter(reform=reform).delete()
    AreaVersion.objects.filter(opened_by=reform).delete()
    AreaVersion.objects.filter(closed_by=reform).update(valid_to=None, closed_by=None)
    Area.objects.filter(pk__in=born - kept_for_dead_rows(born)).delete()
    made, reform.made_decisions = reform.made_decisions, []
    reform.status, reform.undone_at, reform.decision = Reform.Status.UNDONE, clock.now(), None
    reform.save()
    for key in made:
        try:
            with transaction.atomic():
                remove_decision(actor=actor, key=key)
        except models.ProtectedError:  # somebody else cites it by now: it stays
            continue


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
