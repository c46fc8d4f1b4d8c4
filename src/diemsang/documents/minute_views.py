"""Pages that show minutes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET

from diemsang.audit.queries import story_of
from diemsang.core import clock
from diemsang.core.actor import Actor, require
from diemsang.core.listing import Column, Listing
from diemsang.documents.minute_forms import (
    MISSING,
    WAITING,
    AssignForm,
    DropForm,
    MinuteFilter,
    PagesForm,
    ScanForm,
    SignedOnForm,
    VoidForm,
)
from diemsang.documents.minutes import office
from diemsang.documents.minutes.registry import caused_by, places, spec_of
from diemsang.documents.minutes.render import house_template
from diemsang.documents.models import Minute, MinuteKind, MinutePrinting, MinuteState
from diemsang.documents.queries import minutes as queries
from diemsang.files.types import DOCX

PATIENCE = dt.timedelta(seconds=60)
"""How long a PDF may be on its way before the page says that perhaps no worker runs."""


class MinuteListing(Listing[Minute]):
    """Search and filters in the address."""

    form_class = MinuteFilter
    columns: ClassVar[Sequence[Column[Any]]] = (
        Column("trich-yeu", _l("Trích yếu"), lambda row: row.title, sort=("title", "id"), fixed=True),
        Column("diem", _l("Điểm"), lambda row: row.place_words),
        Column("loai", _l("Loại"), lambda row: str(row.get_kind_display()), sort=("kind", "-on")),
        Column("ngay", _l("Ngày của việc"), lambda row: row.on, sort=("on", "id")),
        Column("tinh-trang", _l("Tình trạng"), lambda row: str(row.get_state_display()), sort=("state", "-on")),
        Column("trang", _l("Trang đã giữ"), lambda row: row.held_words),
        Column("ngay-ky", _l("Ngày ký"), lambda row: row.signed_on, sort=("signed_on", "id"), extra=True),
        Column("ma", _l("Mã in"), lambda row: row.code, extra=True),
        Column("nguoi-lap", _l("Người lập"), lambda row: row.made_by, sort=("made_by", "-on"), extra=True),
    )
    default_sort = "-ngay"
    name = "bien-ban"
    view_name = "minutes:list"

    def __init__(self, actor: Actor, request: HttpRequest) -> None:
        self.actor = actor
        source = places()
        areas = source.choices(actor, request.GET.get("dia_ban", "")) if source else ()
        super().__init__(queries.visible_to(actor), request, areas=areas)

    def filter(self, rows: QuerySet[Minute], wanted: dict[str, Any]) -> QuerySet[Minute]:
        """Narrow the minutes as the address says."""
        if wanted.get("q"):
            rows = queries.matching(rows, wanted["q"])
        rows = queries.with_held(rows)
        state = wanted.get("tinh_trang")
        if state == MISSING:
            rows = queries.lacking_pages(rows)
        elif state == WAITING:
            rows = rows.filter(state=MinuteState.PRINTED).exclude(waiting="")
        elif state:
            rows = rows.filter(state=state)
        source = places()
        if source and wanted.get("dia_ban"):
            rows = rows.filter(source.inside(wanted["dia_ban"]))
        if wanted.get("loai"):
            rows = rows.filter(kind=wanted["loai"])
        return rows

    def prepare(self, rows: list[Minute]) -> list[Minute]:
        """Points and held pages of a page of rows, at once."""
        source = places()
        words = source.words(self.actor, rows) if source else {}
        for row in rows:
            row.place_words = words.get(row.pk, "")  # type: ignore[attr-defined]
            row.held_words = _held_words(row)  # type: ignore[attr-defined]
        return rows


def _held_words(row: Any) -> str:
    """``2/3`` for a printed minute, the number of pages when it is signed, nothing before."""
    if row.state == MinuteState.SIGNED:
        return str(row.pages)
    if row.state == MinuteState.PRINTED and row.pages:
        return f"{row.held_count}/{row.pages}"
    return str(_("chưa in")) if row.state == MinuteState.DRAFT else ""


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in."""
    return cast(Actor, request.user)


