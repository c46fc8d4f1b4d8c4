"""People who learn to manage or operate points: where they work, and forgetting them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.accounts.models import Office
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import SYSTEM, Actor
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem
from diemsang.core.text import nfc, search_key, sort_key
from diemsang.documents.actions import strike_out
from diemsang.operations.models import OperatorAssignment
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on
from diemsang.training.actions.common import keep_until, needed, refresh_keep, refuse, tell_trainee
from diemsang.training.models import FORGOTTEN, Certificate, Trainee, TraineePost, posts_on
from diemsang.training.queries.coverage import trained_points
from diemsang.training.queries.pages import names_in_sheets
from diemsang.training.queries.scope import MANAGE, require_trainee, trainees_visible

register("training.trainee", "ghi học viên {subject}")
register("training.trainee_edit", "sửa học viên {subject}")
register("training.forget", "xóa tên học viên {subject}")
register("training.forget_due", "xóa tên học viên {subject} vì hết thời hạn giữ")
register("training.post", "ghi học viên {subject} làm việc tại điểm {point} từ {from}")
register("training.post_end", "ghi học viên {subject} thôi làm việc tại điểm {point} từ {from}")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is written of a person. ``point`` and ``from_date``: where they work, since when (null: unknown)."""

    name: str
    role: str = Trainee.Role.OPERATOR
    office: Office | None = None
    point: SupportPoint | None = None
    phone: str = ""
    from_date: dt.date | None = None


def ensure_trainee(
    *, actor: Actor, public_id: uuid.UUID, facts: PersonFacts, assignment: OperatorAssignment | None = None
) -> Trainee:
    """The person with this id, or one of the same name who works at the same point or office, or a new one.

    With an ``assignment`` the name is the one on record there, and the post holds as long as it does. Somebody whose
    earlier assignment to the point ended or was voided is the same person: they are tied to the one that stands.

    Called inside the action that gives them a seat, which checked the right over class and point.
    """
    standing = Trainee.objects.filter(public_id=public_id).first()
    if standing is not None:
        return standing
    problems: list[Problem] = []
    name = needed(_("Họ và tên"), facts.name, 120, problems)
    if assignment is None and name and (len(name.split()) < 2 or any(char.isdigit() for char in name)):
        problems.append(Problem(_("Họ và tên"), _("không giống họ và tên người."), _("Ghi cả họ và tên.")))
    if facts.role not in Trainee.Role.values:
        problems.append(Problem(_("Vai trò"), _("không có trong danh mục.")))
    phone = "".join(char for char in facts.phone if char.isdigit() or char == "+")
    if facts.phone.strip() and not 9 <= len(phone) <= 15:
        problems.append(Problem(_("Điện thoại"), _("cần từ 9 đến 15 chữ số."), _("Để trống nếu không cần gọi.")))
    if facts.point is None and facts.office is None:
        problems.append(
            Problem(_("Nơi làm việc"), _("chưa ghi điểm hay cơ quan."), _("Ghi mã điểm hoặc chọn cơ quan."))
        )
    if facts.from_date and facts.from_date > clock.today():
        problems.append(Problem(_("Làm việc từ ngày"), _("ở tương lai."), _("Ghi khi đã nhận việc.")))
    refuse(problems, _("Chưa ghi được học viên."))
    same = Trainee.objects.filter(search_key=search_key(name), forgotten_at=None, role=facts.role)
    if facts.point is not None:
        mine = TraineePost.objects.filter(posts_on(clock.today()), point=facts.point)
        found = same.filter(posts__in=mine).first() or _tied_anew(actor, same, facts, assignment)
    else:
        found = same.filter(office=facts.office).first()
    if found is not None:
        return found
    trainee = Trainee.objects.create(
        public_id=public_id,
        name=name,
        search_key=search_key(name)[:140],
        name_sort=sort_key(name),
        role=facts.role,
        office=facts.office,
        phone=phone,
        keep_until=keep_until(clock.today()),
        recorded_at=clock.now(),
    )
    tell_trainee(actor, "training.trainee", trainee)
    if facts.point is not None:
        add_post(
            actor=actor,
            public_id=uuid.uuid5(public_id, "post"),
            trainee=trainee,
            point=facts.point,
            from_date=facts.from_date,
            assignment=assignment,
            source=_("phân công người phụ trách") if assignment else "",
        )
    return trainee


