"""The list of a class: invited points and people, those who came uninvited, those who are taken off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on
from diemsang.training.actions.classes import lock
from diemsang.training.actions.common import refresh_keep, refuse, tell_class
from diemsang.training.actions.people import PersonFacts, ensure_trainee, people_of
from diemsang.training.codes import ANSWER, new_code
from diemsang.training.models import Certificate, ClassState, Enrolment, Trainee, TrainingClass
from diemsang.training.queries.coverage import valid_certificates
from diemsang.training.queries.scope import ATTEND, VIEW, may, points_of_learners, require_class, require_seats

register("training.invite", "mời {count} chỗ vào lớp {subject}")
register("training.invite_one", "đưa {who} vào danh sách lớp {subject}")
register("training.name_seat", "ghi {who} vào chỗ của điểm {point} trong lớp {subject}")
register("training.uninvite", "bỏ {who} khỏi danh sách lớp {subject}")


@transaction.atomic
def invite_points(*, actor: Actor, training_class: TrainingClass, points: Sequence[SupportPoint]) -> int:
    """Seats for whoever runs these points and is not trained; a seat in the point's name where nobody is known.

    Points that have a seat already are left alone; how many seats are new. ``Refused`` when they are more than the
    class holds, with the number that is left.
    """
    row = _enter(actor, training_class)
    _require_named(row)
    for point in points:
        require_on(actor, VIEW, point)
    on, seats = max(clock.today(), row.starts_on), list[Enrolment]()
    taken = row.enrolments.filter(voided_at=None)
    people, known = set(taken.values_list("trainee_id", flat=True)), set(taken.values_list("point_id", flat=True))
    for point in points:
        if point.pk in known:
            continue
        posts, assigned = people_of(point, on)
        trained = set(
            Trainee.objects.filter(
                posts__in=posts,
                enrolments__certificates__in=_valid(row),
            ).values_list("pk", flat=True)
        )
        learners = [post.trainee for post in posts if post.trainee_id not in trained and not post.trainee.forgotten_at]
        for assignment in assigned:
            facts = PersonFacts(name=assignment.shown_name, point=point)
            trainee = ensure_trainee(actor=actor, public_id=assignment.public_id, facts=facts, assignment=assignment)
            trained |= {trainee.pk} if _valid(row).filter(enrolment__trainee=trainee).exists() else set()
            learners += [trainee] if trainee.pk not in trained else []
        fresh = [person for person in learners if person.pk not in people]
        people |= {person.pk for person in fresh}
        seats += [_seat(row, trainee=person, point=point) for person in fresh]
        if not learners and not assigned:
            seats.append(_seat(row, point=point))
    left = row.capacity - taken.count()
    if len(seats) > left:
        message = _("lớp còn %(left)s chỗ, danh sách vừa chọn cần %(count)s.") % {"left": left, "count": len(seats)}
        raise Refused(_("Chưa mời được."), [Problem(_("Số chỗ"), message, _("Bớt điểm, hoặc tăng số chỗ của lớp."))])
    Enrolment.objects.bulk_create(seats)
    for trainee in Trainee.objects.filter(pk__in=[seat.trainee_id for seat in seats if seat.trainee_id]):
        refresh_keep(trainee)
    if seats:
        tell_class(actor, "training.invite", row, count=len(seats))
    return len(seats)


def _valid(row: TrainingClass) -> QuerySet[Certificate]:
    """Certificates for the same audience that still count when the class begins."""
    course = Certificate.objects.filter(enrolment__training_class__course__audience=row.course.audience)
    return course.filter(valid_certificates(max(clock.today(), row.starts_on)))


@transaction.atomic
def enrol_person(*, actor: Actor, public_id: uuid.UUID, training_class: TrainingClass, facts: PersonFacts) -> Enrolment:
    """A named person on the list: invited while the class is planned, marked as added once it is held.

    The same ``public_id`` again: the seat that stands. ``Refused`` when the person has a seat already or, before the
    class, when none is free. A seat of the person's point that had no name yet becomes theirs.
    """
    training_class = lock(training_class)
    require_seats(actor, ATTEND, training_class)
    if facts.point is not None and not points_of_learners(actor, training_class).filter(pk=facts.point.pk).exists():
        require_on(actor, ATTEND, facts.point)
    if facts.point is None and not may(actor, ATTEND, training_class):
        problem = Problem(_("Làm việc tại điểm"), _("chưa chọn điểm nào."), _("Mã điểm, dạng TQ-0001."))
        refuse([problem], _("Chưa đưa vào danh sách."))
    standing = Enrolment.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    _require_open(training_class)
    _require_named(training_class)
    trainee = ensure_trainee(actor=actor, public_id=uuid.uuid5(public_id, "trainee"), facts=facts)
    seats = training_class.enrolments.filter(voided_at=None)
    if seats.filter(trainee=trainee).exists():
        message = _("đã có trong danh sách lớp này.")
        raise Refused(_("Chưa đưa vào danh sách."), [Problem(trainee.name, message, _("Xem lại danh sách."))])
    added = training_class.state == ClassState.HELD
    free = seats.filter(trainee=None, point=facts.point).first() if facts.point is not None else None
    if free is not None:
        free.public_id = public_id  # so that a second press finds it
        free.save(update_fields=["public_id"])
        return name_seat(actor=actor, seat=free, facts=facts, trainee_id=trainee.public_id)
    if not added and seats.count() >= training_class.capacity:
        message = _("lớp đã đủ %(count)s chỗ.") % {"count": training_class.capacity}
        raise Refused(_("Chưa đưa vào danh sách."), [Problem(_("Số chỗ"), message, _("Tăng số chỗ hoặc bỏ một chỗ."))])
    seat = _seat(training_class, trainee=trainee, point=facts.point, public_id=public_id, added=added)
    seat.save()
    refresh_keep(trainee)
    tell_class(actor, "training.invite_one", training_class, who=trainee.code)
    return seat


@transaction.atomic
def name_seat(*, actor: Actor, seat: Enrolment, facts: PersonFacts, trainee_id: uuid.UUID | None = None) -> Enrolment:
    """Somebody sits in the seat that was kept for a point. Named already changes nothing."""
    training_class = lock(seat.training_class)
    _require_seat(actor, seat)
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("point").get(pk=seat.pk)
    if row.trainee_id is not None:
        return row
    _require_open(training_class)
    key = trainee_id or uuid.uuid5(row.public_id, "trainee")
    given = PersonFacts(
        name=facts.name,
        role=facts.role,
        office=facts.office,
        point=row.point,
        phone=facts.phone,
        from_date=facts.from_date,
    )
    trainee = ensure_trainee(actor=actor, public_id=key, facts=given)
    if training_class.enrolments.filter(voided_at=None, trainee=trainee).exists():
        message = _("đã có trong danh sách lớp này.")
        raise Refused(_("Chưa ghi được tên."), [Problem(trainee.name, message, _("Xem lại danh sách."))])
    row.trainee = trainee
    row.save(update_fields=["trainee"])
    refresh_keep(trainee)
    point = row.point.code if row.point else ""
    tell_class(actor, "training.name_seat", training_class, who=trainee.code, point=point)
    return row


@transaction.atomic
def drop_seat(*, actor: Actor, seat: Enrolment) -> None:
    """Off the list, before anything was written of them in the class. Off already changes nothing."""
    training_class = lock(seat.training_class)
    _require_seat(actor, seat)
    row = Enrolment.objects.select_related("trainee", "point").get(pk=seat.pk)
    if row.voided_at is not None:
        return
    problems = []
    if row.attendance.filter(present=True).exists() or row.pre_score is not None or row.post_score is not None:
        problems.append(Problem(str(training_class), _("người này đã được điểm danh hoặc đã có điểm.")))
    if not training_class.open_to_change:
        problems.append(Problem(str(training_class), _("lớp đã kết thúc hoặc đã hủy.")))
    refuse(problems, _("Chưa bỏ khỏi danh sách được."))
    row.voided_at, row.void_reason = clock.now(), _("bỏ khỏi danh sách")
    row.save(update_fields=["voided_at", "void_reason"])
    if row.trainee is not None:
        refresh_keep(row.trainee)
    who = row.trainee.code if row.trainee else row.point.code if row.point else ""
    tell_class(actor, "training.uninvite", training_class, who=who)


def _enter(actor: Actor, training_class: TrainingClass) -> TrainingClass:
    require_class(actor, ATTEND, training_class)
    row = lock(training_class)
    _require_open(row)
    return row


def _require_seat(actor: Actor, seat: Enrolment) -> None:
    if not require_seats(actor, ATTEND, seat.training_class).filter(pk=seat.pk).exists():
        require_class(actor, ATTEND, seat.training_class)


def _require_open(training_class: TrainingClass) -> None:
    if not training_class.open_to_change:
        refuse([Problem(str(training_class), _("lớp đã kết thúc hoặc đã hủy, danh sách không đổi được nữa."))])


def _require_named(training_class: TrainingClass) -> None:
    if not training_class.course.named_people:
        message = _("lớp cho người dân không có danh sách tên: chỉ đếm số người.")
        refuse([Problem(str(training_class), message, _("Ghi số phụ nữ, nam giới, trẻ em."))])


def _seat(
    row: TrainingClass,
    *,
    trainee: Trainee | None = None,
    point: SupportPoint | None = None,
    public_id: uuid.UUID | None = None,
    added: bool = False,
) -> Enrolment:
    return Enrolment(
        public_id=public_id or uuid.uuid4(),
        training_class=row,
        trainee=trainee,
        point=point,
        how=Enrolment.How.ADDED if added else Enrolment.How.INVITED,
        answer_code=new_code(ANSWER),
        recorded_at=clock.now(),
    )
