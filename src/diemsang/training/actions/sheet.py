"""The sign-in sheet (DS_DD): printed with the list, signed in the class, scanned back by its QR."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from diemsang.accounts.queries import office_names
from diemsang.audit.registry import register
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.core.vietnamese import number
from diemsang.documents.actions import edit_draft, make_minute
from diemsang.documents.minutes.words import clean
from diemsang.documents.models import Minute, MinuteKind, MinuteState
from diemsang.training.actions.classes import lock
from diemsang.training.actions.common import tell_class
from diemsang.training.models import ClassState, Enrolment, TrainingClass
from diemsang.training.queries.pages import by_name
from diemsang.training.queries.scope import ATTEND, require_class

register("training.sheet", "lập danh sách điểm danh lớp {subject}")

OPEN_LINES = 5
"""Empty lines for people who come without being on the list."""
SIGNING_DAYS = 4
"""Days that have a column each on one sheet; a longer class signs once for all its days."""


@transaction.atomic
def make_sheet(*, actor: Actor, training_class: TrainingClass, public_id: uuid.UUID) -> Minute:
    """A draft with everybody on the list; the sheet that stands when there is one, brought up to date while it is a
    draft. ``Refused`` for a class that has ended or was cancelled, one for residents or an empty list."""
    require_class(actor, ATTEND, training_class)
    row = lock(training_class)
    if row.minute is not None and row.minute.state != MinuteState.VOID:
        return _refreshed(actor, row, row.minute)
    problems = []
    if row.state == ClassState.CANCELLED:
        problems.append(Problem(str(row), _("lớp đã hủy.")))
    if row.state == ClassState.CLOSED:
        problems.append(Problem(str(row), _("lớp đã kết thúc.")))
    if not row.course.named_people:
        problems.append(Problem(str(row), _("lớp cho người dân không có danh sách tên.")))
    if not row.enrolments.filter(voided_at=None).exists():
        problems.append(Problem(_("Danh sách"), _("chưa có ai."), _("Mời điểm hoặc thêm người trước.")))
    if problems:
        raise Refused(_("Chưa lập được danh sách điểm danh."), problems)
    if Minute.objects.filter(public_id=public_id).exists():  # an old page sent again after its sheet was voided
        public_id = uuid.uuid4()
    minute = make_minute(
        actor=actor, public_id=public_id, kind=MinuteKind.DS_DD, title=_title(row), on=row.starts_on, data=_data(row)
    )
    row.minute = minute
    row.save(update_fields=["minute"])
    tell_class(actor, "training.sheet", row)
    return minute


def move_sheet(actor: Actor, old: Minute, new: Minute) -> None:
    """The sheet was voided and another draft stands in its place, with who is on the list now."""
    row = TrainingClass.objects.select_related("course", "office").filter(minute=old).first()
    if row is None:
        return
    row.minute = new
    row.save(update_fields=["minute"])
    _refreshed(actor, row, new)


def _refreshed(actor: Actor, row: TrainingClass, minute: Minute) -> Minute:
    """A draft says what the class says, as long as the list may change; any other sheet stays as it is."""
    if minute.state != MinuteState.DRAFT or not row.open_to_change:
        return minute
    title, data = _title(row), _data(row)
    if (minute.title, minute.on, minute.data) == (nfc(title), row.starts_on, clean(data)):
        return minute
    return edit_draft(actor=actor, minute=minute, title=title, on=row.starts_on, data=data)


def _title(row: TrainingClass) -> str:
    return f"Danh sách điểm danh lớp tập huấn {row.course.title}, {row.day_words}"[:300]


def _data(row: TrainingClass) -> dict[str, Any]:
    seats = sorted(row.enrolments.filter(voided_at=None).select_related("trainee", "point"), key=by_name)
    with override("vi"):  # the paper is Vietnamese whatever the interface speaks
        return _words(row, seats)


def _words(row: TrainingClass, seats: list[Enrolment]) -> dict[str, Any]:
    days = row.days if len(row.days) <= SIGNING_DAYS else []
    signs = [f"Ký {day:%d/%m}" for day in days] or ["Ký"]
    office = office_names([row.office_id], row.starts_on)[row.office_id]
    offices = office_names({seat.trainee.office_id for seat in seats if seat.trainee and seat.trainee.office_id}, None)
    lines = [
        [
            str(at),
            seat.trainee.shown_name if seat.trainee else "",
            seat.point.code if seat.point else offices.get((seat.trainee and seat.trainee.office_id) or 0, ""),
            *[""] * len(signs),
        ]
        for at, seat in enumerate(seats, 1)
    ]
    lines += [[str(len(seats) + at), "", "", *[""] * len(signs)] for at in range(1, OPEN_LINES + 1)]
    return {
        "office_parent": "",
        "office": office,
        "place": "",
        "parties": [],
        "bases": [],
        "facts": [
            ["Khóa tập huấn", row.course.title],
            ["Thời gian", row.day_words + (f", từ {row.starts_at:%H giờ %M}" if row.starts_at else "")],
            ["Nơi học", row.place],
            ["Số giờ", number(float(row.course.hours))],
            ["Giảng viên, báo cáo viên", row.trainer],
        ],
        "columns": ["STT", "Họ và tên", "Điểm, cơ quan", *signs],
        "lines": lines,
        "conclusion": [],
        "signers": [{"title": "GIẢNG VIÊN"}, {"title": "NGƯỜI LẬP DANH SÁCH"}],
    }
