"""Entitled, ordered, connected, measured, and who pays: five histories of one line."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.errors import Problem
from diemsang.core.text import nfc, search_key
from diemsang.documents.models import Decision
from diemsang.operations.actions.common import (
    already,
    begins_already,
    check_order,
    check_past,
    check_source,
    day_words,
    enter,
    journal,
    overlapping,
    rechain,
    refuse,
    span_words,
)
from diemsang.operations.limits import check_ping, check_speed
from diemsang.operations.models import (
    PROGRAMME_ENDS,
    LineConnection,
    LineEntitlement,
    LineMeasure,
    LinePayer,
    Programme,
    Technology,
)
from diemsang.operations.models.base import after
from diemsang.operations.words import measure_words
from diemsang.points.models import SupportPoint

register("operations.entitle", "ghi điểm {subject} được hưởng đường truyền theo {what}, {span}")
register("operations.connect", "ghi đường truyền của điểm {subject} đã nối: {what}")
register("operations.cut", "ghi đường truyền của điểm {subject} đã cắt từ {what}")
register("operations.measure", "ghi kết quả đo đường truyền của điểm {subject}: {what}")
register("operations.payer", "ghi bên trả cước đường truyền của điểm {subject}: {what} từ {from}")


@transaction.atomic
def record_entitlement(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    programme: str,
    source: str,
    decision: Decision | None = None,
    basis: str = "",
    from_date: dt.date | None = None,
    last_day: dt.date | None = None,
) -> LineEntitlement:
    """The point is entitled to a line, by which programme or decision, until the end of ``last_day`` (null: unknown).

    Says nothing of whether it was ever ordered or connected. ``Refused`` beyond the end of the programme.
    """
    enter(actor, point)
    made = already(LineEntitlement, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source, basis, end = check_source(source, problems), nfc(basis), after(last_day)
    if programme not in Programme.values:
        problems.append(Problem(_("Chương trình"), _("không có trong danh mục.")))
    if programme == Programme.OTHER and decision is None and not basis:
        problems.append(Problem(_("Căn cứ"), _("còn trống."), _("Chọn văn bản hoặc ghi tên chương trình.")))
    check_order(from_date, end, problems)
    ends = PROGRAMME_ENDS.get(programme)
    for where, day in ((_("Từ ngày"), from_date), (_("Đến hết ngày"), last_day)):
        if ends is not None and day is not None and day > ends:
            message = _("sau khi chương trình kết thúc (%(day)s).") % {"day": day_words(ends)}
            problems.append(Problem(where, message, _("Chọn chương trình khác, hoặc sửa ngày.")))
    if not problems:
        wanted = LineEntitlement(
            point=point, programme=programme, decision=decision, basis=basis[:300], valid_from=from_date, valid_to=end
        )
        check_entitlement(wanted, problems)
    refuse(problems)
    row = LineEntitlement.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        programme=programme,
        decision=decision,
        basis=basis[:300],
        valid_from=from_date,
        valid_to=end,
    )
    what = str(Programme(programme).label) if programme != Programme.OTHER else str(decision or basis)
    journal(actor, "operations.entitle", point, what, span=span_words(from_date, row.ends))
    return row


def check_entitlement(wanted: LineEntitlement, problems: list[Problem]) -> None:
    """No other standing one by the same programme, or for *other* by the same paper, shares a day with it."""
    rows = LineEntitlement.objects.filter(point=wanted.point, programme=wanted.programme, voided_at=None)
    if wanted.programme == Programme.OTHER:
        rows = rows.filter(basis=wanted.basis, decision=wanted.decision)
    for row in rows.exclude(pk=wanted.pk):
        if _share_a_day(row, wanted.valid_from, wanted.valid_to):
            message = _("đã ghi theo cùng chương trình, %(span)s.") % {"span": span_words(row.valid_from, row.ends)}
            problems.append(Problem(wanted.point.code, message, _("Hủy bản ghi kia trước nếu nó sai.")))


def _share_a_day(row: LineEntitlement, start: dt.date | None, end: dt.date | None) -> bool:
    starts_in = row.ends is None or start is None or start < row.ends
    ends_in = row.valid_from is None or end is None or end > row.valid_from
    return starts_in and ends_in


@transaction.atomic
def record_connection(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    source: str,
    on: dt.date | None = None,
    technology: str = "",
) -> LineConnection:
    """The line was connected on a day (null: nobody knows which). ``Refused`` while another connection runs."""
    enter(actor, point)
    made = already(LineConnection, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source = check_source(source, problems)
    check_past(_("Ngày nối"), on, problems)
    if technology not in Technology.values:
        problems.append(Problem(_("Cách nối"), _("không có trong danh mục.")))
    before = overlapping(LineConnection, point, on, None)
    if before is not None:
        message = _("đã ghi là nối, %(span)s.") % {"span": span_words(before.valid_from, before.valid_to)}
        problems.append(Problem(point.code, message, _("Ghi ngày cắt trước, hoặc hủy bản ghi kia nếu nó sai.")))
    refuse(problems)
    row = LineConnection.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        technology=technology,
        valid_from=on,
    )
    journal(actor, "operations.connect", point, day_words(on))
    return row


@transaction.atomic
def cut_connection(*, actor: Actor, connection: LineConnection, on: dt.date, reason: str) -> LineConnection:
    """The line is away for good since ``on`` (an outage is something else). The same again changes nothing."""
    point = connection.point
    enter(actor, point)
    row = LineConnection.objects.get(pk=connection.pk)
    if row.valid_to == on:
        return row
    problems: list[Problem] = []
    reason = nfc(reason)
    if row.voided_at is not None:
        problems.append(Problem(point.code, _("bản ghi này đã hủy.")))
    if row.valid_to is not None:
        problems.append(Problem(point.code, _("đã ghi cắt từ %(day)s.") % {"day": day_words(row.valid_to)}))
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao cắt: hết hợp đồng, chuyển chỗ…")))
    check_past(_("Cắt từ ngày"), on, problems)
    if row.valid_from is not None and on <= row.valid_from:
        problems.append(Problem(_("Cắt từ ngày"), _("không sau ngày nối.")))
    refuse(problems)
    row.valid_to, row.end_reason = on, reason[:300]
    row.save(update_fields=["valid_to", "end_reason"])
    journal(actor, "operations.cut", point, day_words(on), reason)
    return row


@transaction.atomic
def record_measure(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    on: dt.date,
    by: str,
    source: str,
    download_mbps: Decimal | None = None,
    upload_mbps: Decimal | None = None,
    ping_ms: Decimal | None = None,
    where: str = "",
) -> LineMeasure:
    """Somebody measured the line. What was not measured stays null; nothing measured at all is ``Refused``."""
    enter(actor, point)
    made = already(LineMeasure, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source, by = check_source(source, problems), nfc(by)
    check_past(_("Ngày đo"), on, problems)
    check_speed(_("Tải xuống"), download_mbps, problems)
    check_speed(_("Tải lên"), upload_mbps, problems)
    check_ping(_("Độ trễ"), ping_ms, problems)
    if download_mbps is None and upload_mbps is None and ping_ms is None:
        problems.append(Problem(_("Kết quả đo"), _("còn trống."), _("Ghi ít nhất tốc độ tải xuống.")))
    if not by:
        problems.append(Problem(_("Người đo"), _("còn trống.")))
    refuse(problems)
    row = LineMeasure.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        on=on,
        download_mbps=download_mbps,
        upload_mbps=upload_mbps,
        ping_ms=ping_ms,
        by=by[:120],
        where=nfc(where)[:200],
    )
    journal(actor, "operations.measure", point, measure_words(row))
    return row


@transaction.atomic
def record_payer(
    *,
    actor: Actor,
    public_id: uuid.UUID,
    point: SupportPoint,
    source: str,
    office: Office | None = None,
    payer: str = "",
    from_date: dt.date | None = None,
) -> LinePayer:
    """Who pays from a day on, until the next row. Neither office nor words: from then nobody is known to pay.

    A day between two rows is allowed: the row before then ends here. ``Refused`` when a row begins that day already.
    """
    enter(actor, point)
    made = already(LinePayer, public_id, point)
    if made is not None:
        return made
    problems: list[Problem] = []
    source, payer = check_source(source, problems), nfc(payer)
    if begins_already(LinePayer, point, from_date):
        message = _("đã có bên trả từ %(day)s.") % {"day": day_words(from_date)}
        problems.append(Problem(_("Trả từ ngày"), message, _("Hủy bản ghi kia trước nếu nó sai.")))
    refuse(problems)
    row = LinePayer.objects.create(
        public_id=public_id,
        point=point,
        source=source,
        recorded_at=clock.now(),
        office=office,
        payer=payer[:200],
        valid_from=from_date,
    )
    rechain(LinePayer, point)
    row.refresh_from_db()
    name = office_names([office.pk], from_date)[office.pk] if office else payer or _("chưa rõ ai trả")
    journal(actor, "operations.payer", point, name, **{"from": day_words(from_date)})
    return row


def carrier_of(text: str) -> tuple[str, str]:
    """A carrier as it is shown, and the key it is filtered by; known ones get their usual spelling."""
    text = nfc(text)
    key = search_key(text).replace(" ", "")
    return CARRIERS.get(key, text), key


CARRIERS = {"vnpt": "VNPT", "viettel": "Viettel", "fpt": "FPT", "fpttelecom": "FPT", "mobifone": "MobiFone"}
"""Usual spellings; any other carrier is taken as written."""
