"""A class from planned to closed or cancelled."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office, User
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.errors import Problem
from diemsang.points.models import SupportPoint
from diemsang.training.actions.certificates import issue_certificates
from diemsang.training.actions.common import needed, refresh_keep, refuse, short, tell_class
from diemsang.training.marks import untested
from diemsang.training.models import ClassState, Course, Enrolment, Moment, Trainee, TrainingClass
from diemsang.training.queries.scope import (
    ATTEND,
    CLOSE,
    MANAGE,
    offices_within,
    require_class,
    trainers_within,
)

register("training.class", "lập lớp tập huấn {subject}")
register("training.class_edit", "sửa lớp tập huấn {subject}")
register("training.trainer", "giao lớp tập huấn {subject} cho giảng viên {who}")
register("training.trainer_off", "thôi giao lớp tập huấn {subject} cho giảng viên {who}")
register("training.held", "mở lớp tập huấn {subject}")
register("training.closed", "kết thúc lớp tập huấn {subject}: {passed} người đạt, cấp {issued} chứng nhận")
register("training.reopened", "mở lại lớp tập huấn {subject}")
register("training.cancelled", "hủy lớp tập huấn {subject}")
register("training.residents", "ghi số người dân dự lớp {subject}: {women} phụ nữ, {men} nam giới, {children} trẻ em")
register("training.check_open", "mở bài kiểm tra {moment} của lớp {subject}")
register("training.check_shut", "đóng bài kiểm tra của lớp {subject}")

LONGEST = dt.timedelta(days=60)
MOST_SEATS, MOST_RESIDENTS = 500, 10_000
NAMED = 5
"""People named in a message; of more, the first."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What is written of a class; ``ends_on`` is its last day.

    ``trainer``: the name as printed, that of ``trainer_user`` when it is empty.
    """

    place: str
    starts_on: dt.date
    ends_on: dt.date
    capacity: int
    office: Office
    point: SupportPoint | None = None
    trainer: str = ""
    starts_at: dt.time | None = None
    trainer_user: User | None = None


def lock(training_class: TrainingClass) -> TrainingClass:
    """The row as it stands now, for this transaction alone."""
    rows = TrainingClass.objects.select_for_update(of=("self",))
    rows = rows.select_related("course", "office", "point", "minute", "trainer_user")
    return rows.get(pk=training_class.pk)


@transaction.atomic
def make_class(*, actor: Actor, public_id: uuid.UUID, course: Course, facts: ClassFacts) -> TrainingClass:
    """A planned class of an office within the actor's right. The same id again: the class that stands."""
    require(actor, MANAGE)
    standing = TrainingClass.objects.filter(public_id=public_id).first()
    if standing is not None:
        require_class(actor, MANAGE, standing)
        return standing
    row = TrainingClass(public_id=public_id, course=course, made_at=clock.now())
    _write(actor, row, facts)
    row.save()
    tell_class(actor, "training.class", row)
    _tell_trainer(actor, row, None)
    return row


@transaction.atomic
def edit_class(*, actor: Actor, training_class: TrainingClass, facts: ClassFacts) -> TrainingClass:
    """Other days, place or trainer, until it is closed. Days that were ticked already must stay inside."""
    require_class(actor, MANAGE, training_class)
    row = lock(training_class)
    if not row.open_to_change:
        refuse([Problem(str(row), _("lớp đã kết thúc hoặc đã hủy, không sửa được nữa."))])
    before = row.trainer_user
    _write(actor, row, facts)
    ticked = list(row.enrolments.filter(attendance__isnull=False).values_list("attendance__on", flat=True))
    outside = [day for day in ticked if not row.starts_on <= day <= row.ends_on]
    if outside:
        message = _("đã điểm danh ngày %(day)s, ngày đó phải nằm trong lớp.") % {"day": f"{outside[0]:%d/%m/%Y}"}
        refuse([Problem(_("Ngày học"), message)])
    row.save()
    for trainee in Trainee.objects.filter(enrolments__training_class=row, enrolments__voided_at=None):
        refresh_keep(trainee)
    tell_class(actor, "training.class_edit", row)
    _tell_trainer(actor, row, before)
    return row


def _tell_trainer(actor: Actor, row: TrainingClass, before: User | None) -> None:
    """Who may hold a class is a matter of rights, so the journal says when it changes."""
    if row.trainer_user == before:
        return
    if row.trainer_user is None:
        tell_class(actor, "training.trainer_off", row, who=str(before))
    else:
        tell_class(actor, "training.trainer", row, who=str(row.trainer_user))