@require_GET
def minute_list(request: HttpRequest) -> HttpResponse:
    """Minutes within reach; ``?xuat=csv|xlsx`` gives them as a file."""
    actor = actor_of(request)
    require(actor, queries.VIEW)
    listing = MinuteListing(actor, request)
    if listing.wants_export:
        return listing.export_response(title=_("Biên bản"))
    context = {
        "listing": listing,
        "may_sign": actor.can(queries.SIGN),
        "may_template": actor.can(queries.TEMPLATES),
        "token": uuid.uuid4(),
        "has_pdf": office.program() is not None,
        "query": request.GET.urlencode(),
        "loose": queries.loose_pages(actor).count(),
    }
    return render(request, "minutes/list.html", context)


@require_GET
def minute_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One minute: its state, files, pages held, what it tells of and caused, its story."""
    return detail(request, queries.minute_for(actor_of(request), public_id), {})


def detail(request: HttpRequest, minute: Minute, more: dict[str, Any], status: int = 200) -> HttpResponse:
    """The page of a minute, also after an act that was refused."""
    actor = actor_of(request)
    context = {
        "minute": minute,
        "pages": list(queries.standing_pages(minute).select_related("blob", "thumb")),
        "missing": queries.missing_pages(minute),
        "caused": caused_by(actor, minute),
        "href": spec_of(minute.kind).href(minute),
        "replaced_by": minute.replaced_by.first(),
        "journal": story_of("minute", str(minute.public_id), limit=30),
        "may_make": queries.may(actor, queries.MAKE, minute),
        "may_sign": queries.may(actor, queries.SIGN, minute),
        "scan_form": ScanForm(),
        "assign_form": AssignForm(),
        "void_form": VoidForm(),
        "pages_form": PagesForm(),
        "drop_form": DropForm(),
        "day_form": SignedOnForm(initial={"signed_on": minute.signed_on}),
        "loose": list(queries.loose_pages(actor, minute)),
        **_pdf(minute),
        **more,
    }
    if "result" in more:  # what came just now and waits is shown where it came in, also when it belongs elsewhere
        came = [one.loose.pk for one in more["result"].outcomes if one.loose]
        context["loose"] = list(queries.loose_pages(actor).filter(Q(minute=minute) | Q(pk__in=came)))
    return render(request, "minutes/detail.html", context, status=status)


def _pdf(minute: Minute) -> dict[str, Any]:
    """How the PDF stands: there, on its way, failed, or not to be had on this machine."""
    printed = minute.state == MinuteState.PRINTED and minute.pdf_id is None
    available = office.program() is not None
    busy = printed and available and not minute.pdf_problem
    late = bool(busy and minute.printed_at and clock.now() - minute.printed_at > PATIENCE)
    return {"pdf_busy": busy, "pdf_late": late, "pdf_unavailable": printed and not available}


@require_GET
def pdf_progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The part of the page that asks again until the PDF is there."""
    minute = queries.minute_for(actor_of(request), public_id)
    may_make = queries.may(actor_of(request), queries.MAKE, minute)
    context = {"minute": minute, "may_make": may_make, **_pdf(minute)}
    return render(request, "minutes/_files.html", context)


@require_GET
def printing_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A print of several minutes: progress, then the file; only for who asked for it."""
    actor = actor_of(request)
    require(actor, queries.VIEW)
    printing = get_object_or_404(
        MinutePrinting.objects.select_related("pdf"), public_id=public_id, made_by_key=actor.actor_key
    )
    titles = dict(
        queries.visible_to(actor).filter(public_id__in=list(printing.minutes)).values_list("public_id", "title")
    )
    problems = [
        (titles.get(uuid.UUID(key), key) if key != "tep" else _("Tệp ghép"), why)
        for key, why in printing.problems.items()
    ]
    busy = printing.finished_at is None
    context = {
        "printing": printing,
        "total": len(printing.minutes),
        "problems": problems,
        "busy": busy,
        "late": busy and clock.now() - printing.made_at > PATIENCE and not printing.done,
    }
    template = "minutes/_printing.html" if request.headers.get("HX-Request") else "minutes/printing.html"
    return render(request, template, context)


@require_GET
def house_template_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The house's Word template, to start one's own from."""
    require(actor_of(request), queries.TEMPLATES)
    if kind not in MinuteKind.values:
        raise Http404
    answer = HttpResponse(house_template(kind), content_type=DOCX.media_type)
    answer["Content-Disposition"] = f'attachment; filename="mau-{kind}.docx"'
    return answer
