"""PDFs of minutes, and several minutes as one print. Run by the worker; safe to be killed and run again."""

from __future__ import annotations

import errno
import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.errors import Problem, Refused
from diemsang.documents import jobs
from diemsang.documents.actions.minutes import lock, print_minute
from diemsang.documents.minutes import office, render, stamp
from diemsang.documents.models import Minute, MinutePrinting, MinuteState
from diemsang.documents.queries.minutes import MAKE, VIEW, may, require_minute, visible_to
from diemsang.files import actions as files
from diemsang.files.storage import blob_path

registry.register("minutes.batch", "in {count} biên bản thành một tệp")

MAX_BATCH = 500
PDF_LIMIT = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """The person who asked for a print, in the worker: their rights over each minute were checked when they asked."""

    actor_key: str
    actor_label: str

    def can(self, right: str, area_id: int | None = None) -> bool:
        """Checked before."""
        return True


def make_pdfs(ids: Sequence[int], actor: Actor = SYSTEM) -> None:
    """The PDF of each printed minute that has none, kept after every run of LibreOffice; its row tells a failure."""
    waiting = list(Minute.objects.filter(pk__in=ids, pdf=None, state=MinuteState.PRINTED).order_by("pk"))
    for start in range(0, len(waiting), jobs.AT_ONCE):
        _make_some(waiting[start : start + jobs.AT_ONCE], actor)


def _make_some(minutes: list[Minute], actor: Actor) -> None:
    documents, problems = {}, {}
    for minute in minutes:
        try:
            documents[str(minute.pk)] = render.without_code(render.read_docx(minute), minute)
        except (OSError, Refused) as error:
            problems[minute.pk] = _problem(error)
    try:
        made = office.to_pdf(documents)
    except OSError as error:
        problems |= {minute.pk: _problem(error) for minute in minutes if minute.pk not in problems}
        made = {}
    for minute in minutes:
        if minute.pk in problems:
            continue
        pdf = made.get(str(minute.pk))
        if pdf is None:
            problems[minute.pk] = _("LibreOffice không chuyển được tệp này, đã thử hai lần.")
            continue
        try:
            _keep(minute, pdf, actor)
        except Refused as error:
            problems[minute.pk] = _problem(error)
    for pk, why in problems.items():
        Minute.objects.filter(pk=pk, pdf=None).update(pdf_problem=why)


def _keep(minute: Minute, pdf: bytes, actor: Actor) -> None:
    """Stamp and store; ``Refused`` when the machine lacks the face, or the disk is full."""
    if not any(stamp.FACE in face for face in stamp.faces(pdf)):
        advice = _("Cài gói phông fonts-croscore rồi làm lại.")
        raise Refused(
            _("Chưa có PDF."), [Problem(_("Phông chữ"), _("máy chủ thiếu phông thay Times New Roman."), advice)]
        )
    stamped, pages = stamp.stamp(pdf, minute.public_id, minute.title)
    with transaction.atomic():
        standing = lock(minute)
        if standing.pdf_id is not None:
            return
        standing.pdf = files.store(actor=actor, stream=io.BytesIO(stamped), name="bien-ban.pdf", limit=PDF_LIMIT)
        standing.pages, standing.pdf_problem = pages, ""
        standing.save(update_fields=["pdf", "pages", "pdf_problem"])


def ask_again(*, actor: Actor, minute: Minute) -> None:
    """A person asks once more for a PDF that failed."""
    require_minute(actor, MAKE, minute)
    if minute.state == MinuteState.PRINTED and minute.pdf_id is None:
        Minute.objects.filter(pk=minute.pk).update(pdf_problem="")
        jobs.send_pdf([minute.pk])