def _write(actor: Actor, row: TrainingClass, facts: ClassFacts) -> None:
    problems: list[Problem] = []
    row.place = needed(_("Nơi học"), facts.place, 200, problems)
    before, given = row.trainer_user, facts.trainer_user
    written = short(_("Giảng viên"), facts.trainer, 200, problems)
    if given is not None and (not written or (before is not None and before != given and written == str(before))):
        written = str(given)
    row.trainer = written
    if given is not None and not trainers_within(actor, before).filter(pk=given.pk).exists():
        message = _("«%(who)s» không giữ vai giảng viên tập huấn trong địa bàn của bạn.") % {"who": given}
        problems.append(Problem(_("Giảng viên có tài khoản"), message, _("Chọn trong danh sách, hoặc để trống.")))
    if facts.ends_on < facts.starts_on:
        problems.append(
            Problem(_("Đến hết ngày"), _("trước ngày bắt đầu: lớp kết thúc trước khi mở."), _("Kiểm tra lại hai ngày."))
        )
    elif facts.ends_on - facts.starts_on > LONGEST:
        problems.append(Problem(_("Đến hết ngày"), _("lớp dài hơn 60 ngày."), _("Lập nhiều lớp.")))
    if not 1 <= facts.capacity <= MOST_SEATS:
        problems.append(Problem(_("Số chỗ"), _("phải từ 1 đến %(most)s.") % {"most": MOST_SEATS}))
    if not offices_within(actor).filter(pk=facts.office.pk).exists():
        problems.append(Problem(_("Cơ quan tổ chức"), _("ngoài phạm vi của bạn."), _("Chọn trong danh sách.")))
    course = row.course
    if not course.in_force(facts.starts_on):
        message = _("khóa «%(course)s» không dạy vào ngày này.") % {"course": course.title}
        problems.append(Problem(_("Từ ngày"), message, _("Chọn ngày khác hoặc sửa thời gian của khóa.")))
    refuse(problems, _("Chưa ghi được lớp tập huấn."))
    row.trainer_user = given
    row.office, row.point, row.capacity = facts.office, facts.point, facts.capacity
    row.starts_on, row.ends_on, row.starts_at = facts.starts_on, facts.ends_on, facts.starts_at


@transaction.atomic
def hold_class(*, actor: Actor, training_class: TrainingClass) -> TrainingClass:
    """Planned → held, from its first day on. Held already changes nothing."""
    require_class(actor, ATTEND, training_class)
    row = lock(training_class)
    if row.state == ClassState.HELD:
        return row
    if row.state != ClassState.PLANNED:
        refuse([Problem(str(row), _("lớp đã kết thúc hoặc đã hủy."))], _("Chưa mở được lớp."))
    if row.starts_on > clock.today():
        message = _("ngày học đầu là %(day)s.") % {"day": f"{row.starts_on:%d/%m/%Y}"}
        refuse([Problem(str(row), message, _("Đợi đến ngày học, hoặc sửa ngày."))], _("Chưa mở được lớp."))
    row.state = ClassState.HELD
    row.save(update_fields=["state"])
    tell_class(actor, "training.held", row)
    return row


@transaction.atomic
def close_class(*, actor: Actor, training_class: TrainingClass, untested_fail: bool = False) -> TrainingClass:
    """Held → closed; who passed gets a certificate. Closed already changes nothing.

    ``Refused`` before the last day, or while somebody named is not ticked on a day, or came and has no score after
    the course: nobody is failed by a gap. ``untested_fail``: somebody says that those without a score took no check.
    """
    require_class(actor, CLOSE, training_class)
    row = lock(training_class)
    if row.state == ClassState.CLOSED:
        return row
    problems = []
    if row.state != ClassState.HELD:
        problems.append(Problem(str(row), _("lớp chưa mở hoặc đã hủy."), _("Mở lớp trước.")))
    if row.ends_on > clock.today():
        message = _("ngày học cuối là %(day)s.") % {"day": f"{row.ends_on:%d/%m/%Y}"}
        problems.append(Problem(str(row), message, _("Đợi đến hết lớp.")))
    people = row.enrolments.filter(voided_at=None, trainee__isnull=False).select_related("trainee")
    seats = list(people.prefetch_related("attendance"))
    days = set(row.days)
    gaps = sum(1 for seat in seats if days - {mark.on for mark in seat.attendance.all()})
    if gaps and row.course.named_people:
        message = _("%(count)s người chưa điểm danh đủ %(days)s ngày.") % {"count": gaps, "days": len(days)}
        problems.append(Problem(_("Điểm danh"), message, _("Điểm danh mọi ngày, người vắng để trống ô.")))
    left = untested(row.course, days=len(days), seats=seats)
    if left and not untested_fail:
        names = ", ".join(seat.trainee.shown_name for seat in left[:NAMED] if seat.trainee) + "…" * (len(left) > NAMED)
        message = _("%(count)s người dự đủ buổi chưa có điểm: %(names)s.") % {"count": len(left), "names": names}
        hint = _("Ghi điểm; nếu họ không làm bài thì đánh dấu như vậy rồi kết thúc, họ chưa đạt.")
        problems.append(Problem(_("Điểm sau lớp"), message, hint))
    if not row.course.named_people and row.women is None and row.men is None and row.children is None:
        problems.append(Problem(_("Người dự"), _("chưa ghi số người dân dự lớp."), _("Ghi số phụ nữ, nam, trẻ em.")))
    refuse(problems, _("Chưa kết thúc được lớp."))
    passed, issued = issue_certificates(row, seats)
    row.state, row.closed_at, row.check_open = ClassState.CLOSED, clock.now(), ""
    row.save(update_fields=["state", "closed_at", "check_open"])
    for trainee in Trainee.objects.filter(enrolments__in=seats):
        refresh_keep(trainee)
    why = _("%(count)s người dự đủ buổi không làm bài sau lớp") % {"count": len(left)} if left else ""
    tell_class(actor, "training.closed", row, why, passed=passed, issued=issued)
    return row


