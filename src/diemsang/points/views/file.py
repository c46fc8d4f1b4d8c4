"""The point's file (hồ sơ điểm): its index in the order of the life cycle, and everything as one archive."""

from __future__ import annotations

import csv
import errno
import io
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from diemsang.accounts.models import User
from diemsang.audit.undo import done
from diemsang.core import clock
from diemsang.core.errors import Refused
from diemsang.core.text import nfc
from diemsang.documents.models import MinuteState
from diemsang.files.storage import blob_path
from diemsang.files.types import safe_name
from diemsang.plans.reconcile import MILESTONES, POINT
from diemsang.points import actions
from diemsang.points.actions.histories import PAPER_ORDER
from diemsang.points.book import bind
from diemsang.points.models import Approval, Milestone, PaperKind, PointFile, SupportPoint, reached_by
from diemsang.points.queries import point_for, require_on, sees_whole
from diemsang.points.queries.book import book_of, point_minutes
from diemsang.points.queries.scope import EDIT, may

ARCHIVE_LIMIT = 200 * 1024 * 1024
"""Most bytes of papers in one archive."""


EXPECTED_FROM = {
    PaperKind.BB_KS: Milestone.Kind.SURVEYED,
    PaperKind.QD_DS: Milestone.Kind.APPROVED,
    PaperKind.QD_CH: Milestone.Kind.APPROVED,
    PaperKind.HD: Milestone.Kind.DELIVERED,
    PaperKind.BB_GN: Milestone.Kind.INSTALLED,
    PaperKind.BB_NT: Milestone.Kind.ACCEPTED,
    PaperKind.BB_BG: Milestone.Kind.ACCEPTED,
    PaperKind.QD_PC: Milestone.Kind.ACCEPTED,
    PaperKind.NQ: Milestone.Kind.ACCEPTED,
}
"""From which stage on a paper ought to be there. Checks, stock-taking, handover and disposal come when they come."""


def expected_kinds(point: SupportPoint) -> set[str]:
    """Kinds of papers that a point at its stage of today ought to have."""
    held = Milestone.objects.filter(reached_by(clock.today()), point=point, item=POINT).values_list("kind", flat=True)
    rank = max((MILESTONES.index(kind) for kind in held if kind in MILESTONES), default=-1)
    return {kind.value for kind, stage in EXPECTED_FROM.items() if MILESTONES.index(stage) <= rank}


def papers_of(point: SupportPoint) -> list[tuple[PaperKind, list[PointFile]]]:
    """Every kind in the order of the life cycle with its papers, kinds without a paper included."""
    found: dict[str, list[PointFile]] = defaultdict(list)
    rows = PointFile.objects.filter(point=point, voided_at=None).select_related("blob")
    for paper in rows.order_by(*PAPER_ORDER):
        found[paper.kind].append(paper)
    return [(kind, found[kind.value]) for kind in PaperKind]


@require_GET
def index_page(request: HttpRequest, code: str) -> HttpResponse:
    """The index (mục lục hồ sơ), to read and to print; what is missing stands as missing."""
    return _page(request, _whole_point(request, code), None)


def _whole_point(request: HttpRequest, code: str) -> SupportPoint:
    """404 for outsiders; 403 for a supplier, who sees the point for their own pieces and not its papers."""
    user = cast(User, request.user)
    point = point_for(user, code)
    if not sees_whole(user, point):
        raise PermissionDenied(f"{user}: chỉ xem phần của mình ở {point.code}")
    return point


def _page(request: HttpRequest, point: SupportPoint, refused: Refused | None) -> HttpResponse:
    user = cast(User, request.user)
    papers = papers_of(point)
    minutes = list(point_minutes(user, point))
    approvals = list(Approval.objects.filter(point=point, voided_at=None).select_related("decision", "ended_by"))
    expected = expected_kinds(point) - {minute.kind for minute in minutes if minute.state == MinuteState.SIGNED}
    context = {
        "minutes": minutes,
        "refused": refused,
        "expected": expected,
        "empty": not approvals and not expected and not minutes and not any(rows for _kind, rows in papers),
        "point": point,
        "papers": papers,
        "count": sum(len(rows) for _kind, rows in papers),
        "approvals": approvals,
        "removed": PointFile.objects.filter(point=point).exclude(voided_at=None),
        "may_edit": may(user, EDIT, point),
    }
    return render(request, "points/papers.html", context, status=422 if refused else 200)