@transaction.atomic
def start_printing(*, actor: Actor, public_id: uuid.UUID, minutes: Sequence[uuid.UUID]) -> MinutePrinting:
    """Ask for several minutes as one PDF, in this order; drafts among them are printed. The same id: the same print.

    ``Refused`` when none, too many, a void one, or a draft that the actor may not print is among them.
    """
    standing = MinutePrinting.objects.filter(public_id=public_id, made_by_key=actor.actor_key).first()
    if standing is not None:
        return standing
    wanted = list(dict.fromkeys(minutes))
    found = {row.public_id: row for row in visible_to(actor, VIEW).filter(public_id__in=wanted)}
    problems = []
    if not wanted or len(wanted) > MAX_BATCH:
        problems.append(Problem(_("Biên bản"), _("chọn từ 1 đến {count}.").format(count=MAX_BATCH)))
    for key in wanted:
        row = found.get(key)
        if row is None:
            problems.append(Problem(str(key), _("không có biên bản này."), _("Mở lại danh sách.")))
        elif row.state == MinuteState.VOID:
            problems.append(Problem(row.title, _("đã hủy."), _("Bỏ khỏi lượt in.")))
        elif row.state == MinuteState.DRAFT and not may(actor, MAKE, row):
            problems.append(Problem(row.title, _("còn là bản nháp, bạn không có quyền in."), _("Bỏ khỏi lượt in.")))
    if office.program() is None:
        message = _("máy này chưa có LibreOffice nên chưa làm được PDF.")
        problems.append(Problem(_("PDF"), message, _("Tải từng tệp Word để in.")))
    if problems:
        raise Refused(_("Chưa in được."), problems)
    printing = MinutePrinting.objects.create(
        public_id=public_id,
        minutes=[str(key) for key in wanted],
        made_by=actor.actor_label[:200],
        made_by_key=actor.actor_key[:200],
        made_at=clock.now(),
    )
    record(
        actor=actor,
        action="minutes.batch",
        subject_type="minute_printing",
        subject_key=str(public_id),
        data={"count": len(wanted)},
    )
    transaction.on_commit(lambda: jobs.send_printing(printing.pk))
    return printing


def make_printing(pk: int) -> None:
    """In the worker: the minutes in small runs, then joined. What cannot be made is named, the rest is joined."""
    printing = MinutePrinting.objects.filter(pk=pk, finished_at=None).first()
    if printing is None:
        return
    asked = Asked(printing.made_by_key, printing.made_by)
    rows = {str(row.public_id): row for row in Minute.objects.filter(public_id__in=printing.minutes)}
    ordered = [rows[key] for key in printing.minutes if key in rows]
    problems: dict[str, str] = {}
    for start in range(0, len(ordered), jobs.AT_ONCE):
        some = ordered[start : start + jobs.AT_ONCE]
        for minute in some:
            if minute.state == MinuteState.DRAFT:
                try:
                    with transaction.atomic():
                        print_minute(actor=asked, minute=minute, ask=False)
                except Refused as error:
                    problems[str(minute.public_id)] = _problem(error)
        make_pdfs([minute.pk for minute in some], asked)
        MinutePrinting.objects.filter(pk=pk).update(done=start + len(some), problems=problems)
    _finish(printing, ordered, problems, asked)


def _finish(printing: MinutePrinting, ordered: list[Minute], problems: dict[str, str], asked: Asked) -> None:
    paths = []
    whole = Minute.objects.filter(pk__in=[row.pk for row in ordered]).select_related("pdf").in_bulk()
    for row in ordered:
        minute = whole[row.pk]
        if minute.pdf is not None:
            paths.append(blob_path(minute.pdf.sha256))
        else:
            problems.setdefault(str(minute.public_id), minute.pdf_problem or _("chưa có PDF."))
    if paths:
        try:
            joined = io.BytesIO(stamp.join(paths))
            printing.pdf = files.store(actor=asked, stream=joined, name="bien-ban.pdf", limit=PDF_LIMIT)
        except (OSError, Refused) as error:
            problems["tep"] = _problem(error)
    printing.problems, printing.done, printing.finished_at = problems, len(ordered), clock.now()
    printing.save(update_fields=["pdf", "problems", "done", "finished_at"])


def _problem(error: OSError | Refused) -> str:
    if isinstance(error, Refused):
        return "; ".join(map(str, error.problems)) or error.message
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("Ổ đĩa của hub đã đầy. Báo quản trị hệ thống, rồi làm lại.")
    return _("Không đọc hoặc ghi được tệp ({why}).").format(why=error.strerror or str(error))
