"""Pages of units and reforms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from diemsang.areas import actions, present, queries
from diemsang.areas.formats import reform_from_content
from diemsang.areas.forms import CommuneFilter
from diemsang.areas.models import AreaVersion, Level, Reform
from diemsang.areas.preview import ReformPreview
from diemsang.areas.registry import cards
from diemsang.areas.undo import undo_blockers
from diemsang.core import clock
from diemsang.core.actor import Actor
from diemsang.core.days import parse_day
from diemsang.core.errors import Problem, Refused
from diemsang.core.listing import Column, Listing
from diemsang.core.recent import needs_recent_sign_in
from diemsang.core.text import search_key

FORMED_SHOWN = 30
"""New units on one page of a reform, each with its picture."""
FOLDED_SHOWN = 200
"""Lines of a folded list; the reform's file has all."""


class CommuneListing(Listing[AreaVersion]):
    """Communes of one province on a day."""

    form_class = CommuneFilter
    columns = (
        Column("ma", gettext_lazy("Mã"), lambda row: row.code, sort=("code",)),
        Column("ten", gettext_lazy("Tên"), lambda row: row.title, sort=("name_sort", "code"), fixed=True),
        Column("thuoc", gettext_lazy("Trực thuộc"), lambda row: row.under.name if row.under else None),
        Column(
            "lap-tu", gettext_lazy("Lập từ"), lambda row: row.sources or None, sort=("sources", "code"), number=True
        ),
    )
    default_sort = "ten"
    name = "dia-ban"
    view_name = "areas:list"
    page_sizes = (200, 500)
    day: dt.date

    def filter(self, rows: Any, wanted: dict[str, Any]) -> Any:
        """By name or code, kind, parent."""
        text = search_key(wanted.get("ten") or "")
        if text:
            rows = rows.filter(code__startswith=text) if text.isdigit() else rows.filter(name_key__contains=text)
        if wanted.get("loai"):
            rows = rows.filter(kind=wanted["loai"])
        if wanted.get("thuoc"):
            rows = rows.filter(parent__key=wanted["thuoc"])
        return rows

    def default_columns(self) -> list[Column[Any]]:
        """Without the parent where there are no districts: every unit would say the province."""
        fields: Any = self.form.fields
        return [column for column in self.columns if column.key != "thuoc" or "thuoc" in fields]

    def prepare(self, rows: list[AreaVersion]) -> list[AreaVersion]:
        """Names of parents, in one query."""
        names = queries.labels({row.parent_id for row in rows if row.parent_id}, self.day)
        for row in rows:
            row.under = names.get(row.parent_id) if row.parent_id else None  # type: ignore[attr-defined]
        return rows


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.user)


def _day(request: HttpRequest) -> dt.date:
    """``?ngay=2024-12-31``, today when missing or not a date."""
    return parse_day(request.GET.get("ngay", "")) or clock.today()


def area_list(request: HttpRequest) -> HttpResponse:
    """Find a unit of any time; the communes of one province on a day, as a list and as a map."""
    actor, day = _actor(request), _day(request)
    text = request.GET.get("q", "")
    provinces = queries.provinces(actor, day)
    chosen = next((line for line in provinces if line.label.key == request.GET.get("tinh")), None) or next(
        iter(provinces), None
    )
    context: dict[str, Any] = {
        "text": text,
        "hits": queries.find(actor, text, limit=40) if text else [],
        "day": day,
        "today": clock.today(),
        "provinces": provinces,
        "chosen": chosen,
    }
    if chosen and not text:
        districts = queries.children(cast("Any", queries.visible_to(actor).get(pk=chosen.label.id)), day)
        parents = [(label.key, label.name) for label in districts if label.level == Level.DISTRICT]
        rows = queries.communes_below(actor, chosen.label.id, day)
        listing = CommuneListing(rows, request, parents=parents, day=day)
        listing.day = day
        if listing.wants_export:
            title = _("Đơn vị cấp xã của %(name)s ngày %(day)s") % {"name": chosen.label.name, "day": f"{day:%d/%m/%Y}"}
            return listing.export_response(title=title)
        tabs = present.province_tabs(provinces, chosen, request.GET.get("ngay", ""))
        context |= {"listing": listing, "districts": parents, "tabs": tabs}
        context |= present.commune_map(chosen.label.id, day)
    return render(request, "areas/list.html", context)


