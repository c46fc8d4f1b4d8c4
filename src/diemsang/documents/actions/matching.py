"""Signed pages come back: each is told by its code, in any order and rotation, and held with its minute."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from diemsang.core.actor import Actor, require
from diemsang.core.errors import Refused
from diemsang.documents.actions.loose import keep_loose
from diemsang.documents.actions.minute_pages import Scan, require_free, take_pages, why_no_day
from diemsang.documents.actions.minutes import lock
from diemsang.documents.minutes import reading
from diemsang.documents.models import LoosePage, Minute, MinutePage, MinuteState
from diemsang.documents.queries.minutes import SIGN, missing_pages, require_minute, standing_pages, visible_to
from diemsang.files import actions as files

OUTCOMES = {
    "matched": _l("đã nhận"),
    "held": _l("đã có từ trước"),
    "foreign": _l("trang của biên bản khác"),
    "unreadable": _l("không đọc được mã"),
    "unknown": _l("mã lạ"),
    "void": _l("biên bản đã hủy"),
    "refused": _l("chưa nhận"),
}


@dataclass(slots=True)
class Outcome:
    """What became of one page. ``code`` is a key of ``OUTCOMES``; ``loose`` is the page when it waits for a person."""

    name: str
    code: str
    minute: Minute | None = None
    page: int | None = None
    message: str = ""
    loose: LoosePage | None = None

    @property
    def words(self) -> str:
        """The outcome in words."""
        return str(OUTCOMES[self.code])


@dataclass(slots=True)
class Matching:
    """What became of all pages, and how the minutes stand that they belong to."""

    outcomes: list[Outcome] = field(default_factory=list)
    minutes: list[tuple[Minute, list[int]]] = field(default_factory=list)
    """Each minute touched, with the numbers of pages still missing."""
    notes: list[str] = field(default_factory=list)
    """What else a person should know."""


def match_files(
    *,
    actor: Actor,
    named: Iterable[tuple[str, bytes]],
    only: Minute | None = None,
    signed_on: dt.date | None = None,
) -> Matching:
    """Read every page of the files and hold those of printed minutes within the actor's reach.

    Pages of one minute are taken in one transaction. With ``only`` a page of another minute is foreign and not held.
    A file that is none is told, the others go on. A page that is not held is not lost: without a readable code,
    foreign, or of a minute that takes none just now, it waits as a ``LoosePage``. ``signed_on`` is the day written on
    the paper; where it cannot be, the pages are held without it and ``notes`` says so.
    """
    require(actor, SIGN)
    if only is not None:
        require_minute(actor, SIGN, only)
    result = Matching()
    found: dict[uuid.UUID, list[tuple[reading.Sheet, int | None, Outcome]]] = {}
    for name, content in named:
        try:
            pages = reading.sheets(name, content)
        except Refused as error:
            message = "; ".join(f"{one.message} {one.advice}" for one in error.problems)
            result.outcomes.append(Outcome(name, "refused", message=message))
            continue
        for sheet in pages:
            outcome = Outcome(sheet.name, "unreadable")
            result.outcomes.append(outcome)
            ids = {code.public_id for code in sheet.codes}
            if len(ids) != 1:
                if ids:
                    outcome.message = _("có mã của nhiều biên bản trên một ảnh; chụp từng trang.")
                _wait(actor, sheet, outcome, only)
                continue
            numbers = {code.page for code in sheet.codes if code.page}
            number = numbers.pop() if len(numbers) == 1 else None
            found.setdefault(ids.pop(), []).append((sheet, number, outcome))
    for public_id, pages_of in found.items():
        _match_minute(actor, public_id, pages_of, only, signed_on, result)
    return result


def _match_minute(
    actor: Actor,
    public_id: uuid.UUID,
    pages: Sequence[tuple[reading.Sheet, int | None, Outcome]],
    only: Minute | None,
    signed_on: dt.date | None,
    result: Matching,
) -> None:
    minute = visible_to(actor).filter(public_id=public_id).first()
    if minute is None:
        for _sheet, number, outcome in pages:
            outcome.code, outcome.page = "unknown", number
            outcome.message = _("không có biên bản này trong địa bàn của bạn.")
        return
    for _sheet, number, outcome in pages:
        outcome.minute, outcome.page = minute, number
    if only is not None and minute.pk != only.pk:
        _all(pages, "foreign", _("thuộc «{title}» ({code}), không phải biên bản này."), minute)
        for sheet, number, outcome in pages:
            _wait(actor, sheet, outcome, minute, number, coded=True)
        return
    if minute.state == MinuteState.VOID:
        _all(pages, "void", _("«{title}» ({code}) đã hủy; ký bản thay cho nó."), minute)
        return
    why = why_no_day(minute, signed_on) if signed_on else ""
    if why and signed_on:
        note = _("Ngày ký {day} chưa ghi cho «{title}»: {why}")
        result.notes.append(note.format(day=f"{signed_on:%d/%m/%Y}", title=minute.title, why=why))
        signed_on = None
    try:
        minute = _take(actor, minute, pages, signed_on)
    except (Refused, PermissionDenied, Http404) as error:
        _refuse(actor, minute, pages, error)
    minute.refresh_from_db()
    if signed_on and minute.signed_on != signed_on:
        note = _("Ngày ký {day} chưa ghi cho «{title}»; ghi ở trang của biên bản.")
        result.notes.append(note.format(day=f"{signed_on:%d/%m/%Y}", title=minute.title))
    result.minutes.append((minute, missing_pages(minute)))


def _refuse(
    actor: Actor,
    minute: Minute,
    pages: Sequence[tuple[reading.Sheet, int | None, Outcome]],
    error: Exception,
) -> None:
    """The minute took none of its pages: say why, and let them wait for a person who may sign."""
    problems = error.problems if isinstance(error, Refused) else ()
    message = "; ".join(map(str, problems)) or _("bạn không có quyền nộp bản ký của biên bản này.")
    held = set(standing_pages(minute).values_list("number", flat=True))
    for sheet, number, outcome in pages:
        if outcome.code == "held" and outcome.page in held:
            continue
        outcome.loose = None  # its row was taken back with the refusal
        if outcome.code != "unreadable" or outcome.message == "":
            outcome.code, outcome.message = "refused", message
        if isinstance(error, Refused):  # also what waited already: the refusal took its row back
            _wait(actor, sheet, outcome, minute, number, coded=True)


@transaction.atomic
def _take(
    actor: Actor,
    minute: Minute,
    pages: Sequence[tuple[reading.Sheet, int | None, Outcome]],
    signed_on: dt.date | None,
) -> Minute:
    """Store and hold what is new; the same page twice, here or before, is told."""
    held = set(standing_pages(minute).values_list("number", flat=True))
    scans = []
    for sheet, number, outcome in pages:
        page = number or (1 if minute.pages == 1 else None)
        outcome.page = page
        if page is None:
            outcome.message = _("in từ tệp Word nên mã không cho biết số trang; chọn số trang bằng tay.")
            _wait(actor, sheet, outcome, minute, coded=True)
            continue
        if page in held:
            outcome.code = "held"
            outcome.message = _("trang {number} đã được giữ, không thay.").format(number=page)
            continue
        held.add(page)
        scans.append(_scan(actor, sheet, page))
        outcome.code = "matched"
    return take_pages(actor=actor, minute=minute, scans=scans, signed_on=signed_on) if scans else minute


def _scan(actor: Actor, sheet: reading.Sheet, page: int) -> Scan:
    blob = files.store(actor=actor, stream=io.BytesIO(sheet.content), name=sheet.file_name, limit=reading.MAX_BYTES)
    thumb = files.store(actor=actor, stream=io.BytesIO(sheet.thumb), name="nho.jpg") if sheet.thumb else None
    return Scan(page, blob, thumb)


def _wait(
    actor: Actor,
    sheet: reading.Sheet,
    outcome: Outcome,
    minute: Minute | None = None,
    number: int | None = None,
    *,
    coded: bool = False,
) -> None:
    """The page stays, so that a person can say where it belongs without bringing it again."""
    why = outcome.message or outcome.words
    try:
        outcome.loose = keep_loose(
            actor=actor, sheet=sheet, minute=minute, number=number, coded=coded, why=f"{why[:1].upper()}{why[1:]}"
        )
    except Refused as error:
        outcome.code, outcome.message = "refused", "; ".join(map(str, error.problems))


def assign_page(*, actor: Actor, minute: Minute, number: int, name: str, content: bytes) -> Minute:
    """A person says which page of the minute this is. ``Refused`` when the code on it says another minute or page,
    or the page is held."""
    require_minute(actor, SIGN, minute)
    found = reading.sheets(name, content)
    if len(found) != 1:
        raise reading.refused(name, _("có {count} trang.").format(count=len(found)), _("Nộp từng trang."))
    for code in found[0].codes:
        if code.public_id != minute.public_id:
            raise reading.refused(name, _("mang mã của biên bản khác."), _("Nộp ở trang của biên bản đó."))
        if code.page is not None and code.page != number:
            message = _("mang mã của trang {number}.").format(number=code.page)
            raise reading.refused(name, message, _("Chọn đúng số trang."))
    with transaction.atomic():
        minute = lock(minute)
        require_free(minute, number)
        scan = _scan(actor, found[0], number)
        scan = Scan(number, scan.blob, scan.thumb, MinutePage.How.HAND)
        return take_pages(actor=actor, minute=minute, scans=[scan])


def _all(pages: Sequence[tuple[reading.Sheet, int | None, Outcome]], code: str, message: str, minute: Minute) -> None:
    for _sheet, _number, outcome in pages:
        outcome.code, outcome.message = code, message.format(title=minute.title, code=minute.code)
