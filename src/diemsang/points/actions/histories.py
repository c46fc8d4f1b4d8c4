"""Custody, funder, eligibility, suspension and the point's papers."""

from __future__ import annotations

import datetime as dt
from typing import IO, Any, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from diemsang.accounts.models import Office
from diemsang.accounts.queries import office_names
from diemsang.audit.actions import record
from diemsang.audit.registry import register
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.dated import on_date
from diemsang.core.errors import Problem, Refused
from diemsang.core.text import nfc
from diemsang.documents.models import Decision
from diemsang.files import actions as files
from diemsang.plans.models import Phase
from diemsang.points.models import (
    EligibilityBasis,
    PaperKind,
    PointCustody,
    PointEligibility,
    PointFile,
    PointFunder,
    SupportPoint,
    Suspension,
)
from diemsang.points.queries.scope import EDIT, require_on

register("points.custody", "ghi bên giữ tài sản của điểm {subject}: {what} từ {from}")
register("points.funder", "ghi nguồn vốn của điểm {subject}: {what} từ {from}")
register("points.eligibility", "ghi căn cứ được hỗ trợ của điểm {subject}: {what} từ {from}")
register("points.suspend", "tạm dừng điểm {subject} từ {from}: {what}")
register("points.resume", "cho điểm {subject} hoạt động lại từ {from}")
register("points.attach", "thêm “{what}” vào hồ sơ điểm {subject}")
register("points.restore_file", "đưa “{what}” trở lại hồ sơ điểm {subject}")
register("points.order_files", "xếp lại “{what}” trong hồ sơ điểm {subject}")
register("points.remove_file", "bỏ “{what}” khỏi hồ sơ điểm {subject}")

PAPER_ORDER = ("position", "on", "id")
"""Papers of one kind: as ordered by hand, then by day."""

M = TypeVar("M", PointCustody, PointFunder, PointEligibility)


@transaction.atomic
def record_custody(
    *,
    actor: Actor,
    point: SupportPoint,
    source: str,
    office: Office | None = None,
    holder: str = "",
    from_date: dt.date | None = None,
    decision: Decision | None = None,
) -> PointCustody:
    """Who holds the point's property from a day on; the custody before ends. ``holder`` when it is no known office."""
    holder = nfc(holder)
    missing = []
    if office is None and not holder:
        missing.append(Problem(_("Bên giữ"), _("còn trống."), _("Chọn cơ quan hoặc ghi ai đang giữ.")))
    what = office_names([office.pk], from_date)[office.pk] if office else holder
    row = PointCustody(point=point, office=office, holder=holder, decision=decision)
    return _succeed(actor, row, "points.custody", what, source, from_date, missing)


@transaction.atomic
def record_funder(
    *,
    actor: Actor,
    point: SupportPoint,
    fund_source: str,
    source: str,
    phase: Phase | None = None,
    from_date: dt.date | None = None,
) -> PointFunder:
    """Which money pays from a day on; the funder before ends."""
    fund_source = nfc(fund_source)
    missing = [] if fund_source else [Problem(_("Nguồn vốn"), _("còn trống."))]
    row = PointFunder(point=point, phase=phase, fund_source=fund_source)
    return _succeed(actor, row, "points.funder", fund_source, source, from_date, missing)


@transaction.atomic
def record_eligibility(
    *,
    actor: Actor,
    point: SupportPoint,
    basis: str,
    source: str,
    from_date: dt.date | None = None,
    decision: Decision | None = None,
) -> PointEligibility:
    """Why the point is entitled from a day on. Losing the entitlement never closes a point."""
    missing = [] if basis in EligibilityBasis.values else [Problem(_("Căn cứ"), _("không có trong danh mục."))]
    row = PointEligibility(point=point, basis=basis, decision=decision)
    what = str(EligibilityBasis(basis).label) if not missing else basis
    return _succeed(actor, row, "points.eligibility", what, source, from_date, missing)


@transaction.atomic
def suspend(*, actor: Actor, point: SupportPoint, from_date: dt.date, reason: str) -> Suspension:
    """The point is out of use from a day on. ``Refused`` while another suspension runs."""
    require_on(actor, EDIT, point)
    reason = nfc(reason)
    problems = []
    if not reason:
        problems.append(Problem(_("Lý do"), _("còn trống."), _("Ghi vì sao tạm dừng.")))
    if from_date > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai.")))
    open_ended = Q(valid_to=None) | Q(valid_to__gt=from_date)
    if Suspension.objects.filter(open_ended, point=point, voided_at=None).exists():
        problems.append(Problem(point.code, _("đang tạm dừng."), _("Cho hoạt động lại trước.")))
    if problems:
        raise Refused(_("Chưa tạm dừng được điểm."), problems)
    row = Suspension.objects.create(point=point, reason=reason, valid_from=from_date, recorded_at=clock.now())
    _journal(actor, "points.suspend", point, reason, from_date)
    return row


@transaction.atomic
def resume(*, actor: Actor, point: SupportPoint, on: dt.date) -> Suspension:
    """The suspension ends: ``on`` is the first day of use again."""
    require_on(actor, EDIT, point)
    row = Suspension.objects.filter(point=point, voided_at=None, valid_to=None).first()
    problems = []
    if row is None:
        problems.append(Problem(point.code, _("không tạm dừng.")))
    elif row.valid_from is not None and on <= row.valid_from:
        problems.append(Problem(_("Từ ngày"), _("không sau ngày tạm dừng.")))
    if on > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai.")))
    if problems or row is None:
        raise Refused(_("Chưa cho điểm hoạt động lại được."), problems)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    _journal(actor, "points.resume", point, "", on)
    return row


