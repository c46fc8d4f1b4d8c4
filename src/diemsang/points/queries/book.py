"""What stands in a point's file when it is bound as one book: in the order of the life cycle, each with its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.documents.models import Minute, MinutePage, MinuteState
from diemsang.documents.queries.minutes import visible_to as visible_minutes
from diemsang.files.models import Blob
from diemsang.files.registry import readable_name
from diemsang.points.actions.histories import PAPER_ORDER
from diemsang.points.models import Approval, PaperKind, PointFile, SiteSurvey, SupportPoint
from diemsang.points.queries.rows import point_rows
from diemsang.points.registry import book_sections


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index and what is bound for it; without ``blobs`` it stands in the index only."""

    title: str
    note: str = ""
    blobs: tuple[Blob, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the book."""

    title: str
    entries: list[Entry] = field(default_factory=list)


def book_of(actor: Actor, point: SupportPoint) -> list[Section]:
    """Every part that has something in it. Files that the actor may not read are named, not bound."""
    parts = [
        Section(_("Điểm"), _facts(point)),
        Section(_("Quyết định"), _decisions(actor, point)),
        Section(_("Khảo sát"), _surveys(point)),
        Section(_("Biên bản"), _minutes(actor, point)),
        Section(_("Giấy tờ khác"), _papers(actor, point)),
    ]
    for title, lines in book_sections(actor, point, clock.today()):
        parts.insert(-1, Section(title, [Entry(line, note) for line, note in lines]))
    return [part for part in parts if part.entries]


def _readable(actor: Actor, *blobs: Blob | None) -> tuple[Blob, ...]:
    return tuple(blob for blob in blobs if blob is not None and readable_name(actor, blob) is not None)


def _facts(point: SupportPoint) -> list[Entry]:
    row = point_rows([point], clock.today())[0]
    found = [Entry(_("Nơi đặt"), row.place), Entry(_("Tình trạng"), row.stage_label)]
    if row.last_activity:
        found.append(Entry(_("Hoạt động gần nhất"), f"{row.last_activity:%d/%m/%Y}"))
    return found


def _decisions(actor: Actor, point: SupportPoint) -> list[Entry]:
    rows = Approval.objects.filter(point=point, voided_at=None).select_related("decision__file", "ended_by__file")
    papers = {paper.pk: paper for row in rows for paper in (row.decision, row.ended_by) if paper is not None}
    found = []
    for paper in papers.values():
        blobs = _readable(actor, paper.file)
        found.append(Entry(paper.full_name, "" if blobs else _("chưa có bản ký trong sổ văn bản"), blobs))
    return found


def _surveys(point: SupportPoint) -> list[Entry]:
    rows = SiteSurvey.objects.filter(point=point, voided_at=None).order_by("on", "id")
    return [
        Entry(_("Phiếu ngày %(day)s") % {"day": f"{row.on:%d/%m/%Y}"}, str(row.get_result_display())) for row in rows
    ]


def point_minutes(actor: Actor, point: SupportPoint) -> QuerySet[Minute]:
    """Minutes that tell of the point, the voided left out, in the order of their acts."""
    rows = visible_minutes(actor).filter(point_links__point=point).exclude(state=MinuteState.VOID).distinct()
    return rows.select_related("pdf").order_by("on", "id")


def _minutes(actor: Actor, point: SupportPoint) -> list[Entry]:
    return [_minute(actor, row) for row in point_minutes(actor, point)]


def _minute(actor: Actor, minute: Minute) -> Entry:
    """The signed pages; the print while none is signed, and the index says so."""
    title = f"{minute.get_kind_display()}: {minute.title}, {minute.on:%d/%m/%Y}"
    if minute.state == MinuteState.SIGNED:
        pages = MinutePage.objects.filter(minute=minute, voided_at=None).select_related("blob").order_by("number")
        return Entry(title, _("bản ký"), _readable(actor, *(page.blob for page in pages)))
    return Entry(title, str(minute.get_state_display()), _readable(actor, minute.pdf))


def _papers(actor: Actor, point: SupportPoint) -> list[Entry]:
    rows = PointFile.objects.filter(point=point, voided_at=None).select_related("blob").order_by(*PAPER_ORDER)
    order = list(PaperKind.values)
    papers = sorted(rows, key=lambda row: order.index(row.kind) if row.kind in order else len(order))
    found = []
    for row in papers:
        kind = f"{row.get_kind_display()}: " if row.kind else ""
        told = [row.number, f"{row.on:%d/%m/%Y}" if row.on else "", row.issuer]
        found.append(Entry(f"{kind}{row.title}", ", ".join(filter(None, told)), _readable(actor, row.blob)))
    return found