@transaction.atomic
def reopen_class(*, actor: Actor, training_class: TrainingClass, reason: str) -> TrainingClass:
    """Closed → held, to mend a mark. Certificates that were given stay; a wrong one is withdrawn by itself."""
    require_class(actor, MANAGE, training_class)
    row = lock(training_class)
    if row.state == ClassState.HELD:
        return row
    problems: list[Problem] = []
    reason = needed(_("Lý do"), reason, 300, problems)
    if row.state != ClassState.CLOSED:
        problems.append(Problem(str(row), _("lớp chưa kết thúc, hoặc đã hủy.")))
    refuse(problems, _("Chưa mở lại được lớp."))
    row.state, row.closed_at = ClassState.HELD, None
    row.save(update_fields=["state", "closed_at"])
    tell_class(actor, "training.reopened", row, reason)
    return row


@transaction.atomic
def cancel_class(*, actor: Actor, training_class: TrainingClass, reason: str) -> TrainingClass:
    """It does not take place. Cancelled already changes nothing. ``Refused`` without a reason or once it was closed."""
    require_class(actor, MANAGE, training_class)
    row = lock(training_class)
    if row.state == ClassState.CANCELLED:
        return row
    problems: list[Problem] = []
    reason = needed(_("Lý do hủy"), reason, 300, problems)
    if row.state == ClassState.CLOSED:
        problems.append(Problem(str(row), _("lớp đã kết thúc, không hủy được.")))
    refuse(problems, _("Chưa hủy được lớp."))
    row.state, row.reason, row.check_open = ClassState.CANCELLED, reason, ""
    row.save(update_fields=["state", "reason", "check_open"])
    for trainee in Trainee.objects.filter(enrolments__in=Enrolment.objects.filter(training_class=row)):
        refresh_keep(trainee)
    tell_class(actor, "training.cancelled", row, reason)
    return row


@transaction.atomic
def count_residents(
    *, actor: Actor, training_class: TrainingClass, women: int | None, men: int | None, children: int | None
) -> TrainingClass:
    """How many residents came; null is not counted. They are numbers, never rows. The same again changes nothing."""
    require_class(actor, ATTEND, training_class)
    row = lock(training_class)
    counts = {_("Phụ nữ"): women, _("Nam giới"): men, _("Trẻ em"): children}
    problems = [
        Problem(name, _("phải từ 0 đến %(most)s.") % {"most": MOST_RESIDENTS})
        for name, value in counts.items()
        if value is not None and not 0 <= value <= MOST_RESIDENTS
    ]
    if not row.open_to_change or row.starts_on > clock.today():
        problems.append(Problem(str(row), _("chỉ ghi khi lớp đã đến ngày học và chưa kết thúc.")))
    refuse(problems)
    if (row.women, row.men, row.children) != (women, men, children):
        row.women, row.men, row.children = women, men, children
        row.save(update_fields=["women", "men", "children"])
        told = [_("chưa rõ") if value is None else value for value in (women, men, children)]
        tell_class(actor, "training.residents", row, women=told[0], men=told[1], children=told[2])
    return row


@transaction.atomic
def open_check(*, actor: Actor, training_class: TrainingClass, moment: str) -> TrainingClass:
    """From now on people answer this check on their phones; "" shuts it. The same again changes nothing."""
    require_class(actor, ATTEND, training_class)
    row = lock(training_class)
    if row.check_open == moment:
        return row
    problems = []
    if moment and moment not in Moment.values:
        problems.append(Problem(_("Bài kiểm tra"), _("chọn trước hoặc sau khi học.")))
    if moment and row.state != ClassState.HELD:
        problems.append(Problem(str(row), _("lớp chưa mở hoặc đã kết thúc."), _("Mở lớp trước.")))
    if moment and not row.course.question_sets.filter(voided_at=None).exists():
        problems.append(Problem(row.course.title, _("khóa chưa có bộ câu hỏi."), _("Ghi câu hỏi của khóa trước.")))
    refuse(problems, _("Chưa mở được bài kiểm tra."))
    row.check_open = moment
    row.save(update_fields=["check_open"])
    if moment:
        tell_class(actor, "training.check_open", row, moment=str(Moment(moment).label))
    else:
        tell_class(actor, "training.check_shut", row)
    return row