@transaction.atomic
def attach_file(
    *,
    actor: Actor,
    point: SupportPoint,
    stream: IO[bytes],
    file_name: str,
    title: str,
    kind: str = "",
    number: str = "",
    on: dt.date | None = None,
    issuer: str = "",
) -> PointFile:
    """Keep a paper or picture in the point's file. The same content again (sent twice) is the row that stands."""
    require_on(actor, EDIT, point)
    title = nfc(title)
    if not title:
        problem = Problem(_("Tên"), _("còn trống."), _("Ghi tên văn bản hoặc ảnh."))
        raise Refused(_("Chưa thêm được tệp."), [problem])
    blob = files.store(actor=actor, stream=stream, name=file_name)
    list(SupportPoint.objects.select_for_update().filter(pk=point.pk))
    standing = PointFile.objects.filter(point=point, blob=blob, voided_at=None).first()
    if standing is not None:
        return standing
    row = PointFile.objects.create(
        point=point,
        blob=blob,
        title=title,
        file_name=nfc(file_name)[-200:],
        recorded_at=clock.now(),
        kind=kind if kind in PaperKind.values else "",
        number=nfc(number)[:60],
        on=on,
        issuer=nfc(issuer)[:200],
        added_by=actor.actor_label[:200],
    )
    _journal(actor, "points.attach", point, title, None, file=row.pk)
    return row


@transaction.atomic
def remove_file(*, actor: Actor, file: PointFile, reason: str) -> None:
    """Take a paper out of the point's file; the row and the reason stay."""
    require_on(actor, EDIT, file.point)
    reason = nfc(reason)
    if not reason:
        raise Refused(_("Chưa bỏ được tệp."), [Problem(_("Lý do"), _("còn trống."))])
    if file.voided_at is not None:
        return
    file.voided_at, file.void_reason = clock.now(), reason
    file.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "points.remove_file", file.point, file.title, None, reason, file=file.pk)


@transaction.atomic
def restore_file(*, actor: Actor, file: PointFile) -> None:
    """Put a removed paper back. The same again, or the same content added meanwhile, changes nothing."""
    require_on(actor, EDIT, file.point)
    list(SupportPoint.objects.select_for_update().filter(pk=file.point_id))
    again = PointFile.objects.filter(point=file.point_id, blob=file.blob_id, voided_at=None).exists()
    if file.voided_at is None or again:
        return
    file.voided_at, file.void_reason = None, ""
    file.save(update_fields=["voided_at", "void_reason"])
    _journal(actor, "points.restore_file", file.point, file.title, None, file=file.pk)


@transaction.atomic
def move_file(*, actor: Actor, file: PointFile, up: bool) -> None:
    """Put a paper one place up or down among those of its kind. At the end already, or removed: nothing changes."""
    require_on(actor, EDIT, file.point)
    list(SupportPoint.objects.select_for_update().filter(pk=file.point_id))
    rows = list(PointFile.objects.filter(point=file.point_id, kind=file.kind, voided_at=None).order_by(*PAPER_ORDER))
    at = next((index for index, row in enumerate(rows) if row.pk == file.pk), -1)
    to = at - 1 if up else at + 1
    if at < 0 or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    PointFile.objects.bulk_update(rows, ["position"])
    _journal(actor, "points.order_files", file.point, file.title, None)


def _succeed(
    actor: Actor,
    row: M,
    action: str,
    what: str,
    source: str,
    from_date: dt.date | None,
    problems: list[Problem],
    **same: Any,
) -> M:
    """Write ``row`` as what holds from a day on; what held that day ends then. Without a day the start is unknown."""
    point = row.point
    require_on(actor, EDIT, point)
    row.source, row.valid_from, row.recorded_at = nfc(source), from_date, clock.now()
    if not row.source:
        problems.append(Problem(_("Nguồn"), _("còn trống."), _("Ghi văn bản hoặc người xác nhận.")))
    if from_date is not None and from_date > clock.today():
        problems.append(Problem(_("Từ ngày"), _("ở tương lai."), _("Ghi khi việc đã xong.")))
    standing: models.QuerySet[M] = type(row)._default_manager.filter(point=point, voided_at=None, **same)
    later = standing.filter(valid_from__gte=from_date) if from_date else standing
    if later.exists():
        message = (
            _("đã có một bản ghi từ ngày này hoặc sau đó.") if from_date else _("đã có bản ghi, cần biết từ ngày nào.")
        )
        problems.append(Problem(_("Từ ngày"), message, _("Ghi ngày sau bản ghi gần nhất.")))
    if problems:
        raise Refused(_("Chưa ghi được hồ sơ điểm."), problems)
    if from_date is not None:
        for before in standing.filter(on_date(from_date)):
            before.valid_to = from_date
            before.save(update_fields=["valid_to"])
    row.save()
    _journal(actor, action, point, what, from_date)
    return row


def _journal(
    actor: Actor, action: str, point: SupportPoint, what: str, from_date: dt.date | None, reason: str = "", **more: Any
) -> None:
    record(
        actor=actor,
        action=action,
        subject_type="point",
        subject_key=point.code,
        data={"what": what, "from": f"{from_date:%d/%m/%Y}" if from_date else _("ngày chưa rõ")} | more,
        reason=reason,
    )
