"""Inspections: written as a whole, told by a minute, followed up until every finding is put right."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.documents.actions import make_minute, void_minute
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.operations.actions.common import check_past, day_words, journal, refuse
from diemsang.operations.actions.faults import lock_point
from diemsang.operations.checklists import checklist
from diemsang.operations.inspection_paper import minute_data
from diemsang.operations.models import Finding, Inspection, InspectionLine, Verdict
from diemsang.operations.queries.fault_scope import FAULTS, INSPECT
from diemsang.operations.queries.scope import may
from diemsang.points.actions import link_minute
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.inspect", "kiểm tra điểm {subject} ngày {from}: {what}")
register("operations.void_inspection", "hủy lần kiểm tra điểm {subject} ngày {from}")
register("operations.finding_done", "ghi đã khắc phục ở điểm {subject}: {what}")
register("operations.finding_again", "ghi chưa khắc phục xong ở điểm {subject}: {what}")

LONGEST = 366
"""Days that a finding may be given at most."""
MANY_BLANK = 3
"""Lines without an answer that are named one by one; more are counted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the inspector says of one line. ``text``, ``due_on`` and who is responsible make a finding of it."""

    verdict: str
    note: str = ""
    text: str = ""
    due_on: dt.date | None = None
    office: Office | None = None
    responsible: str = ""

    @property
    def finding(self) -> bool:
        """Whether something is to be put right."""
        return bool(self.text or self.due_on)


@transaction.atomic
def record_inspection(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    on: dt.date,
    version: str,
    members: str,
    answers: Mapping[str, Answer],
    conclusion: str = "",
) -> Inspection:
    """What was found at the point on a day, line by line of this version of the checklist.

    The same ``public_id`` changes nothing. ``Refused`` with all problems: a line without an answer, a finding without
    a deadline or without anybody responsible, a deadline before the inspection, a day ahead.
    """
    require_on(actor, INSPECT, point)
    lock_point(point)
    made = Inspection.objects.filter(public_id=public_id).first()
    if made is not None:
        if made.point_id != point.pk:
            refuse([Problem(point.code, _("mã của lần ghi này đã dùng cho điểm khác."), _("Mở lại trang rồi ghi."))])
        return made
    problems: list[Problem] = []
    template = checklist(version)
    members, conclusion = nfc(members), nfc(conclusion)
    check_past(_("Ngày kiểm tra"), on, problems)
    if template is None:
        problems.append(Problem(_("Mẫu kiểm tra"), _("không có."), _("Tải lại trang.")))
    if not members:
        problems.append(Problem(_("Đoàn kiểm tra"), _("còn trống."), _("Ghi tên người kiểm tra.")))
    for where, text, most in ((_("Đoàn kiểm tra"), members, 300), (_("Kết luận"), conclusion, 1000)):
        if len(text) > most:
            problems.append(Problem(where, _("dài quá %s chữ.") % most, _("Rút gọn.")))
    lines = template.lines if template else ()
    blank = [line for line in lines if not _answered(answers.get(line.key))]
    if len(blank) > MANY_BLANK:
        message = _("%(count)s dòng chưa chọn kết quả, dòng đầu: «%(first)s».")
        told = message % {"count": len(blank), "first": blank[0].text}
        problems.append(Problem(_("Từng dòng của mẫu"), told, _("Chọn đạt, chưa đạt, hoặc chưa xem.")))
    for line in lines:
        if len(blank) <= MANY_BLANK or line not in blank:
            _check(line.text, answers.get(line.key), on, problems)
    refuse(problems, _("Chưa ghi được lần kiểm tra."))
    assert template is not None  # refused above
    inspection = Inspection.objects.create(
        public_id=public_id,
        point=point,
        on=on,
        checklist=template.key,
        members=members,
        conclusion=conclusion,
        made_by=actor.actor_label[:200],
        made_by_key=actor.actor_key[:200],
        recorded_at=clock.now(),
    )
    found = 0
    for position, line in enumerate(template.lines, 1):
        answer = answers[line.key]
        row = InspectionLine.objects.create(
            inspection=inspection,
            position=position,
            key=line.key,
            area=line.area,
            text=line.text,
            verdict=answer.verdict,
            note=nfc(answer.note)[:300],
        )
        if answer.finding and answer.due_on is not None:
            found += 1
            Finding.objects.create(
                public_id=uuid.uuid5(public_id, line.key),
                inspection=inspection,
                line=row,
                text=nfc(answer.text)[:300],
                due_on=answer.due_on,
                office=answer.office,
                responsible="" if answer.office else nfc(answer.responsible)[:200],
            )
    what = _("%(n)s việc phải khắc phục") % {"n": found} if found else _("không có việc phải khắc phục")
    journal(actor, "operations.inspect", point, what, **{"from": day_words(on)})
    return inspection


def _answered(answer: Answer | None) -> bool:
    return answer is not None and answer.verdict in Verdict.values


def _check(where: str, answer: Answer | None, on: dt.date, problems: list[Problem]) -> None:
    if answer is None or not _answered(answer):
        problems.append(Problem(where, _("chưa chọn kết quả."), _("Chọn đạt, chưa đạt, hoặc chưa xem.")))
        return
    if not answer.finding:
        if answer.verdict == Verdict.BAD and not nfc(answer.note):
            hint = _("Ghi việc phải khắc phục và hạn; không phải làm gì thì ghi chú vì sao.")
            problems.append(Problem(where, _("ghi «chưa đạt» mà chưa nói thế nào."), hint))
        return
    if answer.verdict != Verdict.BAD:
        problems.append(Problem(where, _("có việc phải khắc phục mà không ghi «chưa đạt»."), _("Chọn «chưa đạt».")))
    if not nfc(answer.text):
        problems.append(Problem(where, _("có hạn mà chưa ghi việc phải khắc phục."), _("Ghi việc cần làm.")))
    if answer.due_on is None:
        problems.append(Problem(where, _("việc phải khắc phục chưa có hạn."), _("Ghi ngày phải xong.")))
    elif not on <= answer.due_on <= on + dt.timedelta(days=LONGEST):
        problems.append(Problem(where, _("hạn phải từ ngày kiểm tra đến một năm sau."), _("Sửa lại hạn.")))
    if answer.office is None and not nfc(answer.responsible):
        problems.append(Problem(where, _("chưa rõ ai phải khắc phục."), _("Chọn cơ quan hoặc ghi tên.")))


@transaction.atomic
def make_inspection_minute(*, actor: Actor, inspection: Inspection) -> Minute:
    """The draft of BB_KTr for printing and signing; made once."""
    require_on(actor, INSPECT, inspection.point)
    row = Inspection.objects.select_for_update(of=("self",)).select_related("point", "minute").get(pk=inspection.pk)
    if row.minute is not None and row.minute.state != MinuteState.VOID:
        return row.minute
    if row.voided_at is not None:
        refuse([Problem(row.point.code, _("lần kiểm tra này đã hủy."))], _("Chưa lập được biên bản."))
    minute = make_minute(
        actor=actor,
        public_id=uuid.uuid4(),
        kind=MinuteKind.BB_KTR,
        title=f"Kiểm tra điểm hỗ trợ {row.point.code}",
        on=row.on,
        data=minute_data(row),
    )
    link_minute(minute=minute, points=[row.point])
    row.minute = minute
    row.save(update_fields=["minute"])
    return minute


def move_inspection_minute(*, old: Minute, new: Minute) -> None:
    """The inspection told by ``old`` is told by ``new``. Called inside the act that replaces a minute."""
    Inspection.objects.filter(minute=old).update(minute=new)


@transaction.atomic
def void_inspection(*, actor: Actor, inspection: Inspection, reason: str) -> None:
    """Written by mistake: it and its findings count no more, its minute is void. Again changes nothing."""
    require_on(actor, INSPECT, inspection.point)
    lock_point(inspection.point)
    row = Inspection.objects.select_related("point", "minute").get(pk=inspection.pk)
    if row.voided_at is not None:
        return
    reason = nfc(reason)[:300]
    problems: list[Problem] = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi bản ghi sai ở chỗ nào.")))
    if row.minute is not None and row.minute.state == MinuteState.SIGNED:
        problems.append(Problem(row.point.code, _("biên bản đã có bản ký."), _("Hủy biên bản trước.")))
    refuse(problems, _("Chưa hủy được lần kiểm tra."))
    row.voided_at, row.void_reason = clock.now(), reason
    row.save(update_fields=["voided_at", "void_reason"])
    if row.minute is not None and row.minute.state != MinuteState.VOID:
        void_minute(actor=actor, minute=row.minute, reason=reason)
    journal(actor, "operations.void_inspection", row.point, day_words(row.on), reason, **{"from": day_words(row.on)})


@transaction.atomic
def finish_finding(*, actor: Actor, finding: Finding, on: dt.date, note: str) -> Finding:
    """It was put right on a day; said by who manages faults there or by an inspector. The same again: nothing."""
    row = _enter_finding(actor, finding)
    note = nfc(note)[:300]
    if row.done_on == on and row.done_note == note:
        return row
    problems: list[Problem] = []
    check_past(_("Xong ngày"), on, problems)
    if on < row.inspection.on:
        problems.append(Problem(_("Xong ngày"), _("trước ngày kiểm tra."), _("Kiểm tra lại hai ngày.")))
    if not note:
        problems.append(Problem(_("Đã làm gì"), _("còn trống."), _("Ghi đã khắc phục thế nào.")))
    refuse(problems, _("Chưa ghi được."))
    row.done_on, row.done_note, row.done_by = on, note, actor.actor_label[:200]
    row.save(update_fields=["done_on", "done_note", "done_by"])
    journal(actor, "operations.finding_done", row.inspection.point, row.text, note)
    return row


@transaction.atomic
def reopen_finding(*, actor: Actor, finding: Finding, reason: str) -> Finding:
    """It was not put right after all. Again changes nothing."""
    row = _enter_finding(actor, finding)
    if row.done_on is None:
        return row
    reason = nfc(reason)[:300]
    if not reason:
        refuse([Problem(_("Lý do"), _("còn trống."), _("Ghi còn thiếu gì."))], _("Chưa ghi được."))
    row.done_on, row.done_note, row.done_by = None, "", ""
    row.save(update_fields=["done_on", "done_note", "done_by"])
    journal(actor, "operations.finding_again", row.inspection.point, row.text, reason)
    return row


def may_follow(actor: Actor, point: SupportPoint) -> bool:
    """Whether the actor may say that something was put right."""
    return may(actor, FAULTS, point) or may(actor, INSPECT, point)


def _enter_finding(actor: Actor, finding: Finding) -> Finding:
    point = finding.inspection.point
    if not may_follow(actor, point):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {FAULTS}")
    lock_point(point)
    row = Finding.objects.select_related("inspection__point").get(pk=finding.pk)
    if row.inspection.voided_at is not None:
        refuse([Problem(point.code, _("lần kiểm tra này đã hủy."))], _("Chưa ghi được."))
    return row
