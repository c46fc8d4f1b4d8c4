"""Posted hours and the words of posters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc
from diemsang.operations.actions.common import (
    already,
    begins_already,
    check_source,
    day_words,
    journal,
    rechain,
    refuse,
)
from diemsang.operations.day_fields import parse_time
from diemsang.operations.hours import WEEKDAYS, week_words
from diemsang.operations.models import PostedHours, Poster, PosterKind
from diemsang.operations.queries.scope import PEOPLE
from diemsang.points.models import SupportPoint
from diemsang.points.queries import require_on

register("operations.hours", "ghi giờ mở cửa niêm yết của điểm {subject} từ {from}: {what}")
register("operations.void_hours", "hủy giờ mở cửa niêm yết của điểm {subject} từ {from}")
register("operations.poster", "sửa tờ “{what}” của điểm {subject}")

LONGEST_TEXT = 4000
Week = Sequence[Sequence[Sequence[str]]]


@transaction.atomic
def post_hours(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    week: Week,
    source: str,
    from_date: dt.date | None = None,
    note: str = "",
) -> PostedHours:
    """When the point says it is open, from a day on, until the next row. ``week``: seven lists of ``[from, to]``."""
    require_on(actor, PEOPLE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    made = already(PostedHours, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source, kept = check_source(source, problems), _week(week, problems)
    if not problems and not any(kept):
        problems.append(Problem(_("Giờ mở cửa"), _("chưa có buổi nào."), _("Ghi ít nhất một buổi trong tuần.")))
    if begins_already(PostedHours, point, from_date):
        message = _("đã có giờ niêm yết từ %(day)s.") % {"day": day_words(from_date)}
        problems.append(Problem(_("Từ ngày"), message, _("Hủy bản ghi kia trước nếu nó sai.")))
    refuse(problems, _("Chưa ghi được giờ mở cửa."))
    row = PostedHours.objects.create(
        public_id=public_id,
        point=point,
        week=kept,
        note=nfc(note)[:300],
        source=source,
        valid_from=from_date,
        recorded_at=clock.now(),
    )
    rechain(PostedHours, point)
    row.refresh_from_db()
    journal(actor, "operations.hours", point, "; ".join(week_words(kept)), **{"from": day_words(from_date)})
    return row


@transaction.atomic
def void_hours(*, actor: Actor, hours: PostedHours, reason: str) -> None:
    """This row was wrong; the one before goes on until the one after."""
    require_on(actor, PEOPLE, hours.point)
    list(SupportPoint.objects.select_for_update().filter(pk=hours.point_id))
    row = PostedHours.objects.select_related("point").get(pk=hours.pk)
    if row.voided_at is not None:
        return
    reason = nfc(reason)[:300]
    refuse([] if reason else [Problem(_("Lý do"), _("còn trống."), _("Ghi bản ghi sai ở chỗ nào."))])
    row.voided_at, row.void_reason = clock.now(), reason
    row.save(update_fields=["voided_at", "void_reason"])
    rechain(PostedHours, row.point)
    journal(actor, "operations.void_hours", row.point, "", reason, **{"from": day_words(row.valid_from)})


@transaction.atomic
def write_poster(*, actor: Actor, point: SupportPoint, kind: str, text: str) -> Poster | None:
    """The point's own words; an empty text brings the usual words back. The same again changes nothing."""
    require_on(actor, PEOPLE, point)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    problems = []
    text = "\n".join(nfc(line) for line in text.strip().splitlines())
    if kind not in PosterKind.values:
        problems.append(Problem(_("Loại"), _("không có trong danh mục.")))
    if len(text) > LONGEST_TEXT:
        problems.append(Problem(_("Nội dung"), _("dài quá một tờ giấy (4.000 chữ)."), _("Rút gọn.")))
    refuse(problems)
    row = Poster.objects.filter(point=point, kind=kind).first()
    before = row.text if row is not None else ""
    if text == before:
        return row
    if not text and row is not None:
        row.delete()
        row = None
    else:
        row = row or Poster(point=point, kind=kind)
        row.text, row.changed_at, row.changed_by = text, clock.now(), actor.actor_label[:200]
        row.save()
    journal(actor, "operations.poster", point, str(PosterKind(kind).label), before=before, after=text)
    return row


def _week(week: Week, problems: list[Problem]) -> list[list[list[str]]]:
    kept: list[list[list[str]]] = []
    for name, spans in zip(WEEKDAYS, [*week, *[()] * (7 - len(week))], strict=False):
        day: list[list[str]] = []
        for span in spans:
            start, end = (str(part).strip() for part in span)
            if not start and not end:
                continue
            begins, ends = parse_time(start), parse_time(end)
            if begins is None or ends is None:
                words = {"given": f"{start}–{end}"[:40]}
                message = _("“%(given)s” không phải giờ mở và giờ đóng.") % words
                problems.append(Problem(str(name), message, _("Viết như 07:30 và 11:00; nghỉ thì để trống cả hai.")))
            elif ends <= begins:
                problems.append(Problem(str(name), _("giờ đóng không sau giờ mở."), _("Xem lại hai giờ.")))
            elif day and begins < day[-1][1]:
                problems.append(Problem(str(name), _("buổi sau bắt đầu trước khi buổi trước hết.")))
            else:
                day.append([begins, ends])
        kept.append(day)
    return kept
