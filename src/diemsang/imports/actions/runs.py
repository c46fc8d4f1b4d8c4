"""Taking a file in and checking it. A check writes nothing of the list, only what the run's page shows."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import secrets
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.core import clock
from diemsang.core.actor import require
from diemsang.core.errors import Problem, Refused
from diemsang.files.actions import store
from diemsang.files.models import Blob
from diemsang.files.types import safe_name
from diemsang.imports import engine, matching, queries
from diemsang.imports.description import Fault, ListDescription, Row, Value
from diemsang.imports.engine import Outcome
from diemsang.imports.macros import without_macros
from diemsang.imports.models import HubTag, ImportRow, ImportRun, State
from diemsang.imports.reading import Book, Source, read_book
from diemsang.imports.workbook import label_of, labels_of, plain_copy

LEASE = dt.timedelta(minutes=3)
"""How long a check may be silent before another worker takes the run."""
MAX_KEPT = 25 * 1024 * 1024


def ensure_tag() -> str:
    """The tag of this hub's exports, made at its first use."""
    with transaction.atomic():
        row, _made = HubTag.objects.get_or_create(pk=1, defaults={"tag": secrets.token_hex(4)})
    return row.tag


def start_run(
    *, actor: User, description: ListDescription, params: Mapping[str, str], name: str, data: bytes
) -> tuple[ImportRun, int]:
    """Keep the file and make a run that waits for its check; also how many rows it has, roughly.

    ``Refused`` when it cannot be read or when this very file was applied already; ``PermissionDenied`` without right.
    """
    require(actor, description.right)
    shown = safe_name(name) or _("tệp không tên")
    typed = engine.check_params(description, params)
    digest = hashlib.sha256(data).hexdigest()
    refuse_same(description.key, digest, typed)
    book = read_book(Source(shown, data))
    blob = _keep(actor, book, data, shown)
    with transaction.atomic():
        run = ImportRun.objects.create(
            list_key=description.key,
            params=typed,
            owner=actor,
            file_name=shown,
            sha256=digest,
            blob=blob,
            created_at=clock.now(),
        )
    return run, max((len(sheet.rows) for sheet in book.sheets), default=0)


def refuse_same(key: str, sha256: str, params: Mapping[str, str]) -> None:
    """``Refused`` when this file was applied with these choices and not taken back."""
    applied = ImportRun.objects.filter(list_key=key, sha256=sha256, state=State.APPLIED).order_by("-applied_at")
    for run in applied:
        if run.params == dict(params) and run.applied_at:
            moment = run.applied_at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")
            message = _("tệp này đã được áp dụng lúc {at}; không làm gì thêm.").format(at=moment)
            raise Refused(
                _("Tệp đã áp dụng rồi."),
                [Problem(run.file_name, message, _("Xuất lại danh sách nếu cần sửa tiếp."))],
            )


def _keep(actor: User, book: Book, data: bytes, name: str) -> Blob:
    """Keep the file as .xlsx without macros; what the store does not take as it is, is written anew."""
    kept = f"{PurePosixPath(name).stem[:100] or 'tep'}.xlsx"
    if book.kind == "xlsx":
        try:
            clean = without_macros(data) if book.macros else data
            return store(actor=actor, stream=io.BytesIO(clean), name=kept, limit=MAX_KEPT)
        except (Refused, zipfile.BadZipFile, NotImplementedError):
            pass  # such as a package in which paths are written in capitals
    return store(actor=actor, stream=io.BytesIO(plain_copy(book)), name=kept, limit=MAX_KEPT)


def check_run(*, actor: User, run: ImportRun) -> bool:
    """Check the file anew and keep what its page shows. False when another worker is at it or it is past checking."""
    now = clock.now()
    free = Q(state__in=(State.WAITING, State.CHECKED)) | Q(state=State.CHECKING, lease_until__lt=now)
    claim = ImportRun.objects.filter(Q(pk=run.pk) & free)
    if not claim.update(state=State.CHECKING, lease_until=now + LEASE, done=0, total=0, doing="", confirmed_at=None):
        return False

    def progress(done: int, total: int, doing: str) -> None:
        ImportRun.objects.filter(pk=run.pk, state=State.CHECKING).update(
            done=done, total=total, doing=doing, lease_until=clock.now() + LEASE
        )

    from diemsang.imports.registry import description_of

    description = description_of(run.list_key)
    try:
        if description is None:
            raise Refused(_("Danh sách này không còn nhập được."))
        outcome = engine.dry_run(
            actor, description, run.params, queries.source_of(run), hub=queries.hub_tag(), progress=progress
        )
    except Refused as refused:
        _keep_refusal(run, refused)
    except PermissionDenied:
        _keep_refusal(run, Refused(_("Bạn không còn quyền nhập danh sách này.")))
    except BaseException:
        # The file waits for another try instead of seeming busy until its lease ends.
        ImportRun.objects.filter(pk=run.pk, state=State.CHECKING).update(state=State.WAITING, lease_until=None)
        raise
    else:
        keep_outcome(run, outcome)
    run.refresh_from_db()
    return True


