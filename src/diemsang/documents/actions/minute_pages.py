"""Pages of the signed copy come in; when all are held the minute is signed, and what it causes happens with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit import registry
from diemsang.audit.actions import record
from diemsang.audit.reasons import require_reason
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.actions.minutes import lock
from diemsang.documents.minutes.registry import spec_of
from diemsang.documents.models import Minute, MinutePage, MinuteState
from diemsang.documents.queries.minutes import SIGN, missing_pages, require_minute, standing_pages
from diemsang.files.models import Blob

registry.register("minutes.take_page", "nhận trang {number} bản ký của {subject}")
registry.register("minutes.drop_page", "bỏ trang {number} bản ký của {subject}")
registry.register("minutes.sign", "đủ bản ký của {subject}, {pages} trang")
registry.register("minutes.date", "ghi ngày ký trên giấy của {subject}: {day}")


@dataclass(frozen=True, slots=True)
class Scan:
    """One page as it came: its number on the minute, the file, a small picture of it, and what said the number."""

    number: int
    blob: Blob
    thumb: Blob | None = None
    how: str = MinutePage.How.QR


@transaction.atomic
def take_page(*, actor: Actor, minute: Minute, number: int, blob: Blob, how: str = MinutePage.How.QR) -> Minute:
    """One page; see ``take_pages``."""
    return take_pages(actor=actor, minute=minute, scans=[Scan(number, blob, None, how)])


@transaction.atomic
def take_pages(*, actor: Actor, minute: Minute, scans: Sequence[Scan], signed_on: dt.date | None = None) -> Minute:
    """Hold pages of the signed copy; a number held already changes nothing. Returns the minute as it stands then.

    When every page is held the minute becomes *signed* and ``on_signed`` of its kind runs, in the same transaction.
    When that refuses, the pages stay held, the minute stays *printed* and ``waiting`` says why (``finish_signing``
    tries again). ``Refused`` when the minute takes no pages (draft, void) or a number is beyond its last page.
    """
    require_minute(actor, SIGN, minute)
    minute = lock(minute)
    held = set(standing_pages(minute).values_list("number", flat=True))
    fresh = {scan.number: scan for scan in scans if scan.number not in held}
    if not fresh:
        return minute
    problems = _why_not(minute, fresh)
    if signed_on is not None and (why := why_no_day(minute, signed_on)):
        problems.append(Problem(_("Ngày ký"), why, _("Ghi ngày viết trên giấy.")))
    if problems:
        raise Refused(_("Chưa nhận được bản ký."), problems)
    for number, scan in sorted(fresh.items()):
        MinutePage.objects.create(
            minute=minute,
            number=number,
            blob=scan.blob,
            thumb=scan.thumb,
            how=scan.how,
            added_by=actor.actor_label[:200],
            recorded_at=clock.now(),
        )
        _journal(actor, "minutes.take_page", minute, {"number": number}, {"sha256": scan.blob.sha256})
    if signed_on is not None and signed_on != minute.signed_on:
        _date(actor, minute, signed_on)
    return _sign_when_whole(actor, minute)


def _date(actor: Actor, minute: Minute, signed_on: dt.date) -> None:
    minute.signed_on = signed_on
    minute.save(update_fields=["signed_on"])
    day = f"{signed_on:%d/%m/%Y}"
    _journal(actor, "minutes.date", minute, {"day": day}, {"signed_on": signed_on.isoformat()})


def require_free(minute: Minute, number: int) -> None:
    """``Refused`` when this page is held; the caller has locked the minute."""
    if standing_pages(minute).filter(number=number).exists():
        message = _("trang {number} đã được giữ, không thay.").format(number=number)
        advice = _("Chọn số trang khác; hoặc bỏ trang đã giữ trước.")
        raise Refused(_("Chưa nhận được trang."), [Problem(minute.title, message, advice)])


def why_no_day(minute: Minute, signed_on: dt.date) -> str:
    """Why the paper cannot have been signed on this day; "" when it can."""
    if minute.on <= signed_on <= clock.today():
        return ""
    return _("phải từ ngày của việc (%(day)s) đến hôm nay.") % {"day": f"{minute.on:%d/%m/%Y}"}


@transaction.atomic
def date_signature(*, actor: Actor, minute: Minute, signed_on: dt.date) -> Minute:
    """The day that is written on the paper, also after the pages came in. The same day again changes nothing.

    ``Refused`` for a draft or a void minute, for a day before the act or ahead.
    """
    require_minute(actor, SIGN, minute)
    minute = lock(minute)
    if minute.signed_on == signed_on:
        return minute
    problems = []
    if minute.state not in {MinuteState.PRINTED, MinuteState.SIGNED}:
        problems.append(Problem(_("Ngày ký"), _("chỉ ghi cho biên bản đã in và chưa hủy.")))
    if why := why_no_day(minute, signed_on):
        problems.append(Problem(_("Ngày ký"), why, _("Ghi ngày viết trên giấy.")))
    if problems:
        raise Refused(_("Chưa ghi được ngày ký."), problems)
    _date(actor, minute, signed_on)
    return minute


def finish_signing(*, actor: Actor, minute: Minute) -> Minute:
    """Try again to let the held copy count, after what stood in the way was cleared. ``Refused`` with what remains."""
    require_minute(actor, SIGN, minute)
    with transaction.atomic():  # what was found stays, though it is told as a refusal
        minute = _sign_when_whole(actor, lock(minute))
    if minute.state != MinuteState.SIGNED:
        raise Refused(_("Biên bản chưa được tính."), [Problem(_("Bản ký"), minute.waiting or _("còn thiếu trang."))])
    return minute


@transaction.atomic
def drop_page(*, actor: Actor, page: MinutePage, reason: str) -> Minute:
    """Take a wrong or unreadable page out again; only before the copy counts. The row stays, voided."""
    require_minute(actor, SIGN, page.minute)
    minute = lock(page.minute)
    page = MinutePage.objects.get(pk=page.pk)
    if page.voided_at is not None:
        return minute
    problems = require_reason(True, reason, where=_("Lý do bỏ"), why=_("trang đã được nhận"))
    if minute.state != MinuteState.PRINTED:
        problems.append(Problem(_("Trang"), _("thuộc bản ký đã đủ hoặc đã hủy."), _("Hủy biên bản và lập bản thay.")))
    if problems:
        raise Refused(_("Chưa bỏ được trang."), problems)
    page.voided_at, page.void_reason = clock.now(), nfc(reason)
    page.save(update_fields=["voided_at", "void_reason"])
    minute.waiting = ""
    minute.save(update_fields=["waiting"])
    _journal(actor, "minutes.drop_page", minute, {"number": page.number}, {}, reason)
    return minute


def _sign_when_whole(actor: Actor, minute: Minute) -> Minute:
    if minute.state != MinuteState.PRINTED or not minute.pages or missing_pages(minute):
        return minute
    try:
        with transaction.atomic():
            minute.state, minute.signed_at, minute.waiting = MinuteState.SIGNED, clock.now(), ""
            minute.save(update_fields=["state", "signed_at", "waiting"])
            _journal(actor, "minutes.sign", minute, {"pages": minute.pages}, {"state": minute.state})
            spec_of(minute.kind).on_signed(actor, minute)
    except Refused as error:
        minute = lock(minute)
        minute.waiting = "\n".join(str(line) for line in (error.problems or (error.message,)))
        minute.save(update_fields=["waiting"])
    return minute


def _why_not(minute: Minute, fresh: dict[int, Scan]) -> list[Problem]:
    where = _("Biên bản")
    if minute.state == MinuteState.VOID:
        return [Problem(where, _("đã hủy, không nhận bản ký."), _("In và ký biên bản thay cho nó."))]
    if minute.state == MinuteState.DRAFT:
        return [Problem(where, _("còn là bản nháp."), _("In biên bản trước, rồi ký trên bản in."))]
    if minute.state == MinuteState.SIGNED:
        return [Problem(where, _("đã đủ bản ký."), _("Sai thì hủy biên bản và lập bản thay."))]
    if minute.pages is None:
        return [Problem(where, _("chưa biết có mấy trang."), _("Đợi bản PDF, hoặc ghi số trang đã in từ Word."))]
    beyond = [number for number in fresh if not 1 <= number <= (minute.pages or 0)]
    if beyond:
        message = _("không có trang %(number)s, chỉ có %(pages)s trang.") % {
            "number": beyond[0],
            "pages": minute.pages,
        }
        return [Problem(where, message, _("Kiểm tra số trang in ở đầu tờ giấy."))]
    return []


def _journal(
    actor: Actor, action: str, minute: Minute, data: dict[str, object], after: dict[str, object], reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="minute",
        subject_key=str(minute.public_id),
        subject_label=minute.title,
        data=data,
        after=after,
        reason=reason,
    )