def _tied_anew(
    actor: Actor, same: QuerySet[Trainee], facts: PersonFacts, assignment: OperatorAssignment | None
) -> Trainee | None:
    """Who bears the name and worked at the point by an assignment that stands no longer; they work there again."""
    point = facts.point
    assert point is not None
    assignment = assignment or matching_assignment(search_key(facts.name), point)
    before = TraineePost.objects.filter(point=point, voided_at=None)
    if assignment is None:  # ended is ended; only what was voided was never so
        before = before.filter(assignment__voided_at__isnull=False)
    found = same.filter(posts__in=before).first()
    if found is not None and _close_old(found, point) is None:
        add_post(
            actor=actor,
            public_id=uuid.uuid4(),
            trainee=found,
            point=point,
            from_date=facts.from_date,
            assignment=assignment,
            source=_("phân công người phụ trách") if assignment else "",
        )
    return found


def _close_old(trainee: Trainee, point: SupportPoint) -> TraineePost | None:
    """Posts at the point that stand open on an assignment that does not: voided with it, or ended on its day, so that
    a new one can stand. One that is still to begin is left, and returned."""
    rows = TraineePost.objects.filter(trainee=trainee, point=point, voided_at=None, valid_to=None)
    ahead = None
    for old in rows.select_related("assignment"):
        if old.assignment is not None and old.assignment.voided_at is not None:
            old.voided_at, old.void_reason = clock.now(), old.assignment.void_reason
            old.save(update_fields=["voided_at", "void_reason"])
        elif old.ends is not None:
            old.valid_to = old.ends
            old.save(update_fields=["valid_to"])
        else:
            ahead = old
    return ahead


def add_post(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    trainee: Trainee,
    point: SupportPoint,
    from_date: dt.date | None = None,
    assignment: OperatorAssignment | None = None,
    source: str = "",
) -> TraineePost:
    """Write where somebody works; the caller checked the right. A post tied to an assignment ends with it."""
    if assignment is None:
        assignment = matching_assignment(trainee.search_key, point)
    row = TraineePost.objects.create(
        public_id=public_id,
        trainee=trainee,
        point=point,
        valid_from=from_date,
        assignment=assignment,
        source=nfc(source)[:500] or _("danh sách học viên"),
        recorded_at=clock.now(),
    )
    told = f"{from_date:%d/%m/%Y}" if from_date else _("ngày chưa rõ")
    tell_trainee(actor, "training.post", trainee, point=point.code, **{"from": told})
    return row


def matching_assignment(key: str, point: SupportPoint) -> OperatorAssignment | None:
    """The standing assignment of the point that names this person (by ``search_key``); ``None`` when none does, or
    more than one."""
    rows = OperatorAssignment.objects.filter(on_date(clock.today()), point=point, voided_at=None)
    found = [row for row in rows.select_related("person") if search_key(row.shown_name) == key]
    return found[0] if len(found) == 1 and key else None


@transaction.atomic
def start_post(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    trainee: Trainee,
    point: SupportPoint,
    from_date: dt.date | None = None,
    source: str = "",
) -> TraineePost:
    """The person works at the point from a day on. Works there already: the row that stands."""
    require_trainee(actor, trainee)
    require_on(actor, MANAGE, point)
    list(Trainee.objects.select_for_update().filter(pk=trainee.pk))
    standing = TraineePost.objects.filter(public_id=public_id).first()
    here = TraineePost.objects.filter(trainee=trainee, point=point, voided_at=None, valid_to=None)
    standing = standing or here.filter(posts_on(clock.today())).first()
    if standing is not None:
        return standing
    problems = []
    if from_date and from_date > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi đã nhận việc.")))
    if trainee.forgotten_at is not None:
        problems.append(Problem(trainee.code, _("tên đã xóa."), _("Ghi người này như người mới.")))
    refuse(problems)
    ahead = _close_old(trainee, point)
    if ahead is not None:
        return ahead
    return add_post(actor=actor, public_id=public_id, trainee=trainee, point=point, from_date=from_date, source=source)


@transaction.atomic
def end_post(*, actor: Actor, post: TraineePost, on: dt.date) -> bool:
    """The person no longer works at the point from ``on``. Whether the point has nobody trained left on that day.

    Ended on this day already changes nothing.
    """
    trainee, point = post.trainee, post.point
    require_trainee(actor, trainee)
    row = TraineePost.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=post.pk)
    if row.valid_to != on:
        problems = []
        if on > clock.today():
            problems.append(Problem(_("Thôi từ ngày"), _("ở tương lai."), _("Ghi khi đã thôi.")))
        if row.starts and on <= row.starts:
            message = _("không sau ngày nhận việc (%(day)s).") % {"day": f"{row.starts:%d/%m/%Y}"}
            problems.append(Problem(_("Thôi từ ngày"), message))
        if row.ends is not None and row.ends <= on:
            message = _("đã thôi từ %(day)s.") % {"day": f"{row.ends:%d/%m/%Y}"}
            problems.append(Problem(_("Thôi từ ngày"), message))
        refuse(problems, _("Chưa ghi được."))
        row.valid_to = on
        row.save(update_fields=["valid_to"])
        told = f"{on:%d/%m/%Y}"
        tell_trainee(actor, "training.post_end", trainee, point=point.code, **{"from": told})
    return trained_points(clock.today(), [point])[point.pk].last_trained_left is not None


