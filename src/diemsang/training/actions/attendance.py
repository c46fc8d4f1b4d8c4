"""Who was there on a day, as ticked on a phone from the signed sheet."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.training.actions.classes import lock
from diemsang.training.actions.common import refuse, tell_class
from diemsang.training.models import Attendance, ClassState, Enrolment, Moment, TrainingClass
from diemsang.training.queries.scope import ATTEND, require_seats

register("training.attendance", "điểm danh lớp {subject} ngày {day}: {present} có mặt, {absent} vắng")
register("training.scores", "ghi điểm {moment} của {count} người lớp {subject}")


@transaction.atomic
def mark_day(
    *,
    actor: Actor,
    training_class: TrainingClass,
    on: dt.date,
    shown: Collection[uuid.UUID],
    present: Collection[uuid.UUID],
    seen: Mapping[uuid.UUID, bool | None] | None = None,
    nobody: bool = False,
) -> tuple[int, int]:
    """Of the seats that stood on the page: who was there; the others were not. (there, not there)

    Seats that were not on the page keep what they have, and so do those left as the page showed them (``seen``: what it
    said of each, null not ticked), so that two phones do not undo each other. The first tick opens a planned class.
    ``Refused`` on a day outside the class or ahead, and when everybody would be away, unless somebody says that
    ``nobody`` came: an empty press is more often a slip.
    """
    seats = require_seats(actor, ATTEND, training_class)
    row = lock(training_class)
    problems = []
    if not row.open_to_change:
        problems.append(Problem(str(row), _("lớp đã kết thúc hoặc đã hủy, không điểm danh được nữa.")))
    if not row.starts_on <= on <= row.ends_on:
        message = _("lớp học %(days)s.") % {"days": row.day_words}
        problems.append(Problem(_("Ngày điểm danh"), message, _("Chọn một ngày của lớp.")))
    elif on > clock.today():
        problems.append(Problem(_("Ngày điểm danh"), _("ở tương lai."), _("Điểm danh khi người học đã đến.")))
    refuse(problems, _("Chưa điểm danh được."))
    mine = list(seats.filter(public_id__in=list(shown), trainee__isnull=False))
    standing = {mark.enrolment_id: mark for mark in Attendance.objects.filter(enrolment__in=mine, on=on)}
    will = {seat.pk: _will_be(seat, standing.get(seat.pk), seat.public_id in present, seen) for seat in mine}
    changed = [seat for seat in mine if seat.pk not in standing or standing[seat.pk].present != will[seat.pk]]
    count, now = sum(will.values()), clock.now()
    if changed and not count and not nobody:
        message = _("chưa đánh dấu ai có mặt: ghi như vậy thì %(count)s người đều vắng.") % {"count": len(mine)}
        hint = _("Chạm vào người có mặt rồi ghi lại; đúng là không ai đến thì đánh dấu «Không ai đến ngày này».")
        refuse([Problem(f"{on:%d/%m/%Y}", message, hint)], _("Chưa điểm danh."))
    for seat in changed:
        Attendance.objects.update_or_create(
            enrolment=seat, on=on, defaults={"present": will[seat.pk], "marked_at": now}
        )
    if row.state == ClassState.PLANNED and mine:
        row.state = ClassState.HELD
        row.save(update_fields=["state"])
        tell_class(actor, "training.held", row)
    if changed:
        absent = len(mine) - count
        tell_class(actor, "training.attendance", row, day=f"{on:%d/%m/%Y}", present=count, absent=absent)
    return count, len(mine) - count


def _will_be(
    seat: Enrolment, mark: Attendance | None, there: bool, seen: Mapping[uuid.UUID, bool | None] | None
) -> bool:
    """Whether the person counts as there after the act: what was written since stays where the page left it alone."""
    untouched = mark is not None and seen is not None and seen.get(seat.public_id) == there
    return mark.present if mark is not None and untouched else there


@transaction.atomic
def set_scores(
    *,
    actor: Actor,
    training_class: TrainingClass,
    moment: str,
    scores: Mapping[uuid.UUID, int | None],
) -> int:
    """Scores typed from paper, percent; null takes one away. How many changed. ``Refused`` outside 0 … 100, with the
    name of each."""
    seats = require_seats(actor, ATTEND, training_class)
    row = lock(training_class)
    field = {Moment.PRE: "pre_score", Moment.POST: "post_score"}[Moment(moment)]
    mine = list(seats.filter(public_id__in=list(scores), trainee__isnull=False).select_related("trainee"))
    problems = [
        Problem(seat.trainee.shown_name if seat.trainee else "", _("điểm phải từ 0 đến 100 %."))
        for seat in mine
        if (score := scores[seat.public_id]) is not None and not 0 <= score <= 100
    ]
    if not row.open_to_change or row.starts_on > clock.today():
        problems.append(Problem(str(row), _("chỉ ghi điểm khi lớp đã đến ngày học và chưa kết thúc.")))
    refuse(problems, _("Chưa ghi được điểm."))
    changed = [seat for seat in mine if getattr(seat, field) != scores[seat.public_id]]
    for seat in changed:
        setattr(seat, field, scores[seat.public_id])
    Enrolment.objects.bulk_update(changed, [field], batch_size=500)
    if changed:
        tell_class(actor, "training.scores", row, moment=str(Moment(moment).label), count=len(changed))
    return len(changed)