def _claim_result(run: ImportRun) -> QuerySet[ImportRun]:
    """The run while a check may still speak: one that came late must not take an applied file for a checked one."""
    return ImportRun.objects.filter(pk=run.pk, state__in=(State.CHECKING, State.CHECKED))


@transaction.atomic
def _keep_refusal(run: ImportRun, refused: Refused) -> None:
    found = refused.problems or (Problem("", refused.message, ""),)
    kept = _claim_result(run).update(
        state=State.CHECKED,
        lease_until=None,
        counts={},
        notes=[],
        converted=[],
        digest="",
        problems=[{"where": one.where, "message": one.message, "advice": one.advice} for one in found],
        checked_at=clock.now(),
    )
    if kept:
        ImportRow.objects.filter(run=run).delete()


@transaction.atomic
def keep_outcome(run: ImportRun, outcome: Outcome) -> None:
    """Write what a dry run said, in place of what an earlier one said."""
    converted = [
        [matching.where(sheet, f"{matching.letters(place[1])}{place[0] + 1}"), before[:200], after[:200]]
        for sheet, place, before, after in outcome.book.converted
    ]
    kept = _claim_result(run).update(
        state=State.CHECKED,
        lease_until=None,
        counts={**outcome.counts, "faults": sum(len(row.faults) for row in outcome.refused)},
        notes=outcome.notes[:50],
        converted=converted[:500],
        problems=[],
        digest=outcome.digest,
        checked_at=clock.now(),
    )
    if kept:
        ImportRow.objects.filter(run=run).delete()
        ImportRow.objects.bulk_create(_rows(run, outcome), batch_size=500)


def _rows(run: ImportRun, outcome: Outcome) -> list[ImportRow]:
    columns = {column.key: column for column in outcome.description.columns}
    labels = labels_of(outcome.description)
    made: list[ImportRow] = []

    def shown(key: str, value: Value) -> str:
        return label_of(columns[key], value, labels)

    def fault_line(row: Row, fault: Fault, tone: str) -> dict[str, str]:
        return {
            "tone": tone,
            "code": fault.code,
            "sheet": row.sheet,
            "cell": outcome.cell(row, fault.column),
            "text": fault.message,
            "advice": fault.advice,
            "suggestion": fault.suggestion,
        }

    def add(kind: str, row: Row, lines: list[dict[str, str]]) -> None:
        lines = [*lines, *(fault_line(row, note, "note") for note in row.notes)]
        label = row.standing.label if row.standing else _first_words(row)
        made.append(
            ImportRow(run=run, kind=kind, number=row.number, label=label[:255], lines=lines, noted=bool(row.notes))
        )

    for row in outcome.refused:
        add("refused", row, [fault_line(row, fault, "fault") for fault in row.faults])
    for change in [*outcome.created, *outcome.changed]:
        kind = "changed" if change.row.standing else "created"
        lines = [
            {
                "tone": "change",
                "column": str(columns[key].label),
                "before": shown(key, change.before.get(key)),
                "after": shown(key, value),
                "cell": outcome.cell(change.row, key),
            }
            for key, value in change.after.items()
            if key in columns
        ]
        add(kind, change.row, lines)
    for row in outcome.unchanged:
        add("unchanged", row, [])
    return made


def _first_words(row: Row) -> str:
    """A new row's name: its first two values."""
    return ", ".join([str(value) for value in row.values.values() if value is not None][:2])


@transaction.atomic
def confirm_text(*, actor: User, run: ImportRun) -> None:
    """The person has looked at the converted text and agrees."""
    updated = ImportRun.objects.filter(pk=run.pk, owner=actor, state=State.CHECKED).update(confirmed_at=clock.now())
    if not updated:
        raise Refused(_("Lần nhập này không còn chờ xác nhận."))
