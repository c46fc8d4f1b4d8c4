"""Who looks after a point: assigned, handed over, ended, taken back. And the point's hours and posters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.accounts.models import User
from diemsang.accounts.phones import parse_phone
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.documents.actions import make_minute, void_minute
from diemsang.documents.models import Decision, Minute, MinuteKind, MinuteState
from diemsang.library.models import LanguageVariety
from diemsang.operations.actions.common import (
    already,
    check_past,
    check_source,
    day_words,
    journal,
    refuse,
    span_words,
)
from diemsang.operations.handing import minute_data
from diemsang.operations.models import OperatorAssignment, OperatorHandover, OperatorRole
from diemsang.operations.models.base import after
from diemsang.operations.queries.scope import PEOPLE
from diemsang.points.actions import link_minute
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.assign", "phân công {what} ở điểm {subject} từ {from}")
register("operations.unassign", "ghi {what} thôi việc ở điểm {subject} từ {from}")
register("operations.handover", "ghi bàn giao người phụ trách điểm {subject}: {giver} giao cho {what} ngày {from}")
register("operations.void_assignment", "hủy phân công {what} ở điểm {subject}")
register("operations.void_handover", "hủy lần bàn giao người phụ trách điểm {subject} ngày {from}")

MOST_LINES = 200
HANDED_OVER = "bàn giao"
"""Why somebody is no longer in charge, as the record says it: in the language of the records, whoever writes."""


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody with an account, or only a name and, if they gave one, a telephone number."""

    person: User | None = None
    name: str = ""
    phone: str = ""
    languages: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What one hands over to the next. ``lines``: what, number or code, condition."""

    lines: Sequence[Sequence[str]] = field(default_factory=tuple)
    keys: str = ""
    faults: str = ""
    pin_told: bool = False


@transaction.atomic
def assign(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    role: str,
    who: Who,
    source: str,
    from_date: dt.date | None = None,
    last_day: dt.date | None = None,
    decision: Decision | None = None,
) -> OperatorAssignment:
    """Somebody looks after the point from a day on (null: nobody knows since when). ``Refused`` when another person is
    in charge on one of these days: that is a handover, or the other one ends first."""
    _enter(actor, point)
    made = already(OperatorAssignment, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    row = _row(public_id, point, role, who, from_date, after(last_day), source, decision, problems)
    if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
        problems.append(Problem(_("Đến hết ngày"), _("trước ngày bắt đầu."), _("Kiểm tra lại hai ngày.")))
    if not problems:
        _check_free(row, problems)
    refuse(problems, _("Chưa phân công được."))
    row.save()
    what = f"{row.shown_name} ({row.get_role_display()})"
    journal(actor, "operations.assign", point, what, **{"from": day_words(from_date)})
    return row


@transaction.atomic
def end_assignment(
    *, actor: Actor, assignment: OperatorAssignment, last_day: dt.date, reason: str
) -> OperatorAssignment:
    """This is the person's last day at the point. The same again changes nothing."""
    _enter(actor, assignment.point)
    row = OperatorAssignment.objects.select_related("person", "point").get(pk=assignment.pk)
    if row.voided_at is None and row.valid_to == after(last_day):
        return row
    problems: list[Problem] = []
    reason = nfc(reason)[:300]
    if row.voided_at is not None:
        problems.append(Problem(row.shown_name, _("bản ghi này đã hủy.")))
    elif row.valid_to is not None:
        words = {"day": day_words(row.last_day)}
        problems.append(Problem(row.shown_name, _("đã ghi làm đến hết %(day)s.") % words))
    if row.valid_from is not None and last_day < row.valid_from:
        problems.append(Problem(_("Ngày cuối"), _("trước ngày bắt đầu."), _("Kiểm tra lại ngày.")))
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao thôi: chuyển việc, hết nhiệm kỳ…")))
    refuse(problems)
    row.valid_to, row.end_reason = after(last_day), reason
    row.save(update_fields=["valid_to", "end_reason"])
    journal(actor, "operations.unassign", row.point, row.shown_name, reason, **{"from": day_words(row.valid_to)})
    return row


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    on: dt.date,
    to: Who,
    given: Given,
    source: str,
    decision: Decision | None = None,
    with_minute: bool = True,
) -> OperatorHandover:
    """The person in charge hands over; from ``on`` the other one is in charge. A minute (``BB_BGPT``) is drafted.

    Nobody in charge before: the new one takes over alone. The PIN is told in person and stands in no paper.
    """
    _enter(actor, point)
    made = already(OperatorHandover, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    check_past(_("Ngày bàn giao"), on, problems)
    giver = (
        OperatorAssignment.objects.on(on)
        .filter(point=point, role=OperatorRole.IN_CHARGE, voided_at=None)
        .select_related("person")
        .first()
    )
    if giver is not None and giver.valid_from == on:
        message = _("%(name)s mới nhận điểm đúng ngày ấy.") % {"name": giver.shown_name}
        problems.append(Problem(_("Ngày bàn giao"), message, _("Chọn ngày sau, hoặc hủy lần phân công kia.")))
    taker = _row(uuid.uuid4(), point, OperatorRole.IN_CHARGE, to, on, None, source, decision, problems)
    if giver is not None and _same_person(giver, taker):
        problems.append(Problem(_("Người nhận"), _("chính là người đang phụ trách."), _("Chọn người khác.")))
    lines = [[nfc(str(part))[:200] for part in line] for line in given.lines if any(str(part).strip() for part in line)]
    if len(lines) > MOST_LINES:
        problems.append(Problem(_("Bàn giao những gì"), _("nhiều hơn 200 dòng."), _("Gộp các dòng giống nhau.")))
    if not problems:
        _check_free(taker, problems, besides=giver)
    refuse(problems, _("Chưa ghi được bàn giao."))
    planned_end = giver.valid_to if giver is not None else None
    if giver is not None:
        giver.valid_to, giver.end_reason = on, HANDED_OVER
        giver.save(update_fields=["valid_to", "end_reason"])
    taker.save()
    row = OperatorHandover(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        on=on,
        giver=giver,
        giver_planned_end=planned_end,
        taker=taker,
        lines=lines,
        keys=nfc(given.keys)[:200],
        faults=nfc(given.faults)[:2000],
        pin_told=given.pin_told,
    )
    row.minute = _minute(actor, row) if with_minute else None
    row.save()
    name = giver.shown_name if giver is not None else _("chưa có ai")
    journal(actor, "operations.handover", point, taker.shown_name, giver=name, **{"from": day_words(on)})
    return row


@transaction.atomic
def void_assignment(*, actor: Actor, assignment: OperatorAssignment, reason: str) -> None:
    """This row was wrong. Made by a handover: the whole handover is taken back, and its giver is in charge again.

    ``Refused`` when somebody else is in charge on one of the giver's days since.
    """
    _enter(actor, assignment.point)
    row = OperatorAssignment.objects.select_related("person", "point").get(pk=assignment.pk)
    if row.voided_at is not None:
        return
    problems: list[Problem] = []
    reason = nfc(reason)[:300]
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi bản ghi sai ở chỗ nào.")))
    given = OperatorHandover.objects.filter(giver=row, voided_at=None).first()
    if given is not None:
        message = _("đã bàn giao ngày %(day)s.") % {"day": day_words(given.on)}
        problems.append(Problem(row.shown_name, message, _("Hủy lần bàn giao (người nhận) trước.")))
    taken = OperatorHandover.objects.filter(taker=row, voided_at=None).select_related("giver", "minute").first()
    giver = taken.giver if taken is not None else None
    back = taken is not None and giver is not None and giver.valid_to == taken.on
    if back and giver is not None and taken is not None:
        giver.valid_to, giver.end_reason = taken.giver_planned_end, ""
        advice = _("Hủy phân công của người ấy trước, rồi hủy lần bàn giao này.")
        _check_free(giver, problems, besides=row, advice=advice)
    refuse(problems, _("Chưa hủy được."))
    row.voided_at, row.void_reason = clock.now(), reason
    row.save(update_fields=["voided_at", "void_reason"])
    if taken is None:
        journal(actor, "operations.void_assignment", row.point, row.shown_name, reason)
        return
    taken.voided_at, taken.void_reason = row.voided_at, reason
    taken.save(update_fields=["voided_at", "void_reason"])
    if back and giver is not None:
        giver.save(update_fields=["valid_to", "end_reason"])
    if taken.minute is not None and taken.minute.state != MinuteState.VOID:
        void_minute(actor=actor, minute=taken.minute, reason=reason)
    journal(actor, "operations.void_handover", row.point, row.shown_name, reason, **{"from": day_words(taken.on)})


def _enter(actor: Actor, point: SupportPoint) -> None:
    require_on(actor, PEOPLE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))


