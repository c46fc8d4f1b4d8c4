"""What every act on a fact shares: the right, the lock, sources, days, the journal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from diemsang.audit.actions import record
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.operations.chain import links
from diemsang.operations.models import Fact
from diemsang.operations.queries.scope import MANAGE
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

F = TypeVar("F", bound=Fact)


def enter(actor: Actor, point: SupportPoint) -> None:
    """Check the right over the point and hold its row, so that two people write one after the other."""
    require_on(actor, MANAGE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))


def already(model: type[F], public_id: uuid.UUID, point: SupportPoint) -> F | None:
    """The row of a first try with this id. ``Refused`` when the id is another point's."""
    rows: models.QuerySet[F] = model._default_manager.filter(public_id=public_id)
    row = rows.first()
    if row is not None and row.point_id != point.pk:
        message = _("mã của lần ghi này đã dùng cho điểm khác.")
        raise Refused(_("Chưa ghi được."), [Problem(point.code, message, _("Mở lại trang rồi ghi."))])
    return row


def check_source(source: str, problems: list[Problem]) -> str:
    """The source in one form; a problem when it is empty."""
    source = nfc(source)
    if not source:
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi văn bản hoặc người xác nhận.")))
    if len(source) > 500:
        problems.append(Problem(_("Nguồn"), _("dài quá 500 chữ."), _("Rút gọn.")))
    return source


def check_past(where: str, day: dt.date | None, problems: list[Problem]) -> None:
    """A thing that happened lies not ahead."""
    if day is not None and day > clock.today():
        problems.append(Problem(where, _("ở tương lai."), _("Ghi ngày đã diễn ra.")))


def check_order(start: dt.date | None, end: dt.date | None, problems: list[Problem]) -> None:
    """The first day after a period comes after its first day."""
    if start is not None and end is not None and end <= start:
        problems.append(Problem(_("Đến hết ngày"), _("trước ngày bắt đầu."), _("Kiểm tra lại hai ngày.")))


def refuse(problems: Iterable[Problem], message: str = "") -> None:
    """``Refused`` with all of them, if any."""
    found = list(problems)
    if found:
        raise Refused(message or _("Chưa ghi được."), found)


def span_words(start: dt.date | None, end: dt.date | None) -> str:
    """``từ 01/01/2024 đến hết 31/12/2024``, unknown days said."""
    begins = f"{start:%d/%m/%Y}" if start else _("ngày chưa rõ")
    ends = f"{end - dt.timedelta(days=1):%d/%m/%Y}" if end else _("ngày chưa rõ")
    return _("từ %(start)s đến hết %(end)s") % {"start": begins, "end": ends}


def overlapping(model: type[F], point: SupportPoint, start: dt.date | None, end: dt.date | None) -> F | None:
    """A standing row that shares a day with the period (null: open)."""
    rows: models.QuerySet[F] = model._default_manager.filter(point=point, voided_at=None)
    if end is not None:
        rows = rows.filter(models.Q(valid_from=None) | models.Q(valid_from__lt=end))
    if start is not None:
        rows = rows.filter(models.Q(valid_to=None) | models.Q(valid_to__gt=start))
    return rows.first()


def begins_already(model: type[F], point: SupportPoint, day: dt.date | None) -> bool:
    """Whether a standing row of a chain begins on the day."""
    return model._default_manager.filter(point=point, voided_at=None, valid_from=day).exists()


def rechain(model: type[F], point: SupportPoint) -> None:
    """Let every standing row of a chain end where the next begins."""
    rows = list(model._default_manager.filter(point=point, voided_at=None))
    rows.sort(key=lambda row: getattr(row, "valid_from") or dt.date.min)  # noqa: B009  # not every Fact is dated
    for row, (_start, end) in zip(rows, links(getattr(row, "valid_from") for row in rows), strict=True):  # noqa: B009
        if getattr(row, "valid_to") != end:  # noqa: B009
            setattr(row, "valid_to", end)  # noqa: B010
            row.save(update_fields=["valid_to"])


def journal(actor: Actor, action: str, point: SupportPoint, what: str, reason: str = "", **more: Any) -> None:
    """One sentence about the point."""
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=point.code,
        data={"what": what} | more,
        reason=reason,
    )


def day_words(day: dt.date | None) -> str:
    """The day, or that nobody knows it."""
    return f"{day:%d/%m/%Y}" if day else _("ngày chưa rõ")