def area_detail(request: HttpRequest, key: str) -> HttpResponse:
    """One unit: what it was, is and became."""
    actor, today = _actor(request), clock.today()
    story = queries.story(actor, key, today)
    return render(
        request,
        "areas/detail.html",
        {
            "story": story,
            "boxes": present.lineage_boxes(story),
            "edges": present.lineage_edges(story),
            "events": present.events(story),
            "names": [(version, story.parents.get(version.parent_id or 0)) for version in story.versions],
            "cards": cards(actor, story.area, today),
            "level": Level(story.area.level).label,
        },
    )


def reform_list(request: HttpRequest) -> HttpResponse:
    """All reforms."""
    actor = _actor(request)
    rows = [
        (reform, present.count_words(queries.reform_counts(reform)))
        for reform in queries.reforms(actor)
        if queries.sees(actor, reform)
    ]
    return render(request, "areas/reforms.html", {"rows": rows, "may_change": actor.can("areas.reform")})


def reform_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What one reform touched, or would touch."""
    actor = _actor(request)
    queries.reforms(actor)
    reform = queries.visible_reform(actor, code)
    preview, refused = _preview(actor, reform)
    page = Paginator(preview.formed() if preview else [], FORMED_SHOWN).get_page(request.GET.get("trang"))
    return render(
        request,
        "areas/reform.html",
        {
            "page": page,
            "formed": [(unit, moves, *present.formed_picture(unit, moves)) for unit, moves in page],
            "shown": FOLDED_SHOWN,
            "limit": f":{FOLDED_SHOWN}",
            "reform": reform,
            "preview": preview,
            "refused": refused,
            "may_change": queries.may_reform(actor, reform_from_content(reform.content)),
            "applied": reform.status == Reform.Status.APPLIED,
            "counts": present.count_stats(preview) if preview else [],
        },
    )


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def reform_apply(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then apply a reform that is known and not applied."""
    done = (_("Đã áp dụng."), _("Đợt này đã áp dụng từ trước; không có gì thay đổi."))
    return _change(request, code, actions.apply_reform, "apply", done)


@needs_recent_sign_in
@require_http_methods(["GET", "POST"])
def reform_undo(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then undo an applied reform."""
    done = (_("Đã hoàn tác."), _("Đợt này đã hoàn tác từ trước; không có gì thay đổi."))
    return _change(request, code, actions.undo_reform, "undo", done)


def _change(
    request: HttpRequest, code: str, action: Callable[..., actions.ReformResult], verb: str, done: tuple[str, str]
) -> HttpResponse:
    actor = _actor(request)
    queries.reforms(actor)
    reform = queries.visible_reform(actor, code)
    doc = reform_from_content(reform.content)
    queries.require_reform(actor, doc)
    status, refused = 200, None
    if request.method == "POST":
        try:
            result = action(actor=actor, code=code, seen=_seen(request, reform))
        except Refused as error:
            status, refused = 409, error
        else:
            messages.success(request, done[1] if result.already else done[0])
            return redirect("areas:reform", code=code)
    preview, blocked = _preview(actor, reform)
    blockers = undo_blockers(reform) if verb == "undo" and reform.status == Reform.Status.APPLIED else []
    if blockers:
        blocked = Refused(_("Chưa hoàn tác được «%(title)s».") % {"title": reform.title}, blockers)
    settled = (reform.status == Reform.Status.APPLIED) == (verb == "apply")
    context = {
        "reform": reform,
        "preview": preview,
        "refused": refused or blocked,
        "blocked": blocked,
        "verb": verb,
        "settled": settled,
        "seen": doc.content_hash(),
    }
    return render(request, "areas/reform_confirm.html", context, status=status)


def _seen(request: HttpRequest, reform: Reform) -> str:
    """The hash of what the person looked at. ``Refused`` without it: nobody changes units without having seen which."""
    seen = request.POST.get("seen", "")
    if not seen:
        problem = Problem(reform.title, _("chưa xem nội dung đợt này."), _("Xem bên dưới rồi bấm lần nữa."))
        raise Refused(_("Chưa làm gì."), [problem])
    return seen


def _preview(actor: Actor, reform: Reform) -> tuple[ReformPreview | None, Refused | None]:
    try:
        return actions.preview_reform(actor=actor, code=reform.code), None
    except Refused as refused:
        return None, refused