def _row(
    public_id: uuid.UUID,
    point: SupportPoint,
    role: str,
    who: Who,
    start: dt.date | None,
    end: dt.date | None,
    source: str,
    decision: Decision | None,
    problems: list[Problem],
) -> OperatorAssignment:
    name = nfc(who.name)[:120] if who.person is None else ""
    phone = nfc(who.phone) if who.person is None else ""
    kept = parse_phone(phone) if phone else ""
    if role not in OperatorRole.values:
        problems.append(Problem(_("Vai"), _("không có trong danh mục.")))
    if who.person is None and not name:
        problems.append(Problem(_("Người"), _("chưa chọn, chưa ghi tên."), _("Chọn tài khoản, hoặc ghi họ và tên.")))
    if kept is None:
        problems.append(Problem(_("Điện thoại"), _("không phải số điện thoại Việt Nam."), _("Viết như 0912 345 678.")))
    languages = list(dict.fromkeys(who.languages))
    known = set(LanguageVariety.objects.filter(tag__in=languages).values_list("tag", flat=True))
    if set(languages) - known:
        problems.append(Problem(_("Nói được tiếng"), _("có tiếng không trong danh mục."), _("Tải lại trang.")))
    return OperatorAssignment(
        public_id=public_id,
        point=point,
        role=role,
        person=who.person,
        name=name,
        phone=kept or "",
        languages=languages,
        decision=decision,
        source=source,
        valid_from=start,
        valid_to=end,
        recorded_at=clock.now(),
    )