@transaction.atomic
def edit_trainee(*, actor: Actor, trainee: Trainee, name: str, phone: str) -> Trainee:
    """A name spelt wrong, another telephone number. ``Refused`` once the person was forgotten."""
    require_trainee(actor, trainee)
    row = Trainee.objects.select_for_update().get(pk=trainee.pk)
    problems: list[Problem] = []
    name = needed(_("Họ và tên"), name, 120, problems)
    digits = "".join(char for char in phone if char.isdigit() or char == "+")
    if phone.strip() and not 9 <= len(digits) <= 15:
        problems.append(Problem(_("Điện thoại"), _("cần từ 9 đến 15 chữ số."), _("Để trống nếu không cần gọi.")))
    if row.forgotten_at is not None:
        problems.append(Problem(row.code, str(FORGOTTEN)))
    refuse(problems)
    if (row.name, row.phone) != (name, digits):
        row.name, row.phone, row.search_key, row.name_sort = name, digits, search_key(name)[:140], sort_key(name)
        row.save(update_fields=["name", "phone", "search_key", "name_sort"])
        tell_trainee(actor, "training.trainee_edit", row)
    return row


@transaction.atomic
def forget_trainee(*, actor: Actor, trainee: Trainee) -> Trainee:
    """Erase name and telephone for good, when the person asks. Attendance, scores and the certificate's code stay.

    Forgotten already changes nothing. Names in sheets that were signed are not touched: those are papers of record.
    """
    require_trainee(actor, trainee)
    row = Trainee.objects.select_for_update().get(pk=trainee.pk)
    if row.forgotten_at is None:
        _erase(actor, [row])
        tell_trainee(actor, "training.forget", row)
    return row


@transaction.atomic
def forget_due(*, actor: Actor = SYSTEM) -> int:
    """Erase every name that is past its day; how many. Run each night.

    Who still runs a point, or holds a certificate that counts without end, is not forgotten.
    """
    today = clock.today()
    needed_still = Trainee.objects.filter(
        Q(posts__in=TraineePost.objects.filter(posts_on(today)))
        | Q(enrolments__certificates__in=Certificate.objects.filter(expires_on=None, withdrawn_on=None))
    )
    rows = trainees_visible(actor, MANAGE).filter(keep_until__lte=today, forgotten_at=None)
    due = list(rows.exclude(pk__in=needed_still.values("pk")))
    for row in due:
        refresh_keep(row)
    over = [row for row in due if row.keep_until <= today]
    _erase(actor, over)
    for row in over:
        tell_trainee(actor, "training.forget_due", row)
    return len(over)


def _erase(actor: Actor, rows: list[Trainee]) -> None:
    now = clock.now()
    with override("vi"):
        gone = str(FORGOTTEN)
    for row in rows:
        for minute, lines in names_in_sheets(row):
            for at in lines:
                minute.data["lines"][at][1] = gone
            strike_out(actor=actor, minute=minute, data=minute.data)
        row.name = row.phone = row.search_key = row.name_sort = ""
        row.forgotten_at = now
    fields = ["name", "phone", "search_key", "name_sort", "forgotten_at"]
    Trainee.objects.bulk_update(rows, fields, batch_size=500)


def people_of(point: SupportPoint, on: dt.date) -> tuple[list[TraineePost], list[OperatorAssignment]]:
    """Who runs the point on the day: posts of known people, and assignments of people not known here yet."""
    posts = list(TraineePost.objects.filter(posts_on(on), point=point).select_related("trainee"))
    known = {post.assignment_id for post in posts} | {None}
    names = {post.trainee.search_key for post in posts}
    rows = OperatorAssignment.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), point=point, voided_at=None)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=on), role__in=["IN_CHARGE", "DEPUTY"])
    found = [row for row in rows.select_related("person") if row.pk not in known]
    return posts, [row for row in found if search_key(row.shown_name) not in names]