@require_GET
def archive(request: HttpRequest, code: str) -> HttpResponseBase:
    """Every paper and an index (CSV) as one archive; 413 in words when it would be too large."""
    point = _whole_point(request, code)
    papers = papers_of(point)
    if sum(row.blob.size for _kind, rows in papers for row in rows) > ARCHIVE_LIMIT:
        message = _("Hồ sơ lớn hơn 200 MB, không gói được một tệp. Tải từng tệp.")
        return HttpResponse(message, status=413, content_type="text/plain; charset=utf-8")
    index = io.StringIO(newline="")
    lines = csv.writer(index)
    lines.writerow([_("TT"), _("Loại"), _("Số, ký hiệu"), _("Ngày"), _("Cơ quan"), _("Tên"), _("Tệp")])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    number = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for kind, rows in papers:
            for row in rows:
                number += 1
                name = f"{number:02d}-{safe_name(row.file_name) or 'tep'}"
                package.write(blob_path(row.blob.sha256), name)
                day = f"{row.on:%d/%m/%Y}" if row.on else ""
                words = [str(kind.label), row.number, day, row.issuer, row.title, name]
                lines.writerow([number, *(f"'{word}" if word[:1] in "=+-@" and word else word for word in words)])
        package.writestr("00-muc-luc.csv", "\ufeff" + index.getvalue())
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"ho-so-{point.code}.zip")


@require_GET
def bound(request: HttpRequest, code: str) -> HttpResponseBase:
    """The whole file as one PDF with an index; 413 in words when it would be too large."""
    user = cast(User, request.user)
    point = _whole_point(request, code)
    sections = book_of(user, point)
    if sum(blob.size for part in sections for entry in part.entries for blob in entry.blobs) > ARCHIVE_LIMIT:
        message = _("Hồ sơ lớn hơn 200 MB, không gộp được một tệp. Tải từng tệp.")
        return HttpResponse(message, status=413, content_type="text/plain; charset=utf-8")
    with tempfile.TemporaryDirectory(prefix="diemsang-ho-so-") as folder:
        out = Path(folder) / "ho-so.pdf"
        try:
            bind(_("Hồ sơ điểm %(code)s") % {"code": point.code}, sections, out)
            target = out.open("rb")
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            message = _("Ổ đĩa của hub đã đầy. Báo quản trị hệ thống, rồi làm lại.")
            return HttpResponse(message, status=507, content_type="text/plain; charset=utf-8")
        # The folder goes at once; the open file is read to its end and then gone too.
        return FileResponse(target, as_attachment=True, filename=f"ho-so-{point.code}.pdf")


@require_POST
def change_page(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take a paper out with a reason, put it back (``viec=tra-lai``), or order it (``viec=len``, ``viec=xuong``)."""
    user = cast(User, request.user)
    point = point_for(user, code)
    require_on(user, EDIT, point)
    paper = get_object_or_404(PointFile, pk=pk, point=point)
    try:
        if request.POST.get("viec") in {"len", "xuong"}:
            actions.move_file(actor=user, file=paper, up=request.POST["viec"] == "len")
        elif paper.voided_at is None and request.POST.get("viec") != "tra-lai":
            actions.remove_file(actor=user, file=paper, reason=nfc(request.POST.get("reason", "")))
            done(request, user, _("Đã bỏ tệp khỏi hồ sơ điểm."))
        else:
            actions.restore_file(actor=user, file=paper)
            done(request, user, _("Đã đưa tệp trở lại hồ sơ điểm."))
    except Refused as error:
        return _page(request, point, error)
    return redirect("points:papers", code=point.code)
