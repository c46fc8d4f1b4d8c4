"""Daily logs as a table, a line a point and day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from diemsang.core.actor import Actor
from diemsang.core.export import Table
from diemsang.operations.models import DayLog
from diemsang.operations.queries.days import LATE
from diemsang.operations.queries.scope import VIEW, visible_to


def days_table(actor: Actor, first: dt.date, last: dt.date) -> Table:
    """Every written day of the points that the actor may read, both ends included."""
    if not actor.can(VIEW):
        raise PermissionDenied(f"{actor.actor_label}: thiếu quyền {VIEW}")
    rows = DayLog.objects.filter(point__in=visible_to(actor), day__gte=first, day__lte=last)
    headings = [
        _("Mã điểm"),
        _("Ngày"),
        _("Mở"),
        _("Đóng"),
        _("Không mở vì"),
        _("Lượt người"),
        _("Nữ"),
        _("Nam"),
        _("Trẻ em"),
        _("Hoạt động"),
        _("Hỗ trợ xong"),
        _("Chuyển tiếp"),
        _("Không thành"),
        _("Điện"),
        _("Mạng"),
        _("Hai nguồn khác nhau"),
        _("Ghi muộn"),
        _("Ghi chú"),
    ]
    words = {True: _("có"), False: _("không"), None: None}
    lines = [
        [
            log.point.code,
            log.day,
            f"{log.opened:%H:%M}" if log.opened else None,
            f"{log.closed:%H:%M}" if log.closed else None,
            log.get_not_open_display() if log.not_open else None,
            log.visits,
            log.women,
            log.men,
            log.children,
            log.activities,
            log.done,
            log.referred,
            log.failed,
            words[log.power_ok],
            words[log.line_ok],
            _("khác") if log.differs else None,
            _("muộn") if log.late_days > LATE else None,
            log.note or None,
        ]
        for log in rows.select_related("point").order_by("point__code", "day").iterator()
    ]
    title = _("Sổ nhật ký các điểm từ %(first)s đến hết %(last)s") % {
        "first": f"{first:%d/%m/%Y}",
        "last": f"{last:%d/%m/%Y}",
    }
    return Table(title=title, name="so-nhat-ky", headings=headings, rows=lines)