def _check_free(
    row: OperatorAssignment, problems: list[Problem], besides: OperatorAssignment | None = None, advice: str = ""
) -> None:
    """One person in charge a day, and nobody twice in the same part."""
    rows = OperatorAssignment.objects.filter(point=row.point, role=row.role, voided_at=None).select_related("person")
    if row.valid_to is not None:
        rows = rows.filter(Q(valid_from=None) | Q(valid_from__lt=row.valid_to))
    if row.valid_from is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=row.valid_from))
    for other in rows:
        if other.pk == row.pk or (besides is not None and other.pk == besides.pk):
            continue
        if row.role == OperatorRole.IN_CHARGE or _same_person(other, row):
            message = _("%(name)s đang làm việc này, %(span)s.") % {
                "name": other.shown_name,
                "span": span_words(other.valid_from, other.valid_to),
            }
            advice = advice or _("Dùng trang Bàn giao, hoặc ghi người kia thôi trước.")
            problems.append(Problem(row.point.code, message, advice))
            return


def _same_person(one: OperatorAssignment, other: OperatorAssignment) -> bool:
    if one.person_id is not None or other.person_id is not None:
        return one.person_id == other.person_id
    return one.name.casefold() == other.name.casefold()


def _minute(actor: Actor, row: OperatorHandover) -> Minute:
    minute = make_minute(
        actor=actor,
        public_id=row.public_id,
        kind=MinuteKind.BB_BGPT,
        title=f"Bàn giao người phụ trách – điểm {row.point.code}",
        on=row.on,
        data=minute_data(row),
    )
    link_minute(minute=minute, points=[row.point])
    return minute


def move_minute(*, old: Minute, new: Minute) -> None:
    """The handover told by ``old`` is told by ``new``. Called inside the act that voids a minute and replaces it."""
    OperatorHandover.objects.filter(minute=old).update(minute=new)
