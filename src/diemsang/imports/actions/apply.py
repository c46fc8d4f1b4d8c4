"""Applying a checked file, all or nothing and once, and taking it back while nothing depends on it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.audit.actions import record
from diemsang.audit.registry import name_fields, register
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Refused
from diemsang.imports import engine, queries
from diemsang.imports.actions.runs import LEASE, keep_outcome, refuse_same
from diemsang.imports.description import ListDescription
from diemsang.imports.engine import Outcome
from diemsang.imports.models import ImportRun, ImportStep, ListGate, State
from diemsang.imports.registry import description_of

register("imports.apply", "nhập tệp {subject} vào danh sách {list}: {created} dòng mới, {changed} dòng đổi")
register("imports.undo", "hoàn tác lần nhập tệp {subject} vào danh sách {list}: {rows} dòng")
name_fields({"sha256": "mã băm của tệp"})


def queue_apply(*, actor: User, run: ImportRun) -> bool:
    """Let a worker apply it. False when it is queued, applied or being checked already (a second click)."""
    require(actor, _description(run).right)
    _ready(run)
    claimed = ImportRun.objects.filter(pk=run.pk, owner=actor, state=State.CHECKED, digest=run.digest)
    return bool(claimed.update(state=State.QUEUED, lease_until=clock.now()))


def apply_run(*, actor: User, run: ImportRun) -> bool:
    """Write every row in one transaction, or none. False when the list changed since the check: a fresh check is shown.

    ``Refused`` when it was applied already, has refused rows, or its converted text was not confirmed.
    """
    # Its page says «đang ghi» instead of asking for a worker, until the lease ends.
    ImportRun.objects.filter(pk=run.pk, state=State.QUEUED).update(lease_until=clock.now() + LEASE)
    try:
        with transaction.atomic():
            fresh = _apply(actor, run)
    except Refused as refused:
        _unqueue(run, str(refused))
        raise
    except PermissionDenied:
        _unqueue(run, _("Bạn không còn quyền nhập danh sách này, hoặc có dòng ngoài phạm vi."))
        raise
    if fresh is not None:
        _unqueue(run)
        keep_outcome(run, fresh)
        ImportRun.objects.filter(pk=run.pk).update(confirmed_at=None)
    run.refresh_from_db()
    return fresh is None


def _unqueue(run: ImportRun, why: str = "") -> None:
    """Back to its check. A refusal in a worker is told on the run's page."""
    notes = [why, *run.notes] if why else run.notes
    ImportRun.objects.filter(pk=run.pk, state=State.QUEUED).update(state=State.CHECKED, lease_until=None, notes=notes)


def _description(run: ImportRun) -> ListDescription:
    description = description_of(run.list_key)
    if description is None:
        raise Refused(_("Danh sách này không còn nhập được."))
    return description


def _ready(run: ImportRun) -> None:
    if run.state == State.APPLIED and run.applied_at:
        raise Refused(_("Tệp này đã áp dụng rồi; không làm gì thêm."))
    if run.state not in {State.CHECKED, State.QUEUED} or not run.digest:
        raise Refused(_("Chưa áp dụng được: tệp chưa kiểm tra xong hoặc không đọc được."))
    if run.counts.get("refused"):
        raise Refused(_("Chưa áp dụng được: còn dòng sai. Sửa tệp rồi nhập lại."))
    if run.converted and run.confirmed_at is None:
        raise Refused(_("Chưa áp dụng được: xem và đồng ý phần chữ đã chuyển mã trước."))


def _apply(actor: User, run: ImportRun) -> Outcome | None:
    """Inside the transaction: null when written, otherwise the outcome as it is now."""
    description = _description(run)
    require(actor, description.right)
    gate, _made = ListGate.objects.get_or_create(key=description.key)
    gate = ListGate.objects.select_for_update().get(pk=gate.pk)
    held = ImportRun.objects.select_for_update().get(pk=run.pk)
    _ready(held)
    refuse_same(held.list_key, held.sha256, held.params)
    outcome = engine.dry_run(actor, description, held.params, queries.source_of(held), hub=queries.hub_tag())
    if outcome.digest != held.digest:
        return outcome
    steps = outcome.session.write_all(outcome.changes)
    _all_in_scope(outcome, [str(step["row_id"]) for step in steps])
    ImportStep.objects.bulk_create(
        [ImportStep(run=held, order=order, step=step) for order, step in enumerate(steps)], batch_size=500
    )
    ImportRun.objects.filter(pk=held.pk).update(state=State.APPLIED, applied_at=clock.now(), lease_until=None)
    gate.passed += 1
    gate.save(update_fields=["passed"])
    counts = {name: held.counts.get(name, 0) for name in ("created", "changed", "unchanged")}
    _tell(actor, held, description, "imports.apply", {**counts, "sha256": held.sha256})
    return None


def _all_in_scope(outcome: Outcome, ids: list[str]) -> None:
    """Whatever the description checked before, every row written must be one that the actor may write."""
    distinct = set(ids)
    if distinct and outcome.session.in_scope(distinct) != len(distinct):
        raise PermissionDenied("a row outside the actor's scope was written")


@transaction.atomic
def undo_run(*, actor: User, run: ImportRun) -> None:
    """Take every written row back, last first; ``Refused`` (and nothing done) when something depends on one."""
    description = _description(run)
    require(actor, description.right)
    # The gate first, as in applying: whoever holds one of the two never waits for the other.
    gate, _made = ListGate.objects.get_or_create(key=description.key)
    gate = ListGate.objects.select_for_update().get(pk=gate.pk)
    claimed = ImportRun.objects.filter(pk=run.pk, owner=actor, state=State.APPLIED)
    if not claimed.update(state=State.UNDONE, undone_at=clock.now()):
        raise Refused(_("Lần nhập này đã hoàn tác rồi hoặc chưa áp dụng; không làm gì thêm."))
    session = description.open(actor, run.params)
    steps = list(ImportStep.objects.filter(run=run).order_by("-order").values_list("step", flat=True))
    ids = {str(step["row_id"]) for step in steps}
    if ids and session.in_scope(ids) != len(ids):
        raise Refused(_("Không hoàn tác được: có dòng nay nằm ngoài phạm vi của bạn."))
    for step in steps:
        session.undo(step)
    gate.passed += 1
    gate.save(update_fields=["passed"])
    _tell(actor, run, description, "imports.undo", {"rows": len(steps), "sha256": run.sha256})
    run.refresh_from_db()


def _tell(actor: User, run: ImportRun, description: ListDescription, action: str, data: dict[str, object]) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="import",
        subject_key=str(run.pk),
        subject_label=run.file_name,
        data={"list": str(description.title), **data},
    )
